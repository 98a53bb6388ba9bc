"""From score to grade: the borders of Table 3, what caps it, what withholds it."""

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.grade import BEST_TO_WORST, model_grade, percent, rate

SCALE = pl.DataFrame(
    {
        "grade": ["AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C"],
        "lower_bound": [95.0, 90.0, 85.0, 80.0, 75.0, 70.0, 65.0, 60.0, 0.0],
    }
)
HIT_SCHEMA = {"issuer_id": pl.String, "rule_id": pl.String, "cap_grade": pl.String}
NO_HITS = pl.DataFrame(schema=HIT_SCHEMA)


def grades_of(*scores: float | None, scale: pl.DataFrame = SCALE) -> list[str | None]:
    frame = pl.DataFrame({"score": pl.Series(scores, dtype=pl.Float64)})
    return frame.select(model_grade(pl.col("score"), scale)).to_series().to_list()


def rated(score: float | None, *hits: tuple[str, str], coverage: float = 0.5, minimum: float = 0.15) -> dict[str, Any]:
    frame = pl.DataFrame({"issuer_id": ["A"], "score": pl.Series([score], dtype=pl.Float64), "coverage": [coverage]})
    caps = pl.DataFrame([("A", rule, cap) for rule, cap in hits], schema=HIT_SCHEMA, orient="row")
    return rate(frame, caps, SCALE, minimum, "1.0", "ab" * 32).row(0, named=True)


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        (100.0, "AAA"),
        (95.0, "AAA"),
        (94.9999999, "AA"),
        (90.0, "AA"),
        (89.9999999, "A"),
        (85.0, "A"),
        (84.9999999, "BBB"),
        (80.0, "BBB"),
        (79.9999999, "BB"),
        (75.0, "BB"),
        (74.9999999, "B"),
        (70.0, "B"),
        (69.9999999, "CCC"),
        (65.0, "CCC"),
        (64.9999999, "CC"),
        (60.0, "CC"),
        (59.9999999999, "C"),
        (0.0, "C"),
    ],
)
def test_a_border_belongs_to_the_better_grade_and_nothing_is_rounded(score: float, grade: str) -> None:
    assert grades_of(score) == [grade]
    assert rated(score)["grade"] == grade


@pytest.mark.parametrize("border", [60.0, 65.0, 70.0, 75.0, 80.0, 85.0, 90.0, 95.0])
def test_the_number_just_below_a_border_is_a_notch_worse(border: float) -> None:
    above, below = grades_of(border, float(np.nextafter(border, 0)))
    assert BEST_TO_WORST.index(str(below)) == BEST_TO_WORST.index(str(above)) + 1


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_better_score_is_never_a_worse_grade(one: float, other: float) -> None:
    low, high = grades_of(*sorted((one, other)))
    assert BEST_TO_WORST.index(str(high)) <= BEST_TO_WORST.index(str(low))


def test_the_scale_may_come_in_any_order() -> None:
    assert grades_of(94.0, 61.0, 12.0, scale=SCALE.reverse()) == ["AA", "CC", "C"]


def test_without_a_score_there_is_no_grade() -> None:
    assert grades_of(None, float("nan"), -0.1) == [None, None, None]


# Caps


def test_a_cap_lowers_the_grade_and_keeps_the_model_grade() -> None:
    row = rated(82.0, ("RL1", "C"))
    assert (row["model_grade"], row["grade"], row["cap_rule_id"]) == ("BBB", "C", "RL1")


@pytest.mark.parametrize("cap", ["AAA", "BBB", "BB"])
def test_a_cap_never_raises_a_grade_and_is_not_named_when_idle(cap: str) -> None:
    row = rated(77.0, ("RL1", cap))
    assert (row["grade"], row["cap_rule_id"]) == ("BB", None)


def test_the_lowest_cap_wins_whatever_the_order() -> None:
    hits = (("RL1", "B"), ("RL2", "C"), ("RL3", "CC"))
    for order in (hits, hits[::-1]):
        row = rated(90.0, *order)
        assert (row["grade"], row["cap_rule_id"]) == ("C", "RL2")


def test_of_equal_caps_the_first_rule_is_named() -> None:
    for order in ([("RL2", "C"), ("RL1", "C")], [("RL1", "C"), ("RL2", "C")]):
        assert rated(90.0, *order)["cap_rule_id"] == "RL1"


@given(st.floats(0, 100), st.sampled_from(BEST_TO_WORST))
def test_the_grade_is_the_worse_of_model_and_cap(score: float, cap: str) -> None:
    row = rated(score, ("RL1", cap))
    model = BEST_TO_WORST.index(row["model_grade"])
    assert BEST_TO_WORST.index(row["grade"]) == max(model, BEST_TO_WORST.index(cap))


def test_a_hit_of_somebody_else_does_not_count() -> None:
    frame = pl.DataFrame({"issuer_id": ["A", "B"], "score": [90.0, 90.0], "coverage": [0.5, 0.5]})
    hits = pl.DataFrame([("B", "RL1", "C"), ("Z", "RL1", "C")], schema=HIT_SCHEMA, orient="row")
    table = rate(frame, hits, SCALE, 0.15, "1.0", "ab" * 32).sort("issuer_id")
    assert table["grade"].to_list() == ["AA", "C"]


# Coverage


@pytest.mark.parametrize(("coverage", "grade"), [(0.15, "BB"), (0.1499999, "NR"), (0.0, "NR"), (1.0, "BB")])
def test_below_the_minimum_coverage_there_is_no_grade(coverage: float, grade: str) -> None:
    row = rated(77.0, coverage=coverage)
    assert (row["grade"], row["model_grade"]) == (grade, "BB")
    assert (row["not_rated_reason"] is None) == (grade != "NR")


def test_not_rated_goes_before_a_cap() -> None:
    assert rated(77.0, ("RL1", "C"), coverage=0.1)["grade"] == "NR"


def test_the_reason_never_looks_as_if_the_minimum_was_met() -> None:
    assert rated(77.0, coverage=0.14999)["not_rated_reason"] == "coverage 14.9 % is below the minimum of 15.0 %"


@pytest.mark.parametrize("share", [number / 1000 for number in (0, 1, 57, 149, 290, 569, 570, 1000)])
def test_a_percentage_with_one_decimal_is_exact(share: float) -> None:
    shown = pl.select(percent(pl.lit(share))).item()
    assert shown == f"{share * 100:.1f}"


@given(st.floats(0, 1))
def test_a_percentage_is_cut_never_rounded_up(share: float) -> None:
    shown = float(pl.select(percent(pl.lit(share))).item())
    assert share * 100 - 0.1 - 1e-9 <= shown <= share * 100 + 1e-9


def test_version_and_hash_stand_on_every_rating() -> None:
    row = rated(77.0)
    assert (row["methodology_version"], row["methodology_hash"], row["decision_id"]) == ("1.0", "ab" * 32, None)


def test_nobody_to_rate_is_an_empty_table() -> None:
    empty = pl.DataFrame(schema={"issuer_id": pl.String, "score": pl.Float64, "coverage": pl.Float64})
    assert rate(empty, NO_HITS, SCALE, 0.15, "1.0", "ab" * 32).height == 0
