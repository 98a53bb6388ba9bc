"""The launcher of dagster_home/dagster.yaml: Dagster's own, which can also tell whether the process of a run lives."""

from dagster import DagsterRun
from dagster._core.launcher import DefaultRunLauncher
from dagster._core.launcher.base import CheckRunHealthResult, WorkerStatus

from assets.workers import DIED, is_dead


class LocalRunLauncher(DefaultRunLauncher):
    """Runs on this machine. With run monitoring on, a run whose process was killed ends as failed within a minute.

    Runs that a command started in a process of its own are watched too.
    """

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Says to the monitor that it may ask."""
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Failed when the process that the run names is gone, else running: what is not known is left alone."""
        if is_dead(run.tags):
            return CheckRunHealthResult(WorkerStatus.FAILED, DIED)
        return CheckRunHealthResult(WorkerStatus.RUNNING)
