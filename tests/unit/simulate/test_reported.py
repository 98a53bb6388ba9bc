"""How figures are put on paper: units that convert back, slips at the rate of the knobs, numbers without exponents."""

from dataclasses import replace

import numpy as np
import pytest

from esg_pipeline.methodology.codes import SourceType
from esg_pipeline.simulate.disclosure import publication_dates
from esg_pipeline.simulate.figures import Figures
from esg_pipeline.simulate.frame import Frame
from esg_pipeline.simulate.knobs import Knobs
from esg_pipeline.simulate.reported import (
    COLUMNS,
    can_be_absent,
    day_rows,
    other_units,
    plain,
    reported_table,
    rows_of,
    unit_words,
    with_slips,
)
from esg_pipeline.simulate.universe import Issuers

PLAIN = Knobs(other_unit_share=0, outlier_rate=0, unit_slip_rate=0, not_applicable_rate=0)


@pytest.fixture
def figures(frame: Frame) -> Figures:
    values = np.full((120, len(frame.years)), 1234.5)
    return Figures("ghg_s12", "", "tCO2e", SourceType.DOCUMENT, values, values > 0, is_quantity=True)


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (1.0, "1"), (0.00001234, "0.00001234"), (28_420_000.0, "28420000"), (-2.5, "-2.5")]
)
def test_numbers_have_no_exponent(value: float, text: str) -> None:
    assert plain(value) == text
    assert float(plain(value)) == value


def test_other_units_are_those_that_the_method_can_read(frame: Frame) -> None:
    words = unit_words(frame)
    assert ("kgCO2e", pytest.approx(1000)) in other_units("tCO2e", words)
    assert ("万元", pytest.approx(100)) in other_units("CNY million", words)
    assert ("tCO2e/万元", pytest.approx(0.01)) in other_units("tCO2e/CNY million", words)
    assert other_units("yes/no", words) == other_units("%", words) == []
    assert other_units("tCO2e", {}) == []


def test_plain_figures_come_through_as_they_are(frame: Frame, issuers: Issuers, figures: Figures) -> None:
    rows = rows_of(frame, issuers, figures, unit_words(frame), 7, PLAIN)
    assert rows.height == figures.values.size
    assert set(rows["value"]) == {"1234.5"}
    assert set(rows["unit"]) == {"tCO2e"}


def test_an_issuer_keeps_its_unit(frame: Frame, issuers: Issuers, figures: Figures) -> None:
    rows = rows_of(frame, issuers, figures, unit_words(frame), 7, replace(PLAIN, other_unit_share=0.5))
    assert rows.group_by("issuer_id").n_unique()["unit"].max() == 1
    assert rows["unit"].n_unique() > 1
    kilos = rows.filter(unit="kgCO2e")
    assert set(kilos["value"].cast(float)) == {1234500.0}


def test_slips_and_outliers_come_at_their_rates(figures: Figures) -> None:
    many = replace(figures, values=np.ones((400, 500)), is_printed=np.ones((400, 500), dtype=np.bool_))
    random = np.random.default_rng(5)
    luck, size = random.random((400, 500)), random.random((400, 500))
    found = with_slips(many, luck, size, Knobs(outlier_rate=0.02, unit_slip_rate=0.01))
    assert (found == 1000).mean() == pytest.approx(0.01, rel=0.1)
    is_outlier = (found != 1) & (found != 1000)
    assert is_outlier.mean() == pytest.approx(0.02, rel=0.1)
    assert found[is_outlier].min() >= 0.1
    assert found[is_outlier].max() <= 10
    assert np.array_equal(
        with_slips(replace(many, is_quantity=False), luck, size, Knobs(unit_slip_rate=1.0)), many.values
    )


def test_only_shares_and_the_like_can_be_absent(figures: Figures) -> None:
    assert can_be_absent(replace(figures, unit="%", is_quantity=False))
    assert not can_be_absent(figures)
    assert not can_be_absent(replace(figures, unit="yes/no", is_quantity=False))
    assert not can_be_absent(replace(figures, unit="%", is_quantity=False, source_type=SourceType.STRUCTURED))


def test_the_table_has_the_columns_and_days_of_the_feed(frame: Frame, issuers: Issuers, figures: Figures) -> None:
    days = {flag: publication_dates(frame, issuers, PLAIN, is_document=flag) for flag in (True, False)}
    table = reported_table(frame, issuers, [figures], days, 7, PLAIN, "Simulated")
    assert tuple(table.columns) == COLUMNS
    assert table["published_date"].null_count() == 0
    assert table.row(0, named=True)["published_date"] == days[True][0][0]
    assert day_rows(frame, issuers, days[False], is_document=False).height == figures.values.size
