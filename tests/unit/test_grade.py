"""From score to grade: the borders of Table 3, what caps it, what withholds it."""

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.grade import BEST_TO_WORST, MinimumCoverage, model_grade, percent, rate

SCALE = pl.DataFrame(
    {
        "grade": ["AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C"],
        "lower_bound": [95.0, 90.0, 85.0, 80.0, 75.0, 70.0, 65.0, 60.0, 0.0],
    }
)
HIT_SCHEMA = {"issuer_id": pl.String, "rule_id": pl.String, "cap_grade": pl.String}
NO_HITS = pl.DataFrame(schema=HIT_SCHEMA)
PILLAR_SCHEMA = {"issuer_id": pl.String, "pillar_id": pl.String, "coverage": pl.Float64}
SHARE_SCHEMA = {
    **dict.fromkeys(("issuer_id", "node_level", "node_id"), pl.String),
    "not_applicable_share": pl.Float64,
}
NO_SHARES = pl.DataFrame(schema=SHARE_SCHEMA)
NO_PILLARS = pl.DataFrame(schema=PILLAR_SCHEMA)
LIMITS = pl.DataFrame({"pillar_id": ["E", "S", "G"], "minimum_coverage": [0.02, 0.05, 0.2]})
LEAST = MinimumCoverage(0.15, LIMITS, 0.5)


def grades_of(*scores: float | None, scale: pl.DataFrame = SCALE) -> list[str | None]:
    frame = pl.DataFrame({"score": pl.Series(scores, dtype=pl.Float64)})
    return frame.select(model_grade(pl.col("score"), scale)).to_series().to_list()


def rated(
    score: float | None, *hits: tuple[str, str], coverage: float = 0.5, minimum: float = 0.15, **pillars: float
) -> dict[str, Any]:
    frame = pl.DataFrame({"issuer_id": ["A"], "score": pl.Series([score], dtype=pl.Float64), "coverage": [coverage]})
    caps = pl.DataFrame([("A", rule, cap) for rule, cap in hits], schema=HIT_SCHEMA, orient="row")
    below = pl.DataFrame([("A", name, share) for name, share in pillars.items()], schema=PILLAR_SCHEMA, orient="row")
    least = MinimumCoverage(minimum, LIMITS, 0.5)
    return rate(frame, below, NO_SHARES, caps, SCALE, least, "1.0", "ab" * 32).row(0, named=True)


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
    table = rate(frame, NO_PILLARS, NO_SHARES, hits, SCALE, LEAST, "1.0", "ab" * 32).sort("issuer_id")
    assert table["grade"].to_list() == ["AA", "C"]


# Coverage


@pytest.mark.parametrize(("coverage", "grade"), [(0.15, "BB"), (0.1499999, "NR"), (0.0, "NR"), (1.0, "BB")])
def test_below_the_minimum_coverage_there_is_no_grade(coverage: float, grade: str) -> None:
    row = rated(77.0, coverage=coverage)
    assert (row["grade"], row["model_grade"]) == (grade, "BB")
    assert (row["not_rated_reason"] is None) == (grade != "NR")


@pytest.mark.parametrize(
    ("pillars", "grade"),
    [
        ({"E": 0.02, "S": 0.05, "G": 0.2}, "BB"),
        ({"E": 0.0199, "S": 0.9, "G": 0.9}, "NR"),
        ({"E": 0.9, "S": 0.9, "G": 0.0}, "NR"),
        ({"S": 0.9, "G": 0.9}, "BB"),  # a pillar that has no weight, or nothing that applies, has no row
        ({}, "BB"),
    ],
)
def test_below_the_minimum_of_a_pillar_there_is_no_grade(pillars: dict[str, float], grade: str) -> None:
    row = rated(77.0, **pillars)
    assert (row["grade"], row["model_grade"]) == (grade, "BB")
    assert (row["not_rated_reason"] is None) == (grade != "NR")


def test_the_reason_names_every_minimum_that_is_missed_with_both_numbers() -> None:
    assert rated(77.0, coverage=0.1, E=0.9, S=0.0123, G=0.1)["not_rated_reason"] == (
        "coverage 10.0 % is below the minimum of 15.0 %; coverage of G 10.0 % is below the minimum of 20.0 %; "
        "coverage of S 1.2 % is below the minimum of 5.0 %"
    )


def test_a_pillar_without_a_minimum_is_no_reason() -> None:
    frame = pl.DataFrame({"issuer_id": ["A"], "score": [77.0], "coverage": [0.5]})
    silent = pl.DataFrame([("A", "E", 0.0)], schema=PILLAR_SCHEMA, orient="row")
    none = MinimumCoverage(0.15, LIMITS.clear(), 0.5)
    assert rate(frame, silent, NO_SHARES, NO_HITS, SCALE, none, "1.0", "ab" * 32)["grade"].to_list() == ["BB"]


def test_a_pillar_of_somebody_else_does_not_count() -> None:
    frame = pl.DataFrame({"issuer_id": ["A", "B"], "score": [77.0, 77.0], "coverage": [0.5, 0.5]})
    silent = pl.DataFrame([("B", "E", 0.0)], schema=PILLAR_SCHEMA, orient="row")
    table = rate(frame, silent, NO_SHARES, NO_HITS, SCALE, LEAST, "1.0", "ab" * 32).sort("issuer_id")
    assert table["grade"].to_list() == ["BB", "NR"]


def waiving(*shares: tuple[str, str, float], coverage: float = 1.0, **pillars: float) -> dict[str, Any]:
    frame = pl.DataFrame({"issuer_id": ["A"], "score": [100.0], "coverage": [coverage]})
    rows = pl.DataFrame([("A", *share) for share in shares], schema=SHARE_SCHEMA, orient="row")
    above = pl.DataFrame([("A", name, share) for name, share in pillars.items()], schema=PILLAR_SCHEMA, orient="row")
    return rate(frame, above, rows, NO_HITS, SCALE, LEAST, "1.0", "ab" * 32).row(0, named=True)


@pytest.mark.parametrize(
    ("node", "grade"),
    [
        (("total", "total", 0.5), "AAA"),
        (("total", "total", 0.5000001), "NR"),
        (("pillar", "E", 0.5), "AAA"),
        (("pillar", "E", 0.51), "NR"),
        (("pillar", "E", 1.0), "NR"),  # all of a pillar waived: it has no score and no coverage
        (("theme", "climate", 1.0), "AAA"),
        (("key_issue", "carbon", 1.0), "AAA"),
    ],
)
def test_who_waives_more_than_the_limit_has_no_grade(node: tuple[str, str, float], grade: str) -> None:
    row = waiving(node)
    assert (row["grade"], row["model_grade"]) == (grade, "AAA")
    assert (row["not_rated_reason"] is None) == (grade != "NR")


def test_what_is_waived_is_named_after_what_is_not_covered() -> None:
    row = waiving(("pillar", "S", 0.6), ("total", "total", 0.5129), ("pillar", "E", 0.9), coverage=0.1)
    assert row["not_rated_reason"] == (
        "coverage 10.0 % is below the minimum of 15.0 %; 51.2 % is declared not applicable, more than 50.0 %; "
        "90.0 % of E is declared not applicable, more than 50.0 %; 60.0 % of S is declared not applicable, "
        "more than 50.0 %"
    )


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
    assert rate(empty, NO_PILLARS, NO_SHARES, NO_HITS, SCALE, LEAST, "1.0", "ab" * 32).height == 0
