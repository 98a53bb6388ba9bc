"""The words of column titles, English and Chinese: what is a unit, a page, a change, a target. No years, no numbers."""

import re

from esg_pipeline.disclosure.traditional import TRADITIONAL
from esg_pipeline.disclosure.years import normal

_ROLE_WORDS = {
    "unit": (
        "unit|units|单位|计量单位|unit of measurement|unit of measure|units of measurement|units of measure"
        "|measurement unit|measuring unit|measurement units|uom|数据单位|指标单位|单 位|量度单位|计算单位|unit(s)"
    ),
    "value": (
        "total|value|values|amount|amounts|figure|figures|data|result|results|current year|this year"
        "|reporting year|reporting period|current period|current reporting period|during the year|performance"
        "|actual|emissions|emission|consumption|total amount|total emissions|total emission|total consumption"
        "|quantity|usage|volume|this period|statistics|performance data|数值|数据|合计|总计|总量|数量|本年|本年度"
        "|本期|报告期|报告期内|本报告期|当年|本年数|本集团|the group|group|group total|用量|排放量|消耗量|使用量"
        "|耗用量|绩效|表现|金额|年度数据|今年|number|总数|人数|no. of people|number of people|实际值|本年度数据"
        "|总排放量|总耗量|使用总量"
    ),
    "prior": (
        "previous year|prior year|last year|previous period|prior period|previous reporting period"
        "|last reporting period|上年|上年度|去年|上期|上年同期|上年数|上一年|上一年度|上个年度|previous|prior"
        "|去年同期|上年度数据"
    ),
    "page": ("page|pages|report page|report pages|page no|page number|page numbers|page no.|页码|页|页数|page(s)"),
    "code": (
        "code|kpi code|no.|no|编号|序号|kpi no.|kpi no|kpi number|indicator code|指标编号|item no.|s/n|#"
        "|kpi reference|kpi ref|指标代码|代码|项次"
    ),
    "standard": (
        "gri|gri code|gri standard|gri standards|gri index|gri disclosure|gri ref|gri reference|hkex|hkex kpi"
        "|hkex code|hkex esg guide|hkex index|hkex indicator|esg guide|esg kpi|esg code|sasb|sasb code|ifrs s2"
        "|sdgs|sdg|ungc|reference|references|ref|ref.|standard|standards|reporting standard|esg reporting guide"
        "|对应指标|参考|参考标准|披露标准|对标|港交所|联交所|联交所指标|港交所指标"
    ),
    "note": (
        "note|notes|remark|remarks|footnote|footnotes|comment|comments|explanation|备注|附注|说明|注释|注|备 注"
        "|附註|coverage|统计范围|统计口径|范围|口径|boundary|reporting scope|reporting boundary|source"
        "|data source|数据来源|来源|status|进展|完成情况|progress"
    ),
    "share": (
        "%|percentage|percentage (%)|percent|proportion|share|ratio|rate|% of total|percentage of total|占比|比例"
        "|百分比|比率|比重|占比(%)|比例(%)|百分比(%)|占总数比例|占总人数比例|占总人数百分比|proportion (%)"
        "|share (%)"
    ),
}
_ROLES = {word: role for role, words in _ROLE_WORDS.items() for word in words.split("|")}
_CHANGE = re.compile(
    r"\b(?:changes?|variances?|variations?|yoy|y-o-y|year[- ]on[- ]year|year[- ]over[- ]year|increase|decrease"
    r"|growth|trend"
    r"|movement|difference|vs\.?|versus|compared?|comparison|inc\.?|dec\.?)\b|同比|变动|增减|变化|增长|较上|较去|环比|升幅|跌幅|差异"
    r"|对比|增幅|降幅"
)
_TARGET = re.compile(
    r"\b(?:targets?|goals?|baselines?|base\s*years?|benchmarks?|budgets?|plan(?:ned)?|forecasts?|limits?"
    r"|thresholds?|standard\s*limit"
    r"|industry\s*average)\b|目标|基准|基线|预算|限值|标准值|行业平均|计划"
)
_BASE_YEAR = re.compile(r"\(?\s*(?:as\s*)?(?:the\s*)?(?:baseline|base)(?:\s*year)?\s*\)?|基准年度?|基线年?")
_LABEL = re.compile(
    r"\b(?:index|indices|indexes|indicators?|metrics?|kpis?|items?|categor(?:y|ies)|aspects?|descriptions?"
    r"|parameters?"
    r"|topics?|disclosures?|key performance|particulars?|types?|subjects?|contents?|resources?|sources?"
    r"|measures?|names?"
    r"|performance|data points?|issues?|use of resources|environmental|social|governance)\b"
    r"|指标|项目|类别|内容|名称|事项|议题|绩效|资源|种类|类型|范畴|层面|表现|来源|环境|社会|管治|治理|数据"
)
_GROUP_TITLES = frozenset(
    {"scope", "scopes", "ghg scope", "ghg scopes", "范围", "区域", "公司", "site", "sites", "plant", "segment"}
)
_COLUMN_TITLE = re.compile(
    r"\b(?:indicators?|index|metrics?|kpis?|items?|descriptions?|particulars|categor(?:y|ies))\b|指标|项目|类别|名称|内容"
)
_PLAIN = re.compile(
    r"(?:(?:financial|fiscal|reporting|calendar)\s*)?(?:years?|periods?)"
    r"|(?:esg\s*)?(?:data|figures?|results?|performance)"
    r"|(?:报告|汇报|财政|会计)?(?:年份|年度|期间|期|年)|(?:绩效|表现)?(?:数据|数值|绩效|表现|统计|结果)"
)
_LATIN = re.compile(r"[^\u3400-\u9fff]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_MAX_TITLE = 60


def folded(title: str) -> str:
    """A title in lower case, compatibility forms and simplified characters."""
    return normal(title[: 4 * _MAX_TITLE]).translate(TRADITIONAL)


def role_name(title: str) -> str | None:
    """unit, value, prior, page, code, standard, note or share when the title says just that, in one language or two."""
    plain = folded(title)
    if plain in _ROLES:
        return _ROLES[plain]
    if len(plain) > _MAX_TITLE:
        return None
    latin = " ".join(" ".join(_LATIN.findall(plain)).split()).strip(" /()|·-:.")
    chinese = "".join(_CHINESE.findall(plain))
    roles = {_ROLES.get(latin), _ROLES.get(chinese)} if latin and chinese else {None}
    return roles.pop() if len(roles) == 1 else None


def ignored_reason(title: str) -> str:
    """Why a column of this title holds no value: a change or a target; '' when the title says neither."""
    plain = folded(title)
    if len(plain) > _MAX_TITLE:
        return ""
    if _CHANGE.search(plain):
        return "a change column"
    return "a target column" if _TARGET.search(plain) else ""


def is_base_year(words: str) -> bool:
    """Whether the words beside a year only call it the base year."""
    return _BASE_YEAR.fullmatch(folded(words)) is not None


def is_column_title(title: str) -> bool:
    """Whether a line says no more than Indicator, Item, 指标, in one language or two."""
    plain = re.sub(r"\bkey performance\b|[\s/|()]", "", _COLUMN_TITLE.sub("", folded(title)))
    return len(title) <= _MAX_TITLE and not plain


def is_label_title(title: str) -> bool:
    """Whether a title stands over labels: Indicator, 指标, Item."""
    plain = folded(title)
    return len(plain) <= _MAX_TITLE and (plain in _GROUP_TITLES or _LABEL.search(plain) is not None)


def is_plain(text: str) -> bool:
    """Whether a title says only that figures of years stand below it: `Year`, `Reporting period`, `Performance`."""
    return _PLAIN.fullmatch(folded(text)) is not None
