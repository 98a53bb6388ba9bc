"""What a scorecard consists of, as plain records that a page and a sheet of paper print alike. No words, no numbers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A chart; `text` says in words all that it shows."""

    svg: str
    text: str
    heading: str = ""
    caption: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell of a table: a text with a smaller one below it, or a decorative chart of what stands beside it.

    `language` is set where the text is in another language than the page.
    """

    text: str = ""
    small: str = ""
    svg: str = ""
    is_quote: bool = False
    language: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table; the first cell heads it. `level` is "group" or "part" for one that sums up those below it,
    "more" for one that goes on with the row above and has no head of its own.
    """

    cells: tuple[Cell, ...]
    level: str = ""


@dataclass(frozen=True)
class Table:
    """A table; `numbers` are the places of its columns of numbers, `wide` those of long text."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    numbers: tuple[int, ...] = ()
    wide: tuple[int, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of the card: notes, figures, tables and what is said after them, in this order."""

    identity: str
    title: str
    notes: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A figure of the first screen."""

    label: str
    value: str
    small: str = ""


@dataclass(frozen=True)
class Mover:
    """A key issue that lifts the score or drags it down; `share` is its length beside the strongest one, 0 to 100."""

    name: str
    points: str
    note: str
    share: int
    is_lift: bool


@dataclass(frozen=True)
class Movers:
    """The strongest on one side, or in words that there are none."""

    title: str
    none: str
    movers: tuple[Mover, ...]


@dataclass(frozen=True)
class Head:
    """The first screen: who, which grade, how sure, why."""

    kicker: str
    simulated: str
    name: str
    about: str
    grade: str
    grade_class: str
    grade_label: str
    facts: tuple[Fact, ...]
    probability: Figure | None
    no_probability: str
    brief_title: str
    brief: tuple[str, ...]
    movers: tuple[Movers, ...]
    balance: str


@dataclass(frozen=True)
class Card:
    """A scorecard in one language; `sheet` is the page number with {page} and {pages} in it."""

    language: str
    title: str
    skip: str
    contents: str
    head: Head
    sections: tuple[Section, ...]
    footer: str
    sheet: str
