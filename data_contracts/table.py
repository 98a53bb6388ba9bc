"""The building blocks of a contract: rules, columns, tables, and how a frame is held against them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias, cast

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

TEXT = pl.String()
NUMBER = pl.Float64()
WHOLE = pl.Int64()
FLAG = pl.Boolean()
DATE = pl.Date()
MOMENT = pl.Datetime("us")  # UTC
Value: TypeAlias = str | float | int | bool | date | None

SQL_TYPES: dict[type[pl.DataType], str] = {
    pl.String: "varchar",
    pl.Float64: "double",
    pl.Int64: "bigint",
    pl.Boolean: "boolean",
    pl.Date: "date",
    pl.Datetime: "timestamp",
}

# Weights, shares and scores are sums of floats: the last bits may overshoot a border.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Rule:
    """One check on a column (`kind` is pandera's name of it), with a value that breaks it, which its test uses."""

    name: str
    kind: str
    arguments: tuple[object, ...]
    breaks_with: Value

    @cached_property
    def check(self) -> pa.Check:
        """The pandera check; its error text is the rule's name."""
        return getattr(pa.Check, self.kind)(*self.arguments, name=self.name, error=self.name)


def between(low: float, high: float) -> Rule:
    """Values lie in [low, high]."""
    return Rule(f"between {low:g} and {high:g}", "in_range", (low - ROUNDING, high + ROUNDING), high + 1.0)


def at_least(low: float) -> Rule:
    """Values are not below `low`."""
    return Rule(f"at least {low:g}", "ge", (low,), low - 1)


def one_of(codes: type[StrEnum] | Sequence[str]) -> Rule:
    """Values come from a closed vocabulary."""
    allowed = tuple(str(code) for code in codes)
    return Rule("one of " + ", ".join(allowed), "isin", (allowed,), "?")


def matches(pattern: str, breaks_with: str = " ") -> Rule:
    """Text matches a regular expression as a whole."""
    return Rule(f"matches {pattern}", "str_matches", (f"^(?:{pattern})$",), breaks_with)


NOT_BLANK = Rule("not blank", "str_matches", (r"\S",), " ")
SLUG = matches(r"[a-z][a-z0-9_]*", "Not A Slug")
SHA256 = matches(r"[0-9a-f]{64}", "not-a-hash")
SHARE = between(0, 1)
SCORE = between(0, 100)


@dataclass(frozen=True)
class Column:
    """One column: name, type, what it means (with its unit), and the rules its values keep."""

    name: str
    dtype: pl.DataType
    description: str
    example: Value
    rules: tuple[Rule, ...] = ()
    nullable: bool = False

    @property
    def sql_type(self) -> str:
        """DuckDB's name of the type."""
        return SQL_TYPES[type(self.dtype)]

    def pandera(self) -> pa.Column:
        """The same promise as a pandera column."""
        checks = [rule.check for rule in self.rules]
        return pa.Column(self.dtype, checks=checks, nullable=self.nullable, description=self.description)


@dataclass(frozen=True)
class Violation:
    """One rule that rows broke: how many, and one value that did."""

    column: str
    rule: str
    rows: int
    example: str


@dataclass(frozen=True)
class Table:
    """The contract of one table: grain (`key`), columns, and whether it is written per rating date."""

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    partitioned: bool = False
    order: tuple[str, ...] = field(default=())

    @property
    def layer(self) -> str:
        """The DuckDB schema and the first part of the asset key."""
        return self.name.split(".")[0]

    @property
    def path(self) -> list[str]:
        """The asset key."""
        return self.name.split(".")

    @cached_property
    def schema(self) -> pa.DataFrameSchema:
        """The pandera schema: exactly these columns, these types, these rules, one row per key."""
        columns = {column.name: column.pandera() for column in self.columns}
        return pa.DataFrameSchema(columns, strict=True, unique=list(self.key), name=self.name)

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Columns in the contract's order and types, NaN as null, rows sorted by key: the same inputs, the same bytes.

        Raises polars' ColumnNotFoundError or InvalidOperationError when a column is missing or cannot be cast.
        """
        wanted = [pl.col(column.name).cast(column.dtype) for column in self.columns]
        numbers = [column.name for column in self.columns if column.dtype == NUMBER]
        return frame.select(wanted).with_columns(pl.col(numbers).fill_nan(None)).sort(self.order or self.key)

    def violations(self, frame: pl.DataFrame) -> list[Violation]:
        """Every broken promise, or an empty list. Lazy frames are refused: pandera would check only their schema."""
        if not isinstance(frame, pl.DataFrame):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{self.name}: contracts hold for eager frames only, got {type(frame).__name__}")
        try:
            self.schema.validate(frame, lazy=True)
        except SchemaErrors as error:
            return summarise(cast("pl.DataFrame", error.failure_cases))
        return []

    def empty(self) -> pl.DataFrame:
        """A frame with the contract's columns and no rows."""
        return pl.DataFrame(schema={column.name: column.dtype for column in self.columns})

    def example_row(self) -> pl.DataFrame:
        """One row that keeps the contract, made of the columns' examples."""
        return pl.DataFrame(
            {column.name: [column.example] for column in self.columns},
            schema={column.name: column.dtype for column in self.columns},
        )


def summarise(failure_cases: pl.DataFrame) -> list[Violation]:
    """Failure cases of pandera, counted per column and rule."""
    grouped = failure_cases.group_by("column", "check", maintain_order=True).agg(
        rows=pl.len(), example=pl.col("failure_case").cast(pl.String).first()
    )
    return [
        Violation(str(row["column"]), str(row["check"]), row["rows"], str(row["example"]))
        for row in grouped.iter_rows(named=True)
    ]
