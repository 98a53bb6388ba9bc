"""Numbers that became no fact against facts and against each other. Amounts of fuel are in `physics`."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from esg_pipeline.disclosure.checks.company import Book, Company, Figure, Unread
from esg_pipeline.disclosure.checks.model import Case, Finding, Gap
from esg_pipeline.disclosure.checks.words import amount, named, unread
from esg_pipeline.disclosure.codes import Severity
from esg_pipeline.disclosure.concepts import breakdowns, concepts, members

_BASES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("employee", re.compile(r"employee|person|capita|head|staff|人|员工|員工|雇员|僱員", re.IGNORECASE)),
    ("money", re.compile(r"\$|rmb|cny|usd|hkd|yuan|dollar|revenue|turnover|元|营收|營收|收入", re.IGNORECASE)),
    ("area", re.compile(r"m2|m²|㎡|ft2|square|sq\.?\s?(?:m|ft)|平方", re.IGNORECASE)),
    ("product", re.compile(r"product|unit|piece|件|产品|產品", re.IGNORECASE)),
)
# What the data points of these prefixes are about, as a label says it.
_MATTERS: dict[str, re.Pattern[str]] = {
    "ws": re.compile(r"waste|sludge|废|廢", re.IGNORECASE),
    "wa": re.compile(r"water|水", re.IGNORECASE),
    "ghg": re.compile(r"ghg|green\s?house|carbon|co2|温室|溫室|碳", re.IGNORECASE),
    "en": re.compile(r"energy|power|electric|fuel|能源|能耗|电|電", re.IGNORECASE),
}
_MOST = 20
_RATES = frozenset({"turnover", "training", "trained", "hour", "rate"})


@dataclass(frozen=True, slots=True)
class SameNumberOtherBasis:
    """An intensity that stands elsewhere in the document with the same digits but per something else."""

    rule_id: str

    def check(self, company: Company) -> Iterator[Finding]:
        """Compare the unread intensities of every document with its facts."""
        for book in company.books:
            intensities = _intensities(book)
            for number in book.unread:
                basis = _basis(number.unit.split(" | ")[0])
                if basis and _digits(number) >= 2:
                    candidates = intensities.get((number.number, number.decimals), ())[:_MOST]
                    same = (f for f in candidates if _basis(f.unit) not in ("", basis))
                    figure = next((f for f in same if _is_about(number, f)), None)
                    if figure:
                        yield self._finding(company, number, figure)

    def _finding(self, company: Company, number: Unread, figure: Figure) -> Finding:
        message = (
            f"{number.label[:80]} {unread(number)} has the digits of {named(company, figure)}: "
            "the same number cannot hold per two different things"
        )
        gap = Gap(figure.value, number.number, figure.step)
        return Case((figure,), (number,)).finding(self.rule_id, Severity.WARNING, message, gap)


@dataclass(frozen=True, slots=True)
class NumberOnHeading:
    """A number in the value column of a row that only opens a breakdown."""

    rule_id: str

    def check(self, company: Company) -> Iterator[Finding]:
        """Look at the unread numbers of every document."""
        for book in company.books:
            for number in book.unread:
                if number.reason == "a number on a breakdown heading" and breakdowns(concepts(number.label)):
                    message = f"{number.label[:80]} {unread(number)} is a heading of a breakdown, yet has a value"
                    gap = Gap(None, number.number, None)
                    yield Case((), (number,)).finding(self.rule_id, Severity.INFO, message, gap)


@dataclass(frozen=True, slots=True)
class SharesOfGender:
    """The shares of women and men under one heading must add up to 100 %."""

    rule_id: str

    def check(self, company: Company) -> Iterator[Finding]:
        """Look at the unread percentages of every document."""
        for book in company.books:
            for pair in _gender_pairs(book):
                total = sum(n.number for n in pair)
                slack = sum(10.0**-n.decimals for n in pair)
                # Far from 100 the two are rates, not shares.
                if slack < abs(total - 100) <= 10:
                    said = " and ".join(f"{n.label[:40]} {unread(n)}" for n in pair)
                    message = f"{said} add up to {amount(round(total, 2), '%')}"
                    yield Case((), pair).finding(self.rule_id, Severity.INFO, message, Gap(100.0, total, slack))


def _intensities(book: Book) -> dict[tuple[float, int], list[Figure]]:
    """Facts per something by their printed number and decimals."""
    found: dict[tuple[float, int], list[Figure]] = defaultdict(list)
    for figures in book.figures.values():
        for figure in figures:
            if "/" in figure.unit and figure.step > 0:
                found[figure.printed].append(figure)
    return found


def _basis(unit: str) -> str:
    below = unit.partition("/")[2] or unit.partition(" per ")[2]
    return next((name for name, words in _BASES if below and words.search(below)), "")


def _is_about(number: Unread, figure: Figure) -> bool:
    matter = _MATTERS.get(figure.data_point_id.partition("_")[0])
    return bool(matter and matter.search(number.label))


def _digits(number: Unread) -> int:
    return len(re.sub(r"\D", "", number.raw_value).lstrip("0"))


def _gender_pairs(book: Book) -> Iterator[tuple[Unread, Unread]]:
    groups: dict[tuple[str, int | None], dict[str, list[Unread]]] = defaultdict(lambda: defaultdict(list))
    for number in book.unread:
        gender = members(concepts(number.label)).get("gender")
        path = number.label_path.rpartition(" > ")[0]
        is_rate = any(_RATES & concepts(step) for step in number.label_path.split(" > "))
        if gender and "%" in f"{number.raw_value}{number.unit}" and not is_rate:
            groups[path, number.period][gender].append(number)
    for group in groups.values():
        if set(group) == {"female", "male"} and all(len(many) == 1 for many in group.values()):
            female, male = group["female"][0], group["male"][0]
            if abs(female.line - male.line) <= 2:
                yield female, male
