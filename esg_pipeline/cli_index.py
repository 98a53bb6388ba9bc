"""`esg index`: builds indices of other houses from a configuration and data. No method is here."""

from pathlib import Path

import click

from esg_pipeline.cli_options import echo_csv, echo_json, machine_formats, one_of_both

# What a command needs is imported inside it, so that `esg --help` answers at once; \b tells click to keep lines.
# ruff: noqa: PLC0415, D301

EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
EXISTING = click.Path(exists=True, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group("index", short_help="Build other indices.")
def index_group() -> None:
    """Build any index of this kind: indicators, a hierarchy, weights.

    \b
    Example:
      esg index build hdi.yaml hdi.csv
    """


@index_group.command("build", short_help="Build an index from a configuration and data.")
@click.argument("config", type=EXISTING_FILE)
@click.argument("data", type=EXISTING)
@click.option("--out", type=FOLDER, help="Folder for one CSV per step, the effects and the weights.")
@machine_formats()
def build_command(config: Path, data: Path, out: Path | None, as_json: bool, as_csv: bool) -> None:
    """Build an index and list its units, best first.

    CONFIG is a YAML file (docs/methodology/other_indices.md), DATA a .csv or .parquet
    file or a folder of them. Nothing is written when anything is wrong with either.

    \b
    Example:
      esg index build hdi.yaml hdi.csv --out result
    """
    one_of_both(as_json=as_json, as_csv=as_csv)
    from esg_pipeline.display import clean, console
    from esg_pipeline.index.build import build
    from esg_pipeline.index.config import read_index
    from esg_pipeline.index.data import read_panel
    from esg_pipeline.index.problems import IndexRefused
    from esg_pipeline.index.report import columns, result_rows, result_table, write

    try:
        index = read_index(config)
        built = build(index, read_panel(index, data), data.name)
    except IndexRefused as error:
        for problem in error.problems:
            click.echo(clean(problem), err=True)
        raise click.ClickException(f"{len(error.problems)} problems, nothing was built") from error
    written = write(built, out, data) if out else []
    if as_json:
        echo_json(result_rows(built))
    elif as_csv:
        echo_csv(result_rows(built), columns(built))
    else:
        terminal = console()
        terminal.print(result_table(built, terminal.width))
        terminal.print(summary(len(built.panel.units), len(built.left_out), len(built.effects)))
    if out:
        click.echo(f"Wrote {clean(out)}: {', '.join(written)}", err=True)


def summary(units: int, left_out: int, changed: int) -> str:
    """One line under the table."""
    return f"{units} rows, {left_out} left out, {changed} figures filled in or drawn in"
