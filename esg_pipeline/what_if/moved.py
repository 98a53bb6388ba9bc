"""The method with other weights and anchors for one industry, held to the rules that its files are held to."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from esg_pipeline.methodology.check_anchors import check_anchors
from esg_pipeline.methodology.check_units import check_anchor_units
from esg_pipeline.methodology.codes import Basis, Influence
from esg_pipeline.methodology.model import Methodology, Problem, Row, Table
from esg_pipeline.what_if.scenario import AnchorChange, WeightChange, WhatIfError

SOURCE = "what-if"
CELL = ("industry_code", "key_issue_id")


def with_weights(methodology: Methodology, changes: Sequence[WeightChange], industry_code: str) -> Methodology:
    """Another influence and impact time of key issues in an industry.

    Raises WhatIfError for an unknown key issue, and when no key issue of the industry would have a weight.
    """
    if not changes:
        return methodology
    cells = methodology.materiality
    known = cells.filter(industry_code=industry_code)["key_issue_id"].to_list()
    for change in changes:
        if change.subject not in known:
            raise WhatIfError(f"there is no key issue {change.subject}")
    asked = pl.DataFrame(
        [(industry_code, change.subject, change.influence.value, change.impact_time) for change in changes],
        schema={name: cells.schema[name] for name in (*CELL, "influence", "impact_time")},
        orient="row",
    )
    moved = cells.update(asked, on=CELL, include_nulls=True)
    if moved.filter(pl.col("industry_code") == industry_code, pl.col("influence") != Influence.NONE).is_empty():
        raise WhatIfError("no key issue would have a weight")
    return replace(methodology, materiality=moved)


def with_anchors(
    methodology: Methodology, changes: Sequence[AnchorChange], industry_code: str, rating_date: date
) -> Methodology:
    """Other value functions of data points in an industry from a rating date on.

    Raises WhatIfError with all that the rules of the method find wrong with them.
    """
    if not changes:
        return methodology
    points = {row["data_point_id"]: row for row in methodology.scored_data_points.iter_rows(named=True)}
    for change in changes:
        if change.subject not in points:
            raise WhatIfError(f"there is no scored data point {change.subject}")
    rows = pl.concat([anchor_rows(change, points[change.subject]["unit"], methodology) for change in changes])
    asked = [points[change.subject] for change in changes]
    problems = [problem.message for problem in anchor_problems(rows, pl.DataFrame(asked), methodology)]
    if problems:
        raise WhatIfError("; ".join(problems))
    own = rows.with_columns(
        industry_code=pl.lit(industry_code, dtype=rows.schema["industry_code"]), valid_from=pl.lit(rating_date)
    )
    # A set that begins on the very day would be mixed with the one that is asked for.
    before = methodology.anchors.join(own, on=["data_point_id", "industry_code", "valid_from"], how="anti")
    return replace(methodology, anchors=pl.concat([before, own]))


def anchor_rows(change: AnchorChange, unit: str, methodology: Methodology) -> pl.DataFrame:
    """The anchors as rows of the method's file, for every industry and since ever."""
    cells = {"data_point_id": change.subject, "unit": unit, "basis": Basis.GUESS.value, "citation": SOURCE}
    rows = [{**cells, "valid_from": date.min, "x": x, "score": score} for x, score in change.anchors]
    schema = methodology.anchors.schema
    return pl.DataFrame(rows, schema_overrides={name: schema[name] for name in ("unit", "x", "score")}).select(
        pl.col(name) if name in (*cells, "valid_from", "x", "score") else pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in schema.items()
    )


def anchor_problems(rows: pl.DataFrame, data_points: pl.DataFrame, methodology: Methodology) -> Iterator[Problem]:
    """What the rules of value functions and of units find wrong with anchors."""
    anchors, points = table("anchors", rows), table("data_points", data_points)
    yield from check_anchors(anchors, points)
    units, derivations = table("units", methodology.units), table("derivations", methodology.derivations)
    yield from check_anchor_units(anchors, points, units, derivations)
    for name, x in rows.filter(pl.struct("data_point_id", "x").is_duplicated()).select("data_point_id", "x").rows():
        yield Problem("anchors", 1, "duplicate_anchor", f"{name!r} has two anchors at x = {x:g}")


def table(name: str, frame: pl.DataFrame) -> Table:
    """A frame as the rules of the method take it."""
    return Table(name, tuple(Row(1, row) for row in frame.iter_rows(named=True)), columns=tuple(frame.columns))
