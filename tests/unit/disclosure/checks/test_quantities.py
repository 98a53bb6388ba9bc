from collections.abc import Callable

import pytest

from esg_pipeline.disclosure.checks.company import Company
from esg_pipeline.disclosure.checks.quantities import quantities, unit_table

Build = Callable[[str], Company]


@pytest.mark.parametrize(
    ("label", "raw", "unit", "expected"),
    [
        ("Gasoline", "8,000", "Litre", ("gasoline", "volume", 8.0)),
        ("Unleaded petrol consumed by vehicles", "8,000", "litres", ("gasoline", "volume", 8.0)),
        ("天然气消耗量", "12.5", "万立方米", ("natural_gas", "volume", 125000.0)),
        ("Coal consumption from stationary sources", "100,750", "tonnes", ("coal", "mass", 100750.0)),
        ("柴油", "3,521", "公斤", ("diesel", "mass", 3.521)),
        ("Emissions > Diesel consumption", "5", "tonnes", ("diesel", "mass", 5.0)),
    ],
)
def test_an_amount_is_read(company: Build, label: str, raw: str, unit: str, expected: tuple[str, str, float]) -> None:
    (found,) = quantities(company(f"unread: {label} | {raw} | {unit} | x").books[0])
    assert (found.fuel, found.dimension, pytest.approx(found.amount)) == expected


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("Diesel", "MWh"),
        ("Gasoline per employee", "litres/employee"),
        ("GHG emissions > Diesel", "tonnes"),
        ("Direct emissions (Scope 1) - Diesel", "tonnes"),
        ("Coal", "tonnes of standard coal"),
        ("Water", "litres"),
        (
            "The vehicles of our branches in the south drove on gasoline and, as their drivers told us, used about",
            "litres",
        ),
    ],
)
def test_what_is_no_amount_of_fuel_is_left(company: Build, label: str, unit: str) -> None:
    assert not list(quantities(company(f"unread: {label} | 500 | {unit} | x").books[0]))


def test_the_units_are_the_shipped_ones() -> None:
    assert unit_table().parse("litres") is not None
