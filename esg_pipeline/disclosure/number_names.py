"""Digits of running text that are no figures, by what they belong to: dates, names, laws, sections. Order decides.

Works on text folded by `running_text`. Figures themselves are read in `number_text`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
YEAR = r"(?:19[5-9]\d|20[0-9]\d)"
_ZH_YEAR = r"二[零0][零一二三四五六七八九]{2}"

# A stretch that names a time: it can say which period a figure is of.
_TIMES: tuple[tuple[str, str], ...] = (
    (
        "date",
        (
            rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? )?{_MONTH} (?:\d{{1,2}}(?:st|nd|rd|th)?,? )?(?:in )?{YEAR}\b"
            rf"|(?<!\d){YEAR} ?年 ?\d{{1,2}} ?月(?: ?\d{{1,2}} ?[日号])?"
            rf"|(?<![\d.]){YEAR}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?![\d.])"
            rf"|(?<![\d.]){YEAR}\.(?:0[1-9]|1[0-2])(?![\d.%])"
            rf"|{_ZH_YEAR}年(?:[一二三四五六七八九十]{{1,3}}月(?:[一二三四五六七八九十]{{1,3}}日)?)"
        ),
    ),
    (
        "years from to",
        (
            rf"(?<![\d.,]){YEAR} ?(?:年)?(?:度)? ?(?:-|~|至|到|to) ?{YEAR}(?:年度?)?(?![\d,])"
            rf"|(?<![\d.,])(?:fy ?)?{YEAR}/\d{{2,4}}(?![\d,])|\bbetween {YEAR} and {YEAR}\b"
        ),
    ),
    (
        "year",
        (
            rf"(?<![\d.,]){YEAR}(?: ?年度?(?:[底末]|内|来|以来|全年)?|财年| ?fiscal year| ?reporting (?:year|period))"
            rf"|{_ZH_YEAR}(?:财政?)?年度?[底末]?"
            rf"|\b(?:fy|cy) ?'?(?:{YEAR}|\d\d)\b"
            rf"|(?:(?<=\bin )|(?<=\bof )|(?<=\bby )|(?<=\bto )|(?<=\bfor )|(?<=\bsince )|(?<=\bfrom )|(?<=\buntil )"
            rf"|(?<=\bduring )|(?<=\bthroughout )|(?<=\bbefore )|(?<=\bafter )|(?<=\bwithin )|(?<=\bagainst )"
            rf"|(?<=\bover )"
            r"|(?<=\bvs )|(?<=\bthan )|(?<=\bwith )|(?<=\byear )|(?<=\bthe )|(?<=\band )"
            rf"|(?<=\()){YEAR}(?![\d,.]\d|\d| ?%)\b"
            rf"|(?<=20\d\d, ){YEAR}(?=(?:, {YEAR})?,? (?:and|&) {YEAR}\b)|(?<=[及和与、]){YEAR}(?=[及和与、]{YEAR} ?年)"
            rf"|(?<![\d.,]){YEAR}(?=[及和与、]{YEAR} ?(?:年|[及和与、]))"
            rf"|\b{YEAR}(?= (?:was|were|is)\b)|(?<![\d.,]){YEAR}(?=[)）])"
            rf"|(?<=[(（；，]){YEAR}(?=[:：])|(?<=[;,] ){YEAR}(?=:)"
        ),
    ),
)
_NAMES: tuple[tuple[str, str], ...] = (
    ("web address or mail", r"(?:https?://|www\.)\S{1,200}|\S{1,80}@\S{1,80}"),
    (
        "law or standard",
        (
            r"\bscopes? (?:1|i)\b(?:,? (?:and |& |to )?(?:scope )?(?:2|3|ii|iii)\b(?![,.]?\d)){1,2}"
            r"|(?:范围|范畴) ?[123](?:[、及和与至,/+]{1,2}(?:范围|范畴)? ?[123](?!\d)){0,2}"
            r"|\b(?:gb|iso|iec|ohsas|gri|hkfrs|ifrs|ias|sasb|haccp|fssc|jr|hj|aq|cas|din|bs|dbj?|qc|yd"
            r"|jgj)(?:/[tz])? ?-?\d(?:[.:-]?\d){0,14}+(?! ?%)"
            r"|\b(?:sa|as|en|aa|ts|ul|sdgs?|ts) ?-?\d{4,6}+(?! ?%)"
            r"|\b(?:article|section|rule|paragraph|para|chapter|appendix|appendices|annex|clause"
            r"|schedule|chap|cap|part|code|act|order"
            r"|circular|decree|directive|regulation|note|sdg|sdgs|goal|principle|kpi|aspect|table"
            r"|figure|fig|page|pages|p|pp|no|nos|number|item|level"
            r"|grade|tier|phase|stage|class|type|category|scope|scopes|line|block|building|tower|room"
            r"|floor|unit|shop|lot|top|step|issue"
            r"|volume|vol|version|edition|windows|web|covid|euro|code)s?"
            r"[.:]? ?(?:no\.? ?)?-?[a-z]?\d[\d.-]{0,8}+(?:\(\d+\))?(?! ?%|,\d{3}| ?(?:million|billion"
            r"|thousand|percent|per cent|employees|directors|hours))"
            r"|第 ?[\d零一二三四五六七八九十百]{1,6} ?(?:条|章|节|款|项|号|届|次|季度|期|版|部分|位|名"
            r"|大|批|个|家|代|页|轮|卷|方|年|类|级|至|-|、)"
            r"|[〔\[【(（](?:19|20)\d\d[〕\]】)）] ?(?:第? ?\d{1,5} ?号|no\. ?\d+)"
            r"|(?<![\d.])\d{1,5}号(?:文|令|公告|通知|楼|线)?"
        ),
    ),
    (
        "name",
        (
            r"\b(?!rmb|cny|usd|hkd|eur|fy|cy)[a-z]{1,12}-?\d[\da-z.-]{0,12}+(?! ?%|,\d{3})"
            r"|covid-?\s?19|pm ?(?:2\.5|10)|\bco2e?q?\b|\bn2o\b|\bch4\b|\bsf6\b|\bso2\b|\bno2\b"
            r"|\bh2o\b|\bg20\b|\b[2-6]g\b|\b[234]d\b"
            r"|\b(?:24|7) ?[x*×/] ?(?:7|24)(?: ?[x*×/] ?365)?\b|7[x×*]24|\b[56]s\b|[“\"'](?:30|3060"
            r"|996)[·./-]?(?:60)?[”\"']|双碳|\b3060\b|\b360°?(?= ?(?:digi|degree|度|security|iou"
            r"|assess|rev|ins|loan|deb|small|white))"
            r"|(?:世界|中国|全球|亚洲|全国|财富|福布斯|沪深|中证|恒生|上证|深证|深圳|标普|fortune"
            r"|forbes|csi|global|s&p|topix|nikkei|ftse|msci|hsi) ?(?:global )?\d{2,4}(?:强|佳|指数"
            r"|大)?(?!%|[,.]\d)"
            r"|\b\d{2,4}强|\btop ?\d+|\btop (?:three|five|ten)\b|\b(?:five|ten|5|10) (?:largest"
            r"|biggest)\b|前 ?\d{1,3} ?(?=大|名)|\d{4,6}\.(?:hk|sh|sz|ss)|(?:stock code|股份代号"
            r"|股票代码|证券代码|代码|code)[:：s]{0,2} ?\d{4,6}"
        ),
    ),
    ("time of day", r"\b\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?\b|\b\d{1,2} ?[ap]\.m\.?"),
    (
        "phone number",
        (
            r"(?:tel|fax|phone|hotline|电话|热线|传真)[:：.]? ?\(?\+?\d[\d() -]{5,20}"
            r"|\(?\+\d{2,3}\)?[\d -]{6,16}|\b\d{3,4}-\d{4}(?:-?\d{3,4})?\b|\b[48]00-\d{3,4}-?\d{3,4}"
        ),
    ),
    (
        "date",
        (
            rf"\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?!,\d{{3}}|%)|\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}(?!\w)"
            r"|(?<!\d)(?:1[0-2]|0?[1-9]) ?月 ?(?:[0-3]?\d) ?[日号]|(?<![\d.])(?:1[0-2]"
            r"|0?[1-9]) ?月(?:份|底|末|初|中旬)?(?!\d)|\d{1,2}(?:st|nd|rd|th)\b|(?<=前)\d{1,2}(?=名|位"
            r"|强)"
        ),
    ),
    (
        "a score",
        (
            r"(?<![\d.])\d++(?:\.\d++)?(?: points?)?,? ?\(? ?(?:out of|/) ?(?:a (?:total|maximum) of )?(?:5|10"
            r"|100)(?:\.0)?(?: ?points?| ?分)?\)?(?![\d,%])"
            r"|(?<![\d.])\d++(?:\.\d++)? ?points?\b|满分(?:为)? ?\d{1,4} ?分?"
            r"|(?<![\d.])\d++(?:\.\d++)? ?分(?![之钟公类为布支部别享销行析散期批店包])"
        ),
    ),
    (
        "a range",
        (
            r"\d[\d,.]{0,12} ?%? ?(?:-|~|～) ?\d[\d,.]{0,12} ?%?(?![\d-])|(?<![\d.])\d++(?:\.\d++)? ?%? to"
            r" \d+(?:\.\d+)? ?% of\b|(?<=between )\d++(?:\.\d++)? ?%? and \d+(?:\.\d+)? ?%"
            r"|(?<![从由])(?<!\d)\d{1,2} ?(?:至|到) ?\d{1,3} ?(?=岁|%|名|人"
            r"|次|家|个|天|年)|\b(?:aged?|ages|between) \d+ (?:to|and) \d+"
        ),
    ),
    (
        "an age",
        (
            r"\d{1,2} ?(?:周岁|岁)(?:及?以[上下])?|\b(?:aged|ages?)(?: of| under| over| below"
            r"| above)? \d{1,2}\b|\b(?:under|below|over|above) (?:the )?age (?:of )?\d{1,2}\b"
            r"|\b\d{1,2}(?: years)? (?:of age|old)\b|\b(?:under|below) (?:30|35|40|50)(?! ?[%\d])"
        ),
    ),
)
# Where a sentence groups people by age, `over 50` is an age too.
_BY_AGE = re.compile(r"\b(?:by age|aged?|years? old|years of age|age groups?|(?:under|below) (?:25|30|35|40))\b|岁")
_AGES = re.compile(
    r"\b(?:over|above|under|below|between) [1-6]\d(?: (?:to|and) [2-6]\d)?(?![\d%]|[,.]\d| ?%)"
    r"|(?<![\d,.])[1-6]\d ?(?:-|to) ?[2-6]\d(?![\d%]|[,.]\d| ?%)"
    r"|(?<![\d,.])[1-6]\d (?:or|and) (?:above|over|below|under|older|younger)\b"
)
_ALL = [
    (reason, is_time, re.compile(pattern))
    for is_time, known in ((True, _TIMES), (False, _NAMES))
    for reason, pattern in known
]
_ORDER = sorted(range(len(_ALL)), key=lambda i: (_ALL[i][0] != "web address or mail", i))


class Named(NamedTuple):
    """A stretch whose digits are no figure, why, and whether it names a time."""

    start: int
    end: int
    reason: str
    is_time: bool


def named_digits(folded: str) -> tuple[Named, ...]:
    """The stretches in order of place; they do not overlap."""
    taken = bytearray(len(folded))
    found: list[Named] = []
    for reason, is_time, match in _matches(folded):
        start, end = match.span()
        if start < end and not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            found.append(Named(start, end, reason, is_time))
    return tuple(sorted(found))


def _matches(folded: str) -> Iterator[tuple[str, bool, re.Match[str]]]:
    for index in _ORDER:
        reason, is_time, pattern = _ALL[index]
        for match in pattern.finditer(folded):
            yield reason, is_time, match
    if _BY_AGE.search(folded):
        yield from (("an age", False, match) for match in _AGES.finditer(folded))
