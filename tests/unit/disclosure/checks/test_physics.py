from collections.abc import Callable

import pytest

from esg_pipeline.disclosure.checks.model import Findings
from esg_pipeline.disclosure.codes import Severity

Check = Callable[..., Findings]
GASOLINE = "unread: Gasoline | 8,000 | Litre | no year"


def test_fuel_and_scope_1_are_both_named(check: Check) -> None:
    (found,) = check(f"{GASOLINE}\nghg_s1 2.79", "F90")
    assert found.message == (
        "gasoline 8,000 Litre (line 1) emits 16 to 20 tCO2e when burnt, "
        "but Scope 1 GHG emissions 2.79 tCO2e (line 2) is less"
    )
    assert found.severity is Severity.SERIOUS
    assert found.lines == (1, 2)


def test_without_scope_1_a_total_is_the_limit(check: Check) -> None:
    assert len(check(f"ghg_s12 10\n{GASOLINE}", "F90")) == 1
    assert len(check(f"ghg_s12 1,000\n{GASOLINE}", "F90")) == 0


def test_a_fuel_of_an_unknown_year_is_of_the_documents_year(check: Check) -> None:
    assert len(check(f"document: a 2021\nghg_s1 2020: 2.79\n{GASOLINE}", "F90")) == 0


@pytest.mark.parametrize("label", ["Gasoline saved", "Gasoline (Scope 3)", "Gasoline reduction target", "汽油节约量"])
def test_fuel_that_the_issuer_did_not_burn_is_left_alone(check: Check, label: str) -> None:
    assert len(check(f"ghg_s1 2.79\nunread: {label} | 8,000 | Litre | x", "F90")) == 0


def test_carriers_count_together(check: Check) -> None:
    text = "ghg_s1 {}\nen_direct energy=diesel 1,000\nen_direct energy=natural_gas 1,000"
    (found,) = check(text.format(300), "F95")
    assert found.fact_ids == ("d2021-001", "d2021-002", "d2021-003")
    assert len(check(text.format(420), "F95")) == 0


def test_own_solar_power_is_direct_energy_without_emissions(check: Check) -> None:
    assert len(check("ghg_s1 100\nen_direct 37,373\nen_renewable 37,000", "F96")) == 0


def test_two_amounts_of_a_fuel_are_not_held_against_one_energy(check: Check) -> None:
    more = "\nunread: Gasoline of cars | 900 | Litre | x"
    text = f"en_direct energy=gasoline 699\n{GASOLINE}"
    assert len(check(text, "F97")) == 1
    assert len(check(text + more, "F97")) == 0


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("en_elec 1,838\nghg_s2 1,293.61", 0),
        ("document: a 2021 grid=华北\nen_elec 1,838.00\nghg_s2 1,293.61", 0),
        ("document: a 2021 grid=青海\nen_elec 1,838.00\nghg_s2 1,293.61", 1),
        ("en_elec 1,838,000\nghg_s2 1,293.61", 1),
        # Green power, heat and a market-based figure explain the rest.
        ("en_elec 1,838,000\nen_renewable 1,800,000\nghg_s2 1,293.61", 0),
        ("en_elec 100\nen_indirect 900\nghg_s2 1,293.61", 0),
        ("en_elec 1,838,000\nghg_s2_mkt 0", 0),
    ],
)
def test_electricity_by_the_grid(check: Check, text: str, count: int) -> None:
    assert len(check(text, "F98")) == count
