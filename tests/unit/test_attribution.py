"""Every point of a change stands under its cause, and the causes add up whatever moved."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.attribution import NO_DETAIL, attributed, undivided
from esg_pipeline.methodology.codes import ChangeCause
from esg_pipeline.outliers import fences
from tests.unit.changed_worlds import (
    ANCHORS,
    BANKS,
    D1,
    D2,
    POINTS,
    POLICY,
    Cell,
    base,
    by_cause,
    events,
    filled,
    moved,
    rules,
    struck,
    told,
)

STEEPER = ((0.0, 0.0), (5.0, 100.0))
DAY, NEWS = date(2020, 6, 1), date(2022, 1, 5)
CARRIED = {"age_years": 1}
# Before, after, the cause that gets all of it, and the points.
PURE: list[tuple[str, Cell, Cell, str | None, float]] = [
    ("a newer year", told(4, 2020), told(6, 2021), "new_facts", 10),
    ("another figure of the same year", told(4, 2020), told(6, 2020), "restatements", 10),
    ("an older year", told(6, 2021), told(4, 2020), "restatements", -10),
    ("stated instead of derived", told(4, 2020, value_method="ratio"), told(6, 2020), "new_facts", 10),
    ("nothing", told(4, 2020), told(4, 2020), None, 0),
    ("time alone", told(4, 2020), told(4, 2020, **CARRIED), "imputation", -2),
    ("a newer year ends the carrying", told(4, 2018, **CARRIED), told(4, 2021), "new_facts", 2),
    ("told for the first time", filled(50), told(6, 2021), "new_facts", 5),
    ("known before but not used", filled(50, value=6.0, scored_value=6.0, fiscal_year=2015, value_method="reported"),
     told(6, 2015), "imputation", 5),
    ("told no more", told(6, 2020), filled(50), "imputation", -5),
    ("peers moved the median", filled(50), filled(54), "peers", 2),
    ("another way of filling", filled(50), filled(54, "median_class"), "imputation", 2),
    ("a register is searched", filled(50, data_point_id="p3"), struck(0), "new_facts", 25),
    ("weights alone", told(4, 2020), told(4, 2020, weight=0.6), "weights", 4),
    ("another industry's benchmark", told(4, 2020), told(4, 2020, score=80.0, industry_code=BANKS), "peers", 20),
]  # fmt: skip
BY_INDUSTRY = {**ANCHORS, ("p1", BANKS): STEEPER}


@pytest.mark.parametrize(
    ("before", "after", "cause", "points"), [row[1:] for row in PURE], ids=[row[0] for row in PURE]
)
def test_a_pure_change_stands_wholly_under_its_cause(
    before: Cell, after: Cell, cause: str | None, points: float
) -> None:
    version = rules(BY_INDUSTRY)
    found = by_cause(moved([before], [after], versions=(version, version), names=("v1", "v1")))
    assert found == ({} if cause is None else {cause: pytest.approx(points)})


def test_a_new_anchor_alone_is_the_benchmark() -> None:
    steeper = rules({**ANCHORS, ("p1", "*"): STEEPER})
    found = moved([told(4, 2020)], [told(4, 2020, score=80.0)], versions=(rules(), steeper))
    assert by_cause(found) == {"benchmarks": pytest.approx(20.0)}


def test_a_new_event_and_the_fading_of_an_old_one_are_told_apart() -> None:
    both = events(("old", DAY, 40.0, 10.0), ("new", NEWS, 0.0, 50.0))
    found = moved([struck(40)], [struck(60)], both)
    assert by_cause(found) == {"events_decayed": pytest.approx(15.0), "events_new": pytest.approx(-25.0)}


@pytest.mark.parametrize(
    ("before", "after", "happened", "cause"),
    [
        (struck(40), struck(10), events(("old", DAY, 40.0, 10.0)), "events_decayed"),
        (struck(0), struck(30), events(("new", NEWS, 0.0, 30.0)), "events_new"),
        (filled(50, data_point_id="p3"), struck(30), events(("new", NEWS, 0.0, 30.0)), "events_new"),
        (struck(30), filled(90, data_point_id="p3"), events(("old", DAY, 30.0, 0.0)), "events_decayed"),
    ],
    ids=["fading alone", "a new one alone", "first of all", "the last has faded"],
)
def test_events_alone(before: Cell, after: Cell, happened: pl.DataFrame, cause: str) -> None:
    assert list(by_cause(moved([before], [after], happened))) == [cause]


def test_fences_that_peers_moved_are_the_peers_doing() -> None:
    low, high = ([("p1", "steel", float(value)) for value in line] for line in ((1, 2, 3, 4, 5), (1, 2, 3, 8, 9)))
    tops = [moved_fence(figures) for figures in (low, high)]
    before, after = (told(500, 2020, scored_value=top, score=min(top, 10) * 10) for top in tops)
    wide = rules({**ANCHORS, ("p1", "*"): ((0.0, 0.0), (100.0, 100.0))})
    before, after = ({**cell, "score": cell["scored_value"]} for cell in (before, after))
    found = moved([before], [after], versions=(wide, wide), names=("v1", "v1"), figures=(low, high))
    assert tops[0] != tops[1]
    assert list(by_cause(found)) == ["peers"]


def moved_fence(figures: list[tuple[str, str, float]]) -> float:
    """The upper fence around these values."""
    frame = pl.DataFrame(figures, schema=["data_point_id", "industry_code", "value"], orient="row")
    return float(fences(frame.with_columns(is_simulated=pl.lit(value=False)), POLICY)["high"][0])


def test_a_data_point_that_no_longer_applies_is_weight() -> None:
    before = [told(4, 2020, weight=0.5), told(8, 2020, weight=0.5, data_point_id="p2")]
    found = moved(before, [told(4, 2020, weight=1.0)])
    assert by_cause(found) == {"weights": pytest.approx(40.0 - 60.0)}


def test_without_the_other_version_what_cannot_be_split_is_the_benchmarks() -> None:
    found = moved([told(4, 2020)], [told(6, 2021)], versions=(None, rules()))
    assert by_cause(found) == {"benchmarks": pytest.approx(10.0)}


def test_one_version_that_is_not_at_hand_still_tells_facts_from_time() -> None:
    found = moved([told(4, 2020)], [told(6, 2021)], versions=(None, None), names=("v1", "v1"))
    assert by_cause(found) == {"new_facts": pytest.approx(10.0)}


def test_issuers_of_one_date_only_have_no_change() -> None:
    assert moved([told(4, 2020)], [told(6, 2021, issuer_id="B")]).is_empty()


def test_gaps_filled_by_other_benchmarks_are_split() -> None:
    rows = pl.DataFrame(
        {
            "issuer_id": ["A"],
            "data_point_id": ["p1"],
            "row": [0],
            "mean_weight": [0.5],
            "by_score": [10.0],
            "previous_score": [50.0],
            "score": [60.0],
            "cause": ["peers"],
        }
    )
    refilled = pl.DataFrame(
        {"issuer_id": ["A"], "data_point_id": ["p1"], "previous_refilled": [56.0], "refilled": [52.0]}
    )
    found = pl.concat(undivided(rows, refilled))
    assert dict(found.select("cause", "points").iter_rows()) == {"peers": 1.5, "benchmarks": 3.5}


# Laws

Values = st.floats(0, 12)


@st.composite
def cells(draw: st.DrawFn) -> list[Cell]:
    """A date of three issuers: any way of scoring, weights that sum to one."""
    found: list[Cell] = []
    for issuer in draw(st.sets(st.sampled_from("ABC"), min_size=1)):
        points = sorted(draw(st.sets(st.sampled_from(POINTS), min_size=1)))
        industry = draw(st.sampled_from(["steel", BANKS]))
        shares = [draw(st.floats(0.1, 1)) for _ in points]
        for point, share in zip(points, shares, strict=True):
            cell = draw(any_cell(point))
            found.append({**cell, "issuer_id": issuer, "industry_code": industry, "weight": share / sum(shares)})
    return found


@st.composite
def any_cell(draw: st.DrawFn, point: str) -> Cell:
    kind = draw(st.sampled_from(["told", "carried", "filled", "line", "zero", "struck"]))
    if point == "p3" and kind == "struck":
        return struck(draw(st.floats(0, 100)))
    if kind == "filled":
        return filled(
            draw(st.floats(0, 100)), draw(st.sampled_from(["median_class", "regression", "prior"])), data_point_id=point
        )
    if kind == "zero":
        return filled(100.0 if point == "p3" else 0.0, "zero", data_point_id=point)
    value, year, age = draw(Values), draw(st.integers(2017, 2021)), draw(st.integers(1, 3)) if kind == "carried" else 0
    cell = told(value, year, age_years=age, data_point_id=point)
    if kind == "line":
        line = {"line_value": value, "line_year": year, "line_age": 0, "method": "interpolation"}
        return base(**line, score=cell["score"], data_point_id=point)
    return cell


def total(found: list[Cell], issuer: str) -> float:
    return sum(cell["weight"] * cell["score"] for cell in found if cell["issuer_id"] == issuer)


Versions = st.sampled_from([(rules(), rules(BY_INDUSTRY)), (rules(), None), (None, None), None])


@given(cells(), cells(), Versions)
def test_the_causes_sum_to_the_change(before: list[Cell], after: list[Cell], versions: Any) -> None:
    """Also where scores do not follow from their values, as with p3 here, whose function falls."""
    found = moved(before, after, versions=versions)
    sums = dict(found.group_by("issuer_id").agg(pl.col("points").sum()).iter_rows())
    for issuer in {cell["issuer_id"] for cell in before} & {cell["issuer_id"] for cell in after}:
        assert sums.get(issuer, 0.0) == pytest.approx(total(after, issuer) - total(before, issuer), abs=1e-9)
    assert not found["points"].is_nan().any()


@given(cells(), cells(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(before: list[Cell], after: list[Cell], rng: Any) -> None:
    expected = moved(before, after)
    rng.shuffle(before)
    rng.shuffle(after)
    assert moved(before, after).equals(expected)


@given(cells())
def test_what_did_not_change_gets_nothing(found: list[Cell]) -> None:
    assert moved(found, found).is_empty()


@given(Values, Values, st.integers(0, 3), st.integers(0, 3))
def test_going_back_turns_every_share_of_a_split(first: float, second: float, old: int, new: int) -> None:
    """A restated value that also grew older: the same two causes with the other sign."""
    one, other = told(first, 2020, age_years=old), told(second, 2020, age_years=new)
    there, back = by_cause(moved([one], [other])), by_cause(moved([other], [one]))
    assert set(there) == set(back)
    assert all(there[cause] == pytest.approx(-back[cause], abs=1e-9) for cause in there)


# Grades

GRADED = {"issuer_id": "A", "is_simulated": False}


def history(*grades: tuple[str, str | None, str]) -> pl.DataFrame:
    """Model, rule and published grade on two dates."""
    rows = [
        {**GRADED, "rating_date": day, "previous_rating_date": before, "model_grade": m, "rule_grade": r, "grade": g}
        for day, before, (m, r, g) in zip((D1, D2), (None, D1), grades, strict=True)
    ]
    types = {"previous_rating_date": pl.Date, "rule_grade": pl.String}
    return pl.DataFrame(rows, schema_overrides=types)


def notches(before: tuple[str, str | None, str], after: tuple[str, str | None, str]) -> tuple[Any, Any, Any]:
    """By the score, by red lines, by the committee."""
    found = attributed(NO_DETAIL, history(before, after))
    by = dict(found.select("cause", "notches").iter_rows())
    assert {cause for cause, notch in by.items() if notch is not None} <= {"caps", "committee"}
    assert found.height == len(ChangeCause)
    return found["model_notches"][0], by["caps"], by["committee"]


def test_notches_of_score_caps_and_committee_sum_to_the_move_of_the_grade() -> None:
    assert notches(("B", "B", "B"), ("BB", "BB", "BB")) == (1, 0, 0)
    assert notches(("B", "B", "B"), ("B", "C", "C")) == (0, -3, 0)
    assert notches(("B", "B", "B"), ("BB", "C", "CC")) == (1, -4, 1)
    assert notches(("BB", "C", "C"), ("B", "B", "BB")) == (-1, 4, 1)


def test_without_a_grade_there_are_no_notches_of_caps_and_committee() -> None:
    assert notches(("B", "NR", "NR"), ("BB", "BB", "BB")) == (1, None, None)
    assert notches(("B", "B", "B"), ("BB", "BB", "NR")) == (1, None, None)
    assert notches(("B", None, "B"), ("BB", "BB", "BB")) == (1, None, None)


def test_every_cause_has_a_row_and_the_first_rating_none() -> None:
    detail = moved([told(4, 2020)], [told(6, 2021)])
    found = attributed(detail, history(("C", "C", "C"), ("CC", "CC", "CC")))
    assert found["rating_date"].unique().to_list() == [D2]
    assert dict(found.select("cause", "points").iter_rows()) == {
        cause.value: 10.0 if cause is ChangeCause.NEW_FACTS else 0.0 for cause in ChangeCause
    }
