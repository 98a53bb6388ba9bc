"""The `esg` command: each command reads its options, asks one module, shows the answer. No SQL, no method here."""

import os
import sys
import warnings
from dataclasses import asdict
from datetime import date
from io import TextIOWrapper
from pathlib import Path

import click

from esg_pipeline.cli_committee import committee_group
from esg_pipeline.cli_compare import compare_command
from esg_pipeline.cli_completion import completion_command, published_issuers
from esg_pipeline.cli_explore import explore_command
from esg_pipeline.cli_export import export_command
from esg_pipeline.cli_extract import extract_command
from esg_pipeline.cli_index import index_group
from esg_pipeline.cli_methodology import methodology_group
from esg_pipeline.cli_options import (
    EsgGroup,
    all_lines,
    dates_option,
    day_option,
    echo_csv,
    echo_json,
    machine_formats,
    one_line,
    one_of_both,
    rating_date_option,
)
from esg_pipeline.cli_portfolio import portfolio_command
from esg_pipeline.cli_published import industry_code, known_ratings, published_date, rated_issuer
from esg_pipeline.cli_replay import replay_command
from esg_pipeline.cli_report import report_command
from esg_pipeline.cli_review import review_group
from esg_pipeline.cli_sensitivity import sensitivity_command
from esg_pipeline.cli_sql import sql_command
from esg_pipeline.cli_status import status_command
from esg_pipeline.cli_why import why_command
from esg_pipeline.runner import SENSITIVITY_SAMPLES

# What a command needs is imported inside it, so that `esg --help` answers at once; \b tells click to keep lines.
# ruff: noqa: PLC0415, D301

EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=EsgGroup, context_settings=HELP)
@click.version_option(package_name="esg-pipeline", prog_name="esg")
@click.option("--debug", is_flag=True, help="Show the whole traceback of an error.")
def esg(debug: bool) -> None:  # EsgGroup reads it
    """Grade bond issuers by what they disclose, and show what each grade rests on.

    Input is read from the store (ESG_DATA_DIR, default data/), results lie in
    ESG_WAREHOUSE_DIR (default warehouse/). Exit codes: 0 done, 1 failed, 2 wrong use.

    \b
    Example:
      esg run && esg ratings --real-only
    """


@esg.command(short_help="Run the pipeline and publish the result.")
@click.option(
    "--rating-date",
    "dates",
    callback=dates_option,
    metavar="DATE[..DATE]",
    multiple=True,
    help="30 April or 31 October of a year; a range A..B; may be given more than once. Default: the runner's choice.",
)
@click.option("--sensitivity", is_flag=True, help="Publish too which choice moves grades most; takes longer.")
@machine_formats(with_csv=False)
def run(dates: list[date], sensitivity: bool, as_json: bool) -> None:
    """Run the pipeline for some rating dates and publish the result.

    \b
    Example:
      esg run --rating-date 2020-04-30..2022-10-31
    """
    from esg_pipeline.display import console
    from esg_pipeline.progress import step_progress
    from esg_pipeline.run_summary import run_record, show_run
    from esg_pipeline.runner import find_runner

    runner = find_runner()
    with step_progress() as progress:
        report = runner.run(dates, progress, SENSITIVITY_SAMPLES if sensitivity else 0)
    if as_json:
        echo_json(run_record(report))
    elif report.success:
        show_run(console(), report)
    if not report.success:
        debug = click.get_current_context().find_root().params["debug"]
        raise click.ClickException(all_lines(report.message) if debug else one_line(report.message))


@esg.command(short_help="List grades and scores of one rating date.")
@rating_date_option("the newest one published.")
@click.option(
    "--known-at",
    callback=day_option,
    metavar="DATE",
    help="Rate again by what was known on that day; nothing is stored.",
)
@click.option("--industry", help="Only this industry: its code, a plain word such as insurance, or its Shenwan code.")
@click.option("--real-only", is_flag=True, help="Leave simulated issuers out.")
@click.option("--simulated-only", is_flag=True, help="Leave real issuers out.")
@click.option("--limit", type=click.IntRange(min=1), help="Show the best N only.")
@machine_formats()
def ratings(
    day: date | None,
    known_at: date | None,
    industry: str | None,
    real_only: bool,
    simulated_only: bool,
    limit: int | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """List grades and scores of one rating date, best first.

    With --known-at everybody is rated again, by the input of the last run as far as it was
    published by that day; a grade that was published otherwise stands beside.

    \b
    Example:
      esg ratings --rating-date 2022-10-31 --industry media --csv > media.csv
      esg ratings --rating-date 2022-10-31 --known-at 2023-06-30
    """
    one_of_both(as_json=as_json, as_csv=as_csv)
    if real_only and simulated_only:
        raise click.UsageError("--real-only and --simulated-only exclude each other")
    from esg_pipeline.display import console, counted, ratings_table
    from esg_pipeline.point_in_time_view import known_ratings_table, summary
    from esg_pipeline.reader import published_reader

    reader = published_reader()
    wanted = simulated_only if real_only or simulated_only else None
    industry = industry_code(reader, industry)
    if known_at:
        on = day or published_date(reader, None)
        found = known_ratings(reader, on, known_at, industry, is_simulated=wanted)
    else:
        on = published_date(reader, day)
        found = reader.ratings(on, industry_code=industry, is_simulated=wanted)
    shown = found.head(limit) if limit else found
    out = console()
    if as_json:
        echo_json(shown.to_dicts())
    elif as_csv:
        echo_csv(shown.to_dicts(), shown.columns)
    elif known_at:
        out.print(known_ratings_table(shown, out.width))
        out.print(summary(found, shown.height))
    else:
        out.print(ratings_table(shown, out.width))
        out.print(f"{shown.height:,} of {counted(found.height, 'issuer')} on {on}")


@esg.command(short_help="Show what the grade of an issuer rests on.")
@click.argument("issuer", shell_complete=published_issuers)
@rating_date_option("the newest one the issuer is rated on.")
@click.option("--all", "everything", is_flag=True, help="Whole quotes, framework codes, ids, and what did not count.")
@machine_formats()
def explain(issuer: str, day: date | None, everything: bool, as_json: bool, as_csv: bool) -> None:
    """Show what a grade rests on: from the grade down to the line of the document.

    Each line reads: score x weight in the total = points in the total. ISSUER is an id,
    in upper or lower case.

    \b
    Example:
      esg explain 360DIGITECH --rating-date 2022-10-31
    """
    one_of_both(as_json=as_json, as_csv=as_csv)
    from esg_pipeline.display import console
    from esg_pipeline.explain import FLAT_COLUMNS, flat_rows
    from esg_pipeline.explain import explain as explain_frames
    from esg_pipeline.explanation_view import show_explanation
    from esg_pipeline.reader import published_reader

    reader = published_reader()
    issuer_id, on = rated_issuer(reader, issuer, day)
    explanation = explain_frames(reader.explanation(issuer_id, on))
    if as_json:
        echo_json(asdict(explanation))
    elif as_csv:
        echo_csv(flat_rows(explanation), FLAT_COLUMNS)
    else:
        show_explanation(console(), explanation, everything=everything)


@esg.command(short_help="Write a simulated universe.")
@click.option("--issuers", type=click.IntRange(min=1), required=True, help="How many issuers.")
@click.option(
    "--rating-dates",
    "dates",
    callback=dates_option,
    metavar="DATE[..DATE]",
    multiple=True,
    required=True,
    help="A range A..B or a list A,B,C.",
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The same seed, the same files.")
@click.option("--out", type=FOLDER, required=True, help="Folder to write, a part of the store.")
def simulate(issuers: int, dates: list[date], seed: int, out: Path) -> None:
    """Write a simulated universe: registry, reported values and events, all flagged as simulated.

    \b
    Example:
      esg simulate --issuers 500 --rating-dates 2020-04-30..2022-10-31 --seed 1 --out data/simulated
    """
    from esg_pipeline import paths
    from esg_pipeline.methodology.read import load_methodology
    from esg_pipeline.simulate import simulate as simulate_universe
    from esg_pipeline.simulate import write_store

    methodology = load_methodology(paths.methodology_dir())
    frames = simulate_universe(methodology, issuers=issuers, rating_dates=dates, seed=seed)
    write_store(frames, out, {"issuers": issuers, "rating_dates": [str(day) for day in dates], "seed": seed})
    counts = ", ".join(f"{frame.height} {name.replace('_', ' ')}" for name, frame in frames.items())
    click.echo(f"Wrote {out}: {counts}")


@esg.command("add-document", short_help="File a report in the store.")
@click.argument("file", type=EXISTING_FILE)
@click.option("--issuer", required=True, help="Id of the issuer, as in the registry.")
@click.option("--fiscal-year", type=click.IntRange(1990, 2100), required=True, help="Year that it reports on.")
@click.option("--published", callback=day_option, metavar="DATE", required=True, help="Day on which it became known.")
@click.option("--date-assumed", is_flag=True, help="The source does not state that day.")
@click.option("--language", type=click.Choice(["en", "zh", "mixed"]), help="Default: read off the text.")
@click.option("--title", help="Title of the document.")
@click.option("--citation", help="Where a reader finds it.")
def add_document(
    file: Path,
    issuer: str,
    fiscal_year: int,
    published: date,
    date_assumed: bool,
    language: str | None,
    title: str | None,
    citation: str | None,
) -> None:
    """File a report in the store; the same bytes twice are one document.

    FILE is text, Markdown, HTML, PDF, CSV, TSV, XLSX or, with the `ocr` extra, a picture or a scanned PDF.
    ESG_LIMIT_* set what it may weigh (docs/methodology/disclosure.md).

    \b
    Example:
      esg add-document report.pdf --issuer 360DIGITECH --fiscal-year 2021 --published 2022-05-31
    """
    from esg_pipeline import paths
    from esg_pipeline.disclosure.document_limits import document_limits_from
    from esg_pipeline.display import clean
    from esg_pipeline.ingest.documents import add_document as file_document
    from esg_pipeline.ingest.limits import Limits

    added = file_document(
        store=paths.data_dir(),
        file=file,
        issuer_id=issuer,
        fiscal_year=fiscal_year,
        published_date=published,
        is_date_assumed=date_assumed,
        language=language,
        title=title,
        citation=citation,
        limits=Limits(documents=document_limits_from(os.environ)),
    )
    click.echo(f"{'Already there' if added.already_there else 'Filed'}: {clean(added.path)}")
    click.echo(f"Document {added.document_id}")
    click.echo(f"Next: esg run, then esg explain {clean(issuer)} (the issuer must stand in registry/issuers)")


esg.add_command(committee_group)
esg.add_command(compare_command)
esg.add_command(completion_command)
esg.add_command(explore_command)
esg.add_command(export_command)
esg.add_command(extract_command)
esg.add_command(index_group)
esg.add_command(methodology_group)
esg.add_command(portfolio_command)
esg.add_command(replay_command)
esg.add_command(report_command)
esg.add_command(review_group)
esg.add_command(sensitivity_command)
esg.add_command(why_command)
esg.add_command(sql_command)
esg.add_command(status_command)


def main() -> None:
    """The console script. A character that the terminal's encoding lacks is shown as a question mark."""
    # The orchestrator calls a part of itself that the project needs beta; that is no news for who asks for a grade.
    warnings.filterwarnings("ignore", message="Parameter `backfill_policy`")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    esg(prog_name="esg")
