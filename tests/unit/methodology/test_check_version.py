"""Settings that are missing, unknown, of the wrong type or out of range."""

from collections.abc import Callable

import pytest

Swap = Callable[[str, str, str], int]
Refusal = Callable[[], list[tuple[str, int, str]]]

SPOILT = [
    ("corner_ratio: 3", "corner_ratio: 0.5", "bad_setting"),
    ("corner_ratio: 3", "corner_ratio: .nan", "bad_setting"),
    ("corner_ratio: 3", "corner_ratio: three", "bad_setting"),
    ("corner_ratio: 3", "corner_ratio: true", "bad_setting"),
    ("corner_ratio: 3", "corner_ratio: [3, 4]", "bad_setting"),
    ("min_donors: 5", "min_donors: 5.5", "bad_setting"),
    ("strict_disclosure: false", "strict_disclosure: 0", "bad_setting"),
    ("influence_share: 0.6", "influence_share: 0.7", "bad_setting"),
    ("sample_check_confidence: 0.75", "sample_check_confidence: 0.95", "bad_setting"),
    ('version: "1.0"', "version: 1.0", "bad_setting"),
    ('version: "1.0"', 'version: ""', "bad_setting"),
    ("effective_date: 2023-03-01", "effective_date: March 2023", "bad_setting"),
    ("effective_date: 2023-03-01", "effective_date: 2023-13-01", "bad_setting"),
    ("  min_donors: 5", "  min_donors: 5\n  max_donors: 9", "unknown_setting"),
]


@pytest.mark.parametrize(("old", "new", "rule"), SPOILT)
def test_a_wrong_setting_is_refused(swap: Swap, refusal: Refusal, old: str, new: str, rule: str) -> None:
    line = swap("version.yaml", old, new) + new.count("\n")
    assert refusal() == [("version.yaml", line, rule)]


def test_a_missing_setting_is_refused(swap: Swap, refusal: Refusal) -> None:
    swap("version.yaml", "  min_donors: 5\n", "")
    assert refusal() == [("version.yaml", 1, "missing_setting")]
