"""Bytes of a feed to text, by byte order mark or by trying. Documents have their own decoding."""

import codecs

from esg_pipeline.ingest.limits import FileRefused

REPLACEMENT = "\ufffd"
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(content: bytes) -> str:
    """Text with line feeds as line ends and no byte order mark: UTF-8, UTF-16 with a mark, or GB 18030.

    Characters that were damaged in a UTF-8 file become U+FFFD, which refuses their rows and not the file.
    Raises FileRefused with rule `bad_encoding`.
    """
    text = _text(content)
    if _is_wide(text):
        raise FileRefused("bad_encoding", "the file is full of NUL characters: UTF-16 without a byte order mark?")
    text = text.replace("\r\n", "\n")
    return text if "\n" in text else text.replace("\r", "\n")


def _text(content: bytes) -> str:
    try:
        if content.startswith(_UTF32):
            return content.decode("utf-32")
        if content.startswith(_UTF16):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if content.startswith(_UTF32 + _UTF16):
            raise FileRefused("bad_encoding", f"the byte order mark promises UTF-16: {error.reason}") from error
    return _damaged_utf8(content) or _gb18030(content)


def _damaged_utf8(content: bytes) -> str | None:
    """A UTF-8 file with a few broken bytes. Chinese GB 18030 text is hardly ever valid UTF-8, so the shares tell."""
    text = content.decode("utf-8-sig", errors="replace")
    bad = text.count(REPLACEMENT)
    foreign = sum(not character.isascii() for character in text) - bad
    return text if foreign > 4 * bad else None


def _gb18030(content: bytes) -> str:
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise FileRefused("bad_encoding", f"the file is neither UTF-8, UTF-16 nor GB 18030: {error.reason}") from error


def _is_wide(text: str) -> bool:
    return text.count("\x00") * 10 > len(text)
