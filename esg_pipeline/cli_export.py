"""`esg export`: published tables as files for other tools. Reads its options, asks export.py, says what was written."""

from datetime import date
from pathlib import Path

import click

from esg_pipeline.cli_completion import published_dates
from esg_pipeline.cli_options import dates_option, echo_json, machine_formats

# What the command needs is imported inside it, so that `esg --help` answers at once; \b tells click to keep lines.
# ruff: noqa: PLC0415, D301

FORMATS = ("parquet", "csv", "xlsx", "json")


@click.command("export", short_help="Write published tables as Parquet, CSV, Excel or JSON.")
@click.option("--format", "file_format", type=click.Choice(FORMATS), required=True, help="What to write.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder to write to.")
@click.option(
    "--rating-date",
    "dates",
    callback=dates_option,
    metavar="DATE[..DATE]",
    shell_complete=published_dates,
    multiple=True,
    help="Only these rating dates; a range A..B; may be given more than once. Default: all.",
)
@click.option(
    "--table",
    "tables",
    metavar="NAME",
    multiple=True,
    help="A table or view, as mart.evidence; may be given more than once. Default: those of mart, "
    "for Excel the ones that people ask for first.",
)
@machine_formats(with_csv=False)
def export_command(file_format: str, out: Path, dates: list[date], tables: tuple[str, ...], as_json: bool) -> None:
    """Write published tables as files for other tools, with a datapackage.json that says what they hold.

    Parquet, CSV and JSON are a file per table, Excel is one workbook with a sheet per table and the data
    dictionary. Text that a spreadsheet would take for a formula stays text.

    \b
    Example:
      esg export --format xlsx --out export --rating-date 2022-10-31
      esg export --format parquet --out export --table mart.evidence
    """
    from esg_pipeline.cli_published import published_date
    from esg_pipeline.display import clean, counted
    from esg_pipeline.export import PACKAGE, export
    from esg_pipeline.reader import published_reader

    reader = published_reader()
    for day in dates:
        published_date(reader, day)
    done = export(reader, out, file_format, tables, dates)
    if as_json:
        echo_json({"package": out / PACKAGE, "tables": [vars(one) for one in done]})
        return
    for one in done:
        click.echo(f"{clean(one.file)}: {one.table}, {counted(one.rows, 'row')}")
    click.echo(f"{clean(out / PACKAGE)}: what each column means")
