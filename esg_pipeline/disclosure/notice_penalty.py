"""What was found and what was imposed: fines, ranges, sanctions, violations, and measured values against limits.

Who is concerned is `notice_parties`; what it all means is `notice_rules`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from esg_pipeline.disclosure.notice_text import Money, MoneyRange, find_money, find_ranges

_LEGAL = re.compile(
    r"情节(?:严重|较轻|较重|特别严重)的,|拒不改正的,|逾期不改正的,|有下列(?:行为|情形)之一"
    r"|[一二三四五六七八九十\d]倍以[上下]"
)
_DECIDES = re.compile(r"决定(?!书|的)|现对你|拟对你|处罚如下|处罚内容|处罚结果|作出如下")
_SENTENCE = re.compile(r"[^。\n]+")
_FINE_BEFORE = re.compile(
    r"(?:罚款|罚金|罚没款|处罚金额|罚款金额|行政处罚|处罚|处以|并处|合并处罚|处|罚"
    r"|被罚)(?:金额)?(?:共计|合计|总计|总额|累计|金额|人民币|了|为|:|款|计|共|其|公司|\(大写\)|\("
    r"|\s|\t|\|){0,4}$"
)
_FINE_AFTER = re.compile(r"^(?:\)|整|人民币|\([^()]{1,24}\)|的|以上){0,3}(?:行政)?(?:罚款|罚金|的?处罚)(?!决定书)")
_NOT_FINE = re.compile(
    r"(?:违法所得|没收|货值|滞纳金|税款|少缴|加处|注册资本|标的|其中|营业收入|本金|利息|损失|赔偿)[^,;。]{0,14}$"
)
# `处少缴税款百分之五十的罚款`: the tax is what the fine is reckoned from.
_IN_PERCENT = re.compile(
    r"(?:百分之[一二三四五六七八九十百零]{1,6}|\d{1,3}(?:\.\d{1,2})?%|倍)的?罚款(?:计|共计|人民币)?$"
)
_ENGLISH_FINE_BEFORE = re.compile(
    r"(?:fin(?:e[sd]?|ing)|penalt(?:y|ies)|penalised|penalized)(?:(?!\b(?:profit|compensation"
    r"|revenue|settle|loan|against whom)\b)[^.;]|\.(?=\S)|Ltd\.|Co\.|Inc\.){0,90}$",
    re.IGNORECASE,
)
_ENGLISH_FINE_AFTER = re.compile(r"^ (?:\w+ ){0,3}(?:fine|penalt(?:y|ies))\b", re.IGNORECASE)
_TOTAL = re.compile(r"(?:合计|共计|总计|合并|总额|累计|合并处罚|in total|total)[^,;。]{0,14}$", re.IGNORECASE)
_CONFISCATED = re.compile(r"没收[^。;,]{0,24}$")
_TARGET = re.compile(
    r"(?:^|[,;。、:\s])?(?:对|给予|责令)(?P<who>[^,;。:]{2,60}?)(?=处以|并处|处|给予|予以|罚款"
    r"|警告|采取|出具|作出|进行|公开|通报|实施|的)"
)
_PERSON = re.compile(
    r"负责人|主管人员|责任人|责任人员|董事|监事|总?经理|总裁|总监|秘书|会计(?!师事务所)|法定代表人"
    r"|高级管理人员|实际控制人|时任|先生|女士|\*\*|某|director|chairman|executive|Mr\.? |Ms\.? "
    r"|his |her "
)
_TARGET_REACH = 300
_BARE_PERSON = re.compile(
    "^[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤陈温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝][\u4e00-\u9fff]{1,2}$"
)

_ENUMERATED = re.compile(
    r"(?:^|[。;:,\s\n])(?P<mark>[一二三四五六七八九]是|\([一二三四五六七八九\d]\)"
    r"|[1-9][.、)](?!\d)|第[一二三四五六七八九],)(?P<text>[^。;\n]{4,160}?)(?=[。;\n]"
    r"|\s?\([一二三四五六七八九\d]\)|$)"
)
_VIOLATION = re.compile(
    r"(?:因(?!此|为当)|由于|存在|发现|查明|经查,?|检查时,?|实施了?)(?P<text>(?:你公司|你单位"
    r"|该公司|其|公司)?[^。;\n]{4,160}?)(?=的?(?:行为|违法行为|情形|情况|问题|事实)|,?(?:被|违反"
    r"|于20|在20|收到|受到|根据|依据|对此)|[。;\n]|$)"
    r"|(?P<act>(?:未(?:按|经|通过|及时|依法|取得|如实|履行|建立|对|在|落实|能|缴|申报|报|披露"
    r"|采取)|不通过|不正常(?:运行|使用)|擅自|超标|超过|违规(?!行为|事实)|违法(?!行为|事实|所得)"
    r"|拒不|拖欠|虚开|伪造|隐瞒|通过暗管|无证)[^。;,\n]{2,100}?)(?=,?被|的?行为|[。;,\n]|$)"
)
_ENGLISH_VIOLATION = re.compile(
    r"(?:for (?=fail|breach|violat|discharg|regulatory|not |unlawful|illegal|making|inadequate"
    r"|emitting|its |deficien|internal|contraven|exceed|operating|releas|improper|mis)|(?:had "
    r"|has |have )?(?=failed to|breached|violated|contravened)"
    r"|alleged )(?P<text>[^.;]{6,200}?)(?= (?:between|from \d|in (?:19|20)\d{2}|on \d)|[.;]|$)"
)
_POWER = r"(?:[×xX*]\s?10(?:\^|\s)?(?P<{0}power>[²³⁴-⁹]|\d{{1,2}}))?"
_SUPERSCRIPT = dict(zip("²³⁴⁵⁶⁷⁸⁹", range(2, 10), strict=True))
_UNIT = (
    r"(?:mg/L|μg/L|ug/L|g/L|mg/m3|mg/Nm3|mg/m³|mg/Nm³|毫克/升|毫克/立方米|个/L|MPN/L|个/升|dB\(A\)"
    r"|dB|分贝|kg/h|吨|倍|无量纲|ppm)"
)
_VALUE = r"(?P<{0}number>\d{{1,9}}(?:,\d{{3}}){{0,3}}(?:\.\d{{1,5}})?)" + _POWER + r"\s?(?P<{0}unit>" + _UNIT + r")"
_LIMIT = re.compile(
    r"(?:标准限值|排放限值|限值|标准值|标准要求|许可(?:排放)?浓度|标准|limit|permitted)(?:要求"
    r"|规定|值|浓度)?(?:均?为|是|of|:|\(|[≤<不超过大于]|\s){0,3}"
    + _VALUE.format("a")
    + r"|"
    + _VALUE.format("b")
    + r"(?:的)?(?:标准限值|排放限值|限值|标准(?!》))"
)
_MEASURED = re.compile(
    r"(?:浓度|数值|监测值|排放值|实测值?|检测值|监测结果|噪声|含量|为|达到?|(?<=\))|(?<=总[氮磷])"
    r"|concentration of|measured(?: at)?)(?:均值|平均值|分别|值|为|是|:|达到?|高达|\s){0,3}" + _VALUE.format("")
)
_FACTOR = re.compile(
    r"(?:超标(?:倍数(?:为)?)?|超过[^。;,]{0,24}?(?:标准|限值|限制)(?:规定)?(?:的)?(?:限值)?"
    r"|超出[^。;,]{0,16}?)(?:的|约|达到?|为|:)?\s?(?P<factor>\d{1,4}(?:\.\d{1,4})?)倍"
)
_ENGLISH_FACTOR = re.compile(
    r"(?P<factor>\d{1,4}(?:\.\d{1,3})?) times (?:over |above )?(?:the |its )?(?:\w+ )?(?:limit|standard)"
)


@dataclass(frozen=True, slots=True)
class Words:
    """Words at `start:end` of the flat text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A measured value or a limit at `start:end`."""

    value: Fraction
    unit: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fine:
    """The fine of the issuer: its sum, and the range where only the law is quoted."""

    money: Money | None
    legal: MoneyRange | None


def legal_zones(text: str) -> list[tuple[int, int]]:
    """The parts of a text that quote what the law allows, which is not what was imposed."""
    zones: list[tuple[int, int]] = []
    for sentence in _SENTENCE.finditer(text):
        marks = [m.start() for m in _LEGAL.finditer(sentence.group())]
        marks += [r.start for r in find_ranges(sentence.group()) if _is_of_fine(sentence.group(), r)]
        if not marks:
            continue
        first = min(marks)
        decides = [m.start() for m in _DECIDES.finditer(sentence.group()) if m.start() > first]
        start = max([m.end() for m in _DECIDES.finditer(sentence.group()) if m.start() < first], default=0)
        cited = re.search(r"第[^,。;:《》]{1,12}[条款项]", sentence.group()[start:first])
        start += cited.start() if cited else 0
        zones.append((sentence.start() + start, sentence.start() + (decides[0] if decides else len(sentence.group()))))
    return zones


def without(text: str, zones: list[tuple[int, int]]) -> str:
    """The text with blanks for the zones: places stay as they are."""
    for start, end in zones:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _is_of_fine(sentence: str, legal: MoneyRange) -> bool:
    return (
        bool(re.match(r"^(?:的)?(?:的?罚款|罚金)", sentence[legal.end :]))
        or "罚款" in sentence[max(0, legal.start - 12) : legal.start]
    )


def fine_of(text: str, zones: list[tuple[int, int]]) -> Fine:
    """The fine imposed on the issuer; several fines are added unless a total is said or they repeat one another."""
    ranges = [r for r in find_ranges(text) if _is_of_fine(text, r)]
    bounds = [(r.start, r.end) for r in ranges]
    sums = [
        m
        for m in find_money(text)
        if not _inside(m.start, bounds) and not _inside(m.start, zones) and _is_fine(text, m)
    ]
    sums = [m for m in sums if not is_of_person(text, m.start)]
    decided = [m.start() for m in _DECIDES.finditer(text)]
    late = [m for m in sums if decided and m.start > decided[-1]]
    return Fine(
        _together(text, late or sums),
        None if sums else (max(ranges, key=lambda r: r.low is not None) if ranges else None),
    )


def _inside(place: int, zones: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in zones)


def _is_fine(text: str, money: Money) -> bool:
    clause = text[max(0, money.start - 30) : money.start]
    after = text[money.end : money.end + 40]
    if _FINE_AFTER.search(after) and not re.search(r"以上$|以下", after[:2]):
        return True
    if _NOT_FINE.search(clause) and not _IN_PERCENT.search(clause):
        return False
    if _FINE_BEFORE.search(clause):
        return True
    wide = text[max(0, money.start - 130) : money.start]
    return bool(_ENGLISH_FINE_BEFORE.search(wide) or _ENGLISH_FINE_AFTER.search(after))


def _together(text: str, sums: list[Money]) -> Money | None:
    if not sums:
        return None
    totals = [m for m in sums if _TOTAL.search(text[max(0, m.start - 20) : m.start])]
    if totals:
        return totals[-1]
    different = {(m.amount, m.currency): m for m in sums}
    first, last = sums[0], sums[-1]
    if len(different) == 1:
        return first
    if len({m.currency for m in sums}) > 1:
        return first
    total = sum((m.amount for m in different.values()), Fraction(0))
    return Money(total, first.currency, first.start, last.end)


def confiscated(text: str, zones: list[tuple[int, int]]) -> Money | None:
    """The unlawful gain that was taken."""
    found = (
        m
        for m in find_money(text)
        if not _inside(m.start, zones) and _CONFISCATED.search(text[max(0, m.start - 30) : m.start])
    )
    return next(found, None)


def is_of_person(text: str, place: int) -> bool:
    """Whether the act at a place is aimed at a person of the company, not at the company."""
    window = text[max(0, place - _TARGET_REACH) : place]
    chunk = window[max(window.rfind(mark) for mark in "。;\n") + 1 :]
    targets = list(_TARGET.finditer(chunk + "的"))
    who = targets[-1]["who"] if targets else ""
    if not who:
        return False
    is_joint = re.search(r"公司(?:及|和|、|以及|与)|(?:Limited|Ltd\.?) and ", who)
    if is_joint:
        return False
    return bool(_PERSON.search(who)) or (
        bool(_BARE_PERSON.match(who)) and not re.search(f"{who}[\u4e00-\u9fff()]{{0,12}}(?:公司|集团|银行)", text)
    )


def sanctions_of(text: str, pattern: re.Pattern[str], zones: list[tuple[int, int]]) -> tuple[list[Words], list[Words]]:
    """What was imposed on the issuer, and on its people; what a law would allow is left out."""
    own: list[Words] = []
    people: list[Words] = []
    for match in pattern.finditer(text):
        if _inside(match.start(), zones) or _is_threat(text, match):
            continue
        words = Words(match.group().strip(), *match.span())
        into = people if is_of_person(text, match.start()) else own
        if not any(words.text == w.text for w in into):
            into.append(words)
    return own, people


def _is_threat(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 14) : match.start()]
    after = text[match.end() : match.end() + 6]
    return (
        bool(re.search(r"(?:可以|可能|将|应当?|如|若|未|没有|不)(?:[^,。;]{0,6})$", before))
        and not re.search(r"未[^,。;]{0,3}改正", before)
    ) or after.startswith(("决定书》", "通知书》"))


def violations_of(text: str, zones: list[tuple[int, int]]) -> list[Words]:
    """What was found: an enumeration where there is one, else what stands behind `因` or begins with `未…`."""
    listed = [m for m in _ENUMERATED.finditer(text) if not _inside(m.start("text"), zones)]
    acts = [
        m
        for m in listed
        if re.search(
            r"未|违|不|超|擅自|虚|瞒|拖欠|无证|占用|拒|暗管|渗坑|偷排|直排|逃避|非法|篡改|伪造|造假|fail|breach",
            m["text"],
        )
        and not re.match(r"(?:责令|罚款|处|没收|警告|给予|对)", m["text"])
    ]
    if len(acts) >= 2:
        return [
            Words(m["text"].rstrip(",、 "), m.start("text"), m.start("text") + len(m["text"].rstrip(",、 ")))
            for m in acts
        ]
    found = [w for w in _single_violations(text) if not _inside(w.start, zones)]
    return found[:1]


def _single_violations(text: str) -> Iterator[Words]:
    for match in _VIOLATION.finditer(text):
        group = "text" if match["text"] else "act"
        body = match[group]
        if group == "act" and len(body) < 8:  # too short to say what was left undone
            begin = max(text.rfind(mark, 0, match.start()) for mark in ",。;:\n") + 1
            yield Words(text[begin : match.end()].strip(), begin, match.end())
        elif group == "act" or re.search(r"未|不|违|超|擅自|虚|瞒|欠|占用|拒|事故|污染|排放|泄|失信|造假", body):
            yield Words(body, *match.span(group))
    for match in _ENGLISH_VIOLATION.finditer(text):
        yield Words(match["text"], *match.span("text"))


def limit_of(text: str) -> Measure | None:
    """The limit that was exceeded, with its unit; a power of ten may have lost its superscript (`×103`)."""
    match = _LIMIT.search(text)
    return _measure(match, "a" if match["anumber"] else "b") if match else None


def measured_of(text: str, limit: Measure | None) -> Measure | None:
    """The value that was measured, of the same unit as the limit where one is said."""
    for match in _MEASURED.finditer(text):
        found = _measure(match, "")
        is_limit = limit is not None and found.start < limit.end and limit.start < found.end
        is_of_limit = re.search(r"限值|标准[^,;。]{0,6}$", text[max(0, match.start() - 8) : match.start("number")])
        if not is_limit and not is_of_limit and (limit is None or limit.unit == found.unit) and found.unit != "倍":
            return found
    return None


def _measure(match: re.Match[str], group: str) -> Measure:
    value = Fraction(match[f"{group}number"].replace(",", ""))
    power = match[f"{group}power"]
    if power:
        value *= Fraction(10) ** int(_SUPERSCRIPT.get(power, power))
    return Measure(value, match[f"{group}unit"], match.start(f"{group}number"), match.end(f"{group}unit"))


def factor_of(text: str) -> Measure | None:
    """How many times the limit was exceeded, as said."""
    match = _FACTOR.search(text) or _ENGLISH_FACTOR.search(text)
    return Measure(Fraction(match["factor"]), "倍", *match.span("factor")) if match else None
