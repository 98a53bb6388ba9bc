"""Reading order of a page: columns of prose, tables left whole."""

from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.page_layout import page_lines
from esg_pipeline.disclosure.page_shapes import Rule, Rules, Word

SENTENCE = ["every", "plant", "measures", "what", "it", "emits", "and"]


def words(text: str, x: float, y: float) -> list[Word]:
    found: list[Word] = []
    for part in text.split():
        found.append(Word(part, x, y, x + 5 * len(part), y + 12, 10))
        x += 5 * len(part) + 3
    return found


def column(x: float, count: int, name: str) -> tuple[list[Word], list[str]]:
    lines = [f"{name} {index} " + " ".join(SENTENCE) for index in range(count)]
    return [w for index, line in enumerate(lines) for w in words(line, x, 14 * index)], lines


def test_three_columns() -> None:
    columns = [column(x, 8, name) for x, name in ((0, "left"), (260, "middle"), (520, "right"))]
    found = page_lines([word for column_words, _ in columns for word in column_words])
    assert [line for line in found if line] == [line for _, lines in columns for line in lines]


def test_prose_beside_a_narrow_column_of_notes() -> None:
    body, lines = column(100, 9, "body")
    notes = [w for index in range(7) for w in words("a note", 0, 11 * index)]
    found = page_lines(body + notes)
    assert [line for line in found if line] == ["a note"] * 7 + lines


def test_rules_across_make_texts_side_by_side_a_table() -> None:
    left, lines = column(0, 4, "left")
    right, others = column(300, 4, "right")
    across = tuple(Rule(14 * index - 1, 0, 600) for index in range(5))
    found = page_lines(left + right, Rules(across))
    assert found == [f"{a}\t{b}" for a, b in zip(lines, others, strict=True)]


def test_a_hostile_page_takes_no_long_time() -> None:
    one_row = [Word("12", 30 * x, 0, 30 * x + 10, 12, 10) for x in range(10_000)]
    grid = [
        Word("12", 30 * (x % 40), 14 * (x // 40), 30 * (x % 40) + 10, 14 * (x // 40) + 12, 10) for x in range(10_000)
    ]
    rules = Rules(tuple(Rule(y, 0, 900) for y in range(1_000)), tuple(Rule(x, 0, 900) for x in range(1_000)))
    assert page_lines(one_row, rules)
    assert len(page_lines(grid, rules)) == 250


def test_nothing_gives_nothing() -> None:
    assert page_lines([]) == []


boxes = st.tuples(
    st.floats(0, 600),
    st.floats(0, 800),
    st.floats(0.1, 300),
    st.floats(1, 40),
    st.sampled_from(["12", "water", "用水"]),
)


@given(st.lists(boxes, max_size=40))
def test_no_word_is_lost_wherever_it_stands(places: list[tuple[float, float, float, float, str]]) -> None:
    found = page_lines([Word(text, x, y, x + w, y + h, 0.8 * h) for x, y, w, h, text in places])
    letters = sorted("".join(found).replace("\t", "").replace(" ", ""))
    assert letters == sorted("".join(text for *_, text in places))
