"""Small pairs of rating dates for the tests of attribution: cells, value functions, events, both sides."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from data_contracts.catalogue import contract
from esg_pipeline.attribution import changes
from esg_pipeline.attribution_cells import GROUP, Grid, Rules, Side, functions_of
from esg_pipeline.outliers import OutlierPolicy
from esg_pipeline.warehouse import Warehouse

Cell = dict[str, Any]
D1, D2 = date(2021, 4, 30), date(2022, 4, 30)
DECAY, WINDOW = 0.9, 3.0
POLICY = OutlierPolicy(1.5, 4, 0.1)
POINTS = ("p1", "p2", "p3")
# Value 0 scores 0 and value 10 scores 100; the points of events score the other way.
RISING, FALLING = ((0.0, 0.0), (10.0, 100.0)), ((0.0, 100.0), (100.0, 0.0))
STEEL, BANKS = "steel", "banking"
COLUMNS = {
    "issuer_id": pl.String,
    "data_point_id": pl.String,
    "weight": pl.Float64,
    "score": pl.Float64,
    "is_simulated": pl.Boolean,
    "method": pl.String,
    "value": pl.Float64,
    "scored_value": pl.Float64,
    "fiscal_year": pl.Int64,
    "age_years": pl.Int64,
    "value_method": pl.String,
    "observation_id": pl.String,
    "line_value": pl.Float64,
    "line_year": pl.Int64,
    "line_age": pl.Int64,
    "industry_code": pl.String,
}
Anchors = Mapping[tuple[str, str], Sequence[tuple[float, float]]]
ANCHORS: Anchors = {("p1", "*"): RISING, ("p2", "*"): RISING, ("p3", "*"): FALLING}


def rules(anchors: Anchors = ANCHORS) -> Rules:
    """A version with these anchors."""
    rows = [
        {"data_point_id": name, "industry_code": industry, "valid_from_date": date(2018, 1, 1), "x": x, "score": score}
        for (name, industry), line in anchors.items()
        for x, score in line
    ]
    carrying = pl.DataFrame([{"data_point_id": name, "carry_years": 3, "carry_decay": DECAY} for name in POINTS])
    return Rules(pl.DataFrame(rows), carrying, POLICY, WINDOW)


def told(value: float, year: int, **more: Any) -> Cell:
    """A cell of issuer A and p1 with a value of its own; current unless `age_years` says otherwise."""
    age = more.get("age_years", 0)
    cell = {
        "value": value,
        "scored_value": value,
        "fiscal_year": year,
        "age_years": age,
        "value_method": "reported",
        "observation_id": f"{year}-{value}",
        "method": "carry_forward" if age else "value_function",
        "score": float(np.interp(value, [x for x, _ in RISING], [score for _, score in RISING])) * DECAY**age,
    }
    return base(**{**cell, **more})


def struck(points: float, **more: Any) -> Cell:
    """A cell of p3 that counts the events of registers."""
    cell = {
        "data_point_id": "p3",
        "value": points,
        "scored_value": points,
        "age_years": 0,
        "value_method": "event_register",
        "method": "value_function",
        "score": 100.0 - points,
    }
    return base(**{**cell, **more})


def filled(score: float, method: str = "median_industry", **more: Any) -> Cell:
    """A cell of issuer A and p1 whose gap was filled."""
    return base(**{"score": score, "method": method, **more})


def base(**more: Any) -> Cell:
    nothing = dict.fromkeys(COLUMNS)
    own = {"issuer_id": "A", "data_point_id": "p1", "weight": 0.5, "is_simulated": False, "industry_code": STEEL}
    return {**nothing, **own, **more}


def side(
    day: date, cells: Sequence[Cell], version: Rules | None, name: str = "v1", figures: Sequence[Any] = ()
) -> Side:
    """One date made of cells; `figures`: (data point, industry, value) of peers."""
    frame = pl.DataFrame(list(cells), schema=COLUMNS)
    key = ["issuer_id", "data_point_id"]
    grid = grid_of(cells)
    tables = (
        frame.select(*key, "weight", "score", "is_simulated"),
        frame.select(*key, "method"),
        frame.filter(pl.col("value_method").is_not_null()).select(
            *key, "value", "scored_value", "fiscal_year", "age_years", "value_method", "observation_id"
        ),
        frame.filter(pl.col("line_year").is_not_null()).select(*key, "line_value", "line_year", "line_age"),
    )
    peers = [{"data_point_id": p, "industry_code": i, "is_simulated": False, "value": value} for p, i, value in figures]
    schema = {**dict.fromkeys(GROUP[:2], pl.String), "is_simulated": pl.Boolean, "value": pl.Float64}
    scores, methods, values, lines = map(grid.numbered, tables)
    return Side(
        day,
        name,
        version,
        functions_of(version, day) if version else None,
        scores,
        methods,
        values,
        lines,
        industries=frame.select("issuer_id", "industry_code").unique(),
        figures=pl.DataFrame(peers, schema=schema),
    )


def grid_of(cells: Sequence[Cell]) -> Grid:
    """The cells of three issuers and three data points."""
    return Grid(pl.Series(["A", "B", "C"]), pl.Series(POINTS))


EVENT_SCHEMA = {
    "issuer_id": pl.String,
    "data_point_id": pl.String,
    "event_id": pl.String,
    "event_date": pl.Date,
    "earlier_points": pl.Float64,
    "later_points": pl.Float64,
}


def events(*rows: tuple[str, date, float, float]) -> pl.DataFrame:
    """Events of issuer A that p3 counts: id, day, points on both dates."""
    return pl.DataFrame([("A", "p3", *row) for row in rows], schema=EVENT_SCHEMA, orient="row")


def moved(
    before: Sequence[Cell],
    after: Sequence[Cell],
    happened: pl.DataFrame | None = None,
    versions: tuple[Rules | None, Rules | None] | None = None,
    figures: tuple[Sequence[Any], Sequence[Any]] = ((), ()),
    names: tuple[str, str] | None = None,
) -> pl.DataFrame:
    """The detail of the change between two dates of these cells."""
    both = versions or (rules(), rules())
    called = names or (("v1", "v2") if versions else ("v1", "v1"))
    sides = (
        side(D1, before, both[0], called[0], figures[0]),
        side(D2, after, both[1], called[1], figures[1]),
    )
    same = called[0] == called[1]
    later = replace(sides[1], functions=sides[0].functions) if same else sides[1]
    rated = sorted({cell["issuer_id"] for cell in before} & {cell["issuer_id"] for cell in after})
    known = events() if happened is None else happened
    return changes(grid_of(before), known, sides[0], later, pl.Series(rated, dtype=pl.String))


def by_cause(detail: pl.DataFrame) -> dict[str, float]:
    """Cause -> points."""
    return dict(detail.group_by("cause").agg(pl.col("points").sum()).sort("cause").iter_rows())


def rows_of(name: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows of a table: the contract's example, changed where a row says so; what the contract lacks is left out."""
    promised = contract(name)
    example = {column.name: column.example for column in promised.columns}
    schema = {column.name: column.dtype for column in promised.columns}
    full = [{key: {**example, **row}[key] for key in example} for row in rows]
    frame = promised.conform(pl.DataFrame(full, schema=schema))
    assert promised.violations(frame) == [], name
    return frame


def grade_of(score: float) -> str:
    """The grade of Table 3."""
    return next(grade for grade, bound in LADDER if score >= bound)


def file_of(path: Path, dates: Mapping[date, Sequence[Cell]], happened: Sequence[Mapping[str, Any]] = ()) -> Warehouse:
    """A work file that holds these cells on these dates, rated by one version."""
    cells: list[Cell] = [{**cell, "rating_date": day} for day, found in dates.items() for cell in found]
    for cell in cells:
        cell |= {"weight_in_total": cell["weight"], "contribution": cell["weight"] * cell["score"]}
        cell["origin"] = ORIGINS.get(cell["method"], "imputed")
    totals: dict[tuple[str, date], float] = {}
    for cell in cells:
        key = cell["issuer_id"], cell["rating_date"]
        totals[key] = totals.get(key, 0.0) + cell["contribution"]
    ratings = [
        {"issuer_id": issuer, "rating_date": day, "score": score, **dict.fromkeys(GRADES, grade_of(score))}
        for (issuer, day), score in totals.items()
    ]
    version = rules()
    own = [{**cell, "method": cell["value_method"], "state": "reported"} for cell in cells if cell["value_method"]]
    tables = {
        "rating.rating": ratings,
        "rating.contribution": cells,
        "score.data_point_score": [{**cell, "score_low": None, "score_high": None, "donors": None} for cell in cells],
        "core.known_value": own,
        "core.interpolated_value": [],
        "core.event_in_window": happened,
        "core.outlier": [],
        "core.rating_universe": [{**rating, "industry_code": STEEL} for rating in ratings],
        "reference.methodology": [{}],
        "reference.parameter": [{"name": name, "value": value} for name, value in PARAMETERS.items()],
        "reference.data_point": [{"data_point_id": name, "carry_years": 3} for name in POINTS],
        "reference.imputation": [{"data_point_id": name, "carry_decay": DECAY} for name in POINTS],
        "reference.value_function": version.anchors.to_dicts(),
    }
    work = Warehouse(path)
    work.replace({name: rows_of(name, rows) for name, rows in tables.items()})
    return work


ORIGINS = {"value_function": "reported", "carry_forward": "carried"}
GRADES = ("model_grade", "rule_grade", "grade")
LADDER = (("AAA", 95), ("AA", 90), ("A", 85), ("BBB", 80), ("BB", 75), ("B", 70), ("CCC", 65), ("CC", 60), ("C", 0))
OUTLIERS = {"winsor_fence": 1.5, "outlier_min_peers": 4.0, "unit_slip_tolerance": 0.1}
PARAMETERS = {"carry_decay": DECAY, "event_window_years": WINDOW, **OUTLIERS}
