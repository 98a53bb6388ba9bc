"""Characters to words."""

from esg_pipeline.disclosure.glyphs import Glyph, words_of


def glyphs(text: str, x: float = 0, bottom: float = 12, size: float = 10) -> list[Glyph]:
    """Characters half an em wide, one after the other."""
    step = size / 2
    return [Glyph(c, x + i * step, bottom - 1.2 * size, x + (i + 1) * step, bottom, size) for i, c in enumerate(text)]


def texts(found: list[Glyph]) -> list[str]:
    return [word.text for word in words_of(found)]


def test_blanks_and_gaps_part_words() -> None:
    assert texts(glyphs("net zero") + glyphs("2030", x=43)) == ["net", "zero", "2030"]


def test_another_line_is_another_word() -> None:
    assert texts(glyphs("one") + glyphs("two", x=15, bottom=24)) == ["one", "two"]


def test_hyphens_ligatures_and_marks() -> None:
    assert texts(glyphs("combus\ufffe")) == ["combus-"]
    assert texts(glyphs("e\ufb03cient\u200f")) == ["efficient"]


def test_only_small_raised_digits_become_superscripts() -> None:
    assert texts(glyphs("866") + glyphs("2", x=15, bottom=7, size=6)) == ["866²"]
    assert texts(glyphs("CO") + glyphs("2", x=10, bottom=13, size=6)) == ["CO2"]
    assert texts(glyphs("866") + glyphs("2", x=15)) == ["8662"]


def test_the_same_letters_in_the_same_place_count_once() -> None:
    assert texts(glyphs("bold") + glyphs("bold", x=0.2)) == ["bold"]
    assert texts(glyphs("11")) == ["11"]
