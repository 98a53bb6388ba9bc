"""What hiding a known value would gain its issuer, under the ladders in force. Filling itself is elsewhere."""

from datetime import date

import numpy as np
import polars as pl

from esg_pipeline.aggregate import hierarchy_of, weights_in_total
from esg_pipeline.impute import CARRIED, METHODS, Flags, Floats
from esg_pipeline.methodology.codes import SourceType
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.scoring import Scored
from esg_pipeline.weight import key_issue_weights

# What an issuer says itself, to the public or to a vendor; penalties, audit opinions and markets are not its to hide.
OWN_WORDS = (SourceType.DOCUMENT.value, SourceType.STRUCTURED.value)
LEAST = 1e-9  # points of the total; less is rounding


def silence_gains(scored: Scored, methodology: Methodology, rating_date: date) -> pl.DataFrame:
    """`score.silence_gain` of one rating date: a row for each value that its issuer disclosed and had better hidden.

    Each value is hidden alone. What stands in for the issuer's other gaps can only fall when it is, so the sum of an
    issuer's gains is the most that hiding all of them could bring.
    """
    panel, filled, hidden = scored.panel, scored.filled, scored.hidden
    weights = weights_in_total(
        panel.wanted, hierarchy_of(panel.data_points, panel.industries, key_issue_weights(methodology))
    )
    is_own = panel.data_points["source_type"].is_in(OWN_WORDS).to_numpy()
    known = panel.wanted & (filled.method <= CARRIED) & is_own
    gain = gains(filled.scores, hidden.scores, known, weights)
    row, column = np.nonzero(gain > LEAST)
    return pl.DataFrame(
        {
            "issuer_id": panel.issuers["issuer_id"].gather(row),
            "data_point_id": panel.data_points["data_point_id"].gather(column),
            "score": filled.scores[row, column],
            "score_if_hidden": hidden.scores[row, column],
            "method_if_hidden": pl.Series([METHODS[number] for number in hidden.method[row, column]], dtype=pl.String),
            "weight_in_total": weights[row, column],
            "gain": gain[row, column],
            "is_simulated": panel.issuers["is_simulated"].gather(row),
        }
    ).with_columns(pl.col(pl.Float64).round(10), rating_date=pl.lit(rating_date))


def gains(scores: Floats, if_hidden: Floats, known: Flags, weights: Floats) -> Floats:
    """Points of the total that hiding each known cell gains (negative: costs), issuer x data point; 0 elsewhere."""
    return np.where(known, weights * (np.where(known, if_hidden, 0.0) - np.where(known, scores, 0.0)), 0.0)
