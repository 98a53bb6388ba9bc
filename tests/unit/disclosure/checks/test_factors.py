import pytest

from esg_pipeline.disclosure.checks.factors import fuels, grid_band, grids
from esg_pipeline.disclosure.checks.physics import FuelAgainstScope1
from esg_pipeline.disclosure.checks.rules import PHYSICS


def test_every_fuel_has_a_lower_and_an_upper_factor() -> None:
    for fuel in fuels().values():
        assert 0 < fuel.tco2[0] < fuel.tco2[1] < 2 * fuel.tco2[0] + 1
        assert 0 < fuel.mwh[0] <= fuel.mwh[1]


def test_mass_and_energy_of_a_fuel_agree() -> None:
    for (name, dimension), energy in fuels().items():
        if dimension == "energy":
            mass = fuels()[name, "mass"]
            low, high = mass.mwh[0] * energy.tco2[0], mass.mwh[1] * energy.tco2[1]
            assert low <= mass.tco2[1]
            assert mass.tco2[0] <= high


def test_every_fuel_rule_has_factors() -> None:
    names = {name for name, _ in fuels()}
    assert {rule.fuel for rule in PHYSICS if isinstance(rule, FuelAgainstScope1)} <= names


def test_a_grid_takes_the_nearest_year() -> None:
    factor = grids()["华北"][2021]
    low, high = grid_band("华北", 2015)
    assert low < factor < high
    assert grid_band("华北", 2022) != (low, high)


def test_an_unknown_grid_may_be_any() -> None:
    low, high = grid_band("", 2021)
    every = [factor for years in grids().values() for factor in years.values()]
    assert low < min(every)
    assert max(every) < high
    assert grid_band("nowhere", 2021) == pytest.approx((low, high))
