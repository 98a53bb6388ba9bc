"""Which two ratings are compared; going back turns every sign. The whole answer: tests/pipeline/test_why.py."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.attribution_source import ChangeSource, attribute
from esg_pipeline.reader import PublishedReader
from esg_pipeline.warehouse import Warehouse
from esg_pipeline.why_reader import NothingBeforeError, pair_of, turned, two_dates
from tests.unit.changed_worlds import D1, D2, by_cause, file_of, told

D0 = date(2020, 10, 31)


@pytest.fixture
def reader(tmp_path: Path) -> PublishedReader:
    values = ((D0, 4, 2019), (D1, 6, 2020), (D2, 9, 2021))
    dates = {day: [{**told(value, year), "weight": 1.0}] for day, value, year in values}
    return PublishedReader(file_of(tmp_path / "published.duckdb", dates).path)


def test_without_a_start_it_is_the_rating_before(reader: PublishedReader) -> None:
    assert two_dates(reader, "A", None, D2) == (D1, D2)
    assert two_dates(reader, "A", D0, D2) == (D0, D2)
    assert two_dates(reader, "A", D2, D0) == (D2, D0)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (None, D0, "A has no rating before 2020-10-31; it is rated on 2020-10-31, 2021-04-30, 2022-04-30"),
        (date(2019, 4, 30), D2, "A is not rated on 2019-04-30"),
        (D2, D2, "both are 2022-04-30"),
    ],
)
def test_dates_that_cannot_be_compared_are_refused(
    reader: PublishedReader, start: date | None, end: date, words: str
) -> None:
    with pytest.raises(NothingBeforeError, match=words):
        two_dates(reader, "A", start, end)


def test_any_two_dates_are_compared_and_turned(reader: PublishedReader) -> None:
    source = ChangeSource(Warehouse(reader.file))
    detail = attribute(source, pair_of(source.history("A"), D0, D2), "A")["rating.change_detail"]
    assert by_cause(detail) == {"new_facts": 50.0}
    back = turned(detail)
    assert by_cause(back) == {"new_facts": -50.0}
    assert back.select("previous_value", "value", "previous_rating_date", "rating_date").row(0) == (9.0, 4.0, D2, D0)
    assert turned(back).select(detail.columns).equals(detail)


def test_notches_turn_too() -> None:
    rows = pl.DataFrame(
        {"points": [1.0], "notches": [None], "model_notches": [2]}, schema_overrides={"notches": pl.Int64}
    )
    assert turned(rows).row(0) == (-1.0, None, -2)
