"""What can be changed about an issuer in a what-if, with how it is now. Nothing is calculated here."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from esg_pipeline.methodology.codes import Kind
from esg_pipeline.methodology.tables import anchor_table
from esg_pipeline.panel import applicable
from esg_pipeline.standardise import function_of, value_functions
from esg_pipeline.what_if.engine import Subject

Anchors = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class KeyIssueNow:
    """A key issue in the issuer's industry; `weight` is its part of the issuer's total, 0 where it does not count."""

    key_issue_id: str
    name: str
    influence: str
    impact_time: str | None
    weight: float


@dataclass(frozen=True)
class PointNow:
    """A data point that is asked of the issuer; score, weight and origin are None where it does not count now.

    `anchors` are those in force for the industry; `value`, `fiscal_year`, `state` are of the newest that is known.
    """

    data_point_id: str
    key_issue_id: str
    name: str
    kind: str
    unit: str
    direction: str
    value: float | None
    fiscal_year: int | None
    state: str | None
    score: float | None
    weight: float | None
    origin: str | None
    method: str | None
    anchors: Anchors

    @property
    def has_levels(self) -> bool:
        """Whether only the levels that its anchors name are possible."""
        return self.kind in (Kind.BOOLEAN, Kind.ORDINAL)

    @property
    def is_counted(self) -> bool:
        """Whether it is counted from events, so that nobody can report it."""
        return self.kind == Kind.EVENT


def key_issues_now(subject: Subject) -> list[KeyIssueNow]:
    """The key issues in the order of the method."""
    method = subject.world.methodology
    now = subject.before.nodes.filter(node_level="key_issue")
    weights: Mapping[str, float] = dict(now.select("node_id", "weight").iter_rows())
    cells = method.materiality.filter(industry_code=subject.industry_code)
    rows = method.key_issues.sort("sort_order").join(cells, on="key_issue_id", validate="1:1", maintain_order="left")
    columns = rows.select("key_issue_id", "key_issue_name", "influence", "impact_time").iter_rows()
    return [KeyIssueNow(name_id, name, how, when, weights.get(name_id, 0.0)) for name_id, name, how, when in columns]


def points_now(subject: Subject) -> list[PointNow]:
    """The scored data points that are asked of the issuer, by key issue in the order of the method."""
    method = subject.world.methodology
    functions = value_functions(anchor_table(method), subject.world.rating_date)
    asked = method.scored_data_points
    known = subject.issuer.known.select("data_point_id", "value", "fiscal_year", "state")
    counted = subject.before.points.select("data_point_id", "score", "weight", "origin", "method")
    rows = (
        asked.filter(applicable(subject.issuer.universe, asked)[0])
        .join(method.key_issues.select("key_issue_id", "sort_order"), on="key_issue_id", validate="m:1")
        .join(known, on="data_point_id", how="left", validate="1:1")
        .join(counted.rename({"weight": "weight_now"}), on="data_point_id", how="left", validate="1:1")
        .sort("sort_order", "data_point_id")
        .drop("weight")
        .rename({"weight_now": "weight"})
    )
    names = [field.name for field in fields(PointNow) if field.name != "anchors"]
    found: list[PointNow] = []
    for row in rows.select(names).iter_rows(named=True):
        function = function_of(functions, row["data_point_id"], subject.industry_code)
        anchors = tuple(zip(function.x.tolist(), function.score.tolist(), strict=True))
        found.append(PointNow(**row, anchors=anchors))
    return found
