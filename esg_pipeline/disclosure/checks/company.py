"""The facts of one issuer as the rules read them: figures by document, data point, dimension and period. No rules."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType

import polars as pl

from esg_pipeline.disclosure.checks.rounding import Spread, printed, spread_of, step_of
from esg_pipeline.disclosure.found import Qualifier
from esg_pipeline.methodology.codes import State

_MEASURED = (State.REPORTED.value, State.REPORTED_ZERO.value)
_NO_AMOUNT = ("yes/no", "level", "points")
_FACT_COLUMNS = (
    *("fact_id", "document_id", "data_point_id", "dimension", "period", "value", "unit", "raw_value", "raw_unit"),
    *("method", "confidence", "line", "char_start"),
)
_UNREAD_COLUMNS = ("document_id", "line", "char_start", "label_path", "raw_value", "raw_unit", "period", "reason")
Dims = tuple[tuple[str, str], ...]
Key = tuple[str, Dims, int]
UNKNOWN_KIND = "unknown"
# No report prints more loose numbers; what comes after them in a hostile one is left alone.
_MOST_UNREAD = 20_000
_MOST_PRINTS = 50
# Nothing that an issuer reports is larger, in any unit; sums and products of such numbers stay finite.
_LARGEST = 1e18


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured fact. `value` and `spread` (what its print may stand for) are in the canonical `unit`."""

    fact_id: str
    document_id: str
    data_point_id: str
    dims: Dims
    period: int
    value: float
    unit: str
    step: float
    spread: Spread
    line: int
    method: str
    is_exact: bool
    printed: tuple[float, int]
    raw_unit: str
    rank: tuple[object, ...]

    @property
    def is_prose(self) -> bool:
        """Whether it stands in a sentence."""
        return not self.method.startswith("table")

    def is_near(self, other: "Figure") -> bool:
        """Whether the two may be prints of one value."""
        return self.spread.low <= other.spread.cut and other.spread.low <= self.spread.cut

    @property
    def key(self) -> Key:
        """What it measures."""
        return self.data_point_id, self.dims, self.period


@dataclass(frozen=True, slots=True)
class Unread:
    """A number of a document that is no fact: `number` and `unit` as printed, period null when unknown."""

    document_id: str
    line: int
    char_start: int
    label_path: str
    raw_value: str
    number: float
    decimals: int
    unit: str
    period: int | None
    reason: str
    data_point_id: None = None

    @property
    def key(self) -> str:
        """Its place, for a finding's id."""
        return f"{self.document_id}:{self.char_start}"

    @property
    def label(self) -> str:
        """The last step of its label path."""
        return self.label_path.rpartition(" > ")[2]


@dataclass(frozen=True, slots=True)
class Claim:
    """A provision that a content index claims and the report does not bear out."""

    document_id: str
    provision: str
    location: str
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of a document but its facts."""

    document_id: str
    year: int | None = None
    published: date | None = None
    grid_area: str = ""
    kind: str = UNKNOWN_KIND


@dataclass(frozen=True)
class Book:
    """The figures of one document; of several for one key the surest comes first."""

    document: Document
    figures: Mapping[Key, tuple[Figure, ...]]
    unread: tuple[Unread, ...] = ()

    @property
    def year(self) -> int | None:
        """The year the document is about: as said, else the last it has figures of."""
        return self.document.year or max(self.periods, default=None)

    @cached_property
    def periods(self) -> list[int]:
        """Fiscal years with figures, ascending."""
        return sorted({period for _, _, period in self.figures})

    def best(self, data_point_id: str, period: int, dims: Dims = ()) -> Figure | None:
        """The surest figure of a key."""
        found = self.figures.get((data_point_id, dims, period))
        return found[0] if found else None

    def prints(self, data_point_id: str, period: int, dims: Dims = ()) -> Sequence[Figure]:
        """Every figure of a key, the surest first; a document that prints one more often than that is hostile."""
        return self.figures.get((data_point_id, dims, period), ())[:_MOST_PRINTS]

    def all(self, data_point_id: str) -> Sequence[Figure]:
        """The surest figure of each key of a data point."""
        return self._by_data_point.get(data_point_id, ())

    @cached_property
    def _by_data_point(self) -> dict[str, list[Figure]]:
        found: dict[str, list[Figure]] = defaultdict(list)
        for key, figures in self.figures.items():
            found[key[0]].append(figures[0])
        return found

    @cached_property
    def _unread_lines(self) -> list[int]:
        return sorted(number.line for number in self.unread)

    def groups(self, data_point_id: str, key: str) -> dict[tuple[int, Dims], dict[str, Figure]]:
        """Members of a breakdown, by period and the other dimensions."""
        found: dict[tuple[int, Dims], dict[str, Figure]] = defaultdict(dict)
        for figure in self.all(data_point_id):
            member = dict(figure.dims).get(key)
            if member:
                rest = tuple(pair for pair in figure.dims if pair[0] != key)
                found[figure.period, rest][member] = figure
        return found

    def has_unread_near(self, figures: Iterable[Figure]) -> bool:
        """Whether a number that became no fact stands among these lines: a part may have been missed."""
        lines = [figure.line for figure in figures]
        first = bisect_left(self._unread_lines, min(lines) - 1)
        return first < len(self._unread_lines) and self._unread_lines[first] <= max(lines) + 1


@dataclass(frozen=True)
class Company:
    """Documents of one issuer, earliest first. `names` are the data points in plain words."""

    books: tuple[Book, ...]
    claims: tuple[Claim, ...] = ()
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType[str, str]({}))

    def pages(self) -> Iterator[tuple[Book, int]]:
        """Every document with every year it has figures of."""
        return ((book, period) for book in self.books for period in book.periods)

    def twins(self) -> dict[str, tuple[str, ...]]:
        """For each fact the facts that print the same figure in other places of its document, itself among them."""
        return {
            figure.fact_id: tuple(o.fact_id for o in figures[:_MOST_PRINTS] if o.is_near(figure))
            for book in self.books
            for figures in book.figures.values()
            for figure in figures[:_MOST_PRINTS]
        }

    def name(self, data_point_id: str, dims: Dims = ()) -> str:
        """A data point in plain words with its breakdown."""
        said = self.names.get(data_point_id, data_point_id)
        return f"{said} ({', '.join(f'{key} {value}'.replace('_', ' ') for key, value in dims)})" if dims else said


def company_of(
    facts: pl.DataFrame,
    documents: pl.DataFrame | None = None,
    observations: pl.DataFrame | None = None,
    index: pl.DataFrame | None = None,
    names: Mapping[str, str] | None = None,
) -> Company:
    """The frames of one issuer as books. Facts without an amount, a year or a measured state are left out."""
    known = _documents(documents)
    figures: dict[str, dict[Key, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in _figures(facts):
        figures[figure.document_id][figure.key].append(figure)
    unread = _unread(observations)
    ids = {*figures, *unread, *known}
    books = [
        Book(
            known.get(document_id, Document(document_id)),
            {k: tuple(sorted(v, key=lambda f: f.rank)) for k, v in sorted(figures.get(document_id, {}).items())},
            tuple(unread.get(document_id, ())),
        )
        for document_id in ids
    ]
    books.sort(key=lambda b: (b.document.published or date.min, b.year or 0, b.document.document_id))
    return Company(tuple(books), tuple(_claims(index)), names or {})


def dims_of(text: str) -> Dims:
    """`gender=female;level=senior` as sorted pairs."""
    pairs = (part.partition("=") for part in (text or "").split(";") if part)
    return tuple(sorted((key.strip(), value.strip()) for key, _, value in pairs))


def _figures(facts: pl.DataFrame) -> Iterator[Figure]:
    measured = facts.filter(
        pl.col("state").is_in(_MEASURED)
        & pl.col("value").is_between(-_LARGEST, _LARGEST)
        & pl.col("period").is_not_null()
        & ~pl.col("unit").is_in(_NO_AMOUNT)
    )
    qualifier = pl.col("qualifier") if "qualifier" in facts.columns else pl.lit(Qualifier.EXACT.value)
    rows = measured.select(*_FACT_COLUMNS, qualifier=qualifier.fill_null(Qualifier.EXACT.value)).rows(named=True)
    scales = _scales(rows)
    for row in rows:
        yield _figure(row, scales.get((row["data_point_id"], row["raw_unit"]), 1.0))


def _scales(rows: list[dict[str, object]]) -> dict[tuple[object, object], float]:
    """Canonical over printed, by data point and printed unit: what a printed zero takes its step from."""
    found: dict[tuple[object, object], float] = {}
    for row in rows:
        read = printed(str(row["raw_value"] or ""))
        if read and read[0] and isinstance(row["value"], float) and row["value"]:
            key = (row["data_point_id"], row["raw_unit"])
            found[key] = max(found.get(key, 0.0), abs(row["value"]) / read[0])
    return found


def _figure(row: Mapping[str, object], scale: float) -> Figure:
    value = _real(row["value"])
    unit, method = str(row["unit"] or ""), str(row["method"] or "")
    step = step_of(value, unit, str(row["raw_value"] or ""), scale)
    confidence = _real(row["confidence"])
    is_exact = row["qualifier"] == Qualifier.EXACT
    fact_id, line = str(row["fact_id"]), _whole(row["line"])
    is_prose = not method.startswith("table")
    return Figure(
        fact_id,
        str(row["document_id"]),
        str(row["data_point_id"]),
        dims_of(str(row["dimension"] or "")),
        _whole(row["period"]),
        value,
        unit,
        step,
        spread_of(value, step, str(row["qualifier"])),
        line,
        method,
        is_exact,
        printed(str(row["raw_value"] or "")) or (value, 0),
        str(row["raw_unit"] or ""),
        (is_prose, not is_exact, -confidence, step, line, _whole(row["char_start"]), fact_id),
    )


def _documents(documents: pl.DataFrame | None) -> dict[str, Document]:
    if documents is None:
        return {}
    return {
        row["document_id"]: Document(
            row["document_id"],
            row.get("fiscal_year"),
            row.get("published_date"),
            row.get("grid_area") or "",
            row.get("issuer_kind") or UNKNOWN_KIND,
        )
        for row in documents.rows(named=True)
    }


def _unread(observations: pl.DataFrame | None) -> dict[str, list[Unread]]:
    found: dict[str, list[Unread]] = defaultdict(list)
    if observations is None:
        return found
    rows = observations.filter(pl.col("fact_id").is_null()).select(_UNREAD_COLUMNS).unique().rows(named=True)
    for row in sorted(rows, key=lambda r: (r["char_start"], r["raw_value"] or "", r["period"] or 0)):
        read = printed(row["raw_value"] or "")
        if read and read[0] <= _LARGEST and len(found[row["document_id"]]) < _MOST_UNREAD:
            place = (row["document_id"], row["line"], row["char_start"], row["label_path"] or "", row["raw_value"])
            number = Unread(*place, *read, row["raw_unit"] or "", row["period"], row["reason"] or "")
            found[row["document_id"]].append(number)
    return found


def _claims(index: pl.DataFrame | None) -> Iterator[Claim]:
    if index is None:
        return
    rows = index.filter(pl.col("status") == "not_substantiated")
    for row in sorted(rows.rows(named=True), key=lambda r: (r["document_id"], r["line"], r["provision"])):
        yield Claim(row["document_id"], row["provision"], row["claimed_location"] or "", _whole(row["line"]))


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _real(value: object) -> float:
    return value if isinstance(value, float) else 0.0
