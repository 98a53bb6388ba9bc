from collections.abc import Callable

from esg_pipeline.disclosure.checks.model import Findings
from esg_pipeline.disclosure.codes import Severity

Check = Callable[..., Findings]


def test_each_pair_is_told_by_its_own_rule(check: Check) -> None:
    text = "lr_total 2,129\nlr_total 2,219 @prose\nlr_total 2,300\nlr_total 21,290"
    assert sorted(f.rule_id for f in check(text, "F82", "F83", "F84", "F85")) == ["F82", "F83", "F85"]


def test_both_prints_are_named(check: Check) -> None:
    (found,) = check("lr_total 2,129\nlr_total 2,219 @prose", "F82")
    assert found.message == (
        "Total workforce of 2021: 2,129 persons (line 1) and 2,219 persons (line 2) "
        "differ between the text and the table"
    )


def test_a_coarser_print_is_the_same_figure(check: Check) -> None:
    assert len(check("wa_total 93,612.40\nwa_total 93.6 = 93600 @prose", "F82", "F83", "F85")) == 0


def test_other_years_and_groups_are_other_figures(check: Check) -> None:
    text = "lr_total 5\nlr_total 2020: 9\nlr_total gender=male 3\ndocument: b 2022\nlr_total 7"
    assert len(check(text, "F82", "F83", "F84", "F85")) == 0


def test_gifts_for_one_purpose_are_gifts_of_their_own(check: Check) -> None:
    text = "em_donation purpose=disaster_relief 20 @prose\nem_donation purpose=disaster_relief 1 @prose"
    assert len(check(text, "F84", "F85")) == 0
    assert len(check("em_donation 20 @prose\nem_donation 1 @prose", "F84")) == 1


def test_a_figure_far_off_is_serious(check: Check) -> None:
    (found,) = check("lr_total 5,000\nlr_total 312", "F83")
    assert found.severity is Severity.SERIOUS
