"""Probabilities and intervals: their laws, and intervals held against totals that are known to be true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, norm

from data_contracts.uncertainty import GRADE_PROBABILITY, SCORE_INTERVAL
from esg_pipeline.choices import Shifted
from esg_pipeline.grade import BEST_TO_WORST, model_grade
from esg_pipeline.impute import PRIOR, REPORTED, Filled
from esg_pipeline.methodology.codes import Doubt
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.predictive import ErrorModel, from_relative
from esg_pipeline.scoring import score_panel
from esg_pipeline.uncertainty import Uncertainty, best_places, rate_uncertainty, rated_issuers, uncertainty
from tests.unit.doubtful_worlds import (
    EVERYTHING,
    QUANTILES,
    World,
    error_model,
    flat_errors,
    make_world,
    points,
    some_world,
    version,
)

DAY = date(2022, 10, 31)
NO_HITS = pl.DataFrame(schema={"issuer_id": pl.String, "rule_id": pl.String, "cap_grade": pl.String})


def found(world: World, chosen: Methodology, hits: pl.DataFrame = NO_HITS, ratings: Any = None) -> Uncertainty:
    rated = world.ratings() if ratings is None else ratings
    return uncertainty(world.scored, world.shifted, chosen, rated, hits, DAY)


def rows_of(world: World, chosen: Sequence[int]) -> World:
    """The world of some issuers, in this order."""
    scored, rows = world.scored, np.array(chosen, dtype=np.int64)
    panel = scored.panel
    part = replace(panel, issuers=panel.issuers[rows], confidence=panel.confidence[rows], wanted=panel.wanted[rows])
    filled = Filled(scored.filled.scores[rows], scored.filled.method[rows], scored.filled.donors[rows])
    hidden = replace(scored.hidden, scores=scored.hidden.scores[rows], method=scored.hidden.method[rows])
    confidence = scored.confidence[rows]
    less = replace(scored, panel=part, filled=filled, hidden=hidden, confidence=confidence)
    return World(less, Shifted(world.shifted.low[rows], world.shifted.high[rows]))


def by_issuer(frame: pl.DataFrame, issuer: str) -> Mapping[str, Any]:
    [row] = frame.filter(issuer_id=issuer).to_dicts()
    return row


# Laws


def test_both_tables_keep_their_contracts() -> None:
    both = found(some_world(), version(*EVERYTHING))
    for table, frame in ((GRADE_PROBABILITY, both.probabilities), (SCORE_INTERVAL, both.intervals)):
        assert table.violations(table.conform(frame)) == []
    assert both.intervals.height == 12
    assert both.probabilities.height == 12 * len(BEST_TO_WORST)


@given(st.integers(0, 1000), st.sets(st.sampled_from(EVERYTHING)))
@settings(max_examples=15)
def test_probabilities_sum_to_one_and_ends_are_in_order(seed: int, on: set[str]) -> None:
    both = found(some_world(seed, issuers=5, each=1), version(*on, draws=37))
    sums = both.probabilities.group_by("issuer_id").agg(pl.col("probability").sum(), pl.len())
    assert (sums["probability"] - 1).abs().max() <= 1e-12
    assert set(sums["len"]) == {9}
    ends = both.intervals
    assert (ends["score_low"] >= 0).all()
    assert (ends["score_low"] <= ends["score_median"]).all()
    assert (ends["score_median"] <= ends["score_high"]).all()
    assert (ends["score_high"] <= 100).all()
    assert (ends["rank_low"] <= ends["rank_high"]).all()
    assert (ends["rank_high"] <= ends["peers"]).all()


def test_without_doubt_the_model_grade_is_certain() -> None:
    world = some_world()
    both = found(world, version())
    sure = both.probabilities.filter(pl.col("probability") > 0).join(world.ratings(), on="issuer_id")
    assert sure.height == 12
    assert sure["probability"].to_list() == [1.0] * 12
    assert sure["grade"].to_list() == sure["grade_right"].to_list()
    ends = both.intervals.join(world.ratings(), on="issuer_id")
    for column in ("score_low", "score_median", "score_high"):
        assert ends[column].to_list() == ends["score"].to_list()
    assert set(ends["score_sd"]) == {0.0}
    assert ends["rank"].to_list() == ends["rank_low"].to_list() == ends["rank_high"].to_list()
    assert ends["narrowing_data_point_id"].null_count() == ends["width_if_disclosed"].null_count() == 12


def test_peers_are_rated_issuers_of_the_same_industry_and_world() -> None:
    world = some_world()
    ratings = world.ratings().with_columns(
        grade=pl.when(pl.col("issuer_id") == "I0000").then(pl.lit("NR")).otherwise("grade")
    )
    ends = found(world, version(), ratings=ratings).intervals
    counted = world.scored.panel.issuers.filter(pl.col("issuer_id") != "I0000").with_columns(
        of=pl.len().over("industry_code", "is_simulated").cast(pl.Int64)
    )
    assert dict(ends.select("issuer_id", "peers").iter_rows()) == dict(counted.select("issuer_id", "of").iter_rows())
    assert "I0000" not in found(world, version(), ratings=ratings).probabilities["issuer_id"].to_list()


def test_places_by_the_published_score() -> None:
    columns = points(1)
    scores = np.repeat([[70.0], [80.0], [80.0], [60.0]], columns.height, axis=1)
    world = make_world(scores, np.zeros_like(scores), columns, flat_errors(columns))
    assert found(world, version()).intervals.sort("issuer_id")["rank"].to_list() == [3, 1, 1, 4]


def test_a_red_line_caps_every_draw() -> None:
    world = some_world(filled=0.9)
    hits = pl.DataFrame({"issuer_id": ["I0001", "I0001"], "rule_id": ["RL2", "RL1"], "cap_grade": ["B", "CC"]})
    free, capped = (found(world, version("imputation"), h).probabilities for h in (NO_HITS, hits))
    better = BEST_TO_WORST[: BEST_TO_WORST.index("CC")]
    mine = capped.filter(issuer_id="I0001")
    assert mine.filter(pl.col("grade").is_in(better))["probability"].sum() == 0
    assert free.filter(pl.col("issuer_id") == "I0001", pl.col("grade").is_in(better))["probability"].sum() > 0
    others = pl.col("issuer_id") != "I0001"
    assert capped.filter(others).equals(free.filter(others))


def test_the_same_version_and_day_give_the_same_bytes_and_another_version_others() -> None:
    world = some_world()
    first, again = (found(world, version(*EVERYTHING)) for _ in range(2))
    assert first.intervals.equals(again.intervals)
    assert first.probabilities.equals(again.probabilities)
    other = found(world, replace(version(*EVERYTHING), hash="0" * 64))
    assert set(other.intervals["seed"]) != set(first.intervals["seed"])
    assert not other.intervals["score_low"].equals(first.intervals["score_low"])
    later = uncertainty(world.scored, world.shifted, version(*EVERYTHING), world.ratings(), NO_HITS, date(2022, 4, 30))
    assert set(later.intervals["seed"]).isdisjoint(first.intervals["seed"])


@given(st.permutations(range(8)))
@settings(max_examples=10)
def test_the_order_of_issuers_changes_nothing(order: list[int]) -> None:
    world = some_world(issuers=8, each=1)
    mixed = found(rows_of(world, order), version(*EVERYTHING, draws=50))
    straight = found(world, version(*EVERYTHING, draws=50))
    assert SCORE_INTERVAL.conform(mixed.intervals).equals(SCORE_INTERVAL.conform(straight.intervals))
    assert GRADE_PROBABILITY.conform(mixed.probabilities).equals(GRADE_PROBABILITY.conform(straight.probabilities))


def test_issuers_of_another_industry_change_nothing_and_peers_only_places() -> None:
    world = some_world(issuers=12, simulated=[False] * 12)
    steel = [place for place in range(12) if place % 2 == 0]
    whole = found(world, version(*EVERYTHING)).intervals
    alone = found(rows_of(world, steel), version(*EVERYTHING)).intervals
    names = alone["issuer_id"].to_list()
    assert alone.sort("issuer_id").equals(whole.filter(pl.col("issuer_id").is_in(names)).sort("issuer_id"))
    fewer = found(rows_of(world, steel[:3]), version(*EVERYTHING)).intervals.drop(
        "rank", "rank_low", "rank_high", "peers"
    )
    assert fewer.equals(alone.filter(pl.col("issuer_id").is_in(fewer["issuer_id"].to_list())).select(fewer.columns))


def test_one_issuer_is_first_of_one() -> None:
    ends = by_issuer(found(some_world(issuers=1), version(*EVERYTHING)).intervals, "I0000")
    assert (ends["rank"], ends["rank_low"], ends["rank_high"], ends["peers"]) == (1, 1, 1, 1)


@pytest.mark.parametrize("issuers", [0, 3])
def test_nobody_rated_gives_no_rows_of_the_right_types(issuers: int) -> None:
    world = some_world(issuers=issuers, each=1)
    ratings = world.ratings().with_columns(grade=pl.lit("NR"))
    both = found(world, version(*EVERYTHING), ratings=ratings)
    for table, frame in ((GRADE_PROBABILITY, both.probabilities), (SCORE_INTERVAL, both.intervals)):
        assert frame.height == 0
        assert table.violations(table.conform(frame)) == []


def test_disclosing_what_is_named_narrows_the_interval_as_promised() -> None:
    world = some_world(filled=0.8)
    before = found(world, version("imputation", draws=1000)).intervals.sort("issuer_id")
    column = [world.scored.panel.data_point_ids.index(name) for name in before["narrowing_data_point_id"]]
    methods = world.scored.filled.method.copy()
    methods[np.arange(12), column] = REPORTED
    told = replace(world.scored, filled=replace(world.scored.filled, method=methods))
    after = found(replace(world, scored=told), version("imputation", draws=1000)).intervals.sort("issuer_id")
    width = after["score_high"] - after["score_low"]
    assert (width - before["width_if_disclosed"]).abs().max() < 1e-4
    assert (before["score_sd"] > after["score_sd"]).all()


@given(st.integers(0, 1000))
@settings(max_examples=10)
def test_the_more_is_disclosed_the_smaller_the_spread_on_average(seed: int) -> None:
    """The same centres, the cells of the second world are known where those of the first are, and some more."""
    rng = np.random.default_rng(seed)
    world = some_world(seed, issuers=16, each=1, filled=0.8)
    methods = np.where(rng.random(world.scored.filled.method.shape) < 0.3, REPORTED, world.scored.filled.method)
    told = replace(world.scored, filled=replace(world.scored.filled, method=methods))
    before, after = (found(w, version("imputation")).intervals for w in (world, replace(world, scored=told)))
    assert after["score_sd"].mean() <= before["score_sd"].mean()


def test_a_doubtful_reading_widens_what_rests_on_documents() -> None:
    shape = (4, points(1).height)
    options: dict[str, Any] = {"stand_in": np.full(shape, 10.0), "filled": 0.0, "issuers": 4, "each": 1}
    doubt = some_world(confidence=np.full(shape, 0.9), **options)
    assert found(doubt, version("extraction")).intervals["score_sd"].min() > 0
    assert found(doubt, version()).intervals["score_sd"].max() == 0
    assert (
        found(some_world(confidence=np.ones(shape), **options), version("extraction")).intervals["score_sd"].max() == 0
    )


# From the tables of a rating date


Tables = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]


def tables(value: float | None = None, known_share: float = 0.6, seed: int = 1) -> Tables:
    """Universe (one industry with one issuer), known and interpolated values; `value`: all of them the same."""
    rng = np.random.default_rng(seed)
    names = [f"I{number:02}" for number in range(13)]
    universe = pl.DataFrame(
        {
            "issuer_id": names,
            "industry_code": ["steel"] * 12 + ["banking"],
            "issuer_class": ["corporate"] * 12 + ["financial"],
            "tags": ["listed|manufacturing"] * 12 + ["listed|financial"],
            "size_assets_cny_million": np.exp(rng.normal(9, 1, 13)),
            "in_scope": [True] * 13,
            "is_simulated": [False] * 13,
        }
    )
    spans = version().anchors.group_by("data_point_id").agg(low=pl.col("x").min(), high=pl.col("x").max())
    cells = universe.select("issuer_id").join(spans.sort("data_point_id"), how="cross")
    drawn = pl.Series(rng.random(cells.height))
    known = cells.with_columns(
        value=pl.col("low") + (pl.col("high") - pl.col("low")) * drawn if value is None else pl.lit(value),
        state=pl.lit("reported"),
        age_years=pl.Series(rng.integers(0, 2, cells.height)),
        observation_id=pl.lit(None, pl.String),
        confidence=pl.Series(np.where(rng.random(cells.height) < 0.3, 0.9, 1.0)),
        earlier_value=pl.lit(None, pl.Float64),
        earlier_age_years=pl.lit(None, pl.Int64),
    ).with_columns(scored_value="value")
    known = known.filter(pl.Series(rng.random(cells.height) < known_share)).drop("low", "high")
    return universe, known, known.select("issuer_id", "data_point_id", "value", "age_years", is_trial=False).clear()


def rated_by(given: Tables, chosen: Methodology) -> pl.DataFrame:
    scored = score_panel(*given, chosen, DAY)
    total = World(scored, Shifted(scored.filled.scores, scored.filled.scores)).totals(scored.filled.scores)
    frame = scored.panel.issuers.select("issuer_id", "is_simulated").with_columns(score=pl.Series(total).round(10))
    return frame.with_columns(grade=model_grade(pl.col("score"), chosen.grades))


ALL_DOUBTS = tuple(doubt.value for doubt in Doubt)


@pytest.mark.parametrize(
    "given",
    [tables(), tables(value=1.0), tables(value=1e12), tables(known_share=0.0), tables(known_share=1.0)],
    ids=["some", "equal", "giant", "nothing", "all"],
)
def test_any_tables_give_tables_that_keep_their_contracts(given: Tables) -> None:
    chosen = version(*ALL_DOUBTS, draws=40)
    both = rate_uncertainty(*given, chosen, rated_by(given, chosen), NO_HITS, DAY)
    assert GRADE_PROBABILITY.violations(GRADE_PROBABILITY.conform(both.probabilities)) == []
    assert SCORE_INTERVAL.violations(SCORE_INTERVAL.conform(both.intervals)) == []
    assert by_issuer(both.intervals, "I12")["peers"] == 1
    assert (both.intervals["score_sd"] > 0).all()


def test_the_order_of_rows_changes_no_byte() -> None:
    given, chosen = tables(), version(*ALL_DOUBTS, draws=40)
    ratings = rated_by(given, chosen)
    straight = rate_uncertainty(*given, chosen, ratings, NO_HITS, DAY)
    universe, known, interpolated = given
    universe, known = (frame.sample(fraction=1.0, shuffle=True, seed=3) for frame in (universe, known))
    again = rate_uncertainty(universe, known, interpolated, chosen, ratings.reverse(), NO_HITS, DAY)
    assert SCORE_INTERVAL.conform(straight.intervals).equals(SCORE_INTERVAL.conform(again.intervals))
    assert GRADE_PROBABILITY.conform(straight.probabilities).equals(GRADE_PROBABILITY.conform(again.probabilities))


def test_who_is_not_rated_is_left_out_and_the_lowest_red_line_counts() -> None:
    ratings = pl.DataFrame(
        {
            "issuer_id": ["B", "A", "C", "D"],
            "score": [70.0, 60.0, 50.0, None],
            "grade": ["B", "CC", "NR", "C"],
            "is_simulated": [False, True, False, False],
        }
    )
    hits = pl.DataFrame({"issuer_id": ["B", "B", "C"], "rule_id": ["R1", "R2", "R1"], "cap_grade": ["BB", "CC", "C"]})
    rated = rated_issuers(ratings, hits)
    assert rated.select("issuer_id", "cap_grade").rows() == [("A", None), ("B", "CC")]
    assert [BEST_TO_WORST[place] for place in best_places(rated)] == ["AAA", "CC"]


# Known truth: what is filled is wrong by errors whose distribution and correlation are known


@dataclass(frozen=True)
class Truth:
    """Copula correlations: `across` the key issues of an issuer, and `within` one on top of it."""

    columns: pl.DataFrame
    grids: Any
    across: float
    within: float

    def errors(self, issuers: int, rng: np.random.Generator) -> Any:
        """Relative errors issuer x data point, by the exact margins and not through any pool."""
        issue = self.columns["key_issue_id"].rank("dense").to_numpy().astype(int) - 1
        common, by_issue = rng.standard_normal((issuers, 1)), rng.standard_normal((issuers, issue.max() + 1))
        own = rng.standard_normal((issuers, len(issue)))
        left = 1 - self.across - self.within
        z = np.sqrt(self.across) * common + np.sqrt(self.within) * by_issue[:, issue] + np.sqrt(left) * own
        uniform = norm.cdf(z)
        return np.stack([np.interp(uniform[:, j], QUANTILES, self.grids[j]) for j in range(len(issue))], axis=1)

    def correlations(self) -> tuple[float, float]:
        """Average Pearson correlation of errors between two data points of two key issues, and of the same one."""
        errors = self.errors(20_000, np.random.default_rng(99))
        table = np.corrcoef(errors.T)
        issue = self.columns["key_issue_id"].to_numpy()
        same = np.equal.outer(issue, issue)
        apart = ~np.eye(len(issue), dtype=bool)
        return float(table[~same].mean()), float(table[same & apart].mean())


def truth_of(kind: str) -> Truth:
    columns = points(3)
    smooth = 2 * beta.ppf(QUANTILES, 2, 2.5) - 1
    steps = np.where(QUANTILES < 0.3, -1.0, np.where(QUANTILES > 0.9, 0.5, 0.0))
    discrete = {"smooth": lambda _: False, "steps": lambda _: True, "mixed": lambda place: place % 2 == 0}[kind]
    grids = np.stack([steps if discrete(place) else smooth for place in range(columns.height)])
    return Truth(columns, grids, across=0.25, within=0.25)


def coverage(truth: Truth, errors: ErrorModel, seed: int, issuers: int = 400) -> float:
    """Share of issuers whose true total lies in its interval."""
    rng = np.random.default_rng(seed)
    shape = (issuers, truth.columns.height)
    centres = rng.uniform(40, 90, shape)
    methods = np.where(rng.random(shape) < 0.6, PRIOR, REPORTED)
    world = make_world(centres, methods, truth.columns, errors)
    relative = np.where(methods == PRIOR, truth.errors(issuers, rng), 0.0)
    true = world.totals(from_relative(relative, centres))
    ends = found(world, version("imputation", draws=400)).intervals.sort("issuer_id")
    return float(np.mean((true >= ends["score_low"].to_numpy()) & (true <= ends["score_high"].to_numpy())))


@pytest.mark.parametrize("kind", ["smooth", "steps", "mixed"])
def test_nine_in_ten_true_totals_lie_in_their_interval(kind: str) -> None:
    truth = truth_of(kind)
    across, within = truth.correlations()
    errors = error_model(truth.grids, truth.columns, across, within)
    shares = [coverage(truth, errors, seed) for seed in range(3)]
    assert all(0.85 <= share <= 0.95 for share in shares), shares


def test_without_correlation_intervals_would_be_far_too_narrow() -> None:
    truth = truth_of("smooth")
    assert coverage(truth, error_model(truth.grids, truth.columns), 1) < 0.6
