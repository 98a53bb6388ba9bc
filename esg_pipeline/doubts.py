"""What is in doubt about the issuers of one rating date, as the kernel of the draws takes it.

Sources that uncertainty.csv switches off leave no doubt. The kernel is `draws`, scenarios of the method are `choices`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from esg_pipeline.aggregate import hierarchy_of
from esg_pipeline.choices import Shifted, shifted_panels
from esg_pipeline.draws import ERROR, Cells, Model, Singles, on_grid
from esg_pipeline.impute import CARRIED, METHODS
from esg_pipeline.methodology.codes import Doubt
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.spreads import is_on
from esg_pipeline.predictive import ErrorModel, pool
from esg_pipeline.scoring import Scored, prepare, refilled, score_ready
from esg_pipeline.seeds import stream
from esg_pipeline.weight import key_issue_weights

WORLDS = (False, True)  # is_simulated


@dataclass(frozen=True)
class Names:
    """What stands behind the numbers of a model: industries, key issues and data points, each in order."""

    industries: Sequence[str]
    key_issues: Sequence[str]
    data_points: Sequence[str]


def scored_and_shifted(
    universe: pl.DataFrame,
    known: pl.DataFrame,
    interpolated: pl.DataFrame,
    methodology: Methodology,
    rating_date: date,
) -> tuple[Scored, Shifted]:
    """The scores of a rating date as `score_panel` gives them, and filled scores with anchors at either end."""
    ready = prepare(universe, known, interpolated, methodology, rating_date)
    shifted = shifted_panels(methodology, lambda moved: refilled(ready, moved, rating_date).scores)
    return score_ready(ready, methodology), shifted


def names_of(scored: Scored, methodology: Methodology) -> Names:
    """Names of the numbers that a model of these scores uses."""
    weights = key_issue_weights(methodology)
    industries, issues = (weights[column].unique().sort().to_list() for column in ("industry_code", "key_issue_id"))
    return Names(industries, issues, scored.panel.data_point_ids)


def model_of(scored: Scored, shifted: Shifted, methodology: Methodology, rated: pl.DataFrame, seed: int) -> Model:
    """What is in doubt about rated issuers (issuer_id, score, is_simulated, sorted), with the sources that are on.

    Raises KeyError for an issuer that was not scored.
    """
    names, panel = names_of(scored, methodology), scored.panel
    row = {issuer: place for place, issuer in enumerate(panel.issuers["issuer_id"])}
    place = np.array([row[issuer] for issuer in rated["issuer_id"]], dtype=np.int64)
    number = {code: number for number, code in enumerate(names.industries)}
    industry = np.array([number[code] for code in panel.industries], dtype=np.int64)
    return Model(
        issuer_ids=rated["issuer_id"].to_list(),
        place=place,
        world=rated["is_simulated"].to_numpy().astype(np.int64),
        industry=industry[place],
        points=rated["score"].to_numpy().astype(np.float64),
        cells=cells_of(scored, shifted, methodology),
        tree=hierarchy_of(panel.data_points, names.industries, key_issue_weights(methodology)),
        pools=pools_of(scored.errors, methodology, set(rated["is_simulated"]), seed),
        seed=seed,
    )


def cells_of(scored: Scored, shifted: Shifted, methodology: Methodology) -> Cells:
    """The cells of a panel as the kernel takes them; a source that is off leaves no doubt."""
    certain = np.ones((1, 1))
    confidence = scored.confidence if is_on(methodology.uncertainty, Doubt.EXTRACTION) else certain
    return Cells(
        wanted=scored.panel.wanted,
        scores=scored.filled.scores,
        method=scored.filled.method,
        low=shifted.low,
        high=shifted.high,
        confidence=np.broadcast_to(confidence, scored.filled.scores.shape),
        stand_in=scored.hidden.scores,
        stand_in_method=np.maximum(scored.hidden.method, CARRIED),  # an older value, current or not, is a carried one
    )


def pools_of(errors: ErrorModel, methodology: Methodology, worlds: Collection[bool], seed: int) -> list[Singles]:
    """Relative errors method x data point x row, on the grid of the kernel; zeros where nobody is or they are off."""
    draws = methodology.parameters.draws
    drawn = worlds if is_on(methodology.uncertainty, Doubt.IMPUTATION) else ()
    nothing = np.zeros((len(METHODS), errors.grid.shape[2], draws), dtype=np.float32)
    return [drawn_errors(errors, world, draws, seed) if world in drawn else nothing for world in WORLDS]


def drawn_errors(errors: ErrorModel, is_simulated: bool, draws: int, seed: int) -> Singles:
    """The pool of one world."""
    found = pool(errors, int(is_simulated), draws, stream(seed, f"errors {int(is_simulated)}"))
    return on_grid(found, ERROR).astype(np.float32)
