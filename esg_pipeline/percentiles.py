"""Statistical value functions: anchors at percentiles of a reference universe, to be frozen into a version.

They are computed once, on request; a rating never refits them. Writing them into a version is `methodology/freeze.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from esg_pipeline.impute import Floats
from esg_pipeline.methodology.codes import Basis, Direction, Kind, State
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.warehouse import Warehouse

MIN_VALUES = 20  # fewer say nothing about the tails of a distribution
DIGITS = 4  # significant ones that an anchor keeps
DIRECTIONS = (Direction.HIGHER_BETTER, Direction.LOWER_BETTER)
KNOWN = (State.REPORTED.value, State.REPORTED_ZERO.value)


@dataclass(frozen=True)
class Reference:
    """The universe that percentiles are taken of: its values (as `core.known_value`), its issuers
    (as `core.rating_universe`), its rating date, and whether its simulated issuers or its real ones are meant.
    """

    known: pl.DataFrame
    universe: pl.DataFrame
    rating_date: date
    is_simulated: bool

    @property
    def citation(self) -> str:
        """What the anchors rest on, as their citation."""
        kind = "simulated" if self.is_simulated else "real"
        return f"Percentiles of the {kind} reference universe on {self.rating_date}"


def published_reference(
    file: Path, rating_date: date, methodology: Methodology, data_point_ids: Sequence[str], *, is_simulated: bool
) -> Reference:
    """The published universe of a rating date as percentiles need it.

    Raises ValueError when a value was published in another unit than this version has: the anchors would be wrong.
    """
    published = Warehouse(file)
    known = published.read("core.known_value", rating_date).filter(pl.col("data_point_id").is_in(data_point_ids))
    units = methodology.data_points.select("data_point_id", own="unit")
    other = known.join(units, on="data_point_id", validate="m:1").filter(pl.col("unit") != pl.col("own"))
    for name, unit, own in other.select("data_point_id", "unit", "own").iter_rows():
        raise ValueError(f"{name!r} was published in {unit!r}, the version has {own!r}: rate by the version first")
    return Reference(known, published.read("core.rating_universe", rating_date), rating_date, is_simulated)


def percentile_anchors(
    reference: Reference, methodology: Methodology, data_point_ids: Sequence[str], valid_from: date
) -> pl.DataFrame:
    """Rows for `anchors.csv`: a set over all issuers, and one for each industry with at least twenty values.

    Scores at the percentiles come from `percentile_scale.csv`; lower-is-better data points read it from the other end.
    Raises ValueError for a data point that is no scored quantity with one direction, or has too few values.
    """
    rows = [row for name in data_point_ids for row in anchors_of(reference, methodology, name)]
    schema = {"data_point_id": pl.String, "industry_code": pl.String, "x": pl.Float64, "unit": pl.String}
    frame = pl.DataFrame(rows, {**schema, "score": pl.Float64, "values": pl.Int64}, orient="row")
    citation = pl.format("{}, {} values", pl.lit(reference.citation), "values")
    return frame.with_columns(
        valid_from=pl.lit(valid_from), basis=pl.lit(Basis.STATISTICAL.value), citation=citation
    ).select(methodology.anchors.columns)


Anchor = tuple[str, str | None, float, str, float, int]


def anchors_of(reference: Reference, methodology: Methodology, data_point_id: str) -> Iterator[Anchor]:
    """The sets of one data point: the default one first, then the industries by name."""
    unit, direction = description(methodology, data_point_id)
    values = values_of(reference, data_point_id)
    everybody = values["value"].to_numpy()
    if len(everybody) < MIN_VALUES:
        kind = "simulated" if reference.is_simulated else "real"
        message = f"{len(everybody)} {kind} values of {data_point_id!r} on {reference.rating_date}"
        raise ValueError(f"{message}; percentiles need at least {MIN_VALUES}")
    by_industry = values.partition_by("industry_code", as_dict=True, maintain_order=True)
    groups = [(None, everybody)] + [(str(key[0]), rows["value"].to_numpy()) for key, rows in by_industry.items()]
    for industry, found in groups:
        if len(found) >= MIN_VALUES:
            anchors = scored_percentiles(found, methodology.percentile_scale, direction)
            yield from ((data_point_id, industry, x, unit, score, len(found)) for x, score in anchors)


def description(methodology: Methodology, data_point_id: str) -> tuple[str, str]:
    """(unit, direction) of a scored quantity that runs one way. Raises ValueError for anything else."""
    rows = methodology.data_points.filter(data_point_id=data_point_id, kind=Kind.QUANTITATIVE.value)
    for unit, direction in rows.select("unit", "direction").iter_rows():
        if direction in DIRECTIONS:
            return str(unit), str(direction)
    raise ValueError(f"{data_point_id!r} is no scored quantity of the method that is better higher or better lower")


def values_of(reference: Reference, data_point_id: str) -> pl.DataFrame:
    """industry_code and value of the chosen kind of issuers, as reported, by industry and issuer."""
    rated = reference.universe.filter(pl.col("in_scope"), is_simulated=reference.is_simulated)
    known = reference.known.filter(pl.col("state").is_in(KNOWN), data_point_id=data_point_id)
    both = known.select("issuer_id", "value").join(
        rated.select("issuer_id", "industry_code"), on="issuer_id", validate="1:1"
    )
    return both.filter(pl.col("value").is_not_null()).sort("industry_code", "issuer_id")


def scored_percentiles(values: Floats, scale: pl.DataFrame, direction: str) -> list[tuple[float, float]]:
    """(x, score) at each percentile of the scale, x rising; percentiles that fall together share their mean score."""
    ordered = scale.sort("percentile")
    percentiles, scores = ordered["percentile"].to_numpy(), ordered["score"].to_numpy()
    if direction == Direction.LOWER_BETTER:
        percentiles, scores = (100 - percentiles)[::-1], scores[::-1]
    x = significant(np.percentile(values, percentiles))
    return [(float(place), float(scores[x == place].mean())) for place in np.unique(x)]


def significant(values: Floats) -> Floats:
    """Values with the digits that an anchor keeps."""
    return np.array([float(f"{value:.{DIGITS}g}") for value in values])
