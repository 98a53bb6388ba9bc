"""A text that a pattern matches always holds one of the texts that the pattern is said to need."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.cues import load_cue_book
from esg_pipeline.disclosure.literals import needed_literals


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        ("abc", {"abc"}),
        (r"prohibit\w*[^.]{0,80}(?:child|forced) labou?r", {"prohibit"}),
        ("(?:cat|dog)s?", {"cat", "dog"}),
        (r"\bISO[ -]?14001\b", {"14001"}),
        ("ab?", {"a"}),
        ("a?", set()),
        ("(?:a|)", set()),
        ("(?!no )x", {"x"}),
        ("(?<!非)重点排污", {"重点排污"}),
        ("(?:a){0,3}", set()),
        ("colou?r", {"colo"}),
        ("[abc]d", {"d"}),
        ("[]]x", {"x"}),
        (r"a\.b", {"a.b"}),
        ("(?P<n>x)", {"x"}),
        ("(?P<n>[0-9]++) of (?:the )?directors", {"directors"}),
        ("(?P<n>a)(?P=n)", set()),
        ("(?P<n", set()),
        ("(", set()),
        ("a{2", set()),
        ("", set()),
    ],
)
def test_needs_of_a_pattern(pattern: str, needs: set[str]) -> None:
    assert needed_literals(pattern) == needs


@pytest.mark.filterwarnings("ignore:Possible (nested set|set union):FutureWarning")
@given(st.text("ab(|)?*+[]{}0,\\^", max_size=14), st.text("ab0", max_size=8))
def test_no_match_is_lost(pattern: str, text: str) -> None:
    try:
        matched = re.search(pattern, text)
    except (re.error, OverflowError):
        return
    needs = needed_literals(pattern)
    if matched and needs:
        assert any(needed in text for needed in needs)


def test_every_shipped_cue_of_full_weight_needs_a_text() -> None:
    patterns = [p for e in load_cue_book().entries for level in e.levels.values() for ps in level.values() for p in ps]
    assert len(patterns) > 500
    assert sum(not p.needs for p in patterns) <= 0.02 * len(patterns)
