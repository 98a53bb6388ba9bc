"""What no reader sees goes, what stands for other characters is written out, everything else stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.text_cleaning import clean, is_garbage


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("effi\ufb01ed \ufb02ow o\ufb03ce", "effified flow office"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\u202e12\u202c \u200f34\ufeff", "12 34"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("⼈⼒⻓⻛", "人力长风"),
        ("one\u2028two\x0bthree", "one\ntwo\nthree"),
        ("m³ CO₂ ½ １２ 「中文」\t\r\n\f", "m³ CO₂ ½ １２ 「中文」\t\r\n\f"),
    ],
)
def test_cleaning(raw: str, text: str) -> None:
    assert clean(raw) == text


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_garbage() -> None:
    assert is_garbage("\ue001\ue002\ufffd a")
    assert not is_garbage("Scope 1 \ue001")
    assert not is_garbage("")
