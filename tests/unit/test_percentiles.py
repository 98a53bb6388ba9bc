"""Statistical anchors: percentiles of a reference universe, per industry where there are enough values."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.percentiles import MIN_VALUES, Reference, percentile_anchors, published_reference, scored_percentiles
from esg_pipeline.warehouse import Warehouse

DAY = date(2022, 10, 31)
SCALE = pl.DataFrame({"percentile": [75.0, 25.0, 50.0], "score": [80.0, 60.0, 70.0]})


@pytest.fixture(scope="module")
def shipped() -> Methodology:
    return load_methodology()


def reference(count: int, *, simulated: int = 0, state: str = "reported") -> Reference:
    """`count` real steel makers and `simulated` simulated ones; the n-th has the value n."""
    names = [f"I{number:03}" for number in range(count + simulated)]
    universe = pl.DataFrame({"issuer_id": names}).with_columns(
        industry_code=pl.lit("steel"),
        in_scope=pl.lit(value=True),
        is_simulated=pl.int_range(pl.len()) >= count,
    )
    known = pl.DataFrame({"issuer_id": names}).with_columns(
        data_point_id=pl.lit("ghg_int_rev"),
        value=pl.int_range(pl.len()).cast(pl.Float64) + 1.0,
        state=pl.lit(state),
    )
    return Reference(known, universe, DAY, is_simulated=False)


def test_a_lower_better_point_reads_the_scale_from_the_other_end() -> None:
    values = np.arange(101.0)
    assert scored_percentiles(values, SCALE, "higher_better") == [(25.0, 60.0), (50.0, 70.0), (75.0, 80.0)]
    assert scored_percentiles(values, SCALE, "lower_better") == [(25.0, 80.0), (50.0, 70.0), (75.0, 60.0)]


def test_percentiles_that_fall_together_share_their_mean_score() -> None:
    assert scored_percentiles(np.array([0.0] * 60 + [9.0] * 40), SCALE, "higher_better") == [(0.0, 65.0), (9.0, 80.0)]


@given(arrays(np.float64, st.integers(1, 60), elements=st.floats(-1e6, 1e6, width=32)), st.booleans())
def test_anchors_rise_in_x_and_run_one_way(values: np.ndarray, is_lower: bool) -> None:
    found = scored_percentiles(values, SCALE, "lower_better" if is_lower else "higher_better")
    x, scores = np.array(found).T
    assert (np.diff(x) > 0).all()
    assert (np.diff(scores) <= 0).all() if is_lower else (np.diff(scores) >= 0).all()


def test_there_is_a_set_for_everybody_and_one_for_each_large_industry(shipped: Methodology) -> None:
    rows = percentile_anchors(reference(41), shipped, ["ghg_int_rev"], date(2023, 1, 1))
    assert rows.columns == shipped.anchors.columns
    assert rows["industry_code"].unique().sort().to_list() == [None, "steel"]
    middle = rows.filter(pl.col("score") == 70, pl.col("industry_code") == "steel").to_dicts()
    assert middle == [
        {
            "data_point_id": "ghg_int_rev",
            "industry_code": "steel",
            "valid_from": date(2023, 1, 1),
            "x": 21.0,
            "unit": "tCO2e/CNY million",
            "score": 70.0,
            "basis": "statistical",
            "citation": "Percentiles of the real reference universe on 2022-10-31, 41 values",
        }
    ]


def test_too_few_values_are_refused_and_simulated_ones_never_fill_up(shipped: Methodology) -> None:
    with pytest.raises(ValueError, match=r"19 real values of 'ghg_int_rev' on 2022-10-31; .* at least 20"):
        percentile_anchors(reference(MIN_VALUES - 1, simulated=50), shipped, ["ghg_int_rev"], DAY)


def test_carried_and_stale_values_do_not_count(shipped: Methodology) -> None:
    with pytest.raises(ValueError, match="0 real values"):
        percentile_anchors(reference(40, state="stale"), shipped, ["ghg_int_rev"], DAY)


@pytest.mark.parametrize("name", ["nothing", "ghg_s1", "ghg_target", "rs_board", "ep_penalty"])
def test_only_scored_quantities_that_run_one_way_have_percentiles(shipped: Methodology, name: str) -> None:
    with pytest.raises(ValueError, match="is no scored quantity"):
        percentile_anchors(reference(40), shipped, [name], DAY)


@pytest.fixture
def published(small_published_file: Path, tmp_path: Path) -> Path:
    """The small published file's universe, and what was known in it."""
    there, file = Warehouse(small_published_file), tmp_path / "published.duckdb"
    names = ("core.known_value", "core.rating_universe")
    Warehouse(file).replace({name: there.read(name) for name in names})
    return file


def test_the_universe_is_that_of_the_date_and_the_data_points(published: Path, shipped: Methodology) -> None:
    known = Warehouse(published).read("core.known_value", DAY)
    point, unit = known.select("data_point_id", "unit").row(0)
    version = replace(shipped, data_points=shipped.data_points.head(1).with_columns(
        data_point_id=pl.lit(point), unit=pl.lit(unit)
    ))  # fmt: skip
    found = published_reference(published, DAY, version, [point], is_simulated=True)
    assert found.known["data_point_id"].unique().to_list() == [point]
    assert set(found.universe["rating_date"]) == {DAY}
    assert found.is_simulated
    other = replace(version, data_points=version.data_points.with_columns(unit=pl.lit("other")))
    with pytest.raises(ValueError, match=f"was published in '{unit}', the version has 'other'"):
        published_reference(published, DAY, other, [point], is_simulated=True)
