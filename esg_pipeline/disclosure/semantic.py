"""The alias nearest in meaning to a label with unknown words, among aliases of equal features only.

Similarity alone never decides: features veto before, the unit after (in `mapper`). Loads no model before it is needed.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from esg_pipeline.disclosure.concepts import fold
from esg_pipeline.disclosure.embedding import Embedder, Loaded, Vectors, load_embedder, similarities
from esg_pipeline.disclosure.features import features, names_a_part, unknown_words
from esg_pipeline.disclosure.labels import Alias, LabelIndex

FLOOR = 0.82
MARGIN = 0.05
MAX_LABELS = 300
_MAX_CHARS = 120
_MAX_UNKNOWN = 4
_MIN_KNOWN = 2  # one known word beside an unknown one is too little to go by
_MAX_CANDIDATES = 40
_MAX_CACHED = 6000
# What a label may say more than its alias: the group it counts and what it divides by.
_ADDED = (("member=",), ("denominator=",), ("member=", "denominator="))


@dataclass(frozen=True, slots=True)
class Proposal:
    """An alias that may mean what a label says, and how near it is, 0 to 1."""

    label: str
    alias: Alias
    similarity: float


@dataclass(slots=True)
class Budget:
    """How many different labels of one document may be looked at by meaning; make one for each document."""

    limit: int = MAX_LABELS
    _seen: set[str] = field(default_factory=set[str])

    def allows(self, label: str) -> bool:
        """Whether this label is within the limit; one that was allowed before still is."""
        if label in self._seen:
            return True
        if len(self._seen) >= self.limit:
            return False
        self._seen.add(label)
        return True


class SemanticIndex:
    """The aliases of one label file by their features; `load` gives the embedder when the first label needs it."""

    def __init__(self, labels: LabelIndex, load: Callable[[], Loaded] = load_embedder) -> None:
        self._labels = labels
        self._load = load
        self._by_features: dict[frozenset[str], list[tuple[str, Alias]]] | None = None
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()

    @property
    def status(self) -> str:
        """Name and version of the model, or `off: ` and the reason."""
        return self._load().status

    def propose(self, label: str) -> Proposal | None:
        """The one alias near enough to a label and clear of every other data point; None when there is none."""
        unknown = unknown_words(label)
        if not 0 < len(unknown) <= _MAX_UNKNOWN or len(label) > _MAX_CHARS or names_a_part(label):
            return None
        candidates = self._candidates(label)
        embedder = self._load().embedder if candidates else None
        if embedder is None:
            return None
        vectors = self._encode(embedder, [fold(label), *(fold(text) for text, _ in candidates)])
        ranked = sorted(
            zip(similarities(vectors[0], vectors[1:]), candidates, strict=True), key=lambda r: (-r[0], r[1][0])
        )
        best, (text, alias) = ranked[0]
        rival = max((s for s, (_, other) in ranked if other.candidates != alias.candidates), default=0.0)
        if best < FLOOR or best - rival < MARGIN:
            return None
        return Proposal(text, alias, best)

    def _candidates(self, label: str) -> list[tuple[str, Alias]]:
        """Aliases with the label's features, else with those that are left without its members or denominator."""
        index = self._index()
        own = features(label)
        if sum(not f.startswith("member=") for f in own) < _MIN_KNOWN:
            return []
        for added in ((), *_ADDED):
            key = frozenset(f for f in own if not f.startswith(added)) if added else own
            if any(f.startswith(("subject=", "scope=", "hazard=")) for f in key) and key in index:
                return index[key][:_MAX_CANDIDATES]
        return []

    def _index(self) -> dict[frozenset[str], list[tuple[str, Alias]]]:
        if self._by_features is None:
            found: dict[frozenset[str], list[tuple[str, Alias]]] = defaultdict(list)
            for text, alias in self._labels.texts:
                found[features(text)].append((text, alias))
            self._by_features = dict(found)
        return self._by_features

    def _encode(self, embedder: Embedder, texts: list[str]) -> Vectors:
        missing = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        for text, vector in zip(missing, embedder.encode(missing), strict=True):
            self._vectors[text] = vector
        rows = np.stack([self._vectors[text] for text in texts])
        while len(self._vectors) > _MAX_CACHED:
            self._vectors.popitem(last=False)
        return rows
