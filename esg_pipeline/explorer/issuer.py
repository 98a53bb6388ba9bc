"""The page of one issuer: grade, history, and the tree from the score down to its key issues. No server in here."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from esg_pipeline.explain import Explanation, IssuerNotFoundError, Node
from esg_pipeline.explanation_view import decision_line, footer, not_counted, red_line
from esg_pipeline.explorer.addresses import LONGEST, NoSuchPageError, Query
from esg_pipeline.explorer.render import rendered
from esg_pipeline.reader import PublishedReader
from esg_pipeline.scorecard.source import Source, read_source
from esg_pipeline.scorecard.summary import head
from esg_pipeline.scorecard.words import Words

T = TypeVar("T")
Medians = dict[tuple[str, str], float]


def issuer_page(reader: PublishedReader, query: Query) -> str:
    """The page for an address. Raises NoSuchPageError when the issuer has no rating on the date."""
    of = source_of(reader, query)
    told = of.explanation
    newest = {"issuer_id": told.issuer_id, "rating_date": reader.rating_dates()[-1]}
    return rendered(
        "issuer",
        title=told.issuer_name,
        here="",
        day=told.rating_date,
        told=told,
        head=head(of, Words("en", of.names)),
        remarks=list(remarks(told)),
        history=reader.ask("scorecard_history", newest).to_dicts(),
        nodes=list(nodes_of(told.pillars)),
        medians=medians(of),
        sum=footer(told).plain,
        findings=of.findings,
        not_counted=[not_counted(item).plain for item in told.not_counted],
    )


def source_of(reader: PublishedReader, query: Query) -> Source:
    """What is published of the issuer that an address names. Raises NoSuchPageError when there is nothing."""

    def read(issuer_id: str, day: date) -> Source | None:
        try:
            return read_source(reader, issuer_id, day)
        except IssuerNotFoundError:
            return None

    return newest_of(reader, query, read)


def newest_of(reader: PublishedReader, query: Query, read: Callable[[str, date], T | None]) -> T:
    """What is read of the issuer on the date of an address, without a date on the newest one that it was rated on.

    Raises NoSuchPageError when there is nothing.
    """
    dates, issuer_id = reader.rating_dates(), query.first("issuer")
    asked = query.day(dates)
    days = [asked] if query.first("date") else list(reversed(dates))
    for day in days:
        found = read(issuer_id, day)
        if found is not None:
            return found
    raise NoSuchPageError(absent(reader, issuer_id, days))


def absent(reader: PublishedReader, issuer_id: str, days: Sequence[date]) -> str:
    """Why there is no page: nobody of that id, or no rating on the day."""
    known = reader.issuers()
    if issuer_id not in known["issuer_id"]:
        return f"there is no issuer {issuer_id[:LONGEST]}" if issuer_id else "which issuer? The address names none"
    decided = [rule for day in days for rule in reader.universe_decision(issuer_id, day)["description"]]
    why = f": {decided[0]}" if decided else ""
    return f"{issuer_id[:LONGEST]} has no rating on {' or '.join(map(str, days))}{why}"


def remarks(told: Explanation) -> Iterator[str]:
    """What a reader must know beside the first view: made-up figures, another version, red lines, decisions."""
    if told.is_simulated:
        yield "This issuer is simulated: its figures are made up."
    if told.version and told.version > 1:
        yield f"Version {told.version}, re-rated on {told.recorded_date}: {told.version_detail}"
    yield from (red_line(told, line).plain for line in told.red_lines)
    yield from (decision_line(told, decision, everything=True).plain for decision in told.decisions)


def nodes_of(nodes: Sequence[Node]) -> Iterator[Node]:
    """Every node of the tree, each before what is below it."""
    for node in nodes:
        yield node
        yield from nodes_of(node.children)


def key_issues_of(told: Explanation) -> list[Node]:
    """The key issues in the order of the method."""
    return [node for node in nodes_of(told.pillars) if node.level == "key_issue"]


def medians(of: Source) -> Medians:
    """(level, id) of a node -> median of the graded issuers of the industry; empty where there is nobody else."""
    found = {node: of.beside(*node) for node in of.peers}
    return {node: peers.median_score for node, peers in found.items() if peers is not None}
