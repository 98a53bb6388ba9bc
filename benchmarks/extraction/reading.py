"""Reading a document for the benchmark: with or without the model of meanings, with fewer labels, with the doubts kept.

The extractor itself is the library's; judging what it says is `scoring`.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from unittest.mock import patch

import polars as pl
from marks import Case
from scoring import Tally, judge

from esg_pipeline.disclosure import confidence
from esg_pipeline.disclosure.archive import bands_of
from esg_pipeline.disclosure.concepts import concepts
from esg_pipeline.disclosure.confidence import ANY_METHOD, MAX_WEAKNESS, Bucket, Calibration
from esg_pipeline.disclosure.embedding import Loaded
from esg_pipeline.disclosure.examine import PAPER_SCHEMA, examine
from esg_pipeline.disclosure.extract import DocumentInput, Extraction, Reader, extract_document, reader_of
from esg_pipeline.disclosure.labels import Alias, LabelIndex
from esg_pipeline.disclosure.ladder import Ladder
from esg_pipeline.disclosure.statements import lexical_similarity
from esg_pipeline.methodology.codes import Kind
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology

Concepts = frozenset[str]
# A table that says how weak a fact is instead of how likely: weakness 0 to 9 becomes 0.9 to 0.
LADDER = Calibration(
    {
        ANY_METHOD: tuple(
            Bucket(ANY_METHOD, weakness, 0.5, 0, 0, (MAX_WEAKNESS - weakness) / 10) for weakness in range(10)
        )
    }
)


@lru_cache(maxsize=1)
def methodology() -> Methodology:
    """The shipped method."""
    return load_methodology()


@lru_cache(maxsize=1)
def full_reader() -> Reader:
    """The reader as it ships."""
    return reader_of(methodology())


@lru_cache(maxsize=1)
def stated() -> frozenset[str]:
    """Yes/no and level data points."""
    rows = methodology().data_points.filter(pl.col("kind").is_in([Kind.BOOLEAN, Kind.ORDINAL]))
    return frozenset(rows["data_point_id"])


def without_meanings(reader: Reader) -> Reader:
    """The reader where no model of meanings is installed."""
    rules = replace(reader.rules)
    object.__setattr__(rules, "ladder", Ladder(rules.labels, lambda: Loaded(None, "off: left out here")))
    return replace(reader, rules=rules, similarity=lexical_similarity(reader.book))


def with_labels(reader: Reader, labels: LabelIndex) -> Reader:
    """The reader with another label file."""
    return replace(reader, rules=replace(reader.rules, labels=labels))


class HeardAliases(dict[Concepts, tuple[Alias, ...]]):
    """Aliases that remember which of them a document asked for."""

    def __init__(self, aliases: dict[Concepts, tuple[Alias, ...]]) -> None:
        super().__init__(aliases)
        self.heard: set[Concepts] = set()

    def get(self, key: Concepts, default: Any = None) -> Any:
        """As in a dictionary."""
        if key in self:
            self.heard.add(key)
        return super().get(key, default)


def heard_aliases(case: Case) -> set[Concepts]:
    """The sets of concepts that are aliases and labels of this document at once."""
    labels = full_reader().rules.labels
    aliases = HeardAliases(labels.aliases)
    extract(case, with_labels(full_reader(), replace(labels, aliases=aliases)))
    return aliases.heard


def without_aliases(reader: Reader, dropped: Collection[Concepts]) -> Reader:
    """The reader without the aliases of these sets of concepts."""
    labels = reader.rules.labels
    kept = {key: found for key, found in labels.aliases.items() if key not in dropped}
    texts = tuple((text, alias) for text, alias in labels.texts if concepts(text) not in dropped)
    return with_labels(reader, replace(labels, aliases=kept, texts=texts))


def extract(case: Case, reader: Reader) -> Extraction:
    """What the reader says of a document."""
    return extract_document(DocumentInput(case.name, case.content, case.suffix, case.fiscal_year), reader)


@contextmanager
def doubts_for_confidence() -> Iterator[None]:
    """Within, `confidence` is (9 - weakness) / 10, whatever the method."""
    with patch.object(confidence, "shipped", lambda: LADDER):
        yield


def weaknesses(case: Case, reader: Reader) -> dict[str, int]:
    """The weakness of each fact by its id."""
    with doubts_for_confidence():
        facts = extract(case, reader).facts
    return {name: MAX_WEAKNESS - round(10 * value) for name, value in facts.select("fact_id", "confidence").rows()}


@dataclass(frozen=True)
class Read:
    """One document read and judged."""

    case: Case
    extraction: Extraction
    tally: Tally


def read_and_judge(case: Case, reader: Reader, *, with_weakness: bool = False) -> Read:
    """Read, check and settle one document on its own, and judge every fact."""
    extraction = extract(case, reader)
    paper = pl.DataFrame(
        [(case.name, case.name, case.fiscal_year, None, extraction.language)], PAPER_SCHEMA, orient="row"
    )
    names = dict(methodology().data_points.select("data_point_id", "name").iter_rows())
    examined = examine([extraction], paper, bands_of(methodology()), names=names)
    facts = list(examined.facts.iter_rows(named=True))
    doubts = weaknesses(case, reader) if with_weakness else {}
    before = dict(extraction.facts.select("fact_id", "confidence").iter_rows())
    for fact in facts:
        fact["weakness"] = doubts.get(fact["fact_id"], 0)
        fact["confidence"] = before[fact["fact_id"]]
    kept: dict[str, list[int]] = {}
    for fact_id, line in extraction.evidence.select("fact_id", "line").iter_rows():
        kept.setdefault(fact_id, []).append(line)
    return Read(case, extraction, judge(case, facts, kept, stated()))


Reading = Callable[[Case], Read]
