from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.display import clean
from esg_pipeline.methodology.codes import ImpactTime, Influence
from esg_pipeline.what_if.scenario import (
    MOST_CHANGES,
    AnchorChange,
    Scenario,
    ValueChange,
    WeightChange,
    WhatIfError,
    kind_of,
    number,
    parts,
    plain,
    scenario_of,
    shown,
)

NAMES = st.from_regex(r"[a-z0-9_]{1,20}", fullmatch=True)
FINITE = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15)
relevant = st.builds(
    WeightChange,
    NAMES,
    st.sampled_from([one for one in Influence if one != Influence.NONE]),
    st.sampled_from(ImpactTime),
)
weights = relevant | st.builds(WeightChange, NAMES, st.just(Influence.NONE), st.none())
pairs = st.lists(st.tuples(FINITE, FINITE), min_size=2, max_size=5).map(lambda found: tuple(sorted(found)))
words = st.text(st.characters(codec="utf-8"), max_size=40).map(lambda text: clean(clean(text))).filter(bool)
scenarios = st.builds(
    Scenario,
    *(
        st.lists(changes, max_size=3, unique_by=lambda change: change.subject).map(tuple)
        for changes in (weights, st.builds(AnchorChange, NAMES, pairs), st.builds(ValueChange, NAMES, words))
    ),
)


@given(scenarios)
def test_an_address_says_all_of_a_scenario(asked: Scenario) -> None:
    assert scenario_of(asked.pairs()) == asked
    assert bool(asked) == bool(asked.changes())
    assert scenario_of([(kind, text) for kind, texts in asked.parameters().items() for text in texts]) == asked
    for change in asked.changes():
        left = asked.without(change)
        assert (kind_of(change), change.text) not in left.pairs()
        assert len(left.changes()) == len(asked.changes()) - 1


@given(st.lists(st.tuples(st.sampled_from(["weight", "anchor", "value", "date"]), st.text(max_size=60)), max_size=30))
def test_no_address_does_more_than_be_refused(asked: list[tuple[str, str]]) -> None:
    with suppress(WhatIfError):
        found = scenario_of(asked)
        assert scenario_of(found.pairs()) == found


def test_a_later_change_takes_the_place_of_an_earlier_one() -> None:
    found = scenario_of([("weight", "water:high:long"), ("date", "x"), ("weight", "water:none")])
    assert found == Scenario(weight=(WeightChange("water", Influence.NONE, None),))


def test_anchors_are_put_in_order() -> None:
    assert scenario_of([("anchor", "a:50=0,0=100, 5.5=8e1")]).anchor[0].anchors == ((0, 100), (5.5, 80), (50, 0))


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("weight", "water", "colon"),
        ("weight", "<script>:high:long", "begin with an id"),
        ("weight", "WATER:high:long", "begin with an id"),
        ("weight", "water:huge:long", "must be one of high"),
        ("weight", "water:high", "needs an impact time"),
        ("weight", "water:none:long", "has no impact time"),
        ("weight", "water:high:later", "must be one of short"),
        ("anchor", "a:1=2", "2 to 12 anchors"),
        ("anchor", "a:" + ",".join(f"{x}=1" for x in range(13)), "2 to 12 anchors"),
        ("anchor", "a:0=nan,1=2", "not a number"),
        ("anchor", "a:0=1,inf=2", "not a number"),
        ("anchor", "a:0=1,1_0=2", "not a number"),
        ("anchor", "a:0=1,²=2", "not a number"),
        ("anchor", "a:0=,1=2", "nothing in the anchors"),
        ("value", "a: \u202e ", "needs a value"),
        ("value", "a:" + "9" * 600, "too long"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(kind: str, text: str, said: str) -> None:
    with pytest.raises(WhatIfError, match=said):
        scenario_of([(kind, text)])


def test_there_is_an_end_to_changes() -> None:
    many: Any = [("value", f"a{number}:1") for number in range(MOST_CHANGES + 1)]
    assert len(scenario_of(many[1:]).value) == MOST_CHANGES
    with pytest.raises(WhatIfError, match="at most"):
        scenario_of(many)


def test_parts_and_numbers() -> None:
    assert parts("value", "a:b:c") == ("a", "b:c")
    assert number(" -2.5e1", "a") == -25
    assert (plain(5.0), plain(0.1), plain(1e-7)) == ("5", "0.1", "1e-07")
    assert len(shown("x" * 900)) < 50
