"""Latent quality: persistent, of mean zero, skewed to the bad; targets that meet the knob's score under the weights."""

from dataclasses import replace

import numpy as np
import pytest

from esg_pipeline.simulate.frame import Frame
from esg_pipeline.simulate.knobs import Knobs
from esg_pipeline.simulate.quality import (
    best_scores,
    drawn_level,
    event_rate,
    expected_event_score,
    level_of,
    quality_path,
    rare_types,
    severity_points,
    target_scores,
    tilts,
    usual_scores,
)
from esg_pipeline.simulate.streams import Draws
from esg_pipeline.simulate.universe import Issuers
from esg_pipeline.standardise import ValueFunction


def test_quality_lasts_and_has_mean_zero_and_spread_one(draws: Draws, knobs: Knobs) -> None:
    path = quality_path(draws, knobs)
    assert abs(path.mean()) < 0.1
    assert abs(path.std() - 1) < 0.15
    assert np.corrcoef(path[:, 0], path[:, -1])[0, 1] > 0.6


def test_the_tail_of_bad_issuers_is_longer(draws: Draws, knobs: Knobs) -> None:
    skewed, even = (quality_path(draws, replace(knobs, quality_skew=skew)) for skew in (0.2, 0.0))
    assert skewed.min() < even.min()
    assert skewed.max() < even.max()


def test_levels_meet_the_target_under_the_weights(frame: Frame, issuers: Issuers, knobs: Knobs) -> None:
    levels = drawn_level(frame, issuers, knobs)
    for number in (0, 4, 8):
        code = issuers.industries[number]
        usual = usual_scores(frame, code, knobs)
        scores = np.where(np.isnan(usual), levels[number] + tilts(frame, knobs), usual)
        total = np.sum(frame.weights_of(code, issuers.tags[number]) * scores)
        assert total == pytest.approx(knobs.target_score + knobs.target_correction)


def test_level_of_by_hand() -> None:
    # 0.5 * 100 is given, the tilt takes 0.25 * 4: (70 - 50 + 1) / 0.5
    knobs = Knobs(target_score=70, target_correction=0)
    weights, usual = np.array([0.5, 0.25, 0.25]), np.array([100, np.nan, np.nan])
    assert level_of(weights, usual, np.array([0, -4, 0]), knobs) == pytest.approx(42)


def test_a_better_issuer_has_higher_targets(frame: Frame, issuers: Issuers, draws: Draws, knobs: Knobs) -> None:
    quality = quality_path(draws, knobs)
    low, high = (target_scores(frame, issuers, draws, quality + shift, knobs) for shift in (0.0, 1.0))
    assert np.allclose(high - low, knobs.quality_sd)


def test_targets_drift_upwards(frame: Frame, issuers: Issuers, draws: Draws) -> None:
    still = np.zeros((len(issuers.ids), len(frame.years)))
    targets = target_scores(frame, issuers, draws, still, Knobs(noise_sd=0, drift_per_year=0.5))
    assert np.allclose(np.diff(targets, axis=1), 0.5)


def test_default_is_rare_and_a_change_of_chair_is_not(frame: Frame, knobs: Knobs) -> None:
    rare = rare_types(frame)
    assert "bond_default" in rare
    assert "management_change" not in rare
    rates = [event_rate(name, rare, knobs) for name in ("bond_default", "antitrust_case", "management_change")]
    assert rates == sorted(rates)
    assert rates[0] < rates[1] < rates[2]


def test_events_cost_little_on_average(frame: Frame, knobs: Knobs) -> None:
    point = next(point for point in frame.points if point.data_point_id == "ms_change")
    usual = expected_event_score(frame, point, knobs)
    assert 90 < usual < 100
    assert expected_event_score(frame, point, replace(knobs, event_rate=0.05)) < usual


def test_severities_and_best_scores_are_in_order(frame: Frame) -> None:
    assert severity_points(frame) == sorted(severity_points(frame))
    assert best_scores(ValueFunction(np.array([0.0, 1.0, 2.0]), np.array([90.0, 60.0, 60.0]))) == (90.0, 60.0)
