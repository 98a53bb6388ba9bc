"""Words to rows and pieces."""

import pytest

from esg_pipeline.disclosure.page_shapes import Rule, Word, is_value, joined, rows_of, weight


def word(text: str, x: float, y: float = 0, size: float = 10) -> Word:
    return Word(text, x, y, x + 5 * len(text), y + 12, size)


@pytest.mark.parametrize(
    "text", ["12", "1,234.5", "(12)", "-3", "98%", "98 %", "–", "n/a", "N/A", "¥12", "12*", "不适用", "1 234"]
)
def test_values(text: str) -> None:
    assert is_value(text)


@pytest.mark.parametrize("text", ["", "Scope 1", "12 t", "A1.1", "page 12", "1" * 60])
def test_no_values(text: str) -> None:
    assert not is_value(text)


def test_weight_counts_chinese_twice() -> None:
    assert weight("ab环境") == 6


def test_blanks_between_words() -> None:
    assert joined([word("net", 0), word("zero", 18)]) == "net zero"
    assert joined([word("环境", 0), word("绩效", 11)]) == "环境绩效"
    assert joined([word("a", 0), word("b", 5)]) == "ab"


def test_rows_are_cut_at_wide_gaps_and_at_rules() -> None:
    words = [word("b", 30, 1), word("a", 0), word("c", 37, 0), word("below", 0, 14)]
    first, second = rows_of(words)
    assert [piece.text for piece in first.pieces] == ["a", "b c"]
    assert second.text == "below"
    first, _ = rows_of(words, [Rule(36, 0, 20)])
    assert [piece.text for piece in first.pieces] == ["a", "b", "c"]
