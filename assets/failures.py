"""Why a run failed, in our own words, from the events that it left. Starts nothing, tells nobody."""

import re
from collections.abc import Generator, Sequence

import dagster as dg
from dagster import DagsterEventType
from dagster_shared.error import SerializableErrorInfo

# Our own errors speak for themselves; where their class lies is of no use to a reader.
OUR_ERROR = re.compile(r"^esg_pipeline\.[\w.]+: ")
# What Dagster raises when a blocking check failed; the reason stands with the check.
BLOCKED = "DagsterAssetCheckFailedError"


def is_failed_check(event: dg.DagsterEvent, *, is_blocking: bool = True) -> bool:
    """Whether an event is the evaluation of an asset check that failed and stops the run, or only warns."""
    if event.event_type != DagsterEventType.ASSET_CHECK_EVALUATION:
        return False
    found = event.asset_check_evaluation_data
    return not found.passed and bool(found.blocking) is is_blocking


def check_text(event: dg.DagsterEvent) -> str:
    """Which check failed on which table, and why."""
    found = event.asset_check_evaluation_data
    return f"check {found.check_name} of {'.'.join(found.asset_key.path)}: {found.description or 'failed'}"


def warning_text(event: dg.DagsterEvent) -> str:
    """Which check warns about which table, the first thing that it found, and how many more there are."""
    found = event.asset_check_evaluation_data
    first = (found.description or "see its metadata").split("; ")[0]
    number = found.metadata["found"].value if "found" in found.metadata else 1
    more = f" ({number - 1} more)" if isinstance(number, int) and number > 1 else ""
    return f"check {found.check_name} of {'.'.join(found.asset_key.path)}: {first}{more}"


def failure_text(event: dg.DagsterEvent, refused: Sequence[str]) -> str:
    """Why a step failed: our own words where an error of ours is in the chain, else the innermost message."""
    chain = list(causes(event.step_failure_data.error))
    if refused and any(error.cls_name == BLOCKED for error in chain):
        return "; ".join(refused)
    ours = [error for error in chain if OUR_ERROR.match(error.message)]
    said = event.step_failure_data.user_failure_data
    text = said.description if said else (ours or chain[-1:])[0].message if chain else "failed"
    return OUR_ERROR.sub("", (text or "").strip())


def causes(error: SerializableErrorInfo | None) -> Generator[SerializableErrorInfo]:
    """An error and what caused it, outermost first."""
    while error:
        yield error
        error = error.cause
