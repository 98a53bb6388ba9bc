"""Portfolios: the figures by hand, what has no grade, and laws that hold for any weights."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.holdings import Holding
from esg_pipeline.portfolio import UNKNOWN, Portfolio, portfolio

DAY = date(2022, 10, 31)
ISSUERS = [  # issuer, industry, grade, score, rank, peers, simulated
    ("A", "banking", "BB", 76.0, 1, 2, False),
    ("B", "banking", "CCC", 66.0, 2, 2, False),
    ("C", "steel", "B", 71.0, 1, 1, False),
    ("D", "steel", "NR", 66.0, None, None, False),
    ("S", "steel", "AAA", 99.0, 1, 1, True),
]


def ratings() -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "issuer_id": issuer,
                "issuer_name": f"Issuer {issuer}",
                "industry_code": industry,
                "grade": grade,
                "score": score,
                "e_score": score - 1,
                "s_score": score + 1,
                "g_score": None,
                "rank": rank,
                "peers": peers,
                "is_simulated": simulated,
                "not_rated_reason": "coverage 0.1 is below 0.15" if grade == "NR" else None,
            }
            for issuer, industry, grade, score, rank, peers, simulated in ISSUERS
        ]
    )


def bonds() -> pl.DataFrame:
    row: dict[str, Any] = {"bond_name": "Note", "first_date": DAY, "is_outstanding": True}
    row["maturity_date"] = date(2030, 1, 1)
    return pl.DataFrame(
        [
            {**row, "bond_id": "A1", "issuer_id": "A"},
            {**row, "bond_id": "A-OLD", "issuer_id": "A", "maturity_date": date(2021, 1, 1), "is_outstanding": False},
            {**row, "bond_id": "A-NEW", "issuer_id": "A", "first_date": date(2023, 4, 30), "is_outstanding": False},
            {**row, "bond_id": "LEFT", "issuer_id": "L", "first_date": date(2021, 4, 30), "is_outstanding": False},
            {**row, "bond_id": "GONE", "issuer_id": "GONE"},
        ]
    )


def held(**weights: float) -> Portfolio:
    holdings = [Holding(code.replace("_", "-"), weight, (2,), weight) for code, weight in weights.items()]
    return portfolio(holdings, ratings(), bonds(), DAY)


def test_the_figures_by_hand() -> None:
    mine = held(A1=0.5, b=0.25, D=0.15, X=0.10)
    assert mine.coverage == 0.75
    assert mine.score is not None
    assert mine.score == pytest.approx((0.5 * 76 + 0.25 * 66) / 0.75)
    assert mine.pillars == {"E": pytest.approx(mine.score - 1), "S": pytest.approx(mine.score + 1), "G": None}
    assert {grade: weight for grade, weight in mine.grades.items() if weight} == {"BB": 0.5, "CCC": 0.25, "NR": 0.25}
    assert mine.industries == {"banking": 0.75}
    assert mine.score_low == pytest.approx(0.5 * 76 + 0.25 * 66 + 0.25 * 66)
    assert mine.score_high == pytest.approx(0.5 * 76 + 0.25 * 66 + 0.25 * 76)
    assert [p.code for p in mine.rated] == ["A1", "b"]
    assert [p.code for p in mine.unrated] == ["D", "X"]


def test_the_universe_is_of_the_kind_that_is_held() -> None:
    real = held(A=1.0).universe
    assert (real.issuers, real.mean_score, real.lowest_score, real.highest_score) == (3, 71.0, 66.0, 76.0)
    assert real.grades["BB"] == real.grades["CCC"] == pytest.approx(1 / 3)
    assert real.industries == {"banking": pytest.approx(2 / 3), "steel": pytest.approx(1 / 3)}
    assert (held(S=1.0).universe.issuers, held(S=1.0).universe.simulated) == (1, 1)
    both = held(S=0.5, A=0.5).universe
    assert (both.issuers, both.simulated) == (4, 1)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("D", "coverage 0.1 is below 0.15"),
        ("X", UNKNOWN),
        ("US0378331006", f"{UNKNOWN}, and its check digit is wrong for an ISIN"),
        ("US0378331005", UNKNOWN),
        ("A_OLD", "not among the rated bonds of 2022-10-31: it matured on 2021-01-01"),
        ("A_NEW", "not among the rated bonds of 2022-10-31: it is from 2023-04-30 on"),
        ("LEFT", "not among the rated bonds of 2022-10-31: its issuer is not rated there"),
        ("GONE", UNKNOWN),
    ],
)
def test_what_has_no_grade_says_why(code: str, reason: str) -> None:
    [one] = held(**{code: 1.0}).positions
    assert (one.grade, one.score, one.reason) == ("NR", None, reason)


@pytest.mark.parametrize("count", [3, 7, 10, 49])
def test_equal_shares_sum_to_the_whole(count: int) -> None:
    """Added up one by one, ten times 0.1 are less than 1 and would be shown as 99.9 %."""
    holdings = [Holding(code, 1 / count, (2,), 1.0) for code in ["A"] * count]
    mine = portfolio(holdings, ratings(), bonds(), DAY)
    assert (mine.coverage, mine.score, mine.grades["BB"], mine.industries) == (1.0, 76.0, 1.0, {"banking": 1.0})
    assert mine.grades["NR"] == 0


def test_nothing_rated_has_no_score_but_bounds() -> None:
    mine = held(X=1.0)
    assert (mine.coverage, mine.score, mine.score_low, mine.score_high) == (0, None, 66.0, 76.0)


def test_no_universe_has_no_bounds() -> None:
    nobody = portfolio([Holding("X", 1.0, (2,), 1.0)], ratings().clear(), bonds().clear(), DAY)
    assert (nobody.universe.issuers, nobody.universe.mean_score, nobody.score_low) == (0, None, None)


@given(st.lists(st.floats(0.01, 1), min_size=6, max_size=6))
def test_laws_of_any_weights(weights: list[float]) -> None:
    codes = ("A1", "B", "C", "D", "X", "A_OLD")
    mine = held(**{code: weight / sum(weights) for code, weight in zip(codes, weights, strict=True)})
    assert sum(mine.grades.values()) == pytest.approx(1)
    assert sum(mine.industries.values()) == pytest.approx(mine.coverage)
    assert mine.score is not None
    assert mine.score_low is not None
    assert mine.score_high is not None
    assert 66 - 1e-9 <= mine.score <= 76 + 1e-9
    assert mine.score_low <= mine.coverage * mine.score + (1 - mine.coverage) * 71 <= mine.score_high
    backwards = held(
        **{code: weight / sum(weights) for code, weight in reversed(list(zip(codes, weights, strict=True)))}
    )
    assert backwards.score == pytest.approx(mine.score)
    assert [p.code for p in backwards.rated] == [p.code for p in mine.rated]
