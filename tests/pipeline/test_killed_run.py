"""A run killed in the middle leaves the last published file readable and whole, and the next run needs no hand-work."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from esg_pipeline import paths
from esg_pipeline.warehouse import Warehouse
from tests.pipeline.conftest import OCTOBER as DAY
from tests.pipeline.conftest import ROOT, Run, run_pipeline


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def start(store: Path, folder: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "ESG_DATA_DIR": str(store), "ESG_WAREHOUSE_DIR": str(folder)}
    environment.pop("DAGSTER_HOME", None)
    program = "from esg_pipeline.cli import main; main()"
    command = [sys.executable, "-c", program, "run", "--rating-date", DAY.isoformat()]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def wait_for_step(run: subprocess.Popen[bytes], step: bytes) -> None:
    """Reads the progress of the run until a step has ended."""
    assert run.stderr is not None
    for line in run.stderr:
        if step in line:
            return
    pytest.fail(f"the run ended before {step.decode()}")


@pytest.mark.parametrize("step", [b"observation", pytest.param(b"rating__contribution", marks=pytest.mark.slow)])
def test_a_killed_run_leaves_the_published_file_as_it_was(sample_run: Run, tmp_path: Path, step: bytes) -> None:
    assert sample_run.report.success
    store = Path(shutil.copytree(sample_run.store, tmp_path / "data"))
    folder = Path(shutil.copytree(sample_run.folder, tmp_path / "warehouse"))
    published = paths.published_file(folder)
    before, rows = digest(published), Warehouse(published).read("rating.rating")
    with start(store, folder) as run:
        wait_for_step(run, step)
        run.kill()
    assert digest(published) == before
    assert Warehouse(published).read("rating.rating").equals(rows)
    assert run_pipeline(store, folder, (DAY,)).report.success
    assert Warehouse(published).read("rating.rating").equals(rows)
    assert not list(folder.glob(".published*"))
