"""How options are read and how errors become one line."""

import click
import pytest
from click.testing import CliRunner, Result

from esg_pipeline.cli_options import EsgGroup, dates_option, day_option, one_line


def run_failing(error: Exception, *arguments: str) -> Result:
    @click.group(cls=EsgGroup)
    @click.option("--debug", is_flag=True)
    def top(debug: bool) -> None: ...

    @top.command()
    def fail() -> None:
        raise error

    return CliRunner().invoke(top, [*arguments, "fail"])


@pytest.mark.parametrize("error", [ValueError("wrong\x1b[2J"), RuntimeError("wrong[2J"), OSError("wrong[2J")])
def test_an_expected_error_is_one_clean_line(error: Exception) -> None:
    result = run_failing(error)
    assert (result.exit_code, result.stderr, result.stdout) == (1, "Error: wrong[2J\n", "")


def test_an_unexpected_error_says_its_kind() -> None:
    result = run_failing(KeyError("x"))
    assert (result.exit_code, result.stderr) == (1, "Error: unexpected KeyError: 'x'\n")


def test_debug_lets_the_error_through() -> None:
    error = ValueError("wrong")
    result = run_failing(error, "--debug")
    assert result.exception is error
    assert result.exit_code == 1


@pytest.mark.parametrize(("error", "code"), [(click.UsageError("x"), 2), (click.exceptions.Exit(3), 3)])
def test_clicks_own_ways_out_are_left_alone(error: Exception, code: int) -> None:
    assert run_failing(error).exit_code == code


def test_a_long_message_is_cut_at_its_first_line() -> None:
    assert one_line("\n  first\nsecond\n\nthird\n") == "first (more with `esg --debug`)"
    assert one_line("only") == "only"
    assert one_line("") == "no message"


@click.command()
@click.option("--day", callback=day_option)
@click.option("--dates", callback=dates_option, multiple=True)
def echo(day: object, dates: list[object]) -> None:
    click.echo(f"{day} {' '.join(map(str, dates))}")


def test_dates_given_more_than_once_are_put_together() -> None:
    result = CliRunner().invoke(echo, ["--dates", "2022-10-31", "--dates", "2022-04-30..2022-10-31"])
    assert result.output == "None 2022-04-30 2022-10-31\n"


@pytest.mark.parametrize(("option", "value"), [("--day", "2022-13-01"), ("--day", "x"), ("--dates", "2022-10-30")])
def test_a_bad_date_is_wrong_use(option: str, value: str) -> None:
    result = CliRunner().invoke(echo, [option, value])
    assert result.exit_code == 2
    assert f"Invalid value for '{option}'" in result.stderr
