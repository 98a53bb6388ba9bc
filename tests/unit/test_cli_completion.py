"""What a shell completes, and the scripts that make it do so."""

from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from esg_pipeline.cli import esg
from esg_pipeline.cli_completion import SHELLS, VARIABLE


def completed(words: str, begun: str) -> list[str]:
    """What the Tab key offers after some words of a line."""
    items = ShellComplete(esg, {}, "esg", VARIABLE).get_completions(words.split(), begun)
    return [item.value for item in items if item.type == "plain"]


@pytest.fixture
def published(small_published_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(small_published_file.parent))


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("command", ["explain", "why", "compare", "compare CAPPED"])
def test_issuers_complete_in_upper_and_lower_case(command: str) -> None:
    assert completed(command, "36") == ["360DIGITECH"]
    assert completed(command, "bank") == ["BANKX"]
    assert completed(command, "nobody") == []


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    "command",
    [
        "explain X --rating-date",
        "why X --from",
        "why X --to",
        "ratings --rating-date",
        "compare A B --rating-date",
        "portfolio h.csv --rating-date",
        "export --rating-date",
    ],
)
def test_rating_dates_complete_newest_first(command: str) -> None:
    assert completed(command, "2022") == ["2022-10-31", "2022-04-30"]
    assert completed(command, "2022-04") == ["2022-04-30"]


@pytest.mark.usefixtures("published")
def test_the_second_date_of_a_range_completes() -> None:
    assert completed("export --rating-date", "2022-04-30..2022-1") == ["2022-04-30..2022-10-31"]


def test_without_a_published_file_nothing_completes_and_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path))
    assert completed("explain", "") == []
    assert completed("ratings --rating-date", "") == []


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_gets_its_script(shell: str) -> None:
    done = CliRunner().invoke(esg, ["completion", shell])
    assert done.exit_code == 0, done.output
    assert f"{VARIABLE}={shell}_complete" in done.stdout


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    """Every command below a group with its words, groups too."""
    found = [((*path, name), command) for name, command in sorted(group.commands.items())]
    below = [commands(command, words) for words, command in found if isinstance(command, click.Group)]
    return [*found, *(one for many in below for one in many)]


@pytest.mark.parametrize(
    ("words", "command"), commands(esg), ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_the_help_of_every_command_has_an_example_of_its_own(words: tuple[str, ...], command: click.Command) -> None:
    examples = (command.help or "").partition("Example:\n")[2]
    assert f"esg {' '.join(words)}" in examples
