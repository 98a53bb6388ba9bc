"""JSON Lines: what is kept as written, which lines are set apart."""

import pytest

from esg_pipeline.ingest.json_lines import read_json_lines
from esg_pipeline.ingest.limits import FileRefused
from esg_pipeline.ingest.records import ROW


def test_values_stay_as_they_were_written() -> None:
    text = '{"a": 1296.40, "b": true, "c": null}\n\n{"A ": "x"}\n'.replace('"A "', '"a"')
    records = read_json_lines(text)
    assert records.frame.rows() == [(1, "1296.40", "true", None), (3, "x", None, None)]
    assert records.frame.columns == [ROW, "a", "b", "c"]


@pytest.mark.parametrize(
    "line",
    [
        '{"a": 1',
        "[1]",
        "7",
        "nonsense",
        '{"a": [1]}',
        '{"a": {"b": 1}}',
        '{"a": 1, "a": 2}',
        "[" * 100_000,
        '{"a": "\\ud800"}',
        '{"\\ud800": 1}',
    ],
    ids=["torn", "list", "number", "word", "list inside", "object inside", "twice", "deep", "half", "half a name"],
)
def test_a_bad_line_is_set_apart_and_the_others_stay(line: str) -> None:
    records = read_json_lines('{"a": 1}\n' + line + '\n{"a": 2}')
    assert records.frame.rows() == [(1, "1"), (3, "2")]
    assert records.broken.select(ROW, "rule").rows() == [(2, "bad_json")]


def test_names_that_differ_only_in_case() -> None:
    with pytest.raises(FileRefused, match="twice"):
        read_json_lines('{"a": 1, "A": 2}')


def test_a_file_of_bad_lines_alone() -> None:
    assert read_json_lines("x\ny").frame.columns == [ROW]
