"""Which fiscal year a report is about, from its own words: its period, its title, the newest year of its tables."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from esg_pipeline.disclosure.concepts import fold
from esg_pipeline.disclosure.document_text import DocumentText, Line

FIRST_YEAR, LAST_YEAR = 1990, 2100
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+)"
_YEAR = r"((?:19|20)\d\d)"
# The end of the period that the report says it covers; the first that is found decides.
_PERIODS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:year|period|months)\s+end(?:ed|ing)\s+(?:on\s+)?{_DAY}{_YEAR}",
        rf"\bfrom\s+{_DAY}(?:19|20)\d\d\s+(?:to|until|through|-|–|—)\s+{_DAY}{_YEAR}",
        rf"{_DAY}{_YEAR}\s*(?:to|until|through|-|–|—)\s*{_DAY}{_YEAR}",
        rf"\bfrom\s+{_DAY}(?:to|until|through|-|–|—)\s+{_DAY}{_YEAR}",
        r"((?:19|20)\d\d)\s*年\s*1?\d\s*月\s*\d{1,2}\s*日?\s*(?:至|到|-|–|—|~|起至)\s*(?:((?:19|20)\d\d)\s*年)?\s*1?\d\s*月\s*\d{1,2}\s*日",
        r"截至\s*((?:19|20)\d\d)\s*年\s*1?\d\s*月\s*\d{1,2}\s*日(?:止)?\s*(?:的)?(?:年度|十二个月|财政年度|期间)",
        rf"\b(?:financial|fiscal|reporting)\s+(?:year|period)\s*:?\s*(?:of\s+)?(?:FY\s?)?{_YEAR}(?!\s*[/-]\d)",
        r"((?:19|20)\d\d)\s*(?:财政|会计|财务)年度",
    )
)
_REPORT = r"(?:reports?|review|statement|disclosures?|data\s?book)"
_TITLES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_YEAR}(?:\s*/\s*\d\d)?\s+(?:[\w,&()'\-]+\s+){{0,9}}?{_REPORT}\b",
        rf"\b{_REPORT}\s+(?:for\s+)?(?:FY\s?)?{_YEAR}\b",
        r"((?:19|20)\d\d)\s*年?度?.{0,30}?(?:报告|披露)",
        r"(?:报告|披露).{0,6}?((?:19|20)\d\d)",
        rf"^\s*(?:fiscal\s+)?year\s*:\s*{_YEAR}",
    )
)
_SPANS = re.compile(rf"(?<!\d){_YEAR}\s*(/|-|–|—)\s*(?:20)?(\d\d)(?!\d)")
_SHORT_YEAR = re.compile(r"\bFY\s?'?(\d\d)\b", re.IGNORECASE)
_IS_TITLE = re.compile(rf"\b{_REPORT}\b|报告|披露|年度", re.IGNORECASE)
_BARE_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMERAL_YEAR = re.compile(r"[二][〇○零一二三四五六七八九]{3}")
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_NUMERAL_DAY = re.compile(r"([二三]?十)?([一二三四五六七八九])?(?=\s?[月日])")
_HEADER_YEAR = re.compile(r"(?:FY\s?)?((?:19|20)\d\d)\s*年?(?:年?度)?$", re.IGNORECASE)
_PERIOD_LINES = 400
_TITLE_LINES = 60
_MAX_LINE = 400


def fiscal_year_of(document: DocumentText) -> int | None:
    """The year in which the reported period ends, or None when the document does not say."""
    head = [line for line in document.lines if line.text.strip()][:_PERIOD_LINES]
    for year in (_stated(head, _PERIODS), _titled(head[:_TITLE_LINES]), _newest_header(document.lines)):
        if year is not None:
            return year
    return None


def _plain(text: str) -> str:
    """Folded, with dates in Chinese numerals as digits."""
    line = text[:_MAX_LINE]
    if not _NUMERAL_YEAR.search(line):
        return fold(line)
    return fold(_NUMERAL_DAY.sub(_day, line).translate(_NUMERALS))


def _day(found: re.Match[str]) -> str:
    """`三十一` is 31; nothing stays nothing."""
    tens = {None: 0, "十": 1, "二十": 2, "三十": 3}[found[1]]
    ones = "一二三四五六七八九".find(found[2]) + 1 if found[2] else 0
    return str(10 * tens + ones) if found.group() else ""


def _stated(lines: Sequence[Line], patterns: Sequence[re.Pattern[str]]) -> int | None:
    """The end of the most often stated period, the first one among equals."""
    found = Counter(year for line in lines for pattern in patterns for year in _years(pattern, _plain(line.text)))
    return found.most_common(1)[0][0] if found else None


def _titled(lines: Sequence[Line]) -> int | None:
    """The year of the first line that reads like a title; a row of several years is a table's head."""
    titles = (line.text for line in lines if len(line.text) <= _MAX_LINE // 2)
    for text in titles:
        plain = _plain(text)
        if len(set(_BARE_YEAR.findall(plain))) > 1 and not _SPANS.search(plain):
            continue
        for year in (*_pairs(plain), *(y for pattern in _TITLES for y in _years(pattern, plain)), *_short(plain)):
            return year
    return None


def _pairs(text: str) -> Iterator[int]:
    """`2021/22` is the year that ends in 2022; with a dash it is one only in a title."""
    for found in _SPANS.finditer(text):
        year = int(found[1])
        is_pair = (year + 1) % 100 == int(found[3]) and FIRST_YEAR <= year < LAST_YEAR
        if is_pair and (found[2] == "/" or _IS_TITLE.search(text)):
            yield year + 1


def _short(text: str) -> Iterator[int]:
    """`FY24` in a title."""
    if _IS_TITLE.search(text):
        yield from (2000 + int(found[1]) for found in _SHORT_YEAR.finditer(text))


def _years(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    for found in pattern.finditer(text):
        year = int([group for group in found.groups() if group][-1])
        if FIRST_YEAR <= year <= LAST_YEAR:
            yield year


def _newest_header(lines: Sequence[Line]) -> int | None:
    """The newest year among the column heads of tables; a table of targets alone is not one of the past."""
    years = [
        int(found[1])
        for line in lines
        if "\t" in line.text or "|" in line.text
        for cell in re.split(r"[\t|]", line.text[:_MAX_LINE])
        if (found := _HEADER_YEAR.fullmatch(cell.strip()))
    ]
    return max(years, default=None)
