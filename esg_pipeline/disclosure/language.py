"""In which language a text is written: English, simplified or traditional Chinese, both, or none that is read here."""

import re
from collections import Counter
from enum import StrEnum

_SAMPLE = 400_000
_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[a-z\u00df-\u024f]+")
# A Chinese character says about as much as three Latin letters; below and above these shares one language is a guest.
_ENGLISH_BELOW, _CHINESE_ABOVE = 0.05, 0.5
_MIN_WORDS = 25
_ENGLISH_WORDS = (
    "the of and to in is for with on that by as are from at this be has have its or which we our an was were not "
    "will it total employees emissions waste water energy management company board number percentage"
)
_OTHER_WORDS = (
    "der die und das den von zu mit sich des auf für ist im dem nicht ein eine als auch werden aus bei nach wird "
    "sind le la les et un une du que est pour dans qui sur par plus pas au avec son sont ce il ont été aux el los "
    "las y del se con para su lo como más fue sus entre di che è della sono gli dei nel alla os da não uma com em "
    "na mais dos het een van zijn op te voor niet met och att som på av är med till"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_OTHERS = frozenset(_OTHER_WORDS.split())


class Language(StrEnum):
    """The languages that are told apart."""

    EN = "en"
    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    MIXED = "mixed"
    UNKNOWN = "unknown"


def chinese_share(text: str) -> float:
    """Share of Chinese characters among the Chinese and Latin letters of a text, 0 to 1; 0 without letters."""
    chinese, latin = len(_CJK.findall(text)), len(_LATIN.findall(text))
    return chinese / max(chinese + latin, 1)


def is_mostly_english(share: float) -> bool:
    """Whether so small a share of Chinese characters makes them guests in a text."""
    return share < _ENGLISH_BELOW


def is_mostly_chinese(share: float) -> bool:
    """Whether so large a share of Chinese characters makes Latin letters guests in a text."""
    return share > _CHINESE_ABOVE


def detect(text: str) -> Language:
    """The language of a text; `unknown` for one without letters, in another script or in another Latin language."""
    sample = _sample(text)
    letters = len(_LETTER.findall(sample))
    if not letters:
        return Language.UNKNOWN
    chinese, latin = len(_CJK.findall(sample)), len(_LATIN.findall(sample))
    kana = len(_KANA.findall(sample))
    if kana > 0.05 * letters or chinese + latin < 0.5 * letters:
        return Language.UNKNOWN
    share = chinese / (chinese + latin)
    if is_mostly_chinese(share):
        return _script(sample)
    if not is_mostly_english(share):
        return Language.MIXED
    return Language.EN if _is_english(sample) else Language.UNKNOWN


def _sample(text: str) -> str:
    """A long text by its beginning, middle and end."""
    if len(text) <= _SAMPLE:
        return text
    third = _SAMPLE // 3
    middle = len(text) // 2
    return text[:third] + text[middle : middle + third] + text[-third:]


def _script(text: str) -> Language:
    """Simplified or traditional, by the characters that only the one or the other has; simplified when none tells.

    The older national character sets hold the forms of one script each: GB 2312 the simplified, Big5 the traditional.
    """
    simplified = traditional = 0
    for character, count in Counter(_CJK.findall(text)).items():
        in_gb, in_big5 = _is_in(character, "gb2312"), _is_in(character, "big5")
        simplified += count * (in_gb and not in_big5)
        traditional += count * (in_big5 and not in_gb)
    return Language.ZH_HANT if traditional > simplified else Language.ZH_HANS


def _is_in(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _is_english(text: str) -> bool:
    """Whether English function words outnumber those of its neighbours; a text of few words counts as English."""
    words = _WORD.findall(text.lower())
    english = sum(word in _ENGLISH for word in words)
    others = sum(word in _OTHERS for word in words)
    if len(words) < _MIN_WORDS and others <= 2:
        return True
    return english >= 2 * others or (english > others and others < 0.05 * len(words))
