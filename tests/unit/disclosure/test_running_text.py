"""Folding keeps the length, languages are seen, clauses end where they should."""

import pytest

from esg_pipeline.disclosure.running_text import clause, fold, languages


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("捐贈約１２．５％", "捐赠约12.5%"),
        ("CO₂ – Scope 1", "co2 - scope 1"),
        ("Customers’ View", "customers' view"),
        ("A\u00a0B", "a b"),
    ],
)
def test_fold_keeps_the_length(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert len(fold(text)) == len(text)


def test_languages_of_mixed_text() -> None:
    assert languages("total 员工") == {"en", "zh"}
    assert languages("12.5 %") == frozenset()


def test_a_comma_inside_a_number_ends_no_clause() -> None:
    text = "in 2022, there were 1,234 cases; more"
    start = text.index("1,234")
    assert text[slice(*clause(text, start, start + 5))].strip() == "there were 1,234 cases"
