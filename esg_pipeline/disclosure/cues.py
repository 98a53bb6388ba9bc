"""Cue files: which sentences state a yes/no or a level, as data with its own examples. Searching is `statements`.

A file is a list of entries; the keys of an entry are the fields of `Cue` (docs/methodology/disclosure.md).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import yaml

from esg_pipeline.disclosure.literals import Needed, needed_literals
from esg_pipeline.disclosure.traditional import TRADITIONAL

DEFAULT_FOLDER = Path(__file__).parent / "patterns" / "statements"
LANGUAGES = ("en", "zh")
_KEYS = {"data_point_id", "is_goal", "about", "cues", "levels", "unless", "denies", "heading", "yes", "no", "silent"}
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_MARKS = {ord("“"): '"', ord("”"): '"', ord("‘"): "'", ord("’"): "'", ord("\u00a0"): " "}
_FOLD = {**{int(key): value for key, value in TRADITIONAL.items()}, **_WIDE, **_MARKS}
# What a cue says itself is not held against it: `no cases of` is not denied by its own `no`.
_SAYS = {
    "negation": re.compile(
        r"\bno[t]?\b|\bnor\b|without|\bnever|\bnone\b|\bfree\b|\bnil\b|(?<!net~)(?<!net )\bzero\b(?! net"
        r"|~tol|~carb)|未|没|无|不|(?<![净近])零(?!碳|售)"
    ),
    "plan": re.compile(r"\bwill\b|\bplan|scheme|programme|strateg|roadmap|计划|规划|将|应|should|must|can\b|may\b"),
    "will": re.compile("将"),
    "topics": re.compile(r"materiality|material (?:topic|issue|aspect)|实质性|重要性|议题"),
    "others": re.compile(
        r"supplier|contractor|vendor|partner|customer|client|borrower|investee|tenant|供应商|承包|分包"
        r"|合作|客户|租户|借款|投资|供应链"
    ),
    "condition": re.compile(r"\bif\b|\bonce\b|\bupon\b|\bwhen\b|in the event|in case|一旦|如|若|发现"),
}
INNER_POINT = "·"
_POINT = re.compile(r"(?<=\w)\.(?=\w)")
_NEAR = {"en": "[^.;]{0,90}?", "zh": "[^。；]{0,40}?"}
_NO_WORDS = re.compile(r"\[(?:\\.|[^\]])*\]|\(\?<?!(?:[^()]|\([^()]*\))*\)|\{\d*,?\d*\}")


class _Loader(yaml.CSafeLoader):
    """Safe YAML in which `yes` and `no` are words and not truth values."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regex) for tag, regex in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


class CueError(ValueError):
    """A cue file breaks a rule; the message names file, entry and rule."""


@dataclass(frozen=True)
class Pattern:
    """One regular expression of an entry. `says` names the modalities that it holds; a loose one denies nothing."""

    text: str
    owner: str
    weight: float = 1.0
    is_goal: bool = False
    is_loose: bool = False

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled at first use. Raises CueError when it is none."""
        try:
            return re.compile(self._source, re.IGNORECASE)
        except re.error as error:
            raise CueError(f"{self.owner}: {self.text!r} is no regular expression: {error}") from error

    @cached_property
    def needs(self) -> Needed:
        """Lower-case texts of which a match holds one."""
        return needed_literals(self._source)

    @property
    def _source(self) -> str:
        return self.text.replace(r"\.", f"[.{INNER_POINT}]")

    @cached_property
    def says(self) -> frozenset[str]:
        """Which of `_SAYS` stand in the pattern; `goal` when it seeks a goal."""
        words_of_it = _NO_WORDS.sub("~", self.text).replace(r"\b", "").lower()
        own = {name for name, words in _SAYS.items() if words.search(words_of_it)}
        return frozenset(own | {"goal"} if self.is_goal else own)

    def says_in(self, hit: str) -> frozenset[str]:
        """`says` without the negation and the others that stand in an alternative which the hit did not take."""
        lowered = hit.lower()
        return frozenset(s for s in self.says if s not in ("negation", "others") or _SAYS[s].search(lowered))


Patterns = Mapping[str, tuple[Pattern, ...]]


@dataclass(frozen=True)
class Cue:
    """Everything that is known about how one data point is stated. `levels` is value -> patterns; a yes is level 1."""

    data_point_id: str
    about: Mapping[str, str]
    levels: Mapping[int, Patterns]
    unless: Patterns
    denies: Patterns
    heading: Patterns
    is_level: bool
    yes: tuple[tuple[str, int], ...] = ()
    no: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(frozen=True)
class CueBook:
    """All entries, and which of them a text may concern at all."""

    entries: tuple[Cue, ...]

    @cached_property
    def _by_need(self) -> Mapping[str, tuple[tuple[str, tuple[int, ...]], ...]]:
        return {language: _needs(self.entries, language) for language in LANGUAGES}

    def candidates(self, lowered: str, language: str) -> tuple[Cue, ...]:
        """Entries with a cue or denial of which a needed text stands in the lower-case text; in order of the book."""
        hit = {index for text, owners in self._by_need[language] if text in lowered for index in owners}
        return tuple(self.entries[index] for index in sorted(hit))


def _needs(entries: Iterable[Cue], language: str) -> tuple[tuple[str, tuple[int, ...]], ...]:
    owners: dict[str, set[int]] = {}
    for index, entry in enumerate(entries):
        groups = [entry.denies, *entry.levels.values()]
        for pattern in (p for group in groups for p in group.get(language, ())):
            for text in pattern.needs or {""}:
                owners.setdefault(text, set()).add(index)
    return tuple((text, tuple(sorted(indices))) for text, indices in sorted(owners.items()))


def fold(text: str) -> str:
    """Simplified characters, narrow letters and digits, plain quotes; every character keeps its place."""
    return text.translate(_FOLD).replace("制订", "制定")


def blot_points(folded: str) -> str:
    """The text with another mark for a point inside a number or name: `[^.]` of a pattern ends at sentences only."""
    return _POINT.sub(INNER_POINT, folded)


def load_cue_book(folder: Path | None = None) -> CueBook:
    """All cue files of a folder (default: the shipped ones), by name. Raises CueError."""
    entries: list[Cue] = []
    seen: dict[str, str] = {}
    for path in sorted((folder or DEFAULT_FOLDER).glob("*.yaml")):
        for entry in read_cue_file(path):
            if entry.data_point_id in seen:
                raise CueError(f"{path.name}: {entry.data_point_id} is already in {seen[entry.data_point_id]}")
            seen[entry.data_point_id] = path.name
            entries.append(entry)
    return CueBook(tuple(entries))


def read_cue_file(path: Path) -> tuple[Cue, ...]:
    """The entries of one file. Raises CueError with file, entry and rule."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CueError(f"{path.name}: not readable as YAML: {error}") from error
    if not isinstance(content, list):
        raise CueError(f"{path.name}: a cue file is a list of entries")
    return tuple(_entry(item, f"{path.name}[{n}]") for n, item in enumerate(cast("list[Any]", content), 1))


def _entry(item: Any, place: str) -> Cue:
    if not isinstance(item, dict) or not isinstance(cast("dict[str, Any]", item).get("data_point_id"), str):
        raise CueError(f"{place}: an entry is a mapping with a data_point_id")
    raw = cast("dict[str, Any]", item)
    name = f"{place} {raw['data_point_id']}"
    unknown = sorted(set(raw) - _KEYS)
    if unknown:
        raise CueError(f"{name}: unknown key {unknown[0]!r}")
    if ("cues" in raw) == ("levels" in raw):
        raise CueError(f"{name}: needs either cues or levels")
    about = raw.get("about")
    if not isinstance(about, dict) or any(not isinstance(cast("Any", about).get(key), str) for key in LANGUAGES):
        raise CueError(f"{name}: about needs a sentence in {' and '.join(LANGUAGES)}")
    is_level, is_goal = "levels" in raw, raw.get("is_goal") == "true"
    return Cue(
        data_point_id=raw["data_point_id"],
        about=cast("dict[str, str]", about),
        levels=_levels(raw["levels"], name) if is_level else {1: _patterns(raw["cues"], name, is_goal=is_goal)},
        unless=_patterns(raw.get("unless"), name),
        denies=_patterns(raw.get("denies"), name),
        heading=_patterns(raw.get("heading"), name),
        is_level=is_level,
        yes=tuple(_example(text, name, is_level=is_level) for text in raw.get("yes", ())),
        no=_texts(raw.get("no"), name),
        silent=_texts(raw.get("silent"), name),
    )


def _levels(raw: Any, name: str) -> dict[int, Patterns]:
    levels: dict[int, Patterns] = {}
    for level in cast("list[Any]", raw) if isinstance(raw, list) else []:
        if not isinstance(level, dict) or not isinstance(cast("Any", level).get("value"), int):
            raise CueError(f"{name}: a level is a mapping with a whole value and cues")
        read = cast("dict[str, Any]", level)
        levels[read["value"]] = _patterns(read.get("cues"), name)
    if not levels:
        raise CueError(f"{name}: levels is a list of levels")
    return levels


def _patterns(raw: Any, name: str, *, is_goal: bool = False) -> Patterns:
    """Patterns by language; a pattern is a text, `{re: text, weight: 0..1}` for a weak one, or `{both: [a, b]}`."""
    if raw is None:
        return {}
    if not isinstance(raw, dict) or set(cast("dict[str, Any]", raw)) - set(LANGUAGES):
        raise CueError(f"{name}: patterns stand under {' or '.join(LANGUAGES)}")
    return {
        language: tuple(replace(_pattern(item, name, language), is_goal=is_goal) for item in items or ())
        for language, items in cast("dict[str, list[Any]]", raw).items()
    }


def _pattern(item: Any, name: str, language: str) -> Pattern:
    if isinstance(item, str):
        return Pattern(item, name)
    read = cast("dict[str, Any]", item) if isinstance(item, dict) else {}
    text, weight = read.get("re"), read.get("weight", 1.0 if "both" in read else None)
    if "both" in read:
        text = _both(read["both"], language)
    if not isinstance(text, str) or not isinstance(weight, int | float) or not 0 < weight <= 1:
        raise CueError(
            f"{name}: a pattern is a text, {{re, weight}} or {{both, weight}} with a weight above 0 and at most 1"
        )
    return Pattern(text, name, float(weight), is_loose="both" in read)


def _both(pair: Any, language: str) -> str | None:
    """Two things near each other in either order: a sentence may begin with what is done or with whom it serves."""
    if not isinstance(pair, list) or [type(text) for text in cast("list[Any]", pair)] != [str, str]:
        return None
    first, second = cast("list[str]", pair)
    gap = _NEAR[language]
    return f"(?:{first}){gap}(?:{second})|(?:{second}){gap}(?:{first})"


def _example(item: Any, name: str, *, is_level: bool) -> tuple[str, int]:
    if isinstance(item, str) and not is_level:
        return item, 1
    read = cast("dict[str, Any]", item) if isinstance(item, dict) else {}
    if not isinstance(read.get("text"), str) or not isinstance(read.get("value"), int):
        raise CueError(f"{name}: an example of a level is {{text, value}}")
    return read["text"], read["value"]


def _texts(items: Any, name: str) -> tuple[str, ...]:
    listed = cast("list[Any]", items) if isinstance(items, list) else [items] if items else []
    if not all(isinstance(item, str) for item in listed):
        raise CueError(f"{name}: an example is a text")
    return tuple(listed)
