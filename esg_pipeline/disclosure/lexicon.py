"""The words of labels, English and Chinese, and the concept each stands for; `concepts` cuts labels with them.
A concept is a plain word (`waste`), a member of a breakdown (`@gender=female`), a breakdown heading (`@@gender`), or a
denominator (`per:employee`); an empty one is a filler that says nothing about what is measured.
"""

import re

from esg_pipeline.disclosure.breakdown_words import MEMBERS
from esg_pipeline.disclosure.places import PLACES

_FILLERS = (
    "past|得分|评分|the|a|an|of|in|by|for|to|from|and|or|with|our|its|group|company|issuer|total|totals|amount"
    "|number|no|annual|overall|aggregate|sum|gross|quantity|volume|all|during|year|reporting|period|as|on|at|s"
    "|which|that|is|are|was|were|subtotal|sub|due|figure|data|总|总量|总数|总额|总计|合计|共计|小计|总和|总体"
    "|全部|数|数量|量|人数|年度|年|报告期内|本集团|集团|本公司|公司|的|及|和|与|或|之|按|情况|统计|数据|指标"
    "|全年|期末|期内|年末|总人数|额|who|have|has|had|been|be|being|any|relating|related|regarding|concerning"
    "|respect|relation|arising|caused|resulting|result|results|through|recorded|reported|entire|whole|grand"
    "|combined|quantities|volumes|numbers|amounts|yearly|per annum|case|cases|incident|incidents|occurred"
    "|occurring|people|persons|person|person-times|subsidiaries|issuers|made|value|figures|statistics"
    "|total value|at year end|year-end|year end|end|against|brought|incurred|group-wide|company-wide"
    "|overall total|consolidated|number of|no. of|nos. of|financial year|fiscal year|金额|总金额|合共|整体|进行"
    "|开展|发生|发生的|导致|引致|造成|引起|关于|有关|涉及|相关|数目|总数目|件数|宗数|起数|次数|家数|总次数"
    "|总件数|案件|事件|宗|件|起|例|个|名|家|本年|本年度|报告期|当年|年内|由|于|在|对|为|因|而|所|等|其|我们"
    "|企业|发行人|机构|合并|全集团|全公司|期间|截至|止|人士|人数目|关系|个案|案|方法|的方法|about|人次数"
    "|within the organisation|within the organization|within organisation|within organization|组织内部|组织内"
    "|by category|by categories|by type|by types|by source|by sources|按类别|按类型|按来源|按种类|分类别"
    "|approach|methodology|method|calculated|measured|level of|total of|weight|重量|总重量|sent|delivered"
    "|transported|directed|operations|运往|送往|送至"
)

_WORDS = {
    "of_which": "of whom|of which|including|其中|其中包括",
    "ghg": (
        "green house gas|green house gases|greenhouse-gas|温室气体(ghg)|ghg|ghgs|greenhouse gas"
        "|greenhouse gases|温室气体"
    ),
    "emission": (
        "discharge|discharged|discharges|emit|总排放量|排放总计|排出|emission|emissions|emitted|排放|排放量|排放总量"
    ),
    "ghg emission": (
        "carbon dioxide equivalent emissions|co2e emissions|co2 equivalent emissions"
        "|carbon dioxide equivalent emission|碳排放当量|二氧化碳排放当量|温室气体排放|温室气体排放量"
        "|温室气体总排放量|碳排|碳总排放量|carbon|carbon emissions and ghg emissions|碳排放|碳排放量|碳排放总量"
        "|carbon emission|carbon emissions|carbon footprint"
    ),
    "co2e": "co2e|co2eq|co2-e|co2 equivalent|carbon dioxide equivalent|二氧化碳当量",
    "co2": "co2|carbon dioxide|二氧化碳",
    "direct": "direct|直接",
    "indirect": "indirectly|indirect|间接",
    "energy": "energy|能源|能耗|能量|综合能源",
    "other": "other|others|其他|其它",
    "intensity": "密集度|排放密度|排放强度|intensity|intensities|density|强度|密度",
    "per:employee": "人均",
    "hazardous waste": (
        "hazardous solid waste|hazardous solid wastes|hazardous and toxic waste|有害固体废物|危险固废|有害固废"
        "|有害废弃物料|危险性废弃物|harmful waste|harmful wastes|hazardous materials waste|hazardous waste"
        "|hazardous wastes|危险废物|危险废弃物|有害废弃物|有害废物|危废|有害废料|危险固体废物"
    ),
    "nonhazardous waste": (
        "non-harmful waste|no-harmful waste|no -harmful waste"
        "|non-hazardous solid waste|non-hazardous solid wastes|non - hazardous waste"
        "|无害固体废物|无害固废|非危险性废弃物|非有害废物|无害废弃物料|一般固废|non hazardous wastes"
        "|non-hazardous waste|non-hazardous wastes|nonhazardous waste|non hazardous waste|harmless waste"
        "|harmless wastes|无害废弃物|无害废物|非危险废物|非危险废弃物|一般废弃物|一般废物|无害废料|非有害废弃物"
        "|一般固体废物|一般固体废弃物"
    ),
    "industrial_solid waste": "一般工业固体废物|一般工业固废|一般工业固体废弃物|general industrial solid waste",
    "hazardous": "hazardous|有害|危险",
    "nonhazardous": (
        "non-hazardous|on-hazardous|no-hazardous|no -hazardous|nonn-hazardous|nor-hazardous|nonhazardous|non hazardous"
        "|non - hazardous|无害|非危险|非有害"
    ),
    "waste": "refuse|solid waste|solid wastes|固体废弃物|waste|wastes|废弃物|废物|固体废物|固废|废料",
    "landfill": (
        "landfilling|dumpsite landfill|堆填|堆填区|运往堆填区|送往堆填区|运往填埋场|填埋场|送至堆填区"
        "|运送至堆填区|弃置于堆填区|landfill|landfilled|landfills|填埋"
    ),
    "produced": (
        "generate|generating|producing|production of|产出|制造|产生的|produced|generated|generation|产生|产生量"
        "|产生总量"
    ),
    "disposed": "disposing|dispose|disposed of|处理处置|弃置|弃置量|disposed|disposal|处置|处置量",
    "water": "tap water|running water|清水|water|fresh water|freshwater|水|水资源|淡水|新鲜水|自来水",
    "water consumption": (
        "水消耗|水消耗量|水的消耗|耗水总额|水使用量|水使用|总水耗|水资源用量|自来水用量|用水总额|总耗水"
        "|水资源消耗总量|水资源使用总量|水资源使用|用水|用水量|耗水|耗水量|水耗|用水总量|总用水量|总耗水量"
        "|耗水总量|水资源消耗|水资源消耗量|水资源使用量|水资源总消耗"
    ),
    "consumption": (
        "consume|consuming|usages|utilised|utilized|utilisation|utilization|uses|消耗额|耗用|耗用总量|总消耗量"
        "|总使用量|总用量|总消耗|总耗量|总耗|利用量|总消费量|consumption|consumed|usage|use|used|消耗|消耗量"
        "|消费|消费量|使用|使用量|用量|耗用量|耗量|消耗总量|使用总量|消费总量"
    ),
    "electricity": (
        "electric power|electrical power|grid electricity|electrical energy|power purchased"
        "|electricity purchased|外购电能|市电|购买电力|购入电力|外购的电力|外购电网电力|购买的电力|电能|购电量"
        "|净购入电力|electricity|purchased electricity|purchased power|电力|外购电力|外购电|电|用电|购电"
        "|外购电量"
    ),
    "electricity consumption": (
        "electricity consumption by facilities|electricity consumed by facilities|electricity usage by facilities"
        "|electricity used by facilities|设备耗电|设备用电|设施耗电|设施用电|设备用电量|设备耗电量|"
        "power consumption|electric consumption|电力使用量|电力使用|电力总消耗量|电力消费量|耗电总量|电力用量"
        "|电量消耗|电力总用量|电力消耗总量|总电力消耗|外购电量消耗|用电量|耗电量|用电总量|总用电量|耗电|电耗"
        "|电力消耗|总耗电量"
    ),
    "renewable": "renewable|renewables|可再生|可再生能源",
    "energy consumption": (
        "能源耗量|能源总消耗量|能源总消费量|能源消耗总额|综合能源消耗总量|综合能源消费量|综合能源消费总量"
        "|综合能耗总量|综合能源消耗量|能源总使用量|能源用量|总能源消耗|总能源消耗量|总能源消费量|能耗总计"
        "|能源消耗|能源消耗量|能源消费|能源消费量|能源使用量|能源消耗总量|能源消费总量|综合能源消耗|综合能耗"
        "|总能耗|能耗总量|能源耗用量|能源总消耗"
    ),
    "nox": (
        "oxides of nitrogen|oxide of nitrogen|no x|nitrogen oxide emissions|nitric oxides|氮氧化合物|氧化氮类"
        "|nox|nitrogen oxide|nitrogen oxides|氮氧化物|氧化氮"
    ),
    "sox": (
        "oxides of sulphur|oxides of sulfur|oxide of sulphur|so x|sulphur oxides emissions|sulphur oxides"
        "|sulfur oxide emissions|硫氧化合物|氧化硫类|sulfur dioxides|sulphur dioxides|sox|sulphur oxide"
        "|sulfur oxide|sulfur oxides|硫氧化物|so2|sulphur dioxide|sulfur dioxide|二氧化硫|氧化硫"
    ),
    "pm": (
        "respiratory suspended particles|respirable suspended particles|respiratory suspended particulates"
        "|respirable suspended particulates|suspended particulates|suspended particles"
        "|suspended particulate matter|rsp|dust particulates|粒状物|粉尘颗粒物|可吸入悬浮粒子|悬浮微粒"
        "|可吸入颗粒物|粒子|悬浮颗粒物|烟粉尘颗粒物|颗粒物质|pm|particulate matter|particulate matters"
        "|particulate|particulates|颗粒物|悬浮颗粒|悬浮粒子|烟粉尘|烟尘|微粒"
    ),
    "packaging": "packaging|packing|包装",
    "material": "substances|material|materials|物料|材料|材|物",
    "packaging material": (
        "packing materials|packing material|packaging materials|wrapping materials|包装用材料|包装用料|包装材质"
        "|packaging supplies|包装耗材|finished product packaging material|包装材料|包装物料|包装物|包材"
        "|制成品所用包装材料|制成品所用的包装材料"
    ),
    "finished": "制成的|完成品|finished|制成|成品",
    "product": "goods|item sold|finished goods|货品|商品|产成品|product|products|产品|制成品",
    "per:unit": "单位产品|每单位产品",
    "employee": (
        "员工构成|员工结构|雇员构成|雇员结构|职工构成|员工组成|雇员组成|employee structure|employee composition"
        "|workforce composition|workforce structure|workforce profile|employee profile|staff composition"
        "|staff force|employed persons|persons employed|人员|同事|受雇人员|从业员|在册员工|在册职工|employee"
        "|employees|staff|staffs|workforce|headcount|personnel|labour force|labor force|staff member"
        "|staff members|worker|workers|employee headcount|员工|雇员|职工|从业人员|在职员工|在岗员工|劳动力"
        "|工作人员|全体员工"
    ),
    "turnover": "resignation turnover|流失人数比例|turnover|attrition|流失|离职",
    "turnover rate": (
        "流失比例|离职比率|离职比例|人员流失率|员工流动率|雇员流动率|流失百分比|流失率|离职率|流失比率|流动率"
    ),
    "rate": (
        "participation rate|participation rates|参与率|参加率|参与比例|coverage|covered|coverage rate|覆盖"
        "|覆盖率|as a percentage|as a share|per cent|percentages|proportions|占|之比率|比|%|pct|百分率|之比例"
        "|所占比例|所占百分比|所占比重|rate|rates|ratio|ratios|percentage|percent|proportion|share|率|比率|比例"
        "|占比|百分比|比重"
    ),
    "training": (
        "train|trainee|attended training|participated in training|receiving training|参训|接受培训|接受训练"
        "|受培训|参加培训|参与培训|接受过培训|接受受训|training|trained|trainings|培训|受训|训练"
    ),
    "average": "averaged|均|average|mean|avg|平均",
    "hour": ("time|hrs|hr|小时总数|总小时|总时数|总时长|课时|工时|时数合计|hour|hours|时数|小时|小时数|时长|学时|时间"),
    "completed": "completed|completing|完成",
    "lost": "loss|lose|误工|lost|损失",
    "day": "workday|workdays|working day|working days|work day|work days|day|days|工作日|日|天|天数|工作日数|日数",
    "lost day work injury": (
        "因工伤而损失的工作日数|因工伤而损失工作日数|因工伤误工天数|因工伤误工日数|工伤误工天数|工伤误工日数"
        "|工伤损失天数|因工伤损失天数|因工伤缺勤天数|工伤缺勤天数|因工受伤而损失的工作日数"
        "|因工伤所致损失工作日数|因工伤所损失的工作日数|因工伤而损失的工作天数|因工伤损失的工作天数"
        "|因工伤导致损失的工作日数|工伤导致的损失工作日数|因工伤引致的损失日数|因工伤损失之工作日数"
        "|工伤损失日数|工伤损失工时日数|因公伤损失工作日数|工伤假天数|因工伤损失工作日数|因工伤损失的工作日数"
        "|因工损失工作日数|工伤损失工作日数|因工伤损失工作日|因工伤损失工作天数|工伤损失工作日|因工伤损失日数"
        "|因工受伤损失工作日数|因工伤损失的工作日|因工伤导致的损失工作日数|因工伤害损失工作日数"
        "|工伤损失工时天数"
    ),
    "work": (
        "因公|与工作有关|与工作有关的|工作相关|与工作相关|与工作相关的|因工作|work-place|workplace|job-related"
        "|work-relate|due to work|work|working|work-related|work related|occupational|工作|因工"
    ),
    "injury": (
        "injured|work injuries|work-injury|受伤|负伤|伤害|工伤事故|工伤事件|因工受伤|因工伤害|公伤|injury"
        "|injuries|work injury|工伤"
    ),
    "fatality": (
        "死亡人数|工亡|因工身亡|身亡|死亡个案|死亡员工|died|decease|遇难|fatality|fatalities|fatal|death|deaths"
        "|死亡|亡故|身故"
    ),
    "supplier": "supplier partners|供货商|供应厂商|合作供应商|supplier|suppliers|vendor|vendors|供应商",
    "director": (
        "directorship|directors of the board|board director|board directors|members of the board|董事会董事"
        "|董事会成员人数|director|directors|board member|board members|董事|董事会成员"
    ),
    "board": "board|board of directors|董事会",
    "size": "size|规模",
    "independent": (
        "independent non executive|independent|independent non-executive|independent nonexecutive|独立|独立非执行"
    ),
    "independent director": "独董|独立董事|独立非执行董事|ined|ineds",
    "complaint": (
        "complaint cases|投诉宗数|投诉件数|投诉个案|投诉事件|投诉案件|投诉数|complaint|complaints|投诉|投诉量"
        "|客诉|投诉件"
    ),
    "revenue": "sales revenue|revenue|revenues|营业收入|营收",
    "received": (
        "participation|participated|participating|participate|attended|参与|参加|receive|received|receives"
        "|receiving|接获|收到|接到|获得|收到的|接获的|接获到"
    ),
    "purchased": "purchased|bought|外购|购买|购入|采购的",
    "grid": "grid|power grid|national grid|电网|国家电网",
    "engaged": "engaged|cooperating|cooperated|cooperative|合作|合作的",
    "service": "service|services|服务",
    "renewable electricity": (
        "green electricity|green power|renewable electricity|renewable power|绿电|绿色电力|绿色电能|可再生电力"
        "|可再生能源电力"
    ),
    "customer": "customer|customers|client|clients|consumer|consumers|客户|顾客|消费者|用户",
    "voc": (
        "voc|vocs|volatile organic compound|volatile organic compounds|挥发性有机物|挥发性有机化合物|挥发性有机物(vocs)"
    ),
    "cod": "cod|codcr|chemical oxygen demand|化学需氧量|化学耗氧量",
    "nh3n": "nh3-n|nh3n|ammonia nitrogen|ammonia-nitrogen|ammoniacal nitrogen|氨氮|氨态氮",
    "wastewater": (
        "wastewater|waste water|waste-water|wastewaters|sewage|effluent|effluents|waste waters|废水|污水|废污水"
    ),
    "water withdrawal": "取水|取水量|总取水量|取用水量|取水总量|用水取水量",
    "withdrawal": "drawn|withdrawal|withdrawals|withdrawn|intake|abstraction|abstracted",
    "recycled": (
        "recycled|recycling|recycle|reused|reuse|recovered|recovery|diverted|diversion"
        "|diverted from disposal|diverted from landfill and disposal|回收|回收利用|循环利用"
        "|循环使用|重复利用|重复使用|再利用|综合利用|回用|循环再用|循环再造"
    ),
    "recall": "recall|recalled|recalls|召回",
    "donation": (
        "donation|donations|donated|donate|charitable donation|charitable donations|charity donation"
        "|charity donations|charitable giving|charitable contributions|philanthropic donations|捐赠|捐款|捐赠款"
        "|公益捐赠|慈善捐赠|慈善捐款|对外捐赠|公益慈善捐赠|公益捐款|慈善公益捐赠|公益慈善捐款|社会捐赠|捐资"
    ),
    "community": "community|communities|社区|社会公益|公益慈善|公益",
    "volunteer": (
        "volunteer|volunteers|volunteering|voluntary service|voluntary services|volunteer service"
        "|volunteer services|voluntary work|volunteer work|volunteered|志愿|志愿者|志愿服务|义工|义工服务"
        "|志愿活动|志愿者服务|义工活动|志愿者活动|志愿服务活动|义工服务活动"
    ),
    "rural": (
        "rural revitalisation|rural revitalization|rural vitalisation|rural vitalization|乡村振兴|乡村振兴项目"
        "|乡村振兴工作"
    ),
    "rd": (
        "r&d|research and development|research & development|research and experimental development|研发"
        "|研究开发|研究与开发"
    ),
    "spending": (
        "spending|spendings|expenditure|expenditures|expense|expenses|investment|investments|invested|spent"
        "|cost|costs|input|inputs|funding|投入|支出|投资|投资额|投入额|投入总额|投入资金|资金投入|经费投入"
        "|投入费用|经费"
    ),
    "safety": (
        "safety|work safety|safety production|production safety|safe production|occupational safety"
        "|workplace safety|安全|安全生产|生产安全|职业安全"
    ),
    "environment": "environment|environmental|environmental protection|环保|环境|环境保护",
    "anticorruption": (
        "anti-corruption|anticorruption|anti corruption|anti-bribery|anti-bribery and corruption|anti-graft"
        "|anti-corruption and integrity|反贪污|反腐败|反腐|反贪腐|反贪|廉洁|廉政|反腐倡廉|廉洁从业|反贿赂"
        "|integrity"
    ),
    "corruption": (
        "corruption|corrupt|corrupt practice|corrupt practices|corruption practices|corruption-related|贪污"
        "|腐败|贪腐|贪污腐败|贪污行为"
    ),
    "lawsuit": (
        "lawsuit|lawsuits|litigation|litigations|legal case|legal cases|legal proceeding|legal proceedings"
        "|legal action|legal actions|诉讼|诉讼案件|法律诉讼|法律案件|诉讼个案|诉讼案"
    ),
    "concluded": "concluded|审结|已审结|结案|已结案|审结的",
    "resolved": (
        "resolved|resolution|handled|handling|settled|settlement|closed|closure|解决|处理|办结|处理完成|妥善处理"
    ),
    "satisfaction": "satisfaction|satisfied|满意度|满意率|满意",
    "manager": (
        "manager|managers|management|managerial position|managerial positions|managerial|management position"
        "|management positions|management personnel|management roles|管理层|管理人员|管理者|管理岗位|管理职位"
        "|管理层人员"
    ),
    "local": "local|locally|localised|localized|localisation|localization|本地|本地化|当地|属地",
    "procurement": "procurement|purchases|purchasing|sourcing|procured|采购|采购额|采购金额|采购总额",
    "invention patent": "invention patent|invention patents|patented inventions|发明专利|发明专利数|发明专利数量",
    "granted": "granted|authorised|authorized|grants|授权|获授权|新增授权|获得授权|已授权",
    "valid": "valid|in force|effective|有效",
    "held": "held|holding|owned|持有|拥有",
    "health_check": (
        "health check|health checks|health check-up|health check-ups|health examination|health examinations"
        "|body check|physical examination|physical examinations|medical check-up|medical check-ups|体检"
        "|健康体检|健康检查|职业健康体检|职业健康检查|职业健康检查体检|身体检查"
    ),
    "hidden_danger": (
        "hidden danger|hidden dangers|hidden hazard|hidden hazards|safety hazard|safety hazards"
        "|potential hazard|potential hazards|potential safety hazards|隐患|安全隐患|事故隐患|安全生产隐患"
        "|隐患排查"
    ),
    "rectified": "rectified|rectification|rectifications|remediation|remedied|整改|整改完成|治理|整治",
    "insurance": "social insurance|social security|social insurances|社会保险|社保|五险一金|五险|社会保险参保",
    "signed": "signed|signing|sign|签署|签订|签约",
    "labour_contract": (
        "labour contract|labor contract|labour contracts|labor contracts|employment contracts|劳动合同|劳动合约"
    ),
    "union": "union|unions|trade union|trade unions|labour union|labor union|工会",
    "operating": "operating|营业",
    "asset": "asset|assets|资产|资产总额|资产总计|总资产|资产合计",
}

# Under a heading with such a word (or such a run of characters) a number is not what the issuer did in the year.
OTHER_MATTER = (
    "target|goal|baseline|base|saving|savings|saved|reduction|reduced|avoided|contractor|contractors|subcontractor"
    "|subcontractors|recycled|budget|forecast|plan|benchmark|peer|change|growth"
)
OTHER_MATTER_CHINESE = ("目标", "基准", "节约", "节省", "减少", "承包", "分包", "预算", "同比", "增长", "变动", "计划")


_STAFF = "employee|employees|staff|staffs|worker|workers|workforce|personnel|staff members"
_CHINESE_STAFF = "员工|雇员|职工|人员"
_STAFF_WORD = re.compile(rf"\b(?:{_STAFF})\b|{_CHINESE_STAFF}")
_HEADING_TAILS = ("", "分", "计", "划分", "分类", "分布", "构成", "组成", "结构", "统计")
_OF_STAFF = ("@gender=", "@employment=", "@level=")


def _groups() -> dict[str, str]:
    """Words that name part of the staff: `female employees`, `女员工`; `@staff` remembers that the staff is meant."""
    found: dict[str, str] = {}
    for concept, words in MEMBERS.items():
        if not concept.startswith(_OF_STAFF[:2]):
            continue
        for word in words.split("|"):
            for staff in (_STAFF if word.isascii() else _CHINESE_STAFF).split("|"):
                blank = " " if word.isascii() else ""
                found[f"{word}{blank}{staff}"] = f"{concept} @staff"
    return found


def _headings() -> dict[str, str]:
    """Chinese breakdown headings in their forms: 性别, 按性别, 按性别划分, 性别构成."""
    found: dict[str, str] = {}
    for concept, words in MEMBERS.items():
        stems = {w.removeprefix("按") for w in words.split("|") if concept.startswith("@@") and not w.isascii()}
        for stem in stems:
            found |= {f"{lead}{stem}{tail}": concept for lead in ("", "按", "依") for tail in _HEADING_TAILS}
    return found


def phrases() -> dict[str, str]:
    """Every surface form (lower case, simplified characters) with its concepts, blank separated; fillers map to ''."""
    found = dict.fromkeys((word.strip() for word in _FILLERS.split("|")), "")
    for concept, words in (_WORDS | MEMBERS).items():
        found.update(dict.fromkeys(words.split("|"), concept))
        if concept.startswith(_OF_STAFF):
            found.update({w: f"{concept} @staff" for w in words.split("|") if _STAFF_WORD.search(w)})
    found.update(_groups())
    found = _headings() | found
    for place, words in PLACES.items():
        found.update(dict.fromkeys(words.split("|"), f"@region={place}"))
    return {word: concept for word, concept in found.items() if word}
