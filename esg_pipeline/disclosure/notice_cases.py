"""Where a text tells of penalties, suits or defaults, and how it falls into cases. Their fields are `notices`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from esg_pipeline.disclosure.notice_parties import find_authorities, find_companies
from esg_pipeline.disclosure.notice_text import find_document_numbers

_TITLE = (
    r"(?:行政处罚(?:事先)?(?:决定书|告知书)|处罚决定书|责令改正[^\n。]{0,20}决定书"
    r"|警示函(?:的)?(?:措施|监管措施)?的决定|监管函|纪律处分(?:的)?决定|自律处分决定"
    r"|监管措施的决定|通报批评的决定|执行裁定书|民事判决书|民事裁定书"
    r"|失信被执行人(?:信息)?|限制消费令|欠税公告|NOTICE OF VIOLATION|Notice of Violation"
    r"|CONSENT AGREEMENT|STATEMENT OF DISCIPLINARY ACTION)"
)
_LETTER = re.compile(
    rf"(?:^|\n)[^\n,。;]{{0,40}}{_TITLE}[^\n,。;]{{0,12}}(?=\n)|^[^\n,。;《收]{{0,60}}(?:行政处罚|处罚)决定书"
)
# The issuer itself announces that it cannot pay or that its holders agreed to wait: one case from the first word on.
_ANNOUNCED = re.compile(
    r"^[^\n。]{0,60}关于[^\n。]{0,60}(?:未能|无法|不能|违约|展期|逾期|延期兑付|兑付安排)[^\n。]{0,40}公告(?=\n)"
)
_MAX_ANNOUNCEMENT = 6_000
_TO_YOU = re.compile(
    r"你公司|你单位|你厂|你行|当事人|被处罚(?:人|单位)|被执行人|贵公司|\bRespondent\b|\bYou are hereby\b"
)
_SENTENCE = re.compile(r"[^。\n]+。?")
_ENGLISH_SENTENCE = re.compile(r"(?<=[a-z)\d]{2})\.\s(?=[A-Z])")
_SANCTION = (
    r"(?:罚款|处罚|罚没|被罚|责令|警告|警示函|监管函|谴责|通报批评|纪律处分|监管措施|监管谈话|停产"
    r"|吊销|立案调查|约谈|问询函|关注函|行政拘留)"
)
_PENALISED = re.compile(
    rf"(?:被|收到|受到|遭到?|接到)[^。;]{{0,80}}?{_SANCTION}|因[^。;]{{2,200}}?{_SANCTION}"
    r"|(?:处以?|并处|罚款|罚金|处罚)[^。;,]{0,12}?(?:[\d.,]{1,16}"
    r"|[一二三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟万]{1,12})(?:万|亿)?元"
    rf"|对[^。;]{{2,60}}?(?:予以|给予|采取|作出|处以|出具|实施|下发)[^。;]{{0,60}}?{_SANCTION}"
    r"|责令(?:其|你|该公司|公司|限期)?[^。;]{0,20}(?:改正|整改|停产)"
    r"|(?:违反(?:了)?|根据|依据)《[^》]{2,60}》"
    r"|(?:was|were|been|has|have|had) (?:\w+ ){0,3}(?:fined|penali[sz]ed|reprimanded|censured"
    r"|ordered to pay|sanctioned|convicted|prosecuted|suspended)"
    r"|(?:fine|penalty|penalties) (?:of|totall?ing|amounting to) (?:\w+ )?(?:HK|US|S)?[$€£]"
    r"|(?:fined|reprimand(?:s|ed)|censur(?:es|ed)|impos(?:es|ed)"
    r"|issued)(?:\W+[\w.$,&()'-]+){0,24}? (?:fine|penalty|penalties|reprimand|for|HK\$|US\$|\$)"
)
_DEFAULTED = re.compile(
    r"(?:未能?|无法|不能)(?:够)?(?:按期|按时|如期|及时)?(?:足额)?(?:筹措|兑付|偿付|支付|清偿|偿还"
    r"|归还)[^。;]{0,60}(?:本金|利息|本息|债券|票据|债务|回售)|(?:本金|利息|本息"
    r"|回售款)[^。;]{0,60}(?:未能?|无法|不能)(?:够)?(?:按期|按时|如期|及时)?(?:足额)?(?:兑付|偿付"
    r"|支付)"
    r"|(?:构成|发生|已经?|实质性?|存在[^。;]{0,16})违约|展期(?:兑付|方案|议案)"
    r"|(?:event of default|default(?:ed)? (?:on|in)|fail(?:ed|ure) to (?:pay|repay|redeem)"
    r"|did not pay|non-payment)[^.;]{0,80}(?:notes?|bonds?|interest|principal|coupon)"
)
_SUED = re.compile(
    r"(?:起诉|提起(?:民事)?(?:诉讼|仲裁)|诉至|列为被告|作为被告|申请强制执行)[^。]{0,160}|(?:列入"
    r"|纳入|列为|被列)[^。;]{0,24}(?:失信被执行人|被执行人|经营异常|严重违法失信|欠税|名单|名录)"
    r"|(?:为|系)被告[^。;]{0,80}"
    r"|被[^。;]{2,40}(?:法院|仲裁委)[^。;]{0,40}(?:判决|裁定|执行)|writ of summons"
    r"|winding.?up petition|(?:filed|commenced|brought) (?:a |an )?(?:lawsuit|legal action"
    r"|proceedings|suit|claim)"
)
_NEGATED = re.compile(
    r"(?:未|没有|无|不存在|未曾|从未|并未|不涉及|零)(?:曾|有|发生|受到|受过|因|被|收到|出现"
    r"|遭受?到?|存在|任何|发现|接获|涉及|列入|违反|重大|相关|产生"
    r"|\s){0,5}(?:[^。;,]{0,60}?)(?:处罚|罚款|罚金|违约|诉讼|失信|警告|警示|谴责|纪律处分|违规"
    r"|违法|法律)"
    r"|(?:处罚|罚款|诉讼|违约)[^。;,]{0,14}?(?:为|:|\t|\|)?\s?(?<![\d.,])(?:0|零|无)(?:次|起|件|宗"
    r"|元|万元)?(?:$|[,。;\t|\s])"
    r"|\b(?:no|not|nor|never|without|nil|zero|any)\b[^.;]{0,80}(?:fine[sd]?|penalt|sanction"
    r"|prosecut|litigation|non-compliance|convict|default|breach|legal (?:case|action|proceeding))"
)
_HYPOTHETICAL = re.compile(
    r"(?:如果?|若|一旦|对于|凡)[^。;,]{2,40}(?:的|者)?,?(?:将|应|须|可)[^。;]{0,20}(?:处罚|罚款"
    r"|警告)|(?:供应商|合作方|承包商|员工|分包商|客户|业主|经销商)[^。;]{0,40}(?:进行|予以"
    r"|给予)[^。;]{0,20}(?:处罚|罚款|警告)"
    r"|(?:处罚|奖惩|问责)(?:制度|机制|办法|规定|措施|案例|信息|标准)|(?:can|may|could|might|would"
    r"|shall) (?:be|result|lead|face)[^.;]{0,40}(?:fine|penalt)"
)
_MARKET = re.compile(
    r"\d{1,4}家(?:发行人|主体|企业|公司)[^。]{0,40}?\d{1,5}[支只期]债|(?:全市场|债券市场)(?:共"
    r"|累计)?(?:有|发生)?[^。]{0,20}\d{1,4}家"
)
_MAX_SENTENCE = 3_000  # of a longer one the beginning decides
_BACKWARD = re.compile(
    r"^\s*(?:对此|因此|此外|上述|该公司|该行为|其|同时|另外|随后|并|且|根据|依据|最终|The company"
    r"|It |The (?:fine|penalty))"
)
_HEADER = re.compile(r"处罚|罚款|违规|违法|监管措施|Penalty|Fine")
_HEADER_CELLS = re.compile(
    r"(?:公司|单位|主体|企业|当事人|子公司|处罚对象|Company|Entity|原因|事由|结果|机关|机构|金额|日期|文号|整改)"
)
_A_PERSON = re.compile(r"[\u4e00-\u9fff]{1,3}[某*]{0,2}(?:\((?:时任|系|原)|(?:先生|女士)?$)")
_NOTHING = re.compile(r"^(?:无|不适用|-|—|/|N/A|None|Nil|\s)*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Case:
    """One case at `start:end` of the flat text; `issuer_hint` is the span of a table cell that names the issuer."""

    start: int
    end: int
    is_letter: bool = False
    issuer_hint: tuple[int, int] | None = None


def is_letter(text: str) -> bool:
    """Whether a text is a decision or letter itself, not a report about one."""
    head = text[:400]
    addressed = bool(_TO_YOU.search(text[:3_000]))
    return bool(_LETTER.search(head)) or (addressed and bool(find_document_numbers(head)))


def tells(sentence: str) -> bool:
    """Whether a sentence says that a penalty, suit or default happened; denials, threats and statistics do not."""
    sentence = sentence[:_MAX_SENTENCE]
    told = _PENALISED.search(sentence) or _DEFAULTED.search(sentence) or _SUED.search(sentence)
    return (
        bool(told) and not is_denial(sentence) and not _HYPOTHETICAL.search(sentence) and not _MARKET.search(sentence)
    )


def is_denial(sentence: str) -> bool:
    """Whether a sentence denies rather than tells."""
    sentence = sentence[:_MAX_SENTENCE]
    denied = _NEGATED.search(sentence)
    if denied is None:
        return False
    rest = sentence[: denied.start()] + sentence[denied.end() :]
    return not re.search(
        r"(?:罚款|处罚|处以|fined?)[^。;]{0,16}\d[\d.,]*(?:万|亿)?元|(?:被|收到|予以"
        r"|给予)[^。;]{0,30}(?:处罚|罚款|警告|警示函|谴责|批评)|fined [^.;]{0,40}\$|本息|(?:本金"
        r"|利息)[^。;]{0,20}未能",
        rest,
    ) and not _DEFAULTED.search(sentence)


def is_market_statistic(sentence: str) -> bool:
    """Whether a sentence counts the cases of a whole market."""
    return bool(_MARKET.search(sentence))


def find_cases(text: str) -> list[Case]:
    """The cases of a flat text in order; none when it tells of none."""
    rows, taken = _table_cases(text)
    if is_letter(text) and not (rows and not _LETTER.search(text[:400])):
        return _letters(text)
    if len(text) <= _MAX_ANNOUNCEMENT and _ANNOUNCED.search(text.lstrip()) and not is_denial(text[:200]):
        return [Case(0, len(text), is_letter=True)]
    return sorted([*rows, *_told_cases(text, taken)], key=lambda case: case.start)


def _letters(text: str) -> list[Case]:
    """Cut where another decision begins: its number stands at the head of a line or behind the words of a heading."""
    starts: list[int] = []
    seen: set[str] = set()
    for number in find_document_numbers(text):
        line = text.rfind("\n", 0, number.start) + 1
        before = text[line : number.start]
        is_head = len(before) < 30 and not re.search(r"[,。;:《(]|根据|依据|收到|送达|以$", before)
        if number.is_decision and is_head and number.number not in seen:
            seen.add(number.number)
            starts.append(_head(text, line))
    starts = [0, *starts[1:]] if starts else [0]
    return [Case(a, b, is_letter=True) for a, b in zip(starts, [*starts[1:], len(text)], strict=True) if b > a]


def _head(text: str, line: int) -> int:
    """The heading above the number belongs to the decision that begins there."""
    before = text.rfind("\n", 0, max(0, line - 1)) + 1
    return before if line and _LETTER.search(text[before:line]) and line - before < 80 else line


def _told_cases(text: str, taken: list[tuple[int, int]]) -> Iterator[Case]:
    group: tuple[int, int] | None = None
    is_complete = False
    last_end = 0
    skipping = -1
    for start, end in _sentences(text):
        if any(a <= start < b for a, b in taken):
            continue
        sentence, line = text[start:end], text.count("\n", 0, start) if start < 4_000 else text.rfind("\n", 0, start)
        if is_market_statistic(sentence):
            skipping = line
        if skipping == line:
            continue
        is_new_line = "\n" in text[last_end : start + 1]
        follows = group is not None and (not is_new_line or bool(_BACKWARD.match(sentence)))
        is_other = group is not None and is_complete and _names_another(text[group[0] : group[1]], sentence)
        if group is not None and (not follows or is_other):
            yield from _closed(text, group)
            group, is_complete = None, False
        group = (group[0], end) if group else (start, end)
        is_complete = is_complete or tells(sentence)
        last_end = end
    if group is not None:
        yield from _closed(text, group)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    for sentence in _SENTENCE.finditer(text):
        position = sentence.start()
        for stop in _ENGLISH_SENTENCE.finditer(text, sentence.start(), sentence.end()):
            yield position, stop.start() + 1
            position = stop.end()
        if text[position : sentence.end()].strip():
            yield position, sentence.end()


def _names_another(before: str, sentence: str) -> bool:
    """Whether a sentence that tells of a case names a company that the sentences before it do not."""
    if not tells(sentence):
        return False
    return any(c.name not in before and c.name[:4] not in before for c in find_companies(sentence)[:1])


def _closed(text: str, group: tuple[int, int]) -> Iterator[Case]:
    """A group of sentences as a case, from the first that matters, if any of them tells of one."""
    sentences = [(a, b) for a, b in _sentences(text[group[0] : group[1]])]
    telling = [place for place, (a, b) in enumerate(sentences) if tells(text[group[0] + a : group[0] + b])]
    if not telling:
        return
    if not _is_grounded(text[group[0] : group[1]]):
        return
    first = telling[0]
    while first > 0 and _names_party(text[group[0] + sentences[first - 1][0] : group[0] + sentences[first - 1][1]]):
        first -= 1
    yield Case(group[0] + sentences[first][0], group[0] + sentences[-1][1])


def _names_party(sentence: str) -> bool:
    return (
        not is_denial(sentence)
        and bool(find_companies(sentence))
        and bool(re.search(r"未|违|超|检查|发现|逾期|事故|发生|造成|fail|breach|violat", sentence))
    )


def _is_grounded(text: str) -> bool:
    """A case names its company, the authority, a sum or a number; mere talk of penalties does not."""
    has_party = bool(find_companies(text)) or bool(
        re.search(r"子公司|分公司|本公司|公司因|公司被|公司收到|the Company|the Group|subsidiary", text)
    )
    has_anchor = (
        bool(find_authorities(text))
        or bool(find_document_numbers(text))
        or bool(re.search(r"\d[\d.,]*(?:万|亿)?元|万元|[$€£]\s?\d|本息|违约|\d年|default|被执行人|名录", text))
    )
    return has_party and has_anchor


def _table_cases(text: str) -> tuple[list[Case], list[tuple[int, int]]]:
    """Rows below a header that speaks of penalties, each a case; and the places of the tables."""
    cases: list[Case] = []
    taken: list[tuple[int, int]] = []
    column = width = -1
    for line in re.finditer(r"[^\n]+", text):
        cells = _cells(line)
        if len(cells) < 3:
            column = -1
            continue
        if (
            _HEADER.search(line.group())
            and len([c for c in cells if _HEADER_CELLS.search(c[0]) and len(c[0]) <= 24]) >= 2
            and not re.search(r"\d", line.group())
        ):
            column, width = _issuer_column(cells), len(cells)
            taken.append(line.span())
            continue
        if column < 0 or len(cells) != width:
            continue
        taken.append(line.span())
        name, start, end = cells[column]
        others = [c for place, c in enumerate(cells) if place != column]
        if (
            not _NOTHING.match(name)
            and not all(_NOTHING.match(c[0]) for c in others)
            and not re.search(r"合计|总计|Total", name)
            and not _A_PERSON.match(name)
        ):
            cases.append(Case(line.start(), line.end(), issuer_hint=(start, end)))
    return cases, taken


def _cells(line: re.Match[str]) -> list[tuple[str, int, int]]:
    mark = "\t" if "\t" in line.group() else "|"
    found: list[tuple[str, int, int]] = []
    position = line.start()
    for part in line.group().split(mark):
        body = part.strip()
        lead = position + len(part) - len(part.lstrip())
        found.append((body, lead, lead + len(body)))
        position += len(part) + 1
    return found[1:-1] if mark == "|" and line.group().startswith("|") else found


def _issuer_column(cells: list[tuple[str, int, int]]) -> int:
    named = (
        n
        for n, c in enumerate(cells)
        if re.search(r"公司|单位|主体|企业|当事人|对象|Company|Entity|Name", c[0])
        and not re.search(r"原因|结果|影响|整改|机关", c[0])
    )
    return next(named, 0)
