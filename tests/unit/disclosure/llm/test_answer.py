"""The model's words: the asked form is read, anything else is left out, and nothing of it can cost much."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.llm.answer import NoAnswer, proposals_in
from tests.unit.disclosure.llm.stub_server import fact


def content(*facts: Any) -> str:
    return json.dumps({"facts": list(facts)})


@pytest.mark.parametrize(
    "wrap",
    ["{}", "```json\n{}\n```", "```\n{}\n```", "  {}\n"],
)
def test_the_asked_form_is_read(wrap: str) -> None:
    (found,) = proposals_in(wrap.replace("{}", content(fact())))
    assert (found.number_index, found.data_point_id, found.period) == (0, "wa_total", 2022)
    assert (found.value, found.unit, found.quote) == ("12,400", "m3", "Water drawn for the looms\tm3\t12,400")


def test_a_bare_list_is_as_good() -> None:
    assert len(proposals_in(json.dumps([fact(), fact(number_index=1)]))) == 2


@pytest.mark.parametrize(
    ("value", "read"), [(12400, "12400"), (0.25, "0.25"), ("12,400", "12,400"), (-3, "-3"), (1e300, "1e+300")]
)
def test_a_value_stays_the_text_it_was(value: Any, read: str) -> None:
    (found,) = proposals_in(content(fact(value=value)))
    assert found.value == read


@pytest.mark.parametrize(("year", "read"), [(2022, 2022), ("2022", 2022), (None, None), ("", None)])
def test_a_year_may_be_missing(year: Any, read: int | None) -> None:
    (found,) = proposals_in(content(fact(period=year)))
    assert found.period == read


@pytest.mark.parametrize(
    "entry",
    [
        None,
        "x",
        [],
        {},
        fact(number_index=None),
        fact(number_index=-1),
        fact(number_index=1.5),
        fact(number_index=True),
        fact(number_index="٣"),
        fact(number_index=10**7),
        fact(period="this year"),
        fact(value=["12,400"]),
        fact(value=True),
        fact(quote={"a": 1}),
        fact(quote="x" * 1_001),
        fact(unit=["m3"]),
        fact(dimension={"gender": "female"}),
    ],
)
def test_an_entry_of_another_form_is_left_out_alone(entry: Any) -> None:
    assert [p.number_index for p in proposals_in(content(entry, fact(number_index=7)))] == [7]


@pytest.mark.parametrize(
    "text",
    ["", "I cannot help.", "{", "[" * 100_000, '{"facts": {}}', '{"other": []}', "3", '"facts"', "NaN", "```json\n{"],
)
def test_other_words_are_no_answer(text: str) -> None:
    with pytest.raises(NoAnswer):
        proposals_in(text)


def test_a_flood_of_facts_is_no_answer() -> None:
    with pytest.raises(NoAnswer, match="more than 500"):
        proposals_in(content(*[fact()] * 501))


def test_a_number_of_many_digits_costs_nothing() -> None:
    many = '{"facts": [{"number_index": ' + "9" * 100_000 + "}]}"
    assert proposals_in(many) == ()


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda c: st.lists(c) | st.dictionaries(st.text(), c)
    )
)
def test_no_json_makes_it_stumble(value: Any) -> None:
    try:
        found = proposals_in(json.dumps({"facts": [value]}))
    except NoAnswer:
        return
    assert len(found) <= 1
