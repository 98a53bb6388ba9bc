import pytest

from esg_pipeline.methodology.codes import Kind
from esg_pipeline.what_if.changeable import key_issues_now, points_now
from esg_pipeline.what_if.engine import Subject

pytestmark = pytest.mark.usefixtures("asked_run")


def test_every_key_issue_is_listed_with_how_it_is_now(subject: Subject) -> None:
    found = key_issues_now(subject)
    method = subject.world.methodology
    assert [one.key_issue_id for one in found] == method.key_issues.sort("sort_order")["key_issue_id"].to_list()
    assert sum(one.weight for one in found) == pytest.approx(1)
    assert all((one.influence == "none") == (one.impact_time is None) for one in found)
    assert all(one.weight == 0 for one in found if one.influence == "none")


def test_every_data_point_that_counts_is_listed_with_its_anchors(subject: Subject) -> None:
    found = {one.data_point_id: one for one in points_now(subject)}
    counted = {row["data_point_id"]: row for row in subject.before.points.iter_rows(named=True)}
    assert counted.keys() <= found.keys()
    for name, one in found.items():
        assert len(one.anchors) >= 2
        assert (one.origin is None) == (name not in counted)
        assert one.weight == (counted[name]["weight"] if name in counted else None)
        assert one.is_counted == (one.kind == Kind.EVENT)
        if one.has_levels:
            assert one.value is None or one.value in [x for x, _ in one.anchors]
    reported = [one for one in found.values() if one.origin == "reported" and one.kind != Kind.EVENT]
    assert reported
    assert all(one.value is not None and one.fiscal_year for one in reported)
