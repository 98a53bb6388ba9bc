from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.explorer.addresses import NoSuchPageError, Query
from esg_pipeline.explorer.migration import GRADES, NOBODY, Between, counted, line_of, migration_page, totals, way
from esg_pipeline.reader import PublishedReader
from esg_pipeline.warehouse import Warehouse


@pytest.fixture
def reader(small_published_file: Path) -> PublishedReader:
    return PublishedReader(small_published_file)


def page(reader: PublishedReader, **query: str) -> str:
    return migration_page(reader, Query(tuple(query.items())))


def pairs(reader: PublishedReader, *, is_simulated: bool) -> pl.DataFrame:
    """Grades on both dates, by another way than the query."""
    frames = [reader.ratings(day, is_simulated=is_simulated) for day in reader.rating_dates()[-2:]]
    one, other = (frame.select("issuer_id", "grade", "score") for frame in frames)
    return one.join(other, on="issuer_id", how="full", coalesce=True)


@pytest.mark.parametrize("is_simulated", [False, True])
def test_every_issuer_stands_in_one_cell(reader: PublishedReader, *, is_simulated: bool) -> None:
    before, day = reader.rating_dates()[-2:]
    between = Between(before, day, is_simulated)
    rows = counted(reader.ask("explorer_migration", between.parameters()))
    expected = pairs(reader, is_simulated=is_simulated)
    lines = {grade: line_of(grade, rows, between) for grade in (*GRADES, NOBODY)}
    assert sum(held for held, _ in lines.values()) == expected.height
    for grade, (held, cells) in lines.items():
        mine = expected.filter(pl.col("grade").eq_missing(None if grade == NOBODY else pl.lit(grade)))
        assert held == mine.height
        assert sum(cell.share for cell in cells if cell) == pytest.approx(1.0 if held else 0.0)
    said = totals(rows)
    graded = expected.filter((pl.col("grade") != "NR") & (pl.col("grade_right") != "NR"))
    assert said["graded"] == graded.height == said["up"] + said["down"] + said["same"]
    mean = (graded["score_right"] - graded["score"]).mean()
    assert said["mean"] == pytest.approx(mean) if graded.height else said["mean"] is None


def test_neighbouring_dates_give_the_published_migration(reader: PublishedReader) -> None:
    published = Warehouse(reader.file).read("mart.grade_migration")
    for key, part in published.partition_by(
        "rating_date", "previous_rating_date", "is_simulated", as_dict=True
    ).items():
        day, before, is_simulated = key
        rows = counted(reader.ask("explorer_migration", Between(before, day, is_simulated).parameters()))
        found = {(row["previous_grade"], row["grade"]): row["issuers"] for row in rows}
        for row in part.iter_rows(named=True):
            assert found[row["previous_grade"], row["grade"]] == row["issuers"]


def test_a_cell_leads_to_its_issuers(reader: PublishedReader) -> None:
    expected = pairs(reader, is_simulated=False)
    assert expected.height
    for issuer, before, _, after, _ in expected.iter_rows():
        made = page(reader, kind="real", previous_grade=before or NOBODY, grade=after or NOBODY)
        assert f"issuer={issuer}&amp;" in made
        assert "<script" not in made.lower()


def test_ways() -> None:
    assert (way("B", "A"), way("A", "B"), way("A", "A")) == ("up", "down", "same")
    assert way("NR", "A") == way("A", NOBODY) == ""


def test_a_page_of_issuers_leads_on(reader: PublishedReader, monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = next(
        key for key, part in pairs(reader, is_simulated=False).group_by("grade", "grade_right") if part.height > 0
    )
    monkeypatch.setattr("esg_pipeline.explorer.paging.ROWS", 0)
    made = page(reader, kind="real", previous_grade=str(before or NOBODY), grade=str(after or NOBODY))
    assert "Nobody." in made


@pytest.mark.parametrize("query", [{"before": "1999-01-01"}, {"previous_grade": "X", "grade": "A"}, {"kind": "x"}])
def test_what_is_not_there_is_refused(reader: PublishedReader, query: dict[str, str]) -> None:
    with pytest.raises(NoSuchPageError):
        page(reader, **query)


def test_the_earlier_date_comes_first(reader: PublishedReader) -> None:
    first, *_, last = map(str, reader.rating_dates())
    assert f"from {first} to {first}" in page(reader, date=first)
    with pytest.raises(NoSuchPageError, match="earlier date comes first"):
        page(reader, date=first, before=last)
