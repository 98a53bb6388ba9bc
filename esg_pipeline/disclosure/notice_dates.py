"""Which date of a notice is that of the breach, of the decision and of the publication."""

import re
from dataclasses import dataclass

from esg_pipeline.disclosure.notice_text import Dated, find_dates

_PUBLISHED = re.compile(
    r"(?:发布|公开|公示|公告|刊登|发文|信息来源|更新)(?:日期|时间|于)?\s?[:\t|]?\s?$"
    r"|(?:[Pp]ublished|[Rr]eleased|[Pp]osted)(?: on)?:?\s?$"
)
_DECIDED = re.compile(
    r"(?:处罚|决定|作出|裁定|判决|签发|处罚决定|立案)(?:决定)?(?:日期|时间)\s?[:\t|]?\s?$"
    r"|(?:[Dd]ate of (?:decision|order)|[Dd]ecided on|[Dd]ated):?\s?$"
)
_OTHER = re.compile(
    r"^,?[^。;,]{0,12}?(?:向[^。;,]{2,20})?(?:送达|告知|立案|听证|陈述|申辩|授权|颁布|施行|实施"
    r"|修订|起算|至|到|前|成立|注册|上市|发行|起息|完成整改|整改完|缴纳)|^\)|^(?:年度|期间)"
)
_BEFORE_OTHER = re.compile(
    r"(?:截至|截止|至|自|从|不晚于|日期为|出生|成立于|起息日[:为]?|到期日[:为]?|发行日[:为]?|until|before|by|since)\s?$"
)
_EVENT = re.compile(
    r"^(?:及\d{1,2}日|至\d{1,2}日|[,\s])*[^。;]{0,50}?(?:检查|发现|监测|巡查|巡检|调查|采样|抽样"
    r"|抽检|现场|发生|到期|应付|应兑付|兑付日|付息日|未能|未按|违反|擅自|超标|超过|不通过|起火"
    r"|爆炸|坍塌)"
)
_EVENT_BEFORE = re.compile(
    r"(?:事故|违法行为|检查|发生|到期|兑付|付息)(?:发生)?(?:日期|时间|日|于|在|是|为|:)[:为]?\s?$|(?:应于|定于|应在)$"
)
_DECISION = re.compile(
    r"^,?(?:被(?!发现|查)[^。;,]{0,40}?(?:处|罚|责令|警告|通报|谴责|列入|列为|纳入|出具|采取)"
    r"|[^。;]{0,40}?(?:因[^。;]{2,120}被|收到|作出|下发|出具|下达|处以|决定|采取|给予|予以|公告"
    r"|裁定|判决|披露|公布))"
)
_DISCOVERED = re.compile(r"检查|被发现|被查|监测|巡查|抽检|采样|现场|到期|应付|兑付日")
_ENGLISH_EVENT = re.compile(
    r"(?:inspect\w*|discharg\w*|occurred|accident|incident|failed|between|explosion|fire"
    r"|due)[^.;]{0,40}(?:on|in|of)?\s$|^[^.;]{0,60}(?:inspect|discharg|occurred|accident|spill"
    r"|failed|due)",
    re.IGNORECASE,
)
_ENGLISH_DECISION = re.compile(
    r"(?:announced|fined|reprimanded|issued|imposed|decision|order|penalty)[^.;]{0,60}(?:on"
    r"|dated)\s$|^,? [^.;]{0,80}?(?:fined|reprimand|impos|announced|issued|censur|order|penali)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NoticeDates:
    """The dates of a case; None where the text does not say one."""

    event: Dated | None
    decision: Dated | None
    published: Dated | None


def dates_of(text: str, *, is_letter: bool) -> NoticeDates:
    """Give each full date of a case its role by the words around it; the first counts, of signatures the last."""
    roles: dict[str, Dated] = {}
    for dated in find_dates(text):
        role = _role(text, dated, is_letter=is_letter)
        if role == "signed":
            roles["decision"] = dated
        elif role and role not in roles:
            roles[role] = dated
    return NoticeDates(roles.get("event"), roles.get("decision"), roles.get("published"))


def _role(text: str, dated: Dated, *, is_letter: bool) -> str | None:
    before, after = text[max(0, dated.start - 70) : dated.start], text[dated.end : dated.end + 180]
    if _PUBLISHED.search(before[-16:]):
        return "published"
    if _DECIDED.search(before[-16:]):
        return "decision"
    if _BEFORE_OTHER.search(before[-8:]) or _OTHER.match(after):
        return None
    if (
        re.match(r"[A-Za-z ,]", after[:1] or "x")
        and re.search(r"[A-Za-z]", before + after[:20])
        and not re.search("[\u4e00-\u9fff]", after[:10])
    ):
        return _english_role(before, after, text, dated)
    return _chinese_role(text, dated, before, after, is_letter=is_letter)


def _chinese_role(text: str, dated: Dated, before: str, after: str, *, is_letter: bool) -> str | None:
    if is_letter and _is_signature(text, dated):
        return "signed"
    if _EVENT_BEFORE.search(before[-12:]):
        return "event"
    decision, discovered = _DECISION.match(after), _DISCOVERED.search(after[:60])
    if decision and not (discovered and discovered.start() < decision.end()):
        return "decision"
    return "event" if _EVENT.match(after) else None


def _is_signature(text: str, dated: Dated) -> bool:
    """A date that stands alone at the end of its line, with little behind it."""
    rest = text[dated.end :].strip()
    begin = text.rfind("\n", 0, dated.start) + 1
    alone = dated.start - begin <= 40 and not re.search(r"[,;:]", text[begin : dated.start])
    return alone and text[dated.end : dated.end + 1] in {"", "\n", " "} and len(rest) < 300 and dated.start > 60


def _english_role(before: str, after: str, text: str, dated: Dated) -> str | None:
    clause = re.split(r"[.;]\s", before)[-1]
    if re.search(r"(?:fined|reprimanded|issued|imposed|announced|order|censured)[^.;]{0,60}$", clause):
        return "decision"
    if _ENGLISH_EVENT.search(clause) and re.search(r"(?:on|in|of|from|since|dated|due|between) $", before):
        return "event"
    if _ENGLISH_DECISION.match(after) or _ENGLISH_DECISION.search(clause):
        return "decision"
    if _ENGLISH_EVENT.match(after):
        return "event"
    return "decision" if dated.start < 40 and len(text) > 200 else None
