"""Numbers of a scorecard: signs, small shares, values of every kind."""

from dataclasses import replace

import pytest

from esg_pipeline.explain import DataPoint
from esg_pipeline.scorecard.numbers import origin_of, signed, small_share, value_of
from esg_pipeline.scorecard.source import Source
from esg_pipeline.scorecard.words import Words

EN = Words("en")


@pytest.fixture
def point(digitech: Source) -> DataPoint:
    return replace(digitech.key_issues[0].data_points[0], kind="quantitative", value=1234.5, unit="t")


@pytest.mark.parametrize(
    ("points", "text"), [(0.129, "+0.12"), (-0.129, "−0.12"), (0.001, "0.00"), (-0.009, "0.00"), (None, "-")]
)
def test_points_have_a_sign_unless_they_are_cut_to_nothing(points: float | None, text: str) -> None:
    assert signed(points) == text


@pytest.mark.parametrize(("share", "text"), [(0.0, "0 %"), (0.00001, "<0.1 %"), (0.4999, "49.9 %"), (1.0, "100.0 %")])
def test_a_share_that_is_there_is_never_shown_as_nothing(share: float, text: str) -> None:
    assert small_share(share) == text


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("quantitative", 1234.5, "1,234.5 t"),
        ("boolean", 1.0, "yes"),
        ("boolean", 0.0, "no"),
        ("ordinal", 3.0, "level 3"),
        ("event", 7.5, "7.5 points"),
        ("quantitative", None, "-"),
    ],
)
def test_a_value_reads_as_its_kind(point: DataPoint, kind: str, value: float | None, text: str) -> None:
    assert value_of(replace(point, kind=kind, value=value, origin="reported"), EN) == text


def test_an_estimate_shows_no_value(point: DataPoint) -> None:
    assert value_of(replace(point, origin="imputed"), EN) == "-"


def test_an_older_value_names_its_year(point: DataPoint) -> None:
    assert origin_of(replace(point, origin="carried", fiscal_year=2019), EN) == "carried from 2019"
    assert origin_of(replace(point, origin="imputed"), Words("zh")) == "估算"
