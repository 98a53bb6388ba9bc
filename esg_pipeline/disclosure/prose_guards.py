"""Why a figure that a pattern found is not the issuer's own figure of a year: targets, changes, others, parts.

Works on text folded by `running_text`. Which data point it would be is not looked at, only the pattern's flags.
"""

import re

from esg_pipeline.disclosure.number_text import REST, Shape
from esg_pipeline.disclosure.prose_patterns import Pattern
from esg_pipeline.disclosure.running_text import clause

_TARGET = re.compile(
    r"\b(?:targets?|targeted|targeting|goals?|aim(?:s|ed|ing)?|objectives?|plan(?:s|ned|ning)? to"
    r"|will|would|shall|should|must|may(?! \d)|might|could"
    r"|expect(?:s|ed|ing)? to|intends? to|striv(?:e|es|ing)|commit(?:s|ted|ting)? to|pledge[sd]?"
    r"|ambitions?|forecast|estimated to|if|unless|whether|required to|be required"
    r"|requires?|in order to|assum(?:e|es|ing|ption)|suppose|criteri(?:on|a)|threshold"
    r"|benchmark of|baseline of|in (?:the )?event of|in case of)\b|by (?:the end of )?20[3-9]\d"
    r"|目标|力争|争取|计划(?!生育)|规划|预计|预期|拟(?![合定])|将(?=[^军领，。；]{0,4}(?:达|提|增"
    r"|减|实|降|不|于|在|新|投))|确保|应当|(?<!而)须(?!臾)|不得|要求[^，。；符]{0,10}(?:不低于"
    r"|不少于|不高于|不超过|达到|为)|如果|假如|若(?!干)|一旦|承诺(?!书|函|率|签|协议)|[将把][^，。；]{0,14}[设改](?:定|置)?[为成]"
    r"|到 ?20[2-9]\d ?年|考核(?:指标|值)|标准(?:为|值)|上限|下限|红线|不应|阈值|防止|杜绝|避免"
    r"|严禁|零容忍|倡导|追求|努力"
)
_AIM = re.compile(
    r"\b(?:aims? (?:to|at|for)|aiming (?:to|at|for)|targets? (?:of|to|is|are|for|:)|goals? (?:of"
    r"|to|is|:)|plans? to|planned to|strives? to|our targets?|will be|if)\b|力争|争取"
    r"|目标[是为:：]|计划在|预计到?|到 ?20[3-9]\d ?年|未来[三五十\d]|拟(?=在|投|建)"
    r"|要求[是为]?[:：]|[应须需](?:满足|达到|做到)"
)
_OTHER = re.compile(
    r"\bindustry(?:'s)? (?:average|level|norm|peers)|\bnational (?:average|level)|\bpeers\b"
    r"|\bmarket average|average level|\baccording to (?:a|an|the) (?:\w+ ){0,3}(?:report|survey"
    r"|study|statistics|data|research)"
    r"|\bglobal(?:ly)? (?:average|economy|population)|\bthe country\b|\bchina's\b|\bhong kong's\b"
    r"|\bthe world's\b|\bhousehold|\bcompetitor|\b(?:his|her) \b"
    r"|行业平均|行业均值|全国平均|业内平均|同行|同业|平均水平|全国(?=平均|(?:普惠|碳|能|用|人|共"
    r"|目|每|企|已|各类|规模|范围内的))|我国|中国企业|全球平均|世界平均|国家规定|国家标准|竞争对手"
    r"|据统计|数据显示|调查显示|帮扶县|当地(?:政府|农|居民)|龙头|标杆企业|友商|对标企业|竞品|兄弟单位"
)
_PART = re.compile(
    r"\b(?:subsidiar(?:y|ies)|factor(?:y|ies)|plants?|branch(?:es)?|this project|the project"
    r"|projects|the site|the department|the event|the campaign|the (?:training )?course|workshops?"
    r"|hotel|mine|store|the building|joint venture|associate)\b"
    r"|案例|子公司|分公司|附属公司|工厂|厂区|基地|项目|某|分行|支行|门店|园区|车间|电厂|电站|事业部"
    r"|活动|本次|该公司|该厂|此次|参股"
)
# A sentence that begins with a subsidiary is about it to its end.
_PART_HEAD = re.compile(
    r"(?:{0}, ?|{0}，)?(?:(?:our|the|its|a|one) (?:\w+ ){0,2}(?:subsidiary|joint venture)\b(?! companies)"
    r"|(?:公司|集团)?(?:旗下|下属|所属)?(?:的)?(?:控股|全资|参股)?(?:子公司|分公司)(?![在和及、]))".replace(
        "{0}", f"{Shape.TIME.value}{REST}*+"
    )
)
_WHOLE = re.compile(
    r"(?:and|with|including|&) (?:its|our|the|their|all)?(?: \w+)? ?subsidiar(?:y|ies)"
    r"|all (?:of )?(?:our|its|the)? ?(?:\w+ )?(?:subsidiaries|factories|plants|branches|projects"
    r"|sites|stores|workshops|hotels)|across \w+ \w*"
    r"|\bour (?:own )?(?:factories|plants|sites|stores|branches|workshops|subsidiaries|hotels)\b"
    r"|及(?:其|下属|各|附属|所属|全资|控股)*(?:子公司|分公司|附属公司)|(?:各|所有|全部|全体"
    r"|下属各)(?:级)?(?:子公司|分公司|附属公司|工厂|基地|项目|分行|门店|园区)|子公司在内|(?:分"
    r"|子)公司及"
)
_CUMULATIVE = re.compile(
    r"\bsince\b|\bcumulative(?:ly)?\b|\bto date\b|\bso far\b|\baccumulat(?:ed|ive)"
    r"|\bover the (?:past|last|years)|\bin the (?:past|last) \w+ years|\bover \w+ years\b"
    r"|in recent years"
    r"|累计|累积|以来|多年来|历年|至今|迄今|[三五十\d]年来|近[三五十两\d]年|过去[三五十两\d]年"
    r"|(?<!\d)[三五十]年间|[\"“]?十三五[\"”]?|十四五"
)
_IN_YEAR = re.compile(
    r"(?:20\d\d ?年(?:度|内|全年)?(?![底末]|12月)|全年|本年度?|年内|年度内|报告期内|报告年度"
    r"|期间)(?![底末])[^。；]{0,60}?累[计积]|(?:during|in) (?:the (?:reporting|year)"
    r"|20\d\d)[^.;]{0,60}?(?:cumulative|accumulat)"
)
_BOUNDED = re.compile(r"截[至止]")
_PARTIAL = re.compile(
    r"\bfirst (?:half|quarter|three quarters)|\bsecond half|\bhalf[- ]year|\bq[1-4]\b|\bmonthly\b"
    r"|\bdaily\b|\bper (?:month|day|week)\b|\b(?:each|every|a) (?:month|day|week)\b"
    r"|上半年|下半年|[一二三四]季度|季度(?![末报])|每季|月度|每月|当月|每天|每日|日均|月均|每周"
)
_CHANGE = re.compile(
    r"\b(?:increas|decreas|reduc|declin|dropp|grew|growth|rose|fell|improve[ds]?|improvement"
    r"|improving|sav(?:ed|ing)|higher|lower|year-on-year|cut)\w*(?![^.;,]{0,60} (?:to"
    rf"|at)\b ?[{Shape.PLAIN.value}-{Shape.OTHER.value}])"
    r"|(?:提升|提高|增长|增加|上升|下降|降低|减少|同比|环比|节约|节省|增幅|降幅|上涨|下滑"
    r"|缩短)(?!了?(?:至|到|为)|[^，。；]{0,12}(?:至|到|达)"
    rf"|[^，。；]{{0,3}}[{Shape.PLAIN.value}-{Shape.OTHER.value}]{REST}{{0,12}}[，,]?(?:至|到|达))"
)
_FIGURE = re.compile(f"[{Shape.PLAIN.value}-{Shape.MEASURE.value}{Shape.OTHER.value}]")
_NOT_REACHED = re.compile(r"\bnot (?:yet )?(?:reach|achiev|exceed|attain|meet)|未达|未能|没有达到|不到$")
_RESPECTIVELY = re.compile(r"\brespectively\b|分别")
_SIGNIFICANT = re.compile(
    r"\b(?:significant(?:ly)?|material(?:ly)?|major|serious|severe|large[- ]scale|important)\b"
    r"|重大|重要|较大|特大|严重|大规模|特别"
)


def refusal(pattern: Pattern, folded: str, masked: str, span: tuple[int, int], value_start: int) -> str:
    """Why the match at `span` is no fact; '' when nothing speaks against it. Its figure begins at `value_start`."""
    start, end = span
    first, last = clause(folded, start, end)
    own = folded[first:last]
    before = folded[max(0, first - 90) : first]
    if not pattern.is_target and (_TARGET.search(own) or _AIM.search(before)):
        return "a target, a plan or a condition"
    if pattern.unless is not None and pattern.unless.search(masked, first, _next_figure(masked, end, last)):
        return "words that the pattern excludes"
    for words, region, reason in (
        (_OTHER, own, "the figure of somebody else"),
        (_RESPECTIVELY, folded[start : end + 60], "several figures in one list"),
        (_NOT_REACHED, own, "a figure that was not reached"),
        (_CHANGE, "" if pattern.is_change else masked[start : value_start + 1], "a change, not a level"),
    ):
        if words.search(region):
            return reason
    if not pattern.is_part and _PART_HEAD.match(masked):
        return "a part of the issuer"
    return _scope_refusal(pattern, folded, own, span)


def _next_figure(masked: str, start: int, end: int) -> int:
    """Where the next figure begins: what stands behind it speaks of that one."""
    found = _FIGURE.search(masked, start, end)
    return found.start() if found else end


def _scope_refusal(pattern: Pattern, folded: str, own: str, span: tuple[int, int]) -> str:
    if not pattern.is_part and _PART.search(_WHOLE.sub(" ", own)):
        return "a part of the issuer"
    if _PARTIAL.search(own):
        return "a part of the year"
    if not pattern.is_stock and _is_cumulative(folded, own, span):
        return "a sum over several years"
    if pattern.state == "zero" and _SIGNIFICANT.search(folded, *span):
        return "only significant cases are denied"
    return ""


def _is_cumulative(folded: str, own: str, span: tuple[int, int]) -> bool:
    if not _CUMULATIVE.search(own):
        return False
    head = folded[: span[1]]
    is_yearly = _IN_YEAR.search(head) is not None and not _BOUNDED.search(head)
    return not is_yearly
