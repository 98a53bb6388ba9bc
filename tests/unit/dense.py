"""Random dense panels for the tests of filling: what is known, ladders, peers and policy that fit together."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from esg_pipeline.impute import (
    CARRIED,
    METHODS,
    PRIOR,
    REGRESSION,
    Filled,
    Flags,
    Floats,
    Known,
    Ladders,
    Peers,
    Policy,
    fill,
)

NAN = float("nan")
STANDARD = (1, 2, 5, 6, 7, 8)


@dataclass(frozen=True)
class Case:
    """Everything that `fill` takes."""

    known: Known
    wanted: Flags
    ladders: Ladders
    peers: Peers
    policy: Policy

    @property
    def inputs(self) -> tuple[Known, Flags, Ladders, Peers, Policy]:
        return self.known, self.wanted, self.ladders, self.peers, self.policy

    def filled(self) -> Filled:
        return fill(*self.inputs)

    def without(self, cells: Flags, *, ever: bool) -> "Case":
        """The newest value of these cells is hidden; `ever`: the one before it too."""
        known = self.known
        older = np.full_like(known.earlier, NAN) if ever else known.earlier
        scores, age = np.where(cells, older, known.scores), np.where(cells, known.earlier_age, known.age)
        return replace(self, known=replace(known, scores=scores, age=age))

    def moved(self, order: Any) -> "Case":
        """The rows in another order."""
        known = Known(**{name: array[order] for name, array in vars(self.known).items()})
        groups = tuple(group[order] for group in self.peers.groups)
        return replace(self, known=known, wanted=self.wanted[order], peers=Peers(groups))


def known_of(scores: Any, age: Any = 0, **others: Any) -> Known:
    """Newest scores with nothing else known: what is not given is missing, ages are 0, the worst score is 0."""
    array = np.array(scores, dtype=np.float64)
    plain: dict[str, Any] = dict.fromkeys(("interpolated", "earlier", "zero", "tried"), NAN)
    filled = {**plain, "age": age, "earlier_age": 1, "worst": 0.0, **others}
    kinds = {name: np.int64 if name.endswith("age") else np.float64 for name in filled}
    arrays: dict[str, Any] = {
        name: np.array(np.broadcast_to(np.array(value, kinds[name]), array.shape)) for name, value in filled.items()
    }
    return Known(scores=array, **arrays)


def ladders_of(columns: int, steps: Any = STANDARD, carry: Any = 2, decay: Any = 0.9, related: Any = None) -> Ladders:
    """The same steps for every column."""
    return Ladders(
        np.tile(np.array(steps, dtype=np.int64), (columns, 1)),
        np.array(np.broadcast_to(np.array(carry, dtype=np.int64), (columns,))),
        np.array(np.broadcast_to(np.array(decay, dtype=np.float64), (columns,))),
        np.full((columns, 1), -1, dtype=np.int64) if related is None else np.array(related, dtype=np.int64),
    )


def cases(max_issuers: int = 30, strict: bool | None = None) -> st.SearchStrategy[Case]:
    """Random panels by seed: gaps, old, earlier and interpolated values, ladders of every kind, peers of two worlds."""
    return st.integers(0, 2**32 - 1).map(lambda seed: random_case(np.random.default_rng(seed), max_issuers, strict))


def random_case(rng: np.random.Generator, max_issuers: int = 30, strict: bool | None = None) -> Case:
    """One panel; half of them as large as they may be, so that regressions find enough rows."""
    rows = max_issuers if rng.random() < 0.5 else int(rng.integers(1, max_issuers + 1))
    columns = int(rng.integers(1, 6))
    policy = Policy(
        min_donors=int(rng.integers(1, 6)),
        prior_score=float(rng.choice([0.0, 60.0, 100.0])),
        strict_disclosure=bool(rng.random() < 0.5) if strict is None else strict,
        disclosure_floor=float(rng.choice([0.0, 15.0, 60.0, 100.0])),
    )
    return Case(
        random_known(rng, rows, columns, rng.choice([0.1, 0.3, 0.9])),
        rng.random((rows, columns)) < rng.choice([0.6, 1.0]),
        random_ladders(rng, columns),
        random_peers(rng, rows),
        policy,
    )


def random_known(rng: np.random.Generator, rows: int, columns: int, gaps: float) -> Known:
    """Scores of few levels or of any, all equal now and then; never below the worst of their column."""
    shape = (rows, columns)
    worst = np.broadcast_to(rng.choice([0.0, 0.0, 10.0, 30.0], columns), shape)

    def scores(missing: float) -> Floats:
        common = rng.random((rows, 1)) * 100  # some issuers are good at everything, so that a regression has a say
        drawn = np.clip(common + rng.normal(0, rng.choice([0, 5, 20]), shape), worst, 100)
        levels = np.maximum(np.round(drawn / 50) * 50, worst)
        chosen = np.where(rng.random(columns) < 0.5, levels, drawn)
        return np.where(rng.random(shape) < missing, NAN, chosen)

    newest = scores(gaps)
    age = rng.choice([0, 0, 0, 0, 0, 1, 2, 4], shape)
    return Known(
        scores=newest,
        age=age,
        interpolated=scores(0.85),
        earlier=np.where(np.isnan(newest), NAN, scores(0.5)),
        earlier_age=age + rng.integers(1, 3, shape),
        zero=np.where(rng.random(columns) < 0.2, scores(0.3), NAN),
        worst=np.array(worst),
        tried=np.where(np.isnan(newest) | (age > 0), NAN, scores(0.7)),
    )


def random_ladders(rng: np.random.Generator, columns: int) -> Ladders:
    """Any steps in any order, most of them carrying first, many with a regression next."""
    steps = np.full((columns, len(METHODS)), -1, dtype=np.int64)
    related = np.full((columns, 3), -1, dtype=np.int64)
    for column in range(columns):
        others = rng.permutation(np.arange(CARRIED + 1, PRIOR))[: rng.integers(0, PRIOR - 1)]
        first = [*([CARRIED] if rng.random() < 0.8 else []), *([REGRESSION] if rng.random() < 0.7 else [])]
        chosen = [*first, *(step for step in others.tolist() if step not in first)]
        steps[column, : len(chosen)] = chosen
        beside = rng.permutation([other for other in range(columns) if other != column])[:3]
        related[column, : len(beside)] = beside
    return Ladders(steps, rng.integers(0, 3, columns), rng.choice([0.0, 0.5, 0.9, 1.0], columns), related)


def random_peers(rng: np.random.Generator, rows: int) -> Peers:
    """Sizes inside industries inside worlds, and classes inside worlds."""
    world = rng.integers(0, rng.choice([1, 2]), rows)
    industry = world * 10 + rng.integers(0, 3, rows)
    return Peers((industry * 10 + rng.integers(0, 2, rows), industry, world * 10 + rng.integers(0, 2, rows), world))
