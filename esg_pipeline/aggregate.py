"""The array twin of `sql/score`: data point -> key issue -> theme -> pillar -> total, for draws and for checking."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

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


def hierarchy_of(data_points: pl.DataFrame, industries: Sequence[str], weights: pl.DataFrame) -> Hierarchy:
    """The hierarchy of the columns `data_points` (key_issue_id, weight) for rows of these industries.

    `weights`: industry_code, key_issue_id, weight as `weight.key_issue_weights`; a pair that is not there weighs 0.
    """
    key_issues = weights["key_issue_id"].unique().sort().to_list()
    place = {name: number for number, name in enumerate(key_issues)}
    by_industry = {code: np.zeros(len(key_issues)) for code in set(industries)}
    for code, key_issue, weight in weights.select("industry_code", "key_issue_id", "weight").iter_rows():
        if code in by_industry:
            by_industry[code][place[key_issue]] = weight
    return Hierarchy(
        data_points["weight"].to_numpy().astype(np.float64),
        np.array([place[name] for name in data_points["key_issue_id"]], dtype=np.int64),
        np.array([by_industry[code] for code in industries]).reshape(len(industries), len(key_issues)),
    )


def membership(hierarchy: Hierarchy) -> Floats:
    """Data point x key issue: 1 where it belongs, 0 elsewhere."""
    key_issues = np.arange(hierarchy.key_issue_weight.shape[1], dtype=np.int64)
    return np.equal.outer(hierarchy.key_issue_of, key_issues).astype(np.float64)


def weights_in_total(wanted: Flags, hierarchy: Hierarchy) -> Floats:
    """Weight of each cell in its issuer's total, issuer x data point: sums to 1 over an issuer's wanted cells, else 0.

    The points by which a cell moves the total are this weight times the points by which it moves itself.
    """
    inside = np.where(wanted, hierarchy.data_point_weight, 0.0)
    siblings = inside @ membership(hierarchy)
    shares = redistributed(hierarchy.key_issue_weight, np.greater(siblings, 0))
    per_unit = np.divide(np.nan_to_num(shares), siblings, out=np.zeros_like(siblings), where=siblings > 0)
    return inside * per_unit[:, hierarchy.key_issue_of]


def key_issue_scores(scores: Floats, wanted: Flags, hierarchy: Hierarchy) -> tuple[Floats, Floats]:
    """(scores, weights) issuer x key issue: weighted means over the wanted data points.

    What does not apply leaves its weight to the rest of its key issue; a key issue without any applicable data point
    leaves its weight to the others, so weights of an issuer sum to 1. Scores are NaN where the weight is 0.
    """
    member = membership(hierarchy) * hierarchy.data_point_weight[:, np.newaxis]
    means, weight = means_by_node(scores, wanted, member)
    weights = redistributed(hierarchy.key_issue_weight, np.greater(weight, 0))
    return np.where(hierarchy.key_issue_weight > 0, means, np.nan), weights


def total_scores(scores: Floats, wanted: Flags, hierarchy: Hierarchy) -> Floats:
    """Total score per issuer: the weighted mean of pillars of themes of key issues, which is that of key issues.

    NaN for an issuer to whom nothing applies: no score is not a score of zero.
    """
    return weighted_mean(*key_issue_scores(scores, wanted, hierarchy))
