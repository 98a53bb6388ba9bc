"""Decisions in force per approver, kind and direction; the real and the simulated apart."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

World = Callable[..., pl.DataFrame]
Row = dict[str, Any]
NAME = "mart.override_statistics"
COLUMNS = (
    "approver_id",
    "kind",
    "direction",
    "decisions",
    "mean_notches",
    "largest_notches",
    "rated_issuers",
    "share_of_rated",
)


def statistics(world: World, *decisions: Row, rated: int = 4, simulated: int = 0, **other: Any) -> pl.DataFrame:
    ratings = [{"issuer_id": f"I{place}"} for place in range(rated)]
    ratings += [{"issuer_id": f"S{place}", "is_simulated": True} for place in range(simulated)]
    rows = [{"decision_id": f"D-{place}", "issuer_id": f"I{place}", **one} for place, one in enumerate(decisions)]
    return world(NAME, {"rating.rating": [*ratings, *other.get("ratings", [])], "rating.committee_decision": rows})


def test_moves_are_counted_by_who_approved_them_and_which_way_they_went(world: World) -> None:
    found = statistics(world, {"notches": -1}, {"notches": -2}, {"notches": 2}, {"notches": 1, "approver": "Z. Su"})
    assert found.select(COLUMNS).rows() == [
        ("b. li", "override", "down", 2, 1.5, 2, 4, 0.5),
        ("b. li", "override", "up", 1, 2.0, 2, 4, 0.25),
        ("z. su", "override", "up", 1, 1.0, 1, 4, 0.25),
    ]


def test_one_approver_written_in_two_ways_is_one(world: World) -> None:
    found = statistics(world, {"notches": -1, "approver": "b. LI"}, {"notches": -1})
    assert found.select("approver", "decisions").rows() == [("B. Li", 2)]


def test_a_withdrawal_goes_no_way_and_has_no_notches(world: World) -> None:
    found = statistics(world, {"kind": "withdrawal", "decided_grade": "NR", "notches": None})
    assert found.select(COLUMNS).rows() == [("b. li", "withdrawal", "none", 1, None, None, 4, 0.25)]


def test_a_hold_of_the_same_grade_is_no_move(world: World) -> None:
    assert statistics(world, {"kind": "hold", "notches": 0})["direction"].to_list() == ["none"]


def test_the_simulated_have_figures_of_their_own(world: World) -> None:
    found = statistics(world, {"issuer_id": "S0", "is_simulated": True}, {}, rated=4, simulated=2)
    assert found.select("is_simulated", "decisions", "share_of_rated").rows() == [(False, 1, 0.25), (True, 1, 0.5)]


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "expired"},
        {"status": "model_moved"},
        {"status": "draft", "approver": None},
        {"kind": "adoption", "issuer_id": None, "is_simulated": None, "rule_grade": None},
        {"rule_grade": "NR"},
    ],
)
def test_what_moves_no_grade_by_rule_does_not_count(world: World, changed: Row) -> None:
    assert statistics(world, changed).height == 0


def test_who_is_not_rated_by_rule_is_no_part_of_the_share(world: World) -> None:
    silent = [{"issuer_id": "N", "grade": "NR", "rule_grade": "NR"}]
    assert statistics(world, {}, ratings=silent)["rated_issuers"].to_list() == [4]


def test_nobody_decided_about_is_an_empty_table(world: World) -> None:
    assert statistics(world).height == 0
