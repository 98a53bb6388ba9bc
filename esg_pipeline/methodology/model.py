"""One version of the rating method in memory: its tables, its parameters, and the error that names every problem found.

Reading files is `read.py`, the rules are `check.py`, the closed vocabularies are `codes.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from esg_pipeline.methodology.codes import Direction

LONGEST_MESSAGE = 1000
Cell = str | float | int | bool | date | None


@dataclass(frozen=True, order=True)
class Problem:
    """One broken rule: the file, its line (1 = the header or the file as a whole), the rule and what is wrong."""

    file: str
    line: int
    rule: str
    message: str

    def __post_init__(self) -> None:
        if len(self.message) > LONGEST_MESSAGE:  # a cell may be of any length, what is shown of it may not
            object.__setattr__(self, "message", self.message[:LONGEST_MESSAGE] + "…")

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}: {self.message}"


class MethodologyError(ValueError):
    """A methodology folder that cannot be used; `problems` holds everything that is wrong with it, by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Row:
    """One typed row of a methodology file and the line it stands on. A cell that could not be read is None."""

    line: int
    cells: dict[str, Cell]

    def text(self, column: str) -> str:
        """Return a text cell, blank when empty or unreadable."""
        value = self.cells.get(column)
        return value if isinstance(value, str) else ""

    def number(self, column: str) -> float | None:
        """Return a numeric cell, None when empty or unreadable."""
        value = self.cells.get(column)
        return float(value) if isinstance(value, int | float) else None


@dataclass(frozen=True)
class Table:
    """The rows of one methodology file; `is_intact` is False when the file or one of its columns is missing."""

    file: str
    rows: tuple[Row, ...] = ()
    is_intact: bool = True
    columns: tuple[str, ...] = ()

    def values(self, column: str) -> set[str]:
        """Return the distinct texts of a column, blanks left out."""
        return {row.text(column) for row in self.rows} - {""}


@dataclass(frozen=True)
class Parameters:
    """The numbers of `version.yaml`; the file says what each one is and whether the source document fixes it."""

    corner_ratio: float
    influence_share: float
    time_share: float
    min_donors: int
    carry_decay: float
    prior_score: float
    disclosure_floor: float
    strict_disclosure: bool
    minimum_coverage: float
    maximum_not_applicable: float
    event_window_years: int
    value_current_months: int
    pillar_limits: bool
    accept_confidence: float
    sample_check_confidence: float
    interpolation_years: int
    winsor_fence: float
    outlier_min_peers: int
    unit_slip_tolerance: float
    audit_share: float
    draws: int


@dataclass(frozen=True, eq=False)
class Methodology:
    """One checked version of the method. Frames have one row per row of the CSV of the same name, in file order.

    Blank cells are null, except dimensions, where the empty text means the total. Weights of `data_points` are shares
    inside the key issue before normalising; `anchors.score` is 0..100; `hash` is a sha256 over all files.
    """

    version: str
    title: str
    effective_date: date
    hash: str
    parameters: Parameters
    key_issues: pl.DataFrame = field(repr=False)
    grades: pl.DataFrame = field(repr=False)
    industries: pl.DataFrame = field(repr=False)
    materiality: pl.DataFrame = field(repr=False)
    data_points: pl.DataFrame = field(repr=False)
    anchors: pl.DataFrame = field(repr=False)
    percentile_scale: pl.DataFrame = field(repr=False)
    pillar_limits: pl.DataFrame = field(repr=False)
    ladders: pl.DataFrame = field(repr=False)
    imputation: pl.DataFrame = field(repr=False)
    uncertainty: pl.DataFrame = field(repr=False)
    frameworks: pl.DataFrame = field(repr=False)
    industry_codes: pl.DataFrame = field(repr=False)
    event_types: pl.DataFrame = field(repr=False)
    event_severities: pl.DataFrame = field(repr=False)
    red_lines: pl.DataFrame = field(repr=False)
    derivations: pl.DataFrame = field(repr=False)
    security_types: pl.DataFrame = field(repr=False)
    universe_rules: pl.DataFrame = field(repr=False)
    units: pl.DataFrame = field(repr=False)
    labels: pl.DataFrame = field(repr=False)

    @property
    def scored_data_points(self) -> pl.DataFrame:
        """Return the data points that enter a score: everything but context."""
        return self.data_points.filter(pl.col("direction") != Direction.CONTEXT_ONLY)

    @property
    def industry_tags(self) -> dict[str, frozenset[str]]:
        """Return the sector tags of each industry, as used by `applies_to` of the data points."""
        rows = self.industries.select("industry_code", "sector_tags").iter_rows()
        return {str(code): frozenset(str(tags).split("|")) for code, tags in rows}

    @property
    def ladder_methods(self) -> dict[str, list[str]]:
        """Return the methods of each ladder in order, without the prior; ladders in the order of the file."""
        found: dict[str, list[str]] = {name: [] for name in self.ladders["ladder_id"]}
        for name, method in self.ladders.sort("step_number").select("ladder_id", "method").iter_rows():
            found[name].append(method)
        return found
