"""`esg sql`: one question in SQL to the published file. Reads its options, asks the file, shows the answer."""

import sys

import click

from esg_pipeline.cli_options import echo_csv, echo_json, machine_formats, one_of_both

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
    from esg_pipeline.answer_view import answer_table, plain_rows
    from esg_pipeline.display import console
    from esg_pipeline.warehouse import ask

    answer = ask(paths.published_file(), sys.stdin.read() if query == "-" else query)
    if as_json:
        echo_json(plain_rows(answer))
    elif as_csv:
        echo_csv(plain_rows(answer), answer.columns)
    else:
        out = console()
        out.print(answer_table(answer.head(limit), out.width))
        more = f"{limit:,} of {answer.height:,} rows; --limit shows more" if answer.height > limit else ""
        out.print(more or f"{answer.height:,} row{'' if answer.height == 1 else 's'}")
