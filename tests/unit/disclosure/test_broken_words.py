"""Words broken at line ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.broken_words import rejoined


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["the emis-", "sions of the year"], ["the emissions", "of the year"]),
        (["our low-", "carbon plants; low-carbon is best"], ["our low-carbon", "plants; low-carbon is best"]),
        (["a long-", "term plan; a long way, the term ends"], ["a long-term", "plan; a long way, the term ends"]),
        (["all emis-", "sions."], ["all emissions."]),
        (["a re-", "", "port"], ["a re-", "", "port"]),
        (["Waste-\t5", "water\t6"], ["Waste-\t5", "water\t6"]),
        (["in 2022-", "2023"], ["in 2022-", "2023"]),
        (["Asia-", "Pacific"], ["Asia-", "Pacific"]),
    ],
)
def test_rejoined(lines: list[str], found: list[str]) -> None:
    assert rejoined([lines]) == [found]


def test_words_of_other_pages_tell() -> None:
    assert rejoined([["the co-", "operation"], ["co-operation"]])[0] == ["the co-operation"]


@given(st.lists(st.text(alphabet="ab- \t.", max_size=12), max_size=6))
def test_no_letter_is_lost(lines: list[str]) -> None:
    letters = [c for line in lines for c in line if c in "ab"]
    assert [c for line in rejoined([lines])[0] for c in line if c in "ab"] == letters
