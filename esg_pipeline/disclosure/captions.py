"""Text above and between tables: captions, units said there, and page furniture. No rows."""

import re
from dataclasses import dataclass, field

from esg_pipeline.disclosure import header_words
from esg_pipeline.disclosure.units import UnitTable

MAX_CAPTION = 80
_MAX_TITLES = 8
_UNIT_CAPTION = re.compile(
    r"(?:单位|單位|計量單位|计量单位|\bunits?|\bcurrency unit)\s*[:：]\s*([^\t|,，;；。]{1,30}?)\s*[)）]?\s*$",
    re.IGNORECASE,
)
_UNIT_AND_CURRENCY = re.compile(
    r"(?:单位|單位)\s*[:：]?\s*([^\s:：]{1,12})\s+(?:币种|幣種)\s*[:：]\s*([^\s:：)）]{1,8})"
)
_IN_UNIT = re.compile(
    r"^[（(]?\s*(?:(?:all\s+)?(?:amounts?|figures?)?\s*(?:are\s+)?(?:expressed|stated|presented)?\s*in)\s+(.{1,30}?)[)）.]?$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"^[（(]([^()（）]{1,30})[)）]$")
_FURNITURE = re.compile(
    r"\breport\b|limited|\bltd\b|holdings|continued|\(cont|^notes?\b|environmental,? social|\besg\b|\bpage\b|www\."
    r"|报告|報告|有限公司|（续|（續|\(续|\(續|^续|^續|续表|續表|^附?[注註]|环境、社会|環境、社會|^\W*\d*\W*$",
    re.IGNORECASE,
)

_SECTION_WORDS = (
    "environment(?:al)?|social|governance|aspects?|performance|indicators?|air|water|energy|emissions?|pollutants?"
    "|wastes?|greenhouse gas(?:es)?|ghg|use of|resources?|employment|labou?r|standards?|practices|health|safety"
    "|training|development|supply chain|management|product|responsibility|anti-corruption|community|investment"
    "|climate change|effluents?|and|&|/"
)
_SECTION_CHINESE = (
    "环境|環境|社会|社會|管治|治理|层面|層面|绩效|績效|表现|表現|指标|指標|空气|空氣|大气|大氣|废气|廢氣|污染物|排放物?|废弃物|廢棄物|废物|廢物|废水|廢水|资源|資源"
    "|能源|水|使用|雇佣|僱傭|劳工|勞工|准则|準則|健康|安全|培训|培訓|发展|發展|供应链|供應鏈|产品|產品|责任|責任|反贪污|反貪污|社区|社區|投资|投資"
    "|气候变化|氣候變化|管理|及|与|與|和|、"
)
_SECTION = re.compile(
    rf"(?:[AB]\d{{1,2}}[.:：]?\s?|\d{{1,2}}[.、]\s?)?(?=\S)(?:(?:{_SECTION_WORDS})\b[\s,]?){{0,8}}(?:(?:{_SECTION_CHINESE})\s?){{0,8}}",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Break:
    """Text seen since the last row: a table may go on behind a page break. `titles`: its lines that may be headings."""

    lines: int = 0
    is_long: bool = False
    caption: str = ""
    unit: str = ""
    titles: list[str] = field(default_factory=list[str])

    def add(self, text: str, units: UnitTable) -> None:
        """One more line of text."""
        self.lines += 1
        self.is_long = self.is_long or len(text) > MAX_CAPTION
        unit = unit_of(text, units)
        if unit:
            self.unit = unit
            text = text[: text.index(unit)] if unit in text else ""
            text = re.sub(r"[（(]?\s*(?:单位|單位|units?)\s*[:：]?\s*$", "", text, flags=re.IGNORECASE).strip()
            if not text:
                return
        if header_words.role_name(text) is not None or header_words.is_column_title(text):
            return  # a title of a column that stands on a line of its own
        self.caption = "" if len(text) > MAX_CAPTION or text[-1] in ".。;；" else text.lstrip("# ")
        if self.caption and not is_furniture(self.caption) and len(self.titles) < _MAX_TITLES:
            self.titles.append(self.caption)


def unit_title(title: str, units: UnitTable) -> str:
    """The unit over a label column (`RMB million`, `单位：万元`), which holds for the whole table; '' for words."""
    plain = title.strip("()（） ")
    unit = units.parse(plain) if 0 < len(plain) <= MAX_CAPTION and header_words.role_name(plain) is None else None
    # `Employees` says what, not in what; `Year` stands over years.
    is_unit = unit is not None and unit.dimension not in ("person", "count", "year", "years")
    return unit_of(title, units) or (plain if is_unit else "")


def is_section(text: str) -> bool:
    """Whether a line is the title of a part of a report, and no beginning of a label: `B2 Health and Safety`."""
    plain = " ".join(text.split())
    is_open = plain[:1].islower() or plain.lower().endswith((" and", "&", "/", " of", "及", "和", "与", "與", "、"))
    return len(plain) <= MAX_CAPTION and not is_open and _SECTION.fullmatch(plain) is not None


def is_furniture(text: str) -> bool:
    """Whether a line is what a page repeats: the issuer's name, the report's title, `continued`."""
    return len(text) <= MAX_CAPTION and _FURNITURE.search(text) is not None


def unit_of(text: str, units: UnitTable) -> str:
    """The unit a line says for the table below it; '' when it says none."""
    if len(text) > MAX_CAPTION:
        return ""
    paired = _UNIT_AND_CURRENCY.search(text)
    if paired is not None:
        return _of_currency(paired[1], paired[2])
    found = _UNIT_CAPTION.search(text)
    if found is not None:
        return found[1]
    said = _IN_UNIT.match(text.strip()) or _BRACKETED.match(text.strip())
    return said[1] if said is not None and units.parse(said[1]) is not None else ""


def _of_currency(unit: str, currency: str) -> str:
    """`万元` with the currency 港币 is `万港元`."""
    if re.search("人民", currency) or not unit.endswith("元"):
        return unit if not re.search("人民", currency) or not unit.endswith("元") else f"人民币{unit}"
    name = "港元" if "港" in currency else "美元" if "美" in currency else currency
    return unit.removesuffix("元") + name
