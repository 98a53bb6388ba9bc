"""The tutorial's commands, run in an empty folder one after the other, show what the page says that they show."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.pipeline.conftest import ROOT

PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
# Commands, and what they show where the page says so.
STEP = re.compile(r"^```sh\n(?P<commands>.+?)\n```\n(?:\n```text\n(?P<shown>.+?)\n```\n)?", re.MULTILINE | re.DOTALL)
LEFT_OUT = "…"
STEPS = [(found["commands"], (found["shown"] or "").splitlines()) for found in STEP.finditer(PAGE)]


@dataclass(frozen=True)
class Shell:
    """A shell in an empty folder, with the command of this checkout and nothing of the environment's own folders."""

    folder: Path

    def show(self, commands: str) -> list[str]:
        """What a block of commands shows on the terminal. Fails with what it says when one of them fails."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ESG_", "DAGSTER_HOME"))}
        path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
        done = subprocess.run(
            [str(shutil.which("bash")), "-euo", "pipefail", "-c", commands],
            cwd=self.folder,
            env={**kept, "PATH": path, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stderr}"
        return done.stdout.splitlines()


def missing(expected: list[str], shown: list[str]) -> str | None:
    """The first line of the page that does not come, in its order, among what was shown."""
    rest = iter(line.rstrip() for line in shown)
    for line in expected:
        if line.strip() == LEFT_OUT:
            continue
        pattern = ".*".join(re.escape(part) for part in line.rstrip().split(LEFT_OUT))
        if not any(re.fullmatch(pattern, found) for found in rest):
            return line
    return None


def test_the_page_is_read_as_commands_and_what_they_show() -> None:
    assert len(STEPS) >= 10
    assert PAGE.count("```sh\n") == len(STEPS)
    assert PAGE.count("```text\n") == sum(bool(shown) for _, shown in STEPS)
    commands = "\n".join(commands for commands, _ in STEPS)
    for name in ("add-document", "run", "explain", "review", "why", "portfolio", "export"):
        assert f"esg {name}" in commands


@pytest.mark.parametrize(
    ("expected", "shown", "first"),
    [
        (["a", "c"], ["a", "b", "c"], None),
        (["c", "a"], ["a", "b", "c"], "a"),
        (["x … z", "…", "b"], ["x y z", "b  "], None),
        (["x … z"], ["x y"], "x … z"),
        (["[a]"], ["a"], "[a]"),
    ],
)
def test_lines_are_found_in_their_order(expected: list[str], shown: list[str], first: str | None) -> None:
    assert missing(expected, shown) == first


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="the page's commands are those of a shell")
def test_a_stranger_gets_what_the_page_shows(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    for commands, expected in STEPS:
        shown = shell.show(commands)
        absent = missing(expected, shown)
        assert absent is None, f"{commands}\n\nshows no {absent!r} but\n\n" + "\n".join(shown)
