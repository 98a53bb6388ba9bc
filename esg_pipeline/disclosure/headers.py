"""Which role each column of a table has: label, unit, value of a year, member, page, or none. No data rows."""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import Enum

from esg_pipeline.disclosure.cells import Cell
from esg_pipeline.disclosure.concepts import concepts, members, subject
from esg_pipeline.disclosure.numbers import parse_value
from esg_pipeline.disclosure.units import UnitTable

FIRST_YEAR = 1990
LAST_YEAR = 2100
_YEAR = re.compile(r"(?<![\d,.])((?:19|20)\d\d)(?![\d,.]\d|\d)")
_SHORT_YEAR = re.compile(r"^fy\s?'?(\d\d)$")
_DATE_WORDS = re.compile(
    r"31(?:st)?\s*(?:december|dec)|(?:december|dec)\s*31(?:st)?|12月31日|as\s*(?:at|of)|for\s*the|year(?:s)?\s*ended|ended|at\b|年度|年末|年底|年|末|全年|fy|year"
    r"|restated|经重述|重述|已重述|经重列|重列|actual|audited|reporting\s*period|报告期|financial|fiscal|calendar|数据|实际|data|performance|[\s,.:*#()\-–\[\]]"
)
_ROLE_WORDS = {
    "unit": "unit|units|单位|單位|计量单位|計量單位"
    "|unit of measurement|unit of measure|measurement unit|uom|数据单位|指标单位|单 位",
    "value": "total|value|values|amount|figure|figures|data|result|current year|this year|reporting year"
    "|reporting period|数值|数据|數據|數值|合计|总计|总量|数量|數量"
    "|本年|本年度|本期|报告期|本报告期|當年|当年|本年数",
    "prior": "previous year|prior year|last year|上年|上年度|去年|上期|上年同期|上年数",
    "page": "page|pages|report page|report pages|page no|page number|page no.|页码|頁碼|页",
    "code": "code|kpi code|gri|gri code|no.|no|编号|序号|編號|reference|kpi no.|indicator code|指标编号",
}
_ROLES = {word: role for role, words in _ROLE_WORDS.items() for word in words.split("|")}
_LABEL_WORDS = re.compile(
    r"\b(?:index|indices|indicators?|metrics?|kpis?|items?|categor(?:y|ies)|aspects?"
    r"|descriptions?|parameters?|topics?|disclosures?|key performance)\b"
    r"|指标|指標|项目|項目|类别|類別|内容|名称|名稱|事项|事項|议题|绩效|績效"
)


class Role(Enum):
    """What a column holds."""

    LABEL = "label"
    UNIT = "unit"
    VALUE = "value"
    PAGE = "page"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its year, or how many years before the document's own; a breakdown member; a unit."""

    role: Role
    title: str = ""
    period: int | None = None
    years_back: int | None = None
    member: str = ""
    unit: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """The columns, and the words over the label column when they name a subject."""

    columns: tuple[Column, ...]
    subject: str = ""

    @property
    def signature(self) -> tuple[str, ...]:
        """What a repeated header on the next page has in common with this one."""
        return tuple(c.title.lower() for c in self.columns)


def normal(text: str) -> str:
    """Lower case, compatibility forms and single blanks."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).replace("**", "").lower()).strip(" :*")


def year_of(text: str, units: UnitTable | None = None) -> tuple[int, str] | None:
    """The one year a header cell names, and a unit that stands beside it; None when it names anything else."""
    plain = normal(text)
    if len(plain) > 60:
        return None
    short = _SHORT_YEAR.match(plain)
    if short:
        return 2000 + int(short[1]), ""
    years = _YEAR.findall(plain)
    if len(years) != 1 or not FIRST_YEAR <= int(years[0]) <= LAST_YEAR:
        return None
    rest = _YEAR.sub("", plain)
    if not _DATE_WORDS.sub("", rest):
        return int(years[0]), ""
    unit = rest.strip("年度 ()[],:")
    return (int(years[0]), unit) if units and units.parse(unit) else None


def read_header(
    cells: list[Cell], fiscal_year: int | None, units: UnitTable, *, is_marked: bool, is_first: bool
) -> Header | None:
    """The header a row is, or None. `is_marked`: a rule follows (pipe tables); `is_first`: first row of its block."""
    titles = [cell.text for cell in cells]
    columns = [_column(title, fiscal_year, units) for title in titles]
    if any(c is None for c in columns) or len(cells) < 2:
        return None
    known = _positioned([c for c in columns if c is not None])
    years = [c for c in known[1:] if c.title and year_of(c.title, units)]
    values = [c for c in known[1:] if c.role is Role.VALUE]
    has_unit = any(c.role is Role.UNIT for c in known)
    first = normal(titles[0])
    is_named = not first or bool(_LABEL_WORDS.search(first)) or known[0].title == "" or _ROLES.get(first) == "code"
    is_year = is_first and len(years) == 1 and years[0].period == fiscal_year and len(cells) == 2
    is_header = is_marked or len(years) >= 2 or (bool(years or values) and (is_named or has_unit)) or is_year
    if not is_header or not (years or values or is_marked):
        return None
    name = "" if _LABEL_WORDS.search(first) or first in _ROLES else titles[0]
    return Header(tuple(_settled(known)), name)


def _column(title: str, fiscal_year: int | None, units: UnitTable) -> Column | None:
    """Role of one title alone; None when it is a number that no header holds."""
    found = year_of(title, units)
    if found:
        is_future = fiscal_year is not None and found[0] > fiscal_year
        role = Role.IGNORED if is_future else Role.VALUE
        return Column(role, title, found[0], unit=found[1], reason="a year after the fiscal year" if is_future else "")
    role_name = _ROLES.get(normal(title))
    if role_name is not None:
        return _role_column(role_name, title)
    value = parse_value(title)
    if value is not None and value.value is not None and (not value.suffix or units.parse(value.suffix)):
        return None
    tokens = concepts(title)
    if members(tokens) and not subject(tokens):
        return Column(Role.VALUE, title, years_back=0, member=title)
    return Column(Role.LABEL, title)


def _role_column(name: str, title: str) -> Column:
    match name:
        case "unit":
            return Column(Role.UNIT, title)
        case "value":
            return Column(Role.VALUE, title, years_back=0)
        case "prior":
            return Column(Role.VALUE, title, years_back=1)
        case "page":
            return Column(Role.PAGE, title)
        case _:
            return Column(Role.IGNORED, title, reason="a code column")


def _positioned(columns: list[Column]) -> list[Column]:
    """The first column is a label unless it is a code; text behind the first unit or value is no value."""
    out: list[Column] = []
    is_behind = False
    for index, column in enumerate(columns):
        if index == 0 and column.role is not Role.IGNORED:
            out.append(Column(Role.LABEL, column.title))
            continue
        is_behind = is_behind or column.role in (Role.UNIT, Role.VALUE)
        is_text = column.role is Role.LABEL and is_behind
        out.append(replace(column, role=Role.IGNORED, reason="a column without a year") if is_text else column)
    return out


def _settled(columns: list[Column]) -> list[Column]:
    """Values without a year count only where no year is printed; two columns for one year are not told apart."""
    has_years = any(c.role is Role.VALUE and c.period is not None for c in columns)
    keys = [(c.period, c.years_back, c.member) for c in columns if c.role is Role.VALUE and (c.period or not has_years)]
    out: list[Column] = []
    for column in columns:
        key = (column.period, column.years_back, column.member)
        if column.role is Role.VALUE and column.period is None and has_years:
            out.append(replace(column, role=Role.IGNORED, reason="a column without a year"))
        elif column.role is Role.VALUE and keys.count(key) > 1:
            out.append(replace(column, role=Role.IGNORED, reason="two columns for one year"))
        else:
            out.append(column)
    return out
