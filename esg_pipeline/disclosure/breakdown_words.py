"""The words for members of a breakdown (`@gender=female`) and for its headings (`@@gender`).

Data only; places are in `places`, everything else in `lexicon`.
"""

MEMBERS = {
    "@method=location": (
        "location basis|location-basis|location method|location-based approach|按位置|以位置为基准|基于位置法"
        "|以地点为基础|基于地点|所在地法|location-based|location based|location-based method|基于位置|基于地域"
        "|基于所在地|位置法|地域法"
    ),
    "@method=market": (
        "market basis|market-basis|market method|market-based approach|以市场为基准|以市场为基础|按市场"
        "|基于市场法|market-based|market based|market-based method|基于市场|市场法"
    ),
    "@energy=gasoline": (
        "unleaded petrol|motor gasoline|unleaded gasoline|petroleum gasoline|车用汽油|无铅汽油|gasoline|petrol|汽油"
    ),
    "@energy=diesel": "diesel fuel|柴油燃料|车用柴油|diesel|diesel oil|柴油",
    "@energy=natural_gas": "pipeline natural gas|天然气(管道)|natural gas|天然气|piped natural gas|管道天然气",
    "@energy=coal": "bituminous coal|coal fuel|燃煤|coal|raw coal|煤炭|煤|原煤",
    "@energy=lpg": (
        "liquified petroleum gas|liquefied petroleum gases|石油气|液化气|lpg|liquefied petroleum gas|液化石油气"
    ),
    "@energy=lng": "liquified natural gas|lng|liquefied natural gas|液化天然气",
    "@energy=coke": "coke|焦炭",
    "@energy=fuel_oil": "fuel oil|heavy fuel oil|燃料油|重油",
    "@energy=kerosene": "kerosene|煤油",
    "@energy=towngas": "煤气|管道煤气|城市煤气|towngas|town gas",
    "@@gender": (
        "按性别计|按性别分|依性别|性别组成|by sex|gender|sex|genders|性别|按性别|按性别划分|性别构成|按性别分类"
        "|by gender"
    ),
    "@@age": (
        "按年龄计|年龄分布|年龄结构|按年龄层|按年龄组划分|按年龄分|by age group|by age|age bracket|age category"
        "|age profile|age distribution|按年龄段划分|按年龄分类|年龄层分布|age|ages|age group|age groups|age range"
        "|年龄|年龄组|年龄段|年龄层|年龄组别|按年龄|按年龄组|按年龄组别|按年龄段|按年龄划分|按年龄组别划分|年龄构成"
    ),
    "@@employment": (
        "按雇佣类型分|按雇用类型|按用工类型|按合同类型|雇佣合约|合同类型|雇佣性质|雇用性质|按雇佣性质"
        "|employment mode|employment nature|nature of employment|by employment type|按雇佣形式|雇用类别"
        "|employment type|employment types|employee type|employee types|type of employment|employment category"
        "|contract type|employment contract|雇佣类型|雇佣类别|用工类型|用工形式|雇佣形式|雇用类型|员工类型"
        "|雇员类型|按雇佣类型|按雇佣类型划分|聘用类型"
    ),
    "@@region": (
        "by region|by geographical region|by location|country or region|country|countries|place|按地区分"
        "|按地区分类|按地域划分|地理位置|按地理区域|按地理位置|地区划分|按所在地|按地理区域划分|按国家及地区"
        "|region|regions|geographical region|geographical regions|geographic region|regional distribution"
        "|geographical distribution|geographical location|geographical area|area|location|geography|地区|地区分布"
        "|地域|按地区|按地区划分|区域|地理区域|按区域|所在地区|地域分布"
    ),
    "@@level": (
        "by employee category|by rank|by level|职务|按职务|按员工层级|按职位|职位|按员工类型划分|按雇员级别"
        "|雇员级别|雇员职级|employee grade|employee rank|job grade|job rank|professional level|按职级分"
        "|by employee level|position level|employee level|staffing level|employee category|employee categories"
        "|rank|ranks|level|levels|grade|job level|position|staff level|staff grade|employment level|seniority"
        "|management level|职级|级别|层级|雇员类别|员工类别|按职级|按职级划分|员工级别|职位级别|按雇员类别"
        "|按员工类别|职务级别|按级别|员工层级"
    ),
    "@gender=female": "女子|female|females|woman|women|女|女性|女员工|女雇员|女职工|女性员工|女性雇员",
    "@gender=male": "男子|male|males|man|men|男|男性|男员工|男雇员|男职工|男性员工|男性雇员",
    "@employment=full_time": (
        "full time employment|全职工|permanent full-time|全职职工|全职人员|full-time|full time|fulltime|全职"
        "|全日制|正式员工|全职员工|全职雇员"
    ),
    "@employment=part_time": (
        "part time employment|兼职工|兼职职工|兼职人员|part-time|part time|parttime|兼职|兼职员工|兼职雇员|非全日制"
    ),
    "@level=senior": (
        "senior-level|senior staff|senior employees|director level or above|senior management staff"
        "|executive management|管理高层|高阶管理层|高级管理层人员|高级雇员|高级员工|高层员工|高级管理者"
        "|高层管理者|senior|senior management|senior level|senior executive|senior executives|top management"
        "|senior managers|高级|高级管理层|高级管理人员|高级管理|高层|高层管理|高层管理人员|高管|高级管理层员工"
    ),
    "@level=intermediate": (
        "middle-level|mid level|mid-level management|mid-level staff|middle-level staff|middle management staff"
        "|intermediate level|middle-level employees|中层员工|中级员工|中级雇员|中阶管理层|中层管理层|中级管理者"
        "|中层干部|中层人员|intermediate|middle management|middle level|mid-level|middle|intermediate management"
        "|middle-level management|middle managers|中级|中级管理层|中层|中层管理|中层管理人员|中级管理人员"
        "|中层管理者"
    ),
    "@level=general": (
        "junior staff|junior employees|junior level|junior|frontline staff|frontline employees|entry level"
        "|front-line staff|front-line employees|general staffs|general-level|non-management|基层雇员|前线员工"
        "|前线雇员|一线员工|初级员工|普通层员工|基层职工|初级雇员|非管理层|general|general staff|general employee"
        "|general employees|general level|ordinary staff|ordinary employee|ordinary employees|grassroots staff"
        "|entry-level|rank-and-file|rank and file|普通员工|一般员工|基层员工|基层|普通雇员|一般雇员|普通职工"
        "|基层人员"
    ),
}
