"""Numbers of which no fact was made, with their place, as the model gets to see them. What they measure is not known.

Which of them may be asked about at all is decided here: a reader's veto stands.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from esg_pipeline.disclosure.codes import Place
from esg_pipeline.disclosure.concepts import concepts
from esg_pipeline.disclosure.document_text import DocumentText
from esg_pipeline.disclosure.sentences import Sentence

# A label that is not understood is what a model can help with. Every other reason says that the number is none of the
# issuer's figures of the year, and no model is asked to overrule that.
OPEN_REASONS = (
    "the label is no known alias",
    "no heading says what is counted",
    "a total below another figure does not say of what",
    "no data point for this label with this denominator",
    "a label recognised by its meaning needs a printed unit",
    "no unit is printed",
    "no pattern",
)
_MAX_CONTEXT = 700
_MAX_FIGURES = 12
_FIGURE = re.compile(r"\d[\d,.]{0,30}")
# Words to a machine, not about the issuer: a number among them is not even asked about.
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.;]{0,60}?\b(?:instructions?|rules?|prompts?|guidelines?|above|previous)\b"
    r"|\b(?:system prompt|language model|ai (?:model|assistant)|as an ai|chatbot|llm)\b[^.;]{0,60}?"
    r"\b(?:must|should|report|answer|output|reply)\b"
    r"|\byou (?:must|should|are to|will|shall) (?:now )?(?:report|answer|output|reply|return|say)\b"
    r"|(?:忽略|无视|無視|不要理会|不要理會|忘记|忘記)[^。；]{0,20}?(?:指令|指示|说明|說明|规则|規則|提示|上述|以上)"
    r"|你(?:必须|必須|应该|應該|现在|現在)[^。；]{0,12}?(?:回答|输出|輸出|报告|報告|返回)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Unmapped:
    """One number: `text[span]` of the document holds `raw_value`, `context` is the span of its row or sentence."""

    raw_value: str
    raw_unit: str
    label_path: str
    line: int
    page: int | None
    span: tuple[int, int]
    context: tuple[int, int]
    period: int | None
    place: Place


@dataclass(frozen=True, slots=True)
class LlmNotes:
    """What there is to say: of the asking as a whole, and of a number (by its span) why its proposal does not count."""

    document: tuple[str, ...] = ()
    numbers: Mapping[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])


def unmapped_of(
    document: DocumentText, rows: Iterable[Mapping[str, Any]], sentences: Sequence[Sentence]
) -> Iterator[Unmapped]:
    """The numbers that may be asked about, of rows of `fact_table.OBSERVATION_SCHEMA`; sentences in order of place."""
    finder = _Contexts(document, sentences)
    for row in rows:
        if row["fact_id"] is not None or row["reason"] not in OPEN_REASONS:
            continue
        span = int(row["char_start"]), int(row["char_end"])
        place = Place(row["place"])
        raw_value, raw_unit = str(row["raw_value"]), str(row["raw_unit"] or "")
        if _squeezed(document.text[slice(*span)]) != _squeezed(raw_value) or (
            not raw_unit and _YEAR.fullmatch(raw_value)
        ):
            continue
        context = finder.of(span, int(row["line"]), place)
        path = str(row["label_path"] or "")
        if _ORDER.search(document.text, *context) or _ORDER.search(path):
            continue
        yield Unmapped(raw_value, raw_unit, path, int(row["line"]), row["page"], span, context, row["period"], place)


def printed_parts(number: Unmapped, text: str) -> frozenset[str]:
    """Members of breakdowns that the labels or a text beside the number name, as `gender=female`."""
    return frozenset(part for words in (*number.label_path.split(" > "), text) for part in parts_in(words))


def parts_in(text: str) -> Iterator[str]:
    """`gender=female` of a label that says `Female`; none of a text too long to be a label."""
    return (c[1:] for c in concepts(text) if c.startswith("@") and not c.startswith("@@") and "=" in c)


@dataclass(frozen=True, slots=True)
class _Contexts:
    """Finds the sentence or the line of a number; of a very long one the part around it."""

    document: DocumentText
    sentences: Sequence[Sentence]

    def of(self, span: tuple[int, int], line: int, place: Place) -> tuple[int, int]:
        start, end = self._whole(span, line, place)
        if end - start <= _MAX_CONTEXT:
            return start, end
        spare = (_MAX_CONTEXT - min(span[1] - span[0], _MAX_CONTEXT)) // 2
        return max(start, span[0] - spare), min(end, span[1] + spare)

    def _whole(self, span: tuple[int, int], line: int, place: Place) -> tuple[int, int]:
        if place is Place.SENTENCE:
            index = bisect_right(self.sentences, span[0], key=lambda s: s.start) - 1
            if index >= 0 and self.sentences[index].end >= span[1]:
                start, end = self.sentences[index].start, self.sentences[index].end
                # A table that has lost its layout is no sentence: labels of other lines say nothing of this number.
                if len(_FIGURE.findall(self.document.text, start, end)) <= _MAX_FIGURES:
                    return start, end
        if 0 < line <= len(self.document.lines):
            start, end = self.document.lines[line - 1].stripped_span()
            if start <= span[0] and span[1] <= end:
                return start, end
        return span


def _squeezed(text: str) -> str:
    return "".join(text.split())
