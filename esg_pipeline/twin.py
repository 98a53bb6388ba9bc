"""Holds the scores that SQL made against the array twin in `aggregate`, on the data of a run. Corrects nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from esg_pipeline.aggregate import Hierarchy, key_issue_scores
from esg_pipeline.impute import Floats, Whole

TOLERANCE = 1e-9
# Level -> the column of `reference.key_issue` that names its nodes; the total has one node, which has no name.
LEVELS: Mapping[str, str | None] = {
    "key_issue_score": "key_issue_id",
    "theme_score": "theme_id",
    "pillar_score": "pillar_id",
    "esg_score": None,
}
TOTAL = ""


@dataclass(frozen=True)
class Axis:
    """Names of rows or columns, sorted, and where each one stands."""

    names: list[str]

    def positions(self, names: pl.Series) -> Whole:
        """Place of each name. Raises polars' InvalidOperationError for a name that is not there."""
        places = range(len(self.names))
        return names.replace_strict(self.names, places, return_dtype=pl.Int64).to_numpy().astype(np.int64)


def disagreements(
    cells: pl.DataFrame,
    universe: pl.DataFrame,
    data_points: pl.DataFrame,
    key_issues: pl.DataFrame,
    weights: pl.DataFrame,
    levels: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    """Nodes of one rating date where SQL and arrays differ by more than 1e-9, or that only one of them scores.

    `cells`, `levels`: tables of `score`; `universe`: `core.rating_universe`; the rest as in `reference`. Returns level,
    issuer_id, node_id (empty for the total), sql_score, array_score; empty when the twins agree.
    """
    expected = array_scores(cells, universe, data_points, key_issues, weights)
    found = pl.concat([sql_scores(level, frame) for level, frame in levels.items()])
    both = found.join(expected, on=["level", "issuer_id", "node_id"], how="full", coalesce=True, validate="1:1")
    gap = (pl.col("sql_score") - pl.col("array_score")).abs()
    return both.filter((gap > TOLERANCE).fill_null(value=True)).sort("level", "issuer_id", "node_id")


def sql_scores(level: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The scores of one table of `score` with the names that the comparison uses."""
    column = LEVELS[level]
    node = pl.col(column) if column else pl.lit(TOTAL)
    return frame.select(level=pl.lit(level), issuer_id="issuer_id", node_id=node, sql_score="score")


def array_scores(
    cells: pl.DataFrame,
    universe: pl.DataFrame,
    data_points: pl.DataFrame,
    key_issues: pl.DataFrame,
    weights: pl.DataFrame,
) -> pl.DataFrame:
    """level, issuer_id, node_id, array_score of every node with a weight; frames as in `disagreements`."""
    issuers = Axis(cells["issuer_id"].unique().sort().to_list())
    points = data_points.filter(pl.col("data_point_id").is_in(cells["data_point_id"].unique().to_list()))
    points = points.sort("data_point_id")
    tree = key_issues.sort("key_issue_id")
    issues = Axis(tree["key_issue_id"].to_list())
    scores = np.full((len(issuers.names), points.height), np.nan)
    columns = Axis(points["data_point_id"].to_list()).positions(cells["data_point_id"])
    scores[issuers.positions(cells["issuer_id"]), columns] = cells["score"].to_numpy()
    hierarchy = Hierarchy(
        points["weight"].to_numpy().astype(np.float64),
        issues.positions(points["key_issue_id"]),
        issuer_weights(issuers, issues, universe, weights),
    )
    means, shares = key_issue_scores(scores, ~np.isnan(scores), hierarchy)
    return pl.concat([node_scores(level, means, shares, issuers, tree) for level in LEVELS])


def issuer_weights(issuers: Axis, issues: Axis, universe: pl.DataFrame, weights: pl.DataFrame) -> Floats:
    """Key issue weights of each issuer's industry, issuer x key issue."""
    rated = universe.filter(pl.col("issuer_id").is_in(issuers.names)).sort("issuer_id")
    industries = Axis(weights["industry_code"].unique().sort().to_list())
    table = np.zeros((len(industries.names), len(issues.names)))
    row, column = industries.positions(weights["industry_code"]), issues.positions(weights["key_issue_id"])
    table[row, column] = weights["weight"].to_numpy()
    found = np.zeros((len(issuers.names), len(issues.names)))  # an issuer of no industry has no weights
    found[issuers.positions(rated["issuer_id"])] = table[industries.positions(rated["industry_code"])]
    return found


def node_scores(level: str, means: Floats, shares: Floats, issuers: Axis, tree: pl.DataFrame) -> pl.DataFrame:
    """Scores of one level: weighted means of the key issues below each node, by the tree's order of key issues."""
    column = LEVELS[level]
    names = tree[column] if column else pl.Series([TOTAL] * tree.height)
    nodes = Axis(names.unique().sort().to_list())
    is_below = np.equal.outer(nodes.positions(names), np.arange(len(nodes.names))).astype(np.float64)
    weight = shares @ is_below
    points = np.where(shares > 0, means * shares, 0.0) @ is_below
    row, place = np.nonzero(weight > 0)
    return pl.DataFrame(
        {
            "level": [level] * len(row),
            "issuer_id": [issuers.names[number] for number in row],
            "node_id": [nodes.names[number] for number in place],
            "array_score": points[row, place] / weight[row, place],
        },
        schema={"level": pl.String, "issuer_id": pl.String, "node_id": pl.String, "array_score": pl.Float64},
    )
