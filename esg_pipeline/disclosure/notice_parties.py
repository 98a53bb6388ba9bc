"""Who a notice is about and who speaks: issuer, parent, plant and authority. What was done is `notice_penalty`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAME = r"[\u4e00-\u9fffA-Za-z0-9·&()]"
_COMPANY_END = (
    r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|股份公司|集团公司|总公司|有限合伙\)|\(有限合伙\)"
    r"|(?:电厂|水厂|钢厂|纸厂|化工厂|水泥厂|热电厂|煤矿)(?![\u4e00-\u9fff])|管理委员会|合作社"
    r"|(?:农商|商业|村镇)?银行(?=[,。;:、\s因于在被存未]|$))"
)
_COMPANY = re.compile(
    rf"{_NAME}{{2,40}}?{_COMPANY_END}(?:\([\u4e00-\u9fff]{{2,20}}\))?(?:[\u4e00-\u9fff]{{2,10}}?(?:分公司"
    rf"|支行|分行|营业部))?"
)
_CUT = re.compile(
    r".*(?:行政处罚决定书|决定书|告知书|的公告|关于(?:对|给予)?|给予|责令|对于|当事人|被处罚人"
    r"|被处罚单位|发行人|受托管理人|主承销商|原告|被告|子公司|孙公司"
    r"|附属公司|下属公司|下属企业|所属企业|下属|所属|旗下的?|控股的|持有的|其中|发现|查明|经查"
    r"|认定|获悉|收到|因为|因此|据悉|由于|位于"
    r"|以及|、|通过|显示|(?<=\d)年度?|(?<=\d)月|(?<=\d)[日号]|上述|本公司|我公司|依法|决定|名称|是"
    r"|称|与|及(?!时)|被|(?<!相)对(?!外)|向(?!日|阳|上|荣|前)|由(?=[\u4e00-\u9fff]{4})|因(?!特|赛)"
    r"|^在|^于|^以|^和|^为|^是|^:|(?<!美)的)"
)
_FIELD = re.compile(
    r"(?:当事人(?:名称)?|被处罚(?:人|单位|对象|当事人)(?:名称)?|行政相对人名称"
    r"|被执行人(?:姓名/名称|姓名或名称|名称)?|(?:违法)?(?:单位|企业|公司|主体)名称|纳税人名称"
    r"|失信被执行人(?:姓名/名称|名称)?|欠税人名称|名称)\s?[:\t|]\s?(?P<name>[^\n\t|:,。;]{3,50})"
)
_ADDRESSEE = re.compile(rf"(?:^|[\n\s号书])(?P<name>{_NAME}{{4,40}}?)(?:\([^()\n]{{0,40}}\))?:(?=\s|$|[\u4e00-\u9fff])")
_IS_ADDRESSEE = re.compile(
    rf"{_COMPANY_END}$|(?:公司|集团|委员会|银行|医院|学院|中心|厂|矿|合作社|事务所|研究院|电站"
    rf"|管理局|管理处|协会|支行|分行)(?:\([^()]{{1,30}}\))?$"
)
_SUBSIDIARY = re.compile(
    rf"(?:子公司|孙公司|附属公司|下属公司|分公司|下属企业|所属企业)(?:之一)?[“\"]?(?P<name>(?!不|未"
    rf"|没|无|均|及|和|的|发生){_NAME}{{2,24}}?)[”\"]?(?=因|于|在|被|收到|受到|未按|违反|违规|发生"
    rf"|存在|\(以下)"
)
_SHORT = re.compile(
    r"(?:^|[,。;、\s])(?P<name>(?!公司|本公司|我公司|该公司|本集团|集团|报告期|企业"
    r"|其)[\u4e00-\u9fffA-Za-z]{2,12}?)(?:\(\d{6}(?:\.[A-Z]{2})?\)|\((?:证券"
    r"|股票)代码[^()]{4,16}\))"
)
_PARENT = re.compile(
    rf"(?P<name>{_NAME}{{2,20}}?)(?:\(\d{{6}}(?:\.[A-Z]{{2}})?\))?(?:旗下的?|下属的?|所属的?|控股的"
    rf"|(?:的|之)?(?:全资|控股|间接控股|参股)?(?:子公司|孙公司"
    rf"|附属公司))(?={_NAME}{{2,40}}?{_COMPANY_END})"
)
_PLANT = re.compile(r"^\((?P<name>[\u4e00-\u9fff]{2,16}(?:厂|站|分厂|矿|车间|基地|项目部?))\)")
_AUTHORITY_END = (
    r"(?:生态环境局|生态环境厅|生态环境部|环境保护局|环保局|应急管理局|应急管理厅|应急局"
    r"|市场监督管理局|市场监管局|药品监督管理局|税务局(?:第[一二三四五六七八九十]{1,3})?(?:稽查局"
    r"|税务所|税务分局)?"
    r"|稽查局|证监局|证监会|证券监督管理委员会|证券交易所|交易商协会|上交所|深交所|北交所|联交所"
    r"|人民法院|仲裁委员会|消防救援(?:支队|大队|总队|局)|公安局|人力资源和社会保障局|人社局"
    r"|劳动保障监察(?:大队|支队|总队|局)|人民银行[\u4e00-\u9fff]{0,10}(?:分行|支行|营业管理部)"
    r"|人民银行|银保监局|银保监会|监管分局|监管局|金融监督管理总局(?:[\u4e00-\u9fff]{2,6}监管局)?"
    r"|外汇管理局|网信办|互联网信息办公室|通信管理局"
    r"|自然资源(?:和规划)?局|国土资源局|林业(?:和草原)?局|住房和城乡建设(?:局|厅|委员会)|住建局"
    r"|城市管理(?:综合)?行政?执法局|综合行政执法(?:局|大队)|水利局|水务局|交通运输局|农业农村局"
    r"|卫生健康委员会|发展和改革委员会|海关|矿山安全监察局|能源局|海事局|统计局|分局)"
)
_AUTHORITY = re.compile(rf"[\u4e00-\u9fff]{{0,24}}?{_AUTHORITY_END}")
_AUTHORITY_CUT = re.compile(
    r".*(?:收到了?|关于|当地|所在地|分别|先后|已经?|又|再次|(?<=\d)[日月年]|经(?!济|开)|我会|报送"
    r"|申请|以及|及|、|(?<!呼)和(?![平田龙静林硕布县顺政])|向(?!阳)|被|由|对|因|遭|受到?|到|在"
    r"|于(?![都田洪])|据|但|后(?!旗)|至)"
)
_ENGLISH_COMPANY = re.compile(
    r"(?:(?:[A-Z][\w&'’.-]{0,30}|\([A-Z][\w ]{1,30}\))(?:,? (?:of|and|the|&|for))? ){1,8}?"
    r"(?:Company Limited|Corporation Limited|Limited|Ltd\b\.?|Incorporated|Inc\b\.?|LLC|L\.P\."
    r"|Corporation|Corp\b\.?|Co\., Ltd\b\.?|PLC|plc|Bank(?! (?:Limited|Ltd|plc|PLC|of|Corporation"
    r"|Holdings|and))|AG|N\.V\.|S\.A\.)(?: \((?:Hong Kong|Asia|China|HK"
    r"|International)\)(?: Limited)?)?"
)
_ENGLISH_AUTHORITY = re.compile(
    r"(?:the )?(?P<name>(?:U\.?S\.? |Hong Kong |California |Texas "
    r"|State )?(?:Securities and Futures Commission|Hong Kong Monetary Authority"
    r"|Monetary Authority(?: of Singapore)?"
    r"|Environmental Protection (?:Agency|Department)|Environment Agency"
    r"|Securities and Exchange Commission|Stock Exchange(?: of Hong Kong(?: Limited)?)?"
    r"|Insurance Authority|Financial Conduct Authority"
    r"|Labour Department|Competition Commission|Privacy Commissioner(?: for Personal Data)?"
    r"|Data Protection Commission|Inland Revenue Department"
    r"|Occupational Safety and Health Administration"
    r"|High Court|District Court|Court of First Instance|Market Misconduct Tribunal|SFC|HKMA|EPA"
    r"|EPD|SEC|FCA|MAS|OSHA|ICO))\b"
)
_ENGLISH_CUT = re.compile(r"^(?:The|On|In|Against|By|And|With|Its|Subsidiary|Company|Respondent:?|Defendant:?) ")
_IS_SPEAKER = re.compile(
    r"(?:证券|信托|基金管理|律师|会计师|评级|评估|咨询|银行)[\u4e00-\u9fff()]{0,8}(?:公司|银行|事务所)$"
)


@dataclass(frozen=True, slots=True)
class Party:
    """A name at `start:end` of the flat text."""

    name: str
    start: int
    end: int


def find_companies(text: str) -> list[Party]:
    """Names of companies and like bodies in order, cut free from the words before them."""
    found = list(_chinese_companies(text))
    for match in _ENGLISH_COMPANY.finditer(text):
        cut = _ENGLISH_CUT.match(match.group())
        start = match.start() + (cut.end() if cut else 0)
        name = text[start : match.end()]
        if " " in name and not _ENGLISH_AUTHORITY.search(name):
            found.append(Party(name, start, match.end()))
    return sorted(found, key=lambda party: party.start)


def _chinese_companies(text: str) -> Iterator[Party]:
    for match in _COMPANY.finditer(text):
        end_of_name = re.search(_COMPANY_END, match.group())
        head = match.group()[: end_of_name.start() if end_of_name else 0]
        start = match.start()
        while cut := _CUT.match(head):
            start += cut.end()
            head = head[cut.end() :]
        while text[start] in ")&·" or (text[start] == "(" and ")" not in text[start : match.end()]):
            start += 1
        end = match.end()
        plant = re.search(r"\([\u4e00-\u9fff]{2,20}\)$", text[start:end])
        if plant and not re.search(r"有限合伙", plant.group()):
            end = start + plant.start()
        if end - start >= 5 and not re.search(r"(?:本|该|我|子|上市|控股|附属)公司$", text[start:end]):
            yield Party(text[start:end], start, end)


def issuer_of(text: str, authority: Party | None) -> Party | None:
    """The party that a case is about: a named field, the addressee, a subsidiary, then the first company named."""
    field = _FIELD.search(text)
    if field and _IS_ADDRESSEE.search(field["name"].strip()):
        return _inner(
            Party(field["name"].strip(), field.start("name"), field.start("name") + len(field["name"].rstrip()))
        )
    addressee = _addressee(text)
    if addressee:
        return addressee
    companies = [c for c in find_companies(text) if not _is_within(c, authority)]
    subsidiary = _SUBSIDIARY.search(text)
    if subsidiary and not any(
        c.start <= subsidiary.end("name") and subsidiary.start("name") <= c.end for c in companies[:1]
    ):
        return Party(subsidiary["name"], *subsidiary.span("name"))
    if companies:
        return _subject(text, companies)
    short = _SHORT.search(text)
    return Party(short["name"], *short.span("name")) if short else None


def _addressee(text: str) -> Party | None:
    for match in _ADDRESSEE.finditer(text[:600]):
        name = match["name"].strip()
        cut = re.match(r".*(?:号|书|的决定|的函)(?=[\u4e00-\u9fff])", name)
        name = name[cut.end() :] if cut else name
        if _IS_ADDRESSEE.search(name) and len(name) >= 5 and not re.search(_AUTHORITY_END + "$", name):
            return Party(name, match.end("name") - len(name), match.end("name"))
    return None


def _subject(text: str, companies: list[Party]) -> Party:
    """The defendant where there is one, else the first company that is not a trustee, bank or adviser."""
    for company in companies:
        if re.search(
            r"(?:被告|被执行人|被申请人|对|给予|defendant|[Ff]ined|reprimand\w*|[Rr]espondent|against)[^。;,]{0,4}$",
            text[max(0, company.start - 14) : company.start],
        ):
            return company
    own = [c for c in companies if not _IS_SPEAKER.search(c.name) and not _is_parent(text, c)]
    return (own or companies)[0]


def _is_parent(text: str, company: Party) -> bool:
    return bool(
        re.match(
            r"(?:\([^()]{0,40}\))?(?:旗下|下属|所属|控股的|的?(?:全资|控股|间接控股)?(?:子公司|孙公司))",
            text[company.end : company.end + 50],
        )
    )


def _inner(party: Party) -> Party:
    """Without a bracket that names a plant."""
    bracket = re.search(r"\([\u4e00-\u9fff]{2,20}(?:厂|站|矿|基地)\)$", party.name)
    return Party(party.name[: bracket.start()], party.start, party.start + bracket.start()) if bracket else party


def _is_within(party: Party, other: Party | None) -> bool:
    return other is not None and other.start <= party.start < other.end


def parent_of(text: str, issuer: Party | None) -> Party | None:
    """The company said to own the issuer: `X旗下`, `X的全资子公司`."""
    for match in _PARENT.finditer(text):
        cut = re.match(r".*(?:[,。;、:]|为|系|是|由|因|日|年|月)(?=.)", match["name"])
        start = match.start("name") + (cut.end() if cut else 0)
        name = text[start : match.end("name")]
        is_named = len(name) >= 2 and not re.fullmatch(r"(?:本|该|我|上市)?公司|本集团|集团|其|的|报告期内?", name)
        if is_named and issuer and 0 <= issuer.start - match.end() <= 4:
            return Party(name, start, match.end("name"))
    return None


def plant_of(text: str, issuer: Party | None) -> Party | None:
    """The plant in brackets behind the issuer's name."""
    match = _PLANT.match(text[issuer.end :]) if issuer else None
    if match is None or issuer is None:
        return None
    return Party(match["name"], issuer.end + match.start("name"), issuer.end + match.end("name"))


def authority_of(text: str) -> Party | None:
    """The authority that decided: the one that acts (`被X处罚`, `X对…作出`), else the first that is named in full."""
    found = find_authorities(text)
    acting = [a for a in found if _acts(text, a)]
    return next(iter(acting or [a for a in found if not a.name.endswith("分局")] or found), None)


def find_authorities(text: str) -> list[Party]:
    """Names of authorities, exchanges and courts in order."""
    found: list[Party] = []
    for match in _AUTHORITY.finditer(text):
        end_of_name = re.search(_AUTHORITY_END, match.group())
        cut = _AUTHORITY_CUT.match(match.group()[: end_of_name.start() if end_of_name else 0])
        start = match.start() + (cut.end() if cut else 0)
        name = text[start : match.end()]
        if len(name) >= 3 and name != "监管局":
            found.append(Party(name, start, match.end()))
    found += [Party(m["name"], *m.span("name")) for m in _ENGLISH_AUTHORITY.finditer(text)]
    return sorted(found, key=lambda party: party.start)


def _acts(text: str, authority: Party) -> bool:
    before, after = text[max(0, authority.start - 12) : authority.start], text[authority.end : authority.end + 60]
    is_passive = re.search(r"(?:被|由|收到了?|遭|受到|by (?:the )?)$", before)
    is_active = re.match(
        r"(?:[\u4e00-\u9fff]{0,4})?(?:对|向|给予|处以|责令|作出|出具|下发|下达|决定|裁定|判决|行政处罚"
        r"|[^,。;\n]{0,30}(?:罚款|处罚|作出|出具))| (?:has |have |had |also )?(?:fined|reprimand|impos"
        r"|censur|issued|order|suspend|announced|bann|revok|penali)",
        after,
    )
    return bool(is_passive or is_active)
