"""`esg extract`: what one document says, without touching the store or the warehouse. No method is here."""

from pathlib import Path

import click

from esg_pipeline.cli_options import echo_json, machine_formats

# What a command needs is imported inside it, so that `esg --help` answers at once; \b tells click to keep lines.
# ruff: noqa: PLC0415, D301

EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("extract", short_help="Show what one document says.")
@click.argument("file", type=EXISTING_FILE)
@click.option("--fiscal-year", type=click.IntRange(1990, 2100), help="Year that it reports on. Default: read off it.")
@click.option("--all", "everything", is_flag=True, help="Whole quotes, every provision, every number left over.")
@machine_formats(with_csv=False)
def extract_command(file: Path, fiscal_year: int | None, everything: bool, as_json: bool) -> None:
    """Show facts, findings, events, the content index and the numbers left over.

    FILE is text, Markdown, HTML, PDF, CSV, XLSX or, with the `ocr` extra, a picture.
    Nothing is stored. ESG_LIMIT_* set what a document may weigh (docs/methodology/disclosure.md).

    \b
    Example:
      esg extract report.pdf --json > report.json
    """
    from esg_pipeline import paths
    from esg_pipeline.disclosure.extract_view import record, show
    from esg_pipeline.disclosure.one_document import examine_file
    from esg_pipeline.display import console
    from esg_pipeline.methodology.read import load_methodology

    methodology = load_methodology(paths.methodology_dir())
    reading = examine_file(file, methodology, fiscal_year)
    if as_json:
        echo_json(record(reading))
    else:
        names = dict(methodology.data_points.select("data_point_id", "name").iter_rows())
        show(console(), reading, names, everything=everything)
