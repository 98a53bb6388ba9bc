"""Figures in sentences: counts with their subject, shares, money, zeros, each with its year and its quote.

Ways of saying are data (`patterns/prose/*.yaml`); cells of tables are `tables`, yes and no are `statements`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from re import Match

from esg_pipeline.disclosure.document_text import DocumentText
from esg_pipeline.disclosure.found import Found, LooseNumber
from esg_pipeline.disclosure.mapper import Rules
from esg_pipeline.disclosure.prose_facts import Claim, facts_of, raw_unit
from esg_pipeline.disclosure.prose_labels import known_labels, named_figures
from esg_pipeline.disclosure.prose_lists import parts
from esg_pipeline.disclosure.prose_patterns import Pattern, load_patterns
from esg_pipeline.disclosure.prose_sentence import SentenceText, is_short_cell, sentence_text
from esg_pipeline.disclosure.prose_values import NoValue, is_in_renminbi
from esg_pipeline.disclosure.running_text import fold, languages
from esg_pipeline.disclosure.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Prose:
    """Facts of the sentences, and every other number of them with the reason why it is none."""

    facts: tuple[Found, ...]
    numbers: tuple[LooseNumber, ...]


def read_prose(
    document: DocumentText,
    sentences: Sequence[Sentence],
    rules: Rules,
    fiscal_year: int | None,
    patterns: Sequence[Pattern] | None = None,
) -> Prose:
    """Facts and loose numbers of the sentences; cells too short to be a sentence are left to `tables`.

    A pattern of a data point that `rules` does not know is skipped; with `patterns` given the labels are not looked at.
    """
    usable = _usable(default_patterns() if patterns is None else patterns, document, rules)
    labels = known_labels(rules.labels) if patterns is None else {}
    is_renminbi = is_in_renminbi(document.text)
    facts: list[Found] = []
    numbers: list[LooseNumber] = []
    for sentence in sentences:
        if is_short_cell(document, sentence):
            continue
        text = sentence_text(sentence, is_renminbi=is_renminbi)
        if text is None:
            continue
        claims = [*_claims(text, usable), *_labelled(text, labels, rules)]
        found, reasons = _settle(text, claims, rules, fiscal_year)
        listed = list(_listed(text, found, usable, rules, fiscal_year))
        told = set(_figures_of(text, listed))
        facts += [*found, *listed]
        numbers.extend(_loose(text, {index: why for index, why in reasons.items() if index not in told}))
    return Prose(tuple(facts), tuple(numbers))


def _listed(
    text: SentenceText, found: Sequence[Found], patterns: Sequence[Pattern], rules: Rules, fiscal_year: int | None
) -> Iterator[Found]:
    """Facts of the parts of a list (`A and B were 1 and 2 respectively`) that the whole sentence did not give."""
    taken = {(f.data_point_id, f.dimension, f.period) for f in found}
    for part in parts(text):
        said = sentence_text(part, is_renminbi=text.is_renminbi)
        facts = _settle(said, list(_claims(said, patterns)), rules, fiscal_year)[0] if said else ()
        for fact in facts:
            key = (fact.data_point_id, fact.dimension, fact.period)
            if key not in taken:
                taken.add(key)
                yield fact


def _usable(patterns: Sequence[Pattern], document: DocumentText, rules: Rules) -> list[Pattern]:
    known = [pattern for pattern in patterns if _is_known(pattern, rules)]
    folded = fold(document.text) if any(pattern.absent for pattern in known) else ""
    return [pattern for pattern in known if pattern.absent is None or not pattern.absent.search(folded)]


def _is_known(pattern: Pattern, rules: Rules) -> bool:
    """Figures are of measured data points only; that there was no event can be said of the others."""
    return pattern.data_point_id in rules.data_points or (
        pattern.state == "zero" and pattern.data_point_id in rules.events
    )


@lru_cache(maxsize=1)
def default_patterns() -> tuple[Pattern, ...]:
    """The shipped patterns, read once. Raises PatternFileError."""
    return load_patterns()


# --- claims -----------------------------------------------------------------------------------------------------


def _claims(text: SentenceText, patterns: Iterable[Pattern]) -> Iterator[Claim]:
    spoken = languages(text.folded)
    starts = {figure.start: index for index, figure in enumerate(text.figures)}
    for pattern in patterns:
        if pattern.language not in spoken or not _fits(pattern, text):
            continue
        for form, needed in pattern.forms:
            if needed and not any(word in text.masked for word in needed):
                continue
            for match in form.finditer(text.masked):
                value, of, old = (_index(match, name, starts) for name in ("value", "of", "old"))
                yield Claim(pattern, match, value, of, old)


def _labelled(text: SentenceText, labels: Mapping[str, Pattern], rules: Rules) -> Iterator[Claim]:
    """Claims of figures right behind a label of a measured data point."""
    starts = {figure.start: index for index, figure in enumerate(text.figures)}
    for pattern, match in named_figures(text.masked, labels):
        if pattern.data_point_id in rules.data_points:
            yield Claim(pattern, match, _index(match, "value", starts), is_label=True)


def _fits(pattern: Pattern, text: SentenceText) -> bool:
    """Whether the sentence holds the words that the pattern needs, and none that it must not hold."""
    if pattern.within is not None and not pattern.within.search(text.masked):
        return False
    if pattern.without is not None and pattern.without.search(text.masked):
        return False
    return pattern.heading is None or _fits_heading(pattern.heading, text.sentence)


def _fits_heading(words: re.Pattern[str], sentence: Sentence) -> bool:
    return any(words.search(fold(heading)) for heading in (*sentence.headings, sentence.flat))


def _index(match: Match[str], name: str, starts: dict[int, int]) -> int | None:
    return starts.get(match.start(name)) if name in match.re.groupindex and match[name] else None


def _settle(
    text: SentenceText, claims: Sequence[Claim], rules: Rules, fiscal_year: int | None
) -> tuple[list[Found], dict[int, str]]:
    """Facts of a sentence and the refusals of its figures. A figure is of one data point: the strongest claim wins."""
    found: list[Found] = []
    reasons: dict[int, str] = {}
    used: set[int] = set()
    told: set[int] = set()
    keys: set[tuple[str, str, int | None]] = set()
    for claim in sorted(claims, key=lambda c: c.rank):
        if claim.value in used and not claim.pattern.derive and not _is_shared(text, claim):
            continue
        try:
            facts = list(facts_of(text, claim, rules, fiscal_year))
        except NoValue as reason:
            if claim.value is not None:
                reasons.setdefault(claim.value, str(reason))
            continue
        new = [f for f in facts if (f.data_point_id, f.dimension, f.period) not in keys]
        if not new:
            _note(reasons, claim, "a second figure for the same thing")
            continue
        keys.update((f.data_point_id, f.dimension, f.period) for f in new)
        found.extend(new)
        told.update(_figures_of(text, new))
        if not claim.pattern.derive:
            used.update(index for index in (claim.value, claim.old) if index is not None)
            used.update(_figures_of(text, new))
        told.update(index for index in (claim.value, claim.of, claim.old) if index is not None)
    ordered = sorted(found, key=lambda f: (f.value_span or f.span, f.data_point_id, f.dimension, f.period or 0))
    return ordered, {i: reasons.get(i, "no pattern") for i in range(len(text.figures)) if i not in told}


def _is_shared(text: SentenceText, claim: Claim) -> bool:
    """`A率和B率均为100%`: the figure is of each thing that the words name."""
    start = text.figures[claim.value or 0].start
    return not claim.is_label and re.search(r"均(?:为|达到?|是|保持在)? ?$", text.folded[:start]) is not None


def _figures_of(text: SentenceText, facts: Iterable[Found]) -> Iterator[int]:
    places = {fact.value_span for fact in facts}
    return (i for i, figure in enumerate(text.figures) if text.sentence.span(*figure.digits) in places)


def _note(reasons: dict[int, str], claim: Claim, reason: str) -> None:
    if claim.value is not None:
        reasons.setdefault(claim.value, reason)


# --- loose numbers ----------------------------------------------------------------------------------------------


def _loose(text: SentenceText, reasons: dict[int, str]) -> Iterator[LooseNumber]:
    flat = text.sentence.flat
    by_place: dict[tuple[int, int], tuple[str, str]] = {}
    for index, reason in reasons.items():
        figure = text.figures[index]
        if any(char.isdigit() for char in flat[slice(*figure.digits)]):
            unit = raw_unit(flat, figure)
            by_place[figure.digits] = (unit, figure.reason or reason)
    for name in text.names:
        if any(char.isdigit() for char in flat[name.start : name.end]):
            by_place[name.start, name.end] = ("", name.reason)
    path = " > ".join(text.sentence.headings)
    for place, (unit, reason) in sorted(by_place.items()):
        yield LooseNumber(
            flat[slice(*place)],
            unit,
            text.sentence.line,
            text.sentence.page,
            text.sentence.span(*place),
            path,
            reason,
        )
