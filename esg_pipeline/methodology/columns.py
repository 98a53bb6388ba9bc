"""How one cell of a methodology file is read: typed, or refused with the rule it breaks. The files are `files.py`."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import polars as pl

from esg_pipeline.methodology.model import Cell

NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
WHOLE = re.compile(r"[-+]?\d+")
SLUG = re.compile(r"[a-z][a-z0-9_]*")


class CellError(ValueError):
    """A cell that cannot be read; `rule` names what it broke."""

    def __init__(self, rule: str, message: str) -> None:
        self.rule = rule
        super().__init__(message)


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
    if not NUMBER.fullmatch(text):
        raise CellError("bad_number", f"{text!r} is not a number")
    return float(text)


def parse_whole(text: str) -> int:
    """Return a whole number. Raises CellError."""
    if not WHOLE.fullmatch(text):
        raise CellError("bad_number", f"{text!r} is not a whole number")
    return int(text)


def parse_factor(text: str) -> float:
    """Return a number or a fraction such as 1/3600, above zero. Raises CellError."""
    try:
        factor = float(Fraction(text))
    except (ValueError, ZeroDivisionError, OverflowError):
        factor = 0.0
    if factor <= 0:
        raise CellError("bad_number", f"{text!r} is not a number or fraction above zero")
    return factor


def parse_date(text: str) -> date:
    """Return an ISO date. Raises CellError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CellError("bad_date", f"{text!r} is not a date such as 2023-03-01") from error


def parse_flag(text: str) -> bool:
    """Return true or false. Raises CellError."""
    if text not in {"true", "false"}:
        raise CellError("unknown_code", f"{text!r} is neither true nor false")
    return text == "true"


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
            raise CellError("bad_id", f"{text!r} is not a lower-case identifier")
        return text

    return tuple(Column(name, parse) for name in names)


def number(name: str) -> Column:
    """Return a column of decimal numbers."""
    return Column(name, parse_number, pl.Float64)


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
            raise CellError("unknown_code", f"{name} {text!r} is none of {', '.join(known)}")
        return text

    return Column(name, parse, is_optional=is_optional)
