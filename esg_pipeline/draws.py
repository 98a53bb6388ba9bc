"""The kernel behind every draw: totals of issuers under drawn errors, misreadings, anchors and weights. Arrays only.

Sums are taken over whole multiples of a power of two that fit into a double, so they are exact: neither the number of
cores nor the company of other issuers changes a bit. What is drawn from where, and what becomes of it: `uncertainty`.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from esg_pipeline.aggregate import Hierarchy
from esg_pipeline.choices import Scenarios
from esg_pipeline.impute import CARRIED, METHODS, REPORTED, Flags, Floats, Whole
from esg_pipeline.predictive import from_relative

Singles = NDArray[np.float32]  # exact for multiples of ERROR, at half the size
CHUNK = 512  # issuers at once: what a chunk needs stays near the processor
# Multiples on which sums are exact: of points that a cell weighs (below 2^7), of errors and shifts (-1..1), of weights.
POINTS, ERROR, WEIGHT = 2.0**-26, 2.0**-16, 2.0**-30
DECIMALS = 10  # as the scores are published


@dataclass(frozen=True)
class Cells:
    """Arrays issuer x data point; where a cell is not `wanted` the others say nothing.

    `scores`, `method`: as filled; `low`, `high`: the same with all anchors at an end of their spread; `confidence`:
    probability that a value is what was read; `stand_in`, `stand_in_method`: what would fill the cell if it is not.
    """

    wanted: Flags
    scores: Floats
    method: Whole
    low: Floats
    high: Floats
    confidence: Floats
    stand_in: Floats
    stand_in_method: Whole

    @property
    def doubted(self) -> Flags:
        """Known cells that may be misread and for which something else would stand."""
        is_known = self.wanted & (self.method <= CARRIED)
        return is_known & (self.confidence < 1.0) & ~np.isnan(self.stand_in)

    def of(self, rows: Whole) -> "Cells":
        """Some rows of every array."""
        return Cells(
            self.wanted[rows],
            self.scores[rows],
            self.method[rows],
            self.low[rows],
            self.high[rows],
            self.confidence[rows],
            self.stand_in[rows],
            self.stand_in_method[rows],
        )


@dataclass(frozen=True)
class Model:
    """Issuers with a score on one rating date and what is in doubt about them.

    Per issuer: `place` (row of `cells`), `world` (0 real, 1 simulated), `industry` (row of `tree` and place in the
    scenarios), `points` (published score). `pools`: per world, method x data point x row: relative errors -1..1; what
    stands in one row belongs to one issuer and may be correlated.
    """

    issuer_ids: Sequence[str]
    place: Whole
    world: Whole
    industry: Whole
    points: Floats
    cells: Cells
    tree: Hierarchy
    pools: Sequence[Singles]
    seed: int

    @property
    def rows(self) -> int:
        """Rows of a pool."""
        return self.pools[0].shape[2]


@dataclass(frozen=True)
class Rows:
    """Which row of a source each sample takes: of the pool (before the issuer's own order) and of its readings."""

    errors: Whole
    readings: Whole


@dataclass(frozen=True)
class Shifts:
    """Shifts of anchors: `parts`, (data point in the order of its key issue, up or down) x sample, each 0..1."""

    parts: Floats


@dataclass(frozen=True)
class Block:
    """Some issuers of one industry and world, ready for any number of samples.

    `share`: weight of a cell inside its key issue; `fixed`: issuer x key issue, points; `method`, `data_point`: the
    pairs that occur in doubtful cells, by key issue; `first`: where each key issue's pairs begin; `row`, `column`,
    `pair`: the doubtful cells; `coefficients`: issuer x (pair, sign); `errors`: (pair, sign) x pool row.
    """

    model: Model
    issuers: Whole
    cells: Cells
    share: Floats
    fixed: Floats
    method: Whole
    data_point: Whole
    first: Whole
    row: Whole
    column: Whole
    pair: Whole
    coefficients: Floats
    errors: Floats

    @property
    def pool(self) -> Singles:
        """Relative errors of the issuers' world."""
        return self.model.pools[int(self.model.world[self.issuers[0]])]

    @property
    def industry(self) -> int:
        """The industry of all of them."""
        return int(self.model.industry[self.issuers[0]])

    @cached_property
    def order(self) -> Whole:
        """Issuer x draw: the row of the pool that an issuer takes, its own order of all rows."""
        streams = (own_stream(self.model, issuer, "errors") for issuer in self.issuers)
        return np.array([stream.permutation(self.model.rows) for stream in streams], dtype=np.int64)

    @cached_property
    def present(self) -> Flags:
        """Issuer x key issue: whether any data point applies."""
        return np.greater(self.share @ membership(self.model.tree), 0)

    def noise(self, key_issue: int) -> Floats:
        """Issuer x pool row: points by which drawn errors move a key issue."""
        span = slice(2 * self.first[key_issue], 2 * self.first[key_issue + 1])
        return self.coefficients[:, span] @ self.errors[span]

    @cached_property
    def kept(self) -> Floats:
        """Issuer x data point: share of an anchor's shift that is left on average beside the error of the cell."""
        left = np.ones_like(self.share)
        signs = self.errors.reshape(len(self.method), 2, self.errors.shape[1])
        left[self.row, self.column] = 1.0 - (signs[:, 1] - signs[:, 0]).mean(axis=1)[self.pair]
        return left

    @cached_property
    def shifted(self) -> Floats:
        """Points by which anchors at either end move a key issue: issuer x (data point, end), ordered as `Shifts`."""
        ends = (self.cells.high, self.cells.low)
        moved = [np.where(self.cells.wanted, end - self.cells.scores, 0.0) for end in ends]
        points = np.stack([on_grid(self.share * move * self.kept, POINTS) for move in moved], axis=2)
        return points[:, by_key_issue(self.model.tree)].reshape(len(self.issuers), -1)


def on_grid(values: Floats, step: float) -> Floats:
    """The nearest multiples of `step`, a power of two."""
    return np.round(values / step) * step


def own_stream(model: Model, issuer: int, purpose: str) -> np.random.Generator:
    """The random numbers of one issuer; they depend on the seed, its id and the purpose alone."""
    digest = hashlib.sha256(f"{model.seed}|{purpose}|{model.issuer_ids[issuer]}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16])))


def membership(tree: Hierarchy) -> Floats:
    """Data point x key issue: 1 where it belongs."""
    issues = np.arange(tree.key_issue_weight.shape[1], dtype=np.int64)
    return np.equal.outer(tree.key_issue_of, issues).astype(np.float64)


def groups(model: Model) -> Iterator[Whole]:
    """Issuers of the same world and industry, in the order of the model."""
    pairs = np.stack([model.world, model.industry], axis=1)
    for pair in np.unique(pairs, axis=0):
        yield np.flatnonzero((pairs == pair).all(axis=1))


def blocks(model: Model, issuers: Whole, chunk: int = CHUNK) -> Iterator[Block]:
    """Issuers of one group in chunks."""
    for start in range(0, len(issuers), chunk):
        yield block_of(model, issuers[start : start + chunk])


def block_of(model: Model, issuers: Whole) -> Block:
    """Everything about some issuers of one group that does not depend on the draw."""
    cells, tree = model.cells.of(model.place[issuers]), model.tree
    share = shares_in_key_issue(cells.wanted, tree)
    row, column = np.nonzero(cells.wanted & (cells.method != REPORTED))
    points = len(tree.key_issue_of)
    by_key_issue = tree.key_issue_of[column] * len(METHODS) + cells.method[row, column]
    pairs, pair = np.unique(by_key_issue * points + column, return_inverse=True)
    method, data_point = pairs // points % len(METHODS), pairs % points
    centre, weight = cells.scores[row, column], share[row, column]
    coefficients = np.zeros((len(issuers), len(pairs), 2))
    coefficients[row, pair, 0] = on_grid(weight * centre, POINTS)
    coefficients[row, pair, 1] = on_grid(weight * (100.0 - centre), POINTS)
    edges: Whole = np.arange(tree.key_issue_weight.shape[1] + 1, dtype=np.int64)
    relative = model.pools[int(model.world[issuers[0]])][method, data_point].astype(np.float64)
    known = on_grid(np.where(cells.wanted, share * cells.scores, 0.0), POINTS)
    return Block(
        model=model,
        issuers=issuers,
        cells=cells,
        share=share,
        fixed=known @ membership(tree),
        method=method,
        data_point=data_point,
        first=np.searchsorted(tree.key_issue_of[data_point], edges),
        row=row,
        column=column,
        pair=pair,
        coefficients=coefficients.reshape(len(issuers), -1),
        errors=np.stack([np.minimum(relative, 0.0), np.maximum(relative, 0.0)], axis=1).reshape(-1, model.rows),
    )


def shares_in_key_issue(wanted: Flags, tree: Hierarchy) -> Floats:
    """Issuer x data point: weight inside the key issue, after what does not apply gave its own to the rest."""
    weight = np.where(wanted, on_grid(tree.data_point_weight, WEIGHT), 0.0)
    total = (weight @ membership(tree))[:, tree.key_issue_of]
    return np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)


def evaluate(model: Model, scenarios: Scenarios, rows: Rows, chunk: int = CHUNK) -> Floats:
    """Total scores 0..100, issuer x sample. Scenarios and rows have one entry per sample."""
    totals = np.empty((len(model.issuer_ids), len(rows.errors)))
    shifts = shifts_of(scenarios, model.tree)
    for group in groups(model):
        for block in blocks(model, group, chunk):
            totals[block.issuers] = block_totals(block, scenarios.weights[:, block.industry], shifts, rows)
    return totals


def shifts_of(scenarios: Scenarios, tree: Hierarchy) -> Shifts:
    """The shifts of the anchors as the kernel takes them."""
    shift = on_grid(scenarios.anchor_shift.T[by_key_issue(tree)], ERROR)
    parts = np.stack([np.maximum(shift, 0.0), np.maximum(-shift, 0.0)], axis=1)
    return Shifts(parts.reshape(2 * len(shift), -1))


def by_key_issue(tree: Hierarchy) -> Whole:
    """Data points in the order of their key issues."""
    return np.argsort(tree.key_issue_of, kind="stable").astype(np.int64)


def block_totals(block: Block, weights: Floats, shifts: Shifts, rows: Rows) -> Floats:
    """Total scores of a block, issuer x sample; `weights`: sample x key issue of its industry.

    A draw adds to the published score what it changes, so without any doubt the total is the published score.
    """
    taken = block.order[:, rows.errors] + np.arange(len(block.issuers))[:, np.newaxis] * block.model.rows
    sums = misreadings(block, weights, rows)
    for key_issue in np.flatnonzero(block.present.any(axis=0)):
        part = block.noise(int(key_issue)).take(taken)
        part += block.fixed[:, key_issue, np.newaxis]
        part += anchor_effect(block, int(key_issue), shifts)
        part *= weights[:, key_issue]
        sums += part
    base = weights_present(block, block.model.tree.key_issue_weight[block.industry][np.newaxis])
    known = ordered_sum(block.fixed * block.model.tree.key_issue_weight[block.industry])[:, np.newaxis] / base
    change = sums / weights_present(block, weights) - known
    return np.round(np.clip(block.model.points[block.issuers, np.newaxis] + change, 0.0, 100.0), DECIMALS)


def anchor_effect(block: Block, key_issue: int, shifts: Shifts) -> Floats:
    """Issuer x sample: points by which shifted anchors move a key issue."""
    first, last = np.searchsorted(np.sort(block.model.tree.key_issue_of), [key_issue, key_issue + 1]).tolist()
    span = slice(2 * first, 2 * last)
    return block.shifted[:, span] @ shifts.parts[span]


def weights_present(block: Block, weights: Floats) -> Floats:
    """Issuer x sample: sum of the weights of the key issues that apply."""
    patterns, which = np.unique(block.present, axis=0, return_inverse=True)
    sums = np.stack([ordered_sum(np.where(pattern, weights, 0.0)) for pattern in patterns])
    return sums[which]


def ordered_sum(terms: Floats) -> Floats:
    """Sum over the second axis from left to right, whatever the shape: the same terms, the same bits."""
    total = np.zeros(terms.shape[0])
    for column in terms.T:
        total += column
    return total


def misreadings(block: Block, weights: Floats, rows: Rows) -> Floats:
    """Issuer x sample: weighted points by which values change that were not what was read."""
    sums = np.zeros((len(block.issuers), len(rows.errors)))
    doubted = block.cells.doubted
    for place in np.flatnonzero(doubted.any(axis=1)):
        sums[place] = issuer_misreadings(block, int(place), np.flatnonzero(doubted[place]), weights, rows)
    return sums


def issuer_misreadings(block: Block, place: int, columns: Whole, weights: Floats, rows: Rows) -> Floats:
    """The same for one issuer and the data points in doubt: only the misread cells of each sample are touched."""
    cells, model = block.cells, block.model
    drawn = own_stream(model, int(block.issuers[place]), "readings").random((model.rows, len(columns)), np.float32)
    is_wrong = drawn >= cells.confidence[place, columns]
    sample, which = np.divmod(np.flatnonzero(is_wrong[rows.readings]), len(columns))
    column, row = columns[which], block.order[place, rows.errors][sample]
    method = cells.method[place, column]
    stand_in = block.pool[cells.stand_in_method[place, column], column, row].astype(np.float64)
    own = np.where(method == REPORTED, 0.0, block.pool[method, column, row].astype(np.float64))
    before = from_relative(own, cells.scores[place, column])
    change = block.share[place, column] * (from_relative(stand_in, cells.stand_in[place, column]) - before)
    weighted = weights[sample, model.tree.key_issue_of[column]] * change
    return np.bincount(sample, weights=weighted, minlength=len(rows.errors)).astype(np.float64)
