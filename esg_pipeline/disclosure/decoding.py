"""Bytes of a text document to text: byte order marks, UTF-8, UTF-16, GB 18030, Big5. Feeds have their own decoding."""

import codecs
import re
import unicodedata

from esg_pipeline.disclosure.document_limits import DocumentError

_FORBIDDEN = re.compile(r"[\x00\ufffe\uffff]")
_CHINESE_PUNCTUATION = re.compile(r"[，。、；：（）「」《》！？“”％]")
# The most frequent characters of reports, in the one script or the other and common to both.
_FREQUENT = frozenset(
    "的一是不在有人和中大为為以会會到年公司员員工及集团團报報告环環境社管理治安全排放能源水气氣体體总總量数數据據指标標"
    "与與并並或对對于於我们們其本可第上下内內外业業务務生产產发發展行动動力用电電资資源费費计計合同度比单單位女男性别別"
    "无無个個二三四五六七八九十百千万萬元港币幣人民财財务企关關键鍵绩績效值范範围圍废廢物有害温溫室直接间間消耗保护護"
)
_SAMPLE = 20_000


def decode(content: bytes) -> str:
    """Text of `content`, by byte order mark, else UTF-8, UTF-16, then the more plausible of GB 18030 and Big5.

    Raises DocumentError when it is none of them.
    """
    for encodings in _candidates(content):
        texts = [text for encoding in encodings if (text := _decoded(content, encoding)) is not None]
        if texts:
            return max(texts, key=_plausibility) if len(texts) > 1 else texts[0]
    raise DocumentError("text is neither UTF-8, UTF-16, GB 18030 nor Big5")


def _candidates(content: bytes) -> list[tuple[str, ...]]:
    if content.startswith(codecs.BOM_UTF8):
        return [("utf-8-sig",), ("utf-8-damaged",)]
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return [("utf-32",)]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return [("utf-16",)]
    if b"\x00" in content[:_SAMPLE]:
        # Latin letters, digits and line ends in UTF-16 have their zero bytes on one side only.
        even, odd = content[0:_SAMPLE:2].count(0), content[1:_SAMPLE:2].count(0)
        return [("utf-16-le",) if odd >= even else ("utf-16-be",)]
    return [("utf-8",), ("utf-8-damaged",), ("gb18030", "big5hkscs"), ("cp1252",)]


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        match encoding:
            case "utf-8-damaged":
                text = _damaged_utf8(content)
            case "cp1252":
                text = _western(content)
            case _:
                text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if text is not None and not _FORBIDDEN.search(text) else None


def _damaged_utf8(content: bytes) -> str | None:
    """UTF-8 with a few broken bytes, which become U+FFFD; Chinese in another encoding is hardly ever valid UTF-8."""
    text = content.decode("utf-8-sig", errors="replace")
    bad = text.count("\ufffd")
    return text if sum(not c.isascii() for c in text) > 5 * bad else None


def _western(content: bytes) -> str | None:
    """Windows Latin: mostly ASCII, and no control characters where letters should be."""
    if sum(byte > 0x7F for byte in content) * 5 > len(content):
        return None
    text = content.decode("cp1252")
    return None if re.search(r"[\x01-\x08\x0e-\x1f]", text) else text


def _plausibility(text: str) -> float:
    """Share of frequent Chinese characters and punctuation among the non-ASCII ones, minus what no report holds."""
    foreign = [c for c in text[:_SAMPLE] if not c.isascii()]
    good = sum(c in _FREQUENT or _CHINESE_PUNCTUATION.match(c) is not None for c in foreign)
    bad = sum(unicodedata.category(c) in ("Co", "Cn", "Cc") or "\u2e80" <= c < "\u3000" for c in foreign)
    return (good - 2 * bad) / max(len(foreign), 1)
