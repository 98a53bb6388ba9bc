"""One match to facts: values, years, states and quotes."""

from dataclasses import replace
from fractions import Fraction

import pytest

from esg_pipeline.disclosure.document_text import read_document
from esg_pipeline.disclosure.extract import rules_of
from esg_pipeline.disclosure.found import Found
from esg_pipeline.disclosure.mapper import Rules
from esg_pipeline.disclosure.prose_facts import Claim, facts_of
from esg_pipeline.disclosure.prose_patterns import Pattern, load_patterns
from esg_pipeline.disclosure.prose_sentence import sentence_text
from esg_pipeline.disclosure.prose_values import NoValue
from esg_pipeline.disclosure.sentences import Sentence
from esg_pipeline.methodology.codes import State
from esg_pipeline.methodology.read import load_methodology

PATTERNS = {pattern.id: pattern for pattern in load_patterns()}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return rules_of(load_methodology())


def claimed(sentence: str, pattern: Pattern, rules: Rules) -> list[Found]:
    assert read_document(sentence.encode(), "txt").text == sentence
    text = sentence_text(Sentence(sentence, 1, None, 0, len(sentence)))
    assert text is not None
    starts = {figure.start: index for index, figure in enumerate(text.figures)}
    match = next(m for form, _ in pattern.forms if (m := form.search(text.masked)))
    groups = match.groupdict()
    value, of, old = (starts.get(match.start(n)) if groups.get(n) else None for n in ("value", "of", "old"))
    return list(facts_of(text, Claim(pattern, match, value, of, old), rules, 2022))


def test_a_member_in_words_becomes_the_dimension(rules: Rules) -> None:
    (fact,) = claimed("Staff aged 30 to 50 made up 61.5% of the total.", PATTERNS["staff_group.en"], rules)
    assert (fact.data_point_id, fact.dimension, fact.value) == ("lr_share", "age=30_to_50", Fraction("61.5"))


def test_a_member_of_another_breakdown_is_refused(rules: Rules) -> None:
    fewer = Rules(rules.units, replace(rules.labels, breakdowns={"lr_share": frozenset({"gender"})}), rules.data_points)
    with pytest.raises(NoValue, match="no known member"):
        claimed("Staff aged 30 to 50 made up 61.5% of the total.", PATTERNS["staff_group.en"], fewer)


def test_brackets_give_the_earlier_year_its_value(rules: Rules) -> None:
    found = claimed("The employee turnover rate was 18.3% (2021: 20.1%).", PATTERNS["turnover.en"], rules)
    assert [(f.period, f.value, f.raw_value) for f in found] == [
        (2022, Fraction("18.3"), "18.3"),
        (2021, Fraction("20.1"), "20.1"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "员工流失率由去年的14.6%下降至12.9%。",
        "员工流失率从2021年的14.6%下降至12.9%。",
        "員工流失率由上年的14.6%下降至12.9%。",
    ],
)
def test_the_time_of_the_old_level_is_not_that_of_the_new(text: str, rules: Rules) -> None:
    found = claimed(text, PATTERNS["turnover.zh"], rules)
    assert {f.period: f.value for f in found} == {2022: Fraction("12.9"), 2021: Fraction("14.6")}


def test_a_rise_gives_both_years_their_value(rules: Rules) -> None:
    text = "Customer satisfaction increased from 93% in 2021 to 95% in 2022."
    found = claimed(text, PATTERNS["satisfaction.en"], rules)
    assert {(f.period, f.value) for f in found} == {(2022, Fraction(95)), (2021, Fraction(93))}


def test_a_denial_is_a_zero_with_its_words(rules: Rules) -> None:
    (fact,) = claimed("In 2022, we had no work-related fatalities.", PATTERNS["fatal.none.en"], rules)
    assert (fact.value, fact.state, fact.method, fact.raw_value) == (0, State.REPORTED_ZERO, "prose:negative", "no")


def test_what_does_not_apply_has_no_value(rules: Rules) -> None:
    sentence = "Our business does not involve the use of packaging materials."
    (fact,) = claimed(sentence, PATTERNS["packaging.none.en"], rules)
    assert (fact.value, fact.state) == (None, State.NOT_APPLICABLE)


def test_an_event_of_a_month_is_no_figure_of_the_year(rules: Rules) -> None:
    with pytest.raises(NoValue, match="a day or a month"):
        claimed("In July 2022, charitable donations amounted to RMB 2 million.", PATTERNS["donation.en"], rules)


def test_a_later_year_is_refused(rules: Rules) -> None:
    with pytest.raises(NoValue, match="after the fiscal year"):
        claimed("In 2023, the employee turnover rate was 18%.", PATTERNS["turnover.en"], rules)


def test_women_of_a_whole_are_not_the_whole(rules: Rules) -> None:
    with pytest.raises(NoValue, match="a part"):
        claimed("The annual turnover rate of employees among women was 18%.", PATTERNS["turnover.en"], rules)


def test_a_stated_period_scores_higher(rules: Rules) -> None:
    said = claimed("In 2022, the employee turnover rate was 18%.", PATTERNS["turnover.en"], rules)[0]
    assumed = claimed("The employee turnover rate was 18%.", PATTERNS["turnover.en"], rules)[0]
    assert said.score > assumed.score
    assert (said.is_period_assumed, assumed.is_period_assumed) == (False, True)


def test_the_figures_behind_are_years_and_parts(rules: Rules) -> None:
    text = "Total employees: 8,340 (2021: 8,100), of whom 3,853 were women and 4,487 were men"
    found = [(f.dimension, f.period, f.value) for f in claimed(text, PATTERNS["workforce.en"], rules)]
    assert found == [
        ("", 2022, 8340),
        ("", 2021, 8100),
        ("gender=female", 2022, 3853),
        ("gender=male", 2022, 4487),
    ]


def test_a_part_is_not_above_its_whole(rules: Rules) -> None:
    text = "Total employees: 340, of whom 3,853 were women"
    assert [f.dimension for f in claimed(text, PATTERNS["workforce.en"], rules)] == [""]


def test_a_share_with_a_data_point_of_its_own_is_left_to_it(rules: Rules) -> None:
    text = "公司员工总数为6,482人，其中男性占63.4%，女性占36.6%。"
    assert [f.dimension for f in claimed(text, PATTERNS["staff_group.zh"], rules)] == ["gender=male"]


def test_a_denial_may_be_compared_with_cases_of_an_earlier_year(rules: Rules) -> None:
    text = "There were no concluded cases of corruption in 2022, compared with two in 2021."
    assert [(f.period, f.value) for f in claimed(text, PATTERNS["corruption_cases.none.en"], rules)] == [
        (2022, 0),
        (2021, 2),
    ]
