"""What a decision looks back on is what had been said when it was applied, not what was said of those dates later."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from data_contracts.history import RATING_VERSION
from esg_pipeline.ledger import STAMPS, chained, with_current
from esg_pipeline.past import PAST, as_it_stood, last_made_on
from tests.unit.past_worlds import DAY, EARLIER, LATER, no_ledger

FIRST_DAY, SECOND_DAY, THIRD_DAY = date(2022, 11, 2), date(2022, 12, 1), date(2023, 1, 9)
ONE, TWO, THREE = ({name: f"{name} {text}" for name in STAMPS} for text in ("one", "two", "three"))


def row(issuer: str, day: date, grade: str | None, stamps: dict[str, str], version: int = 1) -> dict[str, Any]:
    example = {column.name: column.example for column in RATING_VERSION.columns}
    own = {"issuer_id": issuer, "rating_date": day, "version": version, "model_grade": grade, "rule_grade": grade}
    return {**example, **own, "grade": grade, **stamps}


def ledger(*days: tuple[date, list[dict[str, Any]]]) -> pl.DataFrame:
    """Records day by day."""
    found = no_ledger()
    for recorded, rows in days:
        found = with_current(chained(found, rows, recorded))
    return found


def stood(found: pl.DataFrame, made_on: date | None, stamps: dict[str, str]) -> list[tuple[str, str]]:
    earlier = as_it_stood(found, DAY, made_on, stamps)
    assert earlier.columns == PAST
    return earlier.select("issuer_id", "grade").rows()


BOTH = [row("A", EARLIER, "BB", ONE), row("B", EARLIER, "CC", ONE), row("A", DAY, "BB", ONE)]
AGAIN = [row("A", EARLIER, "C", TWO, 2)]


def test_what_was_said_later_is_not_looked_back_on() -> None:
    found = ledger((FIRST_DAY, BOTH), (SECOND_DAY, AGAIN))
    assert stood(found, FIRST_DAY, ONE) == [("A", "BB"), ("B", "CC")]
    assert stood(found, SECOND_DAY, TWO) == [("A", "C"), ("B", "CC")]
    assert stood(found, None, {}) == [("A", "C"), ("B", "CC")]


@pytest.mark.parametrize(("stamps", "grade"), [(ONE, "BB"), (TWO, "C"), (THREE, "C")])
def test_of_the_same_day_what_was_made_by_other_inputs_came_later(stamps: dict[str, str], grade: str) -> None:
    found = ledger((FIRST_DAY, [*BOTH[:2], *AGAIN]))
    assert stood(found, FIRST_DAY, stamps)[0] == ("A", grade)


def test_inputs_of_an_earlier_day_show_too_that_a_record_came_later() -> None:
    found = ledger((FIRST_DAY, BOTH[:2]), (SECOND_DAY, AGAIN))
    assert stood(found, SECOND_DAY, ONE)[0] == ("A", "BB")


def test_only_earlier_dates_count_and_nobody_who_was_no_longer_rated() -> None:
    gone = row("B", EARLIER, None, TWO, 2)
    found = ledger((FIRST_DAY, [*BOTH, row("C", LATER, "AAA", ONE)]), (SECOND_DAY, [gone]))
    assert stood(found, SECOND_DAY, TWO) == [("A", "BB")]
    assert as_it_stood(found, EARLIER, FIRST_DAY, ONE).is_empty()
    assert stood(no_ledger(), FIRST_DAY, ONE) == []


def test_a_run_that_changed_an_earlier_date_alone_rated_this_one_too() -> None:
    found = ledger((FIRST_DAY, BOTH), (SECOND_DAY, AGAIN))
    assert last_made_on(found, DAY, ONE) == FIRST_DAY
    assert last_made_on(found, DAY, TWO) == SECOND_DAY
    assert last_made_on(found, LATER, ONE) is None
