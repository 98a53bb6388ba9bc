"""Results as rows, files and a table."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from esg_pipeline.index.build import Built
from esg_pipeline.index.report import columns, files, number, result_rows, result_table, shown_score, whole, write

GAP = """town,year,region,people,parks,noise,schools
A,2020,n,1,1,1,0
B,2020,n,1,2,2,5
C,2020,s,,,,
A,2021,n,1,1,1,0
B,2021,n,1,2,2,5
"""


@pytest.fixture
def built(built_of: Callable[..., Built]) -> Built:
    return built_of(data=GAP)


CONFIG = """unit: town
indicators: [parks, noise]
screen: {min_share: 0.5}
nodes: {Total: {children: [parks, noise]}}
"""


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_the_result_is_best_first_year_by_year(built: Built) -> None:
    found = result_rows(built)
    assert columns(built) == ["unit", "year", "Total", "Total_rank", "Green", "Green_rank"]
    assert [(row["year"], row["unit"], row["Total_rank"]) for row in found] == [
        ("2020", "B", 1),
        ("2020", "A", 2),
        ("2020", "C", None),
        ("2021", "B", 1),
        ("2021", "A", 2),
    ]
    assert (found[0]["Total"], found[2]["Total"]) == (62.5, None)


def test_every_file_has_its_columns(built: Built) -> None:
    made = files(built)
    steps = ["denominated", "imputed", "treated", "normalised"]
    names = [*steps, "aggregated", "ranks", "results", "effects", "weights"]
    assert list(made) == [f"{name}.csv" for name in names]
    assert rows(made["normalised.csv"])[0] == {
        "unit": "A",
        "year": "2020",
        "parks": "0.0",
        "noise": "100.0",
        "schools": "0.0",
    }
    assert rows(made["ranks.csv"])[2] == {"unit": "C", "year": "2020", "Total": "", "Green": ""}
    used = {(row["unit"], row["node"], row["child"]): row["weight_used"] for row in rows(made["weights.csv"])}
    assert (used["A", "Total", "Green"], used["C", "Total", "Green"]) == ("0.75", "")


def test_units_left_out_are_effects(built_of: Callable[..., Built]) -> None:
    made = files(built_of(CONFIG, "\n".join(GAP.splitlines()[:4])))
    assert [(row["step"], row["unit"]) for row in rows(made["effects.csv"])] == [("screen", "C")]


def test_a_name_that_would_start_a_formula_is_text(built_of: Callable[..., Built]) -> None:
    found = files(built_of(data=GAP.replace("B,", "=B,")))
    assert rows(found["results.csv"])[0]["unit"] == "'=B"


def test_files_are_written_and_nothing_else_is_left(built: Built, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "result"
    names = write(built, folder, tmp_path / "data.csv")
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    assert {name: (folder / name).read_bytes() for name in names} == files(built)
    assert write(built, folder, tmp_path / "data.csv") == names


def test_the_data_are_never_written_over(built: Built, tmp_path: Path) -> None:
    (tmp_path / "normalised.csv").write_text("mine")
    for data in (tmp_path, tmp_path / "normalised.csv"):
        with pytest.raises(ValueError, match="holds the data"):
            write(built, tmp_path, data)
    assert (tmp_path / "normalised.csv").read_text() == "mine"


def test_the_table_has_as_many_levels_as_fit(built: Built) -> None:
    wide, narrow = result_table(built, 200), result_table(built, 40)
    assert [str(column.header) for column in wide.columns] == ["Rank", "Unit", "Year", "Total", "Green"]
    assert len(narrow.columns) == 5
    assert wide.row_count == 5


def test_numbers_as_shown() -> None:
    assert [shown_score(score) for score in (None, 0.94921, 63.456, -12.0)] == ["-", "0.9492", "63.46", "-12.00"]
    assert (number(float("nan")), number(1.5), whole(None), whole(2.0)) == (None, 1.5, None, 2)
