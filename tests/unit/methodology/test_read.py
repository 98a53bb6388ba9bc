"""Reading: encodings, line ends, headers and rows that are not as they should be, and the hash."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.methodology.files import SPECS
from esg_pipeline.methodology.model import MethodologyError
from esg_pipeline.methodology.read import DEFAULT_FOLDER, load_methodology

Swap = Callable[[str, str, str], int]
Refusal = Callable[[], list[tuple[str, int, str]]]
FILES = [f"{name}.csv" for name in SPECS] + ["version.yaml"]


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_the_only_problem(folder: Path, refusal: Refusal, file: str) -> None:
    (folder / file).unlink()
    assert refusal() == [(file, 1, "missing_file")]


def test_a_folder_in_place_of_a_file_is_a_missing_file(folder: Path, refusal: Refusal) -> None:
    (folder / "grades.csv").unlink()
    (folder / "grades.csv").mkdir()
    assert refusal() == [("grades.csv", 1, "missing_file")]


def test_a_folder_that_is_not_there_lacks_every_file(tmp_path: Path) -> None:
    with pytest.raises(MethodologyError) as caught:
        load_methodology(tmp_path / "nowhere")
    assert sorted(problem.file for problem in caught.value.problems) == sorted(FILES)


@pytest.mark.parametrize("name", SPECS)
def test_a_missing_column_is_named(folder: Path, refusal: Refusal, name: str) -> None:
    path = folder / f"{name}.csv"
    first, rest = path.read_text(encoding="utf-8").split("\n", 1)
    path.write_text("\n".join([first.replace(SPECS[name].columns[-1].name, "other"), rest]), encoding="utf-8")
    assert (path.name, 1, "missing_column") in refusal()


def test_an_unknown_or_doubled_column_is_refused(swap: Swap, refusal: Refusal) -> None:
    swap("grades.csv", "grade,lower_bound,notch", "grade,lower_bound,notch,notch,colour")
    assert refusal() == [("grades.csv", 1, "unknown_column")] * 2


def test_an_empty_file_lacks_its_columns(folder: Path, refusal: Refusal) -> None:
    (folder / "grades.csv").write_text("")
    assert set(refusal()) == {("grades.csv", 1, "missing_column")}


@pytest.mark.parametrize("row", ["AA,90", "AA,90,2,extra"])
def test_a_row_of_the_wrong_width_is_refused_with_its_line(swap: Swap, refusal: Refusal, row: str) -> None:
    line = swap("grades.csv", "AA,90,2", row)
    assert refusal() == [("grades.csv", line, "malformed_row")]


def test_an_open_quote_is_refused_with_its_line(swap: Swap, refusal: Refusal) -> None:
    line = swap("universe_rules.csv", "U5,false,", 'U5,false,"')
    assert refusal() == [("universe_rules.csv", line, "malformed_row")]


def test_lines_are_counted_over_cells_with_line_breaks_and_over_blank_lines(swap: Swap, refusal: Refusal) -> None:
    swap("universe_rules.csv", "U2,true,", '\nU8,true,"two\nlines"\nU2,true,')
    line = swap("universe_rules.csv", "U3,false", "U3,maybe")
    assert refusal() == [("universe_rules.csv", line, "unknown_code")]


def test_a_file_in_another_encoding_is_refused_with_its_line(folder: Path, refusal: Refusal) -> None:
    path = folder / "industries.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    assert refusal() == [("industries.csv", 2, "bad_encoding")]


@pytest.mark.parametrize("text", ["version: [", "- a\n- b\n", "", "version: !!python/name:os.system\n"])
def test_a_version_file_that_is_no_mapping_is_refused(folder: Path, refusal: Refusal, text: str) -> None:
    (folder / "version.yaml").write_text(text)
    assert {(file, rule) for file, _, rule in refusal()} == {("version.yaml", "bad_yaml")}


def rewrite(folder: Path, change: Callable[[bytes], bytes]) -> None:
    for path in folder.iterdir():
        path.write_bytes(change(path.read_bytes()))


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(folder: Path) -> None:
    rewrite(folder, lambda content: b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))
    plain, windows = load_methodology(), load_methodology(folder)
    assert windows.hash == plain.hash
    assert windows.parameters == plain.parameters
    for name in SPECS:
        assert getattr(windows, name).equals(getattr(plain, name)), name


def test_the_hash_covers_every_file(folder: Path) -> None:
    seen = {load_methodology(folder).hash}
    for file in FILES:
        path = folder / file
        path.write_bytes(path.read_bytes() + b"\n")
        seen.add(load_methodology(folder).hash)
    assert len(seen) == len(FILES) + 1


def test_the_hash_does_not_depend_on_the_folder_or_on_other_files(folder: Path) -> None:
    (folder / "notes.txt").write_text("a note")
    (folder / ".hidden.csv").write_text("a,b")
    assert load_methodology(folder).hash == load_methodology(DEFAULT_FOLDER).hash


def test_frames_have_types_and_keep_the_order_of_the_file(folder: Path) -> None:
    methodology = load_methodology(folder)
    assert methodology.anchors.schema["valid_from"] == pl.Date
    assert methodology.anchors.schema["score"] == pl.Float64
    assert methodology.security_types.schema["is_rates"] == pl.Boolean
    assert methodology.key_issues["sort_order"].to_list() == list(range(1, 39))
    assert methodology.units.schema["factor"] == pl.Float64
    assert methodology.anchors["industry_code"].null_count() > 0
    assert methodology.derivations["numerator_dimension"].null_count() == 0


def test_parameters_are_of_their_type() -> None:
    parameters = load_methodology().parameters
    assert isinstance(parameters.corner_ratio, float)
    assert isinstance(parameters.min_donors, int)
    assert parameters.strict_disclosure is False


def test_further_columns_of_labels_are_kept_as_text(folder: Path, swap: Swap) -> None:
    path = folder / "labels.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0] + ",note", *(line + ",x" for line in lines[1:])]), encoding="utf-8")
    assert set(load_methodology(folder).labels["note"]) == {"x"}
