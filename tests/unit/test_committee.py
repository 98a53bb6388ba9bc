"""What decisions do on a rating date: who gets which grade, what falls away and why, which rules stop a run."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data_contracts.committee import ON_DATE
from esg_pipeline.committee import apply, fallen_away, refusals, rewritten
from esg_pipeline.decision import Decision
from tests.unit.committee_world import (
    ADOPTED,
    APRIL,
    DAY,
    DECISION,
    HASH,
    LAST,
    NEXT,
    after,
    frame,
    grades,
    row,
    rules,
    statuses,
)

HOLD = replace(DECISION, kind="hold", decided_grade=None)
WITHDRAWAL = replace(DECISION, kind="withdrawal", model_grade=None, rule_grade=None, decided_grade=None)
BEFORE = frame(row(grade="BB", day=APRIL), row("B", "BBB", day=APRIL))


# What is in force


def test_an_override_sets_the_grade_and_leaves_the_rest() -> None:
    outcome = after(DECISION)
    assert outcome.problems == ()
    assert grades(outcome) == {"A": "CCC", "B": "BBB"}
    assert outcome.ratings["decision_id"].to_list() == ["D-1", None]
    assert outcome.ratings["rule_grade"].to_list() == ["B", "BBB"]
    [line] = outcome.decisions.to_dicts()
    told = {"status": "in_force", "detail": None, "rule_grade": "B", "decided_grade": "CCC", "notches": -1}
    assert {name: line[name] for name in told} == told
    assert ON_DATE.violations(ON_DATE.conform(outcome.decisions)) == []


def test_a_hold_keeps_the_grade_of_the_rating_date_before() -> None:
    assert grades(after(HOLD, previous=BEFORE)) == {"A": "BB", "B": "BBB"}


def test_a_hold_keeps_what_was_published_not_what_the_rules_said() -> None:
    overridden = frame({**row(day=APRIL), "grade": "A"})
    assert grades(after(replace(HOLD, second_approver="C. Zhao"), previous=overridden))["A"] == "A"


def test_a_withdrawal_takes_the_grade_away_and_says_why() -> None:
    outcome = after(WITHDRAWAL)
    [issuer, other] = outcome.ratings.to_dicts()
    assert (issuer["grade"], issuer["rule_grade"]) == ("NR", "B")
    assert issuer["not_rated_reason"] == "withdrawn by committee decision D-1 (event_not_captured)"
    assert (other["grade"], other["not_rated_reason"]) == ("BBB", None)


def test_a_withdrawal_of_who_is_not_rated_by_rule_keeps_both_reasons() -> None:
    silent = frame({**row(), "rule_grade": "NR", "grade": "NR", "not_rated_reason": "coverage is low"})
    [issuer] = after(WITHDRAWAL, rated=silent).ratings.to_dicts()
    assert issuer["not_rated_reason"].startswith("coverage is low; withdrawn by committee decision D-1")


def test_without_decisions_nothing_changes() -> None:
    rated = frame(row(), row("B", "BBB"))
    outcome = after(rated=rated)
    assert_frame_equal(outcome.ratings, rated, check_column_order=False)
    assert outcome.decisions.height == 0
    untyped = apply(rated, pl.DataFrame(), pl.DataFrame(), DAY)
    assert_frame_equal(untyped.ratings, rated, check_column_order=False)


def test_nobody_rated_is_no_fault_of_a_decision_about_the_method() -> None:
    outcome = after(ADOPTED, rated=frame())
    assert outcome.ratings.height == 0
    assert statuses(outcome) == {"M-1": "in_force"}


def test_decisions_about_simulated_issuers_keep_their_flag() -> None:
    about = replace(DECISION, issuer_id="S")
    outcome = after(about, rated=frame(row("S")))
    assert outcome.decisions["is_simulated"].to_list() == [True]
    assert grades(outcome) == {"S": "CCC"}


def test_a_decision_about_a_later_date_does_not_bear() -> None:
    assert after(replace(DECISION, rating_date=NEXT, expires_date=LAST)).decisions.height == 0


def test_a_draft_has_no_effect_and_is_told() -> None:
    outcome = after(replace(DECISION, is_draft=True, approver=None, decided_date=None))
    assert grades(outcome)["A"] == "B"
    assert statuses(outcome) == {"D-1": "draft"}
    assert outcome.problems == ()


# The rules of the first date


@pytest.mark.parametrize(
    ("rule", "changed", "issuer", "previous"),
    [
        ("C2", {"decided_grade": "C"}, {}, None),
        ("C2", {"decided_grade": "A"}, {}, None),
        ("C2", {"kind": "hold", "decided_grade": None}, {}, {"grade": "AA"}),
        ("C5", {"model_grade": "BB", "rule_grade": None}, {}, None),
        ("C5", {"rule_grade": "BB"}, {}, None),
        (
            "C6",
            {"decided_grade": "B", "model_grade": "BB", "rule_grade": "CC", "second_approver": "C. Zhao"},
            "capped",
            None,
        ),
        ("C6", {"decided_grade": "BBB"}, {"cap_grade": "BB"}, None),
        ("C7", {}, {"rule_grade": "NR", "grade": "NR"}, None),
        ("C7", {"kind": "hold", "decided_grade": None}, {"rule_grade": "NR", "grade": "NR"}, {}),
        ("C8", {"decided_grade": "B"}, {}, None),
        ("C9", {"issuer_id": "NOBODY"}, {}, None),
        ("C9", {"issuer_id": "S"}, {}, None),
        ("C13", {"kind": "hold", "decided_grade": None}, {}, None),
        ("C13", {"kind": "hold", "decided_grade": None}, {}, {"grade": "NR"}),
        ("C13", {"kind": "hold", "decided_grade": None}, {}, {"issuer_id": "B"}),
    ],
)
def test_a_broken_rule_is_named_and_changes_no_grade(
    rule: str, changed: dict[str, Any], issuer: Any, previous: dict[str, Any] | None
) -> None:
    capped = {"model_grade": "BB", "rule_grade": "CC", "grade": "CC", "cap_grade": "CC"}
    rated = frame({**row(), **(capped if issuer == "capped" else issuer)})
    past = None if previous is None else frame({**row(grade="BB", day=APRIL), **previous})
    outcome = after(replace(DECISION, **changed), rated=rated, previous=past)
    assert rules(outcome) == [rule]
    assert outcome.problems[0].file == "committee/d1.yaml"
    assert_frame_equal(outcome.ratings, rated, check_column_order=False)
    [line] = outcome.decisions.to_dicts()
    assert (line["status"], line["decided_grade"]) == ("refused", None)
    assert line["detail"].startswith(f"{rule}: ")
    assert refusals(outcome.decisions) == [f"committee/d1.yaml on {DAY}: {line['detail']}"]


@pytest.mark.parametrize("grade", ["BBB", "CC", "BB", "CCC"])
def test_two_notches_need_no_second_approver(grade: str) -> None:
    assert after(replace(DECISION, decided_grade=grade)).problems == ()


@pytest.mark.parametrize("grade", ["A", "C", "AAA"])
def test_a_second_approver_lets_it_move_farther(grade: str) -> None:
    assert grades(after(replace(DECISION, decided_grade=grade, second_approver="C. Zhao")))["A"] == grade


def test_a_grade_at_the_cap_or_below_may_be_decided() -> None:
    capped = {"model_grade": "BB", "rule_grade": "CC", "grade": "CC", "cap_grade": "CC"}
    below = replace(DECISION, model_grade="BB", rule_grade="CC", decided_grade="C")
    assert grades(after(below, rated=frame({**row(), **capped})))["A"] == "C"


def test_every_broken_rule_is_told_at_once() -> None:
    wrong = replace(DECISION, model_grade="A", decided_grade="AAA")
    assert rules(after(wrong, rated=frame({**row(), "cap_grade": "BB"}))) == ["C2", "C5", "C6"]


def test_a_decision_that_no_longer_counts_is_not_held_against_the_model() -> None:
    wrong = replace(DECISION, model_grade="A", rule_grade=None)
    again = replace(DECISION, decision_id="D-2", supersedes="D-1", decided_date=date(2022, 11, 9))
    outcome = after(wrong, again)
    assert (statuses(outcome), rules(outcome)) == ({"D-1": "superseded", "D-2": "in_force"}, [])


# Two decisions


def test_two_decisions_about_one_issuer_stop_the_run_and_both_are_named() -> None:
    outcome = after(DECISION, replace(DECISION, decision_id="D-2", decided_grade="BB", source="committee/d2.yaml"))
    assert rules(outcome) == ["C10", "C10"]
    assert [problem.file for problem in outcome.problems] == ["committee/d1.yaml", "committee/d2.yaml"]
    assert grades(outcome)["A"] == "B"


def test_a_successor_takes_the_place_from_its_own_date_on() -> None:
    later = replace(DECISION, decision_id="D-2", supersedes="D-1", rating_date=NEXT, decided_grade="BB")
    assert grades(after(DECISION, later))["A"] == "CCC"
    assert grades(after(DECISION, later, day=NEXT))["A"] == "BB"


def test_what_was_superseded_does_not_come_back() -> None:
    short = replace(DECISION, decision_id="D-2", supersedes="D-1", expires_date=date(2022, 12, 1))
    outcome = after(DECISION, short, day=NEXT)
    assert statuses(outcome) == {"D-1": "superseded", "D-2": "expired"}
    assert grades(outcome)["A"] == "B"


def test_a_draft_supersedes_nothing() -> None:
    later = replace(DECISION, decision_id="D-2", supersedes="D-1", is_draft=True, approver=None, decided_date=None)
    assert statuses(after(DECISION, later)) == {"D-1": "in_force", "D-2": "draft"}


def test_a_new_decision_beside_one_that_fell_away_needs_no_word_about_it() -> None:
    moved = frame(row(grade="BB", day=NEXT))
    fresh = replace(DECISION, decision_id="D-2", rating_date=NEXT, model_grade="BB", rule_grade=None)
    outcome = after(DECISION, fresh, rated=moved, day=NEXT)
    assert statuses(outcome) == {"D-1": "model_moved", "D-2": "in_force"}


# Later dates


def test_a_decision_holds_until_it_expires_while_the_rules_say_the_same() -> None:
    short = replace(DECISION, expires_date=NEXT)
    assert statuses(after(short, day=NEXT)) == {"D-1": "in_force"}
    assert grades(after(short, day=NEXT))["A"] == "CCC"
    outcome = after(short, day=LAST)
    assert (statuses(outcome), grades(outcome)["A"]) == ({"D-1": "expired"}, "B")


def test_it_falls_away_when_the_model_has_moved_and_the_run_goes_on() -> None:
    outcome = after(DECISION, rated=frame(row(grade="BB", day=NEXT)), day=NEXT)
    assert (statuses(outcome), rules(outcome)) == ({"D-1": "model_moved"}, [])
    assert grades(outcome) == {"A": "BB"}
    assert outcome.decisions["detail"].to_list() == [f"the rule grade is BB on {NEXT}, the committee saw B"]


def test_once_fallen_away_it_does_not_come_back() -> None:
    past = frame(row(day=DAY), row(grade="BB", day=NEXT))
    assert statuses(after(DECISION, previous=past, day=LAST)) == {"D-1": "model_moved"}
    assert statuses(after(DECISION, previous=past.head(1), day=LAST)) == {"D-1": "in_force"}


def test_what_the_committee_saw_is_the_rule_grade_of_its_date_where_the_file_is_silent() -> None:
    silent = replace(DECISION, model_grade="B", rule_grade=None, decided_grade="C")
    capped = {"rule_grade": "CC", "grade": "CC", "cap_grade": "CC"}
    now = frame({**row(day=NEXT), **capped})
    assert statuses(after(silent, rated=now, previous=frame({**row(), **capped}), day=NEXT)) == {"D-1": "in_force"}
    assert statuses(after(silent, rated=now, day=NEXT)) == {"D-1": "model_moved"}


def test_a_red_line_that_came_since_ends_a_grade_above_it() -> None:
    higher = replace(DECISION, decided_grade="BB")
    outcome = after(higher, rated=frame(row(day=NEXT, cap_grade="B")), day=NEXT)
    assert (statuses(outcome), grades(outcome)["A"]) == ({"D-1": "model_moved"}, "B")
    assert outcome.decisions["detail"].to_list() == ["a red line now caps at B"]


@pytest.mark.parametrize("decision", [DECISION, HOLD, WITHDRAWAL])
def test_who_is_not_rated_any_more_stops_no_run(decision: Decision) -> None:
    outcome = after(decision, rated=frame(row("B", "BBB", day=NEXT)), day=NEXT)
    assert (statuses(outcome), rules(outcome)) == ({"D-1": "not_rated"}, [])


def test_who_is_nr_by_rule_later_gets_no_grade() -> None:
    silent = frame({**row(day=NEXT), "rule_grade": "NR", "grade": "NR", "not_rated_reason": "coverage is low"})
    assert grades(after(DECISION, rated=silent, day=NEXT)) == {"A": "NR"}


def test_a_hold_goes_on_holding_and_ends_when_there_is_nothing_to_hold() -> None:
    held = frame({**row(day=DAY, decision_id="D-1"), "grade": "BB"})
    assert grades(after(HOLD, previous=held, day=NEXT))["A"] == "BB"
    assert statuses(after(HOLD, previous=held.with_columns(grade=pl.lit("NR")), day=NEXT)) == {"D-1": "model_moved"}


def test_a_withdrawal_stands_whatever_the_model_says() -> None:
    assert grades(after(WITHDRAWAL, rated=frame(row(grade="AAA", day=NEXT)), day=NEXT)) == {"A": "NR"}


def test_earlier_ratings_of_an_older_file_without_rule_grades_are_no_hindrance() -> None:
    old = frame(row(grade="BB", day=APRIL), row(day=DAY)).drop("rule_grade")
    assert statuses(after(DECISION, previous=old, day=NEXT)) == {"D-1": "in_force"}
    assert grades(after(HOLD, previous=old))["A"] == "BB"


def test_ratings_of_the_day_and_after_it_are_not_the_past() -> None:
    past = frame(row(grade="BB", day=APRIL), row(grade="AAA", day=DAY), row(grade="AA", day=NEXT))
    assert grades(after(HOLD, previous=past))["A"] == "BB"


# What was known


def test_a_decision_counts_whenever_it_was_taken_unless_a_day_of_knowledge_is_named() -> None:
    assert statuses(after(DECISION)) == {"D-1": "in_force"}
    assert statuses(after(DECISION, known_at=date(2022, 11, 4))) == {"D-1": "in_force"}
    unknown = after(DECISION, known_at=date(2022, 11, 3))
    assert (unknown.decisions.height, grades(unknown)["A"]) == (0, "B")


def test_a_successor_that_nobody_knew_takes_no_place() -> None:
    later = replace(DECISION, decision_id="D-2", supersedes="D-1", decided_date=date(2022, 12, 1), decided_grade="BB")
    assert grades(after(DECISION, later))["A"] == "BB"
    assert grades(after(DECISION, later, known_at=date(2022, 11, 30)))["A"] == "CCC"


# The method


def test_the_adopted_method_rates_and_no_other() -> None:
    other = "01" * 32
    assert after(ADOPTED).problems == ()
    outcome = after(ADOPTED, rated=frame(row(methodology_hash=other)))
    assert rules(outcome) == ["C17"]
    assert HASH in outcome.problems[0].message
    assert other in outcome.problems[0].message
    assert after(ADOPTED, rated=frame(row(day=APRIL, methodology_hash=other)), day=APRIL).problems == ()


def test_the_newest_adoption_counts_and_those_before_it_are_over() -> None:
    newer = replace(ADOPTED, decision_id="M-2", rating_date=NEXT, methodology_hash="01" * 32)
    outcome = after(ADOPTED, newer, rated=frame(row(day=NEXT, methodology_hash="01" * 32)), day=NEXT)
    assert (statuses(outcome), rules(outcome)) == ({"M-1": "superseded", "M-2": "in_force"}, [])
    assert rules(after(ADOPTED, newer)) == []


def test_two_adoptions_from_one_date_stop_the_run() -> None:
    assert rules(after(ADOPTED, replace(ADOPTED, decision_id="M-2", source="committee/m2.yaml"))) == ["C10", "C10"]


# What people are told


def test_what_fell_away_is_told_once_it_did() -> None:
    short = replace(DECISION, expires_date=date(2022, 12, 31))
    [text] = fallen_away(after(short, day=NEXT).decisions, NEXT)
    assert text == f"D-1 about A on {NEXT}: it expired on 2022-12-31"
    assert fallen_away(after(short, day=LAST).decisions, LAST) == []
    assert fallen_away(after(DECISION).decisions, DAY) == []
    moved = after(DECISION, rated=frame(row(grade="BB", day=NEXT)), day=NEXT).decisions
    assert fallen_away(moved, NEXT) == [f"D-1 about A on {NEXT}: the rule grade is BB on {NEXT}, the committee saw B"]


# What was in force is not written otherwise


def test_a_decision_that_is_written_otherwise_after_it_counted_is_told() -> None:
    before = after(DECISION).decisions
    forged = replace(DECISION, approver="Z. Other", expires_date=NEXT)
    [told] = rewritten(before, after(forged).decisions)
    assert told.startswith(
        "committee/d1.yaml: D-1 was changed: approver is Z. Other, was B. Li; expires_date is 2023-04-30,"
    )


def test_the_same_words_a_draft_and_a_file_that_is_gone_are_no_change() -> None:
    before = after(DECISION).decisions
    assert rewritten(before, before) == []
    assert rewritten(before, after().decisions) == []
    assert rewritten(after().decisions, before) == []
    draft = replace(DECISION, is_draft=True, approver=None)
    assert rewritten(after(draft).decisions, before) == []
