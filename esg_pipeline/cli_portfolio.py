"""`esg portfolio`: what the bonds that somebody holds are rated. Reads its options, asks portfolio.py, shows it."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from esg_pipeline.cli_options import echo_csv, echo_json, machine_formats, one_of_both, rating_date_option
from esg_pipeline.methodology.codes import Grade

# What the command needs is imported inside it, so that `esg --help` answers at once; \b tells click to keep lines.
# ruff: noqa: PLC0415, D301

HOLDINGS = click.Path(exists=True, dir_okay=False, path_type=Path)
GRADES = [grade.value for grade in Grade if grade is not Grade.NR]


@click.command("portfolio", short_help="Rate the bonds that you hold.")
@click.argument("holdings", type=HOLDINGS)
@rating_date_option("the newest one published.")
@click.option("--exclude-below", type=click.Choice(GRADES), help="Screen: leave out what is graded lower.")
@click.option(
    "--best-in-class",
    type=click.FloatRange(0, 1, min_open=True),
    metavar="SHARE",
    help="Screen: keep the best share of each industry's issuers, as 0.25.",
)
@click.option("--keep-unrated", is_flag=True, help="A screen keeps what has no grade; otherwise it leaves it out.")
@machine_formats()
def portfolio_command(
    holdings: Path,
    day: date | None,
    exclude_below: str | None,
    best_in_class: float | None,
    keep_unrated: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Rate the bonds that you hold: coverage, weighted score, grades, best and worst, beside the universe.

    HOLDINGS is a CSV, Excel, JSON Lines or Parquet file with a bond code, an ISIN or an issuer id per line, and a
    weight, amount or market value: any positive numbers, scaled to 100 %. With a screen it also shows what
    would be left out, and how far the rest moves from what is held.

    \b
    Example:
      esg portfolio holdings.csv --rating-date 2022-10-31
      esg portfolio holdings.csv --exclude-below B --best-in-class 0.5 --csv
    """
    one_of_both(as_json=as_json, as_csv=as_csv)
    from esg_pipeline.cli_published import published_date
    from esg_pipeline.display import console
    from esg_pipeline.holdings import read_holdings, weights_note
    from esg_pipeline.portfolio import portfolio
    from esg_pipeline.portfolio_view import COLUMNS, record, rows, show_portfolio, show_screened
    from esg_pipeline.reader import published_reader
    from esg_pipeline.screen import Screen, screened

    reader = published_reader()
    on = published_date(reader, day)
    positions = read_holdings(holdings)
    if note := weights_note(positions):
        click.echo(f"Note: {note}", err=True)
    held = portfolio(positions, reader.ratings(on), reader.portfolio_bonds(on), on)
    screen = Screen(exclude_below, best_in_class, keep_unrated)
    asks = exclude_below is not None or best_in_class is not None
    result = screened(held, screen) if asks else None
    if as_json:
        echo_json({**record(held), "screen": None if result is None else {**asdict(screen), **record(result)}})
    elif as_csv:
        echo_csv(rows(held, result), COLUMNS)
    else:
        out = console()
        show_portfolio(out, held)
        if result:
            show_screened(out, result)
