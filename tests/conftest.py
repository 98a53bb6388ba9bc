"""Fixtures that tests of every layer share, and the two ways hypothesis runs. What one layer needs stays with it."""

import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).resolve().parent.parent
IN_CI = bool(os.environ.get("CI"))
os.environ.pop("COLUMNS", None)  # what commands print must not depend on the terminal that starts the tests

# CI looks at the same examples every time, and at half as many; a developer's machine looks at new ones and remembers
# what failed.
# No deadline: the first example of a test pays for imports.
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if IN_CI else "dev")


# Whole runs that are made once per worker, and seconds: the files that ask for one go to one worker.
RUNS = re.compile(r"\b(report_run|sample_run|asked_run)\b")


@cache
def group_of(file: str) -> str:
    """Which files go to one worker together: those that ask for the same whole run, else each file by itself."""
    path = ROOT / file
    run = RUNS.search(path.read_text(encoding="utf-8")) if path.suffix == ".py" and path.is_file() else None
    return run.group() if run else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: "Producer") -> "LoadFileScheduling | None":
    """Shares out `--dist loadfile` by groups of files, in their order: whole runs are not left for last."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling  # noqa: PLC0415

    class ByRun(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(super()._split_scope(nodeid))

    config.option.loadscopereorder = False
    return ByRun(config, log)


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of reference documents next to the checkout. In CI its absence is a failure, elsewhere a skip."""
    folder = ROOT.parent / "shared"
    if folder.is_dir():
        return folder
    message = f"the folder of reference documents is missing: {folder}"
    if IN_CI:
        pytest.fail(message)
    pytest.skip(message)
