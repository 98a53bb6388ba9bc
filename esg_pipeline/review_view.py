"""How facts that wait for a person look on a terminal. Text of documents is shown as it is, never as markup."""

from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from esg_pipeline.disclosure.found import Qualifier
from esg_pipeline.display import clean, quantity, shortened, table, truncated
from esg_pipeline.review_desk import SHORT_ID

QUOTE_WIDTH = 60


def items_table(items: pl.DataFrame) -> Table:
    """One line per item, in the frame's order."""
    drawn = table("Id", "Issuer", "Data point", "Value", "Conf.", "Why", "Quote", right=("Conf.",), fixed=("Id",))
    for row in items.iter_rows(named=True):
        drawn.add_row(
            row["review_id"][:SHORT_ID],
            Text(clean(row["issuer_id"])),
            Text(subject(row)),
            Text(said(row)),
            truncated(row["confidence"]),
            Text(why(row)),
            Text(shortened(row["quote"], QUOTE_WIDTH)),
        )
    return drawn


def subject(row: dict[str, Any]) -> str:
    """Data point, breakdown and year."""
    of = f" ({row['dimension']})" if row["dimension"] else ""
    return clean(f"{row['data_point_name']}{of} {row['period']}")


def said(row: dict[str, Any]) -> str:
    """The value as read, or the word that stands for none."""
    return amount(row["value"], row["unit"]) if row["value"] is not None else clean(row["state"]).replace("_", " ")


def amount(value: float, unit: str) -> str:
    """A value in its unit; yes, no and levels in words."""
    if unit == "yes/no":
        return "yes" if value else "no"
    return f"level {quantity(value)}" if unit == "level" else quantity(value, unit)


def why(row: dict[str, Any]) -> str:
    """Why it waits, or what was decided and by whom."""
    if row["decision"] is None:
        return clean(row["reason"])
    value = f" to {amount(row['decided_value'], row['canonical_unit'])}" if row["decided_value"] is not None else ""
    return clean(f"{row['decision']}{value} by {row['decided_by']}")


def printed(row: dict[str, Any]) -> str:
    """Value and unit as they stand in the document; nothing for a yes, a no or a level read off a sentence."""
    parts = [part for part in (row["raw_value"], row["raw_unit"]) if part]
    return f" (printed: {' '.join(parts)})" if row["raw_value"] else ""


def show_item(console: Console, row: dict[str, Any]) -> None:
    """Every field of one item, the quote as a whole."""
    console.print(Text(subject(row), "bold"))
    said_how = "" if row["qualifier"] == Qualifier.EXACT else f" ({row['qualifier'].replace('_', ' ')})"
    lines = [
        ("Id", row["review_id"]),
        ("Issuer", row["issuer_id"]),
        ("Value", f"{said(row)}{said_how}{printed(row)}"),
        ("Read by", f"{row['method']}, confidence {truncated(row['confidence'])}"),
        ("Status", row["status"].replace("_", " ") + ("" if row["decision"] else f": {row['reason']}")),
        ("Look at", row["suggestion"] or "-"),
        *origin(row),
    ]
    if row["decision"]:
        lines.append(("Decided", f"{why(row)} on {row['decided_at']:%Y-%m-%d %H:%M} UTC"))
        lines.append(("Comment", row["comment"] or "-"))
    for name, text in lines:
        console.print(Text(f"{name:<10}{clean(text)}"), soft_wrap=True)


def origin(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Document, place and quote of a fact; of a delivered value its file, and where its source is cited."""
    if row["document_id"] is None:
        return [("Source", row["source_path"]), ("Cited", row["quote"] or "-")]
    place = f"line {row['line']}" + (f", page {row['page']}" if row["page"] else "")
    return [("Document", f"{row['source_path']}, {place}"), ("Quote", row["quote"])]


def orphan_lines(orphans: pl.DataFrame) -> list[Text]:
    """Decisions that no longer meet a fact."""
    if orphans.is_empty():
        return []
    head = f"Decisions about facts that the last run did not find: {orphans.height}"
    rows = (
        f"{row['data_point_id']} {row['period']} {whereabouts(row)} ({row['decision']} by"
        f" {row['decided_by']}; {row['source']} row {row['row_number']})"
        for row in orphans.iter_rows(named=True)
    )
    return [Text(head), *(Text(f"  {clean(line)}") for line in rows)]


def whereabouts(row: dict[str, Any]) -> str:
    """What a decision is about: the start of the document's id, or of the delivered value's."""
    if row["observation_id"] is None:
        return f"in document {row['document_id'][:12]}"
    return f"of value {row['observation_id'][:12]}"
