"""One document to facts, numbers, index and cases: reads it, lets every reader speak, gives each fact its probability.

The readers are modules of their own; what several documents of an issuer say together is `examine`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import polars as pl

from esg_pipeline.disclosure import fact_table as table
from esg_pipeline.disclosure.blocks import read_blocks
from esg_pipeline.disclosure.codes import Place
from esg_pipeline.disclosure.confidence import Signals, confidence
from esg_pipeline.disclosure.content_index import index_frame, read_index
from esg_pipeline.disclosure.cues import CueBook, load_cue_book
from esg_pipeline.disclosure.document_text import DEFAULT_LIMITS, DocumentLimits, DocumentText, read_document
from esg_pipeline.disclosure.embedding import load_embedder
from esg_pipeline.disclosure.event_table import event_frame
from esg_pipeline.disclosure.fiscal_year import fiscal_year_of
from esg_pipeline.disclosure.found import Found
from esg_pipeline.disclosure.labels import LabelIndex
from esg_pipeline.disclosure.language import detect
from esg_pipeline.disclosure.llm.proposals import proposals_for
from esg_pipeline.disclosure.mapper import Measured, Rules
from esg_pipeline.disclosure.notices import read_notice
from esg_pipeline.disclosure.prose import read_prose
from esg_pipeline.disclosure.sentences import Sentence, read_sentences
from esg_pipeline.disclosure.settlement import settled
from esg_pipeline.disclosure.similarity import Similarity, best_similarity
from esg_pipeline.disclosure.statements import lexical_similarity, read_statements
from esg_pipeline.disclosure.tables import TableReader
from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.methodology.codes import Kind

NO_SETTINGS: Mapping[str, str] = {}
NO_YEAR = "no year is known"
TWICE = "the same figure stands twice in the row"


@dataclass(frozen=True, slots=True)
class DocumentInput:
    """One document of the store: its id (sha256 of the bytes), bytes, MIME type or suffix, and the year it is about."""

    document_id: str
    content: bytes
    media_type: str
    fiscal_year: int | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one document says: its text, and the frames of `fact_table`, `content_index` and `event_table`."""

    document_id: str
    text: str
    lines: int
    pages: int | None
    language: str
    fiscal_year: int | None
    semantic: str
    facts: pl.DataFrame
    evidence: pl.DataFrame
    observations: pl.DataFrame
    blocks: pl.DataFrame
    index: pl.DataFrame
    events: pl.DataFrame
    notes: tuple[str, ...] = ()


class HasTables(Protocol):
    """The part of a methodology that the extractor needs."""

    @property
    def units(self) -> pl.DataFrame:
        """units.csv."""
        ...

    @property
    def labels(self) -> pl.DataFrame:
        """labels.csv."""
        ...

    @property
    def data_points(self) -> pl.DataFrame:
        """data_points.csv, at least data_point_id, kind, unit and framework_code."""
        ...


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything that reading by one version of the method needs; build it once, it keeps the parsed vocabularies."""

    rules: Rules
    book: CueBook
    similarity: Similarity
    data_points: pl.DataFrame

    @property
    def semantic(self) -> str:
        """The model that compares meanings, or `off: ` and why there is none."""
        return self.rules.semantic


def rules_from(units: pl.DataFrame, labels: pl.DataFrame, data_points: Mapping[str, str]) -> Rules:
    """Rules from the unit and label frames and data_point_id -> unit. Raises UnitFileError or LabelFileError."""
    return Rules(UnitTable.from_frame(units), LabelIndex.from_frame(labels, known=data_points.keys()), data_points)


def rules_of(methodology: HasTables) -> Rules:
    """Rules of one methodology version: a number of a table can only be that of a measured data point."""
    rules = rules_from(methodology.units, methodology.labels, _units(methodology, Kind.QUANTITATIVE))
    return replace(rules, events=_units(methodology, Kind.EVENT))


def _units(methodology: HasTables, kind: Kind) -> dict[str, str]:
    points = methodology.data_points.filter(pl.col("kind") == kind).select("data_point_id", "unit")
    return {str(key): str(unit or "") for key, unit in points.iter_rows()}


def reader_of(methodology: HasTables) -> Reader:
    """The reader of one methodology version. Entries about data points that the version has not are left out."""
    stated = methodology.data_points.filter(pl.col("kind").is_in([Kind.BOOLEAN, Kind.ORDINAL]))["data_point_id"]
    book = load_cue_book()
    known = CueBook(tuple(entry for entry in book.entries if entry.data_point_id in set(stated)))
    similarity = best_similarity(load_embedder().embedder, lexical_similarity(known))
    return Reader(rules_of(methodology), known, similarity, methodology.data_points)


def extract_document(
    document: DocumentInput,
    reader: Reader,
    limits: DocumentLimits = DEFAULT_LIMITS,
    environ: Mapping[str, str] = NO_SETTINGS,
) -> Extraction:
    """Everything a document says. Raises DocumentError when it cannot be read.

    Every fact's `text[char_start:char_end]` is its quote, and the raw value of a figure stands in the quote. `environ`
    may switch on a language model that proposes facts (`llm`).
    """
    text = read_document(document.content, document.media_type, limits)
    year = document.fiscal_year or fiscal_year_of(text)
    blocks = read_blocks(text)
    sentences = read_sentences(text, blocks)
    rows = _Rows(document.document_id, text)
    _read_tables(rows, text, reader, year)
    _read_sentences(rows, text, sentences, reader, year)
    notes = _take_proposals(rows, text, sentences, reader, year, environ)
    facts = pl.DataFrame(rows.facts, table.FACT_SCHEMA)
    index = read_index(text, blocks, sentences, facts, reader.data_points)
    return Extraction(
        document.document_id,
        text.text,
        len(text.lines),
        max((line.page for line in text.lines if line.page), default=None),
        detect(text.text).value,
        year,
        reader.semantic,
        facts,
        pl.DataFrame(rows.evidence, table.EVIDENCE_SCHEMA),
        pl.DataFrame(rows.numbers, table.OBSERVATION_SCHEMA),
        pl.DataFrame(table.block_rows(document.document_id, blocks), table.BLOCK_SCHEMA),
        index_frame(document.document_id, index),
        event_frame(document.document_id, read_notice(text.text), text),
        notes,
    )


class _Rows:
    """Rows of one document as they come; a fact or a number that is there already is not put in again."""

    def __init__(self, document_id: str, text: DocumentText) -> None:
        self.document_id, self.text, self._recognised = document_id, text.text, text.recognised
        self.facts: list[table.Row] = []
        self.numbers: list[table.Row] = []
        self.evidence: list[table.Row] = []
        self._taken: set[str] = set()
        self._places: set[int] = set()
        self._settled: set[int] = set()

    def put(self, row: table.Row) -> str | None:
        """The id of a fact that is new."""
        fact_id = str(row["fact_id"])
        if fact_id in self._taken:
            return None
        self._taken.add(fact_id)
        self.facts.append(row)
        return fact_id

    def seen(self, signals: Signals, page: int | None) -> Signals:
        """The signals, with the doubt that a page read off a picture adds."""
        return replace(signals, is_ocr=True) if page in self._recognised else signals

    def is_settled(self, span: tuple[int, int] | None) -> bool:
        """Whether a table has made a fact of a number: no sentence says something else of the same digits."""
        return span is not None and not self._settled.isdisjoint(range(*span))

    def number(self, row: table.Row) -> None:
        """Keep a number; one reader's is enough where two have read the same place."""
        places = range(row["char_start"], row["char_end"])
        is_table = row["place"] == Place.TABLE
        if is_table and row["fact_id"]:
            self._settled.update(places)
        if is_table or self._places.isdisjoint(places):
            self._places.update(places)
            self.numbers.append(row)


def _read_tables(rows: _Rows, text: DocumentText, reader: Reader, year: int | None) -> None:
    raws = TableReader(reader.rules.units, year, reader.rules.labels.aliases.keys()).read(text)
    for raw, result in zip(raws, settled(raws, reader.rules), strict=True):
        fact_id, reason = None, result if isinstance(result, str) else None
        if isinstance(result, Measured):
            probability = confidence(result.method, rows.seen(result.signals, raw.page))
            fact_id = rows.put(table.measured_row(rows.document_id, result, probability, rows.text))
            reason = None if fact_id else TWICE
        rows.number(table.cell_row(rows.document_id, raw, fact_id, reason))


def _read_sentences(
    rows: _Rows, text: DocumentText, sentences: Sequence[Sentence], reader: Reader, year: int | None
) -> None:
    prose = read_prose(text, sentences, reader.rules, year)
    for fact in prose.facts:
        if rows.is_settled(fact.value_span):
            continue
        fact_id, reason = _put(rows, fact)
        if fact.value_span:
            rows.number(table.figure_row(rows.document_id, fact, fact_id, reason))
    for number in prose.numbers:
        rows.number(table.loose_row(rows.document_id, number))
    for fact in read_statements(text, sentences, reader.book, reader.similarity, year):
        fact_id, _ = _put(rows, fact)
        if fact_id:
            rows.evidence += table.evidence_rows(rows.document_id, fact_id, fact.evidence, rows.text)


def _put(rows: _Rows, fact: Found) -> tuple[str | None, str | None]:
    """Keep a fact of a sentence: its id, or why it is none. Without a year it is about nothing."""
    if fact.period is None:
        return None, NO_YEAR
    signals = Signals(is_period_assumed=fact.is_period_assumed, qualifier=fact.qualifier, score=fact.score)
    probability = confidence(fact.method, rows.seen(signals, fact.page))
    fact_id = rows.put(table.found_row(rows.document_id, fact, probability, rows.text))
    return fact_id, None if fact_id else TWICE


def _take_proposals(
    rows: _Rows,
    text: DocumentText,
    sentences: Sequence[Sentence],
    reader: Reader,
    year: int | None,
    environ: Mapping[str, str],
) -> tuple[str, ...]:
    """Facts that a language model proposes for numbers nobody could read, where none is known yet; and its notes."""
    found, notes = proposals_for(text, rows.numbers, reader.rules, environ, sentences=sentences, fiscal_year=year)
    known = {(row["data_point_id"], row["dimension"], row["period"]) for row in rows.facts}
    by_place = {(row["char_start"], row["char_end"]): row for row in rows.numbers}
    for span, reason in notes.numbers.items():
        if span in by_place:
            by_place[span]["reason"] = reason
    for fact in found:
        place = by_place.get(fact.value_span or fact.span)
        if place is None or (fact.data_point_id, fact.dimension, fact.period) in known:
            continue
        fact_id, reason = _put(rows, fact)
        place.update(fact_id=fact_id, reason=reason)
    return tuple(notes.document)
