"""What a decision must keep by itself: three different people, days in order, NR by withdrawal alone."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.decision import RULES, broken_alone, latest_expiry, notch_of, notches_up
from esg_pipeline.grade import BEST_TO_WORST
from esg_pipeline.methodology.codes import DecisionKind, DecisionStatus, ReasonCode
from esg_pipeline.rating_dates import between
from tests.unit.committee_world import ADOPTED, DAY, DECISION, TODAY


def broken(**changed: Any) -> list[tuple[str, str]]:
    return [(key, rule) for key, rule, _ in broken_alone(replace(DECISION, **changed), TODAY)]


def test_the_decision_of_the_tests_keeps_every_rule() -> None:
    assert broken() == []
    assert list(broken_alone(ADOPTED, TODAY)) == []


@pytest.mark.parametrize(
    "other",
    [
        "A. Wang",
        "a. wang",
        "A.  WANG",
        " A. Wang ",
        "Ａ. Ｗang",
        "A.\u200b Wang",
        "A.\u00a0Wang",
        "А. Wang",
        "Wang, A.",
    ],
)
def test_one_person_written_otherwise_is_one_person(other: str) -> None:
    assert broken(approver=other) == [("approver", "C1")]
    assert broken(second_approver=other) == [("second_approver", "C1")]


def test_every_pair_of_roles_is_looked_at() -> None:
    assert broken(second_approver="b. li") == [("second_approver", "C1")]
    assert broken(approver="A. Wang", second_approver="A. Wang") == [("approver", "C1"), ("second_approver", "C1")]
    assert broken(second_approver="C. Zhao") == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"decided_date": date(2022, 11, 2)}, [("decided_date", "C3")]),
        ({"decided_date": date(2022, 11, 3)}, []),
        ({"decided_date": TODAY}, []),
        ({"decided_date": TODAY + timedelta(days=1)}, [("decided_date", "C3")]),
        ({"decided_date": None, "proposed_date": TODAY + timedelta(days=1)}, [("proposed_date", "C3")]),
        ({"expires_date": DAY}, [("expires_date", "C4")]),
        ({"expires_date": DAY + timedelta(days=1)}, []),
        ({"expires_date": date(2023, 10, 31)}, []),
        ({"expires_date": date(2023, 11, 1)}, [("expires_date", "C4")]),
        ({"decided_grade": "NR"}, [("decided_grade", "C11")]),
        ({"model_grade": "NR"}, [("model_grade", "C11")]),
        ({"rating_date": date(2022, 10, 30)}, [("rating_date", "C14")]),
        *(({"rating_date": date(year, 10, 31)}, [("rating_date", "C14")]) for year in (1, 1989, 2101, 9999)),
    ],
)
def test_days_and_grades_have_their_rules(changed: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert broken(**changed) == expected


@given(st.sampled_from(between(date(1990, 1, 1), date(2100, 12, 31))))
def test_a_decision_may_last_to_the_same_rating_date_of_the_next_year(day: date) -> None:
    last = latest_expiry(day)
    assert (last.month, last.day, last.year) == (day.month, day.day, day.year + 1)


@given(st.sampled_from(BEST_TO_WORST), st.sampled_from(BEST_TO_WORST))
def test_notches_are_counted_up_and_down_alike(before: str, later: str) -> None:
    up, down = notches_up(before, later), notches_up(later, before)
    assert up is not None
    assert down == -up
    assert (up > 0) == (BEST_TO_WORST.index(later) < BEST_TO_WORST.index(before))


def test_nr_is_no_notch() -> None:
    assert [notch_of(grade) for grade in ("AAA", "C", "NR", None)] == [1, 9, None, None]
    assert notches_up("NR", "B") is None
    assert notches_up("B", None) is None


def test_every_rule_is_told_in_a_sentence() -> None:
    assert list(RULES) == [f"C{number}" for number in range(1, len(RULES) + 1)]
    assert all(text.endswith(".") for text in RULES.values())


def test_the_page_of_the_committee_tells_every_rule_code_and_status() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "methodology" / "committee.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if re.match(r"\| C\d+ \|", line)]
    assert rows == [f"| {rule} | {text} |" for rule, text in RULES.items()]
    codes = [*DecisionKind, *ReasonCode, *DecisionStatus]
    assert [code for code in codes if f"`{code}`" not in page and code != DecisionStatus.REFUSED] == []


def test_a_decision_says_what_it_is_about() -> None:
    assert (DECISION.subject, ADOPTED.subject) == ("A", "the method")
