"""The encodings in which feeds arrive."""

import pytest

from esg_pipeline.ingest.decode import decode
from esg_pipeline.ingest.limits import FileRefused

TEXT = "issuer_id,name\nA,三六零數字科技股份有限公司 é\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"])
def test_encodings(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_utf16_of_both_byte_orders(mark: bytes, encoding: str) -> None:
    assert decode(mark + TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends(end: str) -> None:
    assert decode(TEXT.replace("\n", end).encode()) == TEXT


def test_a_broken_byte_in_utf8_is_marked_and_the_rest_stays() -> None:
    content = TEXT.encode()
    broken = content[:-4] + b"\xff" + content[-4:]
    assert decode(broken).count("\ufffd") >= 1
    assert "三六零數字科技股份有限公司" in decode(broken)


@pytest.mark.parametrize(
    "content",
    [TEXT.encode("utf-16-le"), b"\xff\xfea\x00\xd8", b"\xff\xff\xff\xff,\xff"],
    ids=["no mark", "torn", "noise"],
)
def test_what_cannot_be_decoded(content: bytes) -> None:
    with pytest.raises(FileRefused) as caught:
        decode(content)
    assert caught.value.rule == "bad_encoding"
