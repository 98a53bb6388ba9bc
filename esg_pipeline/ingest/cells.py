"""Text cells to typed values, as polars expressions: null where the cell is empty or does not say such a value."""

from enum import StrEnum

import polars as pl

NUMBER_PATTERN = r"^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$"
TRUE_WORDS = ("true", "yes", "y", "1", "是")
FALSE_WORDS = ("false", "no", "n", "0", "否")
FIRST_YEAR, LAST_YEAR = 1900, 2200
_DATE_PATTERN = r"^\d{4}-\d{1,2}-\d{1,2}$"
_MOMENT_PATTERN = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?$"
_MIDNIGHT = r"[T ]00:00(?::00(?:\.0+)?)?Z?$"
_UNREADABLE = r"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\x7f\x{fffd}]"


class CellType(StrEnum):
    """What a column of a feed holds."""

    TEXT = "text"
    DATE = "date"
    FLAG = "flag"
    NUMBER = "number"
    WHOLE = "whole"
    MOMENT = "moment"


def trimmed(column: str) -> pl.Expr:
    """The text without blanks around it; an empty cell is null."""
    text = pl.col(column).str.strip_chars()
    return pl.when(text != "").then(text)


def typed(column: str, cell_type: CellType) -> pl.Expr:
    """The value of a trimmed text column: String, Date, Boolean, Float64, Int64 or Datetime."""
    match cell_type:
        case CellType.TEXT:
            return pl.col(column)
        case CellType.DATE:
            return as_date(pl.col(column))
        case CellType.FLAG:
            return as_flag(pl.col(column))
        case CellType.NUMBER:
            return as_number(pl.col(column))
        case CellType.WHOLE:
            return as_whole(pl.col(column))
        case CellType.MOMENT:
            return as_moment(pl.col(column))


def as_date(text: pl.Expr) -> pl.Expr:
    """`2022-05-31` or `2022/5/31`, also with midnight behind it, from 1900 to 2200."""
    plain = text.str.replace(_MIDNIGHT, "").str.replace_all("/", "-", literal=True)
    day = pl.when(plain.str.contains(_DATE_PATTERN)).then(plain).str.to_date("%Y-%m-%d", strict=False)
    return pl.when(day.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(day)


def as_moment(text: pl.Expr) -> pl.Expr:
    """`2022-05-31T08:30:00Z` or the same with a blank and without the zone: UTC, no other zone, from 1900 to 2200."""
    plain = text.str.replace(" ", "T", literal=True).str.replace(r"(?:Z|\+00:00)$", "")
    moment = (
        pl.when(plain.str.contains(_MOMENT_PATTERN))
        .then(plain)
        .str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False)
    )
    return pl.when(moment.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(moment)


def as_flag(text: pl.Expr) -> pl.Expr:
    """Yes or no in the usual words of English and Chinese."""
    word = text.str.to_lowercase()
    return (
        pl.when(word.is_in(TRUE_WORDS)).then(pl.lit(value=True)).when(word.is_in(FALSE_WORDS)).then(pl.lit(value=False))
    )


def as_number(text: pl.Expr) -> pl.Expr:
    """A finite decimal number; commas only between groups of three digits, since `1,5` may be 1.5 or 15."""
    plain = text.str.normalize("NFKC").str.replace_all("\u2212", "-", literal=True)
    fitting = pl.when(plain.str.contains(NUMBER_PATTERN)).then(plain)
    number = fitting.str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False)
    # -0.0 is written differently from 0.0 and would make equal values differ.
    return pl.when(number.is_finite()).then(pl.when(number == 0).then(0.0).otherwise(number))


def as_whole(text: pl.Expr) -> pl.Expr:
    """A whole number; `2021.0` is one, as spreadsheets write it."""
    number = as_number(text)
    return pl.when((number == number.floor()) & (number.abs() < 2**53)).then(number).cast(pl.Int64, strict=False)


def is_unreadable(column: str) -> pl.Expr:
    """Control characters, or characters that were damaged on the way."""
    return pl.col(column).str.contains(_UNREADABLE)
