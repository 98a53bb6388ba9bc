"""Which sentences of a document may be evidence at all: no headings, contents pages, rows of a content index,
restated requirements of a guide, definitions, lists of stakeholders' concerns. What a sentence states is `statements`.
"""

import re
from collections.abc import Sequence

from esg_pipeline.disclosure.blocks import BlockKind
from esg_pipeline.disclosure.sentences import Sentence

_MIN_CHARS = {"en": 25, "zh": 7}
_MIN_CELL = {"en": 45, "zh": 14}
_CJK = re.compile(r"[\u3400-\u9fff]")
# `A1.5`, `KPI B2`, `GRI 305-1`, `C2:`; a letter and a digit alone are a code only with such a word or a colon.
_CODE = re.compile(
    r"^\W{0,3}(?:(?:kpi|aspect|层面|关键绩效指标|gri|sasb|tcfd|esrs|disclosure)\W{0,3}(?:[ABCD]\s?\d"
    r"|\d{1,3}\b|[A-Z]{1,2}\d?-)"
    r"|[ABCD]\d{1,2}(?:\.\d{1,2}){1,2}(?![\d%])|[ABCD]\d{1,2}\s?(?:[:：.]?$|[:：])"
    r"|\d{3}-\d{1,2}(?![\d%])|[2-4]\d\d[:：]"
    r"|[A-Z]{2}-[A-Z]{2}-\d{3}|IF0?\d\b|[PMGSE]\d{1,2}\.\d{1,2}(?![\d%]))",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"^\W{0,3}(?:general\s+disclosure|一般披露|mandatory disclosure|強制披露|强制披露)", re.IGNORECASE
)
_INDEX_HEADING = re.compile(
    r"content index|index of|(?:gri|esg|hkex|sasb|tcfd|sdgs?)\W{0,3}(?:\w{1,12}\W{1,2}){0,3}index"
    r"|reference (?:table|index)|index table"
    r"|索引|对照表|对标表|指标对照|内容对照",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"^\W{0,3}(?:table of )?contents?\W{0,3}$|^\W{0,3}目\s{0,4}录\W{0,3}$", re.IGNORECASE)
_LEADER = re.compile(r"(?:\.{4,}|…{2,}|·{4,}|(?:\. ){4,})\s{0,4}\d{0,3}|\s{2,}\d{1,3}$|^\d{1,3}\s{2,}")
_RESTATED = re.compile(
    r"^\W{0,3}(?:\(?[a-d]\)\s{0,2})?(?:(?:please )?(?:describe|disclose|explain|indicate|state)\b"
    r"|(?:a )?(?:description|disclosure|explanation|discussion|statement) (?:of|on)\b"
    r"|information (?:on|relating to|about)\b|policies (?:on|relating to|and)\b|(?:general )?polic(?:y"
    r"|ies)\W{0,2}(?:;|and\b|$)"
    r"|compliance with relevant laws and regulations that have a significant impact"
    r"|how (?:the|an) (?:organi[sz]ation|issuer|entity|company)\b|whether (?:the|an) (?:organi[sz]ation"
    r"|issuer|entity)\b"
    r"|an? (?:issuer|entity|organi[sz]ation) (?:shall|must|should)\b"
    r"|the (?:reporting )?organi[sz]ation (?:shall|must|should)\b)"
    r"|significant impact on the issuer|which may impact,? the issuer|where appropriate, intensity"
    r"|\(e\.g\.,? (?:per unit|education|electricity|senior|money)"
    r"|how they are (?:implemented and monitored|dealt with)",
    re.IGNORECASE,
)
_RESTATED_CHINESE = re.compile(
    r"^\W{0,3}(?:[（(][ab甲乙][)）])?\s{0,2}(?:描述|阐述|披露(?!了)|列明|请说明|请披露"
    r"|有关.{1,80}(?:政策|资料)[:：。；]?$"
    r"|(?!.{0,60}(?:本集团|本公司|我们|本行|公司|集团|制定|设有|载有|已))[^。]{2,60}的(?:政策|资料|描述"
    r"|信息)[:：。；]$)"
    r"|对发行人有重大影响|可能会?对发行人|如适用|如每产量单位|以每产量单位|关键绩效指标[AB]\d|一般披露"
    r"|层面[AB]\d|相关执行及监察方法"
    r"|(?:发行人|组织|企业|上市公司)应当?(?:披露|说明|描述|报告)|(?:指引|指南|准则|规则"
    r"|要求)[》」]?(?:的)?要求(?:发行人|上市公司|企业)"
)
_DEFINITION = re.compile(
    r"^(?!.{0,60}\breports?\b.{0,40}\brefers? to)"
    r".{0,80}\b(?:refers? to|is defined as|are defined as|stands? for|is short for|is an abbreviation)\b"
    r"|\b(?:guide|rules?|code|standard|framework|act|law"
    r"|regulations?)\b[^.]{0,20}\brequir\w+ (?:that )?(?:all )?(?:listed )?(?:issuers?|companies"
    r"|enterprises)\b",
    re.IGNORECASE,
)
_DEFINITION_CHINESE = re.compile(
    r"^[^，。]{0,40}(?:是指|系指|指的是|定义为|(?<!以下)(?<!下)简称)|^[“\"「《]?[^，。]{1,20}[”\"」》]?指[^导引标定派南出挥数示]"
)
_STAKEHOLDERS = re.compile(
    r"stakeholders?\W{1,3}(?:\w{1,14}\W{1,3}){0,3}(?:engagement|communication|expectation|concern"
    r"|identification|participation)"
    r"|(?:engagement|communication) with (?:\w{1,14} ){0,2}stakeholders?|expectations? (?:and|of)"
    r"|(?:利益相关方|利益相关者|持份者|权益人)",
    re.IGNORECASE,
)
# Rows of a table that lost its separators: three numbers side by side, or two and nothing behind them.
_VALUE = r"[-(+]?(?:\d(?:[\d,.]{0,14}\d)?|n/?a|nil)%?\)?"
_NUMBER_ROW = re.compile(
    rf"(?<!\S){_VALUE}\s{{1,3}}(?:{_VALUE}|[-–—])\s{{1,3}}(?:{_VALUE}|[-–—])(?!\S)|(?<!\S){_VALUE}\s{{1,3}}{_VALUE}$",
    re.IGNORECASE,
)
_TITLE_WORD = re.compile(r"[A-Z][\w’'-]*$")
_LIST_CHINESE = re.compile(r"^[\u3400-\u9fff]{2,16}(?:\s+[\u3400-\u9fff]{2,16}){3,40}$")
# Guide text and principles inside a line.
_QUOTED_GUIDE = re.compile(
    r"\bprinciple \d{1,2}\b|\bbusinesses should\b|\bgri \d{3}(?:-\d{1,2})?\b[:：]?\s+[a-z]+ (?:of|and|assess"
    r"|approach|by|with|incid|taken)"
    r"|(?<![A-Za-z\d.])[AB]\d\.\d{1,2}\s{0,3}(?:描述|披露|description|policies)"
    r"|原则\s?[一二三四五六七八九十\d]{1,2}[:：]|发行人应|上市公司应|企业应当?支持",
    re.IGNORECASE,
)
_TOPICS = re.compile(
    r"\b(?:identif|rank|rat|regard|consider|classif|determin|assess|select"
    r"|prioriti)\w{0,4}\b[^.;]{0,40}\bas (?:\w+ly |the |an? |our |its |most |more |of )"
    r"{0,3}(?:material|important|key|significant|high(?:est)?[- ](?:priority|importance|materiality)"
    r"|priority)\b[^.;]{0,20}"
    r"(?:topics?|issues?|aspects?|matters|areas|concerns)"
    r"|\b(?:material|key esg|key sustainability|significant|important) (?:esg |sustainability )?(?:topics?"
    r"|issues?|aspects?)\b"
    r"[^.;]{0,30}\b(?:are|were|include[sd]?|including|cover(?:ed|s)?|comprise[sd]?|such as|in order|namely)\b"
    r"|(?:识别|确定|列|评定|界定|视|认定|评估|排序|归)[^，。；]{0,6}为[^，。；]{0,16}(?:议题|重要性|主题|关注点|事项)"
    r"|(?:重要性?|实质性|重大|核心|关键|高度?重要|重大性)(?:的)?(?:议题|主题|范畴)[^。；]{0,10}(?:包括|分别"
    r"|涵盖|有|为|如下|：|:)"
    r"|(?:属|是|属于)[^，。；]{0,12}(?:重要|实质性|关键|重大)(?:性)?议题",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.;!。；！]['\"）)]{0,2}$")
_QUESTION = re.compile(r"[?？]['\"”」]?\s*$")


def language_of(text: str) -> str:
    """`zh` when a fifth of the letters are Chinese, else `en`; the text is folded."""
    chinese = len(_CJK.findall(text))
    return "zh" if chinese * 5 > sum(c.isalpha() for c in text) else "en"


def index_blocks(sentences: Sequence[Sentence], folded: Sequence[str]) -> frozenset[int]:
    """Numbers of the blocks that are rows of a content index or lines of one without a table."""
    return frozenset(
        s.block
        for s, text in zip(sentences, folded, strict=True)
        if _CODE.match(text) or _GENERAL.match(text) or any(_INDEX_HEADING.search(h) for h in s.headings[-2:])
    )


def may_be_evidence(sentence: Sentence, folded: str) -> bool:
    """Whether the sentence is one by which an issuer states something; `folded` is its flat text, folded."""
    language = language_of(folded)
    if sentence.kind is BlockKind.HEADING or len(folded.strip()) < _MIN_CHARS[language] or _QUESTION.search(folded):
        return False
    if sentence.kind is BlockKind.TABLE_ROW and not _speaks(sentence, folded, language):
        return False
    if any(_CONTENTS.match(h) for h in sentence.headings[-1:]) or _LEADER.search(folded):
        return False
    if _QUOTED_GUIDE.search(folded) or _is_list(folded):
        return False
    restated, definition = (_RESTATED_CHINESE, _DEFINITION_CHINESE) if language == "zh" else (_RESTATED, _DEFINITION)
    return not restated.search(folded) and not definition.search(folded)


def behind_numbers(folded: str) -> str:
    """The text with blanks for all up to the last row of numbers in it: labels and figures of a table state nothing.

    What stands behind them counts only as a whole sentence.
    """
    last = 0
    for found in _NUMBER_ROW.finditer(folded):
        last = found.end()
    is_said = last == 0 or _SENTENCE_END.search(folded, last)
    return " " * last + folded[last:] if is_said else " " * len(folded)


def is_whole(folded: str) -> bool:
    """Whether the text ends as a sentence does: a title or a label has no such end."""
    return bool(_SENTENCE_END.search(folded.rstrip()))


def lists_topics(folded: str) -> bool:
    """Whether the sentence says which topics are material: that a topic is one says nothing about what is done."""
    return bool(_TOPICS.search(folded))


def _is_list(folded: str) -> bool:
    """Titles one after the other without marks, as a page of contents or a chart gives them."""
    if _LIST_CHINESE.match(folded):
        return True
    words = [word for word in folded.split() if len(word) > 3]
    titles = sum(1 for word in words if _TITLE_WORD.match(word))
    has_end = folded.rstrip("'\")").endswith((".", "!", ";", ":", ",", "。", "；"))
    return len(words) >= 6 and not has_end and titles >= 0.7 * len(words)


def _speaks(sentence: Sentence, folded: str, language: str) -> bool:
    """Whether the text of a cell is long enough for a statement and no entry of a list of concerns."""
    return len(folded) >= _MIN_CELL[language] and not any(_STAKEHOLDERS.search(h) for h in sentence.headings[-2:])
