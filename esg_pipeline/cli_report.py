"""`esg report`: one issuer's rating as a page or a PDF. Reads its options, asks the scorecard, says where it lies."""

from datetime import date
from pathlib import Path

import click

from esg_pipeline.cli_completion import published_issuers
from esg_pipeline.cli_options import rating_date_option

# What the command needs is imported inside it, so that `esg --help` answers at once; \b tells click to keep lines.
# ruff: noqa: PLC0415, D301


@click.command("report", short_help="Write an issuer's scorecard as HTML or PDF.")
@click.argument("issuer", shell_complete=published_issuers)
@rating_date_option("the newest one the issuer is rated on.")
@click.option("--format", "file_format", type=click.Choice(["html", "pdf"]), default="html", show_default=True)
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write. Default: ISSUER_DATE.html in this folder.",
)
def report_command(issuer: str, day: date | None, file_format: str, language: str, out: Path | None) -> None:
    """Write an issuer's scorecard: grade and its probability, what lifts and what drags, peers, history, evidence.

    One file that loads nothing from elsewhere. A PDF needs the `report` extra, and in Chinese a Chinese font.

    \b
    Example:
      esg report 360DIGITECH --rating-date 2022-10-31
      esg report 360DIGITECH --format pdf --language zh --out card.pdf
    """
    from esg_pipeline.cli_published import rated_issuer
    from esg_pipeline.reader import published_reader
    from esg_pipeline.scorecard.files import file_name, write_scorecard

    reader = published_reader()
    issuer_id, on = rated_issuer(reader, issuer, day)
    file = out or Path(file_name(issuer_id, on, file_format, language))
    size = write_scorecard(reader, issuer_id, on, file, file_format=file_format, language=language)
    click.echo(f"{file}: {size / 1000:,.0f} kB")
