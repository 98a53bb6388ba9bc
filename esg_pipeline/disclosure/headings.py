"""What a heading says of the rows below it: another matter, some of the staff, or a label behind a colon. No rows."""

import re

from esg_pipeline.disclosure import lexicon
from esg_pipeline.disclosure.concepts import concepts, fold, subject
from esg_pipeline.disclosure.features import features
from esg_pipeline.disclosure.labels import LabelIndex
from esg_pipeline.disclosure.ladder import look_up

_TITLE_OF_TABLE = re.compile(
    r"\b(?:key|main|core|major)\s(?:esg\s|social\s|environmental\s|sustainability\s){0,2}"
    r"(?:performance|indicators?|data|figures?|metrics?|statistics|kpis?)"
    r"|(?:关键|關鍵|主要|核心)(?:ESG|社会|社會|环境|環境|定量|量化)?(?:绩效|績效|指标|指標|数据|數據|表现|表現|统计|統計)",
    re.IGNORECASE,
)
# Under such a heading a number is not what the issuer did in the year.
_OTHER_MATTER = frozenset(lexicon.OTHER_MATTER.split("|"))
# Whose figures they are: another company's, or those of people who are not the issuer's own.
_OTHERS = re.compile(
    r"\bjoint ventures?\b|\bassociated compan(?:y|ies)\b|\b(?:not |un|non-)consolidated\b|\bcompetitors?\b|\bpeers?\b"
    r"|\bindustry (?:average|mean|norm)s?\b|\baverage (?:of|in) (?:our |the )?(?:industry|sector)\b|\bdownstream\b"
    r"|\b(?:suppliers?|customers?|tenants?|clients?|investees?|franchisees?)['\u2019]s?\s(?:own\s)?"
    r"(?:performance|emissions?|consumption|data|footprints?|energy|water|wastes?|employees|staff|workforce|safety)\b"
    r"|\b(?:performance|emissions?|consumption|data|footprints?|energy|water|wastes?|employees|staff|workforce|safety)"
    r"\s(?:use\s)?(?:of|by)\s(?:our\s|its\s|the\s)?(?:suppliers|customers|tenants|clients|investees|franchisees)\b"
    r"|合营企业|合營企業|联营公司|聯營公司|联营企业|聯營企業|未并表|未合併|行业平均|行業平均|同业|同業|同行",
    re.IGNORECASE,
)


def is_other_matter(heading: str) -> bool:
    """Whether the numbers below are not what the issuer did in the year: targets, contractors, customers."""
    is_other = any(word in fold(heading) for word in lexicon.OTHER_MATTER_CHINESE)
    is_other = is_other or _OTHERS.search(heading[:300]) is not None
    return is_other or any(concept in _OTHER_MATTER or concept[:-1] in _OTHER_MATTER for concept in concepts(heading))


def behind_colon(heading: str, labels: LabelIndex) -> str:
    """`Supply chain: number of suppliers` counts suppliers: the words behind the colon, where they are a label."""
    tail = re.split(r"[:：]", heading)[-1]
    is_label = tail != heading and subject(concepts(tail)) and look_up(concepts(tail), labels) is not None
    return tail if is_label else heading


def names_a_group(heading: str) -> bool:
    """Whether a heading names other people or some of the staff; `key` and 主要 of a table's title name none."""
    return any(feature.startswith("group=") for feature in features(_TITLE_OF_TABLE.sub(" ", heading)))
