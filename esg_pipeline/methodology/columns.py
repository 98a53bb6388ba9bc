"""How one cell of a methodology file is read: typed, or refused with the rule it breaks. The files are `files.py`."""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from esg_pipeline.methodology.model import Cell

NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)
# A comma between thousands, as a spreadsheet shows it; read as a decimal comma it would be another number.
GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
WHOLE = re.compile(r"[-+]?\d{1,15}", re.ASCII)
FACTOR = re.compile(r"(\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)(?:/(\d+))?", re.ASCII)
LONGEST_SHOWN = 60
SLUG = re.compile(r"[a-z][a-z0-9_]*")


class CellError(ValueError):
    """A cell that cannot be read; `rule` names what it broke."""

    def __init__(self, rule: str, message: str) -> None:
        self.rule = rule
        super().__init__(message)


def quoted(text: str) -> str:
    """Return a cell as it is shown in a message: no longer than a line."""
    return repr(text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…")


@dataclass(frozen=True)
class Column:
    """A column of a methodology file: how a cell is read, its type in a frame, and what a blank cell means."""

    name: str
    parse: Callable[[str], Cell]
    dtype: type[pl.DataType] = pl.String
    is_optional: bool = False
    blank: Cell = None

    def read(self, text: str) -> Cell:
        """Return the typed cell. Raises CellError."""
        if text:
            return self.parse(text)
        if self.is_optional:
            return self.blank
        raise CellError("blank", f"{self.name} is blank")


def parse_number(text: str) -> float:
    """Return a plain decimal number. Raises CellError."""
    if GROUPED.fullmatch(text):
        raise CellError("bad_number", f"{quoted(text)} is not plain: write it without commas between thousands")
    if not NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        raise CellError("bad_number", f"{quoted(text)} is not a number")
    return float(text)


def parse_whole(text: str) -> int:
    """Return a whole number. Raises CellError."""
    if not WHOLE.fullmatch(text):
        raise CellError("bad_number", f"{quoted(text)} is not a whole number")
    return int(text)


def parse_factor(text: str) -> float:
    """Return a number or a fraction such as 1/3600, above zero. Raises CellError."""
    found = FACTOR.fullmatch(text)
    above, below = (float(found[1]), float(found[2] or 1)) if found else (0.0, 1.0)
    factor = above / below if below else 0.0
    if not 0 < factor < math.inf:
        raise CellError("bad_number", f"{quoted(text)} is not a number or fraction above zero")
    return factor


def parse_date(text: str) -> date:
    """Return an ISO date. Raises CellError."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise CellError("bad_date", f"{quoted(text)} is not a date such as 2023-03-01") from error
    if text != day.isoformat():
        raise CellError("bad_date", f"{quoted(text)} is not written as {day.isoformat()}")
    return day


def parse_flag(text: str) -> bool:
    """Return true or false, which spreadsheets write in capitals. Raises CellError."""
    if text not in {"true", "false", "TRUE", "FALSE"}:
        raise CellError("unknown_code", f"{quoted(text)} is neither true nor false")
    return text.lower() == "true"


def texts(*names: str) -> tuple[Column, ...]:
    """Return columns of text that must be filled."""
    return tuple(Column(name, str) for name in names)


def optional(name: str, blank: Cell = None) -> Column:
    """Return a column of text that may be blank."""
    return Column(name, str, is_optional=True, blank=blank)


def slugs(*names: str) -> tuple[Column, ...]:
    """Return columns of lower-case identifiers."""

    def parse(text: str) -> str:
        if not SLUG.fullmatch(text):
            raise CellError("bad_id", f"{quoted(text)} is not a lower-case identifier")
        return text

    return tuple(Column(name, parse) for name in names)


def number(name: str) -> Column:
    """Return a column of decimal numbers."""
    return Column(name, parse_number, pl.Float64)


def optional_number(name: str) -> Column:
    """Return a column of decimal numbers that may be blank."""
    return Column(name, parse_number, pl.Float64, is_optional=True)


def whole(name: str) -> Column:
    """Return a column of whole numbers."""
    return Column(name, parse_whole, pl.Int64)


def flag(name: str) -> Column:
    """Return a column of true and false."""
    return Column(name, parse_flag, pl.Boolean)


def code(name: str, allowed: Iterable[str], is_optional: bool = False) -> Column:
    """Return a column of codes from a closed list."""
    known = [str(value) for value in allowed]

    def parse(text: str) -> str:
        if text not in known:
            raise CellError("unknown_code", f"{name} {quoted(text)} is none of {', '.join(known)}")
        return text

    return Column(name, parse, is_optional=is_optional)
