"""`esg review`: which facts and values wait for a person, and what people decide. No method is here."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from esg_pipeline.cli_options import echo_csv, echo_json, machine_formats, one_of_both

if TYPE_CHECKING:
    import polars as pl

    from esg_pipeline.reader import PublishedReader
    from esg_pipeline.review_desk import Verdict

# What a command needs is imported inside it, so that `esg --help` answers at once; \b tells click to keep lines.
# ruff: noqa: PLC0415, D301

EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
Command = Callable[..., Any]


@click.group("review", short_help="Decide about doubtful facts.")
def review_group() -> None:
    """See which facts of documents wait for a person, and decide about them.

    Values that look wrong by a power of ten wait too, those of tables as well. Decisions are
    kept in review/decisions.csv of the store (ESG_DATA_DIR), by document and place in it or
    by the id of the value; they take effect with the next `esg run` and outlive it. Of several
    decisions about one fact the latest stands.

    \b
    Example:
      esg review list --issuer 360DIGITECH
    """


def by_options(command: Command) -> Command:
    """Adds the options that say who decides, and why."""
    command = click.option("--comment", metavar="TEXT", help="Why, in your words.")(command)
    return click.option("--by", "decided_by", required=True, metavar="NAME", help="Who decides.")(command)


@review_group.command("list", short_help="List the facts that wait.")
@click.option("--issuer", metavar="ID", help="Only this issuer's, in upper or lower case.")
@click.option("--decided", is_flag=True, help="Those that a person decided about instead.")
@click.option("--limit", type=click.IntRange(min=1), help="Show the first N only.")
@machine_formats()
def list_command(issuer: str | None, decided: bool, limit: int | None, as_json: bool, as_csv: bool) -> None:
    """List the facts that wait for a person, the most doubtful first.

    Decisions that the last run found no fact for stand at the end.

    \b
    Example:
      esg review list --issuer 360DIGITECH --limit 20
    """
    one_of_both(as_json=as_json, as_csv=as_csv)
    from esg_pipeline.display import console
    from esg_pipeline.reader import published_reader
    from esg_pipeline.review_view import items_table, orphan_lines

    reader = published_reader()
    found = waiting(items_of(reader, issuer), decided=decided)
    shown = found.head(limit) if limit else found
    if as_json:
        echo_json(shown.to_dicts())
    elif as_csv:
        echo_csv(shown.to_dicts(), shown.columns)
    else:
        out = console()
        if shown.height:
            out.print(items_table(shown))
        out.print(f"{shown.height} of {found.height} facts {'that were decided' if decided else 'that wait'}")
        for line in orphan_lines(reader.orphan_decisions()):
            out.print(line, soft_wrap=True)


def items_of(reader: "PublishedReader", issuer: str | None) -> "pl.DataFrame":
    """The facts that wait or were decided, of one issuer or of all. Fails when nobody knows the issuer."""
    from esg_pipeline.issuer_search import find_issuer

    found = reader.review_items(issuer)
    return found if issuer is None or found.height else reader.review_items(find_issuer(reader.issuers(), issuer))


def waiting(items: "pl.DataFrame", *, decided: bool = False) -> "pl.DataFrame":
    """Items without a decision, or those with one."""
    import polars as pl

    return items.filter(pl.col("decision").is_not_null() if decided else pl.col("decision").is_null())


@review_group.command("show", short_help="Show one fact with its quote.")
@click.argument("review_id")
@machine_formats(with_csv=False)
def show_command(review_id: str, as_json: bool) -> None:
    """Show everything that is known about one fact.

    REVIEW_ID is what `esg review list` shows; its first six characters are enough.

    \b
    Example:
      esg review show 3fa1c09b
    """
    from esg_pipeline.display import console
    from esg_pipeline.reader import published_reader
    from esg_pipeline.review_desk import find_item
    from esg_pipeline.review_view import show_item

    item = find_item(published_reader().review_items(None), review_id)
    if as_json:
        echo_json(item)
    else:
        show_item(console(), item)


@review_group.command("accept", short_help="Say that facts are right.")
@click.argument("review_ids", nargs=-1, required=True)
@by_options
def accept_command(review_ids: tuple[str, ...], decided_by: str, comment: str | None) -> None:
    """Say that facts were read right: they count from the next run on.

    When one of the ids is wrong, nothing is kept.

    \b
    Example:
      esg review accept 3fa1c09b 77ab01cd --by "A. Reader"
    """
    from esg_pipeline.disclosure.codes import Decision
    from esg_pipeline.review_desk import Verdict

    decide(dict.fromkeys(review_ids, Verdict(Decision.ACCEPT, decided_by, comment=comment)))


@review_group.command("reject", short_help="Say that facts are wrong.")
@click.argument("review_ids", nargs=-1, required=True)
@by_options
def reject_command(review_ids: tuple[str, ...], decided_by: str, comment: str | None) -> None:
    """Say that something is no fact, or a wrong one: it does not count from the next run on.

    When one of the ids is wrong, nothing is kept.

    \b
    Example:
      esg review reject 3fa1c09b --by "A. Reader" --comment "a target, not a result"
    """
    from esg_pipeline.disclosure.codes import Decision
    from esg_pipeline.review_desk import Verdict

    decide(dict.fromkeys(review_ids, Verdict(Decision.REJECT, decided_by, comment=comment)))


@review_group.command("correct", short_help="Give the right value of a fact.")
@click.argument("review_id")
@click.option("--value", required=True, metavar="TEXT", help="The right value; of a yes or no 1 or 0.")
@click.option("--unit", metavar="TEXT", help="Its unit. Default: that of the data point.")
@by_options
def correct_command(review_id: str, value: str, unit: str | None, decided_by: str, comment: str | None) -> None:
    """Give the right value of a fact; it takes the place of the one that was read.

    The value is turned into the data point's unit; a unit that does not fit is refused. A
    yes or no is 1 or 0, a level one of those that the method has.

    \b
    Example:
      esg review correct 3fa1c09b --value 1,838 --unit MWh --by "A. Reader"
      esg review correct 77ab01cd --value 0 --by "A. Reader" --comment "only planned"
    """
    from esg_pipeline.disclosure.codes import Decision
    from esg_pipeline.review_desk import Verdict

    decide({review_id: Verdict(Decision.CORRECT, decided_by, value, unit, comment)})


@review_group.command("export", short_help="Write a sheet to fill in.")
@click.option("--issuer", metavar="ID", help="Only this issuer's, in upper or lower case.")
@click.option("--out", type=NEW_FILE, required=True, help="CSV file to write; it must not be there yet.")
def export_command(issuer: str | None, out: Path) -> None:
    """Write the facts that wait as a CSV sheet with columns to fill in.

    Fill in `decision` (accept, reject or correct), for a correction `corrected_value` and,
    if it is not the data point's, `corrected_unit`; rows without a decision go on waiting.

    \b
    Example:
      esg review export --out waiting.csv
    """
    from esg_pipeline.reader import published_reader
    from esg_pipeline.review_sheet import write_sheet

    found = waiting(items_of(published_reader(), issuer))
    write_sheet(out, found)
    click.echo(f"Wrote {out}: {counted(found.height, 'fact')}")
    click.echo(f"Next: fill in `decision`, then esg review import {out} --by NAME")


@review_group.command("import", short_help="Take a sheet that was filled in.")
@click.argument("file", type=EXISTING_FILE)
@click.option("--by", "decided_by", required=True, metavar="NAME", help="Who decided.")
def import_command(file: Path, decided_by: str) -> None:
    """Take the decisions of a sheet; all of them or, when one is wrong, none.

    FILE is a sheet of `esg review export`, saved as CSV. Columns may stand in any order.

    \b
    Example:
      esg review import waiting.csv --by "A. Reader"
    """
    from esg_pipeline.review_sheet import verdicts_of_sheet

    decide(verdicts_of_sheet(file, decided_by))


def decide(verdicts: "Mapping[str, Verdict]") -> None:
    """Keep a decision about each item; nothing is written when one of them cannot be taken."""
    from esg_pipeline import paths
    from esg_pipeline.methodology.read import load_methodology
    from esg_pipeline.reader import published_reader
    from esg_pipeline.review_desk import decision_rows, keep
    from esg_pipeline.review_value import Scales

    if not verdicts:
        raise click.ClickException("no decision is filled in")
    scales = Scales.of(load_methodology(paths.methodology_dir()))
    rows = decision_rows(published_reader().review_items(None), verdicts, scales, datetime.now(tz=UTC))
    path = keep(paths.data_dir(), rows)
    click.echo(
        f"Kept {counted(len(rows), 'decision')} in {path}; the next `esg run` uses {'it' if len(rows) == 1 else 'them'}"
    )


def counted(number: int, noun: str) -> str:
    """`1 fact`, `2 facts`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
