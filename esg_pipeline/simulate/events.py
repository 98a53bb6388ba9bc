"""Simulated events: how many of which kind, how bad, when, and when they became known. Their effect is the method's."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from esg_pipeline.simulate.frame import Frame
from esg_pipeline.simulate.knobs import Knobs
from esg_pipeline.simulate.quality import event_rate, rare_types
from esg_pipeline.simulate.streams import EVENT_STREAM, Floats, stream
from esg_pipeline.simulate.universe import Issuers
from esg_pipeline.weight import data_point_applies

LAG_DAYS = (3, 60)  # from the event to its publication
MEDIAN_AMOUNT = 200_000.0  # CNY, of the mildest severity; each next one is ten times as large
DAYS_PER_YEAR = 365.25
SCHEMA = {
    "event_id": pl.String,
    "issuer_id": pl.String,
    "event_type": pl.String,
    "severity": pl.String,
    "event_date": pl.Date,
    "published_date": pl.Date,
    "amount_cny": pl.Float64,
    "description": pl.String,
    "citation": pl.String,
}
Event = tuple[str, str, str, str, date, date, float, str, str]


def event_table(
    frame: Frame, issuers: Issuers, governance: Floats, seed: int, knobs: Knobs, citation: str
) -> pl.DataFrame:
    """`events`: Poisson counts per issuer, type and year. `governance`: latent quality, standard normal."""
    rare = rare_types(frame)
    types = [
        (str(name), str(owner))
        for name, owner in frame.methodology.event_types.select("event_type", "data_point_id").iter_rows()
    ]
    rates = np.array([event_rate(name, rare, knobs) for name, _ in types])
    slopes = np.array([knobs.rare_event_slope if name in rare else knobs.event_slope for name, _ in types])
    applies_to = {point.data_point_id: point.applies_to for point in frame.points}
    rows: list[Event] = []
    for number, issuer in enumerate(issuers.ids):
        tags = issuers.tags[number]
        applies = np.array([owner in applies_to and data_point_applies(applies_to[owner], tags) for _, owner in types])
        expected = rates * applies * np.exp(-slopes * governance[number] - slopes**2 / 2)
        rows += events_of(
            frame, issuer, [name for name, _ in types], expected, stream(seed, EVENT_STREAM, number), knobs, citation
        )
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("event_date", "event_id")


def events_of(
    frame: Frame, issuer: str, types: list[str], rates: Floats, random: np.random.Generator, knobs: Knobs, citation: str
) -> list[Event]:
    """The events of one issuer. `rates`: events a year of each type."""
    severities = frame.methodology.event_severities.sort("points")["severity"].to_list()
    shares = np.array(knobs.severity_shares[: len(severities)])
    first, days = window(frame)
    kinds = [
        types[kind]
        for kind, count in enumerate(random.poisson(rates * days / DAYS_PER_YEAR))
        for _ in range(int(count))
    ]
    rows: list[Event] = []
    for number, kind in enumerate(kinds, start=1):
        level = int(random.choice(len(shares), p=shares / shares.sum()))
        on = first + timedelta(days=int(random.integers(days)))
        known = on + timedelta(days=int(random.integers(*LAG_DAYS)))
        amount = round(float(MEDIAN_AMOUNT * 10**level * np.exp(0.8 * random.standard_normal())), -3)
        name = f"{issuer}-E{number:03d}"
        rows.append(
            (
                name,
                issuer,
                kind,
                str(severities[level]),
                on,
                known,
                amount,
                f"Simulated {kind.replace('_', ' ')}",
                citation,
            )
        )
    return rows


def window(frame: Frame) -> tuple[date, int]:
    """(first day, number of days) in which events still count or come to count on one of the rating dates."""
    years = frame.methodology.parameters.event_window_years
    start = date(frame.rating_dates[0].year - int(years), 1, 1)
    return start, (frame.rating_dates[-1] - start).days
