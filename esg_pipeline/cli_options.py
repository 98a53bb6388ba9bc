"""How the command reads its options, prints for machines and fails: dates, formats, one-line errors. No command."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

import click

from esg_pipeline.cli_completion import published_dates
from esg_pipeline.rating_dates import iso_date, rating_dates

T = TypeVar("T", bound=Callable[..., Any])


def day_option(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """A day written YYYY-MM-DD. Wrong use when it is none."""
    try:
        return None if value is None else iso_date(value)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from error


def dates_option(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> list[date]:
    """Rating dates, each value one date, a list A,B,C or a range A..B. Wrong use when one of them is no rating date."""
    try:
        return sorted({day for text in value for day in rating_dates(text)})
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from error


def rating_date_option(default: str) -> Callable[[T], T]:
    """Adds --rating-date, which the shell completes, as `day`; `default` says which one it is otherwise."""
    return click.option(
        "--rating-date",
        "day",
        callback=day_option,
        metavar="DATE",
        shell_complete=published_dates,
        help=f"Default: {default}",
    )


class EsgGroup(click.Group):
    """The top of the command: whatever fails below it becomes one line on stderr and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command that was asked for; `--debug` lets errors through as they are."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            expected = isinstance(error, RuntimeError | ValueError | OSError)
            kind = "" if expected else f"unexpected {type(error).__name__}: "
            raise click.ClickException(kind + one_line(reason(error))) from error


def reason(error: Exception) -> str:
    """What an error says; of a file that cannot be opened or written its name and why, without the error's number."""
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def one_line(message: str) -> str:
    """The first line of a message without control characters, and how much more there is."""
    from esg_pipeline.display import clean  # noqa: PLC0415  # rich is not needed for --help

    lines = [line for line in map(clean, message.splitlines()) if line]
    more = " (more with `esg --debug`)" if len(lines) > 1 else ""
    return (lines[0] if lines else "no message") + more


def all_lines(message: str) -> str:
    """Every line of a message without control characters."""
    from esg_pipeline.display import clean  # noqa: PLC0415  # rich is not needed for --help

    return "\n".join(filter(None, map(clean, message.splitlines())))


def machine_formats(*, with_csv: bool = True) -> Callable[[T], T]:
    """Adds --json and, if wanted, --csv to a command."""

    def add(command: T) -> T:
        if with_csv:
            command = click.option("--csv", "as_csv", is_flag=True, help="CSV for machines and spreadsheets.")(command)
        return click.option("--json", "as_json", is_flag=True, help="JSON for machines, at full precision.")(command)

    return add


def one_of_both(*, as_json: bool, as_csv: bool) -> None:
    """Wrong use when two formats are asked for at once."""
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other")


def echo_json(value: object) -> None:
    """JSON on stdout, as UTF-8 whatever the locale."""
    from esg_pipeline.machine_output import to_json  # noqa: PLC0415  # not needed for --help

    click.echo(to_json(value), nl=False)


def echo_csv(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    """CSV on stdout."""
    from esg_pipeline.machine_output import to_csv  # noqa: PLC0415  # not needed for --help

    click.echo(to_csv(rows, columns), nl=False)
