"""The words and rules of notices as data (patterns/notices.yaml): theme, medium, type of event, severity, sanctions.

Where the parts of a notice stand is read in the other notice modules.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

FILE = Path(__file__).parent / "patterns" / "notices.yaml"
OTHER_THEME = "administrative_penalty"
_AUTHORITY_POINTS = 3


class NoticeFileError(ValueError):
    """The file of notice patterns is not as it should be; the message names the entry."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What a notice is about: patterns of the authority and of the matter."""

    name: str
    authority: re.Pattern[str]
    words: tuple[re.Pattern[str], ...]

    def points(self, text: str, authority: str) -> int:
        """How strongly a case speaks of this theme; the authority that decided counts more than one that is named."""
        own = _AUTHORITY_POINTS if self.authority.search(authority) else 0
        named = 1 if self.authority.search(text) else 0
        return own + named + sum(1 for word in self.words if word.search(text))


@dataclass(frozen=True, slots=True)
class Weight:
    """What decides how severe an event is: its words, what was imposed, and how much."""

    text: str
    sanctions: str
    event_type: str
    fine: Fraction | None = None
    amount: Fraction | None = None
    exceedance: Fraction | None = None


@dataclass(frozen=True)
class NoticeRules:
    """The parsed file."""

    themes: tuple[Theme, ...]
    mediums: tuple[tuple[str, re.Pattern[str]], ...]
    event_types: tuple[Mapping[str, str], ...]
    severities: tuple[Mapping[str, Any], ...]
    sanctions: re.Pattern[str]
    regulators: tuple[tuple[str, re.Pattern[str]], ...]
    pollutants: re.Pattern[str]

    def theme_of(self, text: str, authority: str) -> str:
        """The theme with the most points, the first of equals; `administrative_penalty` when none has any."""
        points = [(theme.points(text, authority), -place, theme.name) for place, theme in enumerate(self.themes)]
        best = max(points)
        return best[2] if best[0] else OTHER_THEME

    def medium_of(self, text: str) -> re.Match[str] | None:
        """The words that name the medium of an environmental breach; `medium_name` names it."""
        return next((found for _, pattern in self.mediums if (found := pattern.search(text))), None)

    def medium_name(self, found: re.Match[str]) -> str:
        """The medium that a match of `medium_of` stands for."""
        return next(name for name, pattern in self.mediums if pattern is found.re)

    def event_type_of(self, theme: str, text: str, sanctions: str) -> str:
        """The first event type of the theme whose pattern the text, or whose sanction the sanctions, hold."""
        for rule in self.event_types:
            where = sanctions if "sanction" in rule else text
            if rule["theme"] == theme and re.search(
                rule.get("sanction", rule.get("pattern", "")), where, re.IGNORECASE
            ):
                return rule["event_type"]
        return OTHER_THEME

    def severity_of(self, weight: Weight) -> tuple[str, str] | None:
        """Severity and the id of the rule that decided; None when the text says too little."""
        fitting = (rule for rule in self.severities if _holds(rule, weight))
        return next(((str(rule["severity"]), str(rule["rule"])) for rule in fitting), None)

    def regulator_of(self, authority: str, text: str) -> str | None:
        """The code of the authority that decided, else of the one that the case names first in the file."""
        for where in (authority, text):
            for code, pattern in self.regulators:
                if where and pattern.search(where):
                    return code
        return None


@cache
def load_notice_rules(path: Path = FILE) -> NoticeRules:
    """Read and check the patterns. Raises NoticeFileError when the file or a pattern cannot be read."""
    try:
        raw = cast("dict[str, Any]", yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
        return NoticeRules(
            themes=tuple(
                Theme(
                    row["theme"],
                    _compiled(row["authority"]),
                    tuple(_compiled(word, re.IGNORECASE) for word in row["words"]),
                )
                for row in raw["themes"]
            ),
            mediums=tuple((row["medium"], _compiled(row["pattern"])) for row in raw["mediums"]),
            event_types=tuple(raw["event_types"]),
            severities=tuple(raw["severities"]),
            sanctions=_compiled(_joined(raw["sanctions"])),
            regulators=tuple((row["code"], _compiled(row["pattern"])) for row in raw["regulators"]),
            pollutants=_compiled(raw["pollutants"]),
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, re.error) as error:
        raise NoticeFileError(f"{path.name}: {error}") from error


def _compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(pattern, flags)


def _joined(patterns: Sequence[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def _holds(rule: Mapping[str, Any], weight: Weight) -> bool:
    if "text" in rule and not re.search(rule["text"], weight.text, re.IGNORECASE):
        return False
    if "sanction" in rule and not re.search(rule["sanction"], weight.sanctions, re.IGNORECASE):
        return False
    if "event_type" in rule and not re.fullmatch(rule["event_type"], weight.event_type):
        return False
    sizes = (("fine_from", weight.fine), ("amount_from", weight.amount), ("exceedance_from", weight.exceedance))
    return all(size is not None and size >= rule[name] for name, size in sizes if name in rule)
