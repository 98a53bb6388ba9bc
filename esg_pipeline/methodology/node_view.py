"""How a node of the method looks on a terminal and in a spreadsheet. What it holds is `show.py`."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from esg_pipeline.display import clean, percent, quantity, table
from esg_pipeline.methodology.show import Node, Row, Section

FUNCTIONS = "Value functions"
SHARES = ("lowest_weight", "highest_weight", "weight_in_total")
TITLES = {
    "pillar_id": " ",
    "lowest_weight": "Least",
    "highest_weight": "Most",
    "irrelevant_in": "None in",
    "weight_in_total": "Weight",
    "duration_months": "Months",
    "citation": "Rests on",
    "curve": "Anchors",
}
# The columns that a terminal has room for, where not all of them: in any width, and below `ROOM_FOR_ALL`.
ROOM_FOR_ALL = 100
SHOWN = {
    "Tree": ("pillar_id", "theme_id", "key_issue_id", "points", *SHARES[:2], "irrelevant_in"),
    "All data points": ("key_issue_id", "data_point_id", "name", "weight", "unit"),
    FUNCTIONS: ("industry_code", "valid_from", "curve", "basis", "citation"),
}
NARROW = {
    "Tree": ("key_issue_id", "points", *SHARES[:2], "irrelevant_in"),
    "Data points": ("data_point_id", "name", "weight", "unit"),
    "All data points": ("data_point_id", "name", "weight", "unit"),
    "Key issues by weight": ("key_issue_id", "weight_in_total", "reason"),
    "Weight by industry": ("industry_code", "weight_in_total", "reason"),
}


def show_node(out: Console, node: Node) -> None:
    """Title, facts, tables, and what a reader should know about them."""
    out.print(Text(clean(node.title), "bold"))
    out.print(fact_table(node.facts))
    for section in node.sections:
        out.print(f"\n{section.title}")
        out.print(section_table(section, out.width) if section.rows else "  none")
        for line in footnotes(section):
            out.print(line)
    if out.width < ROOM_FOR_ALL and any(section.title in NARROW for section in node.sections):
        out.print(f"\nMore columns from {ROOM_FOR_ALL} characters of width on, or with --json.")


def fact_table(facts: Row) -> Table:
    """One line per fact that is known; a long one goes on under its own beginning."""
    drawn = Table.grid(padding=(0, 2, 0, 0))
    drawn.add_column(no_wrap=True)
    drawn.add_column(overflow="fold")
    for name, value in facts.items():
        if value is not None:
            drawn.add_row(f"  {words(name)}", Text(clean(told(value))))
    return drawn


def section_table(section: Section, width: int) -> Table:
    """The rows of a section; numbers to the right, the first name of each row on one line."""
    columns = shown_columns(section, width)
    right = [words(column) for column in columns if is_number(section.rows, column)]
    names = [column for column in columns if column.endswith(("_id", "_code"))]
    fixed = [words(column) for column in (names[-1] if section.title == "Tree" else (names or [""])[0], "valid_from")]
    drawn = table(*map(words, columns), right=right, fixed=fixed)
    cited = citations(section)
    for row in section.rows:
        drawn.add_row(*(Text(cell(column, row[column], cited)) for column in columns))
    return drawn


def shown_columns(section: Section, width: int) -> list[str]:
    """The columns for which there is room; of a node's own table those that are empty throughout are left out."""
    some = NARROW.get(section.title) if width < ROOM_FOR_ALL else None
    chosen = some or SHOWN.get(section.title) or tuple(section.rows[0])
    return [column for column in section.rows[0] if column in chosen and any(row[column] != "" for row in section.rows)]


def is_number(rows: Sequence[Row], column: str) -> bool:
    """Whether every cell of a column that is not empty is a number."""
    values = [row[column] for row in rows if row[column] is not None]
    return bool(values) and all(isinstance(value, int | float) for value in values)


def cell(column: str, value: Any, cited: Sequence[str]) -> str:
    """One cell: shares of the total in per cent, anchors as pairs, a long citation as the number of its footnote."""
    if column in SHARES:
        return percent(value)
    if column == "curve":
        return ", ".join(f"{quantity(pair[0])}={quantity(pair[1])}" for pair in value)
    if column == "citation" and value in cited:
        return f"[{cited.index(value) + 1}]"
    return clean(told(value))


def citations(section: Section) -> list[str]:
    """What value functions rest on, each text once, in the order in which the table names them."""
    return list(dict.fromkeys(row["citation"] for row in section.rows)) if section.title == FUNCTIONS else []


def footnotes(section: Section) -> list[str]:
    """The citations behind their numbers, and how anchors read."""
    cited = [f"[{number}] {clean(text)}" for number, text in enumerate(citations(section), 1)]
    return [*cited, "Anchors: value=score; straight lines between them, flat outside."] if cited else []


def told(value: Any) -> str:
    """A value as people write it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return quantity(value)
        case _:
            return str(value)


def words(column: str) -> str:
    """A column's name as words, without what only tells its type."""
    plain = column.removesuffix("_id").removesuffix("_code").replace("_", " ").capitalize()
    return TITLES.get(column, plain)


def csv_table(node: Node) -> tuple[list[Row], list[str]]:
    """(rows, columns) of the first table, or of the facts where there is none; one row per anchor."""
    rows = list(node.sections[0].rows) if node.sections else [node.facts]
    flat = [one for row in rows for one in unfolded(row)]
    return flat, [*flat[0]] if flat else []


def unfolded(row: Row) -> list[Row]:
    """A row per anchor, or the row itself."""
    if "curve" not in row:
        return [row]
    rest = {column: value for column, value in row.items() if column != "curve"}
    return [{**rest, "x": x, "score": score} for x, score in row["curve"]]
