"""`esg methodology`: looks at versions of the method, checks, compares, freezes and tunes them. No method is here."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from esg_pipeline.cli_options import (
    dates_option,
    day_option,
    echo_csv,
    echo_json,
    machine_formats,
    one_of_both,
    rating_date_option,
)
from esg_pipeline.cli_published import published_date

if TYPE_CHECKING:
    from esg_pipeline.methodology.diff import Change
    from esg_pipeline.methodology.model import Methodology
    from esg_pipeline.methodology.tune import Choice

# What a command needs is imported inside it, so that `esg --help` answers at once; \b tells click to keep lines.
# ruff: noqa: PLC0415, D301

EXISTING_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
CURRENT, SHIPPED = "current", "v1_0"


def version_folder(ctx: click.Context, param: click.Parameter, value: str) -> Path:
    """The folder of a version, or of a word for one; words go first. Wrong use when it is not there.

    The version in force may be missing too: reading it says so.
    """
    from esg_pipeline import paths
    from esg_pipeline.methodology.read import DEFAULT_FOLDER

    if value in (CURRENT, SHIPPED):
        return paths.methodology_dir() if value == CURRENT else DEFAULT_FOLDER
    if Path(value).is_dir():
        return Path(value)
    words = f"neither {CURRENT!r} nor {SHIPPED!r}"
    raise click.BadParameter(f"folder {value!r} does not exist, and it is {words}", ctx, param)


@click.group("methodology")
def methodology_group() -> None:
    """Look at the method, check it, compare versions of it.

    A version is a folder of files. `current` is the one in force (ESG_METHODOLOGY_DIR,
    default the shipped one), `v1_0` the shipped one.

    \b
    Example:
      esg methodology check
    """


@methodology_group.command(short_help="Show the tree, or one node of the method.")
@click.argument("node", required=False)
@click.option("--industry", metavar="CODE", help="Value functions of a data point in this industry only.")
@click.option("--guesses", is_flag=True, help="List the data points that rest on a guess.")
@click.option("--dir", "folder", callback=version_folder, default=CURRENT, help="Another version.")
@machine_formats()
def show(node: str | None, industry: str | None, guesses: bool, folder: Path, as_json: bool, as_csv: bool) -> None:
    """Show the tree of the method, or everything about one NODE of it.

    NODE is the id of a pillar, theme, key issue, data point, industry, red line or event
    type. --csv writes the first table.

    \b
    Example:
      esg methodology show ghg_int_rev --industry steel
    """
    one_of_both(as_json=as_json, as_csv=as_csv)
    from esg_pipeline.display import console
    from esg_pipeline.methodology import show as look
    from esg_pipeline.methodology.node_view import csv_table, show_node

    version = load(folder)
    try:
        look.require_industry(version, industry)
        found = look.node(version, node, industry) if node else look.overview(version, with_guesses=guesses)
    except look.UnknownNodeError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        echo_json(asdict(found))
    elif as_csv:
        echo_csv(*csv_table(found))
    else:
        show_node(console(), found)


@methodology_group.command(short_help="Name every problem by file and line.")
@click.argument("folder", callback=version_folder, default=CURRENT, required=False)
@machine_formats(with_csv=False)
def check(folder: Path, as_json: bool) -> None:
    """Check a version of the method as a whole and name every problem by file and line.

    Without FOLDER the version in force is checked (ESG_METHODOLOGY_DIR, default the shipped one).

    \b
    Example:
      esg methodology check esg_pipeline/methodology/v1_0
    """
    from esg_pipeline.display import clean
    from esg_pipeline.methodology.model import MethodologyError
    from esg_pipeline.methodology.read import load_methodology

    if not as_json:
        method = load(folder)
        click.echo(f"OK: {clean(folder)}, version {clean(method.version)}, {method.hash[:12]}")
        click.echo(", ".join(f"{count} {what.replace('_', ' ')}" for what, count in counts(method).items()))
        return
    try:
        method = load_methodology(folder)
    except MethodologyError as error:
        echo_json({"folder": folder, "ok": False, "problems": [asdict(problem) for problem in error.problems]})
        raise click.exceptions.Exit(1) from error
    found = {"version": method.version, "hash": method.hash, **counts(method)}
    echo_json({"folder": folder, "ok": True, "problems": [], **found})


@methodology_group.command(short_help="Say in words what changed between two versions.")
@click.argument("a", callback=version_folder)
@click.argument("b", callback=version_folder)
@machine_formats(with_csv=False)
def diff(a: Path, b: Path, as_json: bool) -> None:
    """Say in words what changed from version A to version B, file by file.

    A and B are folders, `current` or `v1_0`. Changes of names and citations stand apart:
    they move no score.

    \b
    Example:
      esg methodology diff v1_0 my_version
    """
    from esg_pipeline.methodology.diff import changes

    before, after = load(a), load(b)
    found = changes(before, after)
    if as_json:
        echo_json({"a": named(a, before), "b": named(b, after), "changes": [asdict(change) for change in found]})
        return
    click.echo(f"A  {version_line(a, before)}\nB  {version_line(b, after)}")
    for line in change_lines(found):
        click.echo(line)


@methodology_group.command(short_help="Show who would move under another version.")
@click.argument("a", callback=version_folder)
@click.argument("b", callback=version_folder)
@rating_date_option("the newest one published.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Show the N who move most.")
@machine_formats()
def impact(a: Path, b: Path, day: date | None, limit: int, as_json: bool, as_csv: bool) -> None:
    """Rate by versions A and B on the data of the last run and show who moves, and by which change.

    Nothing is published and no file is written. --json and --csv hold everybody who moves.

    \b
    Example:
      esg methodology impact v1_0 my_version --rating-date 2022-10-31
    """
    one_of_both(as_json=as_json, as_csv=as_csv)
    from esg_pipeline import paths
    from esg_pipeline.display import clean, console
    from esg_pipeline.impact import report
    from esg_pipeline.impact.compare import impact as compare
    from esg_pipeline.impact.inputs import Source
    from esg_pipeline.impact.published import notes
    from esg_pipeline.reader import published_reader
    from esg_pipeline.run_lock import run_lock
    from esg_pipeline.warehouse import Warehouse

    before, after = load(a), load(b)
    reader = published_reader()
    on = published_date(reader, day)
    source = Source(Warehouse(paths.warehouse_file()), paths.data_dir(), datetime.now(tz=UTC).date())
    with run_lock(paths.warehouse_dir(), waiting=waiting_shown, is_shared=True):  # no run changes the data meanwhile
        found = compare(before, after, source, on)
    said = notes(found, source, reader.ratings(on))
    if as_json:
        echo_json(report.record(found, said))
    elif as_csv:
        echo_csv(report.csv_rows(found), report.csv_columns(found))
    else:
        click.echo(f"A  {version_line(a, before)}\nB  {version_line(b, after)}")
        report.show_impact(console(), found, said, limit)
        return
    for line in said:
        click.echo(f"Note: {clean(line)}", err=True)


def waiting_shown(holder: str) -> None:
    """Says on stderr whom the command waits for."""
    from esg_pipeline.display import clean

    click.echo(f"Waiting for {clean(holder)}", err=True)


@methodology_group.command(short_help="Freeze statistical anchors into a version.")
@click.argument("folder", metavar="DIR", type=EXISTING_FOLDER)
@click.option(
    "--data-point", "data_points", metavar="ID", multiple=True, required=True, help="May be given more than once."
)
@click.option("--rating-date", "day", callback=day_option, metavar="DATE", required=True, help="Of the universe.")
@click.option("--valid-from", callback=day_option, metavar="DATE", required=True, help="First day of the anchors.")
@click.option("--simulated", is_flag=True, help="Take the simulated issuers, not the real ones.")
def freeze(folder: Path, data_points: Sequence[str], day: date, valid_from: date, simulated: bool) -> None:
    """Compute anchors at percentiles of the published universe and write them into the version in DIR.

    Earlier sets of anchors stay. Nothing is written when the version would break a rule.

    \b
    Example:
      esg methodology freeze my_version --data-point rs_per_assets
        --rating-date 2022-10-31 --valid-from 2023-01-01
    """
    from esg_pipeline.display import clean
    from esg_pipeline.methodology.freeze import freeze_anchors
    from esg_pipeline.percentiles import percentile_anchors, published_reference
    from esg_pipeline.reader import published_reader

    version, chosen = load(folder), list(dict.fromkeys(data_points))
    reader = published_reader()
    on = published_date(reader, day)
    reference = published_reference(reader.file, on, version, chosen, is_simulated=simulated)
    anchors = percentile_anchors(reference, version, chosen, valid_from)
    with problems_named(folder):
        frozen = freeze_anchors(folder, anchors)
    for name, rows in anchors.group_by("data_point_id", maintain_order=True):
        sets = rows["industry_code"].n_unique()
        click.echo(f"{name[0]}: {rows.height} anchors in {sets} sets from {valid_from}, {rows['citation'][0]}")
    click.echo(f"Changed: {clean(folder.resolve() / 'anchors.csv')}")
    click.echo(f"Hash: {version.hash[:12]} -> {frozen.hash}")


@methodology_group.command(short_help="Choose filling methods by their measured errors.")
@click.argument("folder", metavar="DIR", type=EXISTING_FOLDER)
@click.option(
    "--rating-date",
    "days",
    callback=dates_option,
    metavar="DATE",
    multiple=True,
    required=True,
    help="Of the self-audit; may be given more than once, also as A,B or A..B.",
)
@click.option("--simulated", is_flag=True, help="Take the errors of simulated issuers, not of real ones.")
@click.option(
    "--margin", type=click.FloatRange(0, 1), default=0.05, show_default=True, help="Least share that an error falls by."
)
@click.option("--min-hidden", type=click.IntRange(2), default=30, show_default=True, help="Fewest hidden cells.")
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@machine_formats(with_csv=False)
def tune(
    folder: Path, days: Sequence[date], simulated: bool, margin: float, min_hidden: int, dry_run: bool, as_json: bool
) -> None:
    """Give each data point of the version in DIR the ladder that erred least on hidden cells.

    The errors are those of the published file (score.imputation_error). A ladder gives way
    only where enough cells were hidden, the error falls by the margin, and the gain exceeds
    two standard errors. Ladders with a zero by law or by nature stay.

    \b
    Example:
      esg methodology tune my_version --rating-date 2022-10-31 --dry-run
    """
    import polars as pl

    from esg_pipeline.methodology.tune import TuneRule
    from esg_pipeline.methodology.tune import tune as tune_version
    from esg_pipeline.reader import published_reader
    from esg_pipeline.warehouse import Warehouse

    before = load(folder)
    reader = published_reader()
    dates = [published_date(reader, day) for day in days]
    published = Warehouse(reader.file)
    errors = pl.concat([published.read("score.imputation_error", day) for day in dates])
    with problems_named(folder):
        after, found = tune_version(
            folder, errors.filter(is_simulated=simulated), TuneRule(margin, min_hidden), dry_run=dry_run
        )
    if as_json:
        written = bool(found) and not dry_run
        choices = [asdict(choice) for choice in found]
        echo_json({**named(folder, after), "hash_before": before.hash, "written": written, "changes": choices})
        return
    for line in tune_lines(found, folder, (before.hash, after.hash), dry_run=dry_run):
        click.echo(line)


def tune_lines(found: Sequence["Choice"], folder: Path, hashes: tuple[str, str], *, dry_run: bool) -> Iterator[str]:
    """What tuning changed, one line per data point, and where it is written."""
    from esg_pipeline.display import clean

    for one in found:
        errors = f"error {one.mae_before:.2f} -> {one.mae_after:.2f} points on {one.cells} hidden cells"
        ladders = f"{one.data_point_id}: {one.ladder_before} -> {one.ladder_after}"
        yield clean(f"{ladders}, {errors}, gain {one.gain:.2f}, standard error {one.gain_error:.2f}")
    if not found:
        yield "Nothing to change: no ladder is measurably better than the one in force."
    elif dry_run:
        yield f"Would change {len(found)} data point{'s' if len(found) > 1 else ''}; nothing was written."
    else:
        yield f"Changed: {clean(folder.resolve() / 'imputation.csv')}"
        yield f"Hash: {hashes[0][:12]} -> {hashes[1]}"


def load(folder: Path) -> "Methodology":
    """A checked version; every problem on a line of its own when it is none."""
    from esg_pipeline.methodology.read import load_methodology

    with problems_named(folder):
        return load_methodology(folder)


@contextmanager
def problems_named(folder: Path) -> Generator[None]:
    """Turns a version that cannot be used into its problems, one line each, and exit code 1."""
    from esg_pipeline.display import clean
    from esg_pipeline.methodology.model import MethodologyError

    try:
        yield
    except MethodologyError as error:
        for problem in error.problems:
            click.echo(clean(problem), err=True)
        number = len(error.problems)
        raise click.ClickException(f"{folder}: {number} problem{'s' if number > 1 else ''}") from error


def counts(method: "Methodology") -> dict[str, int]:
    """How much there is of everything that a methodologist counts."""
    return {
        "key_issues": method.key_issues.height,
        "data_points": method.data_points.height,
        "scored_data_points": method.scored_data_points.height,
        "industries": method.industries.height,
        "anchors": method.anchors.height,
        "labels": method.labels.height,
        "event_types": method.event_types.height,
        "red_lines": method.red_lines.height,
    }


def named(folder: Path, method: "Methodology") -> dict[str, str]:
    """Which version it is, for machines."""
    return {"folder": str(folder), "version": method.version, "hash": method.hash}


def version_line(folder: Path, method: "Methodology") -> str:
    """Which version it is, for people."""
    from esg_pipeline.display import clean

    return f"version {clean(method.version)}, {method.hash[:12]}, {clean(folder)}"


def change_lines(found: Sequence["Change"]) -> Iterator[str]:
    """The changes under the name of their file; those that can move a score first."""
    from esg_pipeline.display import clean

    if not found:
        yield "\nNothing changed."
        return
    moving = [change for change in found if change.can_move]
    if not moving:
        yield "\nNo score can move."
    for title, changes in (
        ("", moving),
        ("Texts and doubts (no score can move)", [c for c in found if not c.can_move]),
    ):
        file = ""
        if title and changes:
            yield f"\n{title}"
        for change in changes:
            if change.file != file:
                file = change.file
                yield f"\n{file}"
            yield f"  {clean(change.words)}"
