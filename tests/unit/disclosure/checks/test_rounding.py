import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.checks.rounding import power_of_ten, printed, spread_of, step_of


@pytest.mark.parametrize(
    ("raw", "number", "decimals"),
    [
        ("1,296.40", 1296.40, 2),
        ("26%", 26, 0),
        ("nearly 195", 195, 0),
        ("RMB 3.2 million", 3.2, 1),
        ("1.234.567,8", 1234567.8, 1),
        ("1 234 567", 1234567, 0),
        ("12,5", 12.5, 1),
        ("0.00", 0, 2),
        ("1'000", 1000, 0),
        ("3.5亿元", 3.5, 1),
    ],
)
def test_a_print_is_read_again(raw: str, number: float, decimals: int) -> None:
    assert printed(raw) == (number, decimals)


def test_words_have_no_print() -> None:
    assert printed("three") is None


@pytest.mark.parametrize(
    ("value", "unit", "raw", "scale", "step"),
    [
        (1296.4, "tCO2e", "1,296.40", 1.0, 0.01),
        (7.0, "tCO2e/CNY million", "0.07", 1.0, 1.0),  # per ten thousand yuan
        (2129.0, "persons", "2,129", 1.0, 0.0),  # counted, not measured
        (2100.0, "persons", "2.1", 1.0, 100.0),  # in thousands
        (0.0, "MWh", "0", 0.001, 0.001),  # a zero in kWh
        (200.0, "t", "two hundred", 1.0, 2.0),
        (3.0, "count", "three", 1.0, 0.0),
    ],
)
def test_the_step_of_the_last_digit(value: float, unit: str, raw: str, scale: float, step: float) -> None:
    assert step_of(value, unit, raw, scale) == pytest.approx(step)


def test_a_qualifier_opens_the_spread() -> None:
    exact, about, least, most = (spread_of(100, 1, q) for q in ("exact", "about", "at_least", "at_most"))
    assert (exact.low, exact.high, exact.cut) == (99.5, 100.5, 101)
    assert about.low < 95
    assert about.high > 105
    assert least.low == 99.5
    assert least.high > 120
    assert most.high == 100.5
    assert most.low < 80


@given(st.floats(0.001, 1e9), st.sampled_from([-6, -3, -1, 1, 2, 3, 6]))
def test_a_power_of_ten_is_known_either_way(value: float, k: int) -> None:
    assert power_of_ten(value * 10.0**k, value) == k
    assert power_of_ten(value, value * 10.0**k) == -k
    assert power_of_ten(value, value) == power_of_ten(value, value * 3) == power_of_ten(-value, value) == 0


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(raw: str) -> None:
    read = printed(raw)
    assert read is None or (read[0] >= 0 and read[1] >= 0)
