"""What a reader of prose or statements hands over: a fact before it gets its id, and a number that is no fact."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from esg_pipeline.methodology.codes import State


class Qualifier(StrEnum):
    """How exactly a figure is said: `nearly 195`, `more than 100` are not 195 and 100."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that supports a fact: its place in the text and how near it is to what was sought, 0 to 1."""

    line: int
    page: int | None
    span: tuple[int, int]
    similarity: float = 1.0


@dataclass(frozen=True, slots=True)
class Found:
    """A fact of a sentence. `value` is exact and canonical; `span` is the quote, which holds `raw_value`.

    `score` is the reader's own strength of belief, 0 to 1; `confidence.py` turns it into a probability. `evidence` has
    the best sentences first.
    """

    data_point_id: str
    dimension: str
    period: int | None
    value: Fraction | None
    unit: str
    raw_value: str
    raw_unit: str
    state: State
    method: str
    line: int
    page: int | None
    span: tuple[int, int]
    value_span: tuple[int, int] | None = None
    qualifier: Qualifier = Qualifier.EXACT
    score: float = 1.0
    is_period_assumed: bool = False
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class LooseNumber:
    """A number of a sentence that no reader made a fact of, with the reason."""

    raw_value: str
    raw_unit: str
    line: int
    page: int | None
    span: tuple[int, int]
    label_path: str
    reason: str
    period: int | None = None
