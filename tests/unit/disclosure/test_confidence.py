"""Probabilities that never rise with doubt, stay between 0 and 1 and follow the judged outcomes."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.confidence import (
    ANY_METHOD,
    CEILING,
    MAX_WEAKNESS,
    Calibration,
    CalibrationError,
    Outcome,
    Signals,
    confidence,
    falling,
    fit,
    load_calibration,
    save_calibration,
    shipped,
)
from esg_pipeline.disclosure.found import Qualifier

METHODS = ("table:exact", "table:fuzzy", "table:semantic", "prose", "statement", "a new reader")
outcomes = st.lists(
    st.builds(Outcome, st.sampled_from(METHODS), st.integers(0, MAX_WEAKNESS), st.booleans()), max_size=60
)
HEADER = "method,weakness,prior,n,n_right,probability\n"


def all_of(table: Calibration) -> list[float]:
    return [table.probability(method, weakness) for method in METHODS for weakness in range(MAX_WEAKNESS + 1)]


@pytest.mark.parametrize(
    "doubt",
    [
        Signals(unit_source="heading"),
        Signals(unit_source="sibling"),
        Signals(is_period_assumed=True),
        Signals(is_scope_settled=True),
        Signals(is_ocr=True),
        Signals(qualifier=Qualifier.ABOUT),
        Signals(similarity=0.85),
        Signals(score=0.7),
    ],
)
@pytest.mark.parametrize("method", METHODS)
def test_every_doubt_lowers_the_confidence(method: str, doubt: Signals) -> None:
    priors = fit((), shipped())
    assert 0 < confidence(method, doubt, priors) < confidence(method, Signals(), priors) <= CEILING
    assert 0 < confidence(method, doubt) <= confidence(method, Signals()) <= CEILING


def test_the_ways_of_recognising_a_label_are_ranked_and_a_guessed_unit_needs_a_check() -> None:
    exact, fuzzy, semantic = (confidence(f"table:{way}", Signals()) for way in ("exact", "fuzzy", "semantic"))
    assert exact > fuzzy > semantic
    priors = fit((), shipped())
    guessed = confidence("table:exact", Signals(unit_source="sibling"), priors)
    assert guessed < 0.9 < confidence("table:exact", Signals(), priors)


def test_a_method_falls_back_to_the_beginning_of_its_name() -> None:
    table = shipped()
    assert table.probability("prose:donation", 0) == table.probability("prose", 0)
    assert table.probability("oracle", 2) == table.probability(ANY_METHOD, 2)


@given(outcomes)
def test_a_fitted_table_never_rises_and_stays_in_range(judged: list[Outcome]) -> None:
    table = fit(judged, shipped())
    assert all(0 <= p <= CEILING for p in all_of(table))
    for rows in table.buckets.values():
        assert all(left.probability >= right.probability for left, right in pairwise(rows))


@given(outcomes, st.sampled_from(METHODS), st.integers(0, MAX_WEAKNESS))
def test_one_more_right_fact_never_lowers_and_a_wrong_one_never_raises(
    judged: list[Outcome], method: str, weakness: int
) -> None:
    before = all_of(fit(judged, shipped()))
    better = all_of(fit([*judged, Outcome(method, weakness, is_right=True)], shipped()))
    worse = all_of(fit([*judged, Outcome(method, weakness, is_right=False)], shipped()))
    assert all(new >= old - 1e-4 for new, old in zip(better, before, strict=True))
    assert all(new <= old + 1e-4 for new, old in zip(worse, before, strict=True))


def test_many_outcomes_outweigh_the_prior_and_few_do_not() -> None:
    def after(right: int, wrong: int) -> float:
        judged = [Outcome("table:semantic", 0, i < right) for i in range(right + wrong)]
        return fit(judged, shipped()).probability("table:semantic", 0)

    assert after(300, 300) == pytest.approx(0.52, abs=0.06)
    assert after(0, 2) > 0.75


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(1, 9)), min_size=1, max_size=12))
def test_pooling_keeps_the_weighted_sum(pairs: list[tuple[float, float]]) -> None:
    means, weights = [m for m, _ in pairs], [w for _, w in pairs]
    pooled = falling(means, weights)
    assert all(left >= right - 1e-12 for left, right in pairwise(pooled))
    assert sum(p * w for p, w in zip(pooled, weights, strict=True)) == pytest.approx(
        sum(m * w for m, w in zip(means, weights, strict=True))
    )


def test_the_shipped_table_is_the_fit_of_its_own_counts(tmp_path: Path) -> None:
    table = shipped()
    judged = [
        Outcome(row.method, row.weakness, i < row.n_right)
        for rows in table.buckets.values()
        for row in rows
        for i in range(row.n)
    ]
    save_calibration(fit(judged, table), tmp_path / "again.csv")
    assert load_calibration(tmp_path / "again.csv") == table


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("method,n\n", "columns must be"),
        (HEADER + "*,0,0.9,3,4,0.9\n", "row 2: 4 right of 3"),
        (HEADER + "*,0,0.9,0,0,1.2\n", "row 2: needs a method"),
        (HEADER + "*,10,0.9,0,0,0.9\n", "row 2: needs a method"),
        (HEADER + "*,x,0.9,0,0,0.9\n", "row 2: invalid literal"),
        (HEADER + "*,0,0.8,0,0,0.8\n*,1,0.9,0,0,0.9\n", "at weakness 1 is out of order or rises"),
        (HEADER + "prose,0,0.9,0,0,0.9\n", "no rows for any other method"),
    ],
)
def test_a_bad_table_names_the_row(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "calibration.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CalibrationError, match=message):
        load_calibration(path)


@given(st.floats(), st.floats())
def test_doubt_is_bounded_whatever_a_reader_says(similarity: float, score: float) -> None:
    assert 0 <= Signals(similarity=similarity, score=score).weakness <= MAX_WEAKNESS
