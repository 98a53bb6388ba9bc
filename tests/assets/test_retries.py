"""A step is tried again after a fault that may pass, and after no other; in the end the error says what it was."""

import errno

import dagster as dg
import pytest

from assets import retries
from assets.failures import failure_text
from assets.retries import PAUSES, retried
from esg_pipeline.warehouse import WarehouseBusyError, WarehouseError


def runs_of(monkeypatch: pytest.MonkeyPatch, *faults: Exception | None) -> tuple[dg.ExecuteInProcessResult, int]:
    """A step that meets one fault per try, and how often it was tried."""
    monkeypatch.setattr(retries, "PAUSES", dg.RetryPolicy(max_retries=PAUSES.max_retries, delay=0.0))
    left, tries = list(faults), 0

    @dg.asset
    def step(context: dg.AssetExecutionContext) -> None:
        nonlocal tries
        tries += 1
        with retried(context):
            fault = left.pop(0)
            if fault:
                raise fault

    return dg.materialize([step], raise_on_error=False), tries


def test_pauses_grow_and_are_spread() -> None:
    pauses = [PAUSES.calculate_delay(attempt) for attempt in (1, 2, 3) for _ in range(20)]
    assert 0 <= min(pauses) < max(pauses) <= 8
    assert len(set(pauses)) > 20
    assert sum(pauses[:20]) < sum(pauses[20:40]) < sum(pauses[40:])


def test_a_fault_that_passes_costs_a_try_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    done, tries = runs_of(monkeypatch, WarehouseBusyError("held"), OSError(errno.ENOSPC, "full"), None)
    assert (done.success, tries) == (True, 3)


@pytest.mark.parametrize(
    "fault",
    [
        ValueError("wrong input"),
        WarehouseError("a table is missing"),
        dg.Failure("the contract is broken", allow_retries=False),
    ],
    ids=repr,
)
def test_what_comes_back_is_not_tried_again(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    done, tries = runs_of(monkeypatch, fault, None)
    assert (done.success, tries) == (False, 1)
    [failed] = [event for event in done.all_events if event.is_step_failure]
    assert failure_text(failed, []).endswith((str(fault), str(getattr(fault, "description", None))))


def test_a_fault_that_stays_is_named_when_the_tries_are_used_up(monkeypatch: pytest.MonkeyPatch) -> None:
    done, tries = runs_of(monkeypatch, *[WarehouseBusyError("PID 7 has held it for 600 seconds")] * 9)
    assert (done.success, tries) == (False, PAUSES.max_retries + 1)
    [failed] = [event for event in done.all_events if event.is_step_failure]
    assert failure_text(failed, []) == "PID 7 has held it for 600 seconds"
