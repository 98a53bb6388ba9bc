"""What lets somebody check a card: findings, evidence, decisions, red lines, the method."""

from collections.abc import Callable
from dataclasses import replace

from esg_pipeline.scorecard import proof
from esg_pipeline.scorecard.model import Section
from esg_pipeline.scorecard.source import Source
from esg_pipeline.scorecard.words import Words

EN = Words("en")


def texts(section: Section) -> list[str]:
    return [part for t in section.tables for row in t.rows for cell in row.cells for part in (cell.text, cell.small)]


def test_findings_are_listed_and_what_is_left_out_is_counted(digitech: Source) -> None:
    assert len(proof.findings(digitech, EN).tables[0].rows) == 1
    many = proof.findings(replace(digitech, findings=digitech.findings * 20), EN)
    assert len(many.tables[0].rows) == proof.FINDINGS
    assert many.after[0].startswith("8 more are not shown. All of them: esg sql")


def test_no_finding_is_told(digitech: Source) -> None:
    none = proof.findings(replace(digitech, findings=[]), EN)
    assert (none.notes, none.tables) == ((EN("no_findings"),), ())


def test_evidence_has_quote_line_and_document_without_control_characters(digitech: Source) -> None:
    shown = texts(proof.evidence(digitech, EN))
    assert any("Emissions [31m[bold]1,296.4 t" in text for text in shown)
    assert any(text.startswith("line 820, document ") for text in shown)
    assert "Annual report 2021, p. 7" in shown


def test_a_quote_comes_before_a_record_and_goes_on_below_its_data_point(digitech: Source) -> None:
    rows = proof.evidence(digitech, EN).tables[0].rows
    assert [row.level for row in rows] == ["", "more", "", ""]
    assert rows[0].cells[0].text == "GHG per employee"
    assert rows[0].cells[2].is_quote


def test_evidence_that_is_left_out_is_counted_with_how_to_see_it(digitech: Source) -> None:
    e = digitech.explanation
    pillar = e.pillars[0]
    many = replace(digitech, explanation=replace(e, pillars=(pillar,) * 6))
    shown = proof.evidence(many, EN)
    assert shown.after[0] == "2 more known data points are not shown."
    assert "esg explain 360DIGITECH --rating-date 2022-10-31 --all" in shown.after[1]


def test_no_evidence_is_told(digitech: Source) -> None:
    none = proof.evidence(replace(digitech, explanation=replace(digitech.explanation, pillars=())), EN)
    assert (none.notes, none.tables) == ((EN("no_evidence"),), ())


def test_events_and_the_red_line_that_they_crossed_are_told(source_of: Callable[[str], Source]) -> None:
    capped = source_of("CAPPED")
    assert any("Coupon[31m not paid" in text for text in texts(proof.evidence(capped, EN)))
    shown = texts(proof.committee(capped, EN))
    assert "lowered the grade" in shown
    assert "draft, no effect" in shown
    assert "<b>[red]=cmd|x" in shown


def test_where_nobody_decided_and_nothing_was_crossed_it_says_so(digitech: Source) -> None:
    assert proof.committee(digitech, EN).notes == (EN("no_decision"), EN("no_red_line"))


def test_the_method_stands_with_its_whole_hash_and_whether_it_adds_up(digitech: Source) -> None:
    e = digitech.explanation
    shown = texts(proof.audit(digitech, EN))
    assert e.methodology_hash in shown
    off = replace(digitech, explanation=replace(e, contribution_sum=e.score + 1))
    assert any("does NOT equal" in text for text in texts(proof.audit(off, EN)))
    right = replace(digitech, explanation=replace(e, contribution_sum=e.score))
    assert any("; equals the score" in text for text in texts(proof.audit(right, EN)))


def test_evidence_says_that_a_person_corrected_it(digitech: Source) -> None:
    point = next(p for issue in digitech.key_issues for p in issue.data_points if p.inputs)
    judged = replace(point.inputs[0], decision="correct", decided_by="A\x1b[31m", delivered="1,830 kWh")
    _, where = proof.input_cells(point, judged, Words("en"))
    assert where.small.endswith("corrected by A[31m, before: 1,830 kWh")
    assert proof.reviewed(replace(judged, decision="accept"), Words("zh")) == "经 A[31m 确认"
    assert proof.reviewed(point.inputs[0], Words("en")) == ""
