"""Cases that documents tell of as rows, and which of them count as events of the issuer. Reading them is `notices`."""

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import polars as pl

from esg_pipeline.disclosure.document_text import DocumentText
from esg_pipeline.disclosure.notices import Notice

EVENT_SCHEMA: dict[str, pl.DataType] = {
    "event_id": pl.String(),
    "document_id": pl.String(),
    "event_type": pl.String(),
    "severity": pl.String(),
    "severity_rule": pl.String(),
    "theme": pl.String(),
    "event_date": pl.Date(),
    "decision_date": pl.Date(),
    "doc_no": pl.String(),
    "issuer": pl.String(),
    "is_reporter": pl.Boolean(),
    "parent": pl.String(),
    "uscc": pl.String(),
    "authority": pl.String(),
    "law": pl.String(),
    "article": pl.String(),
    "penalty_basis": pl.String(),
    "medium": pl.String(),
    "violations": pl.String(),
    "fine_cny": pl.Float64(),
    "fine_low_cny": pl.Float64(),
    "fine_high_cny": pl.Float64(),
    "confiscated_cny": pl.Float64(),
    "amount_cny": pl.Float64(),
    "sanction": pl.String(),
    "pollutant": pl.String(),
    "measured_value": pl.Float64(),
    "limit_value": pl.Float64(),
    "measure_unit": pl.String(),
    "exceedance": pl.Float64(),
    "is_default": pl.Boolean(),
    "line": pl.Int32(),
    "page": pl.Int32(),
    "char_start": pl.Int64(),
    "char_end": pl.Int64(),
    "quote": pl.String(),
}
_JOIN = "; "
_LEGAL_FORM = re.compile(
    r"[\s,.()（）·&'\"-]|股份有限公司|有限责任公司|有限公司|集团|limited|ltd|inc|plc|corporation|corp|co|group|holdings"
)
_MIN_NAME = 2


def event_frame(document_id: str, notices: Iterable[Notice], document: DocumentText) -> pl.DataFrame:
    """One row per case, EVENT_SCHEMA; what the text does not hold is null."""
    starts = [line.start for line in document.lines]
    return pl.DataFrame([_row(document_id, notice, document, starts) for notice in notices], EVENT_SCHEMA)


def _row(document_id: str, notice: Notice, document: DocumentText, starts: Sequence[int]) -> dict[str, Any]:
    line = document.lines[bisect_right(starts, notice.start) - 1]
    low, high = notice.fine_range or (None, None)
    same = ("severity", "severity_rule", "event_date", "decision_date", "issuer", "is_reporter", "parent", "uscc")
    also = ("authority", "law", "article", "penalty_basis", "medium", "pollutant", "measure_unit", "is_default")
    numbers = ("fine_cny", "confiscated_cny", "amount_cny", "measured_value", "limit_value", "exceedance")
    return {
        **{name: getattr(notice, name) for name in (*same, *also)},
        **{name: _float(getattr(notice, name)) for name in numbers},
        "event_id": _event_id(document_id, notice),
        "document_id": document_id,
        "event_type": notice.event_type or None,
        "theme": notice.theme or None,
        "doc_no": notice.document_number,
        "authority": notice.authority or notice.regulator,
        "violations": _JOIN.join(notice.violations) or None,
        "sanction": _JOIN.join(notice.sanctions) or None,
        "fine_low_cny": _float(low),
        "fine_high_cny": _float(high),
        "line": line.number,
        "page": line.page,
        "char_start": notice.start,
        "char_end": notice.end,
        "quote": document.text[notice.start : notice.end],
    }


def _event_id(document_id: str, notice: Notice) -> str:
    return "D-" + hashlib.sha256(f"{document_id}|{notice.start}|{notice.end}".encode()).hexdigest()[:30]


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def counted(events: pl.DataFrame, papers: pl.DataFrame, event_types: Iterable[str]) -> pl.DataFrame:
    """Events plus `issuer_id`, `is_counted`, and `reason` where one does not count.

    `papers`: document_id, issuer_id, name, name_zh, published_date. One counts when it is the filing issuer's own, the
    method knows its type, its severity is clear, and its day is known and not behind the publication.
    """
    known = set(event_types)
    joined = events.join(papers, on="document_id", how="left", validate="m:1", maintain_order="left")
    reasons = [_why_not(row, known) for row in joined.iter_rows(named=True)]
    said = pl.Series("reason", reasons, pl.String)
    return joined.drop("name", "name_zh", "published_date").with_columns(said, is_counted=said.is_null())


def _why_not(row: dict[str, Any], known: set[str]) -> str | None:
    day = row["event_date"] or row["decision_date"]
    if not (row["is_reporter"] or _is_named(row)):
        return f"it names {row['issuer'] or 'nobody'}, not the issuer of the document"
    if row["event_type"] not in known:
        return "the kind of event is not clear"
    if row["severity"] is None:
        return "the severity is not clear"
    if day is None:
        return "the day is not stated"
    return "the day lies behind the publication" if row["published_date"] and day > row["published_date"] else None


def _is_named(row: dict[str, Any]) -> bool:
    """Whether the notice names the filing issuer, or names it as the parent of the one that it is about."""
    own = {plain for name in (row["name"], row["name_zh"]) if (plain := _plain(name))}
    named = {plain for name in (row["issuer"], row["parent"]) if (plain := _plain(name))}
    return bool(own & named)


def _plain(name: str | None) -> str:
    """A name without legal form, blanks and marks."""
    folded = _LEGAL_FORM.sub("", unicodedata.normalize("NFKC", name or "").lower())
    return folded if len(folded) >= _MIN_NAME else ""
