"""Fixtures that tests of every layer share, and the two ways hypothesis runs. What one layer needs stays with it."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
IN_CI = bool(os.environ.get("CI"))

# CI looks at the same examples every time; a developer's machine looks at new ones and remembers what failed.
# No deadline: the first example of a test pays for imports.
settings.register_profile(
    "ci", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if IN_CI else "dev")


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
