"""HTML to plain text: table rows become tab separated lines, scripts and hidden parts go. No other format."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_DROPPED = ["script", "style", "noscript", "template", "head", "iframe", "object", "svg"]
_BLOCK_NAMES = (
    "address article aside blockquote br caption center dd div dl dt figcaption footer form h1 h2 h3 h4 h5 h6 header "
    "hr li main nav ol p pre section ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_BLANKS = re.compile(r"[\s\u00a0]+")
_MAX_SPAN = 50
_MAX_DEPTH = 200


def html_to_text(html: str) -> str:
    """Readable text of an HTML document; each table row is one line of tab separated cells."""
    tree = LexborHTMLParser(html)
    tree.strip_tags(_DROPPED)
    lines: list[str] = []
    if tree.body is not None:
        _Writer(lines).write(tree.body)
    return "\n".join(lines)


class _Writer:
    """Collects lines; inline text is gathered until a block starts or ends."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._inline: list[str] = []

    def write(self, root: LexborNode) -> None:
        self._walk(root, 0)
        self._flush()

    def _walk(self, node: LexborNode, depth: int) -> None:
        for child in node.iter(include_text=True):
            if child.tag == "-text":
                self._inline.append(child.text(deep=False))
            elif child.tag == "table":
                self._flush()
                self._lines.extend(["", *_table_lines(child), ""])
            elif depth >= _MAX_DEPTH:
                self._inline.append(child.text(deep=True, separator=" "))
            else:
                self._element(child, depth)

    def _element(self, node: LexborNode, depth: int) -> None:
        is_block = node.tag in _BLOCKS
        if is_block:
            self._flush()
        self._walk(node, depth + 1)
        if is_block:
            self._flush()

    def _flush(self) -> None:
        text = _BLANKS.sub(" ", "".join(self._inline)).strip()
        self._inline.clear()
        if text:
            self._lines.append(text)


def _table_lines(table: LexborNode) -> list[str]:
    lines: list[str] = []
    below: dict[int, int] = {}  # column -> rows still covered by a cell from above
    for row in table.css("tr"):
        cells = _row_cells(row, below)
        lines.append("\t".join(cells))
    return lines


def _row_cells(row: LexborNode, below: dict[int, int]) -> list[str]:
    cells: list[str] = []
    for cell in row.iter():
        if cell.tag not in ("td", "th"):
            continue
        _skip_covered(cells, below)
        rows = _span(cell, "rowspan")
        for index in range(_span(cell, "colspan")):
            if rows > 1:
                below[len(cells)] = rows - 1
            cells.append("" if index else _BLANKS.sub(" ", cell.text(deep=True, separator=" ")).strip())
    _skip_covered(cells, below)
    return cells


def _skip_covered(cells: list[str], below: dict[int, int]) -> None:
    while below.get(len(cells), 0) > 0:
        below[len(cells)] -= 1
        cells.append("")


def _span(cell: LexborNode, name: str) -> int:
    raw = cell.attributes.get(name) or "1"
    return min(max(int(raw), 1), _MAX_SPAN) if raw.isascii() and raw.isdigit() and len(raw) < 4 else 1
