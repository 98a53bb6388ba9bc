"""Figures shown large side by side with their captions below, as on a page of highlights: one line for each figure."""

from collections.abc import Sequence

from esg_pipeline.disclosure.page_shapes import Piece, Row

_LARGER = 1.3
_MAX_CAPTION_LINES = 3
_MAX_FIGURE = 24


def card_rows(rows: Sequence[Row], start: int) -> int:
    """How many rows from `start` are a line of large figures and the captions below it; 0 when it is none."""
    figures = rows[start].pieces
    if len(figures) < 2 or not all(_is_figure(piece.text) for piece in figures):
        return 0
    count = 1
    while count <= _MAX_CAPTION_LINES and start + count < len(rows):
        row, above = rows[start + count], rows[start + count - 1]
        is_caption = rows[start].size >= _LARGER * row.size and row.middle - above.middle < 2.2 * above.size
        if not is_caption or any(_place(piece, figures) is None for piece in row.pieces):
            break
        count += 1
    below = {_place(piece, figures) for row in rows[start + 1 : start + count] for piece in row.pieces}
    return count if len(below) == len(figures) else 0


def card_lines(rows: Sequence[Row]) -> list[str]:
    """A line for each figure: the figure, then its caption."""
    figures = rows[0].pieces
    texts = [[figure.text] for figure in figures]
    for row in rows[1:]:
        for piece in row.pieces:
            place = _place(piece, figures)
            if place is not None:
                texts[place].append(piece.text)
    return [" ".join(parts) for parts in texts]


def _is_figure(text: str) -> bool:
    return len(text) <= _MAX_FIGURE and any(c.isdigit() for c in text)


def _place(piece: Piece, figures: Sequence[Piece]) -> int | None:
    """The one figure that a caption stands below; None when it stands below none or several."""
    over = [i for i, figure in enumerate(figures) if figure.x0 < piece.x1 and piece.x0 < figure.x1]
    return over[0] if len(over) == 1 else None
