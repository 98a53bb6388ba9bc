"""Taking the unit out of a label."""

import pytest

from esg_pipeline.disclosure.label_text import longest_unit_suffix, split_unit
from esg_pipeline.disclosure.units import UnitTable


@pytest.mark.parametrize(
    ("label", "rest", "found"),
    [
        ("Water consumption (tons)", "Water consumption", ("tons",)),
        ("Total GHG emissions (Scope 1 & Scope 2) (tons)", "Total GHG emissions (Scope 1 & Scope 2)", ("tons",)),
        ("用水量（吨）", "用水量", ("吨",)),
        ("Electricity consumption, MWh", "Electricity consumption", ("MWh",)),
        ("Scope 2 (location-based)", "Scope 2 (location-based)", ()),
        ("Training (staff)", "Training (staff)", ()),
        (
            "GHG (tonnes of carbon dioxide equivalent (“tCO2e”))",
            "GHG",
            ("tonnes of carbon dioxide equivalent (tCO2e)",),
        ),
    ],
)
def test_units_leave_the_label(units: UnitTable, label: str, rest: str, found: tuple[str, ...]) -> None:
    assert split_unit(label, units) == (rest, found)


def test_the_longest_unit_at_the_end_wins(units: UnitTable) -> None:
    words = ["Total", "emissions", "tonnes", "of", "carbon", "dioxide", "equivalent/output", "value", "10000", "yuan"]
    assert " ".join(words[longest_unit_suffix(words, units) :]).startswith("tonnes of carbon")
    assert longest_unit_suffix(["no", "word"], units) == 2
