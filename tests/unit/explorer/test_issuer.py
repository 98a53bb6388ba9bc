from pathlib import Path

import polars as pl
import pytest
from markupsafe import escape

from esg_pipeline.explorer.addresses import NoSuchPageError, Query
from esg_pipeline.explorer.issuer import issuer_page, key_issues_of, medians, remarks, source_of
from esg_pipeline.reader import PublishedReader


@pytest.fixture
def reader(small_published_file: Path) -> PublishedReader:
    return PublishedReader(small_published_file)


def asked(**query: str) -> Query:
    return Query(tuple(query.items()))


def test_the_page_leads_to_every_key_issue_and_date(reader: PublishedReader) -> None:
    query = asked(issuer="360DIGITECH")
    made, told = issuer_page(reader, query), source_of(reader, query).explanation
    assert key_issues_of(told)
    for issue in key_issues_of(told):
        assert f"key_issue={issue.node_id}&amp;date={told.rating_date}" in made
    assert "The contributions add up to the score" in made
    assert f"date={told.rating_date}" in made


def test_names_and_quotes_are_no_markup(reader: PublishedReader) -> None:
    everybody = reader.ratings(reader.rating_dates()[-1])["issuer_id"].to_list()
    assert everybody
    for issuer_id in everybody:
        made = issuer_page(reader, asked(issuer=issuer_id)).lower()
        assert "<script" not in made
        assert "<img" not in made


def test_who_is_simulated_not_rated_or_capped_is_said(reader: PublishedReader) -> None:
    ratings = reader.ratings(reader.rating_dates()[-1])
    for row in ratings.iter_rows(named=True):
        query = asked(issuer=row["issuer_id"])
        said = " ".join(remarks(source_of(reader, query).explanation))
        assert ("simulated" in said) == row["is_simulated"]
        assert ("Red line" in said) >= (row["cap_rule_id"] is not None)
        assert str(escape(row["not_rated_reason"] or "")) in issuer_page(reader, query)
    assert ratings["cap_rule_id"].drop_nulls().len()
    assert ratings["not_rated_reason"].drop_nulls().len()


def test_an_issuer_alone_in_its_industry_has_no_median(reader: PublishedReader) -> None:
    ratings = reader.ratings(reader.rating_dates()[-1])
    for row in ratings.iter_rows(named=True):
        others = reader.ratings(
            row["rating_date"], industry_code=row["industry_code"], is_simulated=row["is_simulated"]
        )
        graded = others.filter(pl.col("grade") != "NR", pl.col("issuer_id") != row["issuer_id"])
        of = source_of(reader, asked(issuer=row["issuer_id"]))
        assert bool(medians(of)) <= bool(graded.height)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"issuer": "NOBODY"}, "there is no issuer NOBODY"),
        ({}, "which issuer"),
        ({"issuer": "360DIGITECH", "date": "1999-01-01"}, "not published"),
    ],
)
def test_what_is_not_there_is_refused_and_said(reader: PublishedReader, query: dict[str, str], said: str) -> None:
    with pytest.raises(NoSuchPageError, match=said):
        issuer_page(reader, asked(**query))


def test_who_is_out_of_scope_is_told_the_rule(reader: PublishedReader) -> None:
    rated = set(reader.ratings(reader.rating_dates()[-1])["issuer_id"])
    out = [issuer for issuer in reader.issuers()["issuer_id"] if issuer not in rated]
    assert out
    with pytest.raises(NoSuchPageError, match="has no rating on"):
        issuer_page(reader, asked(issuer=out[0]))
