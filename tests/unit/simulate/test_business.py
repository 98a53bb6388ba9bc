"""Revenue, assets and headcount fit each other and the ratios that are built on them."""

import numpy as np
import pytest

from esg_pipeline.simulate.business import headcount_steps, make_business, path, ratios, revenue_per_head, turnover_of
from esg_pipeline.simulate.frame import Frame
from esg_pipeline.simulate.knobs import Knobs
from esg_pipeline.simulate.streams import Draws
from esg_pipeline.simulate.universe import Issuers


def test_ratios_are_found_in_the_derivations(frame: Frame) -> None:
    found = {(r.point.data_point_id, r.total, r.dimension, r.base) for r in ratios(frame)}
    assert ("ghg_int_rev", "ghg_s12", "", "op_revenue") in found
    assert ("ghg_int_emp", "ghg_s12", "", "lr_total") in found
    assert ("er_women", "lr_total", "gender=female", "lr_total") in found
    assert "ghg_yoy" not in {name for name, *_ in found}
    assert {base for *_, base in found} == {"op_revenue", "lr_total"}


def test_intensities_per_revenue_and_per_head_pass_alike(frame: Frame) -> None:
    # Steel earns more per head than the office trades of the same method, since its intensities per head are higher.
    heads = {code: revenue_per_head(frame, code) for code in frame.methodology.industry_tags}
    assert all(0.05 < value < 50 for value in heads.values())


def test_a_path_is_one_in_the_middle() -> None:
    levels = path(np.array([[9.0, 1.1, 1.2, 0.5]]), 1)
    assert levels[0].tolist() == pytest.approx([1 / 1.1, 1, 1.2, 0.6])


def test_business_is_positive_and_heads_are_whole(frame: Frame, issuers: Issuers, draws: Draws, knobs: Knobs) -> None:
    values = np.zeros((len(issuers.ids), len(frame.years), len(frame.points)))
    business = make_business(frame, issuers, draws, values, knobs)
    for array in (business.revenue, business.assets, business.headcount):
        assert array.shape == values.shape[:2]
        assert (array > 0).all()
    assert np.array_equal(business.headcount, np.rint(business.headcount))
    assert business.base("lr_total") is business.headcount


def test_headcount_grows_as_its_growth_rate_says(frame: Frame, issuers: Issuers) -> None:
    values = np.full((len(issuers.ids), len(frame.years), len(frame.points)), 3.0)
    assert np.allclose(headcount_steps(frame, values, values[:, :, 0]), 1.03)


def test_a_bank_turns_its_assets_over_slowly() -> None:
    assert turnover_of(frozenset({"financial"})) < turnover_of(frozenset({"industrial"}))
