"""Freezing anchors: sets of the same day are replaced, others stay, and a broken version is never written."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.methodology.freeze import freeze_anchors
from esg_pipeline.methodology.model import MethodologyError
from esg_pipeline.methodology.read import load_methodology

FIRST, LATER = date(2018, 1, 1), date(2024, 1, 1)


def anchors(day: date, *points: tuple[float, float]) -> pl.DataFrame:
    """A set of ghg_int_rev for every industry."""
    known = load_methodology().anchors
    return pl.DataFrame({"x": [x for x, _ in points], "score": [score for _, score in points]}).with_columns(
        data_point_id=pl.lit("ghg_int_rev"),
        industry_code=pl.lit(None, dtype=pl.String),
        valid_from=pl.lit(day),
        unit=pl.lit("tCO2e/CNY million"),
        basis=pl.lit("statistical"),
        citation=pl.lit("Percentiles, 40 values"),
    )[known.columns]


def sets(frame: pl.DataFrame, day: date) -> list[tuple[float, float]]:
    return frame.filter(data_point_id="ghg_int_rev", valid_from=day).select("x", "score").rows()


def test_a_later_set_joins_the_earlier_ones(folder: Path) -> None:
    before = load_methodology(folder)
    after = freeze_anchors(folder, anchors(LATER, (5.0, 95.0), (50.0, 40.0)))
    assert sets(after.anchors, LATER) == [(5.0, 95.0), (50.0, 40.0)]
    assert sets(after.anchors, FIRST) == sets(before.anchors, FIRST)
    assert after.hash == load_methodology(folder).hash != before.hash


def test_a_set_of_the_same_day_is_replaced_where_it_stood(folder: Path) -> None:
    before = load_methodology(folder)
    after = freeze_anchors(folder, anchors(FIRST, (5.0, 95.0), (50.0, 40.0)))
    assert sets(after.anchors, FIRST) == [(5.0, 95.0), (50.0, 40.0)]
    others = pl.col("data_point_id") != "ghg_int_rev"
    assert after.anchors.filter(others).equals(before.anchors.filter(others))
    assert after.anchors["data_point_id"][0] == before.anchors["data_point_id"][0]


def test_freezing_the_same_anchors_twice_changes_no_byte(folder: Path) -> None:
    new = anchors(LATER, (5.0, 95.0), (50.0, 40.0))
    freeze_anchors(folder, new)
    once = (folder / "anchors.csv").read_bytes()
    freeze_anchors(folder, new)
    assert (folder / "anchors.csv").read_bytes() == once


def test_a_version_that_would_break_a_rule_is_not_written(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(MethodologyError, match="not_monotone"):
        freeze_anchors(folder, anchors(LATER, (5.0, 40.0), (50.0, 95.0)))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_set_is_replaced_in_a_file_that_a_spreadsheet_saved(folder: Path) -> None:
    path = folder / "anchors.csv"
    lines = path.read_text(encoding="utf-8").replace("ghg_int_rev,,", " ghg_int_rev , ,").splitlines()
    path.write_text("\ufeff" + "".join(f"{line},,\r\n" for line in lines), encoding="utf-8", newline="")
    after = freeze_anchors(folder, anchors(FIRST, (5.0, 95.0), (50.0, 40.0)))
    assert sets(after.anchors, FIRST) == [(5.0, 95.0), (50.0, 40.0)]


def test_a_version_that_is_broken_already_is_named_and_left_alone(folder: Path) -> None:
    path = folder / "anchors.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(MethodologyError, match="other_separator"):
        freeze_anchors(folder, anchors(LATER, (5.0, 95.0), (50.0, 40.0)))
    assert path.read_bytes() == before
