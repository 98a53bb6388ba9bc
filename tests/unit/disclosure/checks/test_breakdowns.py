import pytest

from esg_pipeline.disclosure.checks.breakdowns import covers, is_complete, readings


@pytest.mark.parametrize(
    ("key", "members", "complete"),
    [
        ("gender", "female male", True),
        ("gender", "female", False),
        ("age", "under_30 30_to_50 over_50", True),
        ("age", "under_30 31_to_40 41_to_50 over_51", True),
        ("age", "under_30 over_50", False),
        ("age", "under_30 30_to_50", False),
        ("age", "under_30 25_to_50 over_50", False),
        ("age", "under_30 old", False),
        ("region", "china outside_china", True),
        ("region", "north_china south_china", False),
        ("employment", "full_time part_time", False),
    ],
)
def test_when_nobody_can_stand_outside(key: str, members: str, complete: bool) -> None:
    assert is_complete(key, members.split()) is complete


def test_a_common_whole_may_still_leave_some_out() -> None:
    assert covers("employment", ["full_time", "part_time"])
    assert not covers("employment", ["full_time"])


def test_a_place_is_not_counted_twice() -> None:
    found = set(readings("region", ["china", "beijing", "overseas"]))
    assert {frozenset({"china", "overseas"}), frozenset({"beijing", "overseas"})} <= found


def test_bands_that_overlap_cannot_be_added() -> None:
    assert not list(readings("age", ["under_30", "under_35", "over_35"]))


def test_readings_are_bounded() -> None:
    nested = "china mainland_china asia asia_pacific overseas outside_china guangdong south_china shenzhen japan"
    places = nested.split(" ")
    assert 1 < len(list(readings("region", places))) <= 64
