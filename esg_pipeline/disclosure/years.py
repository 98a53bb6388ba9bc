"""The year a title names, in digits or Chinese characters, and what else the title says. Roles are in `headers`."""

import re
import unicodedata
from dataclasses import dataclass

FIRST_YEAR = 1990
LAST_YEAR = 2100
_MAX_TITLE = 80
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile(r"[一二][〇○零一二三四五六七八九]{3}(?![〇○零一二三四五六七八九])")
_SPLIT_YEAR = re.compile(r"(?<![\d,.])((?:19|20)\d\d)\s?[/\-–]\s?((?:19|20)?\d\d)(?![\d,.]?\d)")
_NUMERIC_DATE = re.compile(
    r"(?<![\d.,/-])(?:[0-3]?\d([./-])[01]?\d\1((?:19|20)\d\d)|((?:19|20)\d\d)([./-])[01]\d\4[0-3]\d)(?![\d/-]|[.,]\d)"
)
_YEAR = re.compile(r"(?<![\d,.])((?:19|20)\d\d)(?![\d,.]\d|\d)")
_SHORT_SPLIT = re.compile(r"^fy\s?'?(\d\d)\s?[/\-]\s?'?(\d\d)$")
_SHORT_YEAR = re.compile(r"^fy\s?'?(\d\d)$")
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_DATE_WORDS = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s*(?:of\s*)?(?:{_MONTHS})\b|\b(?:{_MONTHS})\b\.?(?:\s*\d{{1,2}}(?:st|nd|rd|th)?\b)?"
    r"|[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日|\b\d{1,2}/\d{1,2}\b"
    r"|\b(?:as\s*(?:at|of)|for|the|years?|ended|ending|end|at|fy|fiscal|financial|calendar|restated|actual|audited"
    r"|unaudited|reporting|period|data|performance|figures?|results?|in|of|cy|value|values|amount|total)\b|total(?=\s*$)"
    r"|截至|截止|止年度|止|年度|财年|財年|财政|財政|会计|會計|年末|年底|年终|年終|年|末|全年|报告期|報告期|於|于|为|經重列|经重列"
    r"|经重述|已重述|重述|重列|經審核|经审计|数据|數據|实际|實際|表现|表現|绩效|績效|合计|合計|总计|總計|数值|數值|[\s,.:*#()\-–\[\]（）、/]"
)


@dataclass(frozen=True, slots=True)
class YearTitle:
    """A title's year; `rest` is what the title says besides, `is_split` marks a year like 2021/22 (its last year)."""

    year: int
    rest: str = ""
    is_split: bool = False


def normal(text: str) -> str:
    """Lower case, compatibility forms and single blanks."""
    return re.sub(
        r"\s+", " ", unicodedata.normalize("NFKC", text).replace("**", "").replace("<br>", " ").lower()
    ).strip(" :*")


def arabic_years(text: str) -> str:
    """`二零二二年` as `2022年`; the text keeps its length."""
    return _CHINESE_YEAR.sub(lambda m: m.group().translate(_CHINESE_DIGITS), text)


def year_of(text: str) -> YearTitle | None:
    """The one year a title names, and the rest of its words; None when it names none or several."""
    if len(text) > 4 * _MAX_TITLE:
        return None
    plain = _NUMERIC_DATE.sub(lambda m: m[2] or m[3], arabic_years(normal(text)))
    if len(plain) > _MAX_TITLE:
        return None
    short = _SHORT_YEAR.match(plain)
    if short:
        return YearTitle(2000 + int(short[1]))
    split = _SHORT_SPLIT.match(plain)
    if split and int(split[2]) == int(split[1]) + 1:
        return YearTitle(2000 + int(split[2]), is_split=True)
    return _split_year(plain) or _single_year(plain)


def is_date(text: str) -> bool:
    """Whether a title only dates what stands below: `For the year ended 31 December`."""
    return len(text) <= _MAX_TITLE and not _DATE_WORDS.sub("", arabic_years(normal(text)))


def _split_year(plain: str) -> YearTitle | None:
    found = _SPLIT_YEAR.search(plain)
    if found is None:
        return None
    first = int(found[1])
    last = int(found[2]) if len(found[2]) == 4 else first - first % 100 + int(found[2])
    rest = plain[: found.start()] + " " + plain[found.end() :]
    if last != first + 1 or not FIRST_YEAR <= last <= LAST_YEAR or _YEAR.search(rest):
        return None
    return YearTitle(last, _rest(rest), is_split=True)


def _single_year(plain: str) -> YearTitle | None:
    years = set(_YEAR.findall(plain))
    if len(years) != 1:
        return None
    year = int(years.pop())
    return YearTitle(year, _rest(_YEAR.sub(" ", plain))) if FIRST_YEAR <= year <= LAST_YEAR else None


def _rest(text: str) -> str:
    """Words beside the year; nothing when they only date it."""
    if not _DATE_WORDS.sub("", text):
        return ""
    return text.strip(" 年度:,.-–()[]（）/")
