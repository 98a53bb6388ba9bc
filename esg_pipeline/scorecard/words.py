"""The fixed words of a scorecard in one language, from words.yaml, and names that the method has in it. No data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from esg_pipeline.display import clean

LANGUAGES = ("en", "zh")
FILE = Path(__file__).with_name("words.yaml")


@cache
def catalogue() -> dict[str, Any]:
    """What words.yaml says: `text` and `codes` by language, `nodes` in Chinese."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Words:
    """The words of one language; `names` are the method's own in Chinese, by (kind, id)."""

    language: str
    names: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def __call__(self, key: str, **values: object) -> str:
        """A fixed text with its {names} filled in. Raises KeyError for a text that does not exist."""
        return catalogue()["text"][key][self.language].format(**values)

    def code(self, group: str, code: str | None, **values: object) -> str:
        """A code of the method in words; one without words is shown as it is."""
        said = catalogue()["codes"][group].get(code)
        return said[self.language].format(**values) if said else clean(code or "").replace("_", " ")

    def name(self, kind: str, identity: str, english: str) -> str:
        """The name of a node, data point or industry; the English one where there is no other."""
        if self.language == "en":
            return clean(english)
        own = catalogue()["nodes"].get(identity) if kind == "node" else self.names.get((kind, identity))
        return clean(own or english)

    def listed(self, parts: list[str]) -> str:
        """Several words after one another."""
        return self("separator").join(parts)
