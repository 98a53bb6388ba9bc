"""Who says what, and when: which values are disclosed (not at random) and on which day they become known."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from esg_pipeline.methodology.codes import Kind, SourceType
from esg_pipeline.simulate.frame import Frame, Point
from esg_pipeline.simulate.knobs import Knobs
from esg_pipeline.simulate.streams import Draws, Floats, named_stream
from esg_pipeline.simulate.universe import DELAY, DELAY_DAY, Flags, Issuers
from esg_pipeline.weight import data_point_applies

LOGIT_PER_SD = 1.7  # a logistic variable is about 1.7 times a standard normal one
OPENNESS = 1  # column of the profile: some issuers just say more
OPENNESS_SD = 0.5
FIRST_PUBLICATION = (4, 15)
Days = NDArray[np.int64]


def disclosed(
    frame: Frame,
    issuers: Issuers,
    draws: Draws,
    values: Floats,
    beats: Floats,
    quality: Floats,
    seed: int,
    knobs: Knobs,
) -> Flags:
    """Which values are disclosed, issuer x year x point.

    Large and listed issuers, better ones, and better values are disclosed more often; who discloses a figure mostly
    goes on doing so. `beats`: by how many points a value's target beats the issuer's own level.
    """
    odds = log_odds(frame, issuers, draws, beats, quality, seed, knobs)
    keep = knobs.disclosure_persistence
    mood = np.sqrt(keep) * draws.habit_z[:, None, :] + np.sqrt(1 - keep) * draws.mood_z
    applies = np.array(
        [[data_point_applies(point.applies_to, tags) for point in frame.points] for tags in issuers.tags]
    )
    return (mood < odds / LOGIT_PER_SD) & applies[:, None, :] & ~np.isnan(values)


def log_odds(
    frame: Frame, issuers: Issuers, draws: Draws, beats: Floats, quality: Floats, seed: int, knobs: Knobs
) -> Floats:
    """Log-odds of disclosure, issuer x year x point. Collected data depend on issuers half as much."""
    by_point = np.array([ease(point, seed, knobs) for point in frame.points])
    reach = np.array([1.0 if point.source_type is SourceType.DOCUMENT else 0.5 for point in frame.points])
    by_issuer = (
        knobs.disclosure_by_size * issuers.size_z
        + knobs.disclosure_by_listing * (issuers.is_listed - knobs.listed_share)
        + OPENNESS_SD * draws.profile_z[:, OPENNESS]
    )
    age = np.array(frame.years, dtype=np.float64) - (frame.rating_dates[0].year - 1)
    moving = by_issuer[:, None] + knobs.disclosure_by_quality * quality + knobs.disclosure_trend * age[None, :]
    return by_point + reach * (moving[:, :, None] + knobs.disclosure_by_value * beats)


def ease(point: Point, seed: int, knobs: Knobs) -> float:
    """Log-odds that a median issuer discloses a data point."""
    spoken = knobs.yes_no_rate if point.kind is Kind.BOOLEAN else knobs.document_rate
    rate = spoken if point.source_type is SourceType.DOCUMENT else knobs.structured_rate
    return logit(rate) + knobs.disclosure_spread * float(named_stream(seed, point.data_point_id).standard_normal())


def logit(share: float) -> float:
    """Log-odds of a share between 0 and 1."""
    return float(np.log(share / (1 - share)))


def publication_dates(frame: Frame, issuers: Issuers, knobs: Knobs, *, is_document: bool) -> list[list[date]]:
    """Day of publication per issuer and year; an issuer keeps its habit. Annual accounts are out in April."""
    early = np.where(issuers.is_listed, knobs.early_share_listed, knobs.early_share_unlisted)
    u, day_u = issuers.profile_u[:, DELAY], issuers.profile_u[:, DELAY_DAY]
    bounds = (knobs.early_until, knobs.middle_until, knobs.late_until)
    # Half of those who miss April publish by June, half by August.
    window = np.where(u < early, 0, np.where(u < (1 + early) / 2, 1, 2)) if is_document else np.zeros(len(u), dtype=int)
    return [
        [day_in(year + 1, int(place), float(share), bounds) for year in frame.years]
        for place, share in zip(window, day_u, strict=True)
    ]


def day_in(year: int, window: int, share: float, bounds: tuple[tuple[int, int], ...]) -> date:
    """A day of a publication window: after the end of the one before, at latest on its own last day."""
    start = bounds[window - 1] if window else FIRST_PUBLICATION
    first = date(year, *start) + timedelta(days=1)
    return first + timedelta(days=int(share * ((date(year, *bounds[window]) - first).days + 1)))
