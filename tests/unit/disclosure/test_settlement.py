"""Totals without a scope are settled by the table they stand in; everything else keeps its reason."""

from collections.abc import Callable
from fractions import Fraction

from esg_pipeline.disclosure.document_text import read_document
from esg_pipeline.disclosure.mapper import Measured, Rules
from esg_pipeline.disclosure.settlement import settled
from esg_pipeline.disclosure.tables import TableReader

Values = Callable[..., dict[tuple[str, str, int], float | None]]

HEAD = "Indicator\tUnit\t2022\n"
SCOPES = "Scope 1\ttCO2e\t10\nScope 2\ttCO2e\t20\n"


def outcomes(rules: Rules, text: str) -> list[tuple[str, Fraction | None] | str]:
    raws = TableReader(rules.units, 2022, rules.labels.aliases.keys()).read(read_document(text.encode(), "txt"))
    found = settled(raws, rules)
    assert len(found) == len(raws)
    return [(each.data_point_id, each.value) if isinstance(each, Measured) else each for each in found]


def test_a_total_takes_the_scopes_that_add_up_to_it(rules: Rules) -> None:
    assert outcomes(rules, HEAD + SCOPES + "Total GHG emissions\ttCO2e\t30\n")[-1] == ("ghg_s12", Fraction(30))
    three = SCOPES + "Scope 3\ttCO2e\t5\nTotal GHG emissions\ttCO2e\t35\n"
    assert outcomes(rules, HEAD + three)[-1] == ("ghg_s123", Fraction(35))


def test_a_total_that_nothing_explains_is_none(rules: Rules) -> None:
    [reason] = outcomes(rules, HEAD + "Total GHG emissions\ttCO2e\t35\n")
    assert reason == "the table does not say which scopes are added"


def test_a_unit_that_does_not_fit_is_said(rules: Rules) -> None:
    [reason] = outcomes(rules, HEAD + "Total water consumption\tMWh\t5\n")
    assert isinstance(reason, str)
    assert "does not fit" in reason


def test_numbers_keep_their_order(rules: Rules) -> None:
    found = outcomes(rules, HEAD + "Unknown thing\tt\t1\n" + SCOPES)
    assert isinstance(found[0], str)
    assert found[1:] == [("ghg_s1", Fraction(10)), ("ghg_s2", Fraction(20))]


def test_a_bare_intensity_is_named_by_its_unit(shipped_values: Values) -> None:
    text = (
        "Indicator\tUnit\t2022\nScope 1\ttCO2e\t10\nScope 2\ttCO2e\t30\nTotal\ttCO2e\t40\n"
        "Intensity\ttCO2e per employee\t2\n"
    )
    found = shipped_values(text)
    assert found["ghg_s12", "", 2022] == 40
    assert found["ghg_int_emp", "", 2022] == 2
