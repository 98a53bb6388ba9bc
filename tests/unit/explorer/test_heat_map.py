from pathlib import Path
from typing import Any

import polars as pl
import pytest

from esg_pipeline.explorer.addresses import NoSuchPageError, Query
from esg_pipeline.explorer.heat_map import SHADES, Asked, cell, heat_map_page, matrix, nodes_of, shade
from esg_pipeline.reader import PublishedReader

KIND = (("kind", "real"),)


@pytest.fixture
def reader(small_published_file: Path) -> PublishedReader:
    return PublishedReader(small_published_file)


def page(reader: PublishedReader, **query: str) -> str:
    return heat_map_page(reader, Query((*query.items(), *KIND)))


def graded(reader: PublishedReader) -> list[dict[str, Any]]:
    found = reader.ratings(reader.rating_dates()[-1], is_simulated=False)
    return found.filter(found["grade"] != "NR").to_dicts()


def test_every_industry_with_a_graded_issuer_has_a_line(reader: PublishedReader) -> None:
    made = page(reader)
    assert graded(reader)
    for issuer in graded(reader):
        assert f"industry={issuer['industry_code']}" in made


@pytest.mark.parametrize("level", ["pillar", "theme"])
def test_other_levels_lead_to_the_industry(reader: PublishedReader, level: str) -> None:
    made = page(reader, level=level)
    assert "key_issue=" not in made
    for name in nodes_of(reader.ask("explorer_key_issues").to_dicts(), level).values():
        assert name.replace("&", "&amp;") in made


def test_a_key_issue_lists_its_issuers_best_first(reader: PublishedReader) -> None:
    asked = {"rating_date": reader.rating_dates()[-1], "is_simulated": False, "industry_code": None}
    rows = reader.ask("explorer_peers", {**asked, "key_issue_id": "ghg_emission", "rows": 99, "skipped": 0}).to_dicts()
    assert {row["issuer_id"] for row in rows} <= {issuer["issuer_id"] for issuer in graded(reader)}
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    made = page(reader, key_issue="ghg_emission")
    for row in rows:
        assert f"issuer={row['issuer_id']}&amp;" in made
    assert "<script" not in made.lower()


def test_an_industry_shows_what_its_key_issues_weigh_and_why(
    reader: PublishedReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, whole = graded(reader)[0]["industry_code"], PublishedReader.ask
    why = {"influence": "high", "impact_time": "short", "weight": 0.05, "reason": "<b>Lending"}
    weights = pl.DataFrame([{"key_issue_id": "ghg_emission", **why}])
    monkeypatch.setattr(
        PublishedReader,
        "ask",
        lambda self, name, of=None: weights if name == "explorer_weights" else whole(self, name, of),
    )
    made = page(reader, industry=code)
    assert f"key_issue=ghg_emission&amp;industry={code}" in made
    assert "5.00 %" in made
    assert "high, short <small>&lt;b&gt;Lending</small>" in made


def test_nobody_graded_is_said(reader: PublishedReader) -> None:
    alone = {issuer["industry_code"] for issuer in graded(reader)}
    [other] = [code for code in reader.industries() if code not in alone]
    assert "has this key issue in this industry" in page(reader, key_issue="ghg_emission", industry=other)


def test_shades_follow_the_borders() -> None:
    assert [shade(border) for border in SHADES] == list(range(1, len(SHADES) + 1))
    assert shade(SHADES[0] - 0.001) == 0
    assert shade(100) == len(SHADES)


def test_a_cell_cuts_and_never_rounds_up_and_what_does_not_count_stays_empty(reader: PublishedReader) -> None:
    asked = Asked(reader.rating_dates()[-1], False, "key_issue", None, None)
    row = {"industry_code": "a", "industry_name": "<A>", "node_id": "n", "median_score": 79.999, "peers": 3}
    made = cell(row, {"n": "N"}, asked)
    assert (made.said, made.shade) == ("79", 5)
    assert made.words == "<A>, N: median 79.99 of 3 graded"
    [(name, _, cells)] = matrix([row], {"m": "M", "n": "N"}, asked)
    assert (name, cells[0]) == ("<A>", None)
    assert cells[1] == made


@pytest.mark.parametrize("query", [{"level": "x"}, {"key_issue": "x"}, {"industry": "x"}, {"date": "x"}])
def test_what_is_not_there_is_refused(reader: PublishedReader, query: dict[str, str]) -> None:
    with pytest.raises(NoSuchPageError):
        page(reader, **query)
