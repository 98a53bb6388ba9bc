"""The structured features of a label: what must agree before two labels may be taken for the same thing.

A veto for every inexact way of mapping: likeness never bridges `hazardous` and `non-hazardous`. Nothing is mapped here.
"""

import re
from functools import lru_cache

from esg_pipeline.disclosure.concepts import concepts, fold
from esg_pipeline.disclosure.lexicon import phrases

# Concepts that alone make no other data point of a label.
WEAK = frozenset({"consumption", "emission", "produced", "received", "completed", "work", "of_which", "finished"})
_FAMILIES = {
    "intensity": "denominator",
    "rate": "share",
    "average": "average",
    "direct": "directness",
    "indirect": "directness",
    "other": "directness",
    "hazardous": "hazard",
    "nonhazardous": "hazard",
    "industrial_solid": "hazard",
}
# Words that make a part, another group, act or time of a whole; each pair (English, Chinese) is a feature.
_MARKS: dict[str, tuple[str, str]] = {
    "negation": (
        "not|non|without|neither|excluding|excl|except|un(?:treated|recycled|resolved|trained)",
        "不|未|非|除外|剔除|扣除",
    ),
    "matter": (
        (
            "target|goal|baseline|budget|forecast|planned|benchmark|peers?|change|growth|increase|decrease|reduction"
            "|reduced|saved|savings?|avoided|offsets?|removals?|credits?|limit|quota|permit(?:ted)?|allowance"
            "|threshold|potential|capacity|price"
        ),
        (
            "目标|基准|预算|计划|同比|环比|变动|增长|增幅|降幅|下降|减少|减排|节约|节省|节能|节水|节电|抵消|配额|限额"
            "|限值|容量|装机|价格|单价"
        ),
    ),
    "booking": (r"capitali[sz]\w{1,5}|expensed|amorti[sz]\w{1,5}", "资本化|费用化|摊销"),
    "inspection": (r"sampling|sampled|spot[ -]checks?|supervis\w{1,5}|official", "抽检|抽查|监督"),
    "time": (
        "monthly|daily|weekly|quarterly|cumulative|accumulated|since|historical|h1|h2|q[1-4]",
        "月|季度|每日|累计|历年|上半年|下半年",
    ),
    "part": (
        (
            "kitchen|food|canteen|household|domestic|living|office|paper|papers|cartons?|cardboard|plastics?|glass"
            "|metals?|wood|wooden|battery|batteries|toner|cartridges?|lamps?|tubes?|oils?|electronic|electrical waste"
            "|e-waste|construction|demolition|sludge|ash|slag|medical|clinical|garden|refrigerants?|fugitive"
            r"|generators?|boilers?|fleet|vehicles?|cars?|mobile|stationary|process|commut\w{1,5}|travel\w{0,4}"
            r"|flights?|air travel|logistics|transport\w{0,6}|distribution|upstream|downstream|leased|financed"
            "|investees?|steam|heat(?:ing)?|cooling|gas|solar|wind|hydro|photovoltaic|biomass|municipal|ground"
            "|surface|sea|seawater|rain|rainwater|river|reclaimed|treated|desalinated|bottled|drinking"
            "|production lines?|plants?|factory|factories|workshops?|hotels?|stores?|shops?|mines?|projects?|sites?"
            r"|offices|headquarters|subsidiary|branch(?:es)?|data cent(?:re|er)s?|buildings?|dormitor\w{1,3}|owned"
            "|on-site|onsite|sold|exported|ch4|n2o|hfcs?|pfcs?|sf6|methane|co2|carbon dioxide|biogenic|charging"
            "|piles?|lighting|air-?conditioning|it equipment"
        ),
        (
            "厨余|餐厨|食物|生活|办公|纸|塑料|玻璃|金属|木|电池|墨盒|硒鼓|灯管|废油|机油|润滑油|电子|建筑|施工|污泥"
            "|炉渣|粉煤灰|矿渣|医疗|园林|制冷剂|逸散|发电机|锅炉|车辆|车队|汽车|移动源|固定源|工艺|通勤|差旅|出差"
            "|航空|物流|运输|上游|下游|租赁|蒸汽|热力|供热|供暖|太阳能|光伏|风电|风能|水电|生物质|市政|地下水|地表水"
            "|海水|雨水|河水|中水|再生水|淡化|饮用|生产线|工厂|厂区|车间|酒店|门店|矿山|项目|总部|子公司|分公司"
            "|数据中心|大楼|宿舍|自有|自产|外售|出售|甲烷|氧化亚氮|二氧化碳(?!当量)|照明|空调|充电|投资组合"
        ),
    ),
    "group": (
        (
            r"new|newly|hired|hires?|recruits?|recruited|recruitment|joiners?|leavers?|left|departed|resign\w{0,7}"
            r"|dismiss\w{0,4}|retired?|retirees?|promot\w{1,4}|contractors?|sub-?contractors?|outsourced|agency"
            r"|temporary|casual|seasonal|interns?|dispatched|apprentices?|graduates?|disabled|disabilit\w{1,4}"
            r"|minorit\w{1,3}|veterans?|part[iy] members?|bachelor\w{0,2}|masters?|doctor\w{0,4}|phds?|degrees?"
            "|diplomas?|college|technical|technicians?|sales|marketing|administrative|finance|financial"
            r"|production staff|executives?|supervisors?|chair\w{0,8}|secretar\w{1,3}|public|visitors?|students?"
            "|residents?|users?|members?|distributors?|dealers?|partners?|strategic|key|core|major|main|critical|tier"
            "|local|foreign|expatriates?|permanent|fixed-term|internal|external|reportable|online|offline|mandatory"
            "|voluntary|involuntary"
        ),
        (
            "新增|新进|新入职|入职|招聘|聘用|离任|辞职|解雇|退休|晋升|承包|分包|外包|临时|季节|实习|派遣|学徒|毕业生"
            "|残疾|少数民族|退伍|党员|本科|硕士|博士|大专|学历|技术|销售|行政|财务|生产人员|高管|监事|主席|秘书|公众"
            "|访客|学生|居民|会员|经销商|合作伙伴|战略|核心|主要|关键|一级|外籍|固定期限|内部|外部|线上|线下|主动"
            "|被动|自愿|家属|子女"
        ),
    ),
    "act": (
        (
            r"paid|payable|incentives?|awards?|fines?|penalt\w{1,3}|audit\w{0,3}|assess\w{0,5}|inspect\w{0,4}"
            r"|certif\w{1,8}|screen\w{0,3}|monitor\w{0,3}|appl(?:ied|ications?)|filed|pending|ongoing"
            r"|investigat\w{1,4}|suspected|confirmed|reported|stored|storage|transferred|treated|treatment"
            r"|incinerat\w{1,3}|compost\w{0,3}|evaporat\w{1,3}|leak\w{0,5}|spill\w{0,4}|purchased|bought|replaced"
            r"|participants?|sessions?|courses?|programmes?|activities|drills?|events?|meetings?|attend\w{0,5}"
            r"|overtime|leave|absen\w{2,8}|near[- ]miss\w{0,2}|lti\w{0,2}|trir|ltifr|diseases?|illness\w{0,2}"
            "|frequency|severity"
        ),
        (
            "奖|罚|审计|审核|评估|检查|认证|筛查|监测|申请|提起|未决|调查|举报|疑似|确认|贮存|储存|转移|焚烧|堆肥"
            "|泄漏|采购的|更换|人次|场次|课程|活动|演练|会议|出席|加班|休假|缺勤|职业病|频率|严重|焚化|处理率|及时"
        ),
    ),
}
_COMPILED = {name: re.compile(rf"\b(?:{english})\b|{chinese}") for name, (english, chinese) in _MARKS.items()}
_BEHIND_PREPOSITION = re.compile(
    r"\b(?:of|at|in|by|from|for|on|per|under|within|through)\s(?:the\s|our\s|its\s)?([a-z][a-z0-9]*)"
)
_KNOWN = frozenset(concept for words in phrases().values() for concept in words.split())
_PREFIXES = {"@": "member", "s": "scope", "p": "denominator", "#": "number"}


@lru_cache(maxsize=20_000)
def features(label: str) -> frozenset[str]:
    """Features of a label as `family=value`, from its known concepts and the words that mark a part or act."""
    found = {f"{_family(c)}={c}" for c in concepts(label) if _is_known(c) and c not in WEAK}
    plain = fold(label)
    for name, pattern in _COMPILED.items():
        found |= {f"{name}={_stem(mark)}" for mark in pattern.findall(plain)}
    return frozenset(found)


def differing(one: str, other: str) -> str:
    """The first family in which two labels differ; '' when all their features agree."""
    return min((feature.partition("=")[0] for feature in features(one) ^ features(other)), default="")


def names_a_part(label: str) -> bool:
    """Whether an unknown word hangs on a preposition: `electricity consumption of charging piles` is a part."""
    unknown = unknown_words(label)
    return any(found[1] in unknown for found in _BEHIND_PREPOSITION.finditer(fold(label)))


def unknown_words(label: str) -> frozenset[str]:
    """What the vocabulary does not know of a label: words and single characters, without numbers."""
    return frozenset(c for c in concepts(label) if not c.startswith("#") and not _is_known(c))


def _is_known(concept: str) -> bool:
    return concept in _KNOWN or _is_marked(concept)


def _is_marked(concept: str) -> bool:
    return concept.startswith(("@", "scope:", "per:", "#"))


def _family(concept: str) -> str:
    return _PREFIXES[concept[0]] if _is_marked(concept) else _FAMILIES.get(concept, "subject")


def _stem(mark: str) -> str:
    """One form for singular and plural of a mark."""
    return mark.removesuffix("s") if mark.isascii() else mark
