"""The parts of a scorecard that let somebody check it: findings, evidence, decisions and red lines, the method."""

from typing import Any

from esg_pipeline.disclosure.codes import Decision
from esg_pipeline.display import NOTHING, clean, quantity, shortened, truncated
from esg_pipeline.explain import CommitteeDecision, DataPoint, EventEffect, Input, RedLine
from esg_pipeline.scorecard.model import Cell, Row, Section, Table
from esg_pipeline.scorecard.numbers import value_of
from esg_pipeline.scorecard.sections import point_name
from esg_pipeline.scorecard.source import Source
from esg_pipeline.scorecard.words import Words

FINDINGS = 12
EVIDENCE = 10
INPUTS = 2
QUOTE = 240
REASON = 300
HASH = 12
PERSON = 60


def findings(of: Source, words: Words) -> Section:
    """What does not fit within the issuer's own reports."""
    title = words("findings")
    if not of.findings:
        return Section("findings", title, (words("no_findings"),))
    heads = tuple(words(key) for key in ("severity", "rule", "finding", "report"))
    rows = tuple(finding_row(finding, words) for finding in of.findings[:FINDINGS])
    hidden = len(of.findings) - FINDINGS
    after = (words("findings_more", count=hidden, issuer=clean(of.explanation.issuer_id)),) if hidden > 0 else ()
    table = Table(title, heads, rows, wide=(2,))
    return Section("findings", title, (words("findings_note"),), tables=(table,), after=after)


def finding_row(finding: dict[str, Any], words: Words) -> Row:
    """One finding; its message is the pipeline's own, in English."""
    return Row(
        (
            Cell(words.code("severity", finding["severity"])),
            Cell(clean(finding["rule_id"])),
            Cell(shortened(finding["message"], REASON), language="en"),
            Cell(words("fiscal_year", year=finding["fiscal_year"]), words("published", date=finding["published_date"])),
        )
    )


def evidence(of: Source, words: Words) -> Section:
    """The heaviest data points with a source: those with a quote before those with a record."""
    known = [point for issue in of.key_issues for point in issue.data_points if point.inputs or point.events]
    known.sort(key=lambda p: (not any(i.quote for i in p.inputs), -p.weight, p.data_point_id))
    title, see = words("evidence"), see_all(of, words)
    if not known:
        return Section("evidence", title, (words("no_evidence"),), after=(see,))
    heads = tuple(words(key) for key in ("data_point", "value", "quote", "where"))
    rows = tuple(row for point in known[:EVIDENCE] for row in evidence_rows(point, words))
    hidden = len(known) - EVIDENCE
    after = (words("evidence_more", count=hidden), see) if hidden > 0 else (see,)
    table = Table(title, heads, rows, wide=(2,))
    return Section("evidence", title, (words("evidence_note"),), tables=(table,), after=after)


def see_all(of: Source, words: Words) -> str:
    """The command that shows everything."""
    return words("see_all", command=explain_command(of))


def explain_command(of: Source) -> str:
    """The command that explains this rating in full."""
    return f"esg explain {clean(of.explanation.issuer_id)} --rating-date {of.explanation.rating_date} --all"


def evidence_rows(point: DataPoint, words: Words) -> list[Row]:
    """A data point with what it rests on; one that is derived has several lines."""
    proofs = [input_cells(point, item, words) for item in point.inputs[:INPUTS]]
    proofs += [event_cells(effect, words) for effect in point.events]
    if len(point.inputs) > INPUTS:
        proofs.append((Cell(words("more_names", count=len(point.inputs) - INPUTS)), Cell()))
    first = (Cell(point_name(point, words)), Cell(value_of(point, words)))
    rows = [Row((*first, *proof)) for proof in proofs[:1]]
    return [*rows, *(Row((Cell(), Cell(), *proof), "more") for proof in proofs[1:])]


def input_cells(point: DataPoint, item: Input, words: Words) -> tuple[Cell, Cell]:
    """What an observation says and where it stands."""
    of = f"{clean(item.input_data_point_id)} {quantity(item.input_value, item.input_unit)}" if point.is_derived else ""
    said = Cell(shortened(item.quote or item.citation or NOTHING, QUOTE), of, is_quote=bool(item.quote))
    place = [
        words("page", number=item.page) if item.page is not None else "",
        words("line", number=item.line) if item.line is not None else "",
        words("document", hash=clean(item.document_id)[:HASH]) if item.document_id else clean(item.source or ""),
    ]
    published = words("published", date=item.published_date) if item.published_date else ""
    below = words.listed([part for part in (published, reviewed(item, words)) if part])
    return said, Cell(words.listed([part for part in place if part]) or NOTHING, below)


def reviewed(item: Input, words: Words) -> str:
    """What a person decided about an observation: its value may be none that its source says."""
    by, was = shortened(item.decided_by or NOTHING, PERSON), shortened(item.delivered or NOTHING, PERSON)
    if item.decision == Decision.CORRECT:
        return words("corrected_by", by=by, was=was)
    return words("confirmed_by", by=by) if item.decision == Decision.ACCEPT else ""


def event_cells(effect: EventEffect, words: Words) -> tuple[Cell, Cell]:
    """The events behind a value: how many, and the most recent one."""
    count = words("events", count=effect.events, points=quantity(effect.points))
    newest = effect.listed[0] if effect.listed else None
    if newest is None:
        return Cell(count), Cell(NOTHING)
    what = shortened(newest.description or newest.event_type, QUOTE)
    return Cell(what, count), Cell(clean(newest.citation or newest.source), str(newest.event_date))


def committee(of: Source, words: Words) -> Section:
    """What people decided, and the red lines that bind."""
    e = of.explanation
    notes = list[str]()
    if not e.decisions:
        notes.append(words("no_decision"))
    if not e.red_lines:
        notes.append(words("no_red_line"))
    tables = [*decision_tables(e.decisions, words), *red_line_tables(of, words)]
    return Section("committee", words("committee"), tuple(notes), tables=tuple(tables))


def decision_tables(decisions: tuple[CommitteeDecision, ...], words: Words) -> list[Table]:
    """The committee's decisions that bear on the date."""
    heads = tuple(words(key) for key in ("decision", "status", "grades", "reason", "people"))
    rows = tuple(decision_row(decision, words) for decision in decisions)
    return [Table(words("decision"), heads, rows, wide=(3,))] if rows else []


def decision_row(d: CommitteeDecision, words: Words) -> Row:
    """One decision: what it does, why, by whom, until when."""
    grades = f"{clean(d.rule_grade)} → {clean(d.decided_grade)}" if d.rule_grade and d.decided_grade else NOTHING
    names = [clean(name) for name in (d.proposer, d.approver, d.second_approver) if name]
    days = words("until", decided=d.decided_date or NOTHING, expires=d.expires_date or NOTHING)
    status = words.code("decision_status", d.status)
    return Row(
        (
            Cell(clean(d.decision_id), words.code("decision", d.kind)),
            Cell(status, days),
            Cell(grades),
            Cell(words.code("decision_reason", d.reason_code), shortened(d.reason, REASON)),
            Cell(words.listed(names)),
        )
    )


def red_line_tables(of: Source, words: Words) -> list[Table]:
    """The red lines that bind, with what crossed each."""
    heads = tuple(words(key) for key in ("red_line", "cap", "what_crossed", "since"))
    rows = tuple(red_line_row(of, line, words) for line in of.explanation.red_lines)
    return [Table(words("red_line"), heads, rows, wide=(2,))] if rows else []


def red_line_row(of: Source, line: RedLine, words: Words) -> Row:
    """One red line, and whether it is what lowered the grade."""
    e = of.explanation
    lowered = line.rule_id == e.cap_rule_id and line.cap_grade == (e.rule_grade or e.grade)
    said = [line.evidence_severity, line.evidence_description, line.evidence_citation]
    crossed = ", ".join(clean(text) for text in said if text)
    return Row(
        (
            Cell(clean(line.rule_id), f"{clean(line.trigger)} {clean(line.threshold)}"),
            Cell(clean(line.cap_grade), words("lowered" if lowered else "no_difference")),
            Cell(shortened(crossed or line.evidence_id, REASON), clean(line.evidence_source or "")),
            Cell(str(line.since_date)),
        )
    )


def audit(of: Source, words: Words) -> Section:
    """By which method, in which version, whether it adds up, and how to follow any figure."""
    e = of.explanation
    checked = {"sum": truncated(e.contribution_sum, 6), "score": truncated(e.score, 6)}
    lines = [
        ("methodology", clean(e.methodology_version)),
        ("method_hash", clean(e.methodology_hash)),
        ("rating_version", words("version_of", version=e.version, date=e.recorded_date) if e.version else NOTHING),
        ("grade_by_model", " → ".join(clean(grade) for grade in (e.model_grade, e.rule_grade or e.grade, e.grade))),
        ("sum_check", words("adds_up" if e.adds_up else "does_not_add_up", **checked)),
        ("commands", explain_command(of)),
    ]
    rows = tuple(Row((Cell(words(key)), Cell(said))) for key, said in lines)
    table = Table(words("audit"), (words("item"), words("what")), rows, wide=(1,))
    return Section("audit", words("audit"), (words("truncation"),), tables=(table,))
