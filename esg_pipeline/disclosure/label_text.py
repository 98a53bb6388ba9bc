"""A printed label without the unit it carries in brackets or behind a comma. Nothing about values or mapping."""

import re
import unicodedata

from esg_pipeline.disclosure.units import UnitTable

_BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]{1,60})[)）\]】]")
_NESTED = re.compile(r"\(([^()]{1,60}\([^()]{1,30}\)[^()]{0,30})\)")
_TAIL = re.compile(r"[,，:：;；/]\s*([^,，:：;；()（）]{1,40})$")
_LEADING_CODE = re.compile(
    r"^(?:(?:HKEX\s*)?KPI\s*[A-D]\s?\d{1,2}\.\d{1,2}|[A-D]\d{1,2}\.\d{1,2}"
    r"|GRI\s*\d{3}-\d{1,2}(?:-[a-z])?)[\s:：.\-–—]+(?=\S)",
    re.IGNORECASE,
)
_SCOPE_NOTE = re.compile(r"(?:\bscope|范围|範圍|范畴|範疇)\s?([123])([1-9])$", re.IGNORECASE)
# Five letters and a digit are a word and its note; PM10, CO2, Tier 1 or class 1 are names.
_STUCK = re.compile(
    r"(?:(?<=[a-z]{5})|(?<=[a-z]{3}\))|(?<![范範][围圍畴疇])(?<![类類层層阶階][别別级級段])(?<=[\u3400-\u9fff]{2}))([1-9]\d?)$"
)
_MAX_LABEL = 300
_GROUP_WORDS = (
    "staff|directors|director|members|member|suppliers|supplier|workers|worker|employees|employee|individuals"
    "|vehicles|vehicle|patents|events|event|accidents|accident|incidents|lawsuits|sets|set|sessions|session"
    "|complaints|units|items|pieces|head|product|products|years|year|calendar year|points|level|works"
    "|number of complaints|员工|雇员|員工|僱員|职工|公司|家|年|场|岁|張|张|time(s)|men|human|million|thousand|yes/no"
    "|in|a|人员|人員|h"
)
_GROUPS = frozenset(_GROUP_WORDS.split("|"))
_NUMBER_OF = re.compile(r"^(?:total\s)?(?:number|no\.?)\sof\s")
_MARKS = (",", "，", ";", "；", "、", ":", "：")
_COUNTED = frozenset({"person", "count", "year", "years", "level", "score", "yes_no"})
_QUOTED = re.compile(r"[\"“”「」『』]")


def split_unit(label: str, units: UnitTable) -> tuple[str, tuple[str, ...]]:
    """Label without unit, and the unit texts found (two of them may contradict each other: that is judged later)."""
    if len(label) > _MAX_LABEL:
        return label[:_MAX_LABEL] + "…", ()  # still too long to be a label: it equals no alias
    plain = without_footnote(
        label.replace("\\", "").replace("**", "").replace("&nbsp;", " ").replace("<br>", " ").strip()
    )
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        inner = match.group(1).strip()
        if units.parse(inner) is not None and not _is_word(inner):
            found.append(inner)
            return " "
        kept, unit = _beside_words(inner, units)
        found.extend([unit] if unit else [])
        return f"({kept})" if unit else match.group()

    rest = _NESTED.sub(lambda m: _take_nested(m, units, found), unicodedata.normalize("NFKC", plain))
    rest = rest if found else _BRACKETS.sub(take, plain)
    tail = None if found else _TAIL.search(rest)
    if tail and units.parse(tail.group(1)) is not None and not _is_word(tail.group(1)):
        found.append(tail.group(1).strip())
        rest = rest[: tail.start()]
    return " ".join(rest.split()), tuple(found)


def without_footnote(label: str) -> str:
    """A label without its leading KPI code and without a footnote digit stuck to its end, where that is certain."""
    text = _LEADING_CODE.sub("", label)
    scope = _SCOPE_NOTE.search(text)
    if scope:  # there are three scopes: `Scope 21` is scope 2 with note 1, `Scope 12` may be scopes 1 and 2
        return text[: scope.end(1)] if scope[1] >= scope[2] else text
    found = _STUCK.search(text)
    return text[: found.start(1)].rstrip() if found else text


def _beside_words(inner: str, units: UnitTable) -> tuple[str, str]:
    """A bracket that holds words and a unit, `Scope 1, tCO2e`: the words and the unit; ('', '') where it does not."""
    for head, _, tail in (inner.rpartition(mark) for mark in _MARKS if mark in inner):
        for unit, words in ((tail.strip(), head.strip()), (head.strip(), tail.strip())):
            parsed = units.parse(unit)
            if words and parsed is not None and parsed.dimension not in _COUNTED and units.parse(words) is None:
                return words, unit
    return "", ""


def _take_nested(match: re.Match[str], units: UnitTable, found: list[str]) -> str:
    """A bracket with a bracket inside: `(tonnes of carbon dioxide equivalent (“tCO2e”))`."""
    inner = _QUOTED.sub("", match.group(1))
    outer = re.sub(r"\([^()]*\)", "", inner).strip()
    known = next((text for text in (inner, outer) if units.parse(text) is not None), None)
    if known is None:
        return match.group()
    found.append(known)
    return " "


def _is_word(text: str) -> bool:
    """Words that are units elsewhere but name a group or a thing in a bracket: `(staff)`, `(vehicles)`."""
    return _NUMBER_OF.sub("", text.strip().lower()) in _GROUPS


def longest_unit_suffix(words: list[str], units: UnitTable) -> int:
    """Index of the word where the longest unit at the end of a row's text begins; len(words) when there is none."""
    for start in range(max(1, len(words) - 12), len(words)):
        if units.parse(" ".join(words[start:])) is not None:
            return start
    return len(words)
