"""The small parts of a notice: flat text with its way back, dates, sums of money, numbers of decisions, credit codes
and articles of law. Who did what, and what it means, is read in the other notice modules.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from esg_pipeline.disclosure.traditional import TRADITIONAL

_HAN_DIGITS = dict(
    zip("零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖", (0, 0, *range(1, 10), 2, *range(1, 10)), strict=True)
)
_HAN_SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1_000, "仟": 1_000}
_HAN = "零〇一二三四五六七八九十两百千壹贰叁肆伍陆柒捌玖拾佰仟万亿"
WIDTHS: dict[int, int] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans(
    "　\u00a0[]﹝﹞［］【】￥", "  〔〕〔〕〔〕〔〕¥"
)
# In sums of money the character is the numeral three.
_FOLD = WIDTHS | TRADITIONAL | str.maketrans("！？參", "。。叁")
_GAP = re.compile(r"\s+")
_SPREAD = re.compile(r"(?<![\u4e00-\u9fff])(?:[\u4e00-\u9fff] ){3,40}[\u4e00-\u9fff](?![\u4e00-\u9fff])")
_WRAPPED_AFTER = 25
_IS_HEADING = re.compile(r"(?:决定书?|公告|通知书?|函|公示|告知书|裁定书|判决书|号)$")
_IS_ROW = re.compile(r"\t|\|")

_ARABIC = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,4})?|\d{1,15}(?:\.\d{1,6})?"
_CURRENCIES = dict(
    pair.split("=")
    for pair in [
        "HK$=HKD",
        "HKD=HKD",
        "港=HKD",
        "US$=USD",
        "USD=USD",
        "美=USD",
        "$=USD",
        "S$=SGD",
        "EUR=EUR",
        "€=EUR",
        "欧=EUR",
        "£=GBP",
        "GBP=GBP",
    ]
)
_MONEY = re.compile(
    rf"(?P<mark>人民币|RMB|CNY|¥|港币|HK\$|HKD|US\$|USD)?\s?(?:\(大写\):?)?(?P<number>{_ARABIC}|[{_HAN}]{{1,24}})"
    r"(?P<scale>亿|千万|百万|万)?(?P<more>\d{1,4}万)?(?P<about>多|余)?(?P<unit>元|圆|港元|港币|美元|欧元)"
)
_ENGLISH_MONEY = re.compile(
    rf"(?P<mark>HK\$|US\$|S\$|RMB|CNY|HKD|USD|EUR|GBP|[$€£¥])\s?(?P<number>{_ARABIC})"
    rf"(?:\s?(?P<scale>thousand|million|billion|mn|bn|m|k)\b)?"
    rf"|(?P<number2>{_ARABIC})\s?(?P<scale2>thousand|million|billion)?"
    r"\s(?P<unit>yuan|renminbi|dollars)",
    re.IGNORECASE,
)
_SCALES = {"亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "thousand": 10**3, "k": 10**3} | {
    "million": 10**6,
    "mn": 10**6,
    "m": 10**6,
    "billion": 10**9,
    "bn": 10**9,
}
_RANGE = re.compile(
    rf"(?:(?P<low>{_ARABIC}|[{_HAN}]{{1,12}})(?P<low_scale>亿|万)?元?(?:\(含\))?(?:以上|至|-"
    rf"|~)(?:\(含\))?,?(?:不超过)?)?"
    rf"(?P<high>{_ARABIC}|[{_HAN}]{{1,12}})(?P<scale>亿|万)?元(?P<below>(?:\(含\))?以下)?"
)

_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATES = (
    re.compile(
        r"(?P<year>(?<!\d)(?:19|20)\d{2}|[一二][〇零○九][〇零○一二三四五六七八九]{2})年"
        r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})日"
    ),
    re.compile(r"(?<![\d.-])(?P<year>20\d{2})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d.])"),
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s{_MONTH},?\s(?P<year>(?:19|20)\d{{2}})(?!\d)"),
    re.compile(rf"\b{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>(?:19|20)\d{{2}})(?!\d)"),
)

_NUMBER_OF_DECISION = re.compile(
    r"(?P<lead>\([\u4e00-\u9fff]{1,6}\))?(?P<body>[\u4e00-\u9fffA-Za-z0-9]{0,24}"
    r"(?:〔(?:19|20)\d{2}〕|\((?:19|20)\d{2}\)|\[(?:19"
    r"|20)\d{2}\]))\s?(?P<tail>[\u4e00-\u9fff]{0,6}(?:第)?\d{1,7}(?:-\d{1,3})?号)"
)
_NUMBER_OF_COURT = re.compile(
    r"[(〔](?:19|20)\d{2}[)〕][\u4e00-\u9fff]{1,3}\d{0,4}(?:知)?[民刑行执破财赔商][\u4e00-\u9fff]{0,3}\d{1,6}号"
)
_ENGLISH_NUMBER = re.compile(
    r"(?:Docket|Case|Reference|Decision|Order|Notice|Ref\.?)\s(?:No\.?"
    r"|Number)\s?:?\s?([A-Z0-9][A-Za-z0-9/().-]{2,40}[A-Za-z0-9)])"
)
_LEADING_WORDS = re.compile(
    r"^.{0,24}(?:决定书|告知书|通知书|警示函编?号?|文书号|文号|编号|字号|收到|出具了?|下发的?"
    r"|作出的?|依据|根据|以|第|为)(?=[\u4e00-\u9fff])"
)
_IS_OTHER_LETTER = re.compile(r"告|听|责改|改正|立案|查封|扣|催|复议|送达|强制|提醒")
_CODE = re.compile(r"(?<![0-9A-Za-z])[159NY1-9A-Z][1-9A-Z]\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z])")
_CODE_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"

_ARTICLE_NUMBER = (
    r"第[零〇一二三四五六七八九十百\d]{1,8}条(?:之[一二三四五])?(?:第[一二三四五六七八九十\d]{1,3}款)?"
    r"(?:第?(?:\([一二三四五六七八九十\d]{1,3}\)"
    r"|[一二三四五六七八九十\d]{1,3})项)?"
)
_LAW = re.compile(
    rf"《(?P<law>[^《》\n]{{2,60}})》(?:\([^()\n]{{0,60}}\))?(?:的)?(?P<article>{_ARTICLE_NUMBER})?"
    rf"|(?<=[反据照了])(?P<bare>[\u4e00-\u9fff]{{2,24}}(?:法|条例|办法|规定|规则))(?P<bare_article>{_ARTICLE_NUMBER})"
)
_ENGLISH_LAW = re.compile(
    r"(?P<article>(?:[Ss]ections?|[Rr]ules?|[Aa]rticles?|[Rr]egulations?|[Pp]aragraphs?)\s\d[\w.()]{0,14}"
    r"(?:(?:,|\sand|\sto)\s\d[\w.()]{0,14}){0,6})\sof\s(?:the\s)?"
    r"(?P<law>[A-Z][A-Za-z'&()/-]{1,30}(?:\s(?:[A-Z][A-Za-z'&()/-]{0,30}|and|of|for|on|in|the|to)){0,14})"
)
_ENGLISH_LAW_END = re.compile(r"^.{0,120}?\b(?:Ordinance|Act|Rules|Code|Law|Regulations?|Directive|Guidelines?)\b")
_STATE_NAME = re.compile(r"^中华人民共和国|\((?:19|20)\d{2}年?(?:版|修[正订]版?)?\)$")


@dataclass(frozen=True)
class Flat:
    """Folded text (half-width, simplified, gaps closed) and the offset of each of its characters in the text."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text of `flat.text[start:end]`, which must not be empty."""
        return self.offsets[start], self.offsets[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Money:
    """A sum at `start:end` of the flat text: exact amount in units of `currency` (ISO code)."""

    amount: Fraction
    currency: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MoneyRange:
    """A legal range in CNY: `low` is None where only the upper end is said."""

    low: Fraction | None
    high: Fraction
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Dated:
    """A full date at `start:end` of the flat text."""

    day: date
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """A law and its article as cited at `start:end`; `law` has no name of the state, `article` may be empty."""

    law: str
    article: str
    start: int
    end: int
    article_start: int


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """The number of a decision without blanks; `is_decision` is False for letters that only prepare one."""

    number: str
    is_decision: bool
    start: int
    end: int


def flatten(raw: str) -> Flat:
    """Fold a text for reading; line ends stay unless they break a long Chinese line inside a sentence."""
    folded = raw.translate(_FOLD)
    spread = {i for run in _SPREAD.finditer(folded) for i in range(run.start(), run.end())}
    characters: list[str] = []
    offsets: list[int] = []
    position = 0
    for gap in _GAP.finditer(folded):
        characters.extend(folded[position : gap.start()])
        offsets.extend(range(position, gap.start()))
        mark = "" if gap.start() in spread else _gap(folded, gap)
        if mark:
            characters.append(mark)
            offsets.append(gap.start())
        position = gap.end()
    characters.extend(folded[position:])
    offsets.extend(range(position, len(folded)))
    return Flat("".join(characters), tuple(offsets))


def _gap(text: str, gap: re.Match[str]) -> str:
    before, after = text[max(0, gap.start() - 1) : gap.start()], text[gap.end() : gap.end() + 1]
    if "\n" in gap.group() or "\r" in gap.group():
        length = gap.start() - max(text.rfind("\n", 0, gap.start()), text.rfind("\r", 0, gap.start())) - 1
        line = text[gap.start() - length : gap.start()]
        is_wrapped = length >= _WRAPPED_AFTER and gap.group().count("\n") < 2 and _joins(before, after)
        is_wrapped = is_wrapped and not _IS_HEADING.search(line) and not _IS_ROW.search(line)
        return "" if is_wrapped else "\n"
    if "\t" in gap.group():
        return "\t"
    is_single = (
        _is_han(before) and _is_han(after) and _stands_alone(text, gap.start() - 1) and _stands_alone(text, gap.end())
    )
    is_between = (before.isdigit() and _is_han(after)) or (_is_han(before) and after.isdigit())
    is_at_bracket = (after and after in "〔〕》),。;") or (before and before in "〔《(。、")
    return "" if is_between or is_at_bracket or is_single else " "


def _stands_alone(text: str, place: int) -> bool:
    """Whether a character has a gap, a digit or a bracket on both sides: letters that a layout has spread."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return (not before or not before.isalpha()) and (not after or not after.isalpha())


def _joins(before: str, after: str) -> bool:
    return (_is_han(before) or before.isdigit() or before in ",、(") and (_is_han(after) or after.isdigit())


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def han_number(text: str) -> Fraction | None:
    """A Chinese numeral, plain or financial: `二十万` -> 200000, `伍拾伍` -> 55; None when it is none."""
    total = section = digit = 0
    has_digit = False
    for character in text:
        if character in _HAN_DIGITS:
            digit, has_digit = _HAN_DIGITS[character], True
        elif character in _HAN_SCALES:
            section += (digit if digit or has_digit else 1) * _HAN_SCALES[character]
            digit, has_digit = 0, True
        elif character in "万亿":
            part = section + digit
            total = total + part * 10_000 if character == "万" else (total + part) * 10**8
            section = digit = 0
        else:
            return None
    return Fraction(total + section + digit) if has_digit else None


def _number(text: str) -> Fraction | None:
    return Fraction(text.replace(",", "")) if text[:1].isascii() and text[:1].isdigit() else han_number(text)


def find_money(text: str) -> list[Money]:
    """Every sum of money of a flat text, Chinese or English, in order; bounds of legal ranges are among them."""
    found = [money for match in _MONEY.finditer(text) if (money := _money(match)) is not None]
    found += [
        _english_money(m)
        for m in _ENGLISH_MONEY.finditer(text)
        if text[m.end() : m.end() + 2].strip()[:1] not in set("万亿元")
    ]
    return sorted(found, key=lambda money: money.start)


def _money(match: re.Match[str]) -> Money | None:
    number = _number(match["number"])
    if number is None:
        return None
    amount = number * _SCALES.get(match["scale"] or "", 1)
    if match["more"]:
        amount += Fraction(match["more"].rstrip("万")) * 10_000
    mark = match["unit"] if match["unit"][0] in "港美欧" else match["mark"] or ""
    return Money(amount, _currency(mark), match.start(), match.end())


def _english_money(match: re.Match[str]) -> Money:
    number = Fraction((match["number"] or match["number2"]).replace(",", ""))
    scale = (match["scale"] or match["scale2"] or "").lower()
    is_dollar = (match["unit"] or "").lower() == "dollars"
    return Money(number * _SCALES.get(scale, 1), "USD" if is_dollar else _currency(match["mark"] or ""), *match.span())


def _currency(mark: str) -> str:
    upper = mark.upper()
    return next((code for start, code in _CURRENCIES.items() if upper.startswith(start)), "CNY")


def find_ranges(text: str) -> list[MoneyRange]:
    """Legal ranges of fines: `二万元以上二十万元以下`, or `十万元以下` without a lower end."""
    found: list[MoneyRange] = []
    for match in _RANGE.finditer(text):
        low, high = match["low"], _number(match["high"])
        if high is None or not (low or match["below"]):
            continue
        scale = match["scale"] or ""
        lower = _number(low) if low else None
        low_scale = match["low_scale"] or (
            "" if "元" in match.group()[: len(low or "") + 1] or not _plain(low) else scale
        )
        if lower is not None:
            lower *= _SCALES.get(low_scale, 1)
        found.append(MoneyRange(lower, high * _SCALES.get(scale, 1), *match.span()))
    return found


def _plain(number: str | None) -> bool:
    """Whether a number carries no scale of its own, so that `1至10万元` means 10,000 to 100,000."""
    return bool(number) and not re.search("[万亿]", number or "")


def find_dates(text: str) -> list[Dated]:
    """Every full date of a flat text in order; impossible ones (31 June) are left out."""
    found: list[Dated] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            day = _date(match["year"], match["month"], match["day"])
            if day is not None:
                found.append(Dated(day, match.start(), match.end()))
    return sorted(found, key=lambda dated: dated.start)


def _date(year: str, month: str, day: str) -> date | None:
    digits = "".join(str(_HAN_DIGITS.get("〇" if c == "○" else c, c)) for c in year)
    name = _MONTHS.find(month.lower()[:3]) if month[:1].isalpha() and month.isascii() else -1
    number = Fraction(name // 3 + 1) if name >= 0 else _number(month)
    day_number = _number(day)
    try:
        return date(int(digits), int(number or 0), int(day_number or 0))
    except ValueError:
        return None


def find_document_numbers(text: str) -> list[DocumentNumber]:
    """Numbers of decisions and letters of authorities, exchanges and courts, in order, without blanks."""
    found: list[DocumentNumber] = []
    for match in _NUMBER_OF_DECISION.finditer(text):
        body = match["body"]
        cut = _LEADING_WORDS.match(body)
        start = match.start("body") + (cut.end() if cut else 0)
        if match["lead"] and not cut:
            start = match.start("lead")
        number = "".join(text[start : match.end()].split())
        found.append(DocumentNumber(number, not _IS_OTHER_LETTER.search(number), start, match.end()))
    taken = [(n.start, n.end) for n in found]
    for match in (*_NUMBER_OF_COURT.finditer(text), *_ENGLISH_NUMBER.finditer(text)):
        group = match.re.groups
        start, end = match.span(group)
        if not any(a < end and start < b for a, b in taken):
            found.append(DocumentNumber("".join(match.group(group).split()), is_decision=True, start=start, end=end))
    return sorted(found, key=lambda number: number.start)


def find_credit_codes(text: str) -> list[tuple[str, bool, int, int]]:
    """Unified social credit codes: the code, whether its check digit holds (GB 32100-2015), and its place."""
    return [(m.group(), is_credit_code(m.group()), *m.span()) for m in _CODE.finditer(text)]


def is_credit_code(code: str) -> bool:
    """Whether the 18th character is the check digit of the 17 before it."""
    if len(code) != 18 or any(character not in _CODE_DIGITS for character in code):
        return False
    weighted = sum(_CODE_DIGITS.index(c) * pow(3, place, 31) for place, c in enumerate(code[:17]))
    return _CODE_DIGITS[-weighted % 31] == code[17]


def find_citations(text: str) -> list[Citation]:
    """Laws and rules that a text cites, with the article where it stands behind, in order."""
    found = list(_chinese_citations(text))
    for match in _ENGLISH_LAW.finditer(text):
        law = _ENGLISH_LAW_END.match(match["law"])
        if law:
            found.append(
                Citation(
                    law.group(), match["article"], match.start("law"), match.start("law") + law.end(), match.start()
                )
            )
    return sorted(found, key=lambda citation: citation.start)


def _chinese_citations(text: str) -> Iterator[Citation]:
    for match in _LAW.finditer(text):
        name = match["law"] or match["bare"]
        article = match["article"] or match["bare_article"] or ""
        start = match.start("law" if match["law"] else "bare")
        yield Citation(_STATE_NAME.sub("", name).strip(), article, start, start + len(name), match.end() - len(article))
