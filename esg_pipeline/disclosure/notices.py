"""Penalty, sanction, litigation and default notices to rows of events, each field with its place in the text.

A value that the text does not hold is None. Dates, parties, penalties and meaning are read in the `notice_*` modules.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from esg_pipeline.disclosure import notice_cases, notice_parties, notice_penalty
from esg_pipeline.disclosure.notice_cases import Case
from esg_pipeline.disclosure.notice_dates import dates_of
from esg_pipeline.disclosure.notice_debt import debt_of
from esg_pipeline.disclosure.notice_parties import Party
from esg_pipeline.disclosure.notice_penalty import Words
from esg_pipeline.disclosure.notice_rules import NoticeRules, Weight, load_notice_rules
from esg_pipeline.disclosure.notice_text import (
    WIDTHS,
    Citation,
    Flat,
    find_citations,
    find_credit_codes,
    find_document_numbers,
    flatten,
)

MAX_CHARS = 400_000
_MAX_CASES = 500
_REPORTER = re.compile(
    r"(?:^|[,。;\s])(?:本公司|我公司|本集团|公司(?=因|被|收到|于|在)|the Company|the Group|The Company|The Group)"
)
_REPORT_WORDS = re.compile(
    r"报告期|可持续发展报告|社会责任报告|目录|利益相关方|sustainability report|reporting period|stakeholder",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Notice:
    """One case. Sums are CNY unless `currency` says otherwise; `fine_range` is set only where no fine is said.

    `spans` has (field, start, end) of the text as given: the proof of each field. `severity_rule` names the rule.
    """

    start: int
    end: int
    document_number: str | None = None
    event_date: date | None = None
    decision_date: date | None = None
    published_date: date | None = None
    issuer: str | None = None
    is_reporter: bool = False
    parent: str | None = None
    plant: str | None = None
    uscc: str | None = None
    is_uscc_valid: bool | None = None
    authority: str | None = None
    regulator: str | None = None
    law: str | None = None
    article: str | None = None
    penalty_law: str | None = None
    penalty_basis: str | None = None
    theme: str = ""
    event_type: str = ""
    medium: str | None = None
    violations: tuple[str, ...] = ()
    fine_cny: Fraction | None = None
    fine_amount: Fraction | None = None
    currency: str | None = None
    fine_range: tuple[Fraction | None, Fraction] | None = None
    confiscated_cny: Fraction | None = None
    sanctions: tuple[str, ...] = ()
    person_sanctions: tuple[str, ...] = ()
    pollutant: str | None = None
    measured_value: Fraction | None = None
    limit_value: Fraction | None = None
    measure_unit: str | None = None
    exceedance: Fraction | None = None
    is_default: bool = False
    amount_cny: Fraction | None = None
    bonds: tuple[str, ...] = ()
    trustee: str | None = None
    severity: str | None = None
    severity_rule: str | None = None
    spans: tuple[tuple[str, int, int], ...] = field(default=())


class _Draft:
    """Values of one case with their places, gathered field by field."""

    def __init__(self, raw: str, flat: Flat, case: Case) -> None:
        self.raw = raw
        self.text = flat.text[case.start : case.end]
        self.flat, self.case = flat, case
        self.values: dict[str, object] = {}
        self.spans: list[tuple[str, int, int]] = []

    def put(self, name: str, value: object, start: int, end: int) -> None:
        """Keep a value that stands at `start:end` of the case."""
        self.values[name] = value
        self.prove(name, start, end)

    def prove(self, name: str, start: int, end: int) -> None:
        """Keep a place for a field."""
        self.spans.append((name, *self.flat.span(self.case.start + start, self.case.start + end)))

    def party(self, name: str, party: Party | None) -> None:
        """Keep a name."""
        if party:
            self.put(name, self.written(party.start, party.end), party.start, party.end)

    def written(self, start: int, end: int) -> str:
        """The words at `start:end` of the case as the text writes them, without gaps inside Chinese."""
        first, last = self.flat.span(self.case.start + start, self.case.start + end)
        return re.sub(r"(?<=[\u3000-\uffef])\s+(?=[\u3000-\uffef])", "", " ".join(self.raw[first:last].split()))

    def words(self, name: str, found: Iterable[Words]) -> None:
        """Keep several words under one name."""
        kept = list(found)
        self.values[name] = tuple(self.written(words.start, words.end) for words in kept)
        for words in kept:
            self.prove(name, words.start, words.end)


def read_notice(text: str, reporter: str | None = None, rules: NoticeRules | None = None) -> tuple[Notice, ...]:
    """The cases that a text tells of, in order; empty when it tells of none.

    `reporter` names the issuer of the report that the text comes from: it stands in for `the Company`.
    Text beyond 400,000 characters is not read.
    """
    flat = flatten(text[:MAX_CHARS])
    known = rules or load_notice_rules()
    return tuple(_notice(text, flat, case, known, reporter) for case in notice_cases.find_cases(flat.text)[:_MAX_CASES])


def notice_score(text: str) -> float:
    """How sure it is that a text is a notice about a case rather than a report, 0 to 1."""
    flat = flatten(text[:20_000]).text
    if not flat.strip() or not notice_cases.find_cases(flat):
        return 0.0
    letter = 0.5 if notice_cases.is_letter(flat) else 0.0
    share = sum(c.end - c.start for c in notice_cases.find_cases(flat)) / len(flat)
    return max(0.0, min(1.0, letter + 0.6 * min(share, 1.0) - 0.15 * min(4, len(_REPORT_WORDS.findall(flat)))))


def is_notice(text: str) -> bool:
    """Whether a text is a notice about a case; a report that denies or merely mentions penalties is none."""
    return notice_score(text) >= 0.5


def _notice(raw: str, flat: Flat, case: Case, rules: NoticeRules, reporter: str | None) -> Notice:
    draft = _Draft(raw, flat, case)
    _identify(draft, reporter)
    _date(draft)
    _cite(draft)
    _impose(draft, rules)
    _measure(draft, rules)
    _owe(draft)
    _mean(draft, rules)
    start, end = flat.span(case.start, case.end)
    return Notice(start, end, spans=tuple(draft.spans), **draft.values)  # pyright: ignore[reportArgumentType]


def _identify(draft: _Draft, reporter: str | None) -> None:
    text = draft.text
    numbers = find_document_numbers(text)
    number = next((n for n in numbers if n.is_decision), numbers[0] if numbers else None)
    if number:
        written = draft.written(number.start, number.end).translate(WIDTHS)
        draft.put("document_number", "".join(written.split()), number.start, number.end)
    authority = notice_parties.authority_of(text)
    draft.party("authority", authority)
    issuer = _hinted(draft) or notice_parties.issuer_of(text, authority)
    own = _REPORTER.search(text)
    if issuer is None and own and not draft.case.is_letter:
        draft.values |= {"is_reporter": True, "issuer": reporter}
    draft.party("issuer", issuer)
    draft.party("parent", notice_parties.parent_of(text, issuer))
    draft.party("plant", notice_parties.plant_of(text, issuer))
    for code, is_valid, start, end in find_credit_codes(text)[:1]:
        draft.put("uscc", code, start, end)
        draft.values["is_uscc_valid"] = is_valid


def _hinted(draft: _Draft) -> Party | None:
    if draft.case.issuer_hint is None:
        return None
    start, end = draft.case.issuer_hint
    return Party(draft.flat.text[start:end], start - draft.case.start, end - draft.case.start)


def _date(draft: _Draft) -> None:
    dates = dates_of(draft.text, is_letter=draft.case.is_letter)
    for name, dated in (
        ("event_date", dates.event),
        ("decision_date", dates.decision),
        ("published_date", dates.published),
    ):
        if dated:
            draft.put(name, dated.day, dated.start, dated.end)


def _cite(draft: _Draft) -> None:
    citations = find_citations(draft.text)
    broken = [c for c in citations if _is_broken(draft.text, c)]
    based = [c for c in citations if c not in broken and c.article and _is_basis(draft.text, c)]
    if broken:
        draft.put("law", broken[0].law, broken[0].start, broken[0].end)
        _article(draft, "article", broken[0])
    if based:
        draft.put("penalty_law", based[-1].law, based[-1].start, based[-1].end)
        _article(draft, "penalty_basis", based[-1])


def _article(draft: _Draft, name: str, citation: Citation) -> None:
    if citation.article:
        draft.put(name, citation.article, citation.article_start, citation.article_start + len(citation.article))


def _is_broken(text: str, citation: Citation) -> bool:
    before = text[
        max(0, min(citation.start, citation.article_start) - 90) : min(citation.start, citation.article_start)
    ]
    return bool(
        re.search(r"(?:违反|不符合|触犯)[^。;\n]{0,80}$|(?:breach|violat|contraven)\w*[^.;]{0,80}$", before)
    ) and not re.search(r"(?:依据|根据|依照|按照)[^。;\n]{0,20}$", before)


def _is_basis(text: str, citation: Citation) -> bool:
    before = text[
        max(0, min(citation.start, citation.article_start) - 60) : min(citation.start, citation.article_start)
    ]
    return bool(
        re.search(
            r"(?:依据|根据|依照|按照|参照)[^。;\n]{0,50}$|(?:under|pursuant to|in accordance with)[^.;]{0,40}$", before
        )
    )


def _impose(draft: _Draft, rules: NoticeRules) -> None:
    text = draft.text
    zones = notice_penalty.legal_zones(text)
    fine = notice_penalty.fine_of(text, zones)
    if fine.money:
        draft.put("fine_amount", fine.money.amount, fine.money.start, fine.money.end)
        draft.values["currency"] = fine.money.currency
        if fine.money.currency == "CNY":
            draft.put("fine_cny", fine.money.amount, fine.money.start, fine.money.end)
    elif fine.legal:
        draft.put("fine_range", (fine.legal.low, fine.legal.high), fine.legal.start, fine.legal.end)
    taken = notice_penalty.confiscated(text, zones)
    if taken and taken.currency == "CNY":
        draft.put("confiscated_cny", taken.amount, taken.start, taken.end)
    own, people = notice_penalty.sanctions_of(text, rules.sanctions, zones)
    draft.words("sanctions", own)
    draft.words("person_sanctions", people)
    draft.words("violations", notice_penalty.violations_of(text, zones))


def _measure(draft: _Draft, rules: NoticeRules) -> None:
    text = draft.text
    limit = notice_penalty.limit_of(text)
    measured = notice_penalty.measured_of(text, limit)
    factor = notice_penalty.factor_of(text)
    pollutant = rules.pollutants.search(text)
    if pollutant and (limit or measured or factor or re.search(r"超标|超过|exceed", text)):
        draft.put("pollutant", pollutant.group(), *pollutant.span())
    if limit:
        draft.put("limit_value", limit.value, limit.start, limit.end)
        draft.values["measure_unit"] = limit.unit
    if measured and (limit or pollutant):
        draft.put("measured_value", measured.value, measured.start, measured.end)
        draft.values["measure_unit"] = measured.unit
    if factor:
        draft.put("exceedance", factor.value, factor.start, factor.end)
    elif limit and measured and limit.value and measured.value > limit.value and not limit.unit.startswith("dB"):
        draft.put(
            "exceedance",
            measured.value / limit.value - 1,
            min(limit.start, measured.start),
            max(limit.end, measured.end),
        )


def _owe(draft: _Draft) -> None:
    debt = debt_of(draft.text)
    if debt.default:
        draft.put("is_default", True, debt.default.start, debt.default.end)
    if debt.amount:
        draft.put("amount_cny", debt.amount.amount, debt.amount.start, debt.amount.end)
    draft.words("bonds", debt.bonds)
    draft.party("trustee", debt.trustee)


def _mean(draft: _Draft, rules: NoticeRules) -> None:
    values = draft.values
    text = notice_penalty.without(draft.text, notice_penalty.legal_zones(draft.text))
    authority = str(values.get("authority") or "")
    sanctions = "、".join((*values["sanctions"], "罚款" if values.get("fine_amount") else ""))  # type: ignore[misc]
    theme = rules.theme_of(draft.text, authority + str(values.get("document_number") or ""))
    event_type = rules.event_type_of(theme, text, sanctions)
    medium = rules.medium_of(draft.text) if theme == "environmental_penalty" else None
    if medium:
        draft.put("medium", rules.medium_name(medium), *medium.span())
    values |= {"theme": theme, "event_type": event_type, "regulator": rules.regulator_of(authority, text)}
    numbers = {name: values.get(name) for name in ("fine_cny", "amount_cny", "exceedance")}
    fine, amount, exceedance = (n if isinstance(n, Fraction) else None for n in numbers.values())
    decided = rules.severity_of(Weight(text, sanctions, event_type, fine, amount, exceedance))
    if decided:
        values["severity"], values["severity_rule"] = decided
