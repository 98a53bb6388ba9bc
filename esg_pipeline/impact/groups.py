"""From one version of the method to another: one group of changes after the other, each step can rate."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace

import polars as pl

from esg_pipeline.methodology.diff import SILENT, SILENT_PARAMETERS, TEXTS
from esg_pipeline.methodology.files import SPECS
from esg_pipeline.methodology.model import Methodology

# A data point is the same one in both versions when these are the same; otherwise its anchors change with it.
IDENTITY = ["data_point_id", "kind", "unit", "direction"]
# Columns of `data_points` that are groups of their own.
LATER = ("weight", "carry_years")


@dataclass(frozen=True)
class Step:
    """The version after a group of changes was taken over."""

    group: str
    methodology: Methodology


def steps(before: Methodology, after: Methodology) -> Iterator[Step]:
    """The groups that change a score, in a fixed order, without those in which the versions agree.

    What a group brings in comes whole: a new industry with its weights and anchors, a new data point with its anchors,
    weight and event types. The last step scores as `after` does.
    """
    now = before
    for group, take_over in GROUPS.items():
        following = take_over(now, after)
        if not same(now, following):
            yield Step(group, following)
        now = following


def same(one: Methodology, other: Methodology) -> bool:
    """Whether two versions agree in everything that can move a score or a grade."""
    quiet = {name: getattr(one.parameters, name) for name in SILENT_PARAMETERS}
    if one.parameters != replace(other.parameters, **quiet):
        return False
    return all(moving(name, one).equals(moving(name, other)) for name in SPECS if name not in SILENT)


def moving(name: str, methodology: Methodology) -> pl.DataFrame:
    """The columns of a file that can move a score. Rows are in order only where the first way that works is taken."""
    frame: pl.DataFrame = getattr(methodology, name)
    if name == "ladders":  # one that no data point has moves nobody
        frame = frame.join(methodology.imputation, on="ladder_id", how="semi")
    columns = sorted(set(frame.columns) - TEXTS.get(name, frozenset()))
    return frame.select(columns) if name == "derivations" else frame.select(columns).sort(columns)


def take_universe(now: Methodology, after: Methodology) -> Methodology:
    """Who is rated and in which industry; a new industry comes with its weights and anchors."""
    is_new = ~pl.col("industry_code").is_in(now.industries["industry_code"].to_list())
    is_kept = pl.col("industry_code").is_in(after.industries["industry_code"].to_list())
    known_points = now.data_points.select(IDENTITY).join(after.data_points.select(IDENTITY), on=IDENTITY)
    anchors = after.anchors.filter(is_new.fill_null(value=False)).join(known_points, on="data_point_id", how="semi")
    return replace(
        now,
        industries=after.industries,
        industry_codes=after.industry_codes,
        security_types=after.security_types,
        universe_rules=after.universe_rules,
        materiality=pl.concat([now.materiality.filter(is_kept), after.materiality.filter(is_new)]),
        anchors=pl.concat([now.anchors.filter(is_kept.fill_null(value=True)), anchors]),
    )


def take_data_points(now: Methodology, after: Methodology) -> Methodology:
    """What is measured, in which unit, from what it follows, and by which words it is found in reports."""
    both = now.data_points.select(IDENTITY).join(after.data_points.select(IDENTITY), on=IDENTITY)
    ids = after.data_points["data_point_id"].to_list()
    known = now.data_points["data_point_id"].to_list()
    point = pl.col("data_point_id")
    new_events = after.event_types.filter(~point.is_in(known)).join(now.event_types, on="event_type", how="anti")
    return replace(
        now,
        data_points=with_columns_of(after.data_points, now.data_points, LATER),
        units=after.units,
        derivations=after.derivations,
        labels=after.labels,
        anchors=pl.concat(
            [
                now.anchors.join(both, on="data_point_id", how="semi"),
                after.anchors.join(both, on="data_point_id", how="anti"),
            ]
        ),
        event_types=pl.concat([now.event_types.filter(point.is_in(ids)), new_events]),
        imputation=pl.concat(
            [
                now.imputation.filter(point.is_in(after.imputation["data_point_id"].to_list())),
                after.imputation.filter(~point.is_in(now.imputation["data_point_id"].to_list())),
            ]
        ),
        ladders=pl.concat([now.ladders, after.ladders.join(now.ladders, on="ladder_id", how="anti")]),
    )


def with_columns_of(points: pl.DataFrame, earlier: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """Data points with some columns as they were before, for those that were scored then and are now."""
    old = earlier.filter(pl.col("weight") > 0).select("data_point_id", *(pl.col(c).alias(f"old_{c}") for c in columns))
    joined = points.join(old, on="data_point_id", how="left", validate="1:1", maintain_order="left")
    is_kept = pl.col("weight") > 0
    taken = [pl.when(is_kept).then(pl.col(f"old_{c}")).otherwise(None).fill_null(pl.col(c)).alias(c) for c in columns]
    return joined.with_columns(taken).select(points.columns)


def take_value_functions(now: Methodology, after: Methodology) -> Methodology:
    """Every anchor."""
    return replace(now, anchors=after.anchors)


def take_point_weights(now: Methodology, after: Methodology) -> Methodology:
    """Weights of data points inside their key issue."""
    return replace(now, data_points=with_columns_of(after.data_points, now.data_points, ("carry_years",)))


def take_materiality(now: Methodology, after: Methodology) -> Methodology:
    """The tree, and what its key issues weigh in each industry."""
    chosen = after.parameters
    parameters = replace(
        now.parameters,
        corner_ratio=chosen.corner_ratio,
        influence_share=chosen.influence_share,
        time_share=chosen.time_share,
        pillar_limits=chosen.pillar_limits,
    )
    return replace(
        now,
        parameters=parameters,
        key_issues=after.key_issues,
        materiality=after.materiality,
        pillar_limits=with_coverage_of(after.pillar_limits, now.pillar_limits),
    )


def with_coverage_of(limits: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """Limits of pillars with the minimum coverage as it was before."""
    coverage = earlier.select("pillar_id", "minimum_coverage")
    joined = limits.drop("minimum_coverage").join(coverage, on="pillar_id", validate="1:1", maintain_order="left")
    return joined.select(limits.columns)


def take_filling(now: Methodology, after: Methodology) -> Methodology:
    """How long values are carried, what stands for one that is not known, and which ones are too far out."""
    chosen = after.parameters
    parameters = replace(
        now.parameters,
        min_donors=chosen.min_donors,
        carry_decay=chosen.carry_decay,
        prior_score=chosen.prior_score,
        disclosure_floor=chosen.disclosure_floor,
        strict_disclosure=chosen.strict_disclosure,
        value_current_months=chosen.value_current_months,
        interpolation_years=chosen.interpolation_years,
        winsor_fence=chosen.winsor_fence,
        outlier_min_peers=chosen.outlier_min_peers,
        unit_slip_tolerance=chosen.unit_slip_tolerance,
    )
    return replace(
        now,
        parameters=parameters,
        data_points=after.data_points,
        ladders=after.ladders,
        imputation=after.imputation,
    )


def take_events(now: Methodology, after: Methodology) -> Methodology:
    """Which events count, how much, and for how long."""
    return replace(
        now,
        parameters=replace(now.parameters, event_window_years=after.parameters.event_window_years),
        event_types=after.event_types,
        event_severities=after.event_severities,
    )


def take_grades(now: Methodology, after: Methodology) -> Methodology:
    """Everything else: red lines, the scale of grades, the minimum coverages. They move grades, not scores."""
    left = {field.name: getattr(after, field.name) for field in fields(Methodology)}
    return replace(now, **left)


TakeOver = Callable[[Methodology, Methodology], Methodology]
GRADE_RULES = "red lines and grades"
WEIGHTS, FUNCTIONS, POINT_WEIGHTS = "weights of key issues", "value functions", "weights of data points"
GROUPS: dict[str, TakeOver] = {
    "universe and industries": take_universe,
    "data points": take_data_points,
    FUNCTIONS: take_value_functions,
    POINT_WEIGHTS: take_point_weights,
    WEIGHTS: take_materiality,
    "carrying and filling": take_filling,
    "events": take_events,
    GRADE_RULES: take_grades,
}
