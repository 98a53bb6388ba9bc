"""The limit is read from the environment as it stands there; the tries are as many as fit into it, and one at least."""

import time

import pytest

from esg_pipeline.waiting import tries, wait_seconds


def test_the_limit_is_the_default_until_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("X_WAIT", raising=False)
    assert wait_seconds("X_WAIT", 7.0) == 7.0
    monkeypatch.setenv("X_WAIT", "")
    assert wait_seconds("X_WAIT", 7.0) == 7.0
    monkeypatch.setenv("X_WAIT", "0.5")
    assert wait_seconds("X_WAIT", 7.0) == 0.5


@pytest.mark.parametrize("raw", ["soon", "-1", "nan", "inf", "1,5"])
def test_what_is_no_number_of_seconds_is_named(monkeypatch: pytest.MonkeyPatch, raw: str) -> None:
    monkeypatch.setenv("X_WAIT", raw)
    with pytest.raises(ValueError, match=f"X_WAIT is '{raw}'"):
        wait_seconds("X_WAIT", 7.0)


def test_without_time_there_is_one_try() -> None:
    assert len(list(tries(0.0))) == 1


def test_pauses_grow_and_the_last_try_comes_when_the_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    now, pauses = [100.0], []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "sleep", sleep)
    assert len(list(tries(10.0))) == len(pauses) + 1
    assert pauses[:-1] == sorted(pauses[:-1])
    assert max(pauses) == 0.5
    assert sum(pauses) == pytest.approx(10.0)
