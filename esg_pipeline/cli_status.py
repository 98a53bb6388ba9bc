"""`esg status`: what is published, and what of it is stale. Reads the published file; no judgement in here."""

import click

from esg_pipeline.cli_options import echo_json, machine_formats

# What the command needs is imported inside it, so that `esg --help` answers at once; \b tells click to keep lines.
# ruff: noqa: PLC0415, D301


@click.command("status", short_help="Show what is published and what of it is stale.")
@machine_formats(with_csv=False)
def status_command(as_json: bool) -> None:
    """Show the published rating dates, by which method they were rated, and what of them is stale.

    Stale is a table that the installed code would make otherwise, or that was made from a table which has been
    made anew since. A rating date that another method rated is listed as that: it stays as it was published.

    \b
    Example:
      esg status --json
    """
    from esg_pipeline import paths
    from esg_pipeline.display import console
    from esg_pipeline.methodology.read import load_methodology
    from esg_pipeline.runner import find_runner
    from esg_pipeline.status import status
    from esg_pipeline.status_view import shown

    method = load_methodology(paths.methodology_dir())
    found = status(paths.published_file(), find_runner().steps(), method.hash)
    if as_json:
        echo_json(found.record())
        return
    out = console()
    for part in shown(found):
        out.print(part)
