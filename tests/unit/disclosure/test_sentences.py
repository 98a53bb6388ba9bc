"""Where sentences end in English and Chinese, what their flat form is, and the way back into the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.blocks import read_blocks
from esg_pipeline.disclosure.document_text import read_document
from esg_pipeline.disclosure.sentences import Sentence, read_sentences


def sentences(text: str) -> tuple[Sentence, ...]:
    document = read_document(text.encode(), "text/plain")
    return read_sentences(document, read_blocks(document))


def flat(text: str) -> list[str]:
    return [sentence.flat for sentence in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We hired ten people. They stay.", ["We hired ten people.", "They stay."]),
        ("Example Co., Ltd. was founded. It grew.", ["Example Co., Ltd. was founded.", "It grew."]),
        ("Use fell by 1.5 % in 2021. Good.", ["Use fell by 1.5 % in 2021.", "Good."]),
        ("It was 21 million in 2021. In 2020 it was 3.", ["It was 21 million in 2021.", "In 2020 it was 3."]),
        ("公司有三名董事。其中一名为女性！", ["公司有三名董事。", "其中一名为女性！"]),
        ("他说：“很好。”我们继续。", ["他说：“很好。”", "我们继续。"]),
        ("See No. 5 of the list; Then stop.", ["See No. 5 of the list;", "Then stop."]),
        ("We follow the rules of the U.S. Act here.", ["We follow the rules of the U.S. Act here."]),
    ],
)
def test_where_a_sentence_ends(text: str, expected: list[str]) -> None:
    assert flat(text) == expected


def test_a_broken_line_is_a_blank_in_english_and_nothing_in_chinese() -> None:
    assert flat("The company has\n  9 directors in total.") == ["The company has 9 directors in total."]
    assert flat("公司董事会共有九\n名董事，其中三名独立董事。") == ["公司董事会共有九名董事，其中三名独立董事。"]


def test_cells_are_sentences_of_their_own() -> None:
    assert flat("Care\tWe answer 92 % of calls. We are glad.") == ["Care", "We answer 92 % of calls.", "We are glad."]


def test_sentences_know_their_place() -> None:
    text = "\fPeople\n\nWe have many people. Some\nare new.\n"
    first, second, third = sentences(text)
    assert (first.line, second.line, third.line) == (1, 3, 3)
    assert second.headings == ("People",)
    assert [text[s.start : s.end] for s in (second, third)] == ["We have many people.", "Some\nare new."]
    assert third.page == 2


@given(st.text(alphabet=st.sampled_from("aB9 .。！;\t\n”)一二Co Ltd"), max_size=300), st.data())
def test_every_part_of_the_flat_form_leads_back(text: str, data: st.DataObject) -> None:
    document = read_document(f"x{text}".encode(), "text/plain")
    for sentence in read_sentences(document, read_blocks(document)):
        assert document.text[sentence.start : sentence.end] == sentence.raw
        whole = sentence.flat
        first = data.draw(st.integers(0, len(whole) - 1))
        last = data.draw(st.integers(first + 1, len(whole)))
        start, end = sentence.span(first, last)
        assert "".join(document.text[start:end].split()) == "".join(whole[first:last].split())


def test_a_sentence_without_an_end_is_cut() -> None:
    assert max(len(s.raw) for s in sentences("word " * 5_000)) <= 4_000
