"""Figures of units: joined, sorted, and every bad cell by file and row."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from esg_pipeline.index.data import Panel, read_panel, year_number
from esg_pipeline.index.model import Index
from esg_pipeline.index.problems import IndexRefused

CONFIG = """unit: Town
name: Label
indicators: {a: {denominate: people}, b: }
nodes: {T: {children: [a, b]}}
"""
TABLE = "town,label,A,b,people\nY,Ypern,1,,4\nX,Xanten,2.5,-1e3,2\n"
Read = Callable[[str, Mapping[str, str]], Panel]


@pytest.fixture
def read(tmp_path: Path, index_of: Callable[[str], Index]) -> Read:
    def panel(config: str, tables: Mapping[str, str]) -> Panel:
        folder = tmp_path / "data"
        folder.mkdir()
        for name, text in tables.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
        return read_panel(index_of(config), folder)

    return panel


def test_rows_are_sorted_and_gaps_stay_gaps(read: Read) -> None:
    panel = read(CONFIG, {"x.csv": TABLE})
    assert (panel.units, panel.names, panel.years) == (["X", "Y"], ["Xanten", "Ypern"], ["", ""])
    np.testing.assert_array_equal(panel.numbers["a"], [2.5, 1.0])
    np.testing.assert_array_equal(panel.numbers["b"], [-1000.0, np.nan])
    np.testing.assert_array_equal(panel.numbers["people"], [2.0, 4.0])


@pytest.mark.parametrize("change", [lambda text: "\ufeff" + text.replace("\n", "\r\n"), lambda text: text + ",,,,\n\n"])
def test_marks_line_ends_and_blank_rows_change_nothing(read: Read, change: Callable[[str], str]) -> None:
    panel = read(CONFIG, {"x.csv": change(TABLE)})
    np.testing.assert_array_equal(panel.numbers["a"], [2.5, 1.0])


def test_tables_are_joined_by_unit(read: Read) -> None:
    people = "town,people,label\nX,2,Xanten\nZ,9,Zeitz\n"
    own = TABLE.replace(",people", ",other")
    panel = read("tables: [x.csv, people.csv]\n" + CONFIG, {"x.csv": own, "people.csv": people})
    np.testing.assert_array_equal(panel.numbers["people"], [2.0, np.nan])


def test_a_table_without_years_holds_for_all(read: Read) -> None:
    config = "tables: [x.csv, people.csv]\nyear: when\n" + CONFIG.replace("name: Label\n", "")
    table = "town,when,a,b\nX,2021,1,1\nX,2020,2,2\nX,999,3,3\n"
    panel = read(config, {"x.csv": table, "people.csv": "town,people\nX,5\n"})
    assert panel.years == ["999", "2020", "2021"]
    assert panel.numbers["people"].tolist() == [5.0, 5.0, 5.0]
    assert panel.samples("year").tolist() == [0, 1, 2]
    assert panel.samples("all").tolist() == [0, 0, 0]


def test_texts_that_mean_a_gap_are_named(read: Read) -> None:
    panel = read("missing_values: [NA, '..']\n" + CONFIG, {"x.csv": TABLE.replace("-1e3", "NA").replace("2.5", "..")})
    assert np.isnan(panel.numbers["b"]).all()
    np.testing.assert_array_equal(panel.numbers["a"], [np.nan, 1.0])


def test_a_parquet_file_is_read_alike(tmp_path: Path, index_of: Callable[[str], Index]) -> None:
    frame = pl.DataFrame({"town": ["X"], "label": ["Xanten"], "a": [0.1], "b": [None], "people": [3]})
    frame.cast({"b": pl.Float64}).write_parquet(tmp_path / "x.parquet")
    panel = read_panel(index_of(CONFIG), tmp_path / "x.parquet")
    assert (panel.numbers["a"].tolist(), panel.numbers["people"].tolist()) == ([0.1], [3.0])
    assert np.isnan(panel.numbers["b"]).all()
    frame.with_columns(a=float("nan")).write_parquet(tmp_path / "x.parquet")
    with pytest.raises(IndexRefused, match=r"x\.parquet:2: not_a_number: a: NaN"):
        read_panel(index_of(CONFIG), tmp_path / "x.parquet")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("2.5", "two", [(3, "not_a_number")]),
        ("2.5", "nan", [(3, "not_a_number")]),
        ("2.5", "inf", [(3, "not_a_number")]),
        ("2.5", "NA", [(3, "not_a_number")]),
        ("X,", "Y,", [(3, "duplicate_unit")]),
        ("X,", " ,", [(3, "missing_unit")]),
        ("X,", "X,,", [(3, "wrong_field_count")]),
        ("Y,Ypern,1,,4\nX,Xanten,2.5,-1e3,2\n", "", [(1, "no_units")]),
        ("town", "city", [(1, "missing_column")]),
        (",b,", ",c,", [(1, "missing_column")]),
        (",people", ",other", [(1, "missing_column")]),
        ("label", "a", [(1, "duplicate_column")]),
    ],
)
def test_bad_data_is_named_by_row(read: Read, old: str, new: str, expected: list[tuple[int, str]]) -> None:
    with pytest.raises(IndexRefused) as refused:
        read(CONFIG, {"x.csv": TABLE.replace(old, new, 1)})
    assert [(each.line, each.rule) for each in refused.value.problems] == expected
    assert {each.file for each in refused.value.problems} == {"x.csv"}


def test_all_bad_cells_are_named_at_once(read: Read) -> None:
    with pytest.raises(IndexRefused) as refused:
        read(CONFIG, {"x.csv": TABLE.replace("2.5", "two").replace(",4\n", ",four\n") + "X,,1,1,1\n"})
    assert [each.line for each in refused.value.problems] == [2, 3, 4]


@pytest.mark.parametrize(
    ("config", "tables", "rule"),
    [
        (CONFIG, {"x.csv": TABLE, "y.csv": TABLE}, "missing_file"),
        (CONFIG, {"x.txt": TABLE}, "missing_file"),
        ("tables: ../data/x.csv\n" + CONFIG, {"x.csv": TABLE}, "missing_file"),
        ("tables: z.csv\n" + CONFIG, {"x.csv": TABLE}, "unreadable_file"),
        ("tables: [x.csv, y.csv]\n" + CONFIG, {"x.csv": TABLE, "y.csv": TABLE.replace("2.5", "3")}, "ambiguous_column"),
        ("year: when\n" + CONFIG, {"x.csv": TABLE}, "missing_column"),
        ("year: when\n" + CONFIG, {"x.csv": "town,label,when,a,b,people\nX,Xanten,,1,1,1\n"}, "missing_year"),
        ("impute: {method: group_mean, group: zone}\n" + CONFIG, {"x.csv": TABLE}, "missing_column"),
    ],
)
def test_a_source_that_is_not_clear_is_refused(read: Read, config: str, tables: Mapping[str, str], rule: str) -> None:
    with pytest.raises(IndexRefused) as refused:
        read(config, tables)
    assert rule in {each.rule for each in refused.value.problems}


def test_every_unit_needs_the_group_it_is_compared_with(read: Read) -> None:
    config = CONFIG.replace("b: }", "b: {normalise: {within: label}}}")
    with pytest.raises(IndexRefused, match=r"x\.csv:3: missing_group: unit 'X' has no label"):
        read(config, {"x.csv": TABLE.replace("Xanten", "")})


def test_one_file_is_not_several_tables(tmp_path: Path, index_of: Callable[[str], Index]) -> None:
    (tmp_path / "x.csv").write_text(TABLE)
    with pytest.raises(IndexRefused, match="name their folder"):
        read_panel(index_of("tables: [x.csv, y.csv]\n" + CONFIG), tmp_path / "x.csv")


def test_a_year_that_is_no_number_comes_first() -> None:
    assert [year_number(year) for year in ("2020", "2018.0", "FY", "nan")] == [2020.0, 2018.0, -np.inf, -np.inf]


YEARLY = "unit: town\nyear: year\ntables: [x.csv, y.csv]\nindicators: [a, b]\nnodes: {T: {children: [a, b]}}\n"


def test_a_year_kept_as_a_decimal_number_is_the_same_year(read: Read) -> None:
    panel = read(YEARLY, {"x.csv": "town,year,a\nX,2019,1\n", "y.csv": "town,year,b\nX,2019.0,2\n"})
    assert panel.years == ["2019"]
    np.testing.assert_array_equal(panel.numbers["b"], [2.0])


@pytest.mark.parametrize("row", ["Y,2019,2", "X,2018,2"])
def test_a_table_without_a_unit_of_the_first_one_is_refused(read: Read, row: str) -> None:
    with pytest.raises(IndexRefused) as caught:
        read(YEARLY, {"x.csv": "town,year,a\nX,2019,1\n", "y.csv": f"town,year,b\n{row}\n"})
    assert [(problem.file, problem.rule) for problem in caught.value.problems] == [("y.csv", "no_units")]
