"""How far long work has come."""

import pytest

from esg_pipeline.progress import step_progress


def test_away_from_a_terminal_each_step_is_a_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    with step_progress() as show:
        show("raw\x1b[2J", 1, 2)
        show("raw\x1b[2J", 1, 2)
        show("[red]score[/red]", 2, 2)
        show("cleaning up", 0, 0)
    seen = capsys.readouterr()
    assert seen.err == "[1/2] raw[2J\n[2/2] [red]score[/red]\ncleaning up\n"
    assert seen.out == ""


def test_on_a_terminal_a_bar_names_the_step(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("TTY_INTERACTIVE", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    with step_progress() as show:
        show("[red]score", 3, 4)
    seen = capsys.readouterr()
    assert "[red]score" in seen.err
    assert "3/4" in seen.err
    assert seen.out == ""
