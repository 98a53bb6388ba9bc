"""The vocabulary's surface forms."""

from esg_pipeline.disclosure.lexicon import phrases
from esg_pipeline.disclosure.traditional import TRADITIONAL


def test_surface_forms_are_lower_case_and_simplified() -> None:
    assert [word for word in phrases() if word != word.lower() or word != word.translate(TRADITIONAL)] == []


def test_no_folded_character_is_folded_twice() -> None:
    assert [c for c in TRADITIONAL.values() if chr(c).translate(TRADITIONAL) != chr(c)] == []
