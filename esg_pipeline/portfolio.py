"""What a portfolio of bonds is rated: coverage, weighted score, grades, best and worst, beside the universe.

Weights are shares of the portfolio, 0 to 1. What has no grade is never left out silently: its weight is shown, and the
score is bounded by what the worst and the best issuer of the universe would give in its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Any

import polars as pl

from esg_pipeline.grade import BEST_TO_WORST
from esg_pipeline.holdings import Holding, is_isin

NR = "NR"
UNKNOWN = "no rated bond or issuer has this code (rates bonds are never rated)"
PLACES = 12  # sums of shares and scores are rounded there: what adding up leaves behind would show when cut
LOOKS_LIKE_AN_ISIN = 12


@dataclass(frozen=True)
class Position:
    """A holding with the rating of its issuer; `reason` says why there is none."""

    code: str
    weight: float
    name: str
    issuer_id: str | None
    industry_code: str | None
    grade: str
    score: float | None
    e_score: float | None
    s_score: float | None
    g_score: float | None
    rank: int | None
    peers: int | None
    is_simulated: bool | None
    reason: str

    @property
    def is_rated(self) -> bool:
        """True when its issuer has a grade."""
        return self.grade != NR


@dataclass(frozen=True)
class Universe:
    """The graded issuers that a portfolio is compared with, each counted once; so many of them are simulated."""

    issuers: int
    simulated: int
    mean_score: float | None
    lowest_score: float | None
    highest_score: float | None
    grades: Mapping[str, float]
    industries: Mapping[str, float]


@dataclass(frozen=True)
class Portfolio:
    """A portfolio on a rating date. Scores are weighted means over what is rated; `score_low` and `score_high` bound
    the score of the whole by the universe's lowest and highest score in place of what is not.
    """

    rating_date: date
    positions: Sequence[Position]
    coverage: float
    score: float | None
    score_low: float | None
    score_high: float | None
    pillars: Mapping[str, float | None]
    grades: Mapping[str, float]
    industries: Mapping[str, float]
    universe: Universe

    @property
    def rated(self) -> list[Position]:
        """The positions with a grade, best score first."""
        return sorted((p for p in self.positions if p.is_rated), key=lambda p: (-(p.score or 0), p.code))

    @property
    def unrated(self) -> list[Position]:
        """The positions without one, heaviest first."""
        return sorted((p for p in self.positions if not p.is_rated), key=lambda p: (-p.weight, p.code))


def portfolio(holdings: Sequence[Holding], ratings: pl.DataFrame, bonds: pl.DataFrame, rating_date: date) -> Portfolio:
    """Rates holdings by `mart.issuer_rating` of the date and the bonds of `sql/read/portfolio_bonds.sql`."""
    by_issuer = {str(row["issuer_id"]).casefold(): row for row in ratings.iter_rows(named=True)}
    by_bond = {str(row["bond_id"]).casefold(): row for row in bonds.iter_rows(named=True)}
    positions = [position(holding, by_issuer, by_bond, rating_date) for holding in holdings]
    return summary(positions, universe_of(ratings, positions), rating_date)


def position(
    holding: Holding, by_issuer: Mapping[str, dict[str, Any]], by_bond: Mapping[str, dict[str, Any]], day: date
) -> Position:
    """A holding, found by its bond or else by its issuer."""
    bond = by_bond.get(holding.code.casefold())
    issuer_id = bond["issuer_id"] if bond else holding.code
    rating = by_issuer.get(str(issuer_id).casefold())
    reason = why_not(holding, bond, rating, day)
    known = rating or dict[str, Any]()
    name = bond["bond_name"] if bond else known.get("issuer_name", holding.code)
    shown = {key: known.get(key) for key in ("e_score", "s_score", "g_score", "rank", "peers", "is_simulated")}
    is_rated = not reason
    return Position(
        code=holding.code,
        weight=holding.weight,
        name=str(name),
        issuer_id=known.get("issuer_id") or (issuer_id if bond else None),
        industry_code=known.get("industry_code"),
        grade=known["grade"] if is_rated else NR,
        score=known["score"] if is_rated else None,
        reason=reason,
        **(shown if is_rated else {**dict.fromkeys(shown), "is_simulated": known.get("is_simulated")}),
    )


def why_not(holding: Holding, bond: Mapping[str, Any] | None, rating: Mapping[str, Any] | None, day: date) -> str:
    """Why a holding has no grade; empty when it has one."""
    if bond and not bond["is_outstanding"]:
        return f"not among the rated bonds of {day}: {why_not_outstanding(bond, day)}"
    if rating is None:
        mistyped = len(holding.code) == LOOKS_LIKE_AN_ISIN and holding.code[:2].isalpha() and not is_isin(holding.code)
        return UNKNOWN + (", and its check digit is wrong for an ISIN" if mistyped and not bond else "")
    return str(rating["not_rated_reason"] or "its issuer has no grade") if rating["grade"] == NR else ""


def why_not_outstanding(bond: Mapping[str, Any], day: date) -> str:
    """Why a bond of some rating date is none of another."""
    if bond["maturity_date"] <= day:
        return f"it matured on {bond['maturity_date']}"
    return f"it is from {bond['first_date']} on" if bond["first_date"] > day else "its issuer is not rated there"


def universe_of(ratings: pl.DataFrame, positions: Sequence[Position]) -> Universe:
    """The graded issuers of the kinds that are held: simulated issuers are no measure for real ones."""
    kinds = {p.is_simulated for p in positions if p.is_rated} or {False}
    graded = ratings.filter((pl.col("grade") != NR) & pl.col("is_simulated").is_in([bool(kind) for kind in kinds]))
    scores: list[float] = graded["score"].to_list()
    return Universe(
        issuers=len(scores),
        simulated=graded.filter("is_simulated").height,
        mean_score=round(fsum(scores) / len(scores), PLACES) if scores else None,
        lowest_score=min(scores, default=None),
        highest_score=max(scores, default=None),
        grades=in_grade_order(share_of(graded, "grade")),
        industries=share_of(graded, "industry_code"),
    )


def share_of(frame: pl.DataFrame, column: str) -> dict[str, float]:
    """Value of a column -> share of the rows."""
    counts = frame.group_by(column).len().sort(column)
    return {str(value): count / frame.height for value, count in counts.iter_rows()}


def in_grade_order(shares: Mapping[str, float]) -> dict[str, float]:
    """Every grade with its share, the best first."""
    return {grade: shares.get(grade, 0.0) for grade in BEST_TO_WORST}


def summary(positions: Sequence[Position], universe: Universe, rating_date: date) -> Portfolio:
    """The figures of a portfolio whose weights sum to 1."""
    rated = [p for p in positions if p.is_rated]
    coverage = round(fsum(p.weight for p in rated), PLACES)
    score = weighted(rated, "score")
    return Portfolio(
        rating_date=rating_date,
        positions=positions,
        coverage=coverage,
        score=score,
        score_low=bounded(score, coverage, universe.lowest_score),
        score_high=bounded(score, coverage, universe.highest_score),
        pillars={letter: weighted(rated, f"{letter.lower()}_score") for letter in "ESG"},
        grades={**in_grade_order(shares(positions, "grade")), NR: round(1 - coverage, PLACES)},
        industries=shares(rated, "industry_code"),
        universe=universe,
    )


def weighted(positions: Sequence[Position], attribute: str) -> float | None:
    """The mean of what is there, by weight; null when nothing is."""
    there = [(p.weight, value) for p in positions if (value := getattr(p, attribute)) is not None]
    total = fsum(weight for weight, _ in there)
    return round(fsum(weight * value for weight, value in there) / total, PLACES) if total else None


def bounded(score: float | None, coverage: float, stand_in: float | None) -> float | None:
    """The score of the whole portfolio if everything without a grade scored `stand_in`."""
    if stand_in is None:
        return None
    return round(coverage * (score or 0.0) + (1 - coverage) * stand_in, PLACES)


def shares(positions: Sequence[Position], attribute: str) -> dict[str, float]:
    """Value of an attribute -> weight of the positions that have it, the heaviest first."""
    found: dict[str, list[float]] = {}
    for p in positions:
        found.setdefault(str(getattr(p, attribute)), []).append(p.weight)
    sums = {key: round(fsum(weights), PLACES) for key, weights in found.items()}
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))
