"""Numbers written in words, English and Chinese, to exact numbers. Which words are numbers here is `number_text`."""

from fractions import Fraction

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ENGLISH = {word: number for number, word in enumerate(_UNITS)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
_ENGLISH_SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "ten thousand": 10**4,
    "million": 10**6,
    "mn": 10**6,
    "hundred million": 10**8,
    "billion": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
}
_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1_000}
_GREAT_SCALES = {"万": 10**4, "亿": 10**8}

_ONES, _SMALL = "|".join(_UNITS[1:10]), "|".join(sorted(_UNITS[1:], key=len, reverse=True))
# Not `zero`: it says more often that there was none (`zero tolerance`, `zero cases`) than how many.
ENGLISH_WORD = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{_ONES}))?|{_SMALL})"
ENGLISH_SCALE = r"(?:hundred million|ten thousand|hundred|thousand|million|billion|trillion|mn|bn)"
CHINESE_WORD = r"[零一二三四五六七八九十百千两][零一二三四五六七八九十百千万亿两]{0,12}"
CHINESE_SCALE = r"(?:百万|千万|十万|百亿|千亿|万亿|十亿|万|亿|百(?!分)|千(?![瓦克米升焦伏卡]))"


def english_number(words: str) -> int:
    """`twenty-one` -> 21. Raises KeyError for other words."""
    return sum(_ENGLISH[word] for word in words.replace("-", " ").split())


def scale_of(word: str) -> Fraction:
    """`million` or `百万` as a number; 1 for no word. Raises KeyError for other words."""
    if not word:
        return Fraction(1)
    if word in _ENGLISH_SCALES:
        return Fraction(_ENGLISH_SCALES[word])
    size = 1
    for char in word:
        size *= _SCALES[char] if char in _SCALES else _GREAT_SCALES[char]
    return Fraction(size)


def chinese_number(text: str) -> int | None:
    """`二十一` -> 21, `三千零五十万` -> 30500000; None when the signs make no number."""
    if len(text) > 1 and all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total, part, digit = 0, 0, None
    for char in text:
        if char in _DIGITS:
            if digit is not None and digit != 0:
                return None
            digit = _DIGITS[char]
        elif char in _SCALES:
            part += (1 if digit is None else digit) * _SCALES[char]
            digit = None
        elif char in _GREAT_SCALES:
            part += digit or 0
            total = (total + part) * _GREAT_SCALES[char] if char == "亿" else total + (part or 1) * _GREAT_SCALES[char]
            part, digit = 0, None
        else:
            return None
    return total + part + (digit or 0)
