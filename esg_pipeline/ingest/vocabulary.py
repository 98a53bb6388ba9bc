"""The words of the method that a feed may use: data points and their codes, units, types of events and securities."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeAlias

import polars as pl

from esg_pipeline.disclosure.units import UnitMismatch, UnitTable
from esg_pipeline.methodology.codes import Classification

UnitFits: TypeAlias = Callable[[str, str], bool | None]
"""(delivered unit, canonical unit) -> whether one converts into the other; None when the delivered one is not known."""


class MethodTables(Protocol):
    """What is read of a Methodology: the frames of the CSV files of the same names."""

    @property
    def data_points(self) -> pl.DataFrame: ...  # noqa: D102
    @property
    def event_types(self) -> pl.DataFrame: ...  # noqa: D102
    @property
    def event_severities(self) -> pl.DataFrame: ...  # noqa: D102
    @property
    def industries(self) -> pl.DataFrame: ...  # noqa: D102
    @property
    def industry_codes(self) -> pl.DataFrame: ...  # noqa: D102
    @property
    def security_types(self) -> pl.DataFrame: ...  # noqa: D102
    @property
    def units(self) -> pl.DataFrame: ...  # noqa: D102


@dataclass(frozen=True)
class Vocabulary:
    """Codes of one methodology version as the feeds' rules need them."""

    method: MethodTables
    unit_fits: UnitFits

    @cached_property
    def data_points(self) -> pl.DataFrame:
        """One row per word (an id or a framework code, folded): its `meanings` (ids), `data_point_id` if just one."""
        return _words(self.method.data_points)

    @property
    def event_types(self) -> list[str]:
        """Codes of events."""
        return self.method.event_types["event_type"].to_list()

    @property
    def severities(self) -> list[str]:
        """Codes of severities."""
        return self.method.event_severities["severity"].to_list()

    @property
    def industries(self) -> list[str]:
        """Codes of industries."""
        return self.method.industries["industry_code"].to_list()

    @cached_property
    def industry_words(self) -> pl.DataFrame:
        """One row per classification (blank: none stated) and code, folded: `meanings`, `industry_code` if just one."""
        return _industry_words(self.method.industries, self.method.industry_codes)

    @property
    def security_types(self) -> list[str]:
        """Codes of securities."""
        return self.method.security_types["security_type"].to_list()


def vocabulary_of(method: MethodTables, unit_fits: UnitFits | None = None) -> Vocabulary:
    """The vocabulary of a Methodology; units are judged by its own unit table unless told otherwise."""
    return Vocabulary(method, unit_fits or unit_judge(UnitTable.from_frame(method.units)))


def unit_judge(units: UnitTable) -> UnitFits:
    """Whether one unit converts into another by a unit table; where a volume is asked for, a tonne of water is one."""

    def fits(unit: str, canonical_unit: str) -> bool | None:
        source, target = units.parse(unit), units.parse(canonical_unit)
        if source is None or target is None:
            return None
        try:
            units.ratio(source, target, "water")
        except UnitMismatch:
            return False
        return True

    return fits


def folded(column: str) -> pl.Expr:
    """A code without regard to case and to how many blanks stand inside."""
    return pl.col(column).str.replace_all(r"\s+", " ").str.strip_chars().str.to_lowercase()


def folded_code(column: str) -> pl.Expr:
    """A folded code as a spreadsheet leaves it: all digits are a number, without zeros in front and without `.0`."""
    return folded(column).str.replace(r"^0*(\d+?)(?:\.0+)?$", "$1")


def _industry_words(industries: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    own = industries.select(word=folded_code("industry_code"), industry_code="industry_code", rank=pl.lit(0))
    is_common = pl.col("classification") == Classification.COMMON
    listed = codes.select(
        "classification", "industry_code", word=folded_code("code"), rank=pl.when(is_common).then(1).otherwise(2)
    )
    # Without a classification the method's own code goes before a plain word, and that before any other code.
    unstated = pl.concat([own, listed.select(own.columns)], how="vertical_relaxed").with_columns(
        classification=pl.lit("")
    )
    best = unstated.filter(pl.col("rank") == pl.col("rank").min().over("word"))
    grouped = (
        pl.concat([best, listed.select(best.columns)], how="vertical_relaxed")
        .group_by("classification", "word")
        .agg(meanings=pl.col("industry_code").unique().sort())
    )
    one = pl.col("meanings").list.len() == 1
    return grouped.select(
        "classification",
        "word",
        industry_code=pl.when(one).then(pl.col("meanings").list.first()),
        meanings=pl.col("meanings").list.join(", "),
    ).sort("classification", "word")


def _words(data_points: pl.DataFrame) -> pl.DataFrame:
    codes = data_points.select("data_point_id", word=pl.col("framework_code").str.split(";")).explode("word")
    ids = data_points.select("data_point_id", word="data_point_id")
    # An id always means itself, even if some framework uses the same word.
    by_code = codes.with_columns(folded("word")).filter(pl.col("word") != "").join(ids, on="word", how="anti")
    grouped = pl.concat([ids, by_code]).unique().group_by("word").agg(meanings=pl.col("data_point_id").sort())
    one = pl.col("meanings").list.len() == 1
    return grouped.select(
        "word",
        data_point_id=pl.when(one).then(pl.col("meanings").list.first()),
        meanings=pl.col("meanings").list.join(", "),
    ).sort("word")
