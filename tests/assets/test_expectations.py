"""The suite passes on plausible ratings, fails on implausible ones, and its pages open without a network."""

from datetime import date
from pathlib import Path

import polars as pl

from assets.expectations import EXPECTATIONS, validate
from data_contracts.mart import ISSUER_RATING


def ratings(scores: list[float]) -> pl.DataFrame:
    row = ISSUER_RATING.example_row()
    return pl.concat(
        [
            row.with_columns(
                issuer_id=pl.lit(f"I{number}"), score=pl.lit(score), rating_date=pl.lit(date(2022, 10, 31))
            )
            for number, score in enumerate(scores)
        ]
    )


def test_plausible_ratings_pass_every_expectation(tmp_path: Path) -> None:
    outcome = validate(ratings([66.0, 70.0, 74.5]), tmp_path / "pages")
    assert set(outcome) == set(EXPECTATIONS)
    assert all(passed for passed, _ in outcome.values())
    pages = list((tmp_path / "pages").rglob("*.html"))
    assert (tmp_path / "pages" / "index.html") in pages
    assert not [page for page in pages if 'src="http' in page.read_text() or '<link href="http' in page.read_text()]


def test_a_universe_without_a_plausible_mean_fails(tmp_path: Path) -> None:
    outcome = validate(ratings([20.0, 21.0, 22.0]), tmp_path / "pages")
    assert {name for name, (passed, _) in outcome.items() if not passed} == {
        "mean_score_is_plausible",
        "scores_are_spread_plausibly",
    }
