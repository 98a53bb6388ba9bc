"""The method as the simulator sees it: weights that sum to one, years that reach back far enough, clean data points."""

from datetime import date

import numpy as np
import pytest

from esg_pipeline.methodology.codes import Kind
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.simulate.frame import Frame, build_frame, costs_much, fiscal_years
from esg_pipeline.standardise import ValueFunction


def test_weights_sum_to_one_for_every_industry(frame: Frame) -> None:
    for code, tags in frame.methodology.industry_tags.items():
        weights = frame.weights_of(code, tags)
        assert weights.min() >= 0
        assert weights.sum() == pytest.approx(1)


def test_what_does_not_apply_has_no_weight(frame: Frame) -> None:
    tags = frame.methodology.industry_tags["steel"]
    banks = [point.column for point in frame.points if point.applies_to == "financial"]
    assert len(banks) > 0
    assert np.all(frame.weights_of("steel", tags)[banks] == 0)


def test_years_reach_from_five_before_to_the_one_before_the_last_date() -> None:
    assert fiscal_years([date(2022, 10, 31), date(2020, 4, 30)]) == tuple(range(2015, 2022))


def test_events_are_not_measured(frame: Frame) -> None:
    assert {point.kind for point in frame.measured} == {Kind.QUANTITATIVE, Kind.BOOLEAN, Kind.ORDINAL}
    assert len(frame.measured) < len(frame.points)


def test_opinions_incidents_and_bad_statements_are_usually_clean(frame: Frame) -> None:
    clean = {point.data_point_id for point in frame.points if point.is_clean_usually}
    assert {"ao_type", "es_fatal", "be_cases", "ms_vacant"} <= clean
    assert not {"ghg_int_rev", "su_payable_days", "rs_board", "be_policy"} & clean


@pytest.mark.parametrize(("second", "expected"), [(60.0, True), (90.0, False)])
def test_an_incident_costs_much(second: float, expected: bool) -> None:
    assert costs_much(ValueFunction(np.array([0.0, 1.0]), np.array([100.0, second]))) is expected


def test_no_rating_date_is_refused(method: Methodology) -> None:
    with pytest.raises(ValueError, match="rating date"):
        build_frame(method, [])
