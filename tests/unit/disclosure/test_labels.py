"""The label file: exact look-ups, and clear errors for a file that contradicts itself."""

from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.disclosure.concepts import concepts
from esg_pipeline.disclosure.labels import COLUMNS, LabelFileError, LabelIndex

LABELS = Path(__file__).resolve().parents[3] / "esg_pipeline" / "methodology" / "v1_0" / "labels.csv"
Row = tuple[str, str, str, str, str, str]


def index_of(*rows: Row, known: set[str] | None = None) -> LabelIndex:
    return LabelIndex.from_frame(pl.DataFrame(rows, schema=list(COLUMNS), orient="row"), known)


def test_the_shipped_file_is_consistent_in_three_languages() -> None:
    frame = pl.read_csv(LABELS, infer_schema=False)
    assert LabelIndex.from_frame(frame).aliases
    languages = frame.filter(pl.col("kind") == "alias").group_by("data_point_id").agg(pl.col("language").unique())
    assert languages.filter(pl.col("language").list.len() < 3)["data_point_id"].to_list() == []


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("a", "", "en", "Water", "alias", ""), ("b", "", "en", "water", "alias", "")], "row 3: label 'water'"),
        ([("a", "", "en", "total", "alias", "")], "row 2: label 'total' says nothing"),
        ([("a", "", "en", "Water", "synonym", "")], "row 2: kind must be"),
        ([("a", "", "", "b/moon", "intensity", "")], "row 2: 'b/moon'"),
        ([("a", "", "", "b/area", "intensity", ""), ("c", "", "", "b/area", "intensity", "")], "row 3: 'b/area'"),
    ],
)
def test_a_bad_label_file_names_the_row(rows: list[Row], message: str) -> None:
    with pytest.raises(LabelFileError, match=message):
        index_of(*rows)


def test_labels_of_unknown_data_points_are_left_out_but_a_needed_base_stays() -> None:
    rows: list[Row] = [
        ("base", "", "en", "Water", "alias", ""),
        ("other", "", "en", "Energy", "alias", ""),
        ("ratio", "", "", "base/employee", "intensity", ""),
    ]
    index = index_of(*rows, known={"ratio"})
    assert index.find(concepts("Water"), ()) is not None
    assert index.find(concepts("Energy"), ()) is None
    assert [text for text, _ in index.texts] == ["Water"]


def test_a_label_of_several_data_points_means_the_known_ones_only() -> None:
    rows: list[Row] = [("a|b|c", "", "en", "Water", "alias", ""), ("a|c", "", "", "base/employee", "intensity", "")]
    index = index_of(*rows, known={"b", "c"})
    found = index.find(concepts("Water"), ())
    assert found is not None
    assert found.candidates == ("b", "c")
    assert index.intensities["base", "employee"].candidates == ("c",)
