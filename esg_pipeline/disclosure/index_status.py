"""Whether a report keeps what its index claims: a fact, a figure or a sentence on the topic, at the claimed place or
elsewhere. Reading the rows is `index_rows`, finding the place `index_sections`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from esg_pipeline.disclosure.blocks import Block, BlockKind
from esg_pipeline.disclosure.codes import IndexStatus
from esg_pipeline.disclosure.document_text import DocumentText
from esg_pipeline.disclosure.index_rows import ClaimRow
from esg_pipeline.disclosure.index_sections import Place, contents_of, plain
from esg_pipeline.disclosure.notice_text import WIDTHS
from esg_pipeline.disclosure.numbers import parse_value
from esg_pipeline.disclosure.provisions import Demand
from esg_pipeline.disclosure.sentences import Sentence
from esg_pipeline.disclosure.traditional import TRADITIONAL
from esg_pipeline.methodology.codes import State

_NOT_APPLICABLE = re.compile(
    r"\bn/?a\b|not applicable|not material|immaterial|omit|omission|confidential|(?:is|are|was"
    r"|were) not (?:available|relevant)|information unavailable|不适用|不涉及|从略|省略|未披露原因"
    r"|不构成重大|并不重大|非重大|保密",
    re.IGNORECASE,
)
_NOT_CLAIMED = re.compile(r"^(?:[-—–/\\.\s;；]|nil|none|not disclosed|未披露|不披露|暂未披露|无)*$", re.IGNORECASE)
_DENIES = re.compile(
    r"(?:do(?:es)?|did|has|have|is|are|was|were) not\b|\bnot applicable\b|\bn/a\b|\bno\b|不涉及"
    r"|不适用|没有|并无|不产生|未(?:产生|发生|有|出现|接获|收到|录得|曾|发现)|概无|不存在",
    re.IGNORECASE,
)
_IS_ABSENT = re.compile(
    r"(?:do(?:es)?|did) not (?:\w+ ){0,2}(?:involve|generate|produce|use|consume|discharge|have)"
    r"|(?:is|are) not (?:applicable|involved)|not applicable|\bn/a\b|不涉及|不适用|没有涉及|不产生"
    r"|未产生|并无产生|没有产生",
    re.IGNORECASE,
)
_ZERO = re.compile(r"\b(?:no|not|nor|never|zero|nil|without|none)\b|未|没有|并无|无|零|不存在", re.IGNORECASE)
_FIGURE = re.compile(r"(?<![A-Za-z\d.])\d[\d,]*(?:\.\d+)?(?!\d)")
_CLAUSE = re.compile(r"[.;。；](?=\s|$|[^\d])|,\s(?=[a-z])|，")
_REACH = 60
_NO_FIGURE = ("yes/no", "level")
_FEWEST_LETTERS = 30
_FEWEST_HAN = 10


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status of a row, the line that decided and why."""

    status: IndexStatus
    evidence_line: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class _Proof:
    line: int
    what: str
    is_absent: bool = False


@dataclass(frozen=True)
class Content:
    """What a report holds outside its indices: facts by code, sentences and table rows in folded words."""

    facts: Mapping[str, tuple[tuple[int, str, bool], ...]]
    sentences: tuple[tuple[int, str], ...]
    rows: tuple[tuple[int, str, bool], ...]


def fold(text: str) -> str:
    """Simplified, half-width, lower case."""
    return text.translate(WIDTHS).translate(TRADITIONAL).lower()


def read_content(
    document: DocumentText,
    blocks: Sequence[Block],
    sentences: Sequence[Sentence],
    facts: pl.DataFrame,
    codes: Mapping[str, frozenset[str]],
    skip: Sequence[tuple[int, int]],
) -> Content:
    """Gather what can prove a claim; `skip` are line ranges of the indices.

    Facts need data_point_id, state, value, unit and line.
    """
    titles = {plain(document.text[b.start : b.end]) for b in blocks if b.kind is BlockKind.HEADING}
    skip = [*skip, *((line, line) for title, line in contents_of(document).items() if plain(title) in titles)]
    tables = {b.number for b in blocks if b.kind is BlockKind.TABLE_ROW}
    told = tuple(
        (s.line, fold(s.flat))
        for s in sentences
        if s.block not in tables and _is_prose(s.flat) and not _within(s.line, skip)
    )
    rows = tuple(
        (b.line, fold(document.text[b.start : b.end]), any(_is_figure(c.text) for c in b.cells[1:]))
        for b in blocks
        if b.kind is BlockKind.TABLE_ROW and not _within(b.line, skip)
    )
    return Content(_facts_by_code(facts, codes, skip), told, rows)


def _facts_by_code(
    facts: pl.DataFrame, codes: Mapping[str, frozenset[str]], skip: Sequence[tuple[int, int]]
) -> dict[str, tuple[tuple[int, str, bool], ...]]:
    found: dict[str, list[tuple[int, str, bool]]] = {}
    columns = ("data_point_id", "state", "value", "unit", "line")
    for data_point, state, value, unit, line in facts.select(columns).iter_rows():
        if line is None or _within(int(line), skip) or state in {State.NOT_DISCLOSED, State.REJECTED}:
            continue
        # A yes is no number: that complaints are handled does not say how many there were.
        is_figure = value is not None and unit not in _NO_FIGURE
        for code in codes.get(str(data_point), frozenset()):
            found.setdefault(code, []).append((int(line), str(state), is_figure))
    return {code: tuple(sorted(lines)) for code, lines in found.items()}


def _within(line: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(first <= line <= last for first, last in ranges)


def _is_prose(text: str) -> bool:
    return len(text) >= _FEWEST_LETTERS or len(re.findall(r"[\u4e00-\u9fff]", text)) >= _FEWEST_HAN


def _is_figure(cell: str) -> bool:
    value = parse_value(cell)
    return value is not None and value.value is not None and not re.fullmatch(r"(?:19|20)\d{2}", cell.strip())


def judge(row: ClaimRow, demand: Demand, place: Place, content: Content) -> Verdict:
    """The verdict on one row of an index."""
    if _NOT_CLAIMED.match(row.place):
        return Verdict(IndexStatus.NOT_CLAIMED, None, "the index names no place")
    if _NOT_APPLICABLE.search(fold(row.place)):
        return Verdict(IndexStatus.EXPLAINED, row.line, f"the index says: {row.place[:200]}")
    there = next(_proofs(row, demand, content, place), None) if place.ranges or place.is_whole else None
    if there:
        return _kept(there, place)
    direct = _answers_itself(row, demand)
    if direct and not place.ranges:
        return direct
    return _elsewhere(row, demand, place, content)


def _elsewhere(row: ClaimRow, demand: Demand, place: Place, content: Content) -> Verdict:
    found = next(_proofs(row, demand, content, Place((), is_whole=True)), None)
    missing = _missing(row, place)
    if found:
        status = IndexStatus.EXPLAINED if found.is_absent else IndexStatus.ELSEWHERE
        return Verdict(status, found.line, f"{missing}, but {found.what}")
    kind = "figure" if demand.needs_figure else "sentence"
    return Verdict(IndexStatus.NOT_SUBSTANTIATED, None, f"{missing}, and no {kind} elsewhere")


def _missing(row: ClaimRow, place: Place) -> str:
    if place.ranges or place.is_whole:
        return f"nothing on it in {'; '.join(place.names)[:120] or row.place[:80]!r}"
    return f"the report has no section {row.place[:80]!r}"


def _kept(proof: _Proof, place: Place) -> Verdict:
    reason = proof.what + (" (the pages of this text are not known)" if place.is_whole else "")
    return Verdict(IndexStatus.EXPLAINED if proof.is_absent else IndexStatus.SUBSTANTIATED, proof.line, reason)


def _answers_itself(row: ClaimRow, demand: Demand) -> Verdict | None:
    """Some indices answer in the cell where others name a place."""
    text = fold(row.place)
    is_answer = _is_prose(text) and (
        not demand.needs_figure or _FIGURE.search(text) or (demand.zero_counts and _ZERO.search(text))
    )
    says_so = is_answer and (
        demand.words.search(text) or re.search(r"\b(?:we|is|are|has|have|was|were)\b|公司|我们|已|为", text)
    )
    return Verdict(IndexStatus.SUBSTANTIATED, row.line, "the index itself answers") if says_so else None


def _proofs(row: ClaimRow, demand: Demand, content: Content, place: Place) -> Iterator[_Proof]:
    """What proves a claim at a place, strongest first; that a thing does not apply comes last."""
    yield from _fact_proofs(row, demand, content, place)
    if demand.needs_figure:
        yield from _figure_proofs(demand, content, place)
    else:
        for line, text in content.sentences:
            if place.holds(line) and demand.words.search(text):
                yield _Proof(line, "a sentence on the topic")
    yield from _absence_proofs(demand, content, place)


def _fact_proofs(row: ClaimRow, demand: Demand, content: Content, place: Place) -> Iterator[_Proof]:
    facts = [fact for fact in content.facts.get(row.provision.key, ()) if place.holds(fact[0])]
    for line, state, has_value in facts:
        if has_value or (not demand.needs_figure and state != State.NOT_APPLICABLE):
            yield _Proof(line, "a fact of a data point of this provision")
    for line, state, _ in facts:
        if state == State.NOT_APPLICABLE:
            yield _Proof(line, "a figure stated as not applicable", is_absent=True)


def _figure_proofs(demand: Demand, content: Content, place: Place) -> Iterator[_Proof]:
    for line, text, has_figure in content.rows:
        if has_figure and place.holds(line) and demand.words.search(text):
            yield _Proof(line, "a figure in a table")
    for line, text in content.sentences:
        if place.holds(line) and (
            _has_figure_near(demand.words, text) or (demand.zero_counts and _says_none(demand.words, text))
        ):
            yield _Proof(line, "a figure in a sentence")


def _absence_proofs(demand: Demand, content: Content, place: Place) -> Iterator[_Proof]:
    if not demand.needs_figure:
        return
    for line, text, _ in content.rows:
        if place.holds(line) and _IS_ABSENT.search(text) and demand.words.search(text):
            yield _Proof(line, "a figure stated as not applicable", is_absent=True)
    for line, text in content.sentences:
        absent = _IS_ABSENT.search(text) if place.holds(line) else None
        if absent and demand.words.search(text, absent.start()):
            yield _Proof(line, "a statement that it does not apply", is_absent=True)


def _has_figure_near(words: re.Pattern[str], text: str) -> bool:
    """A number in the same clause as the words, not far from them, that is no year."""
    for found in words.finditer(text):
        behind = _CLAUSE.split(text[found.end() : found.end() + _REACH])[0]
        before = _CLAUSE.split(text[max(0, found.start() - _REACH) : found.start()])[-1]
        numbers = _FIGURE.findall(before) + _FIGURE.findall(found.group()) + _FIGURE.findall(behind)
        if any(not re.fullmatch(r"(?:19|20)\d{2}", number) for number in numbers):
            return True
    return False


def _says_none(words: re.Pattern[str], text: str) -> bool:
    """A denial in the same sentence before the words: `did not find any acts of corruption`."""
    denied = _DENIES.search(text)
    return bool(denied and words.search(text, max(0, denied.start() - _REACH)) and _ZERO.search(text))
