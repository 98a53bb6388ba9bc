"""The page of one issuer: grade, what-if, and the tree from the score down to the quote. No server in here."""

from collections.abc import Mapping
from datetime import date

from esg_pipeline.display import percent, quantity, truncated
from esg_pipeline.explain import DataPoint, Explanation, Input, IssuerNotFoundError, Node, explain
from esg_pipeline.explorer.markup import Html, element, page
from esg_pipeline.explorer.universe import NoSuchPageError
from esg_pipeline.explorer.what_if import Outcome, key_issues, what_if
from esg_pipeline.reader import PublishedReader


def issuer_page(reader: PublishedReader, issuer_id: str, query: Mapping[str, str]) -> str:
    """The page for an address. Raises NoSuchPageError when the issuer has no rating on the date."""
    dates = {str(day): day for day in reader.rating_dates()}
    day = dates.get(query.get("date") or next(reversed(dates), ""))
    if day is None:
        raise NoSuchPageError("this rating date is not published")
    told = explained(reader, issuer_id, day)
    outcome = what_if(told, *changed(query), reader.grade_scale()) if query.get("key_issue") else None
    simulated = [element("span", "SIMULATED", class_="sim")] if told.is_simulated else []
    tree = [branch(node, query.get("open", "")) for node in told.pillars]
    content = (*simulated, headline(told), form(told, query), shown(outcome), element("h2", "What the score rests on"))
    return page(told.issuer_name, *content, *tree)


def explained(reader: PublishedReader, issuer_id: str, day: date) -> Explanation:
    """What the grade rests on. Raises NoSuchPageError when there is none."""
    try:
        return explain(reader.explanation(issuer_id, day))
    except IssuerNotFoundError as error:
        raise NoSuchPageError(f"{issuer_id} has no rating on {day}") from error


def changed(query: Mapping[str, str]) -> tuple[str, float]:
    """The key issue and the factor of its weight that an address asks for."""
    try:
        return query["key_issue"], float(query.get("times") or "1")
    except ValueError as error:
        raise NoSuchPageError("the factor of the weight must be a number") from error


def headline(told: Explanation) -> Html:
    """Grade, score and what there is to know at a glance."""
    facts = f" score {truncated(told.score)} on {told.rating_date}, coverage {percent(told.coverage)}, "
    why = f" Not rated: {told.not_rated_reason}." if told.not_rated_reason else ""
    return element("p", element("strong", told.grade), f" {told.issuer_id}:", facts, told.industry_name, ".", why)


def form(told: Explanation, query: Mapping[str, str]) -> Html:
    """The question what if a key issue weighed otherwise."""
    options = [
        element(
            "option",
            node.name,
            value=node.node_id,
            selected="selected" if node.node_id == query.get("key_issue") else None,
        )
        for node in key_issues(told.pillars)
    ]
    times = element("input", name="times", type="number", min="0", max="100", step="any", value=query.get("times", "2"))
    return element(
        "form",
        element("input", type="hidden", name="date", value=told.rating_date),
        element("label", "What if this key issue", element("select", *options, name="key_issue")),
        element("label", "weighed so many times as much", times),
        element("button", "Calculate"),
        method="get",
    )


def shown(outcome: Outcome | None) -> Html:
    """Score and model grade before and after; nothing when nothing was asked."""
    if outcome is None:
        return Html("")
    before = f"{truncated(outcome.score_before)} ({outcome.grade_before})"
    after = f"{truncated(outcome.score_after)} ({outcome.grade_after})"
    words = f"What if: score and model grade move from {before} to {after}."
    return element("p", words, " Nothing is stored; red lines and the committee stay out.", class_="note", id="what-if")


def branch(node: Node, opened: str) -> Html:
    """A node with all that is below it; pillars and themes stand open."""
    head = f"{node.name}: {truncated(node.score)} x {percent(node.weight)} = {truncated(node.contribution)}"
    is_open = node.level != "key_issue" or node.node_id == opened
    below = [branch(child, opened) for child in node.children] or [leaf(point) for point in node.data_points]
    return element("details", element("summary", head), *below, open="open" if is_open else None, id=node.node_id)


def leaf(point: DataPoint) -> Html:
    """A data point with its value and every observation that it rests on."""
    how = point.origin if point.donors is None else f"{point.origin}, {point.method}, {point.donors} donors"
    value = quantity(point.value, point.unit)
    head = f"{point.name}: {truncated(point.score)} x {percent(point.weight, 2)}, {how}, {value}"
    events = [
        element("p", f"{e.event_date} {e.event_type}, {e.severity}: {e.description or ''} {e.citation or ''}")
        for effect in point.events
        for e in effect.listed
    ]
    return element("details", element("summary", head), *(proof(one) for one in point.inputs), *events)


def proof(one: Input) -> Html:
    """An observation: value, place and quote."""
    where = "".join(
        f", {name} {place}" for name, place in (("page", one.page), ("line", one.line)) if place is not None
    )
    said = one.quote or one.citation
    value = quantity(one.input_value, one.input_unit)
    quoted = [element("blockquote", said)] if said else []
    return element("div", element("p", f"{value} from {one.source or 'no source'}{where}", class_="soft"), *quoted)
