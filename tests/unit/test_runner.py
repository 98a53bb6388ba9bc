"""Finding the one runner that is installed."""

from importlib.metadata import EntryPoint

import pytest

from esg_pipeline import runner
from esg_pipeline.runner import ENTRY_POINT_GROUP, RunnerError, find_runner


def offer(monkeypatch: pytest.MonkeyPatch, *values: str) -> None:
    points = [EntryPoint(name=f"r{n}", value=value, group=ENTRY_POINT_GROUP) for n, value in enumerate(values)]
    monkeypatch.setattr(runner, "entry_points", lambda group: points if group == ENTRY_POINT_GROUP else [])


def test_the_installed_runner_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, "esg_pipeline.runner:RunReport")
    assert find_runner() is runner.RunReport


def test_the_same_runner_seen_twice_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, "esg_pipeline.runner:RunReport", "esg_pipeline.runner:RunReport")
    assert find_runner() is runner.RunReport


def test_without_a_runner_the_error_names_the_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch)
    with pytest.raises(RunnerError, match=ENTRY_POINT_GROUP):
        find_runner()


def test_two_runners_are_not_chosen_between(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, "b:RUNNER", "a:RUNNER")
    with pytest.raises(RunnerError, match="a:RUNNER, b:RUNNER"):
        find_runner()
