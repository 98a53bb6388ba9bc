"""Laws of decisions: the model grade stays, no red line is crossed, no order matters."""

from dataclasses import replace
from itertools import permutations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from esg_pipeline.decision import Decision
from esg_pipeline.grade import BEST_TO_WORST
from tests.unit.committee_world import (
    APRIL,
    DAY,
    DECISION,
    NEXT,
    after,
    frame,
    row,
)

GRADED = st.sampled_from(BEST_TO_WORST)
DECIDED = st.builds(
    lambda number, kind, issuer, seen, decided, day, supersedes, second, draft: replace(
        DECISION,
        decision_id=f"D-{number}",
        kind=kind,
        issuer_id=issuer,
        model_grade=None if kind == "withdrawal" else seen,
        rule_grade=None,
        decided_grade=decided if kind == "override" else None,
        rating_date=day,
        supersedes=supersedes,
        second_approver=second,
        is_draft=draft,
        source=f"committee/{number}.yaml",
    ),
    st.integers(1, 5),
    st.sampled_from(["override", "hold", "withdrawal"]),
    st.sampled_from(["A", "B", "S", "NOBODY"]),
    GRADED,
    GRADED,
    st.sampled_from([APRIL, DAY, NEXT]),
    st.sampled_from([None, "D-1", "D-2"]),
    st.sampled_from([None, "C. Zhao"]),
    st.booleans(),
)
MANY = st.lists(DECIDED, max_size=5, unique_by=lambda one: one.decision_id)


@given(MANY, GRADED, GRADED, GRADED, st.sampled_from(["AAA", "CC"]))
@settings(max_examples=80)
def test_decisions_never_change_what_the_model_says_and_their_order_does_not_matter(
    decisions: list[Decision], first: str, second: str, earlier: str, cap: str
) -> None:
    lowest = max(second, cap, key=BEST_TO_WORST.index)
    rated = frame(row(grade=first), {**row("B", second), "rule_grade": lowest, "grade": lowest, "cap_grade": cap})
    past = frame(row(grade=earlier, day=APRIL), row("B", earlier, day=APRIL))
    outcome = after(*decisions, rated=rated, previous=past)
    untouched = ["issuer_id", "rating_date", "score", "model_grade", "rule_grade", "methodology_hash", "is_simulated"]
    assert_frame_equal(outcome.ratings.select(untouched), rated.select(untouched))
    moved = outcome.ratings.filter(pl.col("grade") != pl.col("rule_grade"))
    assert moved["decision_id"].null_count() == 0
    allowed = outcome.ratings.filter(pl.col("grade") != "NR").to_dicts()
    worst = {line["issuer_id"]: BEST_TO_WORST.index(line["cap_grade"] or "AAA") for line in rated.to_dicts()}
    assert all(BEST_TO_WORST.index(line["grade"]) >= worst[line["issuer_id"]] for line in allowed)
    in_force = outcome.decisions.filter(status="in_force")
    assert sorted(in_force["decision_id"]) == sorted(outcome.ratings["decision_id"].drop_nulls())
    assert set(outcome.decisions.filter(status="refused")["source"]) == {one.file for one in outcome.problems}
    for order in list(permutations(decisions))[:6]:
        again = after(*order, rated=rated, previous=past)
        assert_frame_equal(again.ratings, outcome.ratings)
        assert_frame_equal(again.decisions, outcome.decisions)
        assert again.problems == outcome.problems


@given(MANY, GRADED)
def test_the_order_of_ratings_does_not_matter(decisions: list[Decision], grade: str) -> None:
    rated = frame(row(grade=grade), row("B", "BBB"))
    forth, back = after(*decisions, rated=rated), after(*decisions, rated=rated.reverse())
    assert_frame_equal(forth.ratings, back.ratings.reverse())
    assert_frame_equal(forth.decisions, back.decisions)
