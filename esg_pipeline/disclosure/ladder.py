"""From a label to its alias, step by step: exact, then misprints put right, then nearness in meaning.

Each step is taken only where the one before finds nothing. Headings and units are weighed in `mapper`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from esg_pipeline.disclosure.concepts import concepts, members, subject
from esg_pipeline.disclosure.embedding import Loaded, load_embedder
from esg_pipeline.disclosure.features import features
from esg_pipeline.disclosure.fuzzy import halves, repairs
from esg_pipeline.disclosure.labels import Alias, LabelIndex
from esg_pipeline.disclosure.semantic import Budget, SemanticIndex


class Way(StrEnum):
    """How a label was recognised."""

    EXACT = "exact"
    FUZZY = "fuzzy"
    SEMANTIC = "semantic"


@dataclass(frozen=True, slots=True)
class Match:
    """An alias, the members it leaves to the dimension, and the denominator that the label names ('' when unnamed)."""

    alias: Alias
    members: dict[str, str]
    per: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """Concepts that stand for a label, and the way they were found; `similarity` is 1 unless it was by meaning."""

    found: frozenset[str]
    way: Way = Way.EXACT
    similarity: float = 1.0


def look_up(found: frozenset[str], labels: LabelIndex) -> Match | None:
    """The alias of a set of concepts: with its members, without them, then without the denominator."""
    dims = members(found)
    if "" in dims.values():
        return None
    alias = labels.find(frozenset(c for c in found if not c.startswith("@@")), dims)
    if alias is not None:
        return Match(alias, {} if dims and not alias.dimension else dims, None)
    plain = subject(found)
    per = next((c.removeprefix("per:") for c in sorted(plain) if c.startswith("per:")), None)
    bare = frozenset(c for c in plain if not c.startswith("per:"))
    for core, denominator in ((plain, None), (bare, per), (bare - {"intensity"}, per or "")):
        alias = labels.find(core, dims)
        if alias is not None and (denominator is not None or per is None or core == plain):
            return Match(alias, dims, None if core == plain else denominator)
    return None


class Ladder:
    """The steps over one label file; it keeps what it has read."""

    def __init__(self, labels: LabelIndex, load: Callable[[], Loaded] = load_embedder) -> None:
        self._labels = labels
        self._meanings = SemanticIndex(labels, load)
        self._repaired: dict[str, Reading | None] = {}

    @property
    def semantic(self) -> str:
        """Name and version of the embedding model, or `off: ` and the reason."""
        return self._meanings.status

    def read(self, label: str, member: str = "", budget: Budget | None = None) -> Reading:
        """What a label says, as far as the steps lead; by meaning only with a budget left."""
        found = concepts(label) | concepts(member)
        if not subject(found) or look_up(found, self._labels) is not None:
            return Reading(found)
        more = concepts(member)
        repaired = self._repair(label)
        if repaired is not None:
            return Reading(repaired.found | more, repaired.way)
        if budget is not None and budget.allows(label):
            proposal = self._meanings.propose(label)
            if proposal is not None:
                kept = frozenset(c for c in found if c.startswith(("@", "per:")) or c == "intensity")
                return Reading(concepts(proposal.label) | kept, Way.SEMANTIC, proposal.similarity)
        return Reading(found)

    def _repair(self, label: str) -> Reading | None:
        if label not in self._repaired:
            if len(self._repaired) > 20_000:  # a hostile document must not grow the cache without end
                self._repaired.clear()
            self._repaired[label] = self._repair_anew(label)
        return self._repaired[label]

    def _repair_anew(self, label: str) -> Reading | None:
        """A respelt label, or the half of a bilingual one that says all that is known of the other half."""
        parts = [half for half in halves(label) if features(label) <= features(half)]
        for text in (*repairs(label), *parts):
            found = concepts(text)
            if subject(found) and look_up(found, self._labels) is not None:
                return Reading(found, Way.FUZZY)
        return None
