"""What the command needs from whoever runs the pipeline, and how it finds that runner. The pipeline is not here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from esg_pipeline.builds import Step

ENTRY_POINT_GROUP = "esg_pipeline.runner"
SENSITIVITY_SAMPLES = 256  # where a sensitivity analysis is asked for without a number

# Called with the name of a step, the number of steps done and the number of steps there are (0 when unknown).
Progress: TypeAlias = Callable[[str, int, int], None]


class RunnerError(RuntimeError):
    """There is no runner, or more than one."""


@dataclass(frozen=True)
class RunReport:
    """How a run ended: `rejected_rows` counts refused input rows, `seconds` is wall time, `warnings` stop nothing."""

    success: bool
    rating_dates: Sequence[date]
    message: str
    published_file: Path
    tables: int
    seconds: float
    rejected_rows: int
    warnings: Sequence[str] = ()


class Runner(Protocol):
    """Runs the whole pipeline for some rating dates and publishes the result."""

    def run(self, rating_dates: Sequence[date], progress: Progress, sensitivity_samples: int = 0) -> RunReport:
        """No rating dates: the runner decides. A failed run is a report with `success` false, not an exception.

        `sensitivity_samples`: samples that show which choice moves grades most; 0 leaves that out.
        """
        ...

    def steps(self) -> Mapping[str, "Step"]:
        """Table -> how it is made by the code that is installed."""
        ...


def find_runner() -> Runner:
    """The one installed runner. Raises RunnerError when there is none or more than one to choose from."""
    found = list(entry_points(group=ENTRY_POINT_GROUP))
    if not found:
        raise RunnerError(f"no runner is installed: nothing offers the entry point {ENTRY_POINT_GROUP!r}")
    if len({point.value for point in found}) > 1:
        raise RunnerError(f"more than one runner is installed: {', '.join(sorted(point.value for point in found))}")
    runner: Runner = found[0].load()
    return runner
