"""What if a key issue weighed otherwise: one issuer's score and grade again, stored nowhere.

Weights and means come from means.py, by which aggregate.py makes every score, and the grade from grade.py.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from esg_pipeline.explain import Explanation, Node
from esg_pipeline.grade import model_grade
from esg_pipeline.means import redistributed, weighted_mean

MOST = 100.0


class WhatIfError(ValueError):
    """What was asked for makes no sense for this issuer."""


@dataclass(frozen=True)
class Outcome:
    """Score and model grade as they are and as they would be."""

    score_before: float
    score_after: float
    grade_before: str
    grade_after: str


def key_issues(nodes: Sequence[Node]) -> list[Node]:
    """The key issues below some nodes, in their order."""
    found: list[Node] = []
    for node in nodes:
        found += [node] if node.level == "key_issue" else key_issues(node.children)
    return found


def what_if(told: Explanation, key_issue_id: str, times: float, scale: pl.DataFrame) -> Outcome:
    """The outcome when a key issue's weight is multiplied and all weights are scaled back to 1.

    Raises WhatIfError for a key issue that has no weight here, a factor outside 0 to 100, or when nothing would weigh.
    """
    nodes = [node for node in key_issues(told.pillars) if node.weight > 0]
    if key_issue_id not in [node.node_id for node in nodes]:
        raise WhatIfError(f"{key_issue_id} has no weight for this issuer")
    if not (math.isfinite(times) and 0 <= times <= MOST):
        raise WhatIfError(f"the factor must lie between 0 and {MOST:g}")
    scores = np.array([[node.score for node in nodes]], dtype=np.float64)
    weights = np.array(
        [[node.weight * (times if node.node_id == key_issue_id else 1) for node in nodes]], dtype=np.float64
    )
    if not weights.sum() > 0:
        raise WhatIfError("it is the only key issue that weighs")
    after = float(weighted_mean(scores, redistributed(weights, np.full(weights.shape, fill_value=True)))[0])
    totals = pl.DataFrame({"score": [told.score, after]})
    before_grade, after_grade = totals.select(model_grade(pl.col("score"), scale)).to_series().to_list()
    return Outcome(told.score, after, before_grade, after_grade)
