"""Which sentences are read, and what patterns see of them."""

from esg_pipeline.disclosure.blocks import read_blocks
from esg_pipeline.disclosure.document_text import DocumentText, read_document
from esg_pipeline.disclosure.number_text import Shape
from esg_pipeline.disclosure.prose_sentence import is_contents, is_short_cell, sentence_text
from esg_pipeline.disclosure.sentences import Sentence, read_sentences


def sentences(text: str) -> tuple[DocumentText, tuple[Sentence, ...]]:
    document = read_document(text.encode(), "txt")
    return document, read_sentences(document, read_blocks(document))


def test_cells_are_short_unless_they_are_sentences() -> None:
    document, found = sentences(
        "Service\tWe answer calls at once and the connection rate is 92% over the year.\nWater\t120\n"
    )
    assert [is_short_cell(document, s) for s in found] == [True, False, True, True]


def test_a_line_of_cards_is_read_cell_by_cell() -> None:
    document, found = sentences("4,012 employees\t44.8% women\tRMB 35.5 million donated\nStaff\t4,012\t3,980\n")
    assert [is_short_cell(document, s) for s in found] == [False] * 3 + [True] * 3


def test_a_paragraph_is_no_cell() -> None:
    document, found = sentences("Short one.")
    assert not is_short_cell(document, found[0])


def test_text_without_figures_or_denials_is_left() -> None:
    assert sentence_text(sentences("Our people matter.")[1][0]) is None
    assert sentence_text(sentences("We had no accident.")[1][0]) is not None


def test_a_range_is_no_value_but_a_rise_is() -> None:
    text = sentence_text(sentences("损耗率为3%至4%。")[1][0])
    assert text is not None
    assert {f.shape for f in text.figures} == {Shape.OTHER}
    text = sentence_text(sentences("满意度从90%提升至95%。")[1][0])
    assert text is not None
    assert {f.shape for f in text.figures} == {Shape.SHARE}


def test_lines_of_a_table_of_contents_are_not_read() -> None:
    assert is_contents("2.1 员工总数3,200人 ……………… 13")
    assert is_contents("Our people ............ 13")
    assert not is_contents("员工总数3,200人……详见第13页")
    _, found = sentences("二、员工权益 ……………… 12\n2.1 员工总数3,200人 ……………… 13\n")
    assert [sentence_text(s) for s in found] == [None] * len(found)
