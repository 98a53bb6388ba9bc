"""`esg compare`: two issuers beside each other. Reads its options, asks compare.py, shows the answer."""

from dataclasses import asdict
from datetime import date

import click

from esg_pipeline.cli_completion import published_issuers
from esg_pipeline.cli_options import echo_csv, echo_json, machine_formats, one_of_both, rating_date_option

# What the command needs is imported inside it, so that `esg --help` answers at once; \b tells click to keep lines.
# ruff: noqa: PLC0415, D301


@click.command("compare", short_help="Show two issuers beside each other.")
@click.argument("first", shell_complete=published_issuers)
@click.argument("second", shell_complete=published_issuers)
@rating_date_option("the newest one FIRST is rated on.")
@click.option("--all", "everything", is_flag=True, help="Every key issue, not only those that part them most.")
@machine_formats()
def compare_command(first: str, second: str, day: date | None, everything: bool, as_json: bool, as_csv: bool) -> None:
    """Show two issuers beside each other, and which key issues their difference comes from.

    The points of all key issues sum to the difference of the two scores. FIRST and SECOND are ids,
    in upper or lower case.

    \b
    Example:
      esg compare 360DIGITECH HKEX --rating-date 2022-10-31
    """
    one_of_both(as_json=as_json, as_csv=as_csv)
    from esg_pipeline.cli_published import rated_issuer
    from esg_pipeline.compare import compare
    from esg_pipeline.compare_view import show_comparison
    from esg_pipeline.display import console
    from esg_pipeline.reader import published_reader

    reader = published_reader()
    one, on = rated_issuer(reader, first, day)
    other, _ = rated_issuer(reader, second, on)
    if one == other:
        raise click.UsageError(f"{one} is one issuer; name two")
    ratings = {row["issuer_id"]: row for row in reader.ratings(on).iter_rows(named=True)}
    found = compare(ratings[one], ratings[other], reader.compare_nodes([one, other], on))
    if as_json:
        echo_json(asdict(found))
    elif as_csv:
        rows = [asdict(node) for node in found.nodes]
        echo_csv(rows, list(rows[0]))
    else:
        show_comparison(console(), found, everything=everything)
