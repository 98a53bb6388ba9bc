"""A sheet of waiting facts for a spreadsheet program, and what people filled in. What may be decided is elsewhere."""

from pathlib import Path
from typing import Any

import polars as pl

from esg_pipeline.disclosure.codes import Decision
from esg_pipeline.ingest.documents import write_whole
from esg_pipeline.ingest.limits import FileRefused
from esg_pipeline.ingest.records import ROW
from esg_pipeline.ingest.tables import DeliveredTable, read_table_file
from esg_pipeline.machine_output import to_csv
from esg_pipeline.review_desk import Verdict
from esg_pipeline.review_value import ReviewError

# What a person fills in beside what is shown; the rest of a sheet is for reading.
FILLED_IN = ("decision", "corrected_value", "corrected_unit", "comment")
_SHOWN = (
    "review_id issuer_id data_point_id data_point_name dimension period value unit raw_value raw_unit qualifier state"
    " confidence status band reason suggestion document_id source_path page line quote"
)
SHEET = (*FILLED_IN, *_SHOWN.split())
# Without it spreadsheet programs take the Chinese of a quote for another encoding.
BYTE_ORDER_MARK = "\ufeff".encode()


def sheet(items: pl.DataFrame) -> bytes:
    """The items as CSV with empty columns to fill in."""
    blank = items.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in FILLED_IN)
    return BYTE_ORDER_MARK + to_csv(blank.select(SHEET).to_dicts(), SHEET)


def write_sheet(path: Path, items: pl.DataFrame) -> None:
    """Writes the sheet into a new file. Raises ReviewError rather than write over one that may be filled in."""
    if path.exists():
        raise ReviewError(f"{path} is there already, perhaps filled in: choose another name")
    if not path.parent.is_dir():
        raise ReviewError(f"there is no folder {path.parent}")
    write_whole(path, sheet(items))


def verdicts_of_sheet(path: Path, decided_by: str) -> dict[str, Verdict]:
    """What a filled-in CSV file decides, by review id. Raises ReviewError that names the row of the spreadsheet."""
    table = _table(path)
    missing = [name for name in ("review_id", *FILLED_IN) if name not in table.frame.columns]
    if missing:
        raise ReviewError(f"{path.name} has no column {', '.join(missing)}: fill in a sheet of `esg review export`")
    found: dict[str, Verdict] = {}
    for row in table.frame.iter_rows(named=True):
        cells = {name: _cell(row[name]) for name in ("review_id", *FILLED_IN)}
        verdict = _verdict(cells, decided_by, f"row {row[ROW] + 1}")
        review_id = (cells["review_id"] or "").lower()
        if verdict is None:
            continue
        if review_id in found:
            raise ReviewError(f"{verdict.place}: {review_id} stands in {found[review_id].place} too")
        found[review_id] = verdict
    return found


def _table(path: Path) -> DeliveredTable:
    try:
        table = read_table_file(path)
    except FileRefused as error:
        hint = "; save the sheet as CSV" if error.rule == "unsupported_file" else ""
        raise ReviewError(f"{path.name}: {error.reason}{hint}") from error
    for row in table.broken.sort(ROW).iter_rows(named=True):
        raise ReviewError(f"row {row[ROW] + 1}: {row['reason']}")
    return table


def _verdict(cells: dict[str, Any], decided_by: str, place: str) -> Verdict | None:
    said = (cells["decision"] or "").lower()
    value, unit, comment = (cells[name] for name in FILLED_IN[1:])
    if not said:
        if value or unit:
            raise ReviewError(f"{place}: a value is filled in, but no decision; write `correct` to correct it")
        return None
    if said not in tuple(Decision):
        raise ReviewError(f"{place}: decision {said!r} is none of {', '.join(Decision)}")
    if not cells["review_id"]:
        raise ReviewError(f"{place}: review_id is empty")
    return Verdict(Decision(said), decided_by, value, unit, comment, place)


def _cell(text: str | None) -> str | None:
    """A cell without blanks and without the apostrophe that keeps spreadsheets from calculating."""
    plain = (text or "").strip().removeprefix("'").strip()
    return plain or None
