"""One holder at a time, whoever waits is told for whom, and a holder that is killed keeps nobody waiting."""

import os
import signal
import threading
from pathlib import Path

import pytest

from esg_pipeline.paths import run_lock_file
from esg_pipeline.run_lock import NOBODY, WAIT, RunLockError, run_lock
from tests.lock_holder import held_by_another


def test_the_folder_is_made_and_the_file_stays(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "warehouse"
    with run_lock(folder, "this run"):
        assert f"this run, process {os.getpid()} on " in run_lock_file(folder).read_text()
    assert run_lock_file(folder).read_text() == ""


def test_one_thread_may_ask_twice(tmp_path: Path) -> None:
    with run_lock(tmp_path, "outer"), run_lock(tmp_path / ".", "inner"), run_lock(tmp_path, is_shared=True):
        assert run_lock_file(tmp_path).read_text().startswith("outer")


def test_the_holder_is_named_when_the_time_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WAIT, "0.1")
    told: list[str] = []
    with (
        held_by_another(tmp_path) as other,
        pytest.raises(RunLockError, match=rf"the other run, process {other.pid} on .* has held .*\.lock for 0\.1 s"),
        run_lock(tmp_path, "late", told.append),
    ):
        pytest.fail("two hold the lock")
    assert [text.split(",")[0] for text in told] == ["the other run"]


def test_a_killed_holder_frees_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WAIT, "30")
    with held_by_another(tmp_path) as other:

        def kill(_: str) -> None:
            os.kill(other.pid, signal.SIGKILL)

        with run_lock(tmp_path, "next", kill):
            assert run_lock_file(tmp_path).read_text().startswith("next")
        assert other.wait() == -signal.SIGKILL


def test_an_error_inside_frees_it(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), run_lock(tmp_path):
        raise ZeroDivisionError
    with held_by_another(tmp_path):
        pass


def test_another_thread_of_the_same_process_waits(tmp_path: Path) -> None:
    order: list[str] = []

    def other() -> None:
        with run_lock(tmp_path, "other", lambda _: waiting.set()):
            order.append("other")

    waiting = threading.Event()
    thread = threading.Thread(target=other)
    with run_lock(tmp_path, "first"):
        thread.start()
        assert waiting.wait(30)
        order.append("first")
    thread.join(30)
    assert order == ["first", "other"]


def test_readers_share_it_and_a_run_waits_for_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WAIT, "0.1")
    with held_by_another(tmp_path, "shared"):
        with run_lock(tmp_path, is_shared=True):
            pass
        with pytest.raises(RunLockError, match=NOBODY), run_lock(tmp_path):
            pytest.fail("a run between readers")


def test_a_run_that_works_on_another_folder_is_nobodys_business(tmp_path: Path) -> None:
    with held_by_another(tmp_path / "one"), run_lock(tmp_path / "two", waiting=pytest.fail):
        pass


def test_a_reader_makes_no_folder_and_needs_none(tmp_path: Path) -> None:
    with run_lock(tmp_path / "nothing", is_shared=True):
        pass
    assert not (tmp_path / "nothing").exists()
