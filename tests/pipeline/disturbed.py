"""What tests of runs that go wrong share: a run in another process, and what must be true of a folder afterwards."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from esg_pipeline import paths
from esg_pipeline.warehouse import Warehouse
from tests.pipeline.conftest import OCTOBER as DAY
from tests.pipeline.conftest import ROOT, run_pipeline

COMMAND = "from esg_pipeline.cli import main; main()"
STAMP = re.compile(r"\d{8}T\d{6}\.\d+Z")  # Great Expectations names the folder of a page by the time of its run
Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Change:
    """A store with something new in it, a folder from before, and what an undisturbed run makes of the two."""

    store: Path
    before: Path
    after: Path

    def begin(self, folder: Path) -> "Begun":
        """The same store and the folder from before, copied, for one run to be disturbed."""
        store = Path(shutil.copytree(self.store, folder / "data"))
        return Begun(store, Path(shutil.copytree(self.before, folder / "warehouse")), self)


@dataclass(frozen=True)
class Begun:
    """The two folders of a run that is going to be disturbed."""

    store: Path
    folder: Path
    change: Change

    @property
    def published(self) -> Path:
        """The file that analysts open."""
        return paths.published_file(self.folder)

    def start(self, program: str = COMMAND, arguments: Sequence[str] = ()) -> subprocess.Popen[bytes]:
        """A run in a process group of its own, as the command starts it; its progress comes on stderr."""
        environment = {**os.environ, "ESG_DATA_DIR": str(self.store), "ESG_WAREHOUSE_DIR": str(self.folder)}
        environment |= {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        environment.pop("DAGSTER_HOME", None)
        words = [sys.executable, "-c", program, *(arguments or ("run", "--rating-date", DAY.isoformat()))]
        return subprocess.Popen(
            words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        )

    def is_whole(self) -> str:
        """Says which file is published, the `old` or the `new` one; fails when it is neither or cannot be read."""
        found = tables_of(self.folder)
        if differences(found, tables_of(self.change.before)):
            assert not differences(found, tables_of(self.change.after))
            return "new"
        return "old"

    def goes_on(self) -> None:
        """The next run needs no hand-work, makes what an undisturbed one makes, and nothing else lies about."""
        done = run_pipeline(self.store, self.folder, (DAY,))
        assert done.report.success, done.report.message
        assert not differences(tables_of(self.folder), tables_of(self.change.after))
        assert names_in(self.folder) == names_in(self.change.after)


def tables_of(folder: Path) -> Tables:
    """Every row of every published table."""
    published = Warehouse(paths.published_file(folder))
    with published.reading():
        return {name: published.read(name) for name in published.tables()}


def differences(found: Tables, wanted: Tables) -> list[str]:
    """Names of the tables that are not the same, or there on one side only."""
    both = found.keys() & wanted.keys()
    return sorted((found.keys() ^ wanted.keys()) | {name for name in both if not found[name].equals(wanted[name])})


def names_in(folder: Path) -> set[str]:
    """What lies in a warehouse folder, by relative path, hidden files too."""
    return {STAMP.sub("<time>", path.relative_to(folder).as_posix()) for path in folder.rglob("*")}
