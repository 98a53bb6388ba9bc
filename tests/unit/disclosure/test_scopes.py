"""An unscoped total gets its scopes from the sums of its own table, or none."""

from collections.abc import Callable

import pytest

Values = Callable[..., dict[tuple[str, str, int], float | None]]
HEAD = "Indicator\tUnit\t2021\t2022\n"
PARTS = HEAD + "Scope 1\ttCO2e\t10\t20\nScope 2\ttCO2e\t100\t200\n"
THIRD = "Scope 3\ttCO2e\t1000\t2000\n"


@pytest.mark.parametrize(
    ("text", "data_point"),
    [
        (PARTS + "Total GHG emissions\ttCO2e\t110\t220\n", "ghg_s12"),
        (PARTS + THIRD + "Total GHG emissions\ttCO2e\t1110\t2220\n", "ghg_s123"),
        (PARTS + THIRD + "Total GHG emissions\ttCO2e\t110\t220\n", "ghg_s12"),
        (PARTS + "Total GHG emissions\ttCO2e\t999\t220\n", "ghg_s12"),
        (PARTS + "Total GHG emissions\ttCO2e\t999\t999\n", None),
        (PARTS + THIRD + "Total GHG emissions\ttCO2e\t110\t2220\n", None),
        (HEAD + "Total GHG emissions\ttCO2e\t110\t220\n", None),
    ],
)
def test_the_sum_decides(values: Values, text: str, data_point: str | None) -> None:
    totals = {name for name, _, _ in values(text) if name in ("ghg_s12", "ghg_s123")}
    assert totals == ({data_point} if data_point else set())


def test_an_intensity_follows_the_only_total_of_its_table(values: Values) -> None:
    row = "GHG emissions per employee\ttCO2e/employee\t1\t2\n"
    assert ("ghg_int_emp", "", 2022) in values(HEAD + "Scope 1 and 2\ttCO2e\t110\t220\n" + row)
    assert ("ghg_int3_emp", "", 2022) in values(HEAD + row + "Scope 1, 2 and 3\ttCO2e\t110\t220\n")
    both = HEAD + "Scope 1 and 2\ttCO2e\t110\t220\nScope 1, 2 and 3\ttCO2e\t1110\t2220\n" + row
    assert {name for name, _, _ in values(both)} == {"ghg_s12", "ghg_s123"}
