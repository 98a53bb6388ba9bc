"""Runs that are killed, find the disk full, lose their input or an analyst in the way: the published file stays whole.

It is the old or the new one, and the next run makes what an undisturbed run makes, without hand-work.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from esg_pipeline.ingest.documents import add_document
from tests.pipeline.conftest import OCTOBER as DAY
from tests.pipeline.conftest import Run, run_pipeline
from tests.pipeline.disturbed import Begun, Change, differences, tables_of

DICE = np.random.default_rng(20221031)
# After which share of its steps a run is killed, and how many seconds into the next one: while it imports, writes the
# archive, builds the published file, and at random.
MOMENTS = [
    *((0.0, 2.5), (0.11, 0.1), (0.98, 0.2), (0.98, 0.9)),
    *((round(float(DICE.uniform()), 2), round(float(DICE.uniform(0, 0.8)), 2)) for _ in range(16)),
]
PROGRESS = re.compile(rb"\[(\d+)/(\d+)\]")
EVENT = "LATE-1,HARBOUR_STEEL,environmental_penalty,severe,2022-08-01,2022-09-01,900000,Ash spilled,Fictional event"


@pytest.fixture(scope="module")
def change(sample_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Change:
    """The sample, then a document and an event that came later, and what an undisturbed run makes of them."""
    assert sample_run.report.success, sample_run.report.message
    folder = tmp_path_factory.mktemp("change")
    store = Path(shutil.copytree(sample_run.store, folder / "data"))
    after = Path(shutil.copytree(sample_run.folder, folder / "warehouse"))
    add_news(store, folder)
    done = run_pipeline(store, after, (DAY,))
    assert done.report.success, done.report.message
    assert "rating.rating" in differences(tables_of(sample_run.folder), tables_of(after))
    return Change(store, sample_run.folder, after)


def add_news(store: Path, folder: Path) -> None:
    """Files a report that restates a value and its total, and an event."""
    report = folder / "linjiang_uci_esg_report_2021_revised.md"
    [known] = (store / "sample" / "documents").glob("*linjiang*.md")
    text = known.read_text(encoding="utf-8")
    report.write_text(text.replace("12,480.5", "13,980.5").replace("51,395.5", "52,895.5"), encoding="utf-8")
    add_document(store, report, issuer_id="LINJIANG_UCI", fiscal_year=2021, published_date=date(2022, 9, 15))
    events = store / "sample" / "events" / "fictional_events.csv"
    events.write_text(f"{events.read_text(encoding='utf-8')}{EVENT}\n", encoding="utf-8")


def kill(run: subprocess.Popen[bytes]) -> None:
    """Kills a run and whatever it has started."""
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()


def wait_for_share(run: subprocess.Popen[bytes], share: float) -> None:
    """Reads the progress of a run until this share of its steps has ended, at most all but the last."""
    assert run.stderr is not None
    while share:
        line = run.stderr.readline()
        assert line, "the run ended too soon"
        if (found := PROGRESS.match(line)) and int(found[1]) >= int(share * int(found[2])):
            return


def test_a_killed_run_leaves_the_published_file_as_it_was(sample_run: Run, tmp_path: Path) -> None:
    assert sample_run.report.success
    begun = Change(sample_run.store, sample_run.folder, sample_run.folder).begin(tmp_path)
    with begun.start() as run:
        wait_for_share(run, 0.2)
        kill(run)
    assert begun.is_whole() == "old"
    begun.goes_on()


@pytest.mark.slow
@pytest.mark.parametrize(("share", "seconds"), MOMENTS)
def test_a_run_may_be_killed_at_any_moment(change: Change, tmp_path: Path, share: float, seconds: float) -> None:
    begun = change.begin(tmp_path)
    with begun.start() as run:
        wait_for_share(run, share)
        time.sleep(seconds)
        kill(run)
    begun.is_whole()
    begun.goes_on()


# Does something when a step has ended, before the next one begins.
ACTING = """
import sys
from datetime import date
from assets.run import RUNNER
def progress(step, done, steps):
    if step == sys.argv[2]:
        exec(sys.argv[3])
report = RUNNER.run([date.fromisoformat(sys.argv[1])], progress)
sys.stderr.write(report.message)
sys.exit(0 if report.success else 1)
"""
FULL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"
REFUSED = re.compile("File too large")


def fails_after(begun: Begun, step: str, act: str) -> str:
    """What a run says that fails because of what is done when a step has ended."""
    with begun.start(ACTING, (DAY.isoformat(), step, act)) as run:
        assert run.stderr is not None
        said = run.stderr.read().decode()
    assert run.returncode == 1, said
    return said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("step", "size"),
    [
        ("raw_store", 4_096),  # readings
        ("rating_universe", 4_096),  # archive
        ("core__event", 50_000),  # tables
        ("change_attribution", 50_000),
        ("table_builds", 100_000),  # published file
    ],
)
def test_a_full_disk_leaves_the_published_file_as_it_was(change: Change, tmp_path: Path, step: str, size: int) -> None:
    begun = change.begin(tmp_path)
    assert REFUSED.search(fails_after(begun, step, FULL.format(size=size)))
    assert begun.is_whole() == "old"
    begun.goes_on()


@pytest.mark.slow
def test_documents_that_vanish_under_way_stop_the_run(change: Change, tmp_path: Path) -> None:
    begun = change.begin(tmp_path)
    documents, elsewhere = begun.store / "documents", tmp_path / "elsewhere"
    said = fails_after(begun, "raw_store", f"import os; os.rename({str(documents)!r}, {str(elsewhere)!r})")
    assert "any more, the store has changed since its feeds were read: refresh again" in said
    assert begun.is_whole() == "old"
    elsewhere.rename(documents)
    begun.goes_on()


ANALYST = """
import sys
import duckdb
with duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "read") as connection:
    connection.execute("begin")
    names = "select schema_name || '.' || table_name from duckdb_tables() order by all"
    tables = [name for (name,) in connection.execute(names).fetchall()]
    for _ in range(2):
        sums = [connection.execute(f"select count(*), sum(hash(t)) from {table} t").fetchone() for table in tables]
        print(sums, flush=True)
        sys.stdin.readline()
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", ["read", "write"])
def test_an_analyst_may_hold_the_published_file_all_the_time(change: Change, tmp_path: Path, how: str) -> None:
    """Also one who forgot to open it for reading only."""
    begun = change.begin(tmp_path)
    command = [sys.executable, "-c", ANALYST, str(begun.published), how]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as analyst:
        assert analyst.stdin is not None
        assert analyst.stdout is not None
        seen = analyst.stdout.readline()
        begun.goes_on()
        analyst.stdin.write("again\n")
        analyst.stdin.flush()
        assert analyst.stdout.readline() == seen
        analyst.communicate("enough\n")
    assert begun.is_whole() == "new"
    begun.goes_on()
