"""A printed label without the unit it carries in brackets or behind a comma. Nothing about values or mapping."""

import re
import unicodedata

from esg_pipeline.disclosure.units import UnitTable

_BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]{1,60})[)）\]】]")
_NESTED = re.compile(r"\(([^()]{1,60}\([^()]{1,30}\)[^()]{0,30})\)")
_TAIL = re.compile(r"[,，:：;；/]\s*([^,，:：;；()（）]{1,40})$")
_MAX_LABEL = 300
_QUOTED = re.compile(r"[\"“”「」『』]")


def split_unit(label: str, units: UnitTable) -> tuple[str, tuple[str, ...]]:
    """Label without unit, and the unit texts found (two of them may contradict each other: that is judged later)."""
    if len(label) > _MAX_LABEL:
        return label[:_MAX_LABEL] + "…", ()  # still too long to be a label: it equals no alias
    plain = label.replace("\\", "").replace("**", "").replace("&nbsp;", " ").strip()
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        inner = match.group(1).strip()
        if units.parse(inner) is None or _is_word(inner):
            return match.group()
        found.append(inner)
        return " "

    rest = _NESTED.sub(lambda m: _take_nested(m, units, found), unicodedata.normalize("NFKC", plain))
    rest = rest if found else _BRACKETS.sub(take, plain)
    tail = None if found else _TAIL.search(rest)
    if tail and units.parse(tail.group(1)) is not None and not _is_word(tail.group(1)):
        found.append(tail.group(1).strip())
        rest = rest[: tail.start()]
    return " ".join(rest.split()), tuple(found)


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
    """Words that are units elsewhere but name a group in a bracket: `(staff)`, `(directors)`."""
    return text.strip().lower() in {
        "staff",
        "directors",
        "director",
        "members",
        "suppliers",
        "workers",
        "员工",
        "雇员",
        "家",
    }


def longest_unit_suffix(words: list[str], units: UnitTable) -> int:
    """Index of the word where the longest unit at the end of a row's text begins; len(words) when there is none."""
    for start in range(max(1, len(words) - 12), len(words)):
        if units.parse(" ".join(words[start:])) is not None:
            return start
    return len(words)
