"""`esg why`: what moved the rating of an issuer between two dates, from the published file. No method here."""

from datetime import date

import click

from esg_pipeline.cli_completion import published_dates, published_issuers
from esg_pipeline.cli_options import day_option, echo_csv, echo_json, machine_formats, one_of_both
from esg_pipeline.cli_published import rated_issuer

# What the command needs is imported inside it, so that `esg --help` answers at once; \b tells click to keep lines.
# ruff: noqa: PLC0415, D301


@click.command("why", short_help="Show why the rating of an issuer moved.")
@click.argument("issuer", shell_complete=published_issuers)
@click.option(
    "--from",
    "start",
    callback=day_option,
    metavar="DATE",
    shell_complete=published_dates,
    help="Default: the rating date before the other.",
)
@click.option(
    "--to",
    "end",
    callback=day_option,
    metavar="DATE",
    shell_complete=published_dates,
    help="Default: the newest one the issuer is rated on.",
)
@click.option("--all", "everything", is_flag=True, help="Every data point, whole quotes and ids.")
@machine_formats()
def why_command(
    issuer: str, start: date | None, end: date | None, everything: bool, as_json: bool, as_csv: bool
) -> None:
    """Show what moved a rating between two dates: every point of the score under its cause, with the evidence.

    Each data point shows both values and the line of the document. ISSUER is an id, in
    upper or lower case. From a later date to an earlier one every sign turns.

    \b
    Example:
      esg why 360DIGITECH --from 2022-04-30 --to 2022-10-31
    """
    one_of_both(as_json=as_json, as_csv=as_csv)
    from dataclasses import asdict

    from esg_pipeline.display import console
    from esg_pipeline.reader import published_reader
    from esg_pipeline.why import FLAT_COLUMNS, flat_rows
    from esg_pipeline.why_reader import explained_change, two_dates
    from esg_pipeline.why_view import show_why

    reader = published_reader()
    issuer_id, last = rated_issuer(reader, issuer, end)
    first, last = two_dates(reader, issuer_id, start, last)
    found = explained_change(reader, issuer_id, first, last)
    if as_json:
        echo_json(asdict(found))
    elif as_csv:
        echo_csv(flat_rows(found), FLAT_COLUMNS)
    else:
        show_why(console(), found, everything=everything)
