from collections.abc import Callable

import pytest

from esg_pipeline.disclosure.checks.model import Findings
from esg_pipeline.disclosure.codes import Severity

Check = Callable[..., Findings]
HEADS = "lr_total 2,129\nlr_total gender=female 910\nlr_total gender=male 1,219\n"
RATES = "lr_turnover gender=female 23%\nlr_turnover gender=male 28%\nlr_turnover {}%"


@pytest.mark.parametrize(
    ("whole", "severity"), [("26", None), ("25", None), ("24", Severity.INFO), ("35", Severity.WARNING)]
)
def test_the_rate_of_all_is_the_weighted_mean(check: Check, whole: str, severity: Severity | None) -> None:
    found = list(check(HEADS + RATES.format(whole), "F57"))
    assert [f.severity for f in found] == ([severity] if severity else [])


def test_groups_that_are_not_the_whole_work_force_say_nothing(check: Check) -> None:
    text = HEADS.replace("910", "91").replace("1,219", "121") + RATES.format(26)
    assert len(check(text, "F57")) == 0


def test_without_head_counts_the_rate_lies_between(check: Check) -> None:
    assert len(check(RATES.format(27), "F57")) == 0
    (found,) = check(RATES.format(35), "F57")
    assert found.message == (
        "Employee turnover rate 35 % (line 3) lies outside the rates by gender: the nearest is 28 % (line 2)"
    )


def test_breakdowns_are_only_compared_without_a_rate_of_all(check: Check) -> None:
    heads = "lr_total gender=female 50\nlr_total gender=male 50\nlr_total level=general 90\nlr_total level=senior 10"
    rates = "er_train_hours gender=female 4.0\ner_train_hours gender=male 4.0\ner_train_hours level=general 8.0"
    text = f"lr_total 100\n{heads}\n{rates}\ner_train_hours level=senior 9.0"
    (found,) = check(text, "F62")
    assert found.severity is Severity.WARNING
    assert len(check(text + "\ner_train_hours 4.0", "F62")) == 0


def test_shares_of_those_concerned_are_no_rates(check: Check) -> None:
    shares = "er_train_cov gender=female 43.1%\ner_train_cov gender=male 56.9%"
    (found,) = check(f"{HEADS}er_train_cov 95%\n{shares}", "F58", "F64")
    assert found.rule_id == "F64"
    assert len(check("er_train_cov gender=female 50%\ner_train_cov gender=male 50%", "F64")) == 0


def test_a_rate_of_all_over_nobody_is_no_matter_of_groups(check: Check) -> None:
    assert len(check("lr_total 0\nlr_turnover 5%", "F63")) == 0
