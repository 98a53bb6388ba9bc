"""Sentences that list their things first and the figures after (`A and B were 1 and 2 respectively`), taken apart.

Each part is a sentence with one thing and one figure that still points at its place. What it says is read in `prose`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from esg_pipeline.disclosure.number_text import REST, Figure, Shape
from esg_pipeline.disclosure.places import PLACES
from esg_pipeline.disclosure.prose_sentence import SentenceText
from esg_pipeline.disclosure.sentences import Sentence

_WORD = re.compile(r",? ?\brespectively\b|(?:各自)?分别")
_MOST = 8
_BOTH = re.compile(
    r"(?P<things>[^，。；;,:：\ue000-\ue005]{2,24}率(?:[、和及与][^，。；;,:：、和及与\ue000-\ue005]{2,24}率){1,3})(?:均|都|皆)"
    rf"(?:已)?(?:达到?|为|是|保持)?(?={Shape.SHARE.value})"
)
# What may stand between the things or the figures of one list.
_AND = r"\s?(?:[,、，/&]|及|和|与|以及|\band\b)\s?(?:and |及|和|the )?\s?"
_BETWEEN_FIGURES = re.compile(rf"(?:[名人位家个件宗起次]{{1,2}}|(?: [a-z]{{2,12}}){{0,2}})?{_AND}(?:for |of |占)?")
_BETWEEN_THINGS = re.compile(_AND)
_BEHIND_FIGURES = re.compile(r"(?:[^\ue000-\ue005.;,，；。]{0,40}),?\s?$")
_CLAUSE = re.compile(r"[.;；。](?!\d)")
_PIECE = re.compile(r"[,，;；:：(（。]|\bthe\b ")
_VERB = re.compile(
    r"(?:was|were|is|are|amounted to|reached|totall?ed|stood at|accounted for|account for|represented"
    r"|made up|numbered|recorded)\b|[约共均]?(?:为|占|达到?|是|有|[约:：])"
)
_PLACE = "|".join(
    rf"\b{word}\b" if word.isascii() else word
    for word in sorted({w for words in PLACES.values() for w in words.split("|")}, key=len, reverse=True)
)
_AGE = (
    r"(?:aged |ages? )?(?:(?:under|below|over|above|between) )?\d\d(?: ?(?:-|to|and|至|到) ?\d\d)?"
    r"(?: years(?: old| of age)?)?(?: (?:or|and) (?:above|below|over|under|older)(?! \d))?(?:周?岁)?"
    r"(?:\(?含\)?)?(?:及?以[上下])?"
)
_LEVEL = r"\b(?:senior|middle|junior|general|intermediate|frontline)\b|(?:高|中|基)层|(?:高|中|初)级|普通"
# Things of one kind: the first one, the later ones where they are shortened, and what the later ones leave out.
_KINDS: tuple[tuple[str, str, str], ...] = (
    (f"{Shape.TIME.value}{REST}*+", "", ""),
    (r"\bscopes? (?:[123]\b|i{1,3}\b)", r"(?:[123]\b|i{1,3}\b)", "scope "),
    (r"(?:范围|范畴) ?[123一二三]", r"[123一二三](?!\d)", "范围"),
    (r"\b(?:fe)?males?\b|\b(?:wo)?men\b|[男女]性?", "", ""),
    (r"\b(?:full|part)[- ]time\b|全职|兼职", "", ""),
    (r"\b(?:non-?)?hazardous\b|[有无]害", "", ""),
    (r"\b(?:non-?)?hazardous wastes?\b|[有无]害(?:废弃物|废物)", "", ""),
    (_LEVEL, "", ""),
    (rf"(?:{_LEVEL})(?:[- ](?:level|management|staff|managers)|管理层|管理人员|管理者|员工|人员)", "", ""),
    (
        (
            r"\bnox\b|\bso2\b|\bsox\b|\bcod\b|\bpm\b|nitrogen oxides?|sulphur (?:di)?oxides?"
            r"|sulfur (?:di)?oxides?|氮氧化物|二氧化硫|硫氧化物|颗粒物|化学需氧量|氨氮"
        ),
        "",
        "",
    ),
    (_PLACE, "", ""),
    (_AGE, "", ""),
)
_COMPILED = [(re.compile(first), re.compile(later) if later else None, lead) for first, later, lead in _KINDS]
_TOGETHER = re.compile(r"男女")


@dataclass(frozen=True)
class Part(Sentence):
    """One thing of a list with its figure; `pieces` are (text, place in the flat whole or -1) in order."""

    pieces: tuple[tuple[str, int], ...] = ()
    whole: Sentence | None = field(default=None, repr=False)

    @property
    def flat(self) -> str:
        """The part on one line."""
        return "".join(text for text, _ in self.pieces)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the document of `flat[start:end]`; of the whole part those of the whole sentence."""
        whole = self.whole or self
        if (start, end) == (0, len(self.flat)):
            return whole.start, whole.end
        return whole.span(self._place(start), self._place(end - 1) + 1)

    def _place(self, position: int) -> int:
        """Where a sign of the part stands in the whole; what was put in stands where the text before it ends."""
        last, offset = 0, 0
        for text, place in self.pieces:
            if place >= 0:
                last = place + min(position - offset, len(text) - 1)
            if position < offset + len(text):
                return last
            offset += len(text)
        return last


@dataclass(frozen=True, slots=True)
class _Thing:
    start: int
    end: int
    lead: str = ""


def parts(text: SentenceText) -> Iterator[Part]:
    """The parts of every list of a sentence whose things and figures are as many; of others none."""
    yield from _shared(text)
    for word in _WORD.finditer(text.folded):
        figures = _figures(text, word)
        if 2 <= len(figures) <= _MOST:
            things = _things(text, figures, word)
            if things:
                yield from _parts(text, things, figures, word)


def _shared(text: SentenceText) -> Iterator[Part]:
    """Things that one figure is of, each with it: `A率、B率均为100%`."""
    for found in _BOTH.finditer(text.masked):
        figure = next((f for f in text.figures if f.start == found.end()), None)
        if figure is None:
            continue
        start, end = found.span("things")
        edges = [
            start,
            *(place for cut in _BETWEEN_THINGS.finditer(text.masked, start, end) for place in cut.span()),
            end,
        ]
        flat, whole = text.sentence.flat, text.sentence
        place = (whole.raw, whole.line, whole.page, whole.start, whole.end, whole.headings, whole.block, whole.kind)
        for first, last in zip(edges[::2], edges[1::2], strict=True):
            pieces = [(flat[first:last], first), ("为", -1), (flat[figure.start : figure.end], figure.start)]
            yield Part(*place, tuple(pieces), whole)


def _figures(text: SentenceText, word: re.Match[str]) -> Sequence[Figure]:
    """The run of figures behind the word, or that ends right before it."""
    behind = [f for f in text.figures if f.start >= word.end()]
    if behind and not _CLAUSE.search(text.folded, word.end(), behind[0].start) and behind[0].start - word.end() < 12:
        return _run(text, behind)
    before = [f for f in text.figures if f.end <= word.start()]
    if before and _BEHIND_FIGURES.fullmatch(text.masked[before[-1].end : word.start()]):
        return _run(text, before[::-1])[::-1]
    return ()


def _run(text: SentenceText, figures: Sequence[Figure]) -> list[Figure]:
    run = [figures[0]]
    for figure in figures[1 : _MOST + 1]:
        first, second = sorted((run[-1], figure), key=lambda f: f.start)
        if not _BETWEEN_FIGURES.fullmatch(text.masked, first.end, second.start):
            break
        run.append(figure)
    return run


def _things(text: SentenceText, figures: Sequence[Figure], word: re.Match[str]) -> list[_Thing]:
    """The last list of as many things of one kind before the figures, else the pieces of the clause's subject."""
    end = min(figures[0].start, word.start()) if word.start() < figures[0].start else figures[0].start
    start = max((m.end() for m in _CLAUSE.finditer(text.masked, 0, end)), default=0)
    lists = [
        found for kind in _COMPILED for found in _lists(text.masked, start, end, kind) if len(found) == len(figures)
    ]
    if lists:
        return max(lists, key=lambda things: things[-1].end)
    return _pieces(text.masked, start, end, len(figures))


def _lists(
    masked: str, start: int, end: int, kind: tuple[re.Pattern[str], re.Pattern[str] | None, str]
) -> Iterator[list[_Thing]]:
    first, later, lead = kind
    position = start
    while found := first.search(masked, position, end):
        things = [_Thing(*found.span())]
        while following := _following(masked, things[-1].end, end, first, later, lead):
            things.append(following)
        yield things
        position = max(things[-1].end, position + 1)


def _following(
    masked: str, position: int, end: int, first: re.Pattern[str], later: re.Pattern[str] | None, lead: str
) -> _Thing | None:
    gap = _BETWEEN_THINGS.match(masked, position, end)
    together = _TOGETHER.match(masked, position - 1) if position else None
    at = gap.end() if gap else position if together else None
    if at is None:
        return None
    found = first.match(masked, at, end)
    if found:
        return _Thing(*found.span()) if found.end() > at else None
    short = later.match(masked, at, end) if later else None
    return _Thing(*short.span(), lead) if short else None


def _pieces(masked: str, start: int, end: int, count: int) -> list[_Thing]:
    """`Water use and power use were`: the subject between the last mark and the verb, cut at its `and`."""
    verb = max((m.start() for m in _VERB.finditer(masked, start, end)), default=end)
    subject = max((m.end() for m in _PIECE.finditer(masked, start, verb) if "," not in m.group()), default=start)
    cuts = [m.span() for m in _BETWEEN_THINGS.finditer(masked, subject, verb)]
    if len(cuts) != count - 1:
        return []
    edges = [subject, *(place for cut in cuts for place in cut), verb]
    things = [_Thing(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return things if all(thing.end - thing.start > 2 for thing in things) else []


def _parts(
    text: SentenceText, things: Sequence[_Thing], figures: Sequence[Figure], word: re.Match[str]
) -> Iterator[Part]:
    flat = text.sentence.flat
    close = _CLAUSE.search(text.masked, figures[-1].end)
    tail = (figures[-1].end, close.start() if close else len(flat))
    unit = flat[figures[-1].digits[1] : figures[-1].end]
    for thing, figure in zip(things, figures, strict=True):
        head, middle = (0, things[0].start), (things[-1].end, figures[0].start)
        pieces = [(flat[a:b], a) for a, b in _without([head], word.span())]
        pieces += [(thing.lead, -1), (flat[thing.start : thing.end], thing.start)]
        if thing.end < len(flat) and flat[thing.end] == " " and not flat[middle[0] :].startswith(" "):
            pieces.append((" ", -1))
        pieces += [(flat[a:b], a) for a, b in _without([middle], word.span())]
        pieces += _figure(flat, figure, figures[-1], unit)
        pieces += [(flat[a:b], a) for a, b in _without([tail], word.span())]
        whole = text.sentence
        place = (whole.raw, whole.line, whole.page, whole.start, whole.end, whole.headings, whole.block, whole.kind)
        yield Part(*place, tuple(piece for piece in pieces if piece[0]), whole)


def _figure(flat: str, figure: Figure, last: Figure, unit: str) -> list[tuple[str, int]]:
    """The figure, with the unit of the last one where it has none of its own (`12 and 15 tonnes`)."""
    own = flat[figure.digits[1] : figure.end]
    if figure is not last and unit.strip().startswith(own.strip()) and last.shape is not Shape.MONEY:
        return [(flat[figure.start : figure.digits[1]], figure.start), (unit, -1)]
    return [(flat[figure.start : figure.end], figure.start)]


def _without(stretches: Sequence[tuple[int, int]], word: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The stretches with the word of the list cut out."""
    for start, end in stretches:
        edges = [start, *(p for p in word if start < p < end), end]
        yield from ((a, b) for a, b in pairwise(edges) if a < b and not (a >= word[0] and b <= word[1]))
