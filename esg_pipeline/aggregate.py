"""The array twin of `sql/score`: data point -> key issue -> theme -> pillar -> total, for draws and for checking."""

from dataclasses import dataclass

import numpy as np

from esg_pipeline.impute import Flags, Floats, Whole
from esg_pipeline.means import means_by_node, redistributed, weighted_mean


@dataclass(frozen=True)
class Hierarchy:
    """Who belongs to whom, and how much it weighs.

    `data_point_weight` (data point) and `key_issue_of` (data point -> key issue number);
    `key_issue_weight` (issuer x key issue), 0 where the industry makes it irrelevant.
    """

    data_point_weight: Floats
    key_issue_of: Whole
    key_issue_weight: Floats


def key_issue_scores(scores: Floats, wanted: Flags, hierarchy: Hierarchy) -> tuple[Floats, Floats]:
    """(scores, weights) issuer x key issue: weighted means over the wanted data points.

    What does not apply leaves its weight to the rest of its key issue; a key issue without any applicable data point
    leaves its weight to the others, so weights of an issuer sum to 1. Scores are NaN where the weight is 0.
    """
    count = hierarchy.key_issue_weight.shape[1]
    is_member = np.equal.outer(hierarchy.key_issue_of, np.arange(count, dtype=np.int64))
    member = np.where(is_member, hierarchy.data_point_weight[:, np.newaxis], 0.0)
    means, weight = means_by_node(scores, wanted, member)
    weights = redistributed(hierarchy.key_issue_weight, np.greater(weight, 0))
    return np.where(hierarchy.key_issue_weight > 0, means, np.nan), weights


def total_scores(scores: Floats, wanted: Flags, hierarchy: Hierarchy) -> Floats:
    """Total score per issuer: the weighted mean of pillars of themes of key issues, which is that of key issues.

    NaN for an issuer to whom nothing applies: no score is not a score of zero.
    """
    return weighted_mean(*key_issue_scores(scores, wanted, hierarchy))
