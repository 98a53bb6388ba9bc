"""One small simulated universe under the shipped method, and its arrays, for every test of the simulator."""

from collections.abc import Mapping
from datetime import date

import polars as pl
import pytest

from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.simulate.frame import Frame, build_frame
from esg_pipeline.simulate.knobs import Knobs
from esg_pipeline.simulate.simulation import simulate
from esg_pipeline.simulate.streams import Draws, draw
from esg_pipeline.simulate.universe import Issuers, make_issuers

DATES = (date(2021, 4, 30), date(2021, 10, 31), date(2022, 4, 30))
COUNT = 120


@pytest.fixture(scope="session")
def method() -> Methodology:
    return load_methodology()


@pytest.fixture(scope="session")
def frame(method: Methodology) -> Frame:
    return build_frame(method, DATES)


@pytest.fixture(scope="session")
def knobs() -> Knobs:
    return Knobs()


@pytest.fixture(scope="session")
def draws(frame: Frame) -> Draws:
    return draw(7, COUNT, len(frame.years), frame.pillars, len(frame.key_issues), len(frame.points))


@pytest.fixture(scope="session")
def issuers(frame: Frame, draws: Draws, knobs: Knobs) -> Issuers:
    return make_issuers(frame, draws, knobs)


@pytest.fixture(scope="session")
def universe(method: Methodology) -> Mapping[str, pl.DataFrame]:
    return simulate(method, issuers=COUNT, rating_dates=DATES, seed=7)
