"""The dense issuer x data point arrays of one rating date, and the way to them and back to tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from esg_pipeline.impute import CARRIED, METHODS, REPORTED, Filled, Flags, Floats, Peers, Whole, group_numbers
from esg_pipeline.methodology.codes import Origin, State
from esg_pipeline.weight import data_point_applies

Entry = TypeVar("Entry", bound=np.generic)
SIZE_CLASSES = 3
NOTHING = np.float64("nan")
# What a score is by the place of its method in METHODS.
ORIGINS = tuple(
    {REPORTED: Origin.REPORTED.value, CARRIED: Origin.CARRIED.value}.get(place, Origin.IMPUTED.value)
    for place in range(len(METHODS))
)


@dataclass(frozen=True)
class Aged:
    """Values and their ages in years, issuer x data point; NaN and 0 where there is none."""

    values: Floats
    age: Whole


@dataclass(frozen=True)
class Panel:
    """Values known on one rating date.

    `issuers`: rows in scope (issuer_id, industry_code, issuer_class, tags, size_assets_cny_million, is_simulated);
    `data_points`: scored columns (data_point_id, key_issue_id, applies_to, carry_years). Issuer x data point: `newest`
    known values, those of the year before them (`earlier`), those `interpolated`; `confidence` of the newest, 1 where
    no document was read; `wanted`: cells that apply and matter to the industry; `tried`: what interpolation would say
    of current values.
    """

    issuers: pl.DataFrame
    data_points: pl.DataFrame
    newest: Aged
    earlier: Aged
    interpolated: Aged
    confidence: Floats
    wanted: Flags
    tried: Floats

    @property
    def data_point_ids(self) -> list[str]:
        """One id per column."""
        return self.data_points["data_point_id"].to_list()

    @property
    def industries(self) -> list[str]:
        """One industry code per row."""
        return self.issuers["industry_code"].to_list()

    @property
    def world(self) -> Whole:
        """Per row 0 for a real, 1 for a simulated issuer."""
        return self.issuers["is_simulated"].to_numpy().astype(np.int64)

    @property
    def carry_years(self) -> Whole:
        """One limit per column."""
        return self.data_points["carry_years"].to_numpy().astype(np.int64)

    @cached_property
    def peers(self) -> Peers:
        """The groups of the imputation ladder."""
        world = self.issuers["is_simulated"].to_list()
        issuer_class = self.issuers["issuer_class"].to_list()
        sizes = size_classes(self.issuers)
        ladder = ((self.industries, issuer_class, sizes), (self.industries,), (issuer_class,), ())
        return Peers(tuple(group_numbers(world, *keys) for keys in ladder))


def build_panel(
    universe: pl.DataFrame,
    known: pl.DataFrame,
    interpolated: pl.DataFrame,
    data_points: pl.DataFrame,
    key_issue_weights: pl.DataFrame,
) -> Panel:
    """Scatters `core.known_value` and `core.interpolated_value` of one date. `data_points`: the scored ones only."""
    issuers = universe.filter("in_scope").sort("issuer_id")
    columns = data_points.sort("data_point_id")
    shape = (issuers.height, columns.height)
    cells = positions(known, issuers, columns)
    lines = positions(interpolated, issuers, columns)
    is_trial = pl.col("is_trial")
    wanted = applicable(issuers, columns) & relevant(issuers, columns, key_issue_weights)
    declared = cells.filter(pl.col("state") == State.NOT_APPLICABLE)
    wanted[declared["row"].to_numpy(), declared["column"].to_numpy()] = False
    return Panel(
        issuers,
        columns,
        newest=aged(cells, "scored_value", "age_years", shape),
        earlier=aged(cells, "earlier_value", "earlier_age_years", shape),
        interpolated=aged(lines.filter(~is_trial), "value", "age_years", shape),
        confidence=scattered(cells, "confidence", shape, np.float64(1)),
        wanted=wanted,
        tried=scattered(lines.filter(is_trial), "value", shape, NOTHING),
    )


def aged(cells: pl.DataFrame, value: str, age: str, shape: tuple[int, int]) -> Aged:
    """Two columns of placed cells as arrays; a null age is 0."""
    return Aged(scattered(cells, value, shape, NOTHING), scattered(cells, age, shape, np.int64(0)))


def scattered(cells: pl.DataFrame, column: str, shape: tuple[int, int], default: Entry) -> NDArray[Entry]:
    """A column of placed cells as an array of the type of `default`, which stands where it is null or has no cell.

    Where no cell says anything the array takes no room and cannot be written to.
    """
    found = cells.select("row", "column", column).drop_nulls(column)
    if found.is_empty():
        return np.broadcast_to(default, shape)
    array = np.full(shape, default)
    array[found["row"].to_numpy(), found["column"].to_numpy()] = found[column].to_numpy()
    return array


def positions(known: pl.DataFrame, issuers: pl.DataFrame, data_points: pl.DataFrame) -> pl.DataFrame:
    """Known values of scored data points of rated issuers with their row and column."""
    rows = issuers.select("issuer_id").with_row_index("row")
    columns = data_points.select("data_point_id").with_row_index("column")
    return known.join(rows, on="issuer_id", validate="m:1").join(columns, on="data_point_id", validate="m:1")


def applicable(issuers: pl.DataFrame, data_points: pl.DataFrame) -> Flags:
    """Cells whose data point applies to the issuer's tags."""
    tag_sets = issuers["tags"].to_list()
    rules = data_points["applies_to"].to_list()
    by_tags: Mapping[str, Flags] = {
        tags: np.array([data_point_applies(rule, tags.split("|")) for rule in rules], dtype=np.bool_)
        for tags in set(tag_sets)
    }
    return np.array([by_tags[tags] for tags in tag_sets], dtype=np.bool_).reshape(len(tag_sets), len(rules))


def relevant(issuers: pl.DataFrame, data_points: pl.DataFrame, key_issue_weights: pl.DataFrame) -> Flags:
    """Cells whose key issue has a weight in the issuer's industry."""
    weighted = key_issue_weights.filter(pl.col("weight") > 0).select("industry_code", "key_issue_id")
    pairs = set(weighted.iter_rows())
    key_issues = data_points["key_issue_id"].to_list()
    codes = issuers["industry_code"].to_list()
    by_industry = {
        code: np.array([(code, key_issue) in pairs for key_issue in key_issues], dtype=np.bool_) for code in set(codes)
    }
    return np.array([by_industry[code] for code in codes], dtype=np.bool_).reshape(len(codes), len(key_issues))


def size_classes(issuers: pl.DataFrame) -> list[int]:
    """Tercile of total assets among issuers of the same kind (real or simulated); -1 when unknown."""
    count = pl.col("size_assets_cny_million").count().over("is_simulated")
    rank = pl.col("size_assets_cny_million").rank("ordinal").over("is_simulated")
    tercile = ((rank - 1) * SIZE_CLASSES // count).cast(pl.Int64)
    return issuers.select(tercile.fill_null(-1)).to_series().to_list()


def score_table(panel: Panel, filled: Filled, low: Floats, high: Floats, known: pl.DataFrame) -> pl.DataFrame:
    """The wanted cells as a long table: one row per issuer and data point that applies.

    `low`, `high`: bounds of the interval of each cell; shown where the score is not of a current value.
    """
    row, column = np.nonzero(panel.wanted)
    method = filled.method[row, column]
    frame = pl.DataFrame(
        {
            "issuer_id": panel.issuers["issuer_id"].gather(row),
            "is_simulated": panel.issuers["is_simulated"].gather(row),
            "data_point_id": panel.data_points["data_point_id"].gather(column),
            "score": filled.scores[row, column],
            "score_low": low[row, column],
            "score_high": high[row, column],
            "origin": pl.Series(ORIGINS, dtype=pl.String).gather(method),
            "method": pl.Series(METHODS, dtype=pl.String).gather(method),
            "donors": pl.Series(filled.donors[row, column]),
            "is_filled": method > CARRIED,
            "is_current": method == REPORTED,
        }
    )
    evidence = known.select("issuer_id", "data_point_id", "value", "observation_id")
    is_filled = pl.col("is_filled")
    return frame.join(evidence, on=["issuer_id", "data_point_id"], how="left", validate="1:1").with_columns(
        score_low=pl.when(~pl.col("is_current")).then("score_low"),
        score_high=pl.when(~pl.col("is_current")).then("score_high"),
        donors=pl.when(is_filled).then("donors"),
        value=pl.when(~is_filled).then("value"),
        observation_id=pl.when(~is_filled).then("observation_id"),
    )
