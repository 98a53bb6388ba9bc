"""Frames, shares and words as a notebook of any kind shows them: text of strangers stays text, numbers are cut.

Notebook programs draw an address of a picture in a table as that picture, which asks its server; nothing here does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

import polars as pl
from markupsafe import Markup
from rich.console import Console

from esg_pipeline.answer_view import answer_table
from esg_pipeline.display import NOTHING, PIPED_WIDTH, clean, percent, truncated
from esg_pipeline.scorecard.charts import END, FAINT, fill_of, line, rect, svg, word

ROWS = 100
PLACES = 3
FRAME = "color:#1b1f24;background:#fff;font:14px/1.45 system-ui,sans-serif;overflow-x:auto;padding:.4rem"
CELL = "padding:.25rem .6rem;border-bottom:1px solid #d0d7de;vertical-align:top;text-align:left;max-width:32rem"
WORDS = ";overflow-wrap:anywhere;min-width:11rem"
SHORT = ";white-space:nowrap"
NUMBER = ";text-align:right;white-space:nowrap"
SHORTEST = 20  # a column without a longer cell is not broken
STEP, LEFT, WIDTH, RIGHT = 24, 44, 280, 180


@dataclass(frozen=True)
class Shown:
    """Something to look at: HTML for a notebook, text for a script."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __str__(self) -> str:
        return self.text


def note(*lines: str) -> Shown:
    """Plain words, a paragraph each."""
    paragraphs = Markup("").join(Markup("<p>{}</p>").format(clean(said)) for said in lines)
    return Shown(framed(paragraphs), "\n".join(map(clean, lines)))


def shown(frame: pl.DataFrame, title: str = "", *, rows: int = ROWS) -> Shown:
    """The first rows of a frame as a table, and how many there are in all; simulated issuers are called so."""
    seen, title = labelled(frame.head(rows)), clean(title)
    more = f"The first {rows} of {frame.height:,} rows." if frame.height > rows else ""
    count = more or ("" if frame.height else "No row.")
    text = StringIO()
    Console(file=text, width=PIPED_WIDTH, color_system=None, markup=False).print(answer_table(cut(seen), PIPED_WIDTH))
    below = Markup("<p>{}</p>").format(count) if count else ""
    return Shown(
        framed(table(seen, title), below), "\n".join(part for part in (title, text.getvalue().rstrip(), count) if part)
    )


def labelled(frame: pl.DataFrame) -> pl.DataFrame:
    """The flag of simulated issuers in words."""
    if "is_simulated" not in frame.columns:
        return frame
    said = pl.when("is_simulated").then(pl.lit("SIMULATED")).when(~pl.col("is_simulated")).then(pl.lit("real"))
    return frame.with_columns(said.alias("is_simulated")).rename({"is_simulated": "kind"})


def grade_bars(shares: Mapping[str, float], title: str, beside: Mapping[str, float] | None = None) -> Shown:
    """A bar per grade with its share (0 to 1), and a mark where the universe's share is."""
    most = max([*shares.values(), *(beside or {}).values(), 0.01])
    parts, said = list[str](), list[str]()
    for place, (grade, share) in enumerate(shares.items()):
        y = place * STEP
        parts += [word(0, y + 17, grade), rect(LEFT, y + 4, WIDTH * share / most, 17, fill_of(grade))]
        words = percent(share)
        if beside is not None:
            there = beside.get(grade)
            words += f", universe {percent(there)}"
            x = LEFT + WIDTH * (there or 0.0) / most
            parts += [line(x, y + 1, x, y + 24, FAINT, ' stroke-width="3"')] if there else []
        parts.append(word(LEFT + WIDTH + RIGHT, y + 17, words, END))
        said.append(f"{grade}: {words}")
    drawn = svg(LEFT + WIDTH + RIGHT, len(shares) * STEP + 2, f"{title}. {'; '.join(said)}", parts)
    return Shown(framed(Markup("<p>{}</p>").format(title), trusted(drawn)), "\n".join([title, *said]))


def trusted(drawn: str) -> Markup:
    """Markup that this package made."""
    return Markup(drawn)  # noqa: S704  # its makers escape


def framed(*parts: str) -> str:
    """Parts in a box that scrolls sideways by itself, in dark notebooks too."""
    return str(Markup('<div style="{}">{}</div>').format(FRAME, Markup("").join(parts)))


def table(frame: pl.DataFrame, title: str) -> Markup:
    """A frame as an HTML table."""
    style = {name: CELL + width_of(frame[name]) for name in frame.columns}
    heads = [Markup('<th scope="col" style="{}">{}</th>').format(style[name], clean(name)) for name in frame.columns]
    lines = [row_of(frame.columns, row, style) for row in cut(frame).rows()]
    caption = Markup('<caption style="text-align:left">{}</caption>').format(title) if title else ""
    body = Markup("<tbody>{}</tbody>").format(Markup("").join(lines))
    head = Markup("<thead><tr>{}</tr></thead>").format(Markup("").join(heads))
    return Markup('<table style="border-collapse:collapse">{}{}{}</table>').format(caption, head, body)


def width_of(column: pl.Series) -> str:
    """How the cells of a column may break: only text that is longer than a code."""
    if column.dtype.is_numeric():
        return NUMBER
    longest = max((len(str(value)) for value in (column.name, *column)), default=0)
    return SHORT if longest <= SHORTEST else WORDS


def row_of(columns: Sequence[str], row: Sequence[Any], style: Mapping[str, str]) -> Markup:
    """One row, every cell escaped."""
    cells = [
        Markup('<td style="{}">{}</td>').format(style[name], clean(NOTHING if value is None else value))
        for name, value in zip(columns, row, strict=True)
    ]
    return Markup("<tr>{}</tr>").format(Markup("").join(cells))


def cut(frame: pl.DataFrame) -> pl.DataFrame:
    """Decimals cut as text, never rounded up across a border; all else as it is."""
    floats = [name for name, dtype in frame.schema.items() if dtype.is_float()]
    texts = {name: [truncated(value, PLACES) for value in frame[name]] for name in floats}
    return frame.with_columns(pl.Series(name, values, dtype=pl.String) for name, values in texts.items())
