"""The table of ratings as known on a day: what stands beside a grade, and the line below."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from rich.console import Console

from esg_pipeline.point_in_time_view import known_ratings_table, summary

ROW = {
    "issuer_id": "A",
    "issuer_name": "Alpha",
    "rating_date": date(2022, 10, 31),
    "known_at": date(2022, 6, 30),
    "grade": "B",
    "published_grade": "B",
    "is_different": False,
    "model_grade": "B",
    "score": 71.999,
    "published_score": 71.2,
    "coverage": 0.5,
    "cap_rule_id": None,
    "not_rated_reason": None,
    "is_simulated": False,
}
SCHEMA = {"published_grade": pl.String, "cap_rule_id": pl.String, "not_rated_reason": pl.String, "score": pl.Float64}


def frame(*changes: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{**ROW, **change} for change in changes], schema_overrides=SCHEMA, infer_schema_length=None)


def drawn(found: pl.DataFrame, width: int) -> list[str]:
    console = Console(width=width, record=True, file=None, color_system=None)
    with console.capture() as shown:
        console.print(known_ratings_table(found, width))
    return shown.get().splitlines()


def lines(found: pl.DataFrame) -> list[list[str]]:
    return [line.split() for line in drawn(found, 200)[2:]]


def test_the_published_grade_stands_beside_one_that_differs() -> None:
    other = {"issuer_id": "C", "published_grade": "BB", "is_different": True}
    assert lines(frame({}, other)) == [
        ["A", "Alpha", "B", "71.99", "71.20", "50.0", "%"],
        ["C", "Alpha", "B", "BB", "71.99", "71.20", "50.0", "%"],
    ]


def test_the_note_says_who_is_made_up_capped_or_not_rated_and_why() -> None:
    capped = {"cap_rule_id": "RL1", "grade": "C", "is_simulated": True}
    refused = {"grade": "NR", "not_rated_reason": "coverage 0.0 %; more", "score": None, "cap_rule_id": "RL1"}
    first, second = lines(frame(capped, refused))
    assert " ".join(first).endswith("SIMULATED; capped from B by RL1")
    assert " ".join(second).endswith("coverage 0.0 % (1 more)")


@pytest.mark.parametrize("width", [80, 100])
def test_a_narrow_terminal_gets_fewer_columns_and_whole_words(width: int) -> None:
    reason = "not in scope with what was known, rule U4: no bond was outstanding on the rating date"
    refused = {"grade": "NR", "published_grade": "BBB", "is_different": True, "score": None, "not_rated_reason": reason}
    shown = drawn(frame({"issuer_id": "QUIET_VALLEY_PAPER", **refused}), width)
    assert max(len(line) for line in shown) <= width
    assert shown[0].split() == ["Issuer", "Grade", "Published", "Score", "Coverage", "Note"]
    assert shown[2].split()[:6] == ["QUIET_VALLEY_PAPER", "NR", "BBB", "-", "50.0", "%"]
    place = shown[0].index("Note")
    assert " ".join(line[place:].strip() for line in shown[2:]) == reason


def test_the_summary_counts_what_differs() -> None:
    apart = {"published_grade": "BB", "is_different": True}
    assert summary(frame({}, apart), 1) == (
        "1 of 2 issuers on 2022-10-31 as known on 2022-06-30; 1 of 2 published grades differ"
    )
    never = frame({"published_grade": None, "is_different": None}).cast({"is_different": pl.Boolean})
    assert summary(never, 1).endswith("; none of them was published")
    assert summary(never.clear(), 0) == "Nobody is in scope."
