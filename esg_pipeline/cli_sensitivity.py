"""`esg sensitivity`: which choice of the method moves grades most, computed from the published file. No method here."""

from datetime import date

import click

from esg_pipeline.cli_options import echo_csv, echo_json, machine_formats, one_of_both, rating_date_option
from esg_pipeline.cli_published import published_date
from esg_pipeline.runner import SENSITIVITY_SAMPLES

# What the command needs is imported inside it, so that `esg --help` answers at once; \b tells click to keep lines.
# ruff: noqa: PLC0415, D301


@click.command("sensitivity", short_help="Show which choice moves grades most.")
@rating_date_option("the newest one published.")
@click.option(
    "--samples",
    type=click.IntRange(min=2),
    default=SENSITIVITY_SAMPLES,
    show_default=True,
    help="A power of 2; more give narrower bounds.",
)
@machine_formats()
def sensitivity_command(day: date | None, samples: int, as_json: bool, as_csv: bool) -> None:
    """Show which choice moves scores and grades most, over all rated issuers.

    Shares of the variance that a choice causes alone, and with all it does beside others.
    Computed anew from what is published; no file is written (`esg run --sensitivity` does).

    \b
    Example:
      esg sensitivity --rating-date 2022-10-31 --samples 1024
    """
    one_of_both(as_json=as_json, as_csv=as_csv)
    if samples & (samples - 1):
        raise click.UsageError(f"--samples must be a power of 2, as 256 or 1024, not {samples}")
    from esg_pipeline import paths
    from esg_pipeline.display import console
    from esg_pipeline.methodology.read import load_methodology
    from esg_pipeline.reader import published_reader
    from esg_pipeline.sensitivity import published_sensitivity
    from esg_pipeline.sensitivity_view import shown
    from esg_pipeline.warehouse import Warehouse

    reader = published_reader()
    on = published_date(reader, day)
    found = published_sensitivity(Warehouse(reader.file), load_methodology(paths.methodology_dir()), on, samples)
    if as_json:
        echo_json(found.to_dicts())
    elif as_csv:
        echo_csv(found.to_dicts(), found.columns)
    elif found.is_empty():
        click.echo(f"No issuer is rated on {on}.")
    else:
        for part in shown(found):
            console().print(part)
