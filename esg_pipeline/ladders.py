"""The ladder, the limits and the related columns of each data point of a panel, from the files of a version."""

import numpy as np
import polars as pl

from esg_pipeline.impute import METHODS, Flags, Ladders, Whole
from esg_pipeline.methodology.codes import FillingStep
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.panel import Panel
from esg_pipeline.weight import data_point_applies

MOST_RELATED = 8
NONE = -1
SETTINGS = ("data_point_id", "ladder_id", "carry_decay")
LEVELS = ("pillar_id", "theme_id", "key_issue_id")


def ladders(methodology: Methodology, panel: Panel) -> Ladders:
    """How the columns of a panel are filled. Raises KeyError for a data point without a ladder."""
    chosen = {row[0]: row[1:] for row in methodology.imputation.select(*SETTINGS).iter_rows()}
    steps, default = methodology.ladder_methods, methodology.parameters.carry_decay
    names = panel.data_point_ids
    decay = [default if chosen[name][1] is None else chosen[name][1] for name in names]
    return Ladders(
        padded([[METHODS.index(FillingStep(step)) for step in steps[chosen[name][0]]] for name in names]),
        panel.carry_years,
        np.array(decay, dtype=np.float64),
        related_columns(panel.data_points, methodology.key_issues),
    )


def padded(rows: list[list[int]], width: int = 1) -> Whole:
    """Rows of unequal length as one array at least so wide, -1 behind the last entry of each."""
    table = np.full((len(rows), max([width, *map(len, rows)])), NONE, dtype=np.int64)
    for place, row in enumerate(rows):
        table[place, : len(row)] = row
    return table


def related_columns(data_points: pl.DataFrame, key_issues: pl.DataFrame) -> Whole:
    """For each column the columns a regression may use, nearest first: same key issue, theme, pillar; then by weight.

    Only the files of the method decide, so nobody's silence moves it. Column x 8, -1 behind the last.
    """
    tree = key_issues.select("key_issue_id", "theme_id", "pillar_id")
    place = data_points.join(tree, on="key_issue_id", how="left", validate="m:1", maintain_order="left")
    nodes = [np.unique(place[level].fill_null("").to_numpy(), return_inverse=True)[1] for level in LEVELS]
    near = sum(np.equal.outer(node, node).astype(np.int64) for node in nodes)
    by_weight = np.lexsort((data_points["data_point_id"].to_numpy(), -data_points["weight"].to_numpy()))
    return padded(
        [nearest(np.asarray(near)[column], column, by_weight) for column in range(place.height)], MOST_RELATED
    )


def nearest(near: Whole, column: int, by_weight: Whole) -> list[int]:
    """The columns that share most levels with one column, not itself, of equal ones those that weigh most."""
    others = by_weight[(near[by_weight] > 0) & (by_weight != column)]
    return others[np.argsort(-near[others], kind="stable")][:MOST_RELATED].tolist()


def zero_applies(methodology: Methodology, panel: Panel) -> Flags:
    """Cells where nothing said means zero, by law or by nature: the issuer has a tag that the data point names."""
    rules = dict(methodology.imputation.select("data_point_id", "zero_applies_to").iter_rows())
    named = [rules[name] for name in panel.data_point_ids]
    tag_sets = panel.issuers["tags"].to_list()
    by_tags = {
        tags: np.array(
            [rule is not None and data_point_applies(rule, tags.split("|")) for rule in named], dtype=np.bool_
        )
        for tags in set(tag_sets)
    }
    return np.array([by_tags[tags] for tags in tag_sets], dtype=np.bool_).reshape(len(tag_sets), len(named))
