from collections.abc import Callable

from esg_pipeline.disclosure.checks.company import Company
from esg_pipeline.disclosure.checks.model import Agreement, Finding, Findings
from esg_pipeline.disclosure.checks.shares import ShareAgainstCounts

Check = Callable[..., Findings]
RULE = ShareAgainstCounts("F106", "su_share", "su_count")


def test_a_share_that_its_counts_give_is_confirmed(company: Callable[[str], Company]) -> None:
    built = company("su_count 195\nsu_count region=north_china 82\nsu_share region=north_china 42%")
    (said,) = RULE.check(built)
    assert isinstance(said, Agreement)
    assert len(said.figures) == 3


def test_the_printed_digits_decide(company: Callable[[str], Company]) -> None:
    built = company("su_count 195\nsu_count region=north_china 82\nsu_share region=north_china 42.9%")
    (said,) = RULE.check(built)
    assert isinstance(said, Finding)
    assert said.expected is not None
    assert round(said.expected, 2) == 42.05
    assert said.found == 42.9


def test_another_member_or_year_is_not_compared(check: Check) -> None:
    text = "su_count 195\nsu_count region=north_china 82\nsu_share region=south_china 10%"
    assert list(check(text, "F106")) == []
    assert list(check(f"{text}\nsu_share region=north_china 2020: 10%", "F106")) == []


def test_a_share_of_nothing_is_left_alone(check: Check) -> None:
    assert list(check("lr_total 0\nlr_total gender=male 0\nlr_share gender=male 50%", "F105")) == []
