"""The places that figures are broken down by, and the words for them, English and simplified Chinese. Data only.

A place that is missing here makes a label unknown: its figure is then no total of the issuer.
"""

PLACES = {
    "china": "china|prc|the prc|中国",
    "mainland_china": "mainland china|chinese mainland|mainland|the mainland|中国大陆|中国内地|内地|大陆",
    "outside_china": (
        "out of china|outside china|outside of china|outside the prc|中国以外|中国境外|中国大陆以外"
        "|outside mainland china"
    ),
    "overseas": "overseas|abroad|foreign countries|海外|境外|国外",
    "hong_kong": (
        "hong kong|hong kong sar|hksar|hk|h.k.|hong kong, china|hong kong region|hong kong china|香港|中国香港"
        "|香港特别行政区|香港特区|香港地区"
    ),
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
