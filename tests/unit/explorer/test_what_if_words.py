from dataclasses import replace

import pytest

from esg_pipeline.explorer.what_if_words import (
    Names,
    change_words,
    facts,
    line,
    names_of,
    report_words,
    rests_on,
    sentences,
)
from esg_pipeline.what_if.engine import Move, Outcome, Report, Side, Subject, what_if
from esg_pipeline.what_if.scenario import Scenario, scenario_of

pytestmark = pytest.mark.usefixtures("asked_run")

NAMES = Names({"water": "Water use", "policy": "A policy"}, {"water": "m3", "policy": "yes/no"})
REPORT = Report("water", 1296.4, "m3", 2021, "imputed", is_held=False)


@pytest.fixture
def outcome(subject: Subject) -> Outcome:
    return what_if(subject, Scenario())


def said(outcome: Outcome, scenario: Scenario | None = None) -> str:
    return " ".join(sentences(outcome, scenario or Scenario(), "Steel", NAMES))


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("weight", "water:none", "Water use does not count"),
        ("weight", "water:high:long", "Water use: influence high, impact time long"),
        ("anchor", "water:0=100,50=0", "Water use, in m3: 0 scores 100, 50 scores 0"),
        ("value", "water:12", "Water use, in m3: reported 12"),
        ("value", "other:12", "other: reported 12"),
        ("value", "policy:1", "A policy: reported yes"),
        ("value", "policy:maybe", "A policy: reported maybe"),
        ("anchor", "policy:0=10,1=90", "A policy: no scores 10, yes scores 90"),
    ],
)
def test_a_change_in_words(kind: str, text: str, words: str) -> None:
    assert change_words(scenario_of([(kind, text)]).changes()[0], NAMES) == words


def test_names_are_those_of_the_method(subject: Subject) -> None:
    found = names_of(subject)
    assert found.of("ghg_emission") == "GHG Emission"
    assert found.of("E") != "E"
    assert found.units["ghg_int_rev"] == "tCO2e/CNY million"
    assert found.of("nothing") == "nothing"


def test_scores_are_cut_and_never_rounded_up(outcome: Outcome) -> None:
    near = replace(outcome, after=replace(outcome.after, score=64.9999999, coverage=0.99999))
    shown = {name: after for name, _, after in facts(near)}
    assert (shown["Score"], shown["Coverage"]) == ("64.99", "99.9 %")


def test_what_holds_a_grade_is_said(outcome: Outcome) -> None:
    assert "Nothing moves" in said(outcome)
    capped = replace(outcome, after=replace(outcome.after, cap_rule_id="RL1", rule_grade="C", model_grade="BB"))
    assert "red line RL1 would hold the grade at C, whatever the score; the score alone would give BB" in said(capped)
    as_before = replace(capped, published=replace(outcome.published, cap_rule_id="RL1"))
    assert "red line RL1 holds the grade at C" in said(as_before)
    decided = replace(outcome, published=replace(outcome.published, decision_id="D-1", grade="CCC"))
    assert "Decision D-1 of the committee holds the published grade at CCC" in said(decided)
    without = replace(outcome, after=replace(outcome.after, not_rated_reason="coverage 1.0 % is below"))
    assert "There would be no grade: coverage 1.0 % is below." in said(without)
    still = replace(without, published=replace(outcome.published, not_rated_reason="coverage 0.5 % is below"))
    assert "There is no grade: coverage 1.0 % is below." in said(still)
    freed = replace(outcome, published=replace(outcome.published, cap_rule_id="RL1", rule_grade="C"))
    assert "What holds the published grade at C would not hold it any more." in said(freed)


def test_a_weight_is_said_to_hold_for_the_industry(outcome: Outcome) -> None:
    assert "every issuer of Steel" in said(outcome, scenario_of([("weight", "water:none")]))
    assert "every issuer" not in said(outcome, scenario_of([("value", "water:1")]))


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (REPORT, "Water use: 1,296.4 m3 counts as reported for fiscal year 2021, in place of the imputed score."),
        (replace(REPORT, was="reported"), "in place of the reported value."),
        (replace(REPORT, was=None), "although it does not count for the issuer now."),
        (replace(REPORT, is_held=True), "would wait for a person and not count until then."),
    ],
)
def test_a_report_says_what_it_takes_the_place_of(report: Report, words: str, outcome: Outcome) -> None:
    assert report_words(report, NAMES).endswith(words)
    assert words in said(replace(outcome, reports=(report,)))


def test_a_row_shows_both_sides() -> None:
    side = Side(0.25, 64.999, None, "imputed", "median_industry")
    row = line(Move("data_point", "water", side, replace(side, score=80.0, origin="reported", value=5.0), 0.1), NAMES)
    assert (row.name, row.points) == ("Water use", 0.1)
    assert row.score == ("64.99", "80.00")
    assert row.weight == ("25.00 %", "25.00 %")
    assert row.rests_on == ("imputed: median industry", "reported 5 m3")
    gone = line(Move("key_issue", "water", replace(side, origin=None), None, 0.0), NAMES)
    assert (gone.score, gone.rests_on) == (("64.99", "-"), ("-", "-"))
    assert rests_on(replace(side, origin="reported", value=1.0), "yes/no") == "reported yes"
