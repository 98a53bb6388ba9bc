"""The page of one key issue of one issuer: its data points, and what each rests on down to the quote."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from esg_pipeline.doubt_view import cell_interval
from esg_pipeline.explain import DataPoint, EventEffect, Input, Node
from esg_pipeline.explanation_view import effect_line, event_line, input_line, measured, origin, shares
from esg_pipeline.explorer.addresses import LONGEST, NoSuchPageError, Query
from esg_pipeline.explorer.issuer import key_issues_of, medians, source_of
from esg_pipeline.explorer.render import rendered
from esg_pipeline.methodology.codes import Origin
from esg_pipeline.reader import PublishedReader


@dataclass(frozen=True)
class Proof:
    """An observation that a value rests on: where it stands, and what it says there."""

    said: str
    quote: str | None
    fact_id: str | None


@dataclass(frozen=True)
class Told:
    """A data point in words; `points` is its part of the total. `is_told` when something of its own stands behind."""

    data_point_id: str
    name: str
    framework_code: str | None
    origin: str
    value: str
    how: str
    score: float
    weight: float
    points: float
    proofs: Sequence[Proof]
    events: Sequence[str]

    @property
    def is_told(self) -> bool:
        """Whether an observation or an event can be shown."""
        return bool(self.proofs or self.events)


def key_issue_page(reader: PublishedReader, query: Query) -> str:
    """The page for an address. Raises NoSuchPageError when the issuer has no such key issue on the date."""
    of = source_of(reader, query)
    told = of.explanation
    issues = key_issues_of(told)
    place = place_of(issues, query.first("key_issue"), told.issuer_name)
    issue = issues[place]
    beside = {"prev": place - 1, "next": place + 1}
    return rendered(
        "key_issue",
        title=f"{issue.name}: {told.issuer_name}",
        here="",
        day=told.rating_date,
        told=told,
        issue=issue,
        median=medians(of).get((issue.level, issue.node_id)),
        rests_on=f"Its weight: {shares(issue)}",
        points=[in_words(point) for point in in_order(issue.data_points)],
        neighbours=[(rel, issues[at]) for rel, at in beside.items() if 0 <= at < len(issues)],
    )


def place_of(issues: Sequence[Node], key_issue_id: str, name: str) -> int:
    """Where a key issue stands. Raises NoSuchPageError when it does not count for the issuer."""
    places = {node.node_id: place for place, node in enumerate(issues)}
    if key_issue_id not in places:
        raise NoSuchPageError(f"key issue {key_issue_id[:LONGEST]} does not count for {name[:LONGEST]}")
    return places[key_issue_id]


def in_order(points: Sequence[DataPoint]) -> list[DataPoint]:
    """What was disclosed first, each part in the order of the method."""
    return sorted(points, key=lambda point: point.origin == Origin.IMPUTED)


def in_words(point: DataPoint) -> Told:
    """A data point with all that it rests on."""
    return Told(
        data_point_id=point.data_point_id,
        name=point.name,
        framework_code=point.framework_code,
        origin=point.origin,
        value="not known" if point.origin == Origin.IMPUTED else measured(point),
        how=origin(point) + cell_interval(point),
        score=point.score,
        weight=point.weight,
        points=point.contribution,
        proofs=[proof(point, one) for one in point.inputs],
        events=[line for effect in point.events for line in told_events(effect)],
    )


def proof(point: DataPoint, one: Input) -> Proof:
    """An observation with its quote apart, so that a page can show it whole."""
    return Proof(input_line(point, replace(one, quote=None), everything=False).plain, one.quote, one.fact_id)


def told_events(effect: EventEffect) -> list[str]:
    """What events do to a value, then each of them."""
    return [effect_line(effect).plain, *(event_line(event, everything=False).plain for event in effect.listed)]
