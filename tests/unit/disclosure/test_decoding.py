"""Bytes to text in the encodings that reports come in."""

import pytest

from esg_pipeline.disclosure.decoding import decode
from esg_pipeline.disclosure.document_limits import DocumentError

SIMPLIFIED = "本公司二〇二三年温室气体排放总量为1,234吨，员工总数为2,000人。\n未发生环境违法事件。"
TRADITIONAL = "本公司二零二三年溫室氣體排放總量為1,234噸，僱員總數為2,000人。\n並無發生環境違規事件。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "gbk"])
def test_simplified_chinese(encoding: str) -> None:
    assert decode(SIMPLIFIED.replace("〇", "零").encode(encoding)) == SIMPLIFIED.replace("〇", "零")


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "big5hkscs"])
def test_traditional_chinese(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)) == TRADITIONAL


@pytest.mark.parametrize("text", ["指标\t2022年\n员工总数\t2,000\n", "排放量", "單位：噸", "僱員總數", "废弃物处理"])
def test_short_chinese_texts(text: str) -> None:
    encoding = "big5" if "僱" in text or "單" in text else "gb18030"
    assert decode(text.encode(encoding)) == text


def test_utf16_without_a_mark_in_both_orders() -> None:
    assert decode("Index\t2022\n".encode("utf-16-le")) == "Index\t2022\n"
    assert decode("Index\t2022\n".encode("utf-16-be")) == "Index\t2022\n"


def test_a_few_damaged_bytes_do_not_spoil_a_utf8_text() -> None:
    content = SIMPLIFIED.encode() + b"\xff" + SIMPLIFIED.encode()
    assert decode(content) == f"{SIMPLIFIED}\ufffd{SIMPLIFIED}"


def test_western_letters_of_windows() -> None:
    text = "Soci\xe9t\xe9 G\xe9n\xe9rale \u2013 emissions fell by 5 % in the year under review \u2014 see page 4."
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize("content", [b"\x00\x00\x00\x00", b"\xff\xff\xff", b"\xff\xfe\x00", bytes(range(128, 256))])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(DocumentError, match="neither UTF-8"):
        decode(content)
