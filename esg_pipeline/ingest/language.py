"""In which language a text is written, as far as the store tells languages apart: English, Chinese or both."""

import re

_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-z]")
# A Chinese character says about as much as three Latin letters; below and above these shares one language is a guest.
_ENGLISH_BELOW, _CHINESE_ABOVE = 0.05, 0.5


def language_of(text: str) -> str:
    """`en`, `zh` or `mixed`, by the share of Chinese among all letters; `en` for a text without letters."""
    chinese, latin = len(_CJK.findall(text)), len(_LATIN.findall(text))
    share = chinese / max(chinese + latin, 1)
    if share < _ENGLISH_BELOW:
        return "en"
    return "zh" if share > _CHINESE_ABOVE else "mixed"
