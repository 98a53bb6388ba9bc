"""Earlier years and parts behind a figure: which figures go on about the same thing, and where the run ends."""

import pytest

from esg_pipeline.disclosure.number_text import Figure
from esg_pipeline.disclosure.prose_sentence import SentenceText, sentence_text
from esg_pipeline.disclosure.prose_series import earlier, parts_of
from esg_pipeline.disclosure.sentences import Sentence

ALL = frozenset({"gender", "age", "employment", "region", "level"})


def read(text: str) -> tuple[SentenceText, Figure]:
    found = sentence_text(Sentence(text, 1, None, 0, len(text)))
    assert found is not None
    return found, found.figures[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We received 318 complaints in 2024 (2023: 342; 2022: 350).", [(342, 2023), (350, 2022)]),
        ("We received 318 complaints in 2024 against 342 in 2023.", [(342, 2023)]),
        ("Suppliers numbered 684, up from 640 in 2023.", [(640, 2023)]),
        ("Loans reached 48 cases at the end of 2024, up from 36 a year earlier.", [(36, 2023)]),
        ("Three cases were brought and concluded in the year (2023: one).", [(1, 2023)]),
        ("漏损率为8.9%（2023年为9.6%）。", [(9.6, 2023)]),
        ("收到投诉156宗，较2023年的171宗为少。", [(171, 2023)]),
        ("收到投诉156宗（上年：171宗）。", [(171, 2023)]),
        ("The rate was 12%, the target is 15% in 2023.", []),
        ("We had 318 complaints (2023: 12%).", []),
        ("We had 318 complaints and 20 of them in 2025.", []),
    ],
)
def test_earlier_years_follow(text: str, expected: list[tuple[float, int]]) -> None:
    found, first = read(text)
    assert [(float(figure.value), year) for figure, year in earlier(found, first, 2024)] == expected


def test_without_a_year_of_its_own_a_figure_has_no_earlier_ones() -> None:
    found, first = read("We received 318 complaints (2023: 342).")
    assert list(earlier(found, first, None)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "There were 30 employees, of whom 18 were female and 12 were male; 25 were full-time and 5 part-time.",
            ["gender=female", "gender=male", "employment=full_time", "employment=part_time"],
        ),
        ("流失率为38.2%，其中男性40.1%、女性37.3%。", ["gender=male", "gender=female"]),
        ("流失率为28.6%，当中三十岁以下雇员为41.2%。", ["age=under_30"]),
        ("供应商共608家，其中香港455家、中国内地98家。", ["region=hong_kong", "region=mainland_china"]),
        ("Turnover: 15.2% (men 16.1%, women 14.2%)", ["gender=male", "gender=female"]),
        ("We have 70 suppliers: 40 in Hong Kong and 30 overseas.", ["region=hong_kong", "region=overseas"]),
        ("流失率为9.8%，女性员工占比35.2%。", []),
        ("供应商共608家，香港员工118名。", []),
        ("The rate was 12%, of which women like 5%.", []),
        ("We employ 30 people and 12 women joined.", []),
    ],
)
def test_parts_follow(text: str, expected: list[str]) -> None:
    found, first = read(text)
    assert [dimension for _, dimension in parts_of(found, first, ALL)] == expected


def test_only_breakdowns_of_the_data_point_are_parts() -> None:
    found, first = read("Turnover: 15.2% (men 16.1%, women 14.2%)")
    assert list(parts_of(found, first, {"age"})) == []


def test_a_member_goes_on_with_its_siblings_only() -> None:
    found, first = read("Male employees numbered 30 and female employees 17.")
    assert [d for _, d in parts_of(found, first, ALL, "gender=male")] == ["gender=female"]
    assert list(parts_of(found, first, ALL, "age=under_30")) == []
