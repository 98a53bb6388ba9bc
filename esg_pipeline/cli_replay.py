"""The command `esg replay`: derives published ratings again and says whether they come out the same."""

from datetime import date

import click

from esg_pipeline.cli_options import day_option, echo_json, machine_formats, rating_date_option
from esg_pipeline.cli_published import published_date

# What a command needs is imported inside it, so that `esg --help` answers at once; \b tells click to keep lines.
# ruff: noqa: PLC0415, D301

SHOWN = 20  # differences that are spelled out for people


@click.command("replay", short_help="Derive published ratings again and compare.")
@rating_date_option("the newest one published.")
@click.option(
    "--version-of", "as_of", callback=day_option, metavar="DATE", help="As they stood at the end of that day."
)
@machine_formats(with_csv=False)
def replay_command(day: date | None, as_of: date | None, as_json: bool) -> None:
    """Derive the ratings of a date again from the archived inputs and method, and compare every digit.

    Exit code 1 when anything differs. Nothing is written.

    \b
    Example:
      esg replay --rating-date 2022-10-31
    """
    from esg_pipeline import paths
    from esg_pipeline.archive import Archive, ArchiveError
    from esg_pipeline.display import clean
    from esg_pipeline.reader import published_reader
    from esg_pipeline.replay import ReplayError, replay
    from esg_pipeline.warehouse import Warehouse

    reader = published_reader()
    on = day if as_of and day else published_date(reader, day)
    try:
        found = replay(Warehouse(reader.file), Archive(paths.archive_dir()), on, as_of)
    except (ArchiveError, ReplayError) as error:
        raise click.ClickException(clean(error)) from error
    if as_json:
        echo_json(
            {
                "rating_date": found.rating_date,
                "is_identical": found.is_identical,
                "ratings": found.ratings,
                "sha256": found.sha256,
                "made_by": list(found.made_by),
                "differences": list(found.differences),
                "notes": list(found.notes),
            }
        )
    else:
        verdict = "identical" if found.is_identical else f"{len(found.differences)} differences"
        click.echo(f"{found.rating_date}: {verdict}, {found.ratings} ratings, hash {found.sha256}")
        for line in (*found.made_by, *found.differences[:SHOWN], *found.notes):
            click.echo(f"  {clean(line)}")
        if len(found.differences) > SHOWN:
            click.echo(f"  and {len(found.differences) - SHOWN} more; --json holds all")
    if not found.is_identical:
        raise click.exceptions.Exit(1)
