"""Silence is not at random, and reports come out when the knobs say."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from esg_pipeline.methodology.codes import Kind, SourceType
from esg_pipeline.simulate.disclosure import day_in, disclosed, ease, log_odds, logit, publication_dates
from esg_pipeline.simulate.frame import Frame
from esg_pipeline.simulate.knobs import Knobs
from esg_pipeline.simulate.streams import Draws, Floats
from esg_pipeline.simulate.universe import Issuers
from esg_pipeline.weight import data_point_applies

BOUNDS = ((4, 30), (6, 30), (8, 31))


@pytest.fixture(scope="module")
def zeros(frame: Frame, issuers: Issuers) -> Floats:
    return np.zeros((len(issuers.ids), len(frame.years), len(frame.points)))


def test_typical_shares_are_disclosed(
    frame: Frame, issuers: Issuers, draws: Draws, zeros: Floats, knobs: Knobs
) -> None:
    shown = disclosed(frame, issuers, draws, zeros, zeros, zeros[:, :, 0], 7, knobs)
    applies = np.array([[data_point_applies(p.applies_to, tags) for p in frame.points] for tags in issuers.tags])
    is_document = np.array([p.source_type is SourceType.DOCUMENT and p.kind is not Kind.EVENT for p in frame.points])
    rate = shown.mean(axis=1)
    assert 0.45 < rate[:, is_document][applies[:, is_document]].mean() < 0.7
    structured = np.array([p.source_type is SourceType.STRUCTURED for p in frame.points])
    assert 0.85 < rate[:, structured][applies[:, structured]].mean() < 0.97


def test_what_does_not_apply_or_has_no_value_is_not_disclosed(
    frame: Frame, issuers: Issuers, draws: Draws, zeros: Floats
) -> None:
    sure = Knobs(document_rate=1 - 1e-12, structured_rate=1 - 1e-12, yes_no_rate=1 - 1e-12)
    values = zeros.copy()
    values[:, :, 0] = np.nan
    shown = disclosed(frame, issuers, draws, values, zeros, zeros[:, :, 0], 7, sure)
    assert not shown[:, :, 0].any()
    banks_only = next(point.column for point in frame.points if point.applies_to == "financial")
    is_bank = np.array(["financial" in tags for tags in issuers.tags])
    assert shown[is_bank, :, banks_only].all()
    assert not shown[~is_bank, :, banks_only].any()


def test_size_listing_quality_and_good_values_raise_the_odds(
    frame: Frame, issuers: Issuers, draws: Draws, zeros: Floats, knobs: Knobs
) -> None:
    def odds(who: Issuers, beats: Floats, quality: Floats) -> Floats:
        return log_odds(frame, who, draws, beats, quality, 7, knobs)

    plain = odds(issuers, zeros, zeros[:, :, 0])
    assert (odds(replace(issuers, size_z=issuers.size_z + 1), zeros, zeros[:, :, 0]) > plain).all()
    assert (odds(replace(issuers, is_listed=np.ones(120, dtype=np.bool_)), zeros, zeros[:, :, 0]) >= plain).all()
    assert (odds(issuers, zeros + 1, zeros[:, :, 0]) > plain).all()
    assert (odds(issuers, zeros, zeros[:, :, 0] + 1) > plain).all()


def test_some_data_points_are_easier_than_others(frame: Frame, knobs: Knobs) -> None:
    figures = [point for point in frame.measured if point.kind is Kind.QUANTITATIVE]
    assert len({ease(point, 7, knobs) for point in figures}) == len(figures)
    assert ease(figures[0], 7, replace(knobs, disclosure_spread=0.0)) == pytest.approx(logit(knobs.document_rate))


def test_logit() -> None:
    assert logit(0.5) == 0
    assert logit(0.9) == pytest.approx(np.log(9))


def test_windows_follow_each_other() -> None:
    days = [[day_in(2022, window, share, BOUNDS) for share in (0.0, 0.999999)] for window in range(3)]
    assert days == [
        [date(2022, 4, 16), date(2022, 4, 30)],
        [date(2022, 5, 1), date(2022, 6, 30)],
        [date(2022, 7, 1), date(2022, 8, 31)],
    ]


def test_accounts_are_out_in_april_and_some_reports_later(frame: Frame, issuers: Issuers, knobs: Knobs) -> None:
    accounts = publication_dates(frame, issuers, knobs, is_document=False)
    reports = publication_dates(frame, issuers, knobs, is_document=True)
    assert {day.month for row in accounts for day in row} == {4}
    late = np.array([row[0].month > 4 for row in reports])
    assert 0.1 < late.mean() < 0.5
    assert late[issuers.is_listed].mean() < late[~issuers.is_listed].mean()
    assert [day.year for day in reports[0]] == [year + 1 for year in frame.years]
