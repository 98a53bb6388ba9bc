"""How near a sentence is in meaning to what is sought, 0 to 1: by its words always, by an embedding where there is one.

A similarity never decides alone; `statements` asks it only about sentences that a cue has hit.
"""

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Protocol

from esg_pipeline.disclosure.embedding import Embedder, Vectors, similarities

_CJK = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[a-z][a-z0-9]+|\d{3,}")
_STOP = frozenset(
    re.split(
        r"\|",
        "the|and|for|that|with|has|have|had|its|our|are|was|were|been|this|from|which|such|also|not|company|group|issuer"
        "|their|these|any|all|will|can|into",
    )
)
_STOP_CHINESE = frozenset(("公司", "集团", "我们", "企业", "进行", "开展", "相关", "以及", "本集", "本公"))
_STEM = 6
_RARE = 6.0


class Similarity(Protocol):
    """How near the first text of each pair is to the second."""

    @property
    def name(self) -> str:
        """What the numbers come from, for the record."""
        ...

    def quick(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """One number from 0 to 1 for each pair (sentence, what is sought), by words."""
        ...

    def scores(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The same with all that is there, never lower than `quick`; may take milliseconds for a pair."""
        ...


@lru_cache(maxsize=4096)
def terms(text: str) -> frozenset[str]:
    """Word stems of the Latin part and character pairs of the Chinese part, without words that say nothing."""
    words = {word[:_STEM] for word in _WORD.findall(text.lower()) if len(word) > 2 and word not in _STOP}
    pairs = {run[i : i + 2] for run in _CJK.findall(text) for i in range(len(run) - 1)}
    return frozenset(words | (pairs - _STOP_CHINESE))


class LexicalSimilarity:
    """Share of the sought text's terms that the sentence holds; a term that many sought texts hold weighs less."""

    name = "lexical"

    def __init__(self, sought: Iterable[str]) -> None:
        counts: dict[str, int] = {}
        texts = list(sought)
        for term in (t for text in texts for t in terms(text)):
            counts[term] = counts.get(term, 0) + 1
        self._weight = {term: math.log(1 + len(texts) / count) for term, count in counts.items()}

    def quick(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Weighted containment, 0 to 1."""
        return [self._score(sentence, sought) for sentence, sought in pairs]

    def scores(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """There is nothing better than `quick`."""
        return self.quick(pairs)

    def _score(self, sentence: str, sought: str) -> float:
        wanted, held = terms(sought), terms(sentence)
        total = self._sum(wanted)
        if not total:
            return 0.0
        # A sentence is as near as can be with the greater part of what is sought: nobody uses all the words.
        return round(min(1.0, self._sum(wanted & held) / (0.7 * total)), 4)

    def _sum(self, found: Iterable[str]) -> float:
        return math.fsum(self._weight.get(term, _RARE) for term in found)


class EmbeddedSimilarity:
    """The nearer of the two: by words or by the vectors of a model. At most `limit` sentences of a call are encoded."""

    def __init__(self, embedder: Embedder, lexical: LexicalSimilarity, limit: int = 200) -> None:
        self._embedder, self._lexical, self._limit = embedder, lexical, limit
        self._sought: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        """The model's name."""
        return self._embedder.name

    def quick(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """By words alone."""
        return self._lexical.quick(pairs)

    def scores(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Cosine, stretched so that unrelated texts are at 0; sentences over the limit are compared by words alone."""
        by_words = self._lexical.scores(pairs)
        sentences = list(dict.fromkeys(sentence for sentence, _ in pairs))[: self._limit]
        new = list(dict.fromkeys(sought for _, sought in pairs if sought not in self._sought))
        if not sentences:
            return by_words
        encoded = self._embedder.encode(sentences + new)
        vectors = dict(zip(sentences, encoded, strict=False))
        self._sought.update(zip(new, encoded[len(sentences) :], strict=True))
        return [
            max(words, _stretched(vectors[sentence], self._sought[sought])) if sentence in vectors else words
            for words, (sentence, sought) in zip(by_words, pairs, strict=True)
        ]


def _stretched(left: Vectors, right: Vectors) -> float:
    (cosine,) = similarities(left, right.reshape(1, -1))
    return round(min(1.0, max(0.0, (cosine - 0.25) / 0.5)), 3)


def best_similarity(embedder: Embedder | None, lexical: LexicalSimilarity) -> Similarity:
    """With the model where there is one, else by words alone: fewer weak cues count, and `name` says so."""
    return lexical if embedder is None else EmbeddedSimilarity(embedder, lexical)
