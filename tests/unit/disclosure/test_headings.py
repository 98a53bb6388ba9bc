"""What headings say of their rows."""

import pytest

from esg_pipeline.disclosure.headings import behind_colon, is_other_matter, names_a_group
from esg_pipeline.disclosure.mapper import Rules


@pytest.mark.parametrize(
    ("heading", "is_other"),
    [
        ("Targets for 2030", True),
        ("Contractors", True),
        ("节能目标", True),
        ("Joint ventures (not consolidated)", True),
        ("Average of our industry", True),
        ("Suppliers' performance", True),
        ("Energy use by tenants", True),
        ("同業水平", True),
        ("Number of suppliers", False),
        ("Customer complaints", False),
        ("Employees and customers", False),
        ("Water", False),
        ("Employees", False),
    ],
)
def test_targets_and_other_parties_are_another_matter(heading: str, is_other: bool) -> None:
    assert is_other_matter(heading) is is_other


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Supply chain: number of suppliers", " number of suppliers"),
        ("供應鏈：供應商數目", "供應商數目"),
        ("Note: figures of the mills", "Note: figures of the mills"),
        ("Number of suppliers", "Number of suppliers"),
    ],
)
def test_a_label_behind_a_colon_is_what_the_heading_counts(shipped_rules: Rules, heading: str, words: str) -> None:
    assert behind_colon(heading, shipped_rules.labels) == words


def test_a_table_of_key_figures_names_no_group() -> None:
    assert names_a_group("Key talents")
    assert not names_a_group("Key performance indicators")
