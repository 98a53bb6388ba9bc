"""Normalised indicators to the scores of nodes, from the bottom up, by the means that the bond rating uses too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from esg_pipeline.impute import Flags, Floats
from esg_pipeline.index.data import Panel
from esg_pipeline.index.model import Aggregate, Index, Node, Weights
from esg_pipeline.index.normalise import normalise_samples
from esg_pipeline.index.problems import StepError
from esg_pipeline.means import Mean, MissingWeight, redistributed, weighted_mean


@dataclass(frozen=True)
class Scored:
    """Of one node: score per row (NaN for none), and per row and child the nominal weight and the one used."""

    score: Floats
    nominal: Floats
    used: Floats


def aggregate(index: Index, indicators: Mapping[str, Floats], panel: Panel) -> dict[str, Scored]:
    """Every node, children first. Raises StepError where a mean has no meaning for the scores below it."""
    scored: dict[str, Scored] = {}
    for node_id, node in index.nodes.items():
        columns = [scored[child].score if child in scored else indicators[child] for child in node.children]
        values = np.column_stack(columns)
        found = score(node_id, node, values, nominal_weights(node.weights, panel.texts, values.shape[0]))
        scored[node_id] = finished(node_id, node, found, panel, index.rounding.aggregate)
    return scored


def finished(node_id: str, node: Node, found: Scored, panel: Panel, decimals: int | None) -> Scored:
    """The score brought to a scale of its own, where the node asks for it, and rounded."""
    scores = found.score
    if node.normalise:
        try:
            sample = panel.samples(node.normalise.over, node.normalise.within)
            scores = normalise_samples(scores, node.normalise, sample)
        except StepError as error:
            raise StepError(error.rule, f"node {node_id}: {error}") from error
    return replace(found, score=scores if decimals is None else np.round(scores, decimals))


def nominal_weights(weights: Weights, texts: Mapping[str, Sequence[str]], rows: int) -> Floats:
    """Weights rows x children: those of the row's group where it has some, else those of the node.

    Raises StepError for a group of the data that differs from one with weights only by capitals or spaces.
    """
    base = np.array([list(weights.base.values())], dtype=np.float64)
    if weights.column is None:
        return np.repeat(base, rows, axis=0)
    groups = texts[weights.column.strip().lower()]
    alike = {name.strip().casefold(): name for name in weights.groups}
    for group in sorted(set(groups) - weights.groups.keys()):
        if group.strip().casefold() in alike:
            meant = alike[group.strip().casefold()]
            raise StepError("unknown_group", f"weights_by {weights.column}: the data say {group!r}, not {meant!r}")
    listed = [list(weights.groups.get(group, weights.base).values()) for group in groups]
    return np.array(listed, dtype=np.float64).reshape(rows, base.shape[1])


def score(node_id: str, node: Node, values: Floats, nominal: Floats) -> Scored:
    """Score of one node from its children, rows x children."""
    how = node.aggregate
    policy = MissingWeight(how.missing)
    present = ~np.isnan(values)
    used = redistributed(nominal, present, policy)
    used[~has_enough(nominal, present, how)] = np.nan
    filled = np.where(present, values, 0.0) if policy is MissingWeight.AS_ZERO else values
    mean = Mean(how.mean)
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            result = rescaled(weighted_mean(filled, used, mean, how.exponent or 1.0), filled, used, nominal, how)
    except ValueError as error:
        raise StepError("negative_score", f"node {node_id}: {error}") from error
    if np.any(np.isinf(result) | (np.isnan(result) & ~np.isnan(used).any(axis=1))):
        raise StepError("too_large", f"node {node_id}: a score is too large to compute with")
    return Scored(result, nominal / totals(nominal)[:, np.newaxis], used)


def rescaled(means: Floats, values: Floats, used: Floats, nominal: Floats, how: Aggregate) -> Floats:
    """Sums and products with the weights as configured, and the penalty of Mazziotta and Pareto on the chosen side."""
    match Mean(how.mean):
        case Mean.SUM:
            return means * nominal.sum(axis=1)
        case Mean.PRODUCT:
            return means ** nominal.sum(axis=1)
        case Mean.MAZZIOTTA_PARETO if how.penalty == "plus":
            return 2 * weighted_mean(values, used) - means
        case _:
            return means


def totals(nominal: Floats) -> Floats:
    """Sum of the weights of each row; 1 where no child applies to it, so that the shares of its children are 0."""
    total: Floats = nominal.sum(axis=1)
    return np.where(total > 0, total, 1.0)


def has_enough(nominal: Floats, present: Flags, how: Aggregate) -> Flags:
    """Rows where enough of the children that have a weight are present, by number and by weight."""
    counts = nominal > 0
    share = np.sum(present & counts, axis=1) / np.maximum(np.sum(counts, axis=1), 1)
    weight = np.sum(np.where(present, nominal, 0.0), axis=1) / totals(nominal)
    return (share >= how.min_share - 1e-12) & (weight >= how.min_weight - 1e-12)
