"""Yes/no and level disclosures: a cue and the nearness of meaning together, with the three best sentences as evidence.

The cues are data (`cues`), what the words around them do is `negation`. What is not found is not a no.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from esg_pipeline.disclosure.blocks import read_blocks
from esg_pipeline.disclosure.cues import Cue, CueBook, Pattern, blot_points, fold
from esg_pipeline.disclosure.document_text import DocumentText, Line
from esg_pipeline.disclosure.evidence_rules import (
    behind_numbers,
    index_blocks,
    is_whole,
    language_of,
    lists_topics,
    may_be_evidence,
)
from esg_pipeline.disclosure.found import Evidence, Found
from esg_pipeline.disclosure.negation import Stance, stance_of
from esg_pipeline.disclosure.sentences import Sentence, read_sentences
from esg_pipeline.disclosure.similarity import LexicalSimilarity, Similarity
from esg_pipeline.methodology.codes import State

METHOD = "statement"
_EVIDENCE_KEPT = 3
_AROUND = 160
_MAX_CHARS = 1_500  # what stands further behind in a sentence is not read: the time of a search is bounded
_STRONG_ENOUGH = 0.5  # a cue of full weight is; a weak one needs a near sentence or heading
_CONTRADICTED = 0.5
_WEAK = 0.7  # a cue of less weight names the subject only: it is asked of whole sentences and never gives a no
_PERIOD = re.compile(
    r"(?:reporting period|period (?:from|between)|financial year|fiscal year|year ended|covers? the)[^.]{0,80}?(20\d\d)"
    r"|(?:报告期|汇报期|时间范围|报告年度|汇报年度|截至|财政年度)[^。]{0,40}?(20\d\d)年",
    re.IGNORECASE,
)
_THIS_YEAR = re.compile(
    r"(?:during|in|for|throughout) the (?:reporting )?(?:year|period)\b|报告期|汇报期|本年度|年内", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence that states a value of one data point."""

    cue: Cue
    value: int
    sentence: Sentence
    span: tuple[int, int]
    window: str
    weight: float
    has_heading: bool
    is_about_topics: bool = False
    similarity: float = 0.0

    @property
    def strength(self) -> float:
        """0 to 1: the cue's weight and the similarity, a little more below a fitting heading."""
        return min(1.0, 0.55 * self.weight + 0.35 * self.similarity + (0.1 if self.has_heading else 0.0))


def read_statements(
    document: DocumentText,
    sentences: Sequence[Sentence],
    book: CueBook,
    similarity: Similarity,
    fiscal_year: int | None,
) -> tuple[Found, ...]:
    """The yes/no and level disclosures of a document, one for each data point at most, by data point id.

    `value` is 1, 0 or the level; `evidence` holds up to three sentences, the best first.
    """
    ordered = sorted(sentences, key=lambda s: (s.start, s.end))
    folded = [fold(s.flat[:_MAX_CHARS]) for s in ordered]
    year, is_stated = _period(folded, fiscal_year)
    hits = _near(_hits(ordered, folded, book), similarity)
    grouped: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        grouped[hit.cue.data_point_id].append(hit)
    found = [_found(document, of_one, year, is_stated=is_stated) for _, of_one in sorted(grouped.items())]
    return tuple(found)


def read_text(text: str, book: CueBook, similarity: Similarity | None = None) -> Mapping[str, Found]:
    """What a text states by itself, by data point: for trying cues and for the examples of a cue file."""
    lines: list[Line] = []
    offset = 0
    for number, line in enumerate(text.split("\n"), start=1):
        lines.append(Line(number, line, offset, None))
        offset += len(line) + 1
    document = DocumentText(text, tuple(lines))
    sentences = [replace(s, kind=type(s.kind).PARAGRAPH) for s in read_sentences(document, read_blocks(document))]
    found = read_statements(document, sentences, book, similarity or lexical_similarity(book), None)
    return {f.data_point_id: f for f in found}


def lexical_similarity(book: CueBook) -> LexicalSimilarity:
    """Similarity by words over everything that the book seeks."""
    return LexicalSimilarity(text for entry in book.entries for text in entry.about.values())


def _hits(sentences: Sequence[Sentence], folded: Sequence[str], book: CueBook) -> Iterable[Hit]:
    indexed = index_blocks(sentences, folded)
    for sentence, whole in zip(sentences, folded, strict=True):
        if sentence.block in indexed:
            continue
        text = behind_numbers(whole)
        if not may_be_evidence(sentence, text):
            continue
        text = blot_points(text)
        language = language_of(text)
        is_topics = lists_topics(text)
        for cue in book.candidates(text.lower(), language):
            hit = _hit(cue, sentence, text, language)
            if hit is not None and not (is_topics and not hit.is_about_topics):
                yield hit


def _hit(cue: Cue, sentence: Sentence, text: str, language: str) -> Hit | None:
    """What one sentence says about one data point: a denial, else its highest level."""
    if _first(cue.unless.get(language, ()), text):
        return None
    denial = _first(cue.denies.get(language, ()), text)
    if denial:
        pattern, span = denial
        says = pattern.says | {"negation"}
        is_own = stance_of(text, span, language, says) is Stance.AFFIRMED
        return _made(cue, 0, sentence, text, span, pattern, language) if is_own else None
    for value in sorted(cue.levels, reverse=True):
        stances = _stances(cue.levels[value].get(language, ()), text, language)
        denied = _denied(stances, text)
        if denied and not cue.is_level:
            pattern, span = denied
            if pattern.weight < _WEAK or pattern.is_loose:
                return None
            return _made(cue, 0, sentence, text, span, pattern, language)
        if Stance.AFFIRMED in stances and not denied:
            pattern, span = stances[Stance.AFFIRMED]
            if Stance.UNCLEAR in stances and "negation" not in pattern.says:
                continue  # what says no itself is clear by itself, anything else is left alone
            return _made(cue, value, sentence, text, span, pattern, language)
    return None


def _denied(
    stances: Mapping[Stance, tuple[Pattern, tuple[int, int]]], text: str
) -> tuple[Pattern, tuple[int, int]] | None:
    """The denied hit; that of a loose cue gives way to one that means the `no` itself."""
    denied = stances.get(Stance.DENIED)
    if denied and denied[0].is_loose and _says_no(stances.get(Stance.AFFIRMED), text):
        return None
    return denied


def _says_no(found: tuple[Pattern, tuple[int, int]] | None, text: str) -> bool:
    """Whether a cue means the negative words of its hit: `not passed on without consent` is no denial of privacy."""
    if found is None or found[0].weight < _WEAK:
        return False
    return "negation" in found[0].says_in(text[slice(*found[1])])


def _first(patterns: Iterable[Pattern], text: str) -> tuple[Pattern, tuple[int, int]] | None:
    for pattern in patterns:
        match = pattern.regex.search(text)
        if match:
            return pattern, match.span()
    return None


def _stances(patterns: Iterable[Pattern], text: str, language: str) -> dict[Stance, tuple[Pattern, tuple[int, int]]]:
    """The strongest pattern with its place for each way in which the sentence takes the hits."""
    lowered, is_sentence = text.lower(), is_whole(text)
    found: dict[Stance, tuple[Pattern, tuple[int, int]]] = {}
    for pattern in patterns:
        if pattern.needs and not any(needed in lowered for needed in pattern.needs):
            continue
        if pattern.weight < _WEAK and not is_sentence:
            continue
        match = pattern.regex.search(text)
        if not match or match.start() == match.end():
            continue
        stance = stance_of(text, match.span(), language, pattern.says_in(match.group()))
        if stance not in found or _rank(pattern) > _rank(found[stance][0]):
            found[stance] = (pattern, match.span())
    return found


def _rank(pattern: Pattern) -> tuple[float, bool]:
    """The heavier one; of two of the same weight the one that says its `no` itself, which no other word can blur."""
    return pattern.weight, "negation" in pattern.says


def _made(
    cue: Cue, value: int, sentence: Sentence, text: str, span: tuple[int, int], pattern: Pattern, language: str
) -> Hit:
    window = text[max(0, span[0] - _AROUND) : span[1] + _AROUND]
    headings = [fold(h) for h in sentence.headings]
    has_heading = any(p.regex.search(h) for p in cue.heading.get(language, ()) for h in headings)
    return Hit(cue, value, sentence, span, window, pattern.weight, has_heading, "topics" in pattern.says)


def _near(hits: Iterable[Hit], similarity: Similarity) -> list[Hit]:
    """The hits that are strong enough by cue, nearness and heading together; the doubtful ones are asked twice."""
    quick = _rated(hits, similarity.quick)
    doubtful = [hit for hit in quick if hit.strength < _STRONG_ENOUGH]
    second = iter(_rated(doubtful, similarity.scores))
    rated = [next(second) if hit.strength < _STRONG_ENOUGH else hit for hit in quick]
    return [hit for hit in rated if hit.strength >= _STRONG_ENOUGH]


def _rated(hits: Iterable[Hit], score: Callable[[Sequence[tuple[str, str]]], list[float]]) -> list[Hit]:
    listed = list(hits)
    scores = score([(hit.window, hit.cue.about[language_of(hit.window)]) for hit in listed])
    return [replace(hit, similarity=value) for hit, value in zip(listed, scores, strict=True)]


def _found(document: DocumentText, hits: Sequence[Hit], year: int | None, *, is_stated: bool) -> Found:
    """One fact of all hits of a data point. Yes against no: the stronger one's value, half sure at most."""
    best_first = sorted(hits, key=lambda h: (-h.strength, h.sentence.start, h.span))
    value = _value(best_first)
    chosen = [h for h in best_first if h.value == value]
    for_it = [*chosen, *(h for h in best_first if 0 < h.value < value)]
    against = [h for h in best_first if (h.value == 0) != (value == 0)]
    best = chosen[0]
    support = 0.05 * min(2, len(for_it) - 1)
    score = min(1.0, best.strength + support)
    if against:
        score = min(_CONTRADICTED, score, against[0].strength)
    start, end = best.sentence.span(*best.span)
    says_year = bool(_THIS_YEAR.search(fold(best.sentence.flat))) or (
        year is not None and str(year) in best.sentence.flat
    )
    return Found(
        data_point_id=best.cue.data_point_id,
        dimension="",
        period=year,
        value=Fraction(value),
        unit="level" if best.cue.is_level else "yes/no",
        raw_value=document.text[start:end],
        raw_unit="",
        state=State.REPORTED if value else State.REPORTED_ZERO,
        method=METHOD,
        line=best.sentence.line,
        page=best.sentence.page,
        span=(best.sentence.start, best.sentence.end),
        value_span=(start, end),
        score=round(score, 4),
        is_period_assumed=not (is_stated or says_year),
        evidence=tuple(_evidence(h) for h in for_it[:_EVIDENCE_KEPT]),
    )


def _value(best_first: Sequence[Hit]) -> int:
    """The value of the strongest hit; a level is the highest one that stands against the strongest denial."""
    strongest = best_first[0]
    if not strongest.cue.is_level or strongest.value == 0:
        return strongest.value
    return max(h.value for h in best_first)


def _evidence(hit: Hit) -> Evidence:
    s = hit.sentence
    return Evidence(s.line, s.page, (s.start, s.end), hit.similarity)


def _period(folded: Iterable[str], fiscal_year: int | None) -> tuple[int | None, bool]:
    """The year that the document is about, and whether it says so itself."""
    stated = [year for text in folded for match in _PERIOD.finditer(text) for year in match.groups() if year]
    if fiscal_year is not None:
        return fiscal_year, str(fiscal_year) in stated
    return (int(stated[0]), True) if stated else (None, False)
