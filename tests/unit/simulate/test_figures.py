"""Totals replace the ratios that follow from them, parts add up, numbers have the digits that reports print."""

import numpy as np
import pytest

from esg_pipeline.methodology.codes import Kind, SourceType
from esg_pipeline.simulate.business import Business, ratios
from esg_pipeline.simulate.figures import (
    Figures,
    as_printed,
    context_figures,
    leave_growth_to_the_reader,
    leave_ratios_to_the_reader,
    printed_figures,
    printed_totals,
    rounded,
    total_of,
    with_parts,
)
from esg_pipeline.simulate.frame import Frame
from esg_pipeline.simulate.knobs import Knobs
from esg_pipeline.simulate.streams import Draws, Floats
from esg_pipeline.simulate.universe import Flags


@pytest.fixture
def values(frame: Frame) -> Floats:
    return np.full((120, len(frame.years), len(frame.points)), 2.0)


@pytest.fixture
def printed(frame: Frame) -> Flags:
    shown = np.ones((120, len(frame.years), len(frame.points)), dtype=np.bool_)
    shown[:, :, [point.column for point in frame.points if point.kind is Kind.EVENT]] = False
    return shown


@pytest.fixture
def business(values: Floats) -> Business:
    flat = np.ones(values.shape[:2])
    return Business(100 * flat, 500 * flat, 40 * flat)


def test_numbers_keep_four_digits() -> None:
    assert rounded(np.array([123456.0, 0.0123456, 0.0, -98764.0])).tolist() == [123500.0, 0.01235, 0.0, -98760.0]
    assert np.isnan(rounded(np.array([np.nan]))[0])


def test_a_total_is_the_weightiest_ratio_times_its_base(
    frame: Frame, values: Floats, printed: Flags, business: Business
) -> None:
    members = [ratio for ratio in ratios(frame) if ratio.total == "ghg_s12"]
    amounts, is_printed = total_of(members, values, printed, business)
    assert is_printed.all()
    assert (amounts == 200.0).all()
    printed[:, :, members[0].point.column] = False
    amounts, _ = total_of(members, values, printed, business)
    assert (amounts == 80.0).all()


def test_a_ratio_of_a_scored_figure_is_left_to_the_reader(frame: Frame, printed: Flags) -> None:
    column = {point.data_point_id: point.column for point in frame.points}
    deaths, rate = column["es_fatal"], column["es_fatal_rate"]
    printed[:60, :, deaths] = False
    leave_ratios_to_the_reader(frame, printed)
    assert printed[:60, :, rate].all()
    assert not printed[60:, :, rate].any()
    assert "es_fatal" not in {ratio.total for ratio in ratios(frame)}


def test_who_prints_a_total_does_not_print_its_ratios(
    frame: Frame, draws: Draws, values: Floats, printed: Flags, business: Business
) -> None:
    totals = list(printed_totals(frame, draws, values, printed, business, Knobs()))
    whole = next(figures for figures in totals if figures.data_point_id == "ghg_s12")
    for ratio in ratios(frame):
        if ratio.total == "ghg_s12":
            assert not (whole.is_printed & printed[:, :, ratio.point.column]).any()
            assert (whole.is_printed | printed[:, :, ratio.point.column]).all()


@pytest.mark.parametrize(("share", "expected"), [(0.0, 0), (1.0, 120)])
def test_the_share_of_totals_is_a_knob(
    frame: Frame, draws: Draws, values: Floats, printed: Flags, business: Business, share: float, expected: int
) -> None:
    totals = list(printed_totals(frame, draws, values, printed, business, Knobs(totals_share=share)))
    assert next(f for f in totals if f.data_point_id == "wa_total").is_printed[:, 0].sum() == expected


def test_parts_add_up(frame: Frame, draws: Draws) -> None:
    amounts = np.random.default_rng(3).lognormal(8, 2, (120, len(frame.years)))
    whole, first, second = with_parts(frame, draws, "ghg_s12", "", amounts, amounts > 0, 0)
    has_parts = first.is_printed
    assert 0 < has_parts.sum() < has_parts.size
    assert np.allclose((first.values + second.values)[has_parts], whole.values[has_parts])
    assert [figures.data_point_id for figures in (first, second)] == ["ghg_s1", "ghg_s2"]


def test_a_breakdown_has_no_parts(frame: Frame, draws: Draws) -> None:
    amounts = np.ones((120, len(frame.years)))
    (only,) = with_parts(frame, draws, "lr_total", "gender=female", amounts, amounts > 0, 0)
    assert (only.dimension, only.unit) == ("gender=female", "persons")


def test_growth_is_left_to_the_reader_of_the_level(frame: Frame, printed: Flags) -> None:
    half = np.arange(120)[:, None] % 2 == np.zeros((1, len(frame.years)))
    level = Figures("ghg_s12", "", "tCO2e", SourceType.DOCUMENT, half.astype(float), half, is_quantity=True)
    leave_growth_to_the_reader(frame, [level], printed)
    column = {point.data_point_id: point.column for point in frame.points}
    assert np.array_equal(printed[:, :, column["ghg_yoy"]], ~half)
    assert not printed[:, :, column["em_growth"]].any()
    assert printed[:, :, column["tx_growth"]].all()


def test_context_is_nearly_always_printed(frame: Frame, business: Business) -> None:
    found = {figures.data_point_id: figures for figures in context_figures(frame, business, 7, Knobs())}
    assert set(found) == {"op_revenue", "op_assets", "lr_total"}
    assert 0.93 < np.mean([figures.is_printed.mean() for figures in found.values()]) < 1


def test_heads_are_whole_and_sums_keep_their_digits() -> None:
    def figures(unit: str, *, is_quantity: bool) -> Figures:
        cell = np.array([[12345.678]])
        return Figures("x", "", unit, SourceType.DOCUMENT, cell, cell > 0, is_quantity=is_quantity)

    assert as_printed(figures("persons", is_quantity=False)).item() == 12346
    assert as_printed(figures("%", is_quantity=False)).item() == 12350
    assert as_printed(figures("tCO2e", is_quantity=True)).item() == 12345.678


def test_no_data_point_and_breakdown_is_printed_twice(
    frame: Frame, draws: Draws, values: Floats, printed: Flags, business: Business
) -> None:
    found = printed_figures(frame, draws, values, printed, business, 7, Knobs())
    keys = [(figures.data_point_id, figures.dimension) for figures in found]
    assert len(keys) == len(set(keys))
