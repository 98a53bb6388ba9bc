"""The patterns of figures in sentences: YAML files to compiled patterns. What is done with a match is `prose`.

A file is a list of entries; the keys of an entry are the fields of `Pattern` and its examples.
`_macros.yaml` holds the words that stand in braces (docs/methodology/disclosure.md).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from esg_pipeline.disclosure.literals import Needed, needed_literals
from esg_pipeline.disclosure.number_text import REST, Shape

DEFAULT_FOLDER = Path(__file__).parent / "patterns" / "prose"
MACRO_FILE = "_macros.yaml"
LANGUAGES = ("en", "zh")
# `zero`: the words say that there was none. `share`: `value` of `of` in percent. `items`: the members of a list.
STATES = ("", "zero", "not_applicable")
DERIVATIONS = ("", "share", "items")
_SHAPES = {
    "N": Shape.PLAIN.value,
    "PCT": Shape.SHARE.value,
    "MONEY": Shape.MONEY.value,
    "Q": Shape.MEASURE.value,
    "T": Shape.TIME.value,
    "NQ": Shape.PLAIN.value + Shape.MEASURE.value,
    "NPCT": Shape.PLAIN.value + Shape.SHARE.value,
    "F": "".join(shape.value for shape in Shape if shape is not Shape.TIME),
}
_ROLES = {"V": "value", "OF": "of", "OLD": "old"}
_BRACES = re.compile(r"\{(?:(?P<role>V|OF|OLD):)?(?P<name>[A-Z][A-Z_]*)\}")
_MAX_DEPTH = 6
_TEXT = ("id", "data_point_id", "language", "match")
_KEYS = {
    *_TEXT,
    "dimension",
    "unless",
    "heading",
    "absent",
    "within",
    "without",
    "unit",
    "state",
    "derive",
    "strength",
    "is_stock",
    "is_part",
    "is_change",
    "is_target",
    "is_event",
    "maximum",
    "positive",
    "negative",
}


class PatternFileError(ValueError):
    """A pattern file breaks a rule; the message names file, pattern and rule."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and what a pattern must find in it; `value` None and `text` only for one that it must not match."""

    text: str
    value: str | None = None
    unit: str = ""
    period: int | None = None
    qualifier: str = "exact"
    dimension: str | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way of saying one data point. The flags lift a guard: the words may be a stock, a part, a change, a target.

    `unless` is looked for in the clause; `within` must and `without` must not stand in the sentence, `heading` must
    stand above it, `absent` nowhere in the document. A group `member` names the part of a breakdown in words.
    """

    id: str
    file: str
    data_point_id: str
    language: str
    forms: tuple[tuple[re.Pattern[str], Needed], ...]
    dimension: str = ""
    unless: re.Pattern[str] | None = None
    heading: re.Pattern[str] | None = None
    absent: re.Pattern[str] | None = None
    within: re.Pattern[str] | None = None
    without: re.Pattern[str] | None = None
    unit: str = ""
    state: str = ""
    derive: str = ""
    strength: float = 0.9
    is_stock: bool = False
    is_part: bool = False
    is_change: bool = False
    is_target: bool = False
    is_event: bool = False
    maximum: float | None = None
    positive: tuple[Example, ...] = ()
    negative: tuple[str, ...] = ()


def load_patterns(folder: Path = DEFAULT_FOLDER) -> tuple[Pattern, ...]:
    """Every pattern of the folder's files, in the order of file name and place. Raises PatternFileError."""
    macros = _macros(folder / MACRO_FILE)
    patterns = [
        _pattern(path.name, entry, macros)
        for path in sorted(folder.glob("*.yaml"))
        if path.name != MACRO_FILE
        for entry in _entries(path)
    ]
    seen: set[str] = set()
    for pattern in patterns:
        if pattern.id in seen:
            raise PatternFileError(f"{pattern.file}, pattern {pattern.id!r}: the id is used twice")
        seen.add(pattern.id)
    return tuple(patterns)


def _macros(path: Path) -> dict[str, dict[str, str]]:
    loaded = _yaml(path)
    if not isinstance(loaded, dict) or set(cast("dict[str, Any]", loaded)) != set(LANGUAGES):
        raise PatternFileError(f"{path.name}: the macros of en and zh are required")
    return {
        language: {str(name): str(text) for name, text in words.items()}
        for language, words in cast("dict[str, dict[str, str]]", loaded).items()
    }


def _entries(path: Path) -> list[dict[str, Any]]:
    loaded = _yaml(path)
    if not isinstance(loaded, list):
        raise PatternFileError(f"{path.name}: a list of patterns is required")
    for number, entry in enumerate(cast("list[Any]", loaded), start=1):
        if not isinstance(entry, dict):
            raise PatternFileError(f"{path.name}, entry {number}: not a pattern")
    return cast("list[dict[str, Any]]", loaded)


def _yaml(path: Path) -> object:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PatternFileError(f"{path.name}: {error}") from error


def _pattern(file: str, entry: Mapping[str, Any], macros: Mapping[str, Mapping[str, str]]) -> Pattern:
    name = f"{file}, pattern {entry.get('id', '?')!r}"
    _check(name, entry)
    words = macros[str(entry["language"])]
    match: Any = entry["match"]
    matches = cast("list[Any]", match) if isinstance(match, list) else [match]
    forms = tuple(_form(name, str(text), words, entry) for text in matches)
    flags = {key: entry[key] for key in ("is_stock", "is_part", "is_change", "is_target", "is_event") if key in entry}
    plain = {key: str(entry[key]) for key in ("dimension", "unit", "state", "derive") if key in entry}
    return Pattern(
        str(entry["id"]),
        file,
        str(entry["data_point_id"]),
        str(entry["language"]),
        forms,
        unless=_optional(name, entry.get("unless"), words),
        heading=_optional(name, entry.get("heading"), words),
        absent=_optional(name, entry.get("absent"), words),
        within=_optional(name, entry.get("within"), words),
        without=_optional(name, entry.get("without"), words),
        strength=float(entry.get("strength", 0.9)),
        maximum=None if entry.get("maximum") is None else float(entry["maximum"]),
        positive=_examples(name, entry.get("positive", [])),
        negative=tuple(str(text) for text in entry.get("negative", [])),
        **plain,
        **flags,
    )


def _check(name: str, entry: Mapping[str, Any]) -> None:
    for key in _TEXT:
        if not entry.get(key):
            raise PatternFileError(f"{name}: {key} is required")
    unknown = sorted(set(entry) - _KEYS)
    if unknown:
        raise PatternFileError(f"{name}: unknown key {unknown[0]!r}")
    for key, allowed in (("language", LANGUAGES), ("state", STATES), ("derive", DERIVATIONS)):
        if str(entry.get(key, "" if key != "language" else "?")) not in allowed:
            raise PatternFileError(f"{name}: {key} is one of {', '.join(a for a in allowed if a)}")
    for key in (key for key in entry if key.startswith("is_")):
        if not isinstance(entry[key], bool):
            raise PatternFileError(f"{name}: {key} is true or false")
    if not 0 < float(entry.get("strength", 0.9)) <= 1:
        raise PatternFileError(f"{name}: strength lies between 0 and 1")


def _form(name: str, text: str, words: Mapping[str, str], entry: Mapping[str, Any]) -> tuple[re.Pattern[str], Needed]:
    compiled = _compiled(name, text, words)
    missing = [group for group in _groups(entry) if group not in compiled.groupindex]
    if missing:
        raise PatternFileError(f"{name}: {text!r} has no group {missing[0]!r}")
    return compiled, needed_literals(compiled.pattern)


def _groups(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The groups that every match of a pattern needs."""
    if entry.get("state"):
        return ("none",)
    derive = str(entry.get("derive", ""))
    return {"items": ("items",), "share": ("value", "of")}.get(derive, ("value",))


def _optional(name: str, text: object, words: Mapping[str, str]) -> re.Pattern[str] | None:
    return _compiled(name, str(text), words) if text else None


def _compiled(name: str, text: str, words: Mapping[str, str]) -> re.Pattern[str]:
    try:
        return re.compile(expand(text, words))
    except (re.error, KeyError, ValueError) as error:
        raise PatternFileError(f"{name}: {text!r}: {error}") from error


def expand(text: str, words: Mapping[str, str]) -> str:
    """The regex of a match: `{V:PCT}` is the group `value`, `{IS}` a macro. Raises KeyError or ValueError."""
    for _ in range(_MAX_DEPTH):
        expanded = _BRACES.sub(lambda found: _replaced(found, words), text)
        if expanded == text:
            return text
        text = expanded
    raise ValueError("macros are nested too deep")


def _replaced(found: re.Match[str], words: Mapping[str, str]) -> str:
    name = found["name"]
    if name not in _SHAPES:
        return f"(?:{words[name]})"
    figure = f"[{_SHAPES[name]}]{REST}*+"
    return f"(?P<{_ROLES[found['role']]}>{figure})" if found["role"] else figure


def _examples(name: str, entries: Iterable[Mapping[str, Any]]) -> tuple[Example, ...]:
    try:
        return tuple(
            Example(
                str(entry["text"]),
                None if entry.get("value") is None else str(entry["value"]),
                str(entry.get("unit", "")),
                entry.get("period"),
                str(entry.get("qualifier", "exact")),
                entry.get("dimension"),
            )
            for entry in entries
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise PatternFileError(f"{name}: a positive example needs a text and a value") from error
