"""Events: the worse the governance the more of them, known after they happened, in the words of the method."""

import numpy as np
import polars as pl

from esg_pipeline.simulate.events import event_table, events_of, window
from esg_pipeline.simulate.frame import Frame
from esg_pipeline.simulate.knobs import Knobs
from esg_pipeline.simulate.universe import Issuers


def table(frame: Frame, issuers: Issuers, governance: float, knobs: Knobs | None = None) -> pl.DataFrame:
    return event_table(frame, issuers, np.full(len(issuers.ids), governance), 7, knobs or Knobs(), "Simulated")


def test_types_and_severities_are_those_of_the_method(frame: Frame, issuers: Issuers) -> None:
    events = table(frame, issuers, 0.0)
    assert set(events["event_type"]) <= set(frame.methodology.event_types["event_type"])
    assert set(events["severity"]) <= set(frame.methodology.event_severities["severity"])
    assert events["event_id"].n_unique() == events.height


def test_mild_events_are_more_frequent_than_severe_ones(frame: Frame, issuers: Issuers) -> None:
    counts = dict(table(frame, issuers, -2.0)["severity"].value_counts().iter_rows())
    assert counts["minor"] > counts["moderate"] > counts["serious"]


def test_bad_governance_has_more_events(frame: Frame, issuers: Issuers) -> None:
    assert table(frame, issuers, -2.0).height > 2 * table(frame, issuers, 2.0).height


def test_defaults_are_rare_and_hit_the_worse(frame: Frame, issuers: Issuers) -> None:
    often = Knobs(rare_event_rate=0.1)
    bad, good = (
        table(frame, issuers, quality, often).filter(event_type="bond_default").height for quality in (-2.0, 2.0)
    )
    assert bad > 5 * max(good, 1)
    assert table(frame, issuers, 0.0).filter(event_type="bond_default").height < 10


def test_events_become_known_after_they_happened(frame: Frame, issuers: Issuers) -> None:
    events = table(frame, issuers, 0.0)
    assert (events["published_date"] > events["event_date"]).all()
    first, days = window(frame)
    assert events["event_date"].min() >= first  # type: ignore[operator]
    assert events["event_date"].max() < frame.rating_dates[-1]  # type: ignore[operator]
    assert days > 3 * 365


def test_only_what_applies_to_an_issuer_happens_to_it(frame: Frame, issuers: Issuers) -> None:
    lgfv = {issuer for issuer, flag in zip(issuers.ids, issuers.is_lgfv, strict=True) if flag}
    hidden = table(frame, issuers, -3.0).filter(event_type="hidden_debt")
    assert hidden.height > 0
    assert set(hidden["issuer_id"]) <= lgfv


def test_without_a_rate_nothing_happens(frame: Frame) -> None:
    assert events_of(frame, "SIM-1", ["a"], np.zeros(1), np.random.default_rng(1), Knobs(), "Simulated") == []
