"""The words of labels, English and Chinese, and the concept each stands for; `concepts` cuts labels with them.
A concept is a plain word (`waste`), a member of a breakdown (`@gender=female`), a breakdown heading (`@@gender`), or a
denominator (`per:employee`); an empty one is a filler that says nothing about what is measured.
"""

# Traditional to simplified forms of the characters that occur in disclosure labels.
TRADITIONAL = str.maketrans(
    "溫氣體範圍疇僱員總數廢棄無產電億萬噸量熱煤燃汽柴團連續經審計財務報導營業收入資負債權淨額稅項損益潔環"
    "護綠勞動傷類別歲級層區內陸灣門東華國際戶應鏈訴賄貪污結腐敗罰訓練時間離職險學開發實標準積極處運輸裝顆"
    "粒氮氧硫塵揮約獨立佔構規質單價與僅個該從過達還點關於對責監會選舉場長滬寧蘇贛閩遼吉陝甘臺並兩種為記錄"
    "確認歸屬樣紙張採購輛飲餐廚餘圾塑膠製鋼鐵鋁機醫藥費貨幣銀貸風當證強減節雙變壓縮濟雜織廣",
    "温气体范围畴雇员总数废弃无产电亿万吨量热煤燃汽柴团连续经审计财务报导营业收入资负债权净额税项损益洁环"
    "护绿劳动伤类别岁级层区内陆湾门东华国际户应链诉贿贪污结腐败罚训练时间离职险学开发实标准积极处运输装颗"
    "粒氮氧硫尘挥约独立占构规质单价与仅个该从过达还点关于对责监会选举场长沪宁苏赣闽辽吉陕甘台并两种为记录"
    "确认归属样纸张采购辆饮餐厨余圾塑胶制钢铁铝机医药费货币银贷风当证强减节双变压缩济杂织广",
)

_FILLERS = (
    "the|a|an|of|in|by|for|to|from|and|or|with|our|its|group|company|issuer|total|totals|amount|number|no"
    "|annual|overall|aggregate|sum|gross|quantity|volume|all|during|year|reporting|period|as|on|at|s"
    "|which|that|is|are|was|were|subtotal|sub|due|figure|data|总|总量|总数|总额|总计|合计|共计|小计|总和"
    "|总体|全部|数|数量|量|人数|年度|年|报告期内|本集团|集团|本公司|公司|的|及|和|与|或|之|按|情况"
    "|统计|数据|指标|全年|期末|期内|年末|总人数|额"
)

_WORDS = {
    "of_which": "of which|including|其中|其中包括",
    "ghg": "ghg|ghgs|greenhouse gas|greenhouse gases|温室气体",
    "emission": "emission|emissions|emitted|排放|排放量|排放总量",
    "ghg emission": "碳排放|碳排放量|碳排放总量|carbon emission|carbon emissions|carbon footprint",
    "co2e": "co2e|co2eq|co2-e|co2 equivalent|carbon dioxide equivalent|二氧化碳当量",
    "co2": "co2|carbon dioxide|二氧化碳",
    "direct": "direct|直接",
    "indirect": "indirect|间接",
    "energy": "energy|能源|能耗|能量|综合能源|综合能耗",
    "other": "other|others|其他|其它",
    "@method=location": (
        "location-based|location based|location-based method|基于位置|基于地域|基于所在地|位置法|地域法"
    ),
    "@method=market": "market-based|market based|market-based method|基于市场|市场法",
    "intensity": "intensity|intensities|density|强度|密度",
    "per:employee": "人均",
    "hazardous waste": (
        "hazardous waste|hazardous wastes|危险废物|危险废弃物|有害废弃物|有害废物|危废|有害废料|危险固体废物"
    ),
    "nonhazardous waste": (
        "non-hazardous waste|non-hazardous wastes|nonhazardous waste|non hazardous waste|harmless waste"
        "|harmless wastes|无害废弃物|无害废物|非危险废物|非危险废弃物|一般废弃物|一般废物|无害废料"
        "|非有害废弃物|一般固体废物|一般固体废弃物"
    ),
    "industrial_solid waste": "一般工业固体废物|一般工业固废|一般工业固体废弃物|general industrial solid waste",
    "waste": "waste|wastes|废弃物|废物|固体废物|固废|废料",
    "landfill": "landfill|landfilled|landfills|填埋",
    "discharge": "discharge|discharged|discharges",
    "produced": "produced|generated|generation|产生|产生量|产生总量",
    "disposed": "disposed|disposal|处置|处置量",
    "water": "water|fresh water|freshwater|水|水资源|淡水|新鲜水|自来水",
    "water consumption": (
        "用水|用水量|耗水|耗水量|水耗|用水总量|总用水量|总耗水量|耗水总量|水资源消耗|水资源消耗量"
        "|水资源使用量|水资源总消耗"
    ),
    "consumption": (
        "consumption|consumed|usage|use|used|消耗|消耗量|消费|消费量|使用|使用量|用量|耗用量|耗量|消耗总量"
        "|使用总量|消费总量"
    ),
    "electricity": "electricity|purchased electricity|purchased power|电力|外购电力|外购电|电|用电|购电|外购电量",
    "electricity consumption": "用电量|耗电量|用电总量|总用电量|耗电|电耗|电力消耗|总耗电量",
    "renewable": "renewable|renewables|可再生|可再生能源",
    "energy consumption": (
        "能源消耗|能源消耗量|能源消费|能源消费量|能源使用量|能源消耗总量|能源消费总量|综合能源消耗|综合能耗"
        "|总能耗|能耗总量|能源耗用量|能源总消耗"
    ),
    "@energy=gasoline": "gasoline|petrol|汽油",
    "@energy=diesel": "diesel|diesel oil|柴油",
    "@energy=natural_gas": "natural gas|天然气|piped natural gas|管道天然气",
    "@energy=coal": "coal|raw coal|煤炭|煤|原煤",
    "@energy=lpg": "lpg|liquefied petroleum gas|液化石油气",
    "@energy=lng": "lng|liquefied natural gas|液化天然气",
    "@energy=coke": "coke|焦炭",
    "@energy=fuel_oil": "fuel oil|heavy fuel oil|燃料油|重油",
    "@energy=kerosene": "kerosene|煤油",
    "@energy=towngas": "towngas|town gas",
    "nox": "nox|nitrogen oxide|nitrogen oxides|氮氧化物|氧化氮",
    "sox": (
        "sox|sulphur oxide|sulphur oxides|sulfur oxide|sulfur oxides|硫氧化物|so2|sulphur dioxide"
        "|sulfur dioxide|二氧化硫|氧化硫"
    ),
    "pm": (
        "pm|particulate matter|particulate matters|particulate|particulates|颗粒物|悬浮颗粒|悬浮粒子|烟粉尘|烟尘|微粒"
    ),
    "packaging": "packaging|packing|包装",
    "material": "material|materials|物料|材料|材|物",
    "packaging material": "包装材料|包装物料|包装物|包材|制成品所用包装材料|制成品所用的包装材料",
    "finished": "finished|制成|成品",
    "product": "product|products|产品|制成品",
    "per:unit": "单位产品|每单位产品",
    "employee": (
        "employee|employees|staff|staffs|workforce|headcount|personnel|labour force|labor force|staff member"
        "|staff members|worker|workers|employee headcount|员工|雇员|职工|从业人员|在职员工|在岗员工|劳动力"
        "|工作人员|全体员工"
    ),
    "@@gender": "gender|sex|genders|性别|按性别|按性别划分|性别构成|按性别分类|by gender",
    "@@age": (
        "age|ages|age group|age groups|age range|年龄|年龄组|年龄段|年龄层|年龄组别|按年龄|按年龄组|按年龄段"
        "|按年龄划分|按年龄组别划分|年龄构成"
    ),
    "@@employment": (
        "employment type|employment types|employee type|employee types|type of employment|employment category"
        "|contract type|employment contract|雇佣类型|雇佣类别|用工类型|用工形式|雇佣形式|雇用类型|员工类型"
        "|雇员类型|按雇佣类型|按雇佣类型划分|聘用类型"
    ),
    "@@region": (
        "region|regions|geographical region|geographical regions|geographic region|regional distribution"
        "|geographical distribution|geographical location|geographical area|area|location|geography|地区"
        "|地区分布|地域|按地区|按地区划分|区域|地理区域|按区域|所在地区|地域分布"
    ),
    "@@level": (
        "employee level|staffing level|employee category|employee categories|rank|ranks|level|levels|grade"
        "|job level|position|staff level|staff grade|employment level|seniority|management level|职级|级别"
        "|层级|雇员类别|员工类别|按职级|按职级划分|员工级别|职位级别|按雇员类别|按员工类别|职务级别|按级别"
        "|员工层级"
    ),
    "@gender=female": "female|females|woman|women|女|女性|女员工|女雇员|女职工|女性员工|女性雇员",
    "@gender=male": "male|males|man|men|男|男性|男员工|男雇员|男职工|男性员工|男性雇员",
    "@employment=full_time": "full-time|full time|fulltime|全职|全日制|正式员工|全职员工|全职雇员",
    "@employment=part_time": "part-time|part time|parttime|兼职|兼职员工|兼职雇员|非全日制",
    "@level=senior": (
        "senior|senior management|senior level|senior executive|senior executives|top management"
        "|senior managers|高级|高级管理层|高级管理人员|高级管理|高层|高层管理|高层管理人员|高管"
        "|高级管理层员工"
    ),
    "@level=intermediate": (
        "intermediate|middle management|middle level|mid-level|middle|intermediate management"
        "|middle-level management|middle managers|中级|中级管理层|中层|中层管理|中层管理人员|中级管理人员"
        "|中层管理者"
    ),
    "@level=general": (
        "general|general staff|general employee|general employees|general level|ordinary staff"
        "|ordinary employee|ordinary employees|grassroots staff|entry-level|rank-and-file|rank and file"
        "|普通员工|一般员工|基层员工|基层|普通雇员|一般雇员|普通职工|基层人员"
    ),
    "turnover": "turnover|attrition|流失|离职",
    "turnover rate": "流失率|离职率|流失比率|流动率",
    "rate": "rate|rates|ratio|ratios|percentage|percent|proportion|share|率|比率|比例|占比|百分比|比重",
    "training": "training|trained|trainings|培训|受训|训练",
    "average": "average|mean|avg|平均",
    "hour": "hour|hours|时数|小时|小时数|时长|学时|时间",
    "completed": "completed|完成",
    "coverage": "coverage|covered|receive|received|覆盖|覆盖率",
    "lost": "lost|损失",
    "day": "day|days|工作日|日|天|天数|工作日数|日数",
    "lost day work injury": (
        "因工伤损失工作日数|因工伤损失的工作日数|因工损失工作日数|工伤损失工作日数|因工伤损失工作日"
        "|因工伤损失工作天数|工伤损失工作日|因工伤损失日数|因工受伤损失工作日数|因工伤损失的工作日"
        "|因工伤导致的损失工作日数|因工伤害损失工作日数|工伤损失工时天数"
    ),
    "work": "work|working|work-related|work related|occupational|工作|因工",
    "injury": "injury|injuries|work injury|工伤",
    "fatality": "fatality|fatalities|fatal|death|deaths|死亡|亡故|身故",
    "supplier": "supplier|suppliers|vendor|vendors|供应商",
    "director": "director|directors|board member|board members|董事|董事会成员",
    "board": "board|board of directors|董事会",
    "size": "size|规模",
    "independent": "independent|independent non-executive|independent nonexecutive|独立|独立非执行",
    "independent director": "独立董事|独立非执行董事|ined|ineds",
    "complaint": "complaint|complaints|投诉|投诉量|客诉|投诉件",
    "revenue": "revenue|revenues|营业收入|营收",
    "operating": "operating|营业",
    "asset": "asset|assets|资产|资产总额|资产总计|总资产|资产合计",
}

_PLACES = {
    "china": "china|prc|the prc|中国",
    "mainland_china": "mainland china|chinese mainland|mainland|the mainland|中国大陆|中国内地|内地|大陆",
    "outside_china": (
        "out of china|outside china|outside of china|outside the prc|中国以外|中国境外|中国大陆以外"
        "|outside mainland china"
    ),
    "overseas": "overseas|abroad|foreign countries|海外|境外|国外",
    "hong_kong": "hong kong|hong kong sar|香港|中国香港",
    "macau": "macau|macao|澳门|中国澳门",
    "taiwan": "taiwan|台湾|中国台湾",
    "hong_kong_macau_taiwan": (
        "hong kong macau and taiwan|hong kong, macau and taiwan|hong kong, macao and taiwan|港澳台|港澳台地区"
    ),
    "eastern_china": "eastern china|east china|eastern region|east region|华东|华东地区",
    "south_china": "south china|southern china|south region|southern region|华南|华南地区",
    "central_china": "central china|central region|华中|华中地区",
    "north_china": "north china|northern china|north region|northern region|华北|华北地区",
    "northwest": "northwest region|northwest china|northwestern china|northwest|north-west china|西北|西北地区",
    "southwest": "southwest region|southwest china|southwestern china|southwest|south-west china|西南|西南地区",
    "northeast": "northeast region|northeast china|northeastern china|northeast|north-east china|东北|东北地区",
    "eastern": "东部|东部地区",
    "central": "中部|中部地区",
    "western": "西部|西部地区|western region",
    "asia": "asia|亚洲",
    "europe": "europe|欧洲",
    "americas": "americas|america|美洲",
    "africa": "africa|非洲",
    "north_america": "north america|北美|北美洲",
    "asia_pacific": "asia pacific|asia-pacific|亚太|亚太地区",
    "singapore": "singapore|新加坡",
    "japan": "japan|日本",
    "united_states": "united states|usa|the united states|美国",
    "united_kingdom": "united kingdom|uk|英国",
    "australia": "australia|澳大利亚|澳洲",
    "vietnam": "vietnam|越南",
    "thailand": "thailand|泰国",
    "malaysia": "malaysia|马来西亚",
    "indonesia": "indonesia|印度尼西亚|印尼",
    "india": "india|印度",
    "south_korea": "south korea|korea|韩国",
    "germany": "germany|德国",
    "beijing": "beijing|北京|北京市",
    "shanghai": "shanghai|上海|上海市",
    "tianjin": "tianjin|天津|天津市",
    "chongqing": "chongqing|重庆|重庆市",
    "guangdong": "guangdong|guangdong province|广东|广东省",
    "jiangsu": "jiangsu|jiangsu province|江苏|江苏省",
    "zhejiang": "zhejiang|zhejiang province|浙江|浙江省",
    "shandong": "shandong|shandong province|山东|山东省",
    "sichuan": "sichuan|sichuan province|四川|四川省",
    "hubei": "hubei|hubei province|湖北|湖北省",
    "hunan": "hunan|hunan province|湖南|湖南省",
    "henan": "henan|henan province|河南|河南省",
    "hebei": "hebei|hebei province|河北|河北省",
    "anhui": "anhui|anhui province|安徽|安徽省",
    "fujian": "fujian|fujian province|福建|福建省",
    "jiangxi": "jiangxi|jiangxi province|江西|江西省",
    "liaoning": "liaoning|liaoning province|辽宁|辽宁省",
    "shenzhen": "shenzhen|深圳|深圳市",
    "guangzhou": "guangzhou|广州|广州市",
    "within_province": "within the province|省内|本省",
    "outside_province": "outside the province|省外|外省",
}

# Under a heading with such a word (or such a run of characters) a number is not what the issuer did in the year.
OTHER_MATTER = (
    "target|goal|baseline|base|saving|savings|saved|reduction|reduced|avoided|contractor|contractors|subcontractor"
    "|subcontractors|recycled|budget|forecast|plan|benchmark|peer|change|growth"
)
OTHER_MATTER_CHINESE = ("目标", "基准", "节约", "节省", "减少", "承包", "分包", "预算", "同比", "增长", "变动", "计划")


def phrases() -> dict[str, str]:
    """Every surface form (lower case, simplified characters) with its concepts, blank separated; fillers map to ''."""
    found = dict.fromkeys((word.strip() for word in _FILLERS.split("|")), "")
    for concept, words in _WORDS.items():
        found.update(dict.fromkeys(words.split("|"), concept))
    for place, words in _PLACES.items():
        found.update(dict.fromkeys(words.split("|"), f"@region={place}"))
    return {word: concept for word, concept in found.items() if word}
