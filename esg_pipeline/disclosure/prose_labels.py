"""Figures right behind a known label at the head of a clause (`氨氮排放量0.96吨`), as claims of its data point.

Ways of saying that need more than the label are patterns; the labels themselves are those of labels.csv.
"""

import re
from collections.abc import Iterator, Mapping

from esg_pipeline.disclosure.labels import Alias, LabelIndex
from esg_pipeline.disclosure.number_text import REST, Shape
from esg_pipeline.disclosure.prose_patterns import Pattern
from esg_pipeline.disclosure.running_text import fold

_FIGURE = "".join(shape.value for shape in (Shape.PLAIN, Shape.SHARE, Shape.MONEY, Shape.MEASURE))
_VERB = (
    r"(?:累计|共计?|合计|总计)?(?:约?为|是|达到?了?|达成|实现了?|保持在|维持在|稳定在|控制在"
    r"|高达|仅为?|均?为|[：:])?"
)
_NAMED = re.compile(
    r"(?<![\u3400-\u9fffa-z0-9])(?P<label>[\u3400-\u9fffa-z0-9+/-]{2,28}?"
    rf"(?:[（(][^（）()\ue000-\uf8ff]{{1,14}}[）)])?){_VERB} ?(?P<value>[{_FIGURE}]{REST}*+)"
    r"(?=(?:名|位|人|家|件|起|宗|次|项|个|笔|例)?(?:[，。；、,;（）()]|\s*$|其中))"
)
# What may stand between the beginning of a clause and the label, and says nothing about it.
_LEAD = re.compile(
    r"(?:(?:本|我|全)?(?:公司|集团|行|企业)|我们|发行人|全年度?|年内|年末|期末|年底|报告期[内末]?|本(?:年度?|报告期)"
    r"|当年|其中|并|且|的|在|末|内|度|截至|实现|完成|产生|录得|取得|共|合计|总计)+"
)
_MIN_LABEL = 3
_CHINESE = re.compile(r"[\u3400-\u9fff]{2}")
# Below every pattern: a label alone knows less than a way of saying.
_STRENGTH = 0.82
# Words of the labels that a guard would read as a part of the issuer.
_PART_WORD = re.compile(r"项目|某|活动|门店|车间")


def known_labels(labels: LabelIndex) -> dict[str, Pattern]:
    """Folded Chinese label -> its pattern; labels that need a table to decide between data points are left out."""
    found: dict[str, Pattern | None] = {}
    for text, alias in labels.texts:
        label = fold(text).replace(" ", "")
        if len(label) < _MIN_LABEL or not _CHINESE.search(label):
            continue
        pattern = _pattern(label, alias)
        if label in found and _key(found[label]) != _key(pattern):
            pattern = None
        found[label] = pattern
    return {label: pattern for label, pattern in found.items() if pattern is not None}


def named_figures(masked: str, known: Mapping[str, Pattern]) -> Iterator[tuple[Pattern, re.Match[str]]]:
    """Each figure of a masked Chinese text whose clause is a label of one data point, with the match that says so."""
    for match in _NAMED.finditer(masked):
        pattern = known.get(_bare(match["label"], known))
        if pattern is not None and not _is_open(match, pattern):
            yield pattern, match


def _is_open(match: re.Match[str], pattern: Pattern) -> bool:
    """Whether a count may be that of a part: of a committee, of those who were trained, of whoever was named before."""
    is_count = match["value"].startswith(Shape.PLAIN.value)
    return is_count and ("其中" in match["label"] or pattern.data_point_id.startswith("rs_"))


def _bare(label: str, known: Mapping[str, Pattern]) -> str:
    """The label without the words before it; the longest that is known wins."""
    if label in known:
        return label
    lead = _LEAD.match(label)
    if lead is None:
        return label
    return next((label[cut:] for cut in range(1, lead.end() + 1) if label[cut:] in known), label)


def _pattern(label: str, alias: Alias) -> Pattern | None:
    if len(alias.candidates) != 1 or (alias.dimension and "=" not in alias.dimension):
        return None
    return Pattern(
        f"label:{label}",
        "labels.csv",
        alias.candidates[0],
        "zh",
        (),
        dimension=alias.dimension,
        strength=_STRENGTH,
        is_part=_PART_WORD.search(label) is not None,
        is_change=re.search(r"增长率|增速|变动|同比", label) is not None,
    )


def _key(pattern: Pattern | None) -> tuple[str, str] | None:
    return (pattern.data_point_id, pattern.dimension) if pattern else None
