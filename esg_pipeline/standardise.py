"""Turns values into standard scores 0 to 100 by value functions. Dense arrays only; gaps stay gaps (NaN)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

EVERY_INDUSTRY = "*"
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ValueFunction:
    """Anchors (x, score), x ascending. Piecewise linear between them, flat outside (DESIGN 4.3)."""

    x: Floats
    score: Floats

    def __call__(self, values: Floats) -> Floats:
        """Scores of values of any shape; NaN gives NaN."""
        return np.interp(values, self.x, self.score)


ValueFunctions = Mapping[tuple[str, str], ValueFunction]


def value_functions(anchors: pl.DataFrame, rating_date: date) -> dict[tuple[str, str], ValueFunction]:
    """(data_point_id, industry_code or `*`) -> the value function in force on a rating date.

    `anchors`: data_point_id, industry_code (`*` for every industry), valid_from_date, x, score. The newest set that is
    valid by the rating date counts, so a later set never changes an earlier rating.
    """
    pair = ["data_point_id", "industry_code"]
    valid = anchors.filter(pl.col("valid_from_date") <= rating_date)
    newest = valid.filter(pl.col("valid_from_date") == pl.col("valid_from_date").max().over(pair)).sort(*pair, "x")
    grouped = newest.group_by(pair, maintain_order=True).agg("x", "score")
    return {
        (data_point_id, industry_code): ValueFunction(np.array(x, dtype=np.float64), np.array(score, dtype=np.float64))
        for data_point_id, industry_code, x, score in grouped.iter_rows()
    }


def standardise(
    values: Floats, data_points: Sequence[str], industries: Sequence[str], functions: ValueFunctions
) -> Floats:
    """Scores of an issuer x data point array of values in canonical units; `industries` has one code per row.

    Raises KeyError when a data point has no value function for one of the industries.
    """
    scores = np.full_like(values, np.nan)
    codes = np.asarray(industries)
    for industry in np.unique(codes):
        rows = np.flatnonzero(codes == industry)
        columns = np.ascontiguousarray(values[rows].T)  # a data point at a time, in the order of memory
        for place, data_point_id in enumerate(data_points):
            columns[place] = function_of(functions, data_point_id, str(industry))(columns[place])
        scores[rows] = columns.T
    return scores


def lowest_scores(data_points: Sequence[str], industries: Sequence[str], functions: ValueFunctions) -> Floats:
    """The lowest score that any value can get, issuer x data point; `industries` has one code per row.

    Raises KeyError as `standardise`.
    """
    rows = {
        code: np.array([function_of(functions, name, code).score.min() for name in data_points], dtype=np.float64)
        for code in dict.fromkeys(industries)
    }
    return np.array([rows[code] for code in industries], dtype=np.float64).reshape(len(industries), len(data_points))


def function_of(functions: ValueFunctions, data_point_id: str, industry_code: str) -> ValueFunction:
    """The industry's own value function, else the one for every industry."""
    own = functions.get((data_point_id, industry_code))
    return own if own is not None else functions[data_point_id, EVERY_INDUSTRY]
