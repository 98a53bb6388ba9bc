"""The error that names everything, and the helpers of rows, tables and versions."""

from dataclasses import replace

import polars as pl

from esg_pipeline.methodology.codes import Direction
from esg_pipeline.methodology.model import MethodologyError, Problem, Row, Table
from esg_pipeline.methodology.read import load_methodology


def test_the_error_lists_one_problem_a_line_in_order_and_once() -> None:
    late, early = Problem("b.csv", 3, "blank", "x is blank"), Problem("a.csv", 9, "bad_number", "'y' is not a number")
    error = MethodologyError([late, early, late])
    assert error.problems == (early, late)
    assert str(error) == "a.csv:9: bad_number: 'y' is not a number\nb.csv:3: blank: x is blank"


def test_a_message_is_no_longer_than_a_reader_s_patience() -> None:
    assert len(Problem("a.csv", 1, "unknown_column", "x" * 100_000).message) < 1100
    assert Problem("a.csv", 1, "blank", "x is blank").message == "x is blank"


def test_a_cell_of_another_type_reads_as_blank() -> None:
    row = Row(2, {"name": "a", "weight": 2, "nothing": None})
    assert (row.text("name"), row.text("weight"), row.text("nothing"), row.text("lost")) == ("a", "", "", "")
    assert (row.number("weight"), row.number("name"), row.number("nothing")) == (2.0, None, None)


def test_the_values_of_a_column_leave_blanks_out() -> None:
    assert Table("a.csv", (Row(2, {"x": "a"}), Row(3, {"x": None}), Row(4, {"x": "a"}))).values("x") == {"a"}


def test_scored_data_points_are_those_with_a_weight() -> None:
    methodology = load_methodology()
    scored = methodology.scored_data_points
    assert Direction.CONTEXT_ONLY not in set(scored["direction"])
    assert (
        scored["data_point_id"].to_list()
        == methodology.data_points.filter(pl.col("weight") > 0)["data_point_id"].to_list()
    )


def test_industries_have_their_tags() -> None:
    tags = load_methodology().industry_tags
    assert tags["banking"] == {"bank", "financial", "services"}
    assert "lgfv" in tags["lgfv"]


def test_ladders_have_their_methods_by_number_and_stand_as_in_the_file() -> None:
    rows = [("wide", 2, "median_universe"), ("none", 1, "zero"), ("wide", 1, "carry_forward")]
    ladders = pl.DataFrame(rows, schema=["ladder_id", "step_number", "method"], orient="row")
    found = replace(load_methodology(), ladders=ladders).ladder_methods
    assert list(found.items()) == [("wide", ["carry_forward", "median_universe"]), ("none", ["zero"])]
