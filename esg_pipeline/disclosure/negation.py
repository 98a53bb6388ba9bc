"""Whether a sentence says something, denies it, plans it, wishes it, or says it of somebody else. English and Chinese.

Works on one hit in one sentence; which words are a hit is data (`cues`), what follows from it is `statements`.
"""

import re
from enum import StrEnum

_BEFORE = 160
_BEHIND = 60


class Stance(StrEnum):
    """How the words around a hit take it."""

    AFFIRMED = "affirmed"
    DENIED = "denied"
    UNCLEAR = "unclear"
    PLANNED = "planned"
    CONDITIONAL = "conditional"
    OTHERS = "others"


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# Phrases with a negative word that deny nothing; their letters are blotted out before a negation is sought.
_HARMLESS = {
    "en": _words(
        r"\bnot (?:only|just|merely|solely|simply|limited to|least|to mention|later than|more than|exceeding)\b",
        r"\bno (?:less|fewer|later|more) than\b",
        r"\bnot (?:less|fewer|lower|be limited)\b",
        r"\bno (?:matter|doubt|longer than)\b",
        r"\b(?:no|nos)\.\s?\d+",
        r"\bwhether or not\b",
        r"\bor not\b",
        r"\bwithout (?:exception|delay|prejudice|interruption|compromising|fail|discrimination)\b",
        r"\bnot without\b",
        r"\b(?:not|never|cannot|do(?:es)? not|did not) (?:fail|cease|stop|neglect|forget|tolerate|overlook|ignore)\b",
        r"\bno (?:one|effort|stone|deforestation|net loss|net deforestation|poverty|harm)\b",
        r"\bnon-(?=\w)",
        r"\bcannot be (?:overlooked|ignored|neglected|separated|overstated)\b",
        r"\bzero[- ]tolerance\b",
        r"\bnot applicable\b",
        r"\bnot at the (?:expense|cost) of\b",
    ),
    "zh": _words(
        r"不[仅但只断限懈良动锈同当符合格久容忘准得遗妥竭舍漏管再正可]",
        r"不(?:低于|少于|超过|高于|小于|晚于|定期|限于|放过|安全|利|足|规范|合规|文明|端)",
        r"无(?:害|废|纸|人|论|形|偿|线|障碍|缝|锡|机|组织|氟|铅|接触|微不至|疑|保留|关|水|尘|污染|固定|氰|汞)",
        r"未(?:来|成年|雨|然|婚)",
        r"没收|从未间断|沉没|淹没|出没|埋没|毫不|决不|绝不|永不|杜绝|非(?:常|洲|独立|执行|财务|化石"
        r"|全日制|居民|遗|物质|道路|公|盈利|正式|甲烷|金融|关税)",
        r"零(?:容忍|距离|售|碳|排放|部件)",
        r"并非只|不是.{0,6}而是",
    ),
}
_NEGATIVE = {
    "en": re.compile(
        r"\b(?:not|never|no|nor|neither|none|without|cannot|lacks?|lacked|lacking|absence|fail(?:s|ed)? to|yet to"
        r"|(?:has|have|had|is|are|was|were|do|does|did)n['’]t)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"尚未|暂未|并未|未能|从未|未曾|没有|尚无|暂无|并无|不存在|不具备|不设|缺乏|缺少|未|没|无|不|拒绝"
    ),
}
# A denial of the issuer's own: the negative word governs the hit directly. What happened is another matter.
_EVENT = (
    r"violat|breach|contraven|non-?compl|infring|compl[yi]|accident|cases?\b|incident|complain|finding"
    r"|found|find\b|identif|aware|receiv|occur"
    r"|discover|detect|discriminat|accept|allow|permit|employ(?:s|ed|ing)?\b|hire|use\b|involv|caus|affect"
    r"|impact|limit"
    r"|exceed|only|because|that\b|which|who\b|if\b"
)
_EVENT_CHINESE = (
    r"(?:发生|出现|收到|接到|接获|接报|发现|知悉|涉及|涉嫌|因|受到|遭|存在|违反|违规|雇用|录用|聘用|使用|被"
    r"|产生|造成|导致|引致|牵涉)"
)
_WORDS_BETWEEN = rf"(?:\s+(?!{_EVENT})[\w'’-]{{1,20}})"
_DIRECT_BEFORE = {
    "en": re.compile(
        rf"(?:\b(?:has|have|had|did|do|does|is|are|was|were)(?:\s+(?:not|never)|n['’]t){_WORDS_BETWEEN}{{0,6}}"
        rf"|\b(?:has|have|had|there (?:is|are|was|were)|with|currently|having)(?: currently"
        rf"| at present)? no{_WORDS_BETWEEN}{{0,4}}"
        rf"|\b(?:without (?:an?|any)|lack(?:s|ed|ing)?(?: an?| any| of)?){_WORDS_BETWEEN}{{0,2}}"
        rf"|(?:^|\s)no (?:formal|specific|written|dedicated|separate|explicit|standalone|stand-alone"
        rf"|such)(?: or \w+)?"
        rf"|\b(?:has|have) yet to{_WORDS_BETWEEN}{{1,4}}|(?:^|\s)no)\s*$",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        rf"(?:尚未|暂未|并未|未能|从未|未曾|没有|尚无|暂无|并无|不具备|不设|缺乏|缺少|未|无|没)(?!{_EVENT_CHINESE})"
        rf"(?:就|对|针对|为|与|在)?(?:(?!{_EVENT_CHINESE})[^，,；;。：:、不未无没]){{0,8}}$"
    ),
}
_DIRECT_BEHIND = {
    "en": re.compile(
        r"^[^,;.:]{0,40}?\b(?:(?:is|are|was|were|has|have|had)(?:\s+(?:not|never)|n['’]t)(?:\s+(?:yet"
        r"|currently|formally|been|as yet)){0,3}"
        r"\s+(?:in place|established|set|set up|adopted|available|developed|formulated|conducted"
        r"|obtained|carried out|implemented|published|issued|disclosed|performed|prepared|engaged"
        r"|introduced|appointed|undertaken|done|verified|assured|audited|certified|made|assessed)"
        r"|(?:is|are|was|were|remains?) (?:absent|lacking|still lacking|yet to be \w+)|(?:has|have) yet to be \w+)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"^[^，,；;。：:]{0,14}(?<!从)(?:尚未|暂未|并未|未能|未)(?:[^，,；;。]{0,6})"
        r"(?:建立|制定|制订|设立|设定|设置|开展|取得|获得|通过|完成|披露|公布|发布|聘请|进行|订立|编制"
        r"|实施|形成|完善|核证|鉴证|验证|认证)"
    ),
}
_DIRECT_INSIDE = {
    "en": re.compile(
        rf"^[^,]*\b(?:(?:is|are|was|were|has|have|had)(?:\s+(?:not|never)|n['’]t)(?: yet"
        rf"| currently)?(?: been)? (?!{_EVENT})\w+(?:ed|en|de|et|ne|ld|ut|out|up)"
        rf"|(?:do|does|did)(?:\s+(?:not|never)|n['’]t)(?: yet| currently)? (?!{_EVENT})\w+)\b[^,]*$",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"^[^，；]{0,14}(?:尚未|暂未|并未|未|没有)(?:与|纳入|建立|制定|设立|设置|开展|获|取得|通过"
        r"|实施|提供|配备|购买|投保|披露|经|进行|完成|按|明确|编制|发布|刊发|作出|加入|签署|聘请|安排"
        r"|形成|成为|参与|采用|推行)[^，；]*$"
    ),
}
_PLAN = {
    "en": re.compile(
        r"\b(?:will|would|plan(?:s|ned|ning)? to|intend(?:s|ed|ing)? to|aim(?:s|ed|ing)? (?:to|at)"
        r"|going to|expect(?:s|ed)? to"
        r"|(?:is|are) (?:also |now |currently |still )?(?:considering|exploring|preparing|drafting"
        r"|studying|investigating|working towards)"
        r"|in the process of \w+ing|under (?:development|preparation|consideration)|propos(?:es|ed"
        r"|ing) to|seek(?:s|ing)? to|hop(?:es|ing) to"
        r"|look(?:s|ing)? forward to|(?:is|are) (?:being|to be) \w+ed|we shall|in the (?:near )?future"
        r"|consider(?:s|ing)? \w+ing"
        r"|(?:committed|commits|strives?|striving|endeavou?rs?|endeavou?ring|attempts?|tries|try|trying"
        r"|hopes?|wish(?:es)?|efforts?|ready|able|agreed|encouraged) to (?:\w+ )?"
        r"(?:establish|build|develop|set|obtain|introduc|formulat|adopt|achiev|becom|explor|appoint"
        r"|implement|conduct|complet|create|publish|obtain)\w*"
        r"|should|could|may|might|ought to|needs? to|has to|have to)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"^\s{0,2}计划(?![的书、内外])|(?<!不)(?:拟(?!定|订)|将(?:会|进一步|逐步|积极|不断|继续|适时)"
        r"|拟研究|(?:公司|集团|我们|本行|亦|也|还)计划(?=[^，。、的]{2})|计划(?:申请|在|于|开展|建立"
        r"|制定|通过|逐步|未来|年内|进行|引入)|打算|有望|力争|争取|即将|下一步|预计|正在筹|筹备"
        r"|(?:考虑|探讨|研讨)(?:是否)?(?:建立|制定|设立|引入|采纳|采用|推行|订立|成立|聘请|开展|实施|加入"
        r"|申请|委任|设定|编制)|研究(?:建立|制定)"
        r"|希望|期望|期待|致力于(?:建立|构建|打造)|有待|亟需|亟待|需要?(?:建立|制定|加强|进一步)|应(?:当"
        r"|该|建立|制定|加强)|正在(?:制定|建立|编制|研究|准备|申请|推进建立))"
    ),
}
# `将` is a plan (`will`) unless a verb follows by which it marks the object.
_WILL_CHINESE = re.compile(
    r"(?<!即)将(?![近军士帅领来])(?![^，。]{1,30}(?:纳入|作为|列为|列入|融入|视为|贯穿|转化|嵌入|置于"
    r"|分解|减至|减到|控制在|应用|用于|落实到|降至|降低至|提升至"
    r"|交由|委托|移交|分为|传递|结合|推广|挂钩|写入|整合|上升|放在|摆在|更换|替换|改为|改造|送往|运至"
    r"|划分|集中|分享|引入|覆盖))"
)
_PLAN_OF_GOAL = {
    "en": re.compile(
        r"\b(?:will|would|plan(?:s|ned|ning)? to|intend(?:s|ed|ing)? to|consider(?:s|ing)?"
        r"|in the process of|going to|expects? to|exploring|preparing to)"
        r" (?:also |consider |be |further |then )?(?:set|sett?ing|establish\w*|formulat\w*|develop\w*"
        r"|defin\w*|adopt\w*|introduc\w*|devis\w*)",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?:拟|计划|考虑|正在|将|或会|日后|研究|筹备|着手|适时|未来|下一步)(?:[^，。；]{0,6})(?:制定|制订|设定"
        r"|设立|订立|建立|确定|编制)"
    ),
}
_CONTINUED = {
    "en": re.compile(
        r"\b(?:will|shall|would) (?:also )?(?:continue|keep|remain|maintain|from time to time"
        r"|periodically|regularly|always)(?: to)?\b"
        r"|\b(?:can|may|which will|that will|who will|so that \w+ will)\b|\bmust\b(?= (?:comply|abide))",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"将(?:一如既往|始终)"),
}
_CONDITION = {
    "en": re.compile(
        r"^\W{0,3}whether\b|\b(?:if|unless|in case|in the event|provided that|should (?:any|there|we|the))\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"如果|倘若|假如|一旦|若(?!干)|如(?:有|发生|出现|遇|存在|发现|需|未)"),
}
# What stands behind a hit: it is still in the making, or it has been given up.
_PLAN_BEHIND = {
    "en": re.compile(
        r"^[^,;.]{0,60}?\b(?:(?:is|are|was|were|remains?)(?: \w+ly| now| still)?"
        r" (?:being (?:drafted|prepared|developed|considered|formulated|planned|designed|discussed|drawn up|explored"
        r"|studied|set up|established|negotiated)"
        r"|under (?:preparation|development|consideration|discussion|construction|negotiation|study)|in preparation"
        r"|planned|proposed|in the pipeline|to be (?:set up|established|introduced|adopted|developed|drafted))"
        r"|(?:will|shall|may|might|could|should) be (?:\w+ly )?(?:established|set up|set|introduced|adopted"
        r"|formulated"
        r"|launched|considered|developed|published|appointed|obtained|in place|put in place|completed"
        r"|rolled out|drawn up"
        r"|built|installed|drafted|explored)"
        r"|(?:has|have) been (?:proposed|applied for))\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"^[^，,；;。：:]{0,16}(?:(?:正在|仍在|尚在|目前在|正|拟|计划|将于|将在|预计)[^，；。]{0,10}(?:制定"
        r"|起草|编制|研究|筹备"
        r"|筹建|建设|申请|讨论|审批|酝酿|建立|设立|推出|出台|取得|启动)|(?:起草|筹备|制定|申请|研究|讨论"
        r"|筹建|编制)(?:之)?中|有待|待定)"
    ),
}
_ENDED_BEFORE = {
    "en": re.compile(
        r"\b(?:terminat|cancell?|withdr[ae]w|discontinu|abolish|abandon|revok|relinquish|surrender|gave up|given up"
        r"|suspend|ceas|no longer (?:ha|hold|ma|certif|in))\w*(?: \w+){0,4}\s*$",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?:终止|取消|撤销|废止|注销|停止|放弃|不再|暂停)(?:了|执行|持有|实施|其|本|该)?[^，,；。]{0,6}$"
    ),
}
_ENDED_BEHIND = {
    "en": re.compile(
        r"^[^,;.]{0,40}?\b(?:lapsed|expired|(?:was|were|has been|have been|is|are)(?: \w+ly)? (?:withdrawn"
        r"|revoked|cancell?ed"
        r"|discontinued|abolished|abandoned|terminated|suspended|dissolved|disbanded|scrapped|rejected)"
        r"|(?:was|has|were|have) not (?:been )?renewed|(?:is|are) no longer)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"^[^。；;]{0,24}(?:注销|失效|到期(?:后)?未|被撤销|被吊销|已终止|已废止|已停止|已取消|已过期|被暂停"
        r"|已解散|被否决)"
    ),
}
_WHO = {
    "en": (
        r"(?:suppliers?|contractors?|sub-?contractors?|vendors?|business partners?|customers?|clients?"
        r"|borrowers?|investees?|tenants?|competitors?|peers|listed (?:companies|issuers)|(?<!the )issuers"
        r"|enterprises"
        r"|other companies|organi[sz]ations|the government|regulators?|authorities|countries|governments|investors)"
    ),
    "zh": (
        r"(?:供应商|承包商|分包商|承建商|合作伙伴|合作方|客户|租户|借款人|被投资企业|投资者|同业|同行"
        r"|竞争对手|发行人应|上市公司应|企业应|监管(?:机构|部门)|政府(?:部门)?|国家|各国|第三方机构应)"
    ),
}
_OTHERS = {
    "en": re.compile(
        r"\b(?:many|most|some|several|certain|a number|other|various|leading|major|large)(?: of (?:the|our"
        r"|its))?(?: \w+)?"
        r" (?:peers|banks|companies|firms|enterprises|issuers|institutions|competitors|corporations|players)\b"
        r"|\bat (?:the )?(?:industry|national|sector) level\b|\b(?:stakeholders?|investors?|shareholders?"
        r"|customers?|communities|the public)"
        r" (?:also )?(?:expects?|wants?|demands?|asks?|hopes?|wish|are concerned)\b"
        r"|\b(?:requir\w*|encourag\w*|ask(?:s|ed)?|urg(?:e|es|ed|ing)|prefer\w*|priorit\w+|select\w*"
        r"|choos\w+|favou?r\w*|request\w*|expect\w*|support\w*|assist\w*|help\w*|guid(?:e|es|ed"
        r"|ing))\b[^.;]{0,50}\b"
        + _WHO["en"]
        + r"|\b"
        + _WHO["en"]
        + r"\b(?:['’]s?)?[^.;,]{0,30}\b(?:shall|must|should|are required|is required|need to|are expected|who|which"
        r"|that|with|are|is|(?:have|has|had) (?:to|been|obtained|not|established|passed)|obtain(?:ed)?"
        r"|hold(?:s|ing)?|whether they)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?:许多|不少|多数|大多|部分|若干|其他|众多|一些|多家|同行|同业)(?!子公司|下属|附属|分公司)[^，。；的]{0,6}"
        r"(?:企业|银行|机构|竞争对手|同行|上市公司|发行人|(?<!子)公司)"
        r"|(?:国家|政府|监管部门|监管机构|利益相关方|投资者|社会各界|市场)[^，。；]{0,6}(?:鼓励|要求|期望"
        r"|期待|倡导|引导|希望|关注)"
        r"|(?:要求|鼓励|督促|引导|推动|促使|倡导|优先选择|优先选用|优先考虑|选择|协助|帮助|支持|敦促)[^，。；]{0,12}"
        + _WHO["zh"]
        + r"|"
        + _WHO["zh"]
        + r"[^，。；]{0,10}(?:应|须|需|必须|是否|具备|取得|获得|通过|建立|制定|的)"
    ),
}
_CLAUSE = {
    "en": re.compile(
        r"[;:]\s|\.\s|[,]?\s(?:but|while|whereas|although|however|yet(?=\s(?:has|have|it|we))|nevertheless)\s"
        r"|,\s(?:and|which|thus|so|thereby)\s|\sand\s(?=(?:has|have|had|it|we|the (?:group|company|board"
        r"|bank))\b)|\s[–—]\s|,\s(?=(?:the (?:group|company|board|bank)|we|our)\b)",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"[，；。：！？]|但|而且|然而"),
}
_NEW_SUBJECT = re.compile(r"[；。]|[，、](?=(?:本?公司|本?集团|本行|我们|我行|各子公司|董事会))")


def stance_of(text: str, span: tuple[int, int], language: str, says: frozenset[str] = frozenset()) -> Stance:
    """How the sentence takes the hit at `span`; what the cue says itself (negation, plan, others, condition) is not
    held against it.
    """
    start, end = span
    clause = _clause(text, start, language)
    before, inside, behind = text[clause:start], text[start:end], text[end : end + _BEHIND]
    if "others" not in says and _OTHERS[language].search(text[_subject(text, start, language) : start]):
        return Stance.OTHERS
    if "condition" not in says and _CONDITION[language].search(before):
        return Stance.CONDITIONAL
    will = language == "zh" and _will(text, (clause, start, end), says)
    if will or _is_planned(before, inside, language, says) or _PLAN_BEHIND[language].search(behind):
        return Stance.PLANNED
    if _ENDED_BEFORE[language].search(before) or _ENDED_BEHIND[language].search(behind):
        return Stance.UNCLEAR
    if "negation" in says:
        return Stance.UNCLEAR if _doubled(before, language) else Stance.AFFIRMED
    return _negated(before, inside, behind, language)


def _is_planned(before: str, inside: str, language: str, says: frozenset[str]) -> bool:
    """A plan before the hit counts against every cue but one of a goal, which is denied by a plan to set one."""
    if "goal" in says:
        return bool(_PLAN_OF_GOAL[language].search(before + inside))
    first = inside[:4] if language == "zh" else inside.partition(" ")[0]
    if "condition" in says:
        first = ""  # `should any case be found` is a case and no plan
    text = before + (first if "plan" in says else inside)
    return bool(_PLAN[language].search(_blot(text, _CONTINUED[language])))


def _will(text: str, span: tuple[int, int, int], says: frozenset[str]) -> bool:
    """Whether a Chinese `将` that is a plan stands between clause and hit or in the hit, unless the cue holds it.

    What is done if a case arises is a rule, no plan.
    """
    if says & {"goal", "condition"}:
        return False
    clause, hit, end = span
    last = hit if "will" in says else end
    return any(found.start() < last for found in _WILL_CHINESE.finditer(text, clause, end + 30))


def _subject(text: str, position: int, language: str) -> int:
    """Where the words begin that may hold the subject: a Chinese comma does not end them unless a new one follows."""
    if language == "en":
        return _clause(text, position, language)
    first = max(0, position - 50)
    ends = [m.end() for m in _NEW_SUBJECT.finditer(text, first, position)]
    return ends[-1] if ends else first


def _clause(text: str, position: int, language: str) -> int:
    """Where the clause of a place begins."""
    first = max(0, position - _BEFORE)
    ends = [m.end() for m in _CLAUSE[language].finditer(text, first, position)]
    return ends[-1] if ends else first


def _blot(text: str, harmless: re.Pattern[str]) -> str:
    return harmless.sub(lambda m: "_" * len(m.group()), text)


def _doubled(before: str, language: str) -> bool:
    """A negative cue behind another negative word."""
    return bool(_NEGATIVE[language].search(_blot(before, _HARMLESS[language])[-25:]))


def _negated(before: str, inside: str, behind: str, language: str) -> Stance:
    harmless, negative = _HARMLESS[language], _NEGATIVE[language]
    lead = _blot(before, harmless)
    words = negative.findall(lead)
    if len(words) > 1 and language == "en":
        return Stance.UNCLEAR
    if _DIRECT_BEFORE[language].search(lead):
        return Stance.DENIED
    if words:
        return Stance.UNCLEAR
    core = _blot(inside, harmless)
    if negative.search(core):
        return Stance.DENIED if _DIRECT_INSIDE[language].search(core) else Stance.UNCLEAR
    follow = _blot(behind, harmless)
    if _DIRECT_BEHIND[language].search(follow):
        return Stance.DENIED
    return Stance.AFFIRMED
