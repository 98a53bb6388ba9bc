"""What the events of a run say of its checks: those that stop it, and those that only warn."""

from collections.abc import Sequence

import dagster as dg
import pytest

from assets.failures import check_text, is_failed_check, warning_text


def evaluated(*, passed: bool, is_blocking: bool, description: str | None, found: int) -> Sequence[dg.DagsterEvent]:
    """The events of a run of one table with one check."""
    key = dg.AssetKey(["mart", "x"])

    @dg.asset(key=key, check_specs=[dg.AssetCheckSpec("is_plausible", asset=key, blocking=is_blocking)])
    def table() -> dg.MaterializeResult:
        result = dg.AssetCheckResult(
            check_name="is_plausible",
            passed=passed,
            severity=dg.AssetCheckSeverity.ERROR if is_blocking else dg.AssetCheckSeverity.WARN,
            description=description,
            metadata={"found": found},
        )
        return dg.MaterializeResult(check_results=[result])

    with dg.DagsterInstance.ephemeral() as home:
        return dg.materialize([table], instance=home, raise_on_error=False).all_events


def test_a_check_that_stops_the_run_is_no_warning() -> None:
    events = evaluated(passed=False, is_blocking=True, description="a; b", found=2)
    [stopped] = [event for event in events if is_failed_check(event)]
    assert check_text(stopped) == "check is_plausible of mart.x: a; b"
    assert not any(is_failed_check(event, is_blocking=False) for event in events)


@pytest.mark.parametrize(
    ("description", "found", "words"),
    [("a; b", 12, "a (11 more)"), ("only this", 1, "only this"), (None, 0, "see its metadata")],
)
def test_a_warning_tells_the_first_thing_and_how_many_more(description: str | None, found: int, words: str) -> None:
    events = evaluated(passed=False, is_blocking=False, description=description, found=found)
    [warned] = [event for event in events if is_failed_check(event, is_blocking=False)]
    assert warning_text(warned) == f"check is_plausible of mart.x: {words}"
    assert not any(is_failed_check(event) for event in events)


def test_a_check_that_passed_says_nothing() -> None:
    events = evaluated(passed=True, is_blocking=False, description=None, found=0)
    assert not any(is_failed_check(event) or is_failed_check(event, is_blocking=False) for event in events)
