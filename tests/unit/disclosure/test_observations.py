"""The label path of a raw observation."""

from fractions import Fraction

from esg_pipeline.disclosure.numbers import ParsedValue
from esg_pipeline.disclosure.observations import RawObservation
from esg_pipeline.methodology.codes import State


def test_the_path_runs_from_the_outermost_heading_to_the_column() -> None:
    raw = RawObservation(
        1, 1, None, "Female", ParsedValue(State.REPORTED, Fraction(1)), "1", (0, 1), (0, 1),
        headings=("Employee",), indicator="", breakdown_label="Gender", member="Total",
    )  # fmt: skip
    assert raw.label_path == "Employee > Gender > Female > Total"
