"""What a command asks of the published file before it answers: the date, the industry, the issuer. Shows nothing."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import polars as pl

    from esg_pipeline.reader import PublishedReader

# The reader is imported by the commands, so that `esg --help` answers at once.
# ruff: noqa: PLC0415


def published_date(reader: "PublishedReader", day: date | None) -> date:
    """The date asked for, or the newest one. Wrong use, with the dates there are, when it is not published."""
    there_are = reader.rating_dates()
    if not there_are:
        raise click.ClickException(
            "no rating is published: run `esg run`; when it rates nobody, "
            '`esg sql "from core.rating_universe"` says by which rule'
        )
    if day and day not in there_are:
        raise click.UsageError(f"{day} is not published; there are: {', '.join(map(str, there_are))}")
    return day or there_are[-1]


def known_ratings(
    reader: "PublishedReader", on: date, known_at: date, industry: str | None, *, is_simulated: bool | None
) -> "pl.DataFrame":
    """The ratings of a date as known on a day, from the input of the last run; a note when the store was read again."""
    from esg_pipeline import paths
    from esg_pipeline.impact.inputs import Source
    from esg_pipeline.ledger import published_ledger
    from esg_pipeline.methodology.read import load_methodology
    from esg_pipeline.point_in_time import narrowed, ratings_as_known
    from esg_pipeline.warehouse import Warehouse

    source = Source(Warehouse(paths.warehouse_file()), paths.data_dir(), datetime.now(tz=UTC).date())
    file = Warehouse(reader.file)
    published, method = file.read("rating.rating"), load_methodology(paths.methodology_dir())
    found = ratings_as_known(method, source, published, on, known_at, published_ledger(file))
    if source.was_read_again:
        click.echo(
            "Note: the method reads its input otherwise than in the last run; the store was read again", err=True
        )
    return narrowed(found, industry, is_simulated)


def industry_code(reader: "PublishedReader", text: str | None) -> str | None:
    """The industry asked for. Wrong use, with the industries there are, when it is unknown."""
    known = reader.industries()
    if text is None or text in known:
        return text
    words = reader.industry_words()
    if text in words:
        return words[text]
    listed = ", ".join(f"{code} ({name})" for code, name in known.items())
    raise click.UsageError(f"industry {text!r} is not known; there are: {listed}")


def rated_issuer(reader: "PublishedReader", text: str, day: date | None) -> tuple[str, date]:
    """Issuer and rating date to explain; fails with the reason when the issuer has no rating on that date."""
    from esg_pipeline.issuer_search import find_issuer

    asked = published_date(reader, day)
    issuers = reader.issuers()
    issuer_id = find_issuer(issuers, text)
    rated: list[date] = next(row[2] or [] for row in issuers.iter_rows() if row[0] == issuer_id)
    if day in rated or (day is None and rated):
        return issuer_id, day or rated[-1]
    why = [why_not_rated(*row) for row in reader.universe_decision(issuer_id, asked).iter_rows()]
    when = f"; it is rated on {', '.join(map(str, rated))}" if rated else ""
    reason = why[0] if why else "it was not considered on that date"
    raise click.ClickException(f"{issuer_id} is not rated on {asked} ({reason}){when}")


def why_not_rated(in_scope: bool, rule_id: str, words: str) -> str:
    """The rule that keeps an issuer out; who is let in and still has no rating has said that nothing applies to it."""
    if in_scope:
        return "every data point that it is asked for is stated not to apply to it"
    return f"rule {rule_id}: {words}"
