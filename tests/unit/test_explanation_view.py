"""How an explanation looks on a terminal."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from esg_pipeline.explain import CommitteeDecision, EventEffect, Explanation, explain
from esg_pipeline.explanation_view import IMPUTED_FROM, show_explanation
from esg_pipeline.impute import METHODS
from esg_pipeline.reader import PublishedReader

DAY = date(2022, 10, 31)
Explainer = Callable[[str], Explanation]


@pytest.fixture
def of(small_published_file: Path) -> Explainer:
    def one(issuer_id: str) -> Explanation:
        return explain(PublishedReader(small_published_file).explanation(issuer_id, DAY))

    return one


def seen(explanation: Explanation, *, everything: bool = False, width: int = 300) -> str:
    stream = io.StringIO()
    show_explanation(Console(file=stream, width=width, markup=False), explanation, everything=everything)
    return stream.getvalue()


def line_with(text: str, word: str) -> str:
    return next(line for line in text.splitlines() if word in line)


def change_cell(explanation: Explanation, **changes: object) -> Explanation:
    """The explanation with its first data point changed and nothing beside it."""
    pillar = explanation.pillars[0]
    theme = pillar.children[0]
    issue = theme.children[0]
    changed = replace(issue, data_points=(replace(issue.data_points[0], **changes),))
    return replace(explanation, pillars=(replace(pillar, children=(replace(theme, children=(changed,)),)),))


def test_the_header_says_who_when_how_good_and_on_how_much(of: Explainer) -> None:
    head = "\n".join(seen(of("360DIGITECH")).splitlines()[:10])
    for word in ("360 DigiTech, Inc. (360DIGITECH)", "Non-bank financials", "2022-10-31", "Grade B", "Score 74.99"):
        assert word in head
    assert "Weight: reported 50.0 %, carried 12.0 %, imputed 38.0 %, not applicable 0.0 %" in head
    for word in ("Coverage 62.0 %", "Reported only 68.50", "Method 1.0, abababababab", "the grade before was B"):
        assert word in head


def test_the_bars_stand_below_the_grade(of: Explainer) -> None:
    lines = seen(of("360DIGITECH")).splitlines()
    bars = [line for line in lines if "█" in line]
    assert bars == ["  BB    28.5 %  █████████", "  B     71.0 %  █████████████████████ published"]
    assert "Nine of ten draws: score 70.99 to 78.99, rank 2 to 5" in "\n".join(lines)


def test_who_is_not_rated_has_no_bars_and_no_ends(of: Explainer) -> None:
    text = seen(of("BANKX"))
    assert "█" not in text
    assert "Nine of ten" not in text


def test_a_filled_and_a_carried_cell_show_their_ends_and_a_reported_one_none(of: Explainer) -> None:
    text = seen(of("360DIGITECH"))
    assert "12 donors (45.00 to 85.00 with 90 %)" in line_with(text, "IMPUTED")
    assert "(40.00 to 80.00 with 90 %)" in line_with(text, "CARRIED")
    assert "with 90 %" not in line_with(text, "GHG per employee")


def test_every_method_that_fills_has_its_words() -> None:
    assert set(IMPUTED_FROM) == set(METHODS) - {"value_function", "carry_forward"}


@pytest.mark.parametrize(
    ("method", "words"),
    [("interpolation", "two known years"), ("regression", "related data points"), ("zero", "silence means zero")],
)
def test_a_filling_is_told_in_words(of: Explainer, method: str, words: str) -> None:
    assert words in seen(change_cell(of("360DIGITECH"), origin="imputed", method=method, state=None))


def test_everything_says_what_the_weight_of_a_node_rests_on(of: Explainer) -> None:
    assert "weight: reported 50.0 %" in seen(of("360DIGITECH"), everything=True)
    assert "weight: reported" not in seen(of("360DIGITECH"))


def test_every_level_shows_score_weight_and_points(of: Explainer) -> None:
    text = seen(of("360DIGITECH"))
    assert "75.00 x 60.00 % = 45.00" in line_with(text, "E Environment")
    assert "80.00 x 30.00 % = 24.00" in line_with(text, "Climate Change")
    assert "80.00 x 30.00 % = 24.00" in line_with(text, "Ghg Emission")
    assert "80.00 x 30.00 % = 24.000" in line_with(text, "GHG per employee: 0.61 tCO2e/employee")


def test_a_document_is_shown_with_file_line_and_quote(of: Explainer) -> None:
    line = line_with(seen(of("360DIGITECH")), "lr_total")
    assert 'lr_total 2,129 persons: documents/abc_report.txt line 784: "Total 2,129" (published 2022-05-31)' in line


def test_a_quote_cannot_steer_the_terminal_nor_be_read_as_markup(of: Explainer) -> None:
    text = seen(of("360DIGITECH"), everything=True)
    assert '"Emissions [31m[bold]1,296.4 t"' in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_structured_value_is_shown_with_citation_and_file(of: Explainer) -> None:
    assert "Annual report 2021, p. 7, sample/reported/facts.csv, published 2022-05-31" in seen(of("360DIGITECH"))


def test_an_imputed_cell_is_marked_with_why_how_and_donors(of: Explainer) -> None:
    line = line_with(seen(of("360DIGITECH")), "Women on the board")
    assert "IMPUTED, not disclosed: median of the industry, 12 donors" in line


def test_a_known_value_that_was_not_used_is_admitted(of: Explainer) -> None:
    old = change_cell(of("360DIGITECH"), origin="imputed", method="prior", state="reported", fiscal_year=2015)
    line = line_with(seen(old), "GHG per employee")
    assert "IMPUTED, the value of fiscal year 2015 is not used: the method's prior, no donors" in line


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("boolean", 1.0, "GHG per employee: yes "),
        ("boolean", 0.0, "GHG per employee: no "),
        ("ordinal", 2.0, "GHG per employee: level 2 "),
        ("event", 18.5, "GHG per employee: 18.5 points "),
        ("event", 0.0, "GHG per employee: no event "),
        ("quantitative", None, "GHG per employee: - "),
    ],
)
def test_a_value_is_told_in_words_that_fit_its_kind(of: Explainer, kind: str, value: float | None, shown: str) -> None:
    assert shown in seen(change_cell(of("360DIGITECH"), kind=kind, value=value))


def test_a_carried_cell_is_marked_with_its_year(of: Explainer) -> None:
    assert "CARRIED from fiscal year 2019" in line_with(seen(of("360DIGITECH")), "Waste: 0.61 t")


def test_a_cap_names_its_rule_and_what_crossed_it(of: Explainer) -> None:
    line = line_with(seen(of("CAPPED")), "Red line")
    assert "RL1: capped from BBB to C (bond_default at or beyond moderate; " in line
    assert "by EV-1 since 2021-11-03: moderate, Coupon[31m not paid, sample/events/fines.csv" in line


def test_a_red_line_without_further_evidence_names_its_id_only(of: Explainer) -> None:
    capped = of("CAPPED")
    bare = {"evidence_severity": None, "evidence_description": None, "evidence_source": None}
    line = line_with(seen(replace(capped, red_lines=(replace(capped.red_lines[0], **bare),))), "Red line")
    assert line.endswith("by EV-1 since 2021-11-03")


def test_the_events_behind_a_value_stand_under_it(of: Explainer) -> None:
    text = seen(of("CAPPED"))
    assert "2 events in the window, 18.5 points, the most recent on 2021-11-03" in text
    assert (
        "2021-11-03 bond default, moderate, 14.5 points, 310,000 CNY: Coupon[31m not paid "
        "(sample/events/fines.csv, published 2022-10-31)" in text
    )
    assert (
        "2020-05-04 environmental penalty, minor, 4 points: Discharge above the limit. "
        "(Gazette 7, sample/events/fines.csv, published 2022-10-31)" in text
    )
    assert "\x1b" not in text
    assert "event EV-2" not in text
    assert "event EV-2" in seen(of("CAPPED"), everything=True)


def test_one_event_is_told_in_the_singular(of: Explainer) -> None:
    effect = EventEffect(events=1, points=18.5, last_event_date=None)
    assert "1 event in the window, 18.5 points\n" in seen(change_cell(of("CAPPED"), events=(effect,)))


def test_the_page_is_shown_where_a_document_has_pages(of: Explainer) -> None:
    explanation = of("360DIGITECH")
    source = explanation.pillars[0].children[0].children[0].data_points[0].inputs[0]
    paged = change_cell(explanation, inputs=(replace(source, page=54),))
    assert "abc_report.txt page 54 line 820: " in seen(paged)
    assert "page" not in line_with(seen(explanation), "line 820")


def test_a_red_line_that_lowered_nothing_says_so(of: Explainer) -> None:
    unmoved = replace(of("CAPPED"), cap_rule_id=None)
    assert "caps at C, made no difference" in line_with(seen(unmoved), "Red line")


def with_gaps(explanation: Explanation, states: list[str | None]) -> Explanation:
    """The explanation with one key issue: its first data point, and a filled gap per state."""
    pillar = explanation.pillars[0]
    theme = pillar.children[0]
    issue = theme.children[0]
    first = issue.data_points[0]
    gap = replace(first, origin="imputed", method="prior", donors=None, inputs=(), events=())
    gaps = [
        replace(gap, name=f"gap {number}", state=state, weight=0.01 * number, contribution=0.6 * number)
        for number, state in enumerate(states, start=1)
    ]
    changed = replace(issue, data_points=(first, *gaps))
    return replace(explanation, pillars=(replace(pillar, children=(replace(theme, children=(changed,)),)),))


def test_many_gaps_of_a_key_issue_share_one_line(of: Explainer) -> None:
    explanation = with_gaps(of("360DIGITECH"), [None, "not_disclosed", None])
    text = seen(explanation)
    assert line_with(text, "IMPUTED").endswith(
        "3 gaps IMPUTED (the method's prior, no donors)  6.00 % of the weight, 3.599 points"
        "; the heaviest: gap 3 (--all lists them)"
    )
    assert "gap 1" not in text
    assert "GHG per employee: 0.61" in text
    assert all(f"gap {number}  IMPUTED" in seen(explanation, everything=True) for number in (1, 2, 3))


def test_few_gaps_and_those_with_a_story_have_a_line_each(of: Explainer) -> None:
    few = seen(with_gaps(of("360DIGITECH"), [None, None]))
    assert "gap 1  IMPUTED" in few
    assert "gaps IMPUTED" not in few
    known = seen(with_gaps(of("360DIGITECH"), [None, None, None, "reported"]))
    assert "gap 4  IMPUTED, the value of fiscal year" in known
    assert "3 gaps IMPUTED" in known


def test_a_long_reason_is_shortened_unless_everything_is_asked_for(of: Explainer) -> None:
    reason = "because " * 40 + "of the ruling"
    decision = replace(of("SIM-0001").decisions[0], status="in_force", reason=reason)
    decided = replace(of("360DIGITECH"), decisions=(decision,), version=2, version_detail=reason)
    for word in ("Committee", "Version 2"):
        assert "..." in line_with(seen(decided), word)
        assert len(line_with(seen(decided), word)) < len(reason)
        assert "of the ruling" in line_with(seen(decided, everything=True, width=900), word)


def test_an_unrated_issuer_has_its_reason_in_the_header(of: Explainer) -> None:
    assert "Not rated: coverage 0.1 is below 0.15" in seen(of("BANKX"))


def test_a_committee_decision_tells_who_decided_what_and_why(of: Explainer) -> None:
    people: dict[str, Any] = {"proposer": "A. Wang", "approver": "B. Li", "second_approver": "C. Zhao"}
    dates: dict[str, Any] = {"decided_date": date(2022, 11, 4), "expires_date": date(2023, 10, 31)}
    decision = CommitteeDecision(
        *("D-7", "override", "in_force", None, "B", "C", "event_not_captured"),
        reason="A [ruling]\x1b[31m",
        **people,
        **dates,
    )
    decided = replace(of("360DIGITECH"), decision_id="D-7", decisions=(decision,))
    line = line_with(seen(decided), "D-7")
    assert line == (
        "Committee override D-7: grade B by rule, C decided, by B. Li and C. Zhao on 2022-11-04, proposed by A. Wang, "
        "until 2023-10-31 (event not captured, A [ruling][31m)"
    )
    adopted = replace(decision, kind="adoption", rule_grade=None, decided_grade=None, expires_date=None)
    text = seen(replace(decided, decisions=(adopted,)))
    assert "Committee adoption D-7, by B. Li and C. Zhao on 2022-11-04, proposed by A. Wang (event" in text


def test_a_decision_that_does_nothing_says_why(of: Explainer) -> None:
    assert "Committee override D-7 has no effect: it expired on 2022-04-30" in seen(of("SIM-0001"))
    assert "D-7" not in seen(of("360DIGITECH"))


def test_a_red_line_counts_although_the_committee_went_below_it(of: Explainer) -> None:
    lower = replace(of("CAPPED"), grade="C", rule_grade="C", model_grade="BBB")
    assert "capped from BBB to C" in seen(lower)
    assert "capped from BBB to CC" in seen(
        replace(lower, rule_grade="CC", red_lines=(replace(lower.red_lines[0], cap_grade="CC"),))
    )


def test_a_simulated_issuer_is_announced_first_and_real_ones_are_not(of: Explainer) -> None:
    assert seen(of("SIM-0001")).startswith("SIMULATED")
    assert "<b>[red]=cmd|x (SIM-0001)" in seen(of("SIM-0001"))
    assert "SIMULATED" not in seen(of("360DIGITECH"))


def test_the_footer_adds_up_or_says_that_it_does_not(of: Explainer) -> None:
    explanation = of("360DIGITECH")
    assert seen(explanation).splitlines()[-1].startswith("The contributions add up to the score: sum 74.999")
    off = replace(explanation, score=75.5)
    assert "do NOT add up" in seen(off).splitlines()[-1]


def test_everything_adds_codes_ids_and_what_did_not_count(of: Explainer) -> None:
    short, whole = seen(of("360DIGITECH")), seen(of("360DIGITECH"), everything=True)
    for word in ("asked for by HKEX-27", f"document {'cd' * 32}", "Packaging: not applicable"):
        assert word not in short
        assert word in whole


def test_long_quotes_are_cut_unless_everything_is_wanted(of: Explainer) -> None:
    explanation = of("360DIGITECH")
    source = explanation.pillars[0].children[0].children[0].data_points[0].inputs[0]
    long = change_cell(explanation, inputs=(replace(source, quote="word " * 100),))
    assert '..." (published' in seen(long)
    assert "word " * 99 in seen(long, everything=True, width=2000)


def test_a_rating_that_was_rated_again_says_when_and_why(of: Explainer) -> None:
    told = {
        "recorded_date": date(2023, 2, 1),
        "version_cause": "late_value",
        "version_detail": "late value: rev\x1b[31m",
    }
    again = seen(replace(of("360DIGITECH"), version=2, **told))
    assert line_with(again, "Version 2") == "Version 2, re-rated on 2023-02-01: late value: rev[31m"
    assert "Version" not in seen(replace(of("360DIGITECH"), version=1, **told))
    assert "Version" not in seen(replace(of("360DIGITECH"), version=None))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            {"decision": "correct", "delivered": "1,830 kWh"},
            "; corrected by A. Reader on 2022-06-01, before: 1,830 kWh",
        ),
        ({"decision": "accept", "delivered": "1,830 kWh"}, "; confirmed by A. Reader on 2022-06-01"),
        ({"decision": "correct", "decision_comment": "mis\x1b[31mread"}, '1,296.40 tons ("mis[31mread")'),
    ],
)
def test_a_reviewed_value_says_who_decided_what(of: Explainer, said: dict[str, Any], words: str) -> None:
    explanation = of("360DIGITECH")
    cell = explanation.pillars[0].children[0].children[0].data_points[0]
    who = {"decided_by": "A. Reader", "decided_at": datetime(2022, 6, 1, 8, 30, tzinfo=UTC)}
    judged = change_cell(explanation, inputs=(replace(cell.inputs[0], **who, **said),))
    assert words in seen(judged)
    assert ("before: " in seen(judged)) == (said["decision"] == "correct")
    assert "A. Reader" not in seen(explanation)
