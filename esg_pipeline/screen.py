"""Screens a portfolio: leaves out what is graded too low or is not among the best of its industry, and measures how far
the rest moves from what was held. Weights that are left are scaled up in proportion.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import fsum

from esg_pipeline.grade import BEST_TO_WORST
from esg_pipeline.portfolio import PLACES, Portfolio, Position, summary


class ScreenError(ValueError):
    """A screen leaves nothing to hold."""


@dataclass(frozen=True)
class Screen:
    """Rules: the lowest grade that stays, the share of each industry's graded issuers that counts as best, and whether
    what has no grade stays.
    """

    lowest_grade: str | None = None
    best_in_class: float | None = None
    keeps_unrated: bool = False

    def why_out(self, position: Position) -> str:
        """Why a position is left out; empty when it stays."""
        if not position.is_rated:
            return "" if self.keeps_unrated else f"no grade: {position.reason}"
        if self.lowest_grade and BEST_TO_WORST.index(position.grade) > BEST_TO_WORST.index(self.lowest_grade):
            return f"{position.grade} is below {self.lowest_grade}"
        if self.best_in_class is not None and position.rank is not None and position.peers:
            places = max(1, int(self.best_in_class * position.peers + 1e-9))
            if position.rank > places:
                return f"rank {position.rank} of {position.peers} in its industry, the best {places} stay"
        return ""


@dataclass(frozen=True)
class Screened:
    """A portfolio before and after a screen.

    `active_share` is half the sum of all changes of weight, 0 to 1: the part of the portfolio that has to be traded.
    """

    before: Portfolio
    after: Portfolio
    left_out: Sequence[tuple[Position, str]]
    active_share: float
    largest_change: float


def screened(before: Portfolio, screen: Screen) -> Screened:
    """Applies a screen. Raises ScreenError when nothing stays."""
    reasons = {p.code: screen.why_out(p) for p in before.positions}
    kept = [p for p in before.positions if not reasons[p.code]]
    total = fsum(p.weight for p in kept)
    if not kept:
        raise ScreenError("the screen leaves nothing to hold: lower its grade, or keep what is not rated")
    after = [replace(p, weight=p.weight / total) for p in kept]
    weights = {p.code: p.weight for p in after}
    changes = [abs(weights.get(p.code, 0.0) - p.weight) for p in before.positions]
    return Screened(
        before=before,
        after=summary(after, before.universe, before.rating_date),
        left_out=[(p, reasons[p.code]) for p in before.positions if reasons[p.code]],
        active_share=round(fsum(changes) / 2, PLACES),
        largest_change=round(max(changes), PLACES),
    )
