"""When the measured coverage of intervals is worth a warning."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from esg_pipeline.calibration import miscalibrated

DAY = date(2022, 10, 31)


def errors(*rows: tuple[str, str, int, float], is_simulated: Any = False) -> pl.DataFrame:
    """data point, method, hidden cells, coverage."""
    frame = pl.DataFrame(
        rows,
        schema={
            "data_point_id": pl.String,
            "method": pl.String,
            "n_masked": pl.Int64,
            "interval_coverage": pl.Float64,
        },
        orient="row",
    )
    return frame.with_columns(rating_date=pl.lit(DAY), is_simulated=pl.lit(is_simulated))


def test_intervals_that_hold_what_they_should_are_no_finding() -> None:
    assert miscalibrated(errors(("x", "median_class", 1000, 0.851), ("y", "median_class", 1000, 0.949))) == []
    assert miscalibrated(errors()) == []


def test_a_method_that_holds_too_few_over_all_data_points_is_named_with_its_numbers() -> None:
    found = miscalibrated(errors(("x", "carry_forward", 300, 0.8), ("y", "carry_forward", 100, 0.9)))
    assert found[0] == (
        "carry_forward, all data points, real issuers on 2022-10-31: the 90 % intervals hold 82.5% of 400 hidden cells"
    )


def test_a_data_point_is_named_only_when_chance_does_not_explain_it() -> None:
    # Two standard errors below 0.85: 0.7787 with 100 cells, 0.6903 with 20.
    others = ("z", "median_class", 5000, 0.9)
    assert miscalibrated(errors(others, ("x", "median_class", 100, 0.78))) == []
    assert len(miscalibrated(errors(others, ("x", "median_class", 100, 0.77)))) == 1
    assert miscalibrated(errors(others, ("x", "median_class", 20, 0.7))) == []
    [only] = miscalibrated(errors(others, ("x", "median_class", 20, 0.68)))
    assert only.startswith("median_class of x, real issuers")


@pytest.mark.parametrize(("count", "share", "findings"), [(1000, 0.96, 1), (1000, 0.97, 2), (19, 1.0, 0), (20, 1.0, 1)])
def test_intervals_that_are_too_wide_are_a_finding_too(count: int, share: float, findings: int) -> None:
    assert len(miscalibrated(errors(("x", "median_class", count, share)))) == findings


def test_fewer_than_twenty_cells_of_a_method_say_nothing_of_it() -> None:
    assert miscalibrated(errors(("x", "median_class", 19, 0.75))) == []
    assert len(miscalibrated(errors(("x", "median_class", 19, 0.75), ("y", "median_class", 1, 0.75)))) == 1


def test_the_worst_comes_first_and_methods_before_data_points() -> None:
    found = miscalibrated(
        errors(
            ("x", "median_class", 1000, 0.5),
            ("y", "median_class", 1000, 0.9),
            ("x", "zero", 1000, 0.6),
            ("y", "zero", 1000, 0.6),
        )
    )
    starts = [text.split(",")[0] for text in found]
    assert starts == ["zero", "median_class", "median_class of x", "zero of x", "zero of y"]


def test_worlds_are_judged_apart() -> None:
    both = pl.concat(
        [errors(("x", "median_class", 30, 0.8)), errors(("x", "median_class", 3000, 0.9), is_simulated=True)],
        how="vertical",
    )
    [only] = miscalibrated(both)
    assert "real issuers" in only


def test_the_order_of_rows_changes_nothing() -> None:
    table = errors(("x", "median_class", 500, 0.5), ("y", "median_class", 500, 0.5), ("x", "zero", 500, 0.99))
    assert miscalibrated(table) == miscalibrated(table.reverse())


def test_the_prior_is_a_rule_and_not_judged() -> None:
    assert miscalibrated(errors(("x", "prior", 1000, 1.0))) == []
