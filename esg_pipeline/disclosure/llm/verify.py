"""Whether a proposal stands in the document: quote, number, unit, part and year are looked up, never believed.

What is left is a fact of a low score, which always waits for a person.
"""

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction

from esg_pipeline.disclosure import lexicon
from esg_pipeline.disclosure.codes import Place
from esg_pipeline.disclosure.concepts import concepts
from esg_pipeline.disclosure.concepts import fold as fold_label
from esg_pipeline.disclosure.document_text import DocumentText
from esg_pipeline.disclosure.found import Evidence, Found, Qualifier
from esg_pipeline.disclosure.llm.answer import Proposal
from esg_pipeline.disclosure.llm.candidates import is_bare, ratio, unit_of
from esg_pipeline.disclosure.llm.prompt import Asked
from esg_pipeline.disclosure.llm.unmapped import Unmapped, parts_in, printed_parts
from esg_pipeline.disclosure.mapper import Rules
from esg_pipeline.disclosure.number_text import Figure, mask, read_figures
from esg_pipeline.disclosure.numbers import ParsedValue, parse_value
from esg_pipeline.disclosure.prose_guards import refusal
from esg_pipeline.disclosure.prose_patterns import Pattern
from esg_pipeline.disclosure.running_text import clause, fold
from esg_pipeline.disclosure.traditional import TRADITIONAL
from esg_pipeline.disclosure.units import Unit
from esg_pipeline.disclosure.years import arabic_years

METHOD = "llm"
# Far below what is accepted without a person, by the border that the method's version sets.
MAX_SCORE = 0.5
_OTHER_MATTER = frozenset(lexicon.OTHER_MATTER.split("|"))
_YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?![\d,.]?\d)")
_FIGURE = re.compile(r"\d[\d,.]{0,30}")
_MAX_OTHER_FIGURES = 11  # ten years of a row, a unit's digit and a footnote
_LETTER = re.compile(r"[a-z\u3400-\u9fff]", re.IGNORECASE)
_YUAN = re.compile(r"人民|rmb|cny", re.IGNORECASE)
# What the words must speak of where the unit table lets one measure stand for another.
_MATTER = {
    ("mass", "volume"): re.compile(r"water|水", re.IGNORECASE),
    ("mass", "co2e"): re.compile(
        r"ghg|greenhouse|carbon|co\s?[2₂]|scope\s{0,2}[1-3i]|温室|溫室|碳|[范範][围圍畴疇]", re.IGNORECASE
    ),
}
_SCALE_BEFORE = re.compile(
    r"(?:\b(?:hundreds?|thousands?|millions?|billions?|mn|bn|k)|(?<!\d)['\u2019]?0{3}['\u2019]?s?|[十百千万萬亿億兆])"
    r"(?:\sof)?$"
)
_MORE_UNIT = re.compile(
    r"\s{0,3}(?:/|per\b|each\b|每|in\s{0,2}(?:thousand|million)|thousand|million|billion|mn\b|bn\b|['\u2019]?\s?0{3}|[百千万萬亿億])"
)
_WHOLE = frozenset({"persons", "count"})
_RANGE_WORDS = frozenset({"-", "~", "to", "至", "到"})
_NO_PATTERN = Pattern("", "", "", "", ())


class Refused(ValueError):  # noqa: N818 - says what it is
    """Why a proposal does not count."""


def verified(document: DocumentText, asked: Asked, proposal: Proposal, rules: Rules, fiscal_year: int | None) -> Found:
    """The proposal as a fact with the document's own value, unit and spans. Raises Refused with the reason."""
    number = asked.number
    if proposal.data_point_id not in {c.data_point_id for c in asked.candidates}:
        raise Refused("the model names a data point it was not offered")
    _refuse_other_matter(document, number)
    span = _quote_span(document, number, proposal.quote)
    parsed = _value(document, number, proposal)
    figure, raw_unit = _measured(document, number, parsed, proposal, rules)
    period, is_assumed = _period(document, number, proposal, fiscal_year)
    return Found(
        data_point_id=proposal.data_point_id,
        dimension=_dimension(document, span, number, proposal, rules),
        period=period,
        value=figure,
        unit=rules.data_points[proposal.data_point_id],
        raw_value=number.raw_value,
        raw_unit=raw_unit,
        state=parsed.state,
        method=METHOD,
        line=number.line,
        page=number.page,
        span=span,
        value_span=number.span,
        qualifier=_qualifier(document, number, parsed),
        score=MAX_SCORE,
        is_period_assumed=is_assumed,
        evidence=(Evidence(number.line, number.page, span),),
    )


# --- quote and value --------------------------------------------------------------------------------------------


def _quote_span(document: DocumentText, number: Unmapped, quote: str) -> tuple[int, int]:
    """Where the quote stands around the number; it must say more than the number."""
    first, last = number.context
    start = document.text.find(quote, first, last) if quote.strip() else -1
    if start < 0:
        raise Refused("the model's quote does not stand there")
    while start >= 0 and not (start <= number.span[0] and number.span[1] <= start + len(quote)):
        start = document.text.find(quote, start + 1, last)
    if start < 0:
        raise Refused("the model's quote does not hold the number")
    end = start + len(quote)
    rest = document.text[start : number.span[0]] + document.text[number.span[1] : end]
    if not _LETTER.search(rest):
        raise Refused("the model's quote says nothing but the number")
    if len(_FIGURE.findall(rest)) > _MAX_OTHER_FIGURES:
        raise Refused("the model's quote holds too many other numbers")
    return start, end


def _value(document: DocumentText, number: Unmapped, proposal: Proposal) -> ParsedValue:
    """The number as the document prints it."""
    start, end = number.span
    around = document.text[max(start - 1, 0) : start], document.text[end : end + 1]
    if any(char.isdigit() for char in around):
        raise Refused("the number is cut out of a longer one")
    parsed, said = parse_value(document.text[start:end]), parse_value(proposal.value)
    if parsed is None or parsed.value is None:
        raise Refused("the number cannot be read with certainty")
    if said is None or said.value != parsed.value:
        raise Refused("the model's value is not the number printed")
    return parsed


def _qualifier(document: DocumentText, number: Unmapped, parsed: ParsedValue) -> Qualifier:
    """`nearly 300` in a sentence; a cell carries its own."""
    if number.place is Place.TABLE:
        return parsed.qualifier
    first, last = number.context
    figures, _ = read_figures(_flat(document.text[first:last]))
    own = (f.qualifier for f in figures if f.digits[0] == number.span[0] - first)
    return next(own, parsed.qualifier)


# --- unit -------------------------------------------------------------------------------------------------------


def _measured(
    document: DocumentText, number: Unmapped, parsed: ParsedValue, proposal: Proposal, rules: Rules
) -> tuple[Fraction, str]:
    """The value in the data point's unit, and the unit as printed."""
    text, unit = _unit(document, number, parsed, proposal, rules)
    factor = Fraction(1) if unit is None else ratio(unit, proposal.data_point_id, rules)
    if factor is None:
        raise Refused(f"unit {text!r} does not fit {rules.data_points[proposal.data_point_id]!r}")
    if unit is not None and _is_only_weight(document, number, unit, proposal.data_point_id, rules):
        raise Refused("no word says that the weight is one of that matter")
    value = (parsed.value or Fraction(0)) * factor
    if rules.data_points[proposal.data_point_id] in _WHOLE and (value.denominator != 1 or value < 0):
        raise Refused("a count is a whole number")
    return value, text


def _unit(
    document: DocumentText, number: Unmapped, parsed: ParsedValue, proposal: Proposal, rules: Rules
) -> tuple[str, Unit | None]:
    """The number's own unit, else one that its quote prints, else none for heads and cases."""
    texts = [text for text in (*number.raw_unit.split(" | "), parsed.suffix) if text.strip()]
    said = rules.units.parse(proposal.unit) if proposal.unit.strip() else None
    if texts:
        own = unit_of(" | ".join(texts), rules)
        if own is None:
            raise Refused("the number's unit is not certain")
        if said != own:
            raise Refused("the model's unit is not that of the number")
        _refuse_unsure_yuan(document, number, own, " ".join(texts))
        return texts[0], own
    if is_bare(proposal.data_point_id, rules) and (said is None or said.dimension in ("person", "count")):
        if said is None and proposal.unit.strip():
            raise Refused("the model's unit is unknown")
        return "", None
    if said is None or not _is_printed(proposal.unit, number, proposal.quote):
        raise Refused("the model's unit is not printed")
    _refuse_unsure_yuan(document, number, said, proposal.quote)
    return proposal.unit.strip(), said


def _is_printed(unit: str, number: Unmapped, quote: str) -> bool:
    """Whether the quote holds the unit whole, and not behind another number: `kWh` is no part of `thousand kWh`."""
    plain, wanted = (unicodedata.normalize("NFKC", text).lower() for text in (quote, unit.strip()))
    own = unicodedata.normalize("NFKC", number.raw_value).lower()
    for found in re.finditer(rf"(?<![a-z]){re.escape(wanted)}(?![a-z0-9])", plain):
        before = plain[: found.start()].rstrip(" ")
        is_others = before[-1:].isdigit() and not before.endswith(own)
        if not (is_others or _SCALE_BEFORE.search(before[-20:]) or _MORE_UNIT.match(plain, found.end())):
            return True
    return False


def _is_only_weight(document: DocumentText, number: Unmapped, unit: Unit, data_point_id: str, rules: Rules) -> bool:
    """Whether a weight would become a volume of water or an amount of CO2e although no word speaks of such a thing."""
    target = rules.units.parse(rules.data_points[data_point_id])
    needed = _MATTER.get((unit.dimension, target.dimension)) if target is not None else None
    words = document.text[slice(*number.context)] + number.label_path
    return needed is not None and not needed.search(words)


def _refuse_unsure_yuan(document: DocumentText, number: Unmapped, unit: Unit, text: str) -> None:
    """Written in traditional characters yuan may be dollars of Hong Kong or Taiwan."""
    around = document.text[slice(*number.context)] + number.label_path
    is_yuan = unit.dimension == "currency_cny" and not _YUAN.search(text)
    if is_yuan and not _YUAN.search(around) and any(ord(char) in TRADITIONAL for char in around):
        raise Refused("the currency is not said")


# --- part, year, matter -----------------------------------------------------------------------------------------


def _dimension(
    document: DocumentText, quote: tuple[int, int], number: Unmapped, proposal: Proposal, rules: Rules
) -> str:
    """The part in its one spelling; every member must be printed, and none of the label's may be missing."""
    pairs = sorted({part.strip() for part in proposal.dimension.split(";") if part.strip()})
    keys = [pair.partition("=")[0] for pair in pairs]
    allowed = rules.labels.breakdowns.get(proposal.data_point_id, frozenset())
    if len(set(keys)) != len(keys) or not set(keys) <= allowed:
        raise Refused("the data point is not broken down like that")
    if not set(pairs) <= printed_parts(number, document.text[slice(*quote)]):
        raise Refused("the model's part is not printed")
    named = _named_parts(document, number, allowed) - _own_parts(proposal.data_point_id, rules)
    if not named <= set(pairs):
        raise Refused("the label names a part, the model the whole")
    return ";".join(pairs)


def _named_parts(document: DocumentText, number: Unmapped, allowed: frozenset[str]) -> set[str]:
    """Parts that a row's label names; of a sentence those of the clause, as far as the data point has such parts."""
    if number.place is Place.TABLE:
        return {part for text in number.label_path.split(" > ")[-2:] for part in parts_in(text)}
    (first, last), (start, end) = number.context, number.span
    begin, stop = clause(fold(_flat(document.text[first:last])), start - first, end - first)
    found = parts_in(document.text[first + begin : first + stop])
    return {part for part in found if part.partition("=")[0] in allowed}


def _own_parts(data_point_id: str, rules: Rules) -> frozenset[str]:
    """Parts that are the data point's own matter, like women in the share of women."""
    names = (text for text, alias in rules.labels.texts if data_point_id in alias.candidates)
    return frozenset(part for name in names for part in parts_in(name))


def _period(document: DocumentText, number: Unmapped, proposal: Proposal, fiscal_year: int | None) -> tuple[int, bool]:
    """The year, and whether it is the document's because none is printed for the number."""
    period = number.period or proposal.period or fiscal_year
    if period is None:
        raise Refused("nothing says which year it is")
    if number.period is not None:
        if proposal.period not in (None, number.period):
            raise Refused("the model's year is not that of the number")
        return period, False
    (first, last), (start, end) = number.context, number.span
    beside = f"{document.text[first:start]}#{document.text[end:last]}\n{number.label_path}"
    printed = {int(year) for year in _YEAR.findall(arabic_years(beside))}
    if period not in printed and period != fiscal_year:
        raise Refused("the model's year is not printed")
    return period, period not in printed


def _refuse_other_matter(document: DocumentText, number: Unmapped) -> None:
    """Targets, changes and others' figures: by the headings, and in a sentence by its own words."""
    for part in number.label_path.split(" > "):
        is_other = any(word in fold_label(part) for word in lexicon.OTHER_MATTER_CHINESE)
        words = concepts(part)
        if is_other or (words | {word.removesuffix("s") for word in words}) & _OTHER_MATTER:
            raise Refused("the heading speaks of a target, a change or somebody else")
    if number.place is Place.SENTENCE:
        reason = _sentence_refusal(document, number)
        if reason:
            raise Refused(reason)


def _sentence_refusal(document: DocumentText, number: Unmapped) -> str:
    """The guards that hold for every figure of a sentence."""
    (first, last), (start, end) = number.context, number.span
    folded = fold(_flat(document.text[first:last]))
    figures, names = read_figures(folded)
    own = next((i for i, figure in enumerate(figures) if figure.digits[0] == start - first), None)
    if own is None:
        return "the number is part of a name or a date"
    if figures[own].reason or _is_in_range(figures, own, folded):
        return figures[own].reason or "a range"
    begin, _ = clause(folded, start - first, end - first)
    return refusal(_NO_PATTERN, folded, mask(folded, figures, names), (begin, end - first), start - first)


def _is_in_range(figures: Sequence[Figure], own: int, folded: str) -> bool:
    """One end of `300 to 500 m3`, whether or not both ends carry the unit."""
    pairs = ((own - 1, own), (own, own + 1))
    inner = (folded[figures[a].end : figures[b].start].strip() for a, b in pairs if a >= 0 and b < len(figures))
    return any(between in _RANGE_WORDS for between in inner)


def _flat(text: str) -> str:
    """The text on one line, of the same length."""
    return re.sub(r"\s", " ", text)
