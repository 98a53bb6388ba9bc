"""What a notice says of debts: default, bonds, sums, trustee; and counts of defaults of a whole market."""

import re
from dataclasses import dataclass
from fractions import Fraction

from esg_pipeline.disclosure.notice_cases import is_market_statistic
from esg_pipeline.disclosure.notice_parties import Party, find_companies
from esg_pipeline.disclosure.notice_penalty import Words
from esg_pipeline.disclosure.notice_text import Money, find_money, flatten

_DEFAULT = re.compile(
    r"(?:未能?|无法|不能)(?:够)?(?:按期|按时|如期|及时)?(?:足额)?(?:筹措|兑付|偿付|支付|清偿|偿还"
    r"|归还)[^。;]{0,40}(?:本金|利息|本息|回售|债券|票据|债务|融资工具)|(?:本金|利息|本息"
    r"|回售款)[^。;]{0,60}(?:未能?|无法|不能)(?:够)?(?:按期|按时|如期|及时)?(?:足额)?(?:兑付|偿付"
    r"|支付)"
    r"|(?:债务融资工具|债券|票据)[^。;]{0,16}违约|(?:构成|发生|已)(?:实质性?)?违约"
    r"|(?:event of default|default(?:ed)? (?:on|in)|fail(?:ed|ure) to (?:pay|repay|redeem)"
    r"|did not pay|non-payment)[^.;]{0,80}(?:notes?|bonds?|interest|principal|coupon)",
    re.IGNORECASE,
)
_BOND = re.compile(
    r"(?:(?<=[“\"(:、,及和])|(?<=简称)|(?<=债券)|(?<=^)|(?<=\s))(?P<name>(?:20"
    r"|19)?\d{2}[\u4e00-\u9fff]{2,8}?(?:MTN|SCP|CP|PPN|ABN|债|G|Y|D|K|EB"
    r"|SCP)?\d{0,4}(?:-\d)?[A-Z]?(?:[\u4e00-\u9fff]债)?)(?=[”\")、,。;及和(未]|$|\s)"
)
_DENIED_BEFORE = re.compile(r"(?:不存在|没有|未发生|无|不构成|不触发|no |not )[^。;]{0,10}$|未$")
_DENIED_WITHIN = re.compile(r"不存在|未发生|没有发生|无违约|不构成|未出现")
_NOT_BOND = re.compile(r"[年月日万亿元家只支期次个条款项]|罚|决定")
_AMOUNT_BEFORE = re.compile(
    r"(?:本息(?:金额)?|本金(?:金额|余额)?|利息(?:金额)?|兑付金额|应付(?:本息)?|违约(?:金额|规模)?"
    r"|涉案金额|涉及金额|诉讼标的(?:额|金额)?|标的(?:金额|额)?|执行标的|执行金额"
    r"|诉讼请求[^。;]{0,40}|欠税(?:金额|余额)?|欠缴税款|少缴[^。;,]{0,16}|货款|工程款|借款|追缴"
    r"|偿还|支付|赔偿)[^。;,\d一二三四五六七八九十]{0,20}$|(?:principal|interest|aggregate|amount"
    r"|claim|damages|coupon)[^.;]{0,50}$"
)
_TOTAL_BEFORE = re.compile(r"(?:合计|共计|总计|总额|总金额|本息)[^。;,\d]{0,12}$")
_TRUSTEE = re.compile(
    r"(?:受托管理人|主承销商|存续期管理机构|[Tt]rustee)(?:[^。;\n\u4e00-\u9fff]{0,4}|为|是|名称|,|: )$"
)
_COUNT = {
    "issuers": re.compile(r"(?P<n>\d{1,4})家(?:违约)?(?:发行人|主体|企业|公司)"),
    "bonds": re.compile(r"(?P<n>\d{1,5})[支只期]债"),
    "first_time": re.compile(
        r"(?P<n>\d{1,4})家[^。;,]{0,10}?首次(?:发生)?违约|首次(?:发生)?违约[^。;,]{0,12}?(?P<m>\d{1,4})家"
    ),
}
_PERIOD = re.compile(r"(?P<year>20\d{2})年(?P<part>上半年|下半年|第?[一二三四1-4]季度|前三季度|\d{1,2}月|全年|度)?")
_PARTS = {"上半年": "H1", "下半年": "H2", "前三季度": "9M", "全年": "", "度": ""}
_NAMED = re.compile(r"违约(?:主体|发行人)分别(?:为|是)(?P<names>[^。;\n]{4,400})")


@dataclass(frozen=True, slots=True)
class Debt:
    """Parts of a default or claim; empty where the text holds none."""

    default: Words | None
    amount: Money | None
    bonds: tuple[Words, ...]
    trustee: Party | None


@dataclass(frozen=True, slots=True)
class MarketDefaults:
    """Counts of the defaults of a market in a period (`2021H1`); sums in CNY. No event of one issuer."""

    period: str | None
    issuers: int | None
    bonds: int | None
    amount_cny: Fraction | None
    first_time: int | None
    named: tuple[str, ...]
    start: int
    end: int


def debt_of(text: str) -> Debt:
    """Default, sum, bonds and trustee of a case's flat text; what a text denies is no default."""
    default = next((m for m in _DEFAULT.finditer(text) if not _is_denied(text, m)), None)
    bonds = tuple(_bonds(text)) if default or "债券" in text or "展期" in text else ()
    sums = [
        m
        for m in find_money(text)
        if m.currency == "CNY" and _AMOUNT_BEFORE.search(text[max(0, m.start - 60) : m.start])
    ]
    totals = [m for m in sums if _TOTAL_BEFORE.search(text[max(0, m.start - 16) : m.start])]
    trustee = next((c for c in find_companies(text) if _TRUSTEE.search(text[max(0, c.start - 12) : c.start])), None)
    amount = next(iter(totals or sums), None)
    return Debt(Words(default.group(), *default.span()) if default else None, amount, bonds, trustee)


def _is_denied(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 14) : match.start()]
    return bool(_DENIED_BEFORE.search(before) or _DENIED_WITHIN.search(match.group()))


def _bonds(text: str) -> list[Words]:
    found: list[Words] = []
    for match in _BOND.finditer(text):
        name = match["name"]
        is_new = name not in [words.text for words in found]
        if is_new and not _NOT_BOND.search(name[2:]) and re.search(r"\d$|债|[A-Z]$", name):
            found.append(Words(name, *match.span("name")))
    return found


def read_market_defaults(text: str) -> MarketDefaults | None:
    """The counts of a text that speaks of a whole market's defaults, or None."""
    flat = flatten(text)
    if not is_market_statistic(flat.text) or "违约" not in flat.text:
        return None
    counts = {name: pattern.search(flat.text) for name, pattern in _COUNT.items()}
    numbers = {name: int(next(g for g in m.groups() if g)) if m else None for name, m in counts.items()}
    amount = next(
        (m.amount for m in find_money(flat.text) if "金额" in flat.text[max(0, m.start - 10) : m.start]), None
    )
    named = _NAMED.search(flat.text)
    names = (
        tuple(name.strip() for name in re.split("[、,]|[与和及](?=[\u4e00-\u9fff]{3,8}$)", named["names"]))
        if named
        else ()
    )
    start, end = flat.span(0, len(flat.text))
    return MarketDefaults(
        _period(flat.text), numbers["issuers"], numbers["bonds"], amount, numbers["first_time"], names, start, end
    )


def _period(text: str) -> str | None:
    match = _PERIOD.search(text)
    if match is None:
        return None
    part = match["part"] or ""
    quarter = re.search(r"[一二三四1-4](?=季度)", part)
    if quarter:
        return f"{match['year']}Q{'一二三四'.find(quarter.group()) + 1 or quarter.group()}"
    month = re.fullmatch(r"(\d{1,2})月", part)
    return f"{match['year']}-{int(month.group(1)):02d}" if month else match["year"] + _PARTS.get(part, "")
