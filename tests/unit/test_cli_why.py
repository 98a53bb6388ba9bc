"""What `esg why` asks for and how it refuses; what it answers is shown on whole runs in tests/pipeline/test_why.py."""

import pytest
from click.testing import CliRunner, Result

from esg_pipeline import cli

pytestmark = pytest.mark.usefixtures("warehouse_of_the_command")


def esg(*arguments: str) -> Result:
    return CliRunner().invoke(cli.esg, arguments, prog_name="esg")


def test_the_help_shows_an_example() -> None:
    text = esg("why", "--help").output
    assert "esg why 360DIGITECH --from 2022-04-30 --to 2022-10-31" in text
    assert all(option in text for option in ("--from", "--to", "--all", "--json", "--csv"))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("360DIGITECH", "--json", "--csv"), "exclude each other"),
        (("360DIGITECH", "--from", "yesterday"), "is not a date"),
        (("360DIGITECH", "--to", "2001-04-30"), "is not published"),
    ],
)
def test_wrong_use_is_refused(words: tuple[str, ...], message: str) -> None:
    result = esg("why", *words)
    assert result.exit_code == 2
    assert message in result.stderr
