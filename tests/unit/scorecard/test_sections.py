"""How the score is made: profile, key issues, contributions, history, coverage."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from esg_pipeline.explain import Node
from esg_pipeline.scorecard import sections
from esg_pipeline.scorecard.model import Section, Table
from esg_pipeline.scorecard.source import Peers, Source
from esg_pipeline.scorecard.words import Words

EN, ZH = Words("en"), Words("zh")
VERSION = {"recorded_date": date(2022, 11, 5), "grade": "B", "score": 74.9, "is_current": True}


def column(table: Table, place: int) -> list[str]:
    return [row.cells[place].text for row in table.rows]


def without_pillars(of: Source) -> Source:
    return replace(of, explanation=replace(of.explanation, pillars=()))


def test_the_profile_says_in_words_what_it_shows(digitech: Source) -> None:
    shown = sections.profile(digitech, EN)
    assert len(shown.figures) == 2
    assert "Environment 75.00 (peers' median 77.50, middle half 76.25 to 78.75)" in shown.figures[0].text
    assert "on this date, 2 with this one" in shown.notes[0]


def test_who_is_alone_in_the_industry_is_compared_with_nobody(digitech: Source) -> None:
    alone = replace(digitech, peers={("total", "total"): Peers(1, 75.0, 75.0, 75.0)})
    shown = sections.profile(alone, EN)
    assert "nobody to compare with" in shown.notes[0]
    assert "median" not in shown.figures[0].text
    assert set(column(sections.key_issues(alone, EN).tables[0], 3)) == {"-"}


def test_who_has_no_grade_is_not_among_the_peers(source_of: Callable[[str], Source]) -> None:
    bank = source_of("BANKX")
    found = replace(
        bank,
        peers={("total", "total"): Peers(4, 60.0, 65.0, 70.0)},
        explanation=replace(bank.explanation, pillars=source_of("CAPPED").explanation.pillars),
    )
    assert "has no grade and is not among them" in sections.profile(found, EN).notes[0]


def test_key_issues_stand_below_their_pillar_with_the_peers_median(digitech: Source) -> None:
    table = sections.key_issues(digitech, EN).tables[0]
    assert [row.level for row in table.rows] == ["group", "part", "", "part", "", "group", "part", ""]
    assert table.rows[0].cells[1].text == "60.0 %"
    assert column(table, 0)[2] == "Ghg Emission"
    assert table.rows[2].cells[2].svg


@pytest.mark.parametrize("part", [sections.profile, sections.key_issues, sections.contributions])
def test_an_issuer_without_scores_is_told_so(digitech: Source, part: Callable[[Source, Words], Section]) -> None:
    shown = part(without_pillars(digitech), EN)
    assert shown.notes == (EN("no_scores"),)
    assert (shown.tables, shown.figures) == ((), ())


def test_contributions_show_both_ends_with_what_they_rest_on(digitech: Source) -> None:
    up, down = sections.contributions(digitech, EN).tables
    assert column(up, 0) == ["GHG per employee", "Women on the board"]
    assert column(down, 0) == ["Waste", "Staff trained"]
    estimate = up.rows[1].cells[2]
    assert (estimate.text, estimate.small) == ("estimated", "median of the industry")
    assert column(down, 2)[0] == "carried from 2019"


def test_only_estimates_show_no_value(digitech: Source) -> None:
    e = digitech.explanation

    def estimated(node: Node) -> Node:
        points = tuple(replace(point, origin="imputed") for point in node.data_points)
        return replace(node, data_points=points, children=tuple(map(estimated, node.children)))

    all_filled = replace(e, pillars=tuple(map(estimated, e.pillars)))
    for table in sections.contributions(replace(digitech, explanation=all_filled), EN).tables:
        assert set(column(table, 1)) == {"-"}
        assert set(column(table, 2)) == {"estimated"}


def test_history_is_newest_first_with_actions_and_reasons(digitech: Source) -> None:
    rows = [
        {**digitech.history[0], "action": "new", "previous_grade": None, "not_rated_reason": None},
        {**digitech.history[1], "action": "upgrade", "previous_grade": "CCC"},
    ]
    changes = [{"rating_date": rows[1]["rating_date"], "cause": "new_facts", "points": 4.379}]
    shown = sections.history(replace(digitech, history=rows, changes=changes), EN)
    table = shown.tables[0]
    assert column(table, 0) == ["2022-10-31", "2022-04-30"]
    assert column(table, 4) == ["Upgrade from CCC", "New"]
    assert column(table, 5)[0] == "Score moved by new facts +4.37"
    assert "2022-04-30 B 71.00" in shown.figures[0].text


def test_history_names_the_red_line_or_the_committee_that_set_a_grade(digitech: Source) -> None:
    capped = {**digitech.history[0], "cap_rule_id": "RL1", "model_grade": "B", "rule_grade": "C", "grade": "C"}
    decided = {**capped, "decision_id": "D-1", "grade": "CC"}
    table = sections.history(replace(digitech, history=[capped, decided], changes=[]), EN).tables[0]
    assert column(table, 5) == [
        "The committee set the grade: C by rule, CC by decision D-1.",
        "Red line RL1 caps the grade at C; the score alone says B.",
    ]


def test_a_withdrawn_grade_stands_in_the_history(digitech: Source) -> None:
    gone = {**dict.fromkeys(digitech.history[0]), "rating_date": date(2022, 10, 31)}
    gone |= {"action": "withdrawn", "previous_grade": "B"}
    shown = sections.history(replace(digitech, history=[digitech.history[0], gone]), EN)
    assert column(shown.tables[0], 4)[0] == "Withdrawn from B"
    assert column(shown.tables[0], 1)[0] == "-"
    assert shown.figures == ()


def test_a_date_that_was_rated_again_lists_its_versions(digitech: Source) -> None:
    first = {**VERSION, "rating_date": date(2022, 10, 31), "version": 1, "cause": "initial", "detail": "first"}
    again = {**first, "version": 2, "cause": "late_document", "detail": "late document: \x1babc"}
    shown = sections.history(replace(digitech, versions=[first, again]), EN)
    assert column(shown.tables[1], 5) == ["first rating of this date", "a document arrived late"]
    assert shown.tables[1].rows[1].cells[5].small == "late document: abc"
    assert len(sections.history(replace(digitech, versions=[first]), EN).tables) == 1


def test_coverage_is_told_in_total_and_by_pillar_and_how_gaps_were_filled(digitech: Source) -> None:
    shares, filled = sections.coverage(digitech, ZH).tables
    assert column(shares, 0) == ["合计", "环境", "社会"]
    assert sum(int(count) for count in column(filled, 1)) == 2
    assert shown_in_words(digitech)


def shown_in_words(of: Source) -> bool:
    figures = sections.coverage(of, EN).figures
    return len(figures) == 1 and "Total: reported" in figures[0].text


def test_shares_that_an_earlier_version_did_not_know_are_not_drawn(digitech: Source) -> None:
    old = replace(without_pillars(digitech).explanation, reported_share=None)
    assert sections.coverage(replace(digitech, explanation=old), EN).figures == ()
