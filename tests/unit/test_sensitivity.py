"""Which choice moves grades most: each source alone explains all, worlds stay apart, grades keep their red lines."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from data_contracts.sensitivity import SENSITIVITY
from esg_pipeline.aggregate import Hierarchy
from esg_pipeline.choices import Choices, choose, table_2
from esg_pipeline.draws import Cells, Model
from esg_pipeline.impute import METHODS
from esg_pipeline.methodology.codes import ChoiceGroup, SensitivityOutput
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.sensitivity import (
    index_rows,
    notches_of,
    published_sensitivity,
    rate_sensitivity,
    rows_of,
    totals_at,
    views,
)
from esg_pipeline.sobol import Indices, sobol_indices
from esg_pipeline.uncertainty import SOURCES, lower_bounds
from esg_pipeline.warehouse import Warehouse
from esg_pipeline.weight import key_issue_weights

SHIPPED = load_methodology()
DAY = date(2022, 10, 31)
DRAWS = 256
INDUSTRIES = ["banking", "steel"]
KEY_ISSUES = sorted(SHIPPED.key_issues["key_issue_id"].to_list())
MEDIAN = METHODS.index("median_industry")
CHOICES = [choice.value for choice in ChoiceGroup]


def weights() -> np.ndarray:
    """Published weights, industry x key issue."""
    rows = key_issue_weights(SHIPPED).select("industry_code", "key_issue_id", "weight").iter_rows()
    found = {(industry, issue): weight for industry, issue, weight in rows}
    return np.array([[found[industry, issue] for issue in KEY_ISSUES] for industry in INDUSTRIES])


def model(**doubts: bool) -> Model:
    """Six issuers with one data point per key issue; only the doubts that are named are there."""
    rng = np.random.default_rng(3)
    shape = (6, len(KEY_ISSUES))
    scores = rng.uniform(40, 90, shape)
    industry = np.arange(6) % 2
    pool = rng.uniform(-0.5, 0.5, (len(METHODS), shape[1], DRAWS)) * doubts.get("imputation", False)
    width = 8.0 * doubts.get("anchors", False)
    tree = Hierarchy(np.ones(shape[1]), np.arange(shape[1]), weights())
    return Model(
        issuer_ids=[f"I{number}" for number in range(6)],
        place=np.arange(6),
        world=np.array([0, 0, 0, 1, 1, 1]),
        industry=industry,
        points=np.sum(scores * weights()[industry], axis=1),
        cells=Cells(
            wanted=np.ones(shape, dtype=np.bool_),
            scores=scores,
            method=np.where(rng.random(shape) < 0.5, MEDIAN, 0),
            low=scores - width,
            high=scores + width,
            confidence=np.full(shape, 0.6 if doubts.get("extraction") else 1.0),
            stand_in=np.where(rng.random(shape) < 0.5, 20.0, 95.0),
            stand_in_method=np.full(shape, MEDIAN),
        ),
        tree=tree,
        pools=[pool.astype(np.float32), pool.astype(np.float32)],
        seed=1,
    )


def chosen(*, corner_ratio: float = 1.0, influence: float = 0.0) -> Choices:
    spreads = {"corner_ratio": corner_ratio, "influence": influence}
    spread = pl.col("choice_id").replace_strict(spreads, default=pl.col("spread"), return_dtype=pl.Float64)
    version = replace(SHIPPED, uncertainty=SHIPPED.uncertainty.with_columns(is_on=pl.lit(value=True), spread=spread))
    points = SHIPPED.scored_data_points["data_point_id"].to_list()[: len(KEY_ISSUES)]
    return choose(version, INDUSTRIES, KEY_ISSUES, points, DRAWS, np.random.default_rng(2))


def indices(of: Model, choices: Choices, samples: int = 256) -> list[Indices]:
    """Of the scores and the notches of the real issuers, then of the simulated ones."""
    table = table_2(SHIPPED, INDUSTRIES, KEY_ISSUES)
    looked_at = views(of.world, np.zeros(len(of.world), dtype=np.int64), SHIPPED.grades)
    assert list(looked_at) == [(world, output) for world in (0, 1) for output in SensitivityOutput]
    return sobol_indices(
        lambda rows: totals_at(of, table, choices, rows),
        rows_of(of, choices),
        list(looked_at.values()),
        samples,
        np.random.default_rng(1),
    )


ALONE: list[tuple[str, dict[str, bool], dict[str, float]]] = [
    ("imputation", {"imputation": True}, {}),
    ("extraction", {"extraction": True}, {}),
    ("anchors", {"anchors": True}, {}),
    ("corner_ratio", {}, {"corner_ratio": 3.0}),
    ("influence", {}, {"influence": 0.3}),
]


@pytest.mark.parametrize(("choice", "doubts", "spreads"), ALONE, ids=[name for name, _, _ in ALONE])
def test_a_source_that_is_alone_explains_everything(
    choice: str, doubts: dict[str, bool], spreads: dict[str, float]
) -> None:
    expected = [float(name == choice) for name in CHOICES]
    for found in indices(model(**doubts), chosen(**spreads), 64):
        if found.deviation > 0:
            assert found.first_order.tolist() == expected
            assert found.total_order.tolist() == expected
    assert indices(model(**doubts), chosen(**spreads), 64)[0].deviation > 0.05


def test_without_doubt_nothing_moves_anything() -> None:
    for found in indices(model(), chosen(), 16):
        assert found.total_order.tolist() == [0.0] * len(CHOICES)
        assert found.deviation == 0


def test_two_sources_that_add_up_share_the_variance_as_they_cause_it() -> None:
    """Errors and anchors both move scores by sums, so first orders add to 1 and follow from each source alone."""
    alone = [indices(model(**{name: True}), chosen())[0].deviation ** 2 for name in ("imputation", "anchors")]
    found = indices(model(imputation=True, anchors=True), chosen(), 1024)[0]
    shares = dict(zip(CHOICES, found.first_order, strict=True))
    assert shares["imputation"] + shares["anchors"] == pytest.approx(1.0, abs=0.1)
    assert shares["imputation"] == pytest.approx(alone[0] / sum(alone), abs=0.1)
    assert found.total_order == pytest.approx(found.first_order, abs=0.1)


def test_simulated_issuers_do_not_move_the_indices_of_real_ones() -> None:
    whole = model(imputation=True, anchors=True)
    is_real = (whole.world == 0)[:, np.newaxis]
    without_anchors = {
        name: np.where(is_real, getattr(whole.cells, name), whole.cells.scores) for name in ("low", "high")
    }
    changed = replace(whole, cells=replace(whole.cells, **without_anchors))
    real, moved = indices(whole, chosen(), 64), indices(changed, chosen(), 64)
    assert real[0].total_order.tolist() == moved[0].total_order.tolist()
    assert real[2].total_order.tolist() != moved[2].total_order.tolist()


def test_grades_are_counted_from_the_best_with_the_bound_in_the_better_one() -> None:
    bounds = lower_bounds(SHIPPED.grades)
    totals = np.array([[100.0, 95.0, 94.999, 90.0, 60.0, 59.999, 0.0]])
    assert notches_of(np.array([0]), np.array([0]), bounds, totals).tolist() == [[0, 0, 1, 1, 7, 8, 8]]


def test_a_red_line_holds_a_grade_whatever_is_drawn() -> None:
    bounds = lower_bounds(SHIPPED.grades)
    totals = np.array([[99.0, 99.0], [99.0, 10.0], [72.0, 72.0]])
    assert notches_of(np.array([1, 2]), np.array([6, 8]), bounds, totals).tolist() == [[6, 8], [8, 8]]


def test_rows_name_each_choice_with_its_bounds() -> None:
    found = indices(model(imputation=True), chosen(), 16)[0]
    rows = index_rows(CHOICES, found)
    assert [row["choice"] for row in rows] == CHOICES
    assert [row["first_order"] for row in rows] == [1.0, 0.0, 0.0, 0.0, 0.0]
    assert all(row["output_sd"] == round(found.deviation, 10) for row in rows)


def test_no_samples_are_no_rows_and_nothing_is_read() -> None:
    found = rate_sensitivity({}, SHIPPED, DAY, 0)
    assert found.is_empty()
    assert SENSITIVITY.violations(SENSITIVITY.conform(found)) == []


def tables(issuers: int) -> dict[str, pl.DataFrame]:
    """A made-up universe of two industries under the shipped method: half of it real, a third of the values missing."""
    rng = np.random.default_rng(4)
    names = [f"I{number:03}" for number in range(issuers)]
    everybody = pl.DataFrame(
        {
            "issuer_id": names,
            "in_scope": [True] * issuers,
            "industry_code": [INDUSTRIES[number % 2] for number in range(issuers)],
            "issuer_class": [("financial", "corporate")[number % 2] for number in range(issuers)],
            "tags": [("financial|listed", "industrial|listed")[number % 2] for number in range(issuers)],
            "size_assets_cny_million": rng.uniform(1, 9, issuers),
            "is_simulated": [number >= issuers // 2 for number in range(issuers)],
        },
        schema_overrides={"is_simulated": pl.Boolean, "in_scope": pl.Boolean},
    )
    points = SHIPPED.scored_data_points["data_point_id"].to_list()
    spans = SHIPPED.anchors.group_by("data_point_id").agg(low=pl.col("x").min(), high=pl.col("x").max())
    span = {name: (low, high) for name, low, high in spans.iter_rows()}
    cells = [(name, point) for name in names for point in points if rng.random() < 0.65]
    known = pl.DataFrame(cells, schema={"issuer_id": pl.String, "data_point_id": pl.String}, orient="row").with_columns(
        scored_value=pl.Series([rng.uniform(*span[point]) for _, point in cells], dtype=pl.Float64),
        confidence=pl.Series(rng.choice([0.9, 1.0], len(cells)), dtype=pl.Float64),
        state=pl.lit("reported"),
        age_years=pl.lit(0, pl.Int64),
        earlier_value=pl.lit(None, pl.Float64),
        earlier_age_years=pl.lit(None, pl.Int64),
    )
    ratings = everybody.select("issuer_id", "is_simulated").with_columns(
        score=pl.lit(70.0), grade=pl.lit("B"), methodology_hash=pl.lit(SHIPPED.hash)
    )
    hits = pl.DataFrame(schema={"issuer_id": pl.String, "rule_id": pl.String, "cap_grade": pl.String})
    nothing = known.select("issuer_id", "data_point_id", "age_years", value="scored_value", is_trial=False).clear()
    return dict(zip(SOURCES, (everybody, known, nothing, ratings, hits), strict=True))


@pytest.fixture(scope="module")
def given() -> dict[str, pl.DataFrame]:
    return tables(40)


def few_draws(version: Methodology) -> Methodology:
    return replace(version, parameters=replace(version.parameters, draws=64))


@pytest.fixture(scope="module")
def made(given: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return rate_sensitivity(given, few_draws(SHIPPED), DAY, 32)


def test_the_table_keeps_its_contract_with_a_row_per_world_choice_and_output(made: pl.DataFrame) -> None:
    assert SENSITIVITY.violations(SENSITIVITY.conform(made)) == []
    assert made.height == 2 * len(ChoiceGroup) * len(SensitivityOutput)
    assert made["issuers"].unique().to_list() == [20]
    assert made["samples"].unique().to_list() == [32]
    assert made.filter(pl.col("choice") == "imputation")["total_order"].min() > 0


def test_the_same_inputs_in_any_order_give_the_same_rows(given: dict[str, pl.DataFrame], made: pl.DataFrame) -> None:
    shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=5) for name, frame in given.items()}
    again = rate_sensitivity(shuffled, few_draws(SHIPPED), DAY, 32)
    assert again.equals(made)


def test_only_rated_issuers_count_and_nobody_is_no_rows(given: dict[str, pl.DataFrame]) -> None:
    ratings = given["rating.rating"]
    simulated = pl.when("is_simulated").then(pl.lit("NR")).otherwise("grade")
    real = {**given, "rating.rating": ratings.with_columns(grade=simulated)}
    found = rate_sensitivity(real, few_draws(SHIPPED), DAY, 4)
    assert found["is_simulated"].unique().to_list() == [False]
    nobody = {**given, "rating.rating": ratings.with_columns(grade=pl.lit("NR"))}
    assert rate_sensitivity(nobody, few_draws(SHIPPED), DAY, 4).is_empty()


def test_with_every_choice_off_the_table_says_that_nothing_moves(given: dict[str, pl.DataFrame]) -> None:
    version = replace(SHIPPED, uncertainty=SHIPPED.uncertainty.with_columns(is_on=pl.lit(value=False)))
    found = rate_sensitivity(given, few_draws(version), DAY, 4)
    assert found.select("first_order", "total_order", "total_order_high", "output_sd").unique().row(0) == (0, 0, 0, 0)


def test_samples_that_are_no_power_of_2_are_refused(given: dict[str, pl.DataFrame]) -> None:
    with pytest.raises(ValueError, match="power of 2"):
        rate_sensitivity(given, few_draws(SHIPPED), DAY, 12)


def test_a_published_file_gives_the_same_and_another_version_is_refused(
    given: dict[str, pl.DataFrame], made: pl.DataFrame, tmp_path: Path
) -> None:
    file = Warehouse(tmp_path / "published.duckdb")
    file.replace({name: frame.with_columns(rating_date=pl.lit(DAY)) for name, frame in given.items()})
    assert published_sensitivity(file, few_draws(SHIPPED), DAY, 32).equals(made)
    with pytest.raises(ValueError, match="were made by version"):
        published_sensitivity(file, replace(SHIPPED, hash="f" * 64), DAY, 32)
