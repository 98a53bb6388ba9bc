"""Sentences whose things stand before their figures: taken apart, or left alone when they do not match up."""

import pytest

from esg_pipeline.disclosure.prose_lists import Part, parts
from esg_pipeline.disclosure.prose_sentence import sentence_text
from esg_pipeline.disclosure.sentences import Sentence


def parts_of(text: str) -> list[Part]:
    found = sentence_text(Sentence(text, 1, None, 0, len(text)))
    return list(parts(found)) if found else []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Scope 1 and Scope 2 emissions were 120 t and 3,400 t respectively.",
            ["Scope 1 emissions were 120 t", "Scope 2 emissions were 3,400 t"],
        ),
        (
            "The turnover rates of male and female employees were 14.2% and 11.8%, respectively.",
            ["The turnover rates of male employees were 14.2%", "The turnover rates of female employees were 11.8%"],
        ),
        ("男女员工分别为4,110人和2,372人。", ["男员工为4,110人", "女员工为2,372人"]),
        (
            "2021年和2022年，客户满意度分别为96.2%和97.5%。",
            ["2021年，客户满意度为96.2%", "2022年，客户满意度为97.5%"],
        ),
        ("劳动合同签订率、社会保险覆盖率均达100%。", ["劳动合同签订率为100%", "社会保险覆盖率为100%"]),
        (
            "Electricity use and water use were 5 MWh and 9 m3 respectively in 2022.",
            ["Electricity use were 5 MWh in 2022", "water use were 9 m3 in 2022"],
        ),
        (
            "范围一、范围二排放量分别为3吨和18吨二氧化碳当量。",
            ["范围一排放量为3吨二氧化碳当量", "范围二排放量为18吨二氧化碳当量"],
        ),
        (
            "Paper and glass waste were respectively 12 and 15 tonnes.",
            ["Paper were 12 tonnes", "glass waste were 15 tonnes"],
        ),
    ],
)
def test_each_thing_gets_its_figure(text: str, expected: list[str]) -> None:
    assert [part.flat for part in parts_of(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Male and female employees were 50, 40 and 10 respectively.",
        "Scope 1 emissions were 120 t.",
        "The two plants are in Penang and Dongguan respectively.",
        "分别为。",
        "劳动合同签订率均为100%。",
    ],
)
def test_what_does_not_match_up_is_left_alone(text: str) -> None:
    assert parts_of(text) == []


def test_later_things_that_are_shortened_get_their_first_word() -> None:
    found = parts_of("Scope 1, 2 and 3 emissions were 10 t, 20 t and 30 t respectively.")
    assert [part.flat for part in found][2] == "scope 3 emissions were 30 t"


def test_a_part_points_at_its_place_and_quotes_the_whole() -> None:
    text = "Scope 1 and Scope 2 emissions were 120 t and 3,400 t respectively."
    second = parts_of(text)[1]
    place = second.span(second.flat.index("3,400"), second.flat.index("3,400") + 5)
    assert text[slice(*place)] == "3,400"
    assert second.span(0, len(second.flat)) == (0, len(text))
