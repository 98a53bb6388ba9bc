"""`esg sql`: one question in SQL to the published file. Reads its options, asks the file, shows the answer."""

import sys
from itertools import chain

import click

from esg_pipeline.cli_options import machine_formats, one_of_both

# What the command needs is imported inside it, so that `esg --help` answers at once; \b tells click to keep lines.
# ruff: noqa: PLC0415, D301


@click.command("sql", short_help="Ask the published file a question in SQL.")
@click.argument("query")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="Show N rows at most.")
@machine_formats()
def sql_command(query: str, limit: int, as_json: bool, as_csv: bool) -> None:
    """Ask the published file a question in SQL, read-only; QUERY is one statement, or - for standard input.

    The statement sees the tables of the file and nothing else of this machine. --csv and --json
    write every row. docs/data_dictionary.md names tables, views and macros, docs/cookbook.md has examples.

    \b
    Example:
      esg sql "from mart.latest_issuer_rating order by score desc limit 10"
      esg sql "select * from mart.issuer_rating_as_of(date '2022-06-30')" --csv
      esg sql "from mart.data_dictionary where table_name = 'mart.evidence'"
    """
    one_of_both(as_json=as_json, as_csv=as_csv)
    from esg_pipeline import paths
    from esg_pipeline.answer_view import plain_rows, show_answer
    from esg_pipeline.display import console
    from esg_pipeline.machine_output import csv_parts, json_parts
    from esg_pipeline.warehouse import ask_in_parts

    parts = ask_in_parts(paths.published_file(), sys.stdin.read() if query == "-" else query)
    if not as_json and not as_csv:
        show_answer(console(), parts, limit)
        return
    first = next(parts)
    rows = map(plain_rows, chain([first], parts))
    for written in json_parts(rows) if as_json else csv_parts(rows, first.columns):
        click.echo(written, nl=False)
