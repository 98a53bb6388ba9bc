"""Unit words, composite units, and conversions that refuse what does not fit."""

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.units import Unit, UnitFileError, UnitMismatch, UnitTable, comparable

amounts = st.fractions(min_value=0, max_value=10**9)


@pytest.mark.parametrize(
    ("text", "dimension", "factor"),
    [
        ("tons", "mass", 1),
        ("噸", "mass", 1),
        ("Kg", "mass", "1/1000"),
        ("万吨", "mass", 10_000),
        ("CO2 equivalent – T", "co2e", 1),
        ("tonnes of carbon dioxide equivalent", "co2e", 1),
        ("tCO2eq", "co2e", 1),
        ("噸二氧化碳當量", "co2e", 1),
        ("thousands of kWh", "energy", 1),
        ("kWh in '000s", "energy", 1),
        ("kWh in ’000s", "energy", 1),
        ("万千瓦时", "energy", 10),
        ("tce", "energy", "8.141"),
        ("cubic metres", "volume", 1),
        ("Litre", "volume", "1/1000"),
        ("10,000 m3", "volume", 10_000),
        ("m²", "area", 1),
        ("千人", "person", 1000),
        ("％", "share", 1),
        ("RMB million", "currency_cny", 10**6),
        ("人民币亿元", "currency_cny", 10**8),
        ("HK$'000", "currency_hkd", 1000),
        ("单位：万元", "currency_cny", 10_000),
        ("10,000 tCO2e", "co2e", 10_000),
        ("tonnes 噸", "mass", 1),
        ("tonnes / 噸", "mass", 1),
        ("persons／人", "person", 1),
        ("千瓦時 kWh", "energy", "1/1000"),
        ("tCO2e 噸二氧化碳當量", "co2e", 1),
        ("cubic metre (m3)", "volume", 1),
        ("Percentage (%)", "share", 1),
        ("tonnes per year", "mass", 1),
        ("吨/年", "mass", 1),
        ("kWh ('000)", "energy", 1),
        ("人次", "person_times", 1),
        ("亩", "area", "2000/3"),
        ("RMB亿元", "currency_cny", 10**8),
        ("港幣千元", "currency_hkd", 1000),
        ("百萬元人民幣", "currency_cny", 10**6),
        ("HK$ in million", "currency_hkd", 10**6),
        ("度", "energy", "1/1000"),
    ],
)
def test_unit_words_in_two_languages(units: UnitTable, text: str, dimension: str, factor: int | str) -> None:
    assert units.parse(text) == Unit(dimension, Fraction(factor))


@pytest.mark.parametrize(
    ("text", "above", "below", "per"),
    [
        ("Ton CO2 equivalent/employee", "co2e", "person", 1),
        ("吨╱人", "mass", "person", 1),
        ("tonnes/m²", "mass", "area", 1),
        ("tCO2e per RMB million of revenue", "co2e", "currency_cny", 10**6),
        ("CO2 equivalent – T/ten thousand RMB revenue", "co2e", "currency_cny", 10**4),
        ("tonnes/output value 10000 yuan", "mass", "currency_cny of output", 10**4),
        ("噸二氧化碳當量／每百萬港元收益", "co2e", "currency_hkd", 10**6),
        ("吨二氧化碳当量/人民币百万元营业收入", "co2e", "currency_cny", 10**6),
        ("立方米／每名僱員", "volume", "person", 1),
        ("立方米/僱員 m3/employee", "volume", "person", 1),
        ("kg/product", "mass", "count", 1),
        ("Ton/10K \\$", "mass", "currency_unspecified", 10**4),
    ],
)
def test_composite_units(units: UnitTable, text: str, above: str, below: str, per: int) -> None:
    unit = units.parse(text)
    assert unit is not None
    assert (unit.dimension, unit.per_dimension, unit.per_factor) == (above, below, per)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "employees left",
        "tCO2e/t steel",
        "a/b/c",
        "萬元",
        "百萬元",
        "kWh/kWh/kWh",
        "tonnes 公斤",
        "cubic metre (kWh)",
        "MT",
        "x" * 500,
    ],
)
def test_an_uncertain_unit_is_none(units: UnitTable, text: str) -> None:
    assert units.parse(text) is None


@given(amounts)
def test_the_same_quantity_in_another_unit_gives_the_same_value(units: UnitTable, amount: Fraction) -> None:
    assert units.convert(amount * 1000, "kg", "t") == units.convert(amount, "tonnes", "t") == amount
    assert units.convert(amount, "thousands of kWh", "MWh") == units.convert(amount, "MWh", "MWh") == amount
    assert (
        units.convert(amount * 100, "万元", "CNY million")
        == amount
        == units.convert(amount, "RMB million", "CNY million")
    )
    assert units.convert(amount, "t/ten thousand RMB revenue", "t/CNY million") == amount * 100


@given(amounts)
def test_a_tonne_is_a_cubic_metre_of_water_only(units: UnitTable, amount: Fraction) -> None:
    assert units.convert(amount, "tons", "m3", "water") == amount
    assert units.convert(amount, "tons/employee", "m3/employee", "water") == amount
    with pytest.raises(UnitMismatch):
        units.convert(amount, "tons", "m3")


@pytest.mark.parametrize(
    ("unit", "canonical"),
    [
        ("Litre", "MWh"),
        ("HK$ million", "CNY million"),
        ("t/employee", "t"),
        ("t", "t/employee"),
        ("%", "persons"),
        ("tCO2e", "t"),
        ("tonnes/output value 10000 yuan", "t/CNY million"),
        ("nonsense", "t"),
        ("t", "nonsense"),
    ],
)
def test_other_dimensions_are_refused(units: UnitTable, unit: str, canonical: str) -> None:
    with pytest.raises(UnitMismatch):
        units.convert(Fraction(1), unit, canonical)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("t", "mass", "1", "kg"), ("kg", "mass", "0.001", "")], "two meanings"),
        ([("t", "mass", "one", "")], "row 2: factor 'one'"),
        ([("t", "mass", "-1", "")], "row 2: unit, dimension and a positive factor"),
        ([("t", "", "1", "")], "row 2: unit, dimension and a positive factor"),
    ],
)
def test_a_bad_unit_file_names_the_row(rows: list[tuple[str, str, str, str]], message: str) -> None:
    frame = pl.DataFrame(rows, schema=["unit", "dimension", "factor", "aliases"], orient="row")
    with pytest.raises(UnitFileError, match=message):
        UnitTable.from_frame(frame)


@given(st.text(max_size=120))
def test_no_text_breaks_the_parser(units: UnitTable, text: str) -> None:
    unit = units.parse(text)
    assert unit is None or unit.factor > 0


def test_factors_that_arrive_as_floats_are_exact_again() -> None:
    rows = [("MWh", "energy", 1.0, ""), ("GJ", "energy", 10 / 36, ""), ("mg", "mass", 1e-9, ""), ("t", "mass", 1.0, "")]
    table = UnitTable.from_frame(pl.DataFrame(rows, schema=["unit", "dimension", "factor", "aliases"], orient="row"))
    assert table.convert(Fraction(36), "GJ", "MWh") == 10
    assert table.convert(Fraction(10**9), "mg", "t") == 1


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("thousand cubic metres (m3)", "thousand m3"),
        ("million kWh (kWh)", "million kWh"),
        ("metric tons (t) CO2e", "tCO2e"),
        ("tonnes (kg)", ""),
        ("kWh (MWh)", ""),
        ("kg (t) CO2e", ""),
    ],
)
def test_a_bracket_may_name_the_unit_without_its_multiple_and_nothing_else(
    units: UnitTable, text: str, same: str
) -> None:
    assert units.parse(text) == (units.parse(same) if same else None)


def test_units_that_say_the_same_thing_twice(units: UnitTable) -> None:
    def key(text: str) -> object:
        unit = units.parse(text)
        assert unit is not None
        return comparable(unit)

    assert key("tonnes") == key("tCO2e") != key("kg")
    assert key("number") == key("headcount") != key("hours")
