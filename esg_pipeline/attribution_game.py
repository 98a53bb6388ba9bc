"""Splits the move of each cell's score among what moved it: Shapley values of five players. No frames, no causes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
from numpy.typing import NDArray

from esg_pipeline.standardise import ValueFunction

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

# What may move the score of a cell that rests on its issuer's own values.
PLAYERS = ("fact", "time", "fence", "benchmark", "industry")
FACT, TIME, FENCE, BENCHMARK, INDUSTRY = range(len(PLAYERS))
# A formula gives a published score again within this; the last bits differ by the order of a product.
SAME_SCORE = 1e-9


@dataclass(frozen=True)
class Ends:
    """Both ends of cells, arrays of one column per cell; row 0 is the earlier date, row 1 the later one.

    `value`: what is known; `scored`: what was scored of it; `low`, `high`: the fences; `factor`: what is left after
    carrying; `function`: place in a list of value functions by the date of the benchmark, then by the date of the
    industry, -1 where it is not known. One row: `new_points`: points of events that the earlier date did not count, NaN
    where the cell counts no events; `regraded_points`: what another version makes of the others; `is_refreshed`: a
    newer year took the place of a carried value.
    """

    value: Floats
    scored: Floats
    low: Floats
    high: Floats
    factor: Floats
    function: Whole
    new_points: Floats
    regraded_points: Floats
    is_refreshed: Flags

    def of(self, cells: Whole) -> "Ends":
        """Some of the cells."""
        return Ends(*(getattr(self, name)[..., cells] for name in self.__dataclass_fields__))


def moved(ends: Ends) -> Flags:
    """Which players moved, cell x player."""
    is_event = ~np.isnan(ends.new_points)
    own = ends.value[0] != ends.value[1]
    fades = (ends.factor[0] != ends.factor[1]) & ~ends.is_refreshed
    faded_points = np.abs(fading(ends)) > SAME_SCORE
    ages = (ends.factor[0] != ends.factor[1]) & ends.is_refreshed
    function = ends.function
    return np.stack(
        [
            (is_event & (ends.new_points != 0)) | (~is_event & (own | ages)),
            (is_event & faded_points) | (~is_event & fades),
            ~is_event & fence_matters(ends),
            (function[0] != function[1]).any(axis=0) | (is_event & (ends.regraded_points != 0)),
            (function[:, 0] != function[:, 1]).any(axis=0),
        ],
        axis=1,
    )


def fence_matters(ends: Ends) -> Flags:
    """Cells with a value that was drawn in on one of the dates, and that the fences of the other leave elsewhere."""
    drawn_in = (ends.scored != ends.value).any(axis=0)
    first, second = (np.clip(ends.value, ends.low[at], ends.high[at]) for at in (0, 1))
    return drawn_in & (first != second).any(axis=0)


def shares(ends: Ends, scores: Floats, functions: list[ValueFunction]) -> tuple[Floats, Flags]:
    """(cell x player: points of the move of each cell's score, cells whose move could be split).

    `scores`: as the arrays of `ends`. Shapley (1953), A value for n-person games: the mean over all orders in which the
    players may move. A player that did not move gets 0, one that moved alone gets all; a cell whose formula does not
    give its published scores again gets nothing and is not split.
    """
    players = moved(ends)
    found = np.zeros(players.shape)
    is_split = players.any(axis=1) & (scores[0] != scores[1])
    patterns = players @ (1 << np.arange(len(PLAYERS)))
    for pattern in np.unique(patterns[is_split]):
        cells = np.flatnonzero(is_split & (patterns == pattern))
        members = [player for player in range(len(PLAYERS)) if pattern >> player & 1]
        worth = worths(ends.of(cells), members, functions)
        fits = np.abs(np.stack([worth(()), worth(tuple(members))]) - scores[:, cells]) <= SAME_SCORE
        given = len(members) == 1 or fits.all(axis=0)
        is_split[cells] = given
        of_game = shapley(members, end_points(worth, members, scores[:, cells]))
        found[cells[:, None], np.array(members)] = np.where(np.reshape(given, (-1, 1)), of_game, 0.0)
    return found, is_split


Coalition = tuple[int, ...]
Worth = Callable[[Coalition], Floats]


def end_points(worth: Worth, members: list[int], scores: Floats) -> Worth:
    """The same game, with the published scores themselves where nobody or everybody has moved."""

    def exact(coalition: Coalition) -> Floats:
        if not coalition:
            return scores[0]
        return scores[1] if len(coalition) == len(members) else worth(coalition)

    return exact


def shapley(members: list[int], worth: Worth) -> Floats:
    """Cell x member: what each member adds to those that moved before it, over all orders."""
    known = {coalition: worth(coalition) for coalition in coalitions(members)}
    columns = [
        sum(
            chance(len(before), len(members)) * (known[tuple(sorted((*before, player)))] - known[before])
            for before in coalitions([other for other in members if other != player])
        )
        for player in members
    ]
    return np.column_stack([np.asarray(column) for column in columns])


def coalitions(members: list[int]) -> Iterator[Coalition]:
    """Every set of members, the empty one first."""
    for size in range(len(members) + 1):
        yield from combinations(members, size)


def chance(before: int, members: int) -> float:
    """Share of all orders in which exactly so many given members come before a player."""
    return factorial(before) * factorial(members - before - 1) / factorial(members)


def worths(ends: Ends, members: list[int], functions: list[ValueFunction]) -> Worth:
    """What the formula says when a coalition has moved and the others stand as they did."""

    def worth(coalition: Coalition) -> Floats:
        has = [int(player in coalition) for player in range(len(PLAYERS))]
        values = np.where(np.isnan(ends.new_points), own_values(ends, has, members), points_left(ends, has))
        of_fact: Floats = ends.factor[has[FACT]]
        of_time: Floats = ends.factor[has[TIME]]
        factor = np.where(ends.is_refreshed, of_fact, of_time)
        return evaluated(values, ends.function[has[BENCHMARK], has[INDUSTRY]], functions) * factor

    return worth


def own_values(ends: Ends, has: list[int], members: list[int]) -> Floats:
    """The issuer's value, drawn in to the fences where these moved."""
    value = ends.value[has[FACT]]
    if FENCE not in members:
        return ends.scored[has[FACT]]
    return np.clip(value, ends.low[has[FENCE]], ends.high[has[FENCE]])


def points_left(ends: Ends, has: list[int]) -> Floats:
    """Points of events: those of before, faded or not, regraded or not, and the new ones or not."""
    new, regraded = has[FACT] * ends.new_points, has[BENCHMARK] * ends.regraded_points
    return ends.value[0] + new + regraded + has[TIME] * fading(ends)


def fading(ends: Ends) -> Floats:
    """What time alone did to points of events; NaN where the cell counts none."""
    return ends.value[1] - ends.value[0] - ends.new_points - ends.regraded_points


def evaluated(values: Floats, places: Whole, functions: list[ValueFunction]) -> Floats:
    """The value function of each cell at its value; NaN where no function is known."""
    found = np.full(values.shape, np.nan)
    order = np.argsort(places, kind="stable")
    starts = np.flatnonzero(np.diff(places[order], prepend=order.size and places.min() - 1))
    for cells in np.split(order, starts[1:]):
        if len(cells) and places[cells[0]] >= 0:
            found[cells] = functions[places[cells[0]]](values[cells])
    return found
