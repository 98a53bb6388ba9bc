"""`esg report`: one issuer's rating as a page or a PDF. Reads its options, asks the scorecard, says where it lies."""

from datetime import date
from pathlib import Path

import click

from esg_pipeline.cli_completion import published_issuers
from esg_pipeline.cli_options import rating_date_option

# What the command needs is imported inside it, so that `esg --help` answers at once; \b tells click to keep lines.
# ruff: noqa: PLC0415, D301


FORMATS = ("html", "pdf")


@click.command("report", short_help="Write an issuer's scorecard as HTML or PDF.")
@click.argument("issuer", shell_complete=published_issuers)
@rating_date_option("the newest one the issuer is rated on.")
@click.option("--format", "file_format", type=click.Choice(FORMATS), help="Default: as --out ends, or html.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write. Default: ISSUER_DATE.html in this folder.",
)
def report_command(issuer: str, day: date | None, file_format: str | None, language: str, out: Path | None) -> None:
    """Write an issuer's scorecard: grade and its probability, what lifts and what drags, peers, history, evidence.

    One file that loads nothing from elsewhere. A PDF needs the `report` extra, and in Chinese a Chinese font.

    \b
    Example:
      esg report 360DIGITECH --rating-date 2022-10-31
      esg report 360DIGITECH --language zh --out card.pdf
    """
    from esg_pipeline.cli_published import rated_issuer
    from esg_pipeline.display import clean
    from esg_pipeline.reader import published_reader
    from esg_pipeline.scorecard.files import file_name, write_scorecard

    kind = format_of(out, file_format)
    reader = published_reader()
    issuer_id, on = rated_issuer(reader, issuer, day)
    file = out or Path(file_name(issuer_id, on, kind, language))
    size = write_scorecard(reader, issuer_id, on, file, file_format=kind, language=language)
    click.echo(f"{clean(file)}: {size / 1000:,.0f} kB")


def format_of(out: Path | None, asked: str | None) -> str:
    """The format asked for, or that of the file's name. Wrong use when the two contradict each other."""
    named = out.suffix.lower().removeprefix(".") if out else ""
    named = "html" if named == "htm" else named
    if asked and named in FORMATS and named != asked:
        raise click.UsageError(f"--out {out} is no name for {asked}: leave --format out, or name the file .{asked}")
    return asked or (named if named in FORMATS else "html")
