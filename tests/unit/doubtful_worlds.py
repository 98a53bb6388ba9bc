"""Small worlds of scores, known and filled, with errors as wished for: for the tests of everything that draws."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from esg_pipeline.aggregate import hierarchy_of, total_scores
from esg_pipeline.choices import Shifted
from esg_pipeline.grade import model_grade
from esg_pipeline.hidden import Hidden
from esg_pipeline.impute import METHODS, PRIOR, REPORTED, Filled, Known
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.panel import Aged, Panel
from esg_pipeline.predictive import GRID, WORLDS, ErrorModel
from esg_pipeline.scoring import Scored
from esg_pipeline.weight import key_issue_weights

INDUSTRIES = ("steel", "banking")
QUANTILES = (np.arange(GRID) + 0.5) / GRID
EVERYTHING = ("imputation", "extraction", "corner_ratio", "influence")


@cache
def method() -> Methodology:
    return load_methodology()


def version(*on: str, draws: int = 200) -> Methodology:
    """The shipped version with only these sources of doubt, and fewer draws."""
    chosen = method().uncertainty.with_columns(is_on=pl.col("choice_id").is_in(on))
    return replace(method(), uncertainty=chosen, parameters=replace(method().parameters, draws=draws))


@cache
def points(each: int) -> pl.DataFrame:
    """Some data points of each key issue that matters in steel."""
    return method().scored_data_points.sort("data_point_id").group_by("key_issue_id", maintain_order=True).head(each)


@dataclass(frozen=True)
class World:
    """Scores of a universe, what its gaps are filled by, and how wrong that may be."""

    scored: Scored
    shifted: Shifted

    def totals(self, scores: Any) -> Any:
        panel = self.scored.panel
        tree = hierarchy_of(panel.data_points, panel.industries, key_issue_weights(method()))
        return total_scores(scores, panel.wanted, tree)

    def ratings(self) -> pl.DataFrame:
        issuers, total = self.scored.panel.issuers, self.totals(self.scored.filled.scores)
        frame = issuers.select("issuer_id", "is_simulated").with_columns(score=pl.Series(total).round(10))
        return frame.with_columns(grade=model_grade(pl.col("score"), method().grades))


def make_world(
    scores: Any,
    methods: Any,
    columns: pl.DataFrame,
    errors: ErrorModel,
    *,
    names: Sequence[str] | None = None,
    industries: Sequence[str] | None = None,
    simulated: Sequence[bool] | None = None,
    confidence: Any = None,
    stand_in: Any = None,
) -> World:
    """A world of these filled scores; every cell is wanted."""
    count = len(scores)
    scores = np.array(scores, dtype=np.float64).reshape(count, columns.height)
    nothing, zeros = np.full(scores.shape, np.nan), np.zeros(scores.shape, dtype=np.int64)
    issuers = pl.DataFrame(
        {
            "issuer_id": list(names or [f"I{number:04}" for number in range(count)]),
            "industry_code": list(industries or ["steel"] * count),
            "is_simulated": list(simulated or [False] * count),
        },
        schema={"issuer_id": pl.String, "industry_code": pl.String, "is_simulated": pl.Boolean},
    )
    aged = Aged(nothing, zeros)
    sure = np.ones(scores.shape) if confidence is None else confidence
    relevant = relevant_cells(issuers, columns)
    panel = Panel(issuers, columns, aged, aged, aged, sure, relevant, nothing)
    filled = Filled(scores, np.array(methods, dtype=np.int64).reshape(scores.shape), zeros)
    other = nothing if stand_in is None else stand_in
    hidden = Hidden({}, other, np.full(scores.shape, PRIOR), other)
    known = Known(nothing, zeros, nothing, nothing, zeros, nothing, nothing, nothing)
    return World(
        Scored(panel, known, filled, hidden, errors, scores, scores, sure), Shifted(filled.scores, filled.scores)
    )


def relevant_cells(issuers: pl.DataFrame, columns: pl.DataFrame) -> Any:
    tree = hierarchy_of(columns, issuers["industry_code"].to_list(), key_issue_weights(method()))
    return tree.key_issue_weight[:, tree.key_issue_of] > 0


def error_model(grids: Any, columns: pl.DataFrame, across: float = 0.0, within: float = 0.0) -> ErrorModel:
    """The same errors in both worlds and for every method: `grids` is data point x GRID."""
    order = {name: place for place, name in enumerate(sorted(set(columns["key_issue_id"])))}
    return ErrorModel(
        grid=np.broadcast_to(grids, (WORLDS, len(METHODS), *np.shape(grids))).copy(),
        measured=np.full((WORLDS, len(METHODS), columns.height), 100),
        issuer_correlation=np.full(WORLDS, across),
        key_issue_correlation=np.full(WORLDS, within),
        key_issue_of=np.array([order[name] for name in columns["key_issue_id"]]),
    )


def flat_errors(columns: pl.DataFrame, **correlations: float) -> ErrorModel:
    return error_model(np.broadcast_to(2 * QUANTILES - 1, (columns.height, GRID)), columns, **correlations)


def some_world(seed: int = 1, issuers: int = 12, each: int = 2, filled: float = 0.5, **options: Any) -> World:
    rng = np.random.default_rng(seed)
    columns = points(each)
    shape = (issuers, columns.height)
    methods = np.where(rng.random(shape) < filled, PRIOR, REPORTED)
    options.setdefault("industries", [INDUSTRIES[place % 2] for place in range(issuers)])
    options.setdefault("simulated", [place % 3 == 2 for place in range(issuers)])
    errors = flat_errors(columns, across=0.2, within=0.3)
    return make_world(rng.uniform(30, 100, shape), methods, columns, errors, **options)
