"""The benchmark's input: issuers with values for every scored data point of the shipped method, 35 % missing."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology

RATING_DATE = date(2022, 10, 31)
MISSING = 0.35
CARRIED = 0.1
READ = 0.2  # share of the values that were read from documents
CONFIDENCE = 0.97  # of these
SEED = 1

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Workload:
    """One rating date: the method, who is rated, and what is known, long, as the pipeline has it."""

    methodology: Methodology
    universe: pl.DataFrame
    known: pl.DataFrame
    interpolated: pl.DataFrame


def make_workload(issuers: int) -> Workload:
    """Values spread evenly between the outer anchors of their value function. The same count, the same workload."""
    methodology = load_methodology()
    random = np.random.default_rng(SEED)
    universe = make_universe(methodology, issuers, random)
    points = methodology.scored_data_points["data_point_id"].to_list()
    spans = methodology.anchors.group_by("data_point_id").agg(low=pl.col("x").min(), high=pl.col("x").max())
    span = {name: (low, high) for name, low, high in spans.iter_rows()}
    low = np.array([span[name][0] for name in points])
    high = np.array([span[name][1] for name in points])
    values = low + (high - low) * random.random((issuers, len(points)))
    row, column = np.nonzero(random.random(values.shape) >= MISSING)
    nothing = pl.Series([None] * len(row), dtype=pl.Float64)
    known = pl.DataFrame(
        {
            "issuer_id": universe["issuer_id"].gather(row),
            "data_point_id": pl.Series(points).gather(column),
            "value": values[row, column],
            "state": ["reported"] * len(row),
            "age_years": (random.random(len(row)) < CARRIED).astype(np.int64),
            "observation_id": pl.Series([None] * len(row), dtype=pl.String),
            "scored_value": values[row, column],
            "confidence": np.where(random.random(len(row)) < READ, CONFIDENCE, 1.0),
            "earlier_value": nothing,
            "earlier_age_years": nothing.cast(pl.Int64),
        }
    )
    return Workload(
        methodology,
        universe,
        known,
        known.select("issuer_id", "data_point_id", "value", "age_years", is_trial=False).clear(),
    )


def make_universe(methodology: Methodology, issuers: int, random: np.random.Generator) -> pl.DataFrame:
    """Issuers over all industries, four in ten listed, as `core.rating_universe`."""
    tags = methodology.industry_tags
    industries = [str(code) for code in random.choice(sorted(tags), issuers)]
    is_listed = random.random(issuers) < 0.4
    kinds = [kind_of(tags[code]) for code in industries]
    return pl.DataFrame(
        {
            "issuer_id": [f"I{number:06}" for number in range(issuers)],
            "industry_code": industries,
            "issuer_class": kinds,
            "tags": [
                "|".join(sorted(tags[code] | ({"listed"} if listed else set[str]())))
                for code, listed in zip(industries, is_listed, strict=True)
            ],
            "size_assets_cny_million": np.exp(random.normal(9.5, 1.2, issuers)),
            "in_scope": [True] * issuers,
            "is_simulated": [True] * issuers,
        }
    )


def kind_of(tags: frozenset[str]) -> str:
    """Class of issuer by the tags of its industry."""
    return next((kind for kind in ("lgfv", "financial") if kind in tags), "corporate")
