"""The first screen in words: graded, not rated, capped, decided, withdrawn, all estimated."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from esg_pipeline.scorecard.source import Source
from esg_pipeline.scorecard.summary import brief, head
from esg_pipeline.scorecard.words import LANGUAGES, Words

EN = Words("en")


def said(of: Source) -> str:
    return " ".join(brief(of, EN))


def changed(of: Source, **values: object) -> Source:
    return replace(of, explanation=replace(of.explanation, **values))  # pyright: ignore[reportArgumentType]


def test_a_grade_comes_with_its_probability_and_what_else_it_may_be(digitech: Source) -> None:
    assert "B, with a probability of 71.0 %. Next most probable: BB (28.5 %)." in said(digitech)


def test_numbers_are_cut_so_that_no_border_seems_to_be_crossed(digitech: Source) -> None:
    score = head(digitech, EN).facts[0]
    assert (score.value, score.small) == ("74.99", "90 %: 70.99 to 78.99")


def test_a_grade_that_is_less_probable_than_another_says_so(digitech: Source) -> None:
    e = digitech.explanation
    swapped = {"B": 0.28, "BB": 0.71}
    other = tuple(replace(p, probability=swapped.get(p.grade, 0.0)) for p in e.probabilities)
    assert "BB is more probable (71.0 %)" in said(changed(digitech, probabilities=other))


def test_what_would_tell_most_and_findings_are_named(digitech: Source) -> None:
    assert "What would tell most: Waste" in said(digitech)
    assert "reports: 1, serious: " in said(digitech)
    assert "own reports" not in said(replace(digitech, findings=[]))


@pytest.mark.parametrize(
    ("coverage", "words"), [(0.8, "Mostly known"), (0.5, "Mostly known"), (0.2, "Mostly estimated"), (0.0, "Nothing")]
)
def test_coverage_is_told_in_plain_words(digitech: Source, coverage: float, words: str) -> None:
    assert words in said(changed(digitech, coverage=coverage))


def test_who_is_not_rated_is_told_why_and_gets_no_chart(source_of: Callable[[str], Source]) -> None:
    shown = head(source_of("BANKX"), EN)
    assert (shown.grade, shown.grade_class, shown.grade_label) == ("NR", "nr", "Not rated")
    assert shown.brief[0] == "No grade: coverage 0.1 is below 0.15"
    assert shown.probability is None
    assert shown.no_probability
    assert shown.facts[0].label == "Model score"


def test_a_red_line_is_named(source_of: Callable[[str], Source]) -> None:
    assert "Red line RL1 caps the grade at C; the score alone says BBB." in said(source_of("CAPPED"))


def test_a_decision_is_named(digitech: Source) -> None:
    decided = changed(digitech, decision_id="D-1", rule_grade="CCC")
    assert "The committee set the grade: CCC by rule, B by decision D-1." in said(decided)


@pytest.mark.parametrize(
    ("action", "words"),
    [("withdrawn", "The grade BB was withdrawn"), ("upgrade", "Upgrade from BB"), ("new", "First grade")],
)
def test_what_happened_on_the_date_is_told(digitech: Source, action: str, words: str) -> None:
    row = {"rating_date": digitech.explanation.rating_date, "action": action, "previous_grade": "BB"}
    assert words in said(replace(digitech, history=[row]))


def test_a_made_up_issuer_is_labelled(source_of: Callable[[str], Source]) -> None:
    for language in LANGUAGES:
        assert head(source_of("SIM-0001"), Words(language)).simulated
    assert not head(source_of("360DIGITECH"), EN).simulated


def test_movers_lift_and_drag_by_weight_times_distance(digitech: Source) -> None:
    up, down = head(digitech, EN).movers
    assert [(mover.name, mover.points) for mover in up.movers] == [("Ghg Emission", "+1.50")]
    assert [(mover.name, mover.points) for mover in down.movers] == [("Waste", "−1.49")]
    assert max(mover.share for mover in (*up.movers, *down.movers)) == 100


def test_without_key_issues_it_says_that_nothing_moves(digitech: Source) -> None:
    up, down = head(changed(digitech, pillars=()), EN).movers
    assert (up.movers, down.movers) == ((), ())
    assert up.none
    assert down.none


def test_a_long_name_is_cut(digitech: Source) -> None:
    assert len(head(changed(digitech, issuer_name="x" * 5000), EN).name) <= 120
