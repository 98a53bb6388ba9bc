"""Draws the explanation of one grade as a tree for a terminal. The tree's numbers are made in explain.py."""

from collections.abc import Mapping

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from esg_pipeline.disclosure.codes import Decision
from esg_pipeline.display import clean, graded, percent, quantity, shortened, truncated
from esg_pipeline.doubt_view import cell_interval, doubt_lines
from esg_pipeline.explain import (
    CommitteeDecision,
    DataPoint,
    Event,
    EventEffect,
    Explanation,
    Input,
    Node,
    NotCounted,
    RedLine,
)
from esg_pipeline.methodology.codes import DecisionStatus, Kind, Origin, State

QUOTE_LENGTH = 160
REASON_LENGTH = 120
NAME_LENGTH = 60
GAPS_ALONE = 2  # so many filled gaps of a key issue have a line each, more share one
IMPUTED_FROM = {
    "interpolation": "interpolated between two known years",
    "zero": "by law or by nature, silence means zero",
    "regression": "regression on related data points",
    "median_industry_class_size": "median of issuers of the same industry, class and size",
    "median_industry": "median of the industry",
    "median_class": "median of the issuer class",
    "median_universe": "median of the universe",
    "prior": "the method's prior, no donors",
}
REVIEWED: Mapping[str, str] = {Decision.ACCEPT: "confirmed", Decision.CORRECT: "corrected"}
LEVEL_STYLES = {"pillar": "bold", "theme": "bold", "key_issue": "underline"}


def show_explanation(console: Console, explanation: Explanation, *, everything: bool = False) -> None:
    """Header, tree and footer; `everything` adds full quotes, codes, hashes and what did not count."""
    for line in header(explanation, ascii_only=console.options.ascii_only, everything=everything):
        console.print(line)
    console.print(rating_tree(explanation, everything=everything))
    console.print(footer(explanation))


def header(e: Explanation, *, ascii_only: bool, everything: bool = False) -> list[Text]:
    """Who, when, what grade, how sure, on how much evidence, by which method, and what moved the grade."""
    lines = [Text("SIMULATED issuer: its figures are made up", "bold black on yellow")] if e.is_simulated else []
    who = f"{clean(e.issuer_name)} ({clean(e.issuer_id)})"
    lines += [
        Text.assemble((who, "bold"), f"  {clean(e.industry_name)}, {clean(e.issuer_class)}  {e.rating_date}"),
        Text.assemble("Grade ", graded(e.grade), "  Score ", (truncated(e.score), "bold"), "  ", known_by(e)),
        Text(f"Weight: {shares(e)}"),
        *doubt_lines(e, ascii_only=ascii_only),
    ]
    if e.previous_grade:
        lines.append(Text(f"Action: {clean(e.action)}, the grade before was {clean(e.previous_grade)}"))
    if e.version and e.version > 1:
        lines.append(
            Text(f"Version {e.version}, re-rated on {e.recorded_date}: {told(e.version_detail, everything=everything)}")
        )
    if e.not_rated_reason:
        lines.append(Text(f"Not rated: {clean(e.not_rated_reason)}", "bold magenta"))
    lines += [decision_line(e, decision, everything=everything) for decision in e.decisions]
    lines += [red_line(e, r) for r in e.red_lines]
    lines.append(Text(f"Method {clean(e.methodology_version)}, {e.methodology_hash[:12]}", "dim"))
    return lines


def told(text: str | None, *, everything: bool) -> str:
    """What people wrote, at length only when everything is asked for."""
    return clean(text) if everything else shortened(text or "", REASON_LENGTH)


def decision_line(e: Explanation, d: CommitteeDecision, *, everything: bool) -> Text:
    """What the committee decided, who, until when and why; or why it does nothing any more."""
    what = f"Committee {clean(d.kind)} {clean(d.decision_id)}"
    if d.status != DecisionStatus.IN_FORCE:
        return Text(f"{what} has no effect: {told(d.detail, everything=everything)}", "dim")
    who = " and ".join(clean(name) for name in (d.approver, d.second_approver) if name)
    grades = f": grade {clean(d.rule_grade)} by rule, {clean(d.decided_grade)} decided" if d.decided_grade else ""
    until = f", until {d.expires_date}" if d.expires_date else ""
    taken = f"by {who} on {d.decided_date}, proposed by {clean(d.proposer)}{until}"
    why = f"{clean(d.reason_code).replace('_', ' ')}, {told(d.reason, everything=everything)}"
    return Text(f"{what}{grades}, {taken} ({why})", "bold" if d.decision_id == e.decision_id else "")


def known_by(e: Explanation) -> str:
    """How much of the score is evidence, and what the evidence alone says."""
    return f"Coverage {percent(e.coverage)}  Reported only {truncated(e.score_reported_only)}"


def shares(of: Explanation | Node) -> str:
    """What weight rests on, before what does not apply leaves its own to the rest."""
    parts = (
        ("reported", of.reported_share),
        ("carried", of.carried_share),
        ("imputed", of.imputed_share),
        ("not applicable", of.not_applicable_share),
    )
    return ", ".join(f"{name} {percent(share)}" for name, share in parts)


def red_line(e: Explanation, r: RedLine) -> Text:
    """A red line that binds, and whether it is what lowered the grade."""
    lowered = r.rule_id == e.cap_rule_id and r.cap_grade == (e.rule_grade or e.grade)
    effect = (
        f"capped from {e.model_grade} to {r.cap_grade}" if lowered else f"caps at {r.cap_grade}, made no difference"
    )
    rule = f"{clean(r.trigger)} at or beyond {clean(r.threshold)}; {clean(r.source)}"
    text = f"Red line {clean(r.rule_id)}: {effect} ({rule}) by {crossing(r)}"
    return Text(text, "bold red" if lowered else "red")


def crossing(r: RedLine) -> str:
    """What crossed a red line: the id and day, what happened, where a reader finds it."""
    said = (r.evidence_severity, r.evidence_description, r.evidence_citation, r.evidence_source)
    words = ", ".join(clean(text) for text in said if text)
    return f"{clean(r.evidence_id)} since {r.since_date}{f': {words}' if words else ''}"


def rating_tree(e: Explanation, *, everything: bool) -> Tree:
    """Grade, pillars, themes, key issues, data points, evidence."""
    tree = Tree(Text.assemble(graded(e.grade), f"  {truncated(e.score)}"), guide_style="dim")
    for pillar in e.pillars:
        add_node(tree, pillar, everything=everything)
    if everything and e.not_counted:
        rest = tree.add(Text("Known, but no part of the score", "bold"))
        for item in e.not_counted:
            rest.add(not_counted(item))
    return tree


def add_node(tree: Tree, node: Node, *, everything: bool) -> None:
    """A pillar, theme or key issue and all that is below it."""
    code = f"{node.node_id} " if node.level == "pillar" else ""
    sums = f"{truncated(node.score)} x {percent(node.weight, 2)} = {truncated(node.contribution)}"
    branch = tree.add(
        Text.assemble(
            (f"{clean(code)} {clean(node.name)}".strip(), LEVEL_STYLES[node.level]),
            f"  {sums}",
            (f"  coverage {percent(node.coverage)}", "dim"),
        )
    )
    if everything:
        branch.add(Text(f"weight: {shares(node)}; reported only {truncated(node.score_reported_only)}", "dim"))
    for child in node.children:
        add_node(branch, child, everything=everything)
    gaps = [] if everything else [point for point in node.data_points if is_gap(point)]
    together = gaps if len(gaps) > GAPS_ALONE else []
    for point in node.data_points:
        if point not in together:
            add_data_point(branch, point, everything=everything)
    if together:
        branch.add(gaps_line(together))


def is_gap(point: DataPoint) -> bool:
    """True when a cell was filled and there is nothing else to tell of it."""
    return point.origin == Origin.IMPUTED and point.state not in (State.REPORTED, State.REPORTED_ZERO)


def gaps_line(gaps: list[DataPoint]) -> Text:
    """Filled gaps of a key issue in one line: how many, how filled, what they weigh and give, which weighs most."""
    ways = dict.fromkeys(IMPUTED_FROM.get(point.method, clean(point.method)) for point in gaps)
    weight, points = (sum(getattr(point, of) for point in gaps) for of in ("weight", "contribution"))
    heaviest = max(gaps, key=lambda point: point.weight)
    return Text.assemble(
        (f"{len(gaps)} gaps IMPUTED ({'; '.join(ways)})", "yellow"),
        f"  {percent(weight, 2)} of the weight, {truncated(points, 3)} points",
        (f"; the heaviest: {shortened(heaviest.name, NAME_LENGTH)} (--all lists them)", "dim"),
    )


def add_data_point(tree: Tree, point: DataPoint, *, everything: bool) -> None:
    """One line for the cell, then the evidence that it rests on."""
    branch = tree.add(data_point_line(point))
    if everything and point.framework_code:
        branch.add(Text(f"asked for by {clean(point.framework_code)}", "dim"))
    for item in point.inputs:
        branch.add(input_line(point, item, everything=everything))
    for effect in point.events:
        listed = branch.add(effect_line(effect))
        for event in effect.listed:
            listed.add(event_line(event, everything=everything))


def data_point_line(point: DataPoint) -> Text:
    """Name, value, where it comes from, score x weight = contribution."""
    imputed = point.origin == Origin.IMPUTED
    value = "" if imputed else f": {measured(point)}"
    sums = f"{truncated(point.score)} x {percent(point.weight, 2)} = {truncated(point.contribution, 3)}"
    style = {Origin.IMPUTED.value: "yellow", Origin.CARRIED.value: "blue"}.get(point.origin, "green")
    return Text.assemble(
        f"{clean(point.name)}{value}", "  ", (origin(point) + cell_interval(point), style), f"  {sums}"
    )


def origin(point: DataPoint) -> str:
    """Where a cell comes from, in words; what is not this year's own value stands in capitals."""
    if point.origin == Origin.IMPUTED:
        donors = f", {point.donors} donors" if point.donors else ""
        return f"IMPUTED{why_imputed(point)}: {IMPUTED_FROM.get(point.method, clean(point.method))}{donors}"
    how = clean(point.value_method) if point.is_derived and point.value_method else "reported"
    if point.origin == Origin.CARRIED:
        return f"CARRIED from fiscal year {point.fiscal_year}, {how}"
    return f"{how}, fiscal year {point.fiscal_year}" if point.fiscal_year else how


def why_imputed(point: DataPoint) -> str:
    """What is known of a cell whose gap was filled."""
    if point.state in (State.REPORTED, State.REPORTED_ZERO):
        return f", the value of fiscal year {point.fiscal_year} is not used"
    return f", {clean(point.state).replace('_', ' ')}" if point.state else ""


def measured(point: DataPoint) -> str:
    """A value in words that fit its kind."""
    if point.value is None or point.kind == Kind.QUANTITATIVE:
        return quantity(point.value, point.unit)
    if point.kind == Kind.BOOLEAN:
        return "yes" if point.value else "no"
    if point.kind == Kind.ORDINAL:
        return f"level {quantity(point.value)}"
    return f"{quantity(point.value)} points" if point.value else "no event"


def input_line(point: DataPoint, item: Input, *, everything: bool) -> Text:
    """An observation: what it says, and where a reader finds it."""
    said = ""
    if point.is_derived:
        breakdown = f" [{clean(item.input_dimension)}]" if item.input_dimension else ""
        said = f"{clean(item.input_data_point_id)}{breakdown} {quantity(item.input_value, item.input_unit)}: "
    ids = f"  observation {clean(item.observation_id)}" if everything else ""
    if everything and item.document_id:
        ids += f", document {clean(item.document_id)}, characters {item.char_start} to {item.char_end}"
    return Text.assemble((said + where(item, everything=everything), ""), (reviewed(item), "bold"), (ids, "dim"))


def reviewed(item: Input) -> str:
    """What a person decided about an observation: the value above may be none that its source says."""
    if item.decision is None or item.decision not in REVIEWED:
        return ""
    by = f" by {clean(item.decided_by)}" if item.decided_by else ""
    day = f" on {item.decided_at.date()}" if item.decided_at else ""
    was = f", before: {clean(item.delivered)}" if item.decision == Decision.CORRECT and item.delivered else ""
    why = f' ("{clean(item.decision_comment)}")' if item.decision_comment else ""
    return f"; {REVIEWED[item.decision]}{by}{day}{was}{why}"


def where(item: Input, *, everything: bool) -> str:
    """File, page, line and quote of a document; citation and file of a structured value."""
    known_since = f"published {item.published_date}" if item.published_date else ""
    place = clean(item.source) if item.source else ""
    if item.page is not None:
        place += f" page {item.page}"
    if item.line is not None:
        place += f" line {item.line}"
    if item.quote:
        said = clean(item.quote) if everything else shortened(item.quote, QUOTE_LENGTH)
        return f'{place}: "{said}" ({known_since})'
    return ", ".join(part for part in (clean(item.citation or ""), place, known_since) if part)


def effect_line(effect: EventEffect) -> Text:
    """How many events count against the issuer, and how much."""
    several = "event" if effect.events == 1 else "events"
    newest = f", the most recent on {effect.last_event_date}" if effect.last_event_date else ""
    return Text(f"{effect.events} {several} in the window, {quantity(effect.points)} points{newest}")


def event_line(event: Event, *, everything: bool) -> Text:
    """An event: when, what, how bad, what is left of its points, and where a reader finds it."""
    kind = clean(event.event_type).replace("_", " ")
    amount = f", {quantity(event.amount_cny, 'CNY')}" if event.amount_cny is not None else ""
    what = f": {clean(event.description)}" if event.description else ""
    said = f"{event.event_date} {kind}, {clean(event.severity)}, {quantity(event.faded_points)} points{amount}{what}"
    found = ", ".join(clean(text) for text in (event.citation, event.source) if text)
    ids = f"  event {clean(event.event_id)}" if everything else ""
    return Text.assemble(f"{said} ({found}, published {event.published_date})", (ids, "dim"))


def not_counted(item: NotCounted) -> Text:
    """A value or a state that has no part in the score."""
    said = quantity(item.value, item.unit) if item.value is not None else clean(item.state).replace("_", " ")
    year = f", fiscal year {item.fiscal_year}" if item.fiscal_year else ""
    return Text(f"{clean(item.name)}: {said}{year}", "dim")


def footer(e: Explanation) -> Text:
    """Whether the parts add up to the whole."""
    total, score = f"{e.contribution_sum!r}", f"{e.score!r}"
    if e.adds_up:
        return Text(f"The contributions add up to the score: sum {total}, score {score}")
    gap = f"{e.contribution_sum - e.score:.3g}"
    return Text(f"The contributions do NOT add up to the score: sum {total}, score {score}, off by {gap}", "bold red")
