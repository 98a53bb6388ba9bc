"""Latent quality and the score that each value is meant to get. Turning scores into values is `values.py`."""

from collections.abc import Mapping

import numpy as np

from esg_pipeline.methodology.codes import Kind
from esg_pipeline.simulate.frame import Frame, Point
from esg_pipeline.simulate.knobs import COMMON_EVENTS, Knobs
from esg_pipeline.simulate.streams import Draws, Floats
from esg_pipeline.simulate.universe import Issuers
from esg_pipeline.standardise import ValueFunction


def quality_path(draws: Draws, knobs: Knobs) -> Floats:
    """Quality of mean 0 and sd about 1, issuer x year, persistent and with a longer tail below than above."""
    moving = np.empty_like(draws.quality_z)
    moving[:, 0] = draws.quality_z[:, 0]
    keep = knobs.quality_persistence
    for year in range(1, moving.shape[1]):
        moving[:, year] = keep * moving[:, year - 1] + np.sqrt(1 - keep**2) * draws.quality_z[:, year]
    lasting = knobs.quality_lasting_share
    path = np.sqrt(lasting) * draws.standing_z[:, None] + np.sqrt(1 - lasting) * moving
    return path - knobs.quality_skew * (path**2 - 1)


def target_scores(frame: Frame, issuers: Issuers, draws: Draws, quality: Floats, knobs: Knobs) -> Floats:
    """Score that each value is meant to get: issuer x year x point.

    The level is what the drawn data points must average so that, beside nearly clean registers and opinions, the total
    score meets the target of the knobs under the weights of the method.
    """
    points = frame.points
    pillar = np.array([point.pillar for point in points])
    key_issue = np.array([point.key_issue for point in points])
    lasting = (
        drawn_level(frame, issuers, knobs)[:, None]
        + tilts(frame, knobs)
        + knobs.pillar_sd * draws.pillar_z[:, pillar]
        + knobs.key_issue_sd * draws.key_issue_z[:, key_issue]
        + knobs.data_point_sd * draws.trait_z
    )
    age = np.array(frame.years, dtype=np.float64) - (frame.rating_dates[0].year - 1)
    moving = knobs.quality_sd * quality + knobs.drift_per_year * age[None, :]
    return lasting[:, None, :] + moving[:, :, None] + knobs.noise_sd * draws.noise_z


def drawn_level(frame: Frame, issuers: Issuers, knobs: Knobs) -> Floats:
    """Mean score of the drawn data points that brings each issuer's expected total to the target."""
    usual = {code: usual_scores(frame, code, knobs) for code in set(issuers.industries)}
    by_kind: Mapping[tuple[str, frozenset[str]], float] = {
        (code, tags): level_of(frame.weights_of(code, tags), usual[code], tilts(frame, knobs), knobs)
        for code, tags in set(zip(issuers.industries, issuers.tags, strict=True))
    }
    return np.array([by_kind[pair] for pair in zip(issuers.industries, issuers.tags, strict=True)])


def tilts(frame: Frame, knobs: Knobs) -> Floats:
    """Points by which drawn data points lie off the level of the issuer, because of their kind."""
    return np.array(
        [knobs.yes_no_tilt if p.kind is Kind.BOOLEAN and not p.is_clean_usually else 0.0 for p in frame.points]
    )


def level_of(weights: Floats, usual: Floats, tilt: Floats, knobs: Knobs) -> float:
    """(target - what the usually clean points and the tilts give) over the weight of the drawn points."""
    drawn = np.isnan(usual)
    given = float(np.sum(weights[~drawn] * usual[~drawn]) + np.sum(weights[drawn] * tilt[drawn]))
    return (knobs.target_score + knobs.target_correction - given) / float(np.sum(weights[drawn]))


def usual_scores(frame: Frame, industry: str, knobs: Knobs) -> Floats:
    """Expected score of events and usually clean points in an industry; NaN for points whose value is drawn."""
    scores = np.full(len(frame.points), np.nan)
    for point in frame.points:
        if point.kind is Kind.EVENT:
            scores[point.column] = expected_event_score(frame, point, knobs)
        elif point.is_clean_usually:
            best, second = best_scores(frame.function(point, industry))
            scores[point.column] = best - knobs.blemish_rate * (best - second)
    return scores


def best_scores(function: ValueFunction) -> tuple[float, float]:
    """The best score of a value function and the next best of its anchors."""
    ordered = np.unique(function.score)
    return float(ordered[-1]), float(ordered[-2])


def expected_event_score(frame: Frame, point: Point, knobs: Knobs) -> float:
    """Score at the mean of the faded severity points that three years of events of mean frequency leave."""
    types = frame.methodology.event_types.select("event_type", "data_point_id").iter_rows()
    rates = [event_rate(name, rare_types(frame), knobs) for name, owner in types if owner == point.data_point_id]
    points = np.array(severity_points(frame))
    mean_points = float(np.sum(points * np.array(knobs.severity_shares[: len(points)])))
    window = frame.methodology.parameters.event_window_years
    return float(frame.function(point, "")(np.array([sum(rates) * mean_points * window / 2]))[0])


def severity_points(frame: Frame) -> list[float]:
    """Points of the severities, mildest first."""
    return sorted(float(points) for points in frame.methodology.event_severities["points"].to_list())


def event_rate(event_type: str, rare: frozenset[str], knobs: Knobs) -> float:
    """Events a year of one type for an issuer of mean quality."""
    if event_type in rare:
        return knobs.rare_event_rate
    return knobs.event_rate * (knobs.common_factor if event_type in COMMON_EVENTS else 1.0)


def rare_types(frame: Frame) -> frozenset[str]:
    """Types of event whose red line is crossed by the mildest severity or the one after it."""
    mild = set(frame.methodology.event_severities.sort("points")["severity"].to_list()[:2])
    lines = frame.methodology.red_lines.select("trigger_kind", "trigger", "threshold").iter_rows()
    return frozenset(str(trigger) for kind, trigger, threshold in lines if kind == "event" and threshold in mild)
