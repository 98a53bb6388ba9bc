"""HTML to plain text: headings and lists keep their marks, table rows get tabs, scripts and hidden parts go."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from esg_pipeline.disclosure.document_limits import DEFAULT_LIMITS, Deadline, DocumentLimits, check_limit
from esg_pipeline.disclosure.markup_depth import flattened

_DROPPED_NAMES = "script style noscript template head iframe object svg math canvas select"
_HIDDEN_STYLES = ("display:none", "display: none", "visibility:hidden", "visibility: hidden")
_HIDDEN = ", ".join(["[hidden]", *(f'[style*="{style}" i]' for style in _HIDDEN_STYLES)])
_BLOCK_NAMES = (
    "address article aside blockquote br caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_MARKS = {f"h{level}": "#" * level + " " for level in range(1, 7)} | {"li": "- "}
_BLANKS = re.compile(r"[\s\u00a0]+")
_MAX_SPAN = 50
_MAX_DEPTH = 300


def html_to_text(html: str, limits: DocumentLimits = DEFAULT_LIMITS, deadline: Deadline | None = None) -> str:
    """Readable text of an HTML document; each table row is one line of tab separated cells.

    Raises DocumentError for a table beyond the limits.
    """
    deadline = deadline or Deadline(limits.max_seconds)
    tree = LexborHTMLParser(flattened(html))
    dropped: list[str] = [*_DROPPED_NAMES.split()]
    tree.strip_tags(dropped)
    for node in tree.css(_HIDDEN):
        if node.tag not in ("body", "html"):
            node.decompose()
    deadline.check()
    writer = _Writer(limits, deadline)
    if tree.body is not None:
        writer.walk(tree.body, 0)
        writer.flush()
    return "\n".join(writer.lines)


class _Writer:
    """Collects lines; inline text is gathered until a block starts or ends."""

    def __init__(self, limits: DocumentLimits, deadline: Deadline) -> None:
        self.lines: list[str] = []
        self._inline: list[str] = []
        self._limits = limits
        self._deadline = deadline

    def walk(self, node: LexborNode, depth: int) -> None:
        """Writes what is inside of a node."""
        for child in node.iter(include_text=True):
            if child.tag == "-text":
                self._inline.append(child.text(deep=False))
            elif child.tag == "table" and not _is_layout(child):
                self.flush()
                self.lines.extend(["", *self._table(child), ""])
            elif depth >= _MAX_DEPTH:
                self._inline.append(child.text(deep=True, separator=" "))
            else:
                self._element(child, depth)

    def _element(self, node: LexborNode, depth: int) -> None:
        name = node.tag or ""
        if name in _BLOCKS:
            self.flush()
        self.walk(node, depth + 1)
        if name in _BLOCKS:
            self.flush(_MARKS.get(name, ""))

    def flush(self, mark: str = "") -> None:
        """Ends the line that is open; a heading has empty lines around it."""
        text = _BLANKS.sub(" ", "".join(self._inline)).strip()
        self._inline.clear()
        if text:
            is_heading = mark.startswith("#")
            self.lines.extend(["", mark + text, ""] if is_heading else [mark + text])

    def _table(self, table: LexborNode) -> Iterator[str]:
        below: dict[int, int] = {}  # column -> rows still covered by a cell from above
        for number, row in enumerate(table.css("tr, caption"), start=1):
            check_limit("table rows", number, self._limits.max_table_rows)
            if number % 1_000 == 0:
                self._deadline.check()
            if row.tag == "caption":
                yield _text(row)
                continue
            cells = _row_cells(row, below, self._limits.max_table_columns)
            yield "\t".join(cells) if any(cells) else ""


def _is_layout(table: LexborNode) -> bool:
    """Whether a table holds another one: it only places things, its cells are no values."""
    return any(inner.mem_id != table.mem_id for inner in table.css("table"))


def _text(node: LexborNode) -> str:
    return _BLANKS.sub(" ", node.text(deep=True, separator=_separator(node))).strip()


def _separator(node: LexborNode) -> str:
    """Blanks part the blocks of a cell; inline marks inside of a word (`CO<sub>2</sub>`) part nothing."""
    return " " if node.css_first("br, p, div, li, ul, ol") is not None else ""


def _row_cells(row: LexborNode, below: dict[int, int], most: int) -> list[str]:
    cells: list[str] = []
    for cell in row.iter():
        if cell.tag not in ("td", "th"):
            continue
        _skip_covered(cells, below)
        rows = _span(cell, "rowspan")
        for index in range(_span(cell, "colspan")):
            if rows > 1:
                below[len(cells)] = rows - 1
            cells.append("" if index else _text(cell))
        check_limit("table columns", len(cells), most)
    _skip_covered(cells, below)
    return cells


def _skip_covered(cells: list[str], below: dict[int, int]) -> None:
    while below.get(len(cells), 0) > 0:
        below[len(cells)] -= 1
        cells.append("")


def _span(cell: LexborNode, name: str) -> int:
    raw = cell.attributes.get(name) or "1"
    return min(max(int(raw), 1), _MAX_SPAN) if raw.isascii() and raw.isdigit() and len(raw) < 4 else 1
