"""The entity diagram of what analysts query, drawn from the contracts: `python -m data_contracts.diagram FILE.svg`.

Boxes hold a table's key and the columns by which it joins; a line runs from such a column to the table it names.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from data_contracts.catalogue import STORED_QUERIES, TABLES
from data_contracts.table import Table

# From what the method says, over what is said of issuers, to what that rests on; top to bottom within a column.
PLACES: tuple[tuple[str, ...], ...] = (
    ("reference.industry", "reference.key_issue", "reference.data_point", "reference.grade_scale", "raw.document"),
    ("mart.bond_rating", "mart.issuer_rating", "mart.rating_action", "mart.grade_probability", "mart.finding"),
    ("mart.industry_summary", "mart.score_tree", "mart.evidence", "rating.change_attribution", "core.observation"),
    ("mart.peer_summary", "mart.peer", "core.extracted_fact", "rating.change_detail", "rating.rating_version"),
)
# Other tables name these by their keys.
HUBS = (*PLACES[0], "mart.issuer_rating", "core.observation", "core.extracted_fact")
WIDTH, GAP, ROW, PAD, TOP = 250, 110, 20, 8, 16
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1b1f24}.t{font-weight:600;fill:#fff}.k{font-weight:600}"
    ".b{fill:#fff;stroke:#57606a}.h{fill:#0b4f6c}.l{fill:none;stroke:#57606a;stroke-width:1.2}"
)


@dataclass(frozen=True)
class Box:
    """A table at its place: its rows are the key and the columns by which it joins."""

    table: Table
    x: int
    y: int
    rows: tuple[str, ...]

    @property
    def height(self) -> int:
        """Height in pixels, the name included."""
        return ROW * (len(self.rows) + 1) + PAD

    def middle(self, row: str) -> int:
        """Where the line of a row lies."""
        return self.y + ROW * (self.rows.index(row) + 1) + ROW // 2 + PAD // 2


def shown() -> list[list[Table]]:
    """The tables of the diagram, column by column. Raises KeyError for a name without a contract."""
    known = {**TABLES, **STORED_QUERIES}
    return [[known[name] for name in column] for column in PLACES]


def named(table: Table, others: Sequence[Table]) -> list[Table]:
    """The hubs whose whole key stands in a table."""
    names = {column.name for column in table.columns}
    return [hub for hub in others if hub.name in HUBS and hub is not table and set(hub.key) <= names]


def joins(table: Table, others: Sequence[Table]) -> list[tuple[str, Table]]:
    """(column, hub) for each hub that a table names itself and not through another one; its line starts there."""
    hubs = named(table, others)
    beyond = {further.name for hub in hubs for further in named(hub, others)}
    return [(hub.key[-1], hub) for hub in hubs if hub.name not in beyond]


def boxes() -> list[Box]:
    """Every table at its place."""
    columns = shown()
    tables = [table for column in columns for table in column]
    found: list[Box] = []
    for place, column in enumerate(columns):
        y = TOP
        for table in column:
            by = (name for name, _ in joins(table, tables))
            box = Box(table, TOP + place * (WIDTH + GAP), y, tuple(dict.fromkeys((*table.key, *by))))
            found.append(box)
            y += box.height + 2 * ROW
    return found


def line(start: Box, row: str, end: Box) -> str:
    """From a row to the name of another table, leaving and arriving at the nearer sides."""
    to_right = end.x > start.x
    x1 = start.x + WIDTH if to_right or end.x == start.x else start.x
    x2 = end.x if to_right else end.x + WIDTH
    y1, y2, bend = start.middle(row), end.y + ROW // 2 + PAD // 2, GAP // 2
    side1, side2 = (bend, -bend) if to_right else (bend, bend) if end.x == start.x else (-bend, bend)
    return f'<path class="l" d="M{x1} {y1}C{x1 + side1} {y1} {x2 + side2} {y2} {x2} {y2}"/>'


def drawn(box: Box) -> str:
    """One box; rows of the key are bold."""
    name = escape(box.table.name)
    rows = "".join(
        f'<text class="{"k" if row in box.table.key else "c"}" x="{box.x + PAD}" y="{box.middle(row) + 4}">{row}</text>'
        for row in box.rows
    )
    return (
        f"<g><title>{name}: {escape(box.table.description)}</title>"
        f'<rect class="b" x="{box.x}" y="{box.y}" width="{WIDTH}" height="{box.height}" rx="4"/>'
        f'<rect class="h" x="{box.x}" y="{box.y}" width="{WIDTH}" height="{ROW + PAD // 2}" rx="4"/>'
        f'<text class="t" x="{box.x + PAD}" y="{box.y + ROW - PAD // 2}">{name}</text>{rows}</g>'
    )


def diagram() -> str:
    """The whole picture as SVG."""
    placed = boxes()
    by_name = {box.table.name: box for box in placed}
    tables = [box.table for box in placed]
    lines = [line(box, row, by_name[other.name]) for box in placed for row, other in joins(box.table, tables)]
    width = max(box.x for box in placed) + WIDTH + TOP
    height = max(box.y + box.height for box in placed) + TOP
    text = "How the published tables hang together: a line runs from a column to the table that it names."
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{text}">'
        f'<title>{text}</title><style>{STYLE}</style><rect width="{width}" height="{height}" fill="#f6f8fa"/>'
        f"{''.join(lines)}{''.join(map(drawn, placed))}</svg>\n"
    )


def main(arguments: list[str]) -> None:
    """Writes the diagram to the file named first."""
    file = Path(arguments[0])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(diagram(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
