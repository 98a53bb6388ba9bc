"""Puts the simulated universe together. Each step lives in its own module; the numbers are in `knobs.py`."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from esg_pipeline.methodology.model import Methodology
from esg_pipeline.simulate.business import make_business
from esg_pipeline.simulate.disclosure import disclosed, publication_dates
from esg_pipeline.simulate.events import event_table
from esg_pipeline.simulate.figures import printed_figures
from esg_pipeline.simulate.frame import Frame, build_frame
from esg_pipeline.simulate.knobs import Knobs
from esg_pipeline.simulate.quality import drawn_level, quality_path, target_scores
from esg_pipeline.simulate.reported import reported_table
from esg_pipeline.simulate.streams import Draws, Floats, draw, even_within
from esg_pipeline.simulate.universe import Issuers, bond_table, issuer_table, make_issuers, membership_table
from esg_pipeline.simulate.values import cross_red_lines, draw_values

GOVERNANCE_BY_PILLAR = 0.5  # share of the variance of governance that is its own, beside the issuer's quality


def simulate(
    methodology: Methodology, *, issuers: int, rating_dates: Sequence[date], seed: int, knobs: Knobs | None = None
) -> dict[str, pl.DataFrame]:
    """An invented bond universe as the feeds of a store: issuers, bonds, industry_membership, reported, events.

    Every issuer is flagged simulated. The same arguments give the same frames on every platform. Raises ValueError
    when `issuers` is below 1, the seed is negative, or there is no rating date.
    """
    if issuers < 1 or seed < 0:
        raise ValueError(f"at least one issuer and a seed of 0 or more are needed, not {issuers} and {seed}")
    chosen = knobs or Knobs()
    frame = build_frame(methodology, rating_dates)
    draws = draw(seed, issuers, len(frame.years), frame.pillars, len(frame.key_issues), len(frame.points))
    everyone = make_issuers(frame, draws, chosen)
    draws = even_within(draws, seed, everyone.industries)
    quality = quality_path(draws, chosen)
    citation = f"Simulated, seed {seed}"
    return {
        "issuers": issuer_table(frame, everyone, chosen, citation),
        "bonds": bond_table(frame, everyone, chosen, citation),
        "industry_membership": membership_table(frame, everyone),
        "reported": reported(frame, everyone, draws, quality, seed, chosen, citation),
        "events": event_table(frame, everyone, governance(draws, quality), seed, chosen, citation),
    }


def reported(
    frame: Frame, issuers: Issuers, draws: Draws, quality: Floats, seed: int, knobs: Knobs, citation: str
) -> pl.DataFrame:
    """The reported feed: scores wished for, values, disclosure, print."""
    targets = target_scores(frame, issuers, draws, quality, knobs)
    drawn = draw_values(frame, issuers, draws, targets, quality, knobs)
    values = cross_red_lines(frame, drawn, draws, quality, knobs)
    beats = targets - drawn_level(frame, issuers, knobs)[:, None, None]
    shown = disclosed(frame, issuers, draws, values, beats, quality, seed, knobs)
    business = make_business(frame, issuers, draws, values, knobs)
    figures = printed_figures(frame, draws, values, shown, business, seed, knobs)
    published = {flag: publication_dates(frame, issuers, knobs, is_document=flag) for flag in (True, False)}
    return reported_table(frame, issuers, figures, published, seed, knobs, citation)


def governance(draws: Draws, quality: Floats) -> Floats:
    """Latent quality of governance per issuer, standard normal: its mean quality and its part of the last pillar."""
    average = quality.mean(axis=1)
    own = draws.pillar_z[:, -1]
    return np.sqrt(1 - GOVERNANCE_BY_PILLAR) * average + np.sqrt(GOVERNANCE_BY_PILLAR) * own
