"""The errors of an index."""

from esg_pipeline.index.problems import IndexRefused, StepError
from esg_pipeline.methodology.model import Problem


def test_every_problem_is_named_once_by_file_and_line() -> None:
    late, early = Problem("a.yaml", 9, "x", "two"), Problem("a.yaml", 2, "x", "one")
    assert str(IndexRefused([late, early, late])) == "a.yaml:2: x: one\na.yaml:9: x: two"


def test_a_step_that_has_no_meaning_names_its_rule() -> None:
    assert StepError("zero_denominator", "why").rule == "zero_denominator"
