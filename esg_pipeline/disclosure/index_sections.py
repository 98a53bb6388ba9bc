"""The sections of a report and which of them a claimed place means: by title, allowing for OCR and abbreviations, or by
page. What a section holds is judged in `index_status`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from esg_pipeline.disclosure.blocks import Block, BlockKind
from esg_pipeline.disclosure.document_text import DocumentText
from esg_pipeline.disclosure.notice_text import WIDTHS
from esg_pipeline.disclosure.traditional import TRADITIONAL

_TOC = re.compile(r"^(?P<title>[^\W\d][^\d\t]{2,70}?)[\s.·…\t]{1,40}(?P<page>[1-9]\d{0,2})$")
_NUMBER = re.compile(
    r"^(?:#{1,6}\s*|\d{1,2}(?:\.\d{1,2}){0,3}[.、)]?\s+|第[一二三四五六七八九十]+[章节節]\s*"
    r"|[一二三四五六七八九十]+、\s*)"
)
_LEADING = re.compile(
    r"^(?:please refer to|refer to|see(?: also)?|as disclosed in|section|chapter|part|the|详见"
    r"|參見|参见|见|請參閱|请参阅|参阅)\s*(?:the\s)?(?:sections?\s)?(?:headed\s)?",
    re.IGNORECASE,
)
_PAGES = re.compile(
    r"(?<![\d.])(?:P{1,2}\.?\s?|pages?\s?|第)?(\d{1,3})(?:\s?[-–—~至]\s?(?:P\.?)?(\d{1,3}))?(?:页|頁)?(?![\d.%])",
    re.IGNORECASE,
)
_DEEP_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})[.、)]?\s+\D")
_FLAT_NUMBER = re.compile(r"(\d{1,2})[.、)]?\s+\D")
_SECTION_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}(?![\d.%])")
_DIVIDER_CHARS = 500
_PARTS = re.compile(r"\s*[;；、,，/|]\s*|\n")
_SHORT_FORMS = {
    "ip": "intellectual property",
    "ohs": "occupational health and safety",
    "hr": "human resources",
    "csr": "corporate social responsibility",
    "ghg": "greenhouse gas",
    "r&d": "research and development",
}
_SMALL_WORDS = frozenset(["the", "of", "and", "a", "an", "in", "on", "to", "for", "our", "s"])
_COMMON = frozenset(
    ["management", "governance", "development", "protection", "information", "report", "responsibility"]
)
_FIRM, _LOOSE, _NEAR = 88.0, 64.0, 10.0
_MAX_SECTIONS = 3_000
_TITLE_CHARS = 120


@dataclass(frozen=True, slots=True)
class Section:
    """A section from its heading's line to the line before the next that is not below it."""

    title: str
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class Place:
    """Line ranges that a claim points to; none when there is no such section. `is_whole` when it cannot be told."""

    ranges: tuple[tuple[int, int], ...]
    names: tuple[str, ...] = ()
    is_whole: bool = False

    def holds(self, line: int) -> bool:
        """Whether a line lies there."""
        return self.is_whole or any(first <= line <= last for first, last in self.ranges)


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A title for comparison: simplified, lower case, no numbering or punctuation, common short forms written out."""
    folded = _NUMBER.sub("", text.translate(WIDTHS).strip()).translate(TRADITIONAL).lower().replace("&", " and ")
    words = re.sub(r"[^\w]+", " ", folded).split()
    return " ".join(_SHORT_FORMS.get(word, word) for word in words)


def read_sections(
    document: DocumentText, blocks: Sequence[Block], skip: Sequence[tuple[int, int]], claimed: Sequence[str]
) -> tuple[Section, ...]:
    """The sections of a report; `skip` are line ranges of the indices themselves, `claimed` the places they name.

    A heading without a number or mark ends a section only if the contents or an index name it too.
    """
    headings = [b for b in blocks if b.kind is BlockKind.HEADING and not any(a <= b.line <= z for a, z in skip)][
        :_MAX_SECTIONS
    ]
    titles = [(document.text[b.start : b.end].strip(), b.line) for b in headings]
    known = {plain(title) for title in contents_of(document)} | {plain(place) for place in claimed}
    ranks = _ranks(titles, known, document)
    last = document.lines[-1].number if document.lines else 0
    ends = _ends(titles, ranks, last)
    return tuple(Section(title.lstrip("# "), line, end) for (title, line), end in zip(titles, ends, strict=True))


def _ranks(titles: Sequence[tuple[str, int]], known: set[str], document: DocumentText) -> list[int]:
    """1 for a chapter, more for what lies deeper, 0 for a heading that bounds nothing."""
    is_marked = any(title.startswith("#") for title, _ in titles)
    is_numbered = sum(1 for title, _ in titles if _DEEP_NUMBER.match(title)) >= 3
    chapters = _chapters(titles, document)
    ranks: list[int] = []
    for title, _ in titles:
        marks, number = re.match(r"#{1,6}", title), _DEEP_NUMBER.match(title) or _FLAT_NUMBER.match(title)
        if is_marked:
            ranks.append(len(marks.group()) if marks else 0)
        elif is_numbered and number:
            ranks.append(1 + number.group(1).count("."))
        else:
            ranks.append(1 if plain(title) in chapters else 2 if _is_known(plain(title), known) else 0)
    return ranks


def _is_known(name: str, known: set[str]) -> bool:
    return name in known or any(fuzz.ratio(name, other, score_cutoff=_FIRM) for other in known)


def _ends(titles: Sequence[tuple[str, int]], ranks: Sequence[int], last: int) -> list[int]:
    """The last line of each section: before the next title not below it; a divider page ends with its chapter."""
    names = [plain(title) for title, _ in titles]
    ends: list[int] = []
    for place, name in enumerate(names):
        rank = ranks[place] or 9
        behind = (n for n in range(place + 1, len(names)) if 0 < ranks[n] <= rank and names[n] != name)
        following = next(behind, None)
        ends.append(titles[following][1] - 1 if following is not None else last)
    return ends


def contents_of(document: DocumentText) -> dict[str, int]:
    """Lines of tables of contents, a title that ends in a page number: title to line number."""
    found = ((_TOC.match(line.text.strip()), line.number) for line in document.lines if len(line.text) <= _TITLE_CHARS)
    return {match["title"].strip(): number for match, number in found if match}


def _chapters(titles: Sequence[tuple[str, int]], document: DocumentText) -> set[str]:
    """Titles that come twice with hardly any text between them: the front page of a chapter and its first page."""
    found: set[str] = set()
    starts = {line.number: line.start for line in document.lines}
    before: dict[str, int] = {}
    for title, line in titles:
        name = plain(title)
        near = name in before and starts[line] - starts[before[name]] <= _DIVIDER_CHARS
        if near and len(name) >= 4 and name not in {"case", "案例"}:
            found.add(name)
        before[name] = line
    return found


def place_of(claim: str, sections: Sequence[Section], document: DocumentText) -> Place:
    """The sections, else the pages, that a claimed place names; no ranges when nothing fits."""
    whole = _matching(claim, sections)
    parts = [part for part in _PARTS.split(claim) if part.strip()]
    found = (
        whole if whole and whole[0][0] >= _FIRM else [m for part in parts for m in _matching(part, sections)] or whole
    )
    if found:
        return Place(
            tuple((s.first_line, s.last_line) for _, s in found), tuple(dict.fromkeys(s.title for _, s in found))
        )
    return _by_page(claim, document)


def _matching(claim: str, sections: Sequence[Section]) -> list[tuple[float, Section]]:
    numbered = _SECTION_NUMBER.match(_LEADING.sub("", claim.strip()))
    if numbered:
        return [
            (100.0, section)
            for section in sections
            if re.match(re.escape(numbered.group()) + r"(?![.\d])", section.title)
        ]
    name = plain(_PAGES.sub(" ", _LEADING.sub("", claim.strip(" “”\"'《》「」.:："))))
    if len(name) < 2:
        return []
    scored = [(score, section) for section in sections if (score := likeness(name, plain(section.title))) >= _LOOSE]
    best = max((score for score, _ in scored), default=0.0)
    return sorted(((s, x) for s, x in scored if s >= best - _NEAR), key=lambda pair: -pair[0])


def likeness(claim: str, title: str) -> float:
    """How well a claimed name fits a title, 0 to 100: equal letters, or all words of the shorter within the longer."""
    if claim == title:
        return 100.0
    score = fuzz.ratio(claim, title)
    if re.search(r"[\u4e00-\u9fff]", claim):
        is_inside = len(claim) >= 2 and (claim in title or (title in claim and len(title) >= 3))
        return max(score, 92.0) if is_inside else score if score >= 75 else 0.0
    mine, other = _stems(claim), _stems(title)
    if not mine or not other:
        return score if score >= 80 else 0.0
    shared = mine & other
    if mine <= other or (other <= mine and len(other) >= 2):
        return max(score, 90.0)
    near = sum(1 for word in mine - shared if any(fuzz.ratio(word, w) >= 80 for w in other))
    return max(
        score if score >= 75 else 0.0,
        100.0 * (len(shared) + near) / len(mine) * 0.9 if len(shared) + near else 0.0,
        _ocr(mine, other, shared),
    )


def _ocr(mine: frozenset[str], other: frozenset[str], shared: frozenset[str]) -> float:
    """One long word of two is right and the titles are equally long: the other word may be misread."""
    shared -= _COMMON
    is_alike = (
        bool(shared)
        and len(mine) == len(other)
        and len(shared) * 2 >= len(mine)
        and all(len(word) >= 6 for word in shared - _COMMON)
    )
    return 70.0 if is_alike else 66.0 if shared and len(mine) == 2 and len(next(iter(shared))) >= 7 else 0.0


@lru_cache(maxsize=20_000)
def _stems(name: str) -> frozenset[str]:
    return frozenset(
        re.sub(r"(?<=\w{3})(?:ies|es|s|y)$", "", word) for word in name.split() if word not in _SMALL_WORDS
    )


def _by_page(claim: str, document: DocumentText) -> Place:
    pages = [(int(a), int(b or a)) for a, b in _PAGES.findall(claim)]
    known = [line for line in document.lines if line.page is not None]
    if not pages:
        return Place(())
    if not known:
        return Place((), is_whole=True)
    shift = _page_shift(document)
    ranges: list[tuple[int, int]] = []
    for first, last in pages:
        lines = [line.number for line in known if first + shift - 1 <= (line.page or 0) <= last + shift + 1]
        if lines:
            ranges.append((lines[0], lines[-1]))
    return Place(tuple(ranges))


def _page_shift(document: DocumentText) -> int:
    """Printed page numbers may lag behind those of the file: the most frequent difference of bare numbers."""
    counts: dict[int, int] = {}
    for line in document.lines:
        text = line.text.strip()
        if line.page is not None and re.fullmatch(r"\d{1,3}", text):
            counts[line.page - int(text)] = counts.get(line.page - int(text), 0) + 1
    best = max(counts.items(), key=lambda item: (item[1], -abs(item[0])), default=(0, 0))
    return best[0] if best[1] >= 3 else 0
