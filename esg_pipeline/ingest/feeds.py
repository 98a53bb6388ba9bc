"""The feeds of the store as data: which columns each one has, of what type, and what stands for a missing one.

Typing a file's cells is here; rules that compare rows or look into the method are in `registry` and `reported`.
"""

from dataclasses import dataclass

import polars as pl

from esg_pipeline.disclosure.codes import Decision
from esg_pipeline.ingest.cells import CellType, is_unreadable, trimmed, typed
from esg_pipeline.ingest.limits import FileRefused
from esg_pipeline.ingest.records import ROW
from esg_pipeline.ingest.rules import REJECTED_SCHEMA, Rule, apply_rules, rejected_file, rejected_rows, says
from esg_pipeline.ingest.tables import DeliveredTable
from esg_pipeline.methodology.codes import Classification, SourceType

_BAD_CELL = {
    CellType.DATE: ("bad_date", "is not a date like 2022-05-31"),
    CellType.MOMENT: ("bad_moment", "is not a moment in UTC like 2022-05-31T08:30:00Z"),
    CellType.FLAG: ("bad_flag", "is neither true nor false"),
    CellType.NUMBER: ("bad_number", "is not a number"),
    CellType.WHOLE: ("bad_number", "is not a whole number"),
}


@dataclass(frozen=True)
class Field:
    """One column of a feed. `column` is its name in the typed table when that differs from the file's."""

    name: str
    cell_type: CellType = CellType.TEXT
    is_required: bool = False
    default: str | None = None
    codes: tuple[str, ...] = ()
    column: str = ""

    @property
    def target(self) -> str:
        """Name in the typed table; files may use it too."""
        return self.column or self.name


@dataclass(frozen=True)
class Feed:
    """A kind of table that is delivered: the table it fills, where its files lie, its columns."""

    table: str
    folder: str
    prefix: str
    fields: tuple[Field, ...]


def _needed(name: str, cell_type: CellType = CellType.TEXT, column: str = "", codes: tuple[str, ...] = ()) -> Field:
    return Field(name, cell_type, is_required=True, column=column, codes=codes)


_DATE, _FLAG, _NUMBER, _WHOLE = CellType.DATE, CellType.FLAG, CellType.NUMBER, CellType.WHOLE
_CITATION = Field("citation")
# Whose code `industry_code` is: blank for the method's own, a plain word, or a code that means one industry anyway.
_CLASSIFICATION = Field("classification", codes=tuple(Classification))

ISSUERS = Feed(
    "raw.issuer",
    "registry",
    "issuers",
    (
        _needed("issuer_id"),
        _needed("name"),
        Field("name_zh"),
        Field("industry_code"),
        _CLASSIFICATION,
        _needed("is_listed", _FLAG),
        Field("is_simulated", _FLAG, default="false"),
        Field("size_assets_cny_million", _NUMBER),
        Field("country"),
        Field("event_coverage_start", _DATE, column="event_coverage_start_date"),
        _CITATION,
    ),
)
BONDS = Feed(
    "raw.bond",
    "registry",
    "bonds",
    (
        _needed("bond_id"),
        _needed("issuer_id"),
        _needed("name"),
        _needed("security_type"),
        _needed("offering", codes=("public", "private")),
        Field("is_lgfv", _FLAG),
        Field("is_green", _FLAG, default="false"),
        _needed("issue_date", _DATE),
        _needed("maturity_date", _DATE),
        _CITATION,
    ),
)
MEMBERSHIPS = Feed(
    "raw.industry_membership",
    "registry",
    "industry_membership",
    (
        _needed("issuer_id"),
        _needed("industry_code"),
        _CLASSIFICATION,
        _needed("valid_from", _DATE, column="valid_from_date"),
        Field("valid_to", _DATE, column="valid_to_date"),
    ),
)
REPORTED = Feed(
    "raw.reported_value",
    "reported",
    "",
    (
        _needed("issuer_id"),
        _needed("data_point"),
        Field("dimension", default=""),
        _needed("fiscal_year", _WHOLE),
        Field("value", column="value_text"),
        Field("unit"),
        _needed("published_date", _DATE),
        Field("is_date_assumed", _FLAG, default="false"),
        Field("source_type", default=SourceType.STRUCTURED.value, codes=tuple(SourceType)),
        _CITATION,
    ),
)
EVENTS = Feed(
    "raw.event",
    "events",
    "",
    (
        _needed("event_id"),
        _needed("issuer_id"),
        _needed("event_type"),
        _needed("severity"),
        _needed("event_date", _DATE),
        _needed("published_date", _DATE),
        Field("amount_cny", _NUMBER),
        Field("description"),
        _CITATION,
    ),
)
DECISIONS = Feed(
    "raw.review_decision",
    "review",
    "",
    (
        Field("document_id"),
        Field("char_start", _WHOLE),
        Field("char_end", _WHOLE),
        _needed("data_point_id"),
        Field("dimension", default=""),
        _needed("period", _WHOLE),
        _needed("decision", codes=tuple(Decision)),
        Field("value", _NUMBER),
        _needed("decided_by"),
        _needed("decided_at", CellType.MOMENT),
        Field("comment"),
        Field("observation_id"),
    ),
)
FEEDS = (ISSUERS, BONDS, MEMBERSHIPS, REPORTED, EVENTS, DECISIONS)
# A file without these columns is not this feed, even where a single row may leave the cell empty.
_ESSENTIAL = {"raw.reported_value": ("value",)}


def feed_of(folder: str, file_name: str) -> Feed | None:
    """The feed that a file belongs to by its folder and the start of its name."""
    fitting = (feed for feed in FEEDS if feed.folder == folder and file_name.lower().startswith(feed.prefix))
    return next(fitting, None)


def take_file(feed: Feed, table: DeliveredTable, source: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A file's rows as trimmed text under the typed table's names, with their place of origin; and rejected rows.

    Raises FileRefused with rule `missing_column` or `duplicate_column`.
    """
    present = _present(feed, table)
    rows = table.frame.select(
        *(_cell(field, present) for field in feed.fields),
        source=pl.lit(source),
        source_sha256=pl.lit(table.sha256),
        row_number=pl.col(ROW),
    )
    broken = rejected_rows(table.broken.rename({ROW: "row_number"}).with_columns(source=pl.lit(source)))
    return rows, pl.concat([broken, _unknown_columns(feed, table, source)])


def _present(feed: Feed, table: DeliveredTable) -> dict[str, str]:
    """Typed column -> column of the file."""
    present: dict[str, str] = {}
    for field in feed.fields:
        names = [name for name in dict.fromkeys((field.name, field.target)) if name in table.frame.columns]
        if len(names) > 1:
            raise FileRefused("duplicate_column", f"the columns {' and '.join(names)} are the same one")
        present |= dict.fromkeys([field.target] * len(names), *names)
    missing = [field.name for field in feed.fields if _is_essential(feed, field) and field.target not in present]
    is_unread = table.frame.columns == [ROW] and not table.broken.is_empty()
    if missing and not is_unread:  # where no line could be read, the lines say more than the lack of columns
        raise FileRefused("missing_column", f"the file has no column {', '.join(missing)}; it has {_listed(table)}")
    return present


def _is_essential(feed: Feed, field: Field) -> bool:
    return field.is_required or field.name in _ESSENTIAL.get(feed.table, ())


def _listed(table: DeliveredTable) -> str:
    return ", ".join(name for name in table.frame.columns if name != ROW) or "none"


def _cell(field: Field, present: dict[str, str]) -> pl.Expr:
    cell = trimmed(present[field.target]) if field.target in present else pl.lit(None, dtype=pl.String)
    return (cell if field.default is None else cell.fill_null(field.default)).alias(field.target)


def _unknown_columns(feed: Feed, table: DeliveredTable, source: str) -> pl.DataFrame:
    """Columns that nobody reads are said, lest a misspelt optional column be lost in silence."""
    known = {name for field in feed.fields for name in (field.name, field.target)} | {ROW}
    unknown = [name for name in table.frame.columns if name not in known]
    if not unknown:
        return REJECTED_SCHEMA.to_frame()
    names = ", ".join(field.name for field in feed.fields)
    reason = f"columns that are not read: {', '.join(unknown)}; this feed has {names}"
    return rejected_file(source, "unknown_column", reason)


def type_rows(feed: Feed, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Typed rows (each text stays beside its value as `text:<column>`) and the rows whose cells cannot be typed."""
    texts = rows.rename({field.target: text_of(field.target) for field in feed.fields})
    values = [typed(text_of(field.target), field.cell_type).alias(field.target) for field in feed.fields]
    return apply_rules(texts.with_columns(values), [rule for field in feed.fields for rule in _cell_rules(field)])


def text_of(column: str) -> str:
    """Name of the column that holds the delivered text of a typed column."""
    return f"text:{column}"


def _cell_rules(field: Field) -> list[Rule]:
    text, value = pl.col(text_of(field.target)), pl.col(field.target)
    rules: list[Rule] = []
    if field.is_required:
        rules.append(Rule("missing_value", text.is_null(), pl.lit(f"{field.name} is empty")))
    if field.cell_type in _BAD_CELL:
        slug, what = _BAD_CELL[field.cell_type]
        rules.append(Rule(slug, text.is_not_null() & value.is_null(), _quoting(field, what)))
    else:
        rules.append(Rule("unreadable_character", is_unreadable(text_of(field.target)), _unreadable(field)))
    if field.codes:
        allowed = f"is not one of {', '.join(field.codes)}"
        rules.append(Rule("unknown_code", text.is_not_null() & ~text.is_in(field.codes), _quoting(field, allowed)))
    return rules


def _quoting(field: Field, what: str) -> pl.Expr:
    return says(f"{field.name} '{{}}' {what}", text_of(field.target))


def _unreadable(field: Field) -> pl.Expr:
    return pl.lit(f"{field.name} holds a control character or one that was damaged on the way")
