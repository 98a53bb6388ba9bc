"""Laws of outliers: nothing is lost, and neither units nor the order of rows matter."""

from typing import Any

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from esg_pipeline.outliers import OutlierPolicy, hold_unit_slips, winsorise
from tests.unit.test_outliers import POINTS, Cell, believed, chosen, universe

VALUES = st.one_of(
    st.just(0.0), st.floats(1e-3, 1e9), st.floats(-50, 50), st.sampled_from([1.0, 10.0, 1000.0, 1e6, 12.5]), st.none()
)


@st.composite
def reports(draw: st.DrawFn) -> pl.DataFrame:
    """A few issuers, years and data points of every kind, with any values; mostly of one order of magnitude."""
    issuers = draw(st.integers(0, 26))
    cells: list[Cell] = []
    for number in range(issuers):
        point = draw(st.sampled_from(["ghg_int", "ghg_int", "share", "ghg", "policy", "stars", "fines", "lr_total"]))
        base = draw(st.floats(1, 20))
        for year in range(2018, 2018 + draw(st.integers(1, 4))):
            odd = (
                draw(VALUES) if draw(st.integers(0, 5)) == 0 else base * draw(st.sampled_from([1.0, 1.1, 1000.0, 1.2]))
            )
            cells.append((f"I{number:03d}", point, year, odd))
    return believed(cells)


def lax(min_peers: int = 5) -> OutlierPolicy:
    return OutlierPolicy(winsor_fence=1.5, min_peers=min_peers, unit_slip_tolerance=0.1)


@given(reports(), st.randoms())
@settings(max_examples=60, deadline=None)
def test_nothing_is_lost_only_figures_are_touched_and_the_order_of_rows_does_not_matter(
    frame: pl.DataFrame, random: Any
) -> None:
    kept, logged = hold_unit_slips(frame, universe(26), POINTS, lax())
    assert sorted([*kept["observation_id"], *logged["observation_id"]]) == sorted(frame["observation_id"])
    assert set(logged["data_point_id"]) <= {"ghg_int", "share", "ghg", "lr_total"}
    assert logged["value"].min() is None or logged["value"].gt(0).all()
    order = list(range(frame.height))
    random.shuffle(order)
    again, same = hold_unit_slips(frame[order], universe(26).reverse(), POINTS, lax())
    assert_frame_equal(same, logged)
    assert_frame_equal(again.sort("observation_id"), kept.sort("observation_id"))


@given(reports(), st.sampled_from([0.001, 1000.0, 1 / 3.6, 0.0283]), st.sampled_from(["ghg_int", "ghg", "lr_total"]))
@settings(max_examples=60, deadline=None)
def test_the_unit_of_a_whole_column_does_not_matter(frame: pl.DataFrame, factor: float, point: str) -> None:
    is_point = pl.col("data_point_id") == point
    other = frame.with_columns(value=pl.when(is_point).then(pl.col("value") * factor).otherwise("value"))
    first, second = (hold_unit_slips(each, universe(26), POINTS, lax())[0] for each in (frame, other))
    assert first["observation_id"].to_list() == second["observation_id"].to_list()


@given(st.lists(VALUES, min_size=1, max_size=40), st.sampled_from([0.001, 0.5, 1000.0]))
@example(values=[1.0, 1.0, 1.0, 3.0, 7.0], factor=0.001)
@settings(max_examples=100, deadline=None)
def test_drawing_in_keeps_the_order_and_the_median_and_does_not_hang_on_the_unit(
    values: list[float | None], factor: float
) -> None:
    frame, logged = winsorise(chosen(values), universe(len(values)), POINTS, lax())
    known = frame.drop_nulls("value").sort("value")
    scored = known["scored_value"]
    assert scored.is_sorted()
    assert not scored.is_nan().any()
    middle = known.filter(pl.col("value") == pl.col("value").median())
    assert middle["scored_value"].to_list() == middle["value"].to_list()
    assert logged.height == frame.filter(pl.col("scored_value") != pl.col("value")).height
    scaled, _ = winsorise(
        chosen([None if v is None else v * factor for v in values]), universe(len(values)), POINTS, lax()
    )
    expected = frame.select(scored_value=pl.col("scored_value") * factor)
    assert_frame_equal(scaled.select("scored_value"), expected, rel_tol=1e-9, abs_tol=1e-12)
