from esg_pipeline.disclosure.checks.severity import exceeds, misses, of_difference, of_ratio, of_sum
from esg_pipeline.disclosure.codes import Severity

INFO, WARNING, SERIOUS = Severity.INFO, Severity.WARNING, Severity.SERIOUS


def test_arithmetic_on_floats_exceeds_nothing() -> None:
    assert not exceeds(0.1 + 0.2, 0.3)
    assert exceeds(0.31, 0.3)


def test_ranges_that_touch_do_not_miss() -> None:
    assert not misses(1, 2, 2, 3)
    assert misses(1, 2, 2.1, 3)
    assert misses(2.1, 3, 1, 2)


def test_a_sum_over_its_whole_is_worse_than_one_under_it() -> None:
    assert [of_sum(found, 1000) for found in (1001, 1010, 1030, 970, 900)] == [INFO, WARNING, SERIOUS, WARNING, SERIOUS]
    assert of_sum(100, 1000) is SERIOUS


def test_a_ratio_is_judged_by_its_factor() -> None:
    assert [of_ratio(r, 1.0, is_loose=True) for r in (1.1, 0.9, 1.4, 6, 10)] == [INFO, INFO, WARNING, SERIOUS, SERIOUS]
    assert [of_ratio(r, 1.0, is_loose=False) for r in (1.1, 1.4, 2.0)] == [WARNING, WARNING, SERIOUS]
    assert of_ratio(0, 1.0, is_loose=True) is WARNING


def test_two_prints_are_judged_by_their_difference() -> None:
    assert [of_difference(100, other) for other in (101, 120, 300)] == [INFO, WARNING, SERIOUS]
