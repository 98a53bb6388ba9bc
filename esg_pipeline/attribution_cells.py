"""Both sides of changed cells in one row, and the arrays by which attribution_game splits their moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from esg_pipeline.attribution_events import CELL, event_moves
from esg_pipeline.attribution_game import Ends, Floats, Whole
from esg_pipeline.impute import CARRIED, INTERPOLATED, METHODS, REPORTED
from esg_pipeline.outliers import OutlierPolicy, fences
from esg_pipeline.standardise import EVERY_INDUSTRY, ValueFunction, ValueFunctions, value_functions

GROUP = ["data_point_id", "industry_code", "is_simulated"]
BEFORE = "previous_"
REGISTER = "event_register"
OWN = (METHODS[REPORTED], METHODS[CARRIED])
UNKNOWN = (-1, -2)  # value functions of a version that is not at hand; those of two dates are never the same


@dataclass(frozen=True)
class Rules:
    """What one version says about scoring: anchors and carrying as in `reference`, outliers, how long events count."""

    anchors: pl.DataFrame
    carrying: pl.DataFrame
    outliers: OutlierPolicy
    event_window_years: float


@dataclass(frozen=True)
class Grid:
    """Issuers and data points in an order, so that every cell has a number: joins of long tables become look-ups."""

    issuers: pl.Series
    data_points: pl.Series

    @property
    def size(self) -> int:
        """How many cells there are."""
        return len(self.issuers) * len(self.data_points)

    def numbered(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with the number of their cell instead of its names, without those that are no cell of the grid."""
        issuers, data_points = (pl.Enum(names) for names in (self.issuers, self.data_points))
        row, column = (
            pl.col("issuer_id").cast(issuers, strict=False),
            pl.col("data_point_id").cast(data_points, strict=False),
        )
        number = row.to_physical().cast(pl.Int64) * len(self.data_points) + column.to_physical().cast(pl.Int64)
        return rows.with_columns(cell=number).drop(CELL).drop_nulls("cell")

    def names(self, cells: Whole) -> pl.DataFrame:
        """Issuer and data point of some cells."""
        row, column = np.divmod(cells, max(len(self.data_points), 1))
        return pl.DataFrame({"issuer_id": self.issuers.gather(row), "data_point_id": self.data_points.gather(column)})

    def look_up(self, rows: pl.DataFrame, cells: Whole) -> pl.DataFrame:
        """The row of each cell without its number, nulls where there is none. `rows`: numbered, one per cell."""
        place = np.full(self.size, -1, dtype=np.int64)
        place[rows["cell"].to_numpy()] = np.arange(rows.height)
        at = pl.Series(place[cells])
        return rows.select(pl.exclude("cell").gather(at.set(at < 0, None)))

    def spread(self, rows: pl.DataFrame, name: str) -> Floats:
        """A column of numbered rows as one entry per cell of the grid, NaN where there is no row."""
        found = np.full(self.size, np.nan)
        found[rows["cell"].to_numpy()] = rows[name].to_numpy()
        return found


@dataclass(frozen=True)
class Side:
    """One of the two dates.

    `rules`: of its version, None where that is not at hand, and then `functions` is None too. `scores`, `methods`,
    `values`, `lines`: as `sql/read/weighed_scores.sql`, `scoring_methods.sql`, `values_in_use.sql` and
    `lines_in_use.sql`, numbered; `industries`, `figures`: as `rated_industries.sql` and `fenced_figures.sql`.
    """

    rating_date: date
    methodology_hash: str
    rules: Rules | None
    functions: ValueFunctions | None
    scores: pl.DataFrame
    methods: pl.DataFrame
    values: pl.DataFrame
    lines: pl.DataFrame
    industries: pl.DataFrame
    figures: pl.DataFrame

    def fences(self) -> pl.DataFrame:
        """data_point_id, industry_code, is_simulated, low, high."""
        if self.rules is None:
            schema = self.figures.select(GROUP).schema
            return pl.DataFrame(schema={**schema, "low": pl.Float64, "high": pl.Float64})
        return fences(self.figures, self.rules.outliers).select(*GROUP, "low", "high")


def functions_of(rules: Rules, rating_date: date) -> ValueFunctions:
    """The value functions in force on a date."""
    return value_functions(rules.anchors, rating_date)


def rules_of(tables: Mapping[str, pl.DataFrame]) -> Rules:
    """The rules of a version out of its tables of the `reference` layer."""
    parameters = dict(tables["reference.parameter"].select("name", "value").iter_rows())
    limits = tables["reference.data_point"].select("data_point_id", "carry_years")
    decays = tables["reference.imputation"].select(
        "data_point_id", carry_decay=pl.col("carry_decay").fill_null(parameters["carry_decay"])
    )
    return Rules(
        tables["reference.value_function"],
        limits.join(decays, on="data_point_id", validate="1:1"),
        OutlierPolicy(
            parameters["winsor_fence"], int(parameters["outlier_min_peers"]), parameters["unit_slip_tolerance"]
        ),
        parameters["event_window_years"],
    )


def paired(grid: Grid, events: pl.DataFrame, earlier: Side, later: Side, issuers: pl.Series) -> pl.DataFrame:
    """One row per cell of some issuers whose score or weight differs, the earlier side in columns `previous_*`.

    `events`: as `sql/read/event_points.sql`. With year, value, factor and fences of what each score rests on, and with
    what `event_moves` tells. Sorted by cell.
    """
    cells = changed_cells(grid, earlier, later, issuers)
    is_known = earlier.rules is not None and later.rules is not None
    names = grid.names(cells)
    before, after = (on_side(grid, cells, side, is_known=is_known) for side in (earlier, later))
    sides = before.select(pl.all().name.prefix(BEFORE))
    rows = pl.concat([names, sides, after], how="horizontal")
    moves = events_of(events, earlier, later)
    return rows.join(moves, on=CELL, how="left", validate="1:1", maintain_order="left")


def events_of(events: pl.DataFrame, earlier: Side, later: Side) -> pl.DataFrame:
    """As `event_moves`, by the window of the earlier version, or of the later one where only that is at hand."""
    known = [side.rules.event_window_years for side in (earlier, later) if side.rules]
    is_same = earlier.methodology_hash == later.methodology_hash
    dates = earlier.rating_date, later.rating_date
    return event_moves(events, dates, next(iter(known), None), is_same_method=is_same)


def changed_cells(grid: Grid, earlier: Side, later: Side, issuers: pl.Series) -> Whole:
    """Numbers of the cells of some issuers whose score or weight differs or that one date does not have, ascending."""
    differs = np.zeros(grid.size, dtype=np.bool_)
    for name in ("weight", "score"):
        before, after = (grid.spread(side.scores, name) for side in (earlier, later))
        differs |= (before != after) & ~(np.isnan(before) & np.isnan(after))
    asked = grid.issuers.is_in(issuers.implode()).to_numpy()
    return np.flatnonzero(differs & np.repeat(asked, len(grid.data_points)))


def on_side(grid: Grid, cells: Whole, side: Side, *, is_known: bool) -> pl.DataFrame:
    """What the scores of cells rest on at one date, `used_*`, whatever the tables call it; no names of cells.

    `is_known`: whether the versions of both dates are at hand.
    """
    tables = (side.scores, side.methods, side.values, side.lines)
    rows = pl.concat([grid.names(cells), *(grid.look_up(table, cells) for table in tables)], how="horizontal")
    is_own, is_line = pl.col("method").is_in(OWN), pl.col("method") == METHODS[INTERPOLATED]
    used = rows.join(side.industries, on="issuer_id", how="left", validate="m:1", maintain_order="left").with_columns(
        used_value=pl.when(is_own).then("value").when(is_line).then("line_value").otherwise(0.0),
        used_scored=pl.when(is_own).then("scored_value").when(is_line).then("line_value").otherwise(0.0),
        used_year=pl.when(is_own).then("fiscal_year").when(is_line).then("line_year"),
        used_age=pl.when(is_own).then("age_years").when(is_line).then("line_age").otherwise(0).fill_null(0),
    )
    kept = with_factor(used, side.rules if is_known else None)
    fenced = kept.join(side.fences(), on=GROUP, how="left", validate="m:1", maintain_order="left")
    return fenced.drop(*CELL, "line_value", "line_year", "line_age")


def with_factor(rows: pl.DataFrame, rules: Rules | None) -> pl.DataFrame:
    """With what is left of the score after carrying; without rules minus the age, which tells no more than a change."""
    if rules is None:
        return rows.with_columns(used_factor=-pl.col("used_age").cast(pl.Float64))
    joined = rows.join(rules.carrying, on="data_point_id", how="left", validate="m:1", maintain_order="left")
    years = pl.min_horizontal("used_age", "carry_years")
    return joined.with_columns(used_factor=pl.col("carry_decay").pow(years)).drop("carry_years", "carry_decay")


def ends_of(pairs: pl.DataFrame, earlier: Side, later: Side) -> tuple[Ends, list[ValueFunction]]:
    """The arrays of the game of cells that rest on their issuer's own values on both dates."""
    is_event = pl.col("value_method").eq_missing(REGISTER) & pl.col("previous_value_method").eq_missing(REGISTER)
    is_newer = pl.col("used_year") > pl.col("previous_used_year")
    is_kept = pl.col("used_factor") >= pl.col("previous_used_factor")
    places, functions = places_of(pairs, earlier, later)
    no_limit = float("inf")
    ends = Ends(
        value=two_rows(pairs, "used_value"),
        scored=two_rows(pairs, "used_scored"),
        low=two_rows(pairs, "low", -no_limit),
        high=two_rows(pairs, "high", no_limit),
        factor=two_rows(pairs, "used_factor"),
        function=places,
        new_points=column(pairs, pl.when(is_event).then(pl.col("new_points").fill_null(0.0))),
        regraded_points=column(pairs, pl.col("regraded_points").fill_null(0.0)),
        is_refreshed=pairs.select((is_newer & is_kept).fill_null(value=False)).to_series().to_numpy(),
    )
    return ends, functions


def column(pairs: pl.DataFrame, what: pl.Expr) -> Floats:
    """An expression as an array; NaN where it is null."""
    return pairs.select(what.cast(pl.Float64).fill_null(float("nan"))).to_series().to_numpy()


def two_rows(pairs: pl.DataFrame, name: str, default: float = float("nan")) -> Floats:
    """A column of both sides, the earlier first."""
    return np.stack([column(pairs, pl.col(side).fill_null(default)) for side in (BEFORE + name, name)])


def places_of(pairs: pl.DataFrame, earlier: Side, later: Side) -> tuple[Whole, list[ValueFunction]]:
    """The value function of each cell by the date of the benchmark and that of the industry; equal ones share a place.

    A version that is not at hand has unknown functions; two dates of one version have the same unknown ones.
    """
    unknown = {later.methodology_hash: UNKNOWN[1], earlier.methodology_hash: UNKNOWN[0]}
    listed: list[ValueFunction] = []
    known: dict[tuple[bytes, bytes], int] = {}
    industries = [f"{BEFORE}industry_code", "industry_code"]
    stayed = pairs[industries[0]].equals(pairs[industries[1]])

    def by_industry(side: Side) -> list[Whole]:
        numbers = numbered(side.functions or {}, known, listed)
        each = industries[:1] if stayed else industries
        found = [places(pairs, industry, numbers, unknown[side.methodology_hash]) for industry in each]
        return found * 2 if stayed else found

    first = by_industry(earlier)
    is_same = earlier.methodology_hash == later.methodology_hash and earlier.functions is later.functions
    second = first if is_same else by_industry(later)
    return np.array([first, second], dtype=np.int64).reshape(2, 2, pairs.height), listed


Places = dict[tuple[str, str], int]


def numbered(functions: ValueFunctions, known: dict[tuple[bytes, bytes], int], listed: list[ValueFunction]) -> Places:
    """(data point, industry or `*`) -> place in `listed`, which grows by functions with anchors not met before."""
    found: Places = {}
    for name, function in functions.items():
        key = function.x.tobytes(), function.score.tobytes()
        if key not in known:
            known[key] = len(listed)
            listed.append(function)
        found[name] = known[key]
    return found


def places(pairs: pl.DataFrame, industry: str, numbers: Places, unknown: int) -> Whole:
    """The place of each cell's function; a data point that a version does not have has an unknown one."""
    cells = pairs.select("data_point_id", industry)
    each = cells.unique(maintain_order=True)
    found = [numbers.get((name, code), numbers.get((name, EVERY_INDUSTRY), unknown)) for name, code in each.iter_rows()]
    joined = cells.join(
        each.with_columns(place=pl.Series(found, dtype=pl.Int64)),
        on=cells.columns, how="left", nulls_equal=True, validate="m:1", maintain_order="left",
    )  # fmt: skip
    return joined["place"].to_numpy()
