"""Reading: encodings, line ends, headers and rows that are not as they should be, and the hash."""

import contextlib
import csv
import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from esg_pipeline.methodology.file_text import LARGEST_FILE
from esg_pipeline.methodology.files import SPECS
from esg_pipeline.methodology.model import MethodologyError
from esg_pipeline.methodology.read import DEFAULT_FOLDER, load_methodology

Swap = Callable[[str, str, str], int]
Refusal = Callable[[], list[tuple[str, int, str]]]
KEY = ["data_point_id", "dimension", "language"]
FILES = [f"{name}.csv" for name in SPECS] + ["version.yaml"]


def write_table(path: Path, frame: pl.DataFrame) -> None:
    path.write_text(frame.write_csv(), encoding="utf-8")


@pytest.fixture(scope="module")
def small_version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of V1.0 with one label per figure and language and few curves of single industries: soon read."""
    folder = Path(shutil.copytree(DEFAULT_FOLDER, tmp_path_factory.mktemp("small") / "version"))
    labels = pl.read_csv(folder / "labels.csv", infer_schema=False)
    write_table(folder / "labels.csv", labels.unique(KEY, keep="first", maintain_order=True))
    anchors = pl.read_csv(folder / "anchors.csv", infer_schema=False)
    some = pl.col("industry_code").is_null() | (pl.col("industry_code") == "steel")
    write_table(folder / "anchors.csv", anchors.filter(some))
    load_methodology(folder)
    return folder


@pytest.fixture
def folder(small_version: Path, tmp_path: Path) -> Path:
    """A copy of the small version."""
    return Path(shutil.copytree(small_version, tmp_path / "copy"))


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_the_only_problem(folder: Path, refusal: Refusal, file: str) -> None:
    (folder / file).unlink()
    assert refusal() == [(file, 1, "missing_file")]


def test_a_folder_in_place_of_a_file_is_a_missing_file(folder: Path, refusal: Refusal) -> None:
    (folder / "grades.csv").unlink()
    (folder / "grades.csv").mkdir()
    assert refusal() == [("grades.csv", 1, "missing_file")]


def test_a_folder_that_is_not_there_or_is_a_file_is_one_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("grades")
    for name, words in (("nowhere", "is not there"), ("file", "is a file")):
        with pytest.raises(MethodologyError, match=words) as caught:
            load_methodology(tmp_path / name)
        assert [(p.file, p.line, p.rule) for p in caught.value.problems] == [
            (str(tmp_path / name), 1, "missing_folder")
        ]


@pytest.mark.parametrize("name", SPECS)
def test_a_missing_column_is_named(folder: Path, refusal: Refusal, name: str) -> None:
    path = folder / f"{name}.csv"
    first, rest = path.read_text(encoding="utf-8").split("\n", 1)
    path.write_text("\n".join([first.replace(SPECS[name].columns[-1].name, "other"), rest]), encoding="utf-8")
    assert (path.name, 1, "missing_column") in refusal()


def test_an_unknown_or_doubled_column_is_refused(swap: Swap, refusal: Refusal) -> None:
    swap("grades.csv", "grade,lower_bound,notch", "grade,lower_bound,notch,notch,colour")
    assert refusal() == [("grades.csv", 1, "duplicate_column"), ("grades.csv", 1, "unknown_column")]


def test_a_misspelt_column_is_named_with_the_one_that_is_missing(folder: Path, swap: Swap) -> None:
    swap("grades.csv", "lower_bound", "lower_bond")
    with pytest.raises(MethodologyError, match="column 'lower_bound' is missing; there is 'lower_bond'"):
        load_methodology(folder)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file_is_one_problem(folder: Path, refusal: Refusal, file: str, content: str) -> None:
    (folder / file).write_text(content, encoding="utf-8")
    assert refusal() == [(file, 1, "empty_file")]


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


ENCODINGS = [("gb18030", "GB18030"), ("utf-16", "UTF-16")]


@pytest.mark.parametrize(("encoding", "words"), ENCODINGS)
def test_a_file_in_another_encoding_is_refused_with_what_it_may_be(folder: Path, encoding: str, words: str) -> None:
    path = folder / "industries.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    with pytest.raises(MethodologyError, match=words) as caught:
        load_methodology(folder)
    assert [(p.file, p.rule) for p in caught.value.problems] == [("industries.csv", "bad_encoding")]


@pytest.mark.parametrize("file", FILES)
def test_a_nul_byte_is_refused_with_its_line(folder: Path, refusal: Refusal, file: str) -> None:
    path = folder / file
    path.write_bytes(path.read_bytes().replace(b"\n", b"\n\0", 1))
    assert refusal() == [(file, 2, "bad_character")]


SPREADSHEETS = [(";", "separated by ';', not by ','"), ("\t", "separated by a tab, not by ','")]


@pytest.mark.parametrize("name", SPECS)
@pytest.mark.parametrize(("mark", "words"), SPREADSHEETS)
def test_another_separator_is_said(folder: Path, name: str, mark: str, words: str) -> None:
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        cells = list(csv.reader(file))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=mark).writerows(cells)
    with pytest.raises(MethodologyError) as caught:
        load_methodology(folder)
    assert [(p.file, p.rule, p.message) for p in caught.value.problems] == [(path.name, "other_separator", words)]


def test_what_a_spreadsheet_leaves_behind_changes_nothing(small_version: Path, folder: Path) -> None:
    for name in SPECS:
        path = folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            cells = list(csv.reader(file))
        shouted = [[{"true": "TRUE", "false": "FALSE"}.get(cell, cell) for cell in row] for row in cells]
        padded = [[*row, "", " "] for row in shouted]
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, lineterminator="\r\n").writerows([*padded, [""] * len(padded[0]), [" ", ""]])
    plain, saved = load_methodology(small_version), load_methodology(folder)
    for name in SPECS:
        assert getattr(saved, name).equals(getattr(plain, name)), name


def test_a_large_file_is_refused_before_it_is_read(folder: Path, refusal: Refusal) -> None:
    with (folder / "labels.csv").open("r+b") as file:
        file.truncate(LARGEST_FILE + 1)
    assert refusal() == [("labels.csv", 1, "too_large")]


HOSTILE = [
    "version: [",
    "- a\n- b\n",
    "version: !!python/name:os.system\n",
    "version: !!timestamp x\n? [a]\n: b\n",
    "[" * 5000,
    "version: \x01",
    "a: &a {b: *a}\nc: {d: {e: f}}\n: x: y",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_version_file_that_is_no_mapping_of_settings_is_refused(folder: Path, refusal: Refusal, text: str) -> None:
    (folder / "version.yaml").write_text(text)
    assert {(file, rule) for file, _, rule in refusal()} == {("version.yaml", "bad_yaml")}


def test_settings_that_hold_themselves_or_a_tag_that_does_not_fit_are_refused(folder: Path, refusal: Refusal) -> None:
    text = (folder / "version.yaml").read_text(encoding="utf-8")
    (folder / "version.yaml").write_text(text + "more: &a\n  again: *a\nwhen: !!timestamp soon\nnot: !!bool perhaps\n")
    assert {rule for _, _, rule in refusal()} == {"unknown_setting"}


@settings_of_hypothesis(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_cell_may_be_lost_without_more_than_the_methodology_s_own_error(folder: Path, data: st.DataObject) -> None:
    path = folder / f"{data.draw(st.sampled_from(sorted(SPECS)))}.csv"
    whole = path.read_text(encoding="utf-8")
    cells = list(csv.reader(io.StringIO(whole)))
    row = data.draw(st.integers(0, len(cells) - 1))
    column = data.draw(st.integers(0, len(cells[row]) - 1))
    cells[row][column] = data.draw(st.sampled_from(["", "x", "-1", "1e300", "|", "=cmd()", "9" * 5000]))
    text = io.StringIO()
    csv.writer(text).writerows(cells)
    path.write_text(text.getvalue(), encoding="utf-8")
    problems: list[str] = []
    try:
        load_methodology(folder)
    except MethodologyError as error:
        problems = [str(problem) for problem in error.problems]
    finally:
        path.write_text(whole, encoding="utf-8")
    assert all(len(problem) < 2000 for problem in problems)


@pytest.mark.parametrize("line", range(1, 40))
def test_any_line_of_the_settings_may_be_lost(folder: Path, line: int) -> None:
    path = folder / "version.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[: line - 1] + lines[line:]), encoding="utf-8")
    with contextlib.suppress(MethodologyError):
        load_methodology(folder)


def rewrite(folder: Path, change: Callable[[bytes], bytes]) -> None:
    for path in folder.iterdir():
        path.write_bytes(change(path.read_bytes()))


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(small_version: Path, folder: Path) -> None:
    rewrite(folder, lambda content: b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))
    plain, windows = load_methodology(small_version), load_methodology(folder)
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


def test_the_hash_does_not_depend_on_the_folder_or_on_other_files(small_version: Path, folder: Path) -> None:
    (folder / "notes.txt").write_text("a note")
    (folder / "more.csv").write_text("a,b")
    (folder / "old.csv").mkdir()
    assert load_methodology(folder).hash == load_methodology(small_version).hash


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


@pytest.mark.parametrize("name", SPECS)
def test_a_file_of_a_header_alone_is_one_problem(folder: Path, refusal: Refusal, name: str) -> None:
    path = folder / f"{name}.csv"
    path.write_text(path.read_text(encoding="utf-8").split("\n", 1)[0] + "\n", encoding="utf-8")
    assert refusal() == [(path.name, 1, "no_rows")]


@pytest.mark.parametrize("name", SPECS)
def test_a_torn_file_is_not_held_against_the_others(folder: Path, refusal: Refusal, name: str) -> None:
    path = folder / f"{name}.csv"
    path.write_text(path.read_text(encoding="utf-8") + 'x"y,"z"w,\n"', encoding="utf-8")
    assert [(file, rule) for file, _, rule in refusal() if rule != "malformed_row"] == []


def test_a_device_in_place_of_a_file_is_refused_unread(folder: Path, refusal: Refusal) -> None:
    (folder / "grades.csv").unlink()
    (folder / "grades.csv").symlink_to(os.devnull)
    assert refusal() == [("grades.csv", 1, "missing_file")]


@pytest.mark.parametrize("number", ["1" + "0" * 400, "0x" + "f" * 6000, "-0x" + "f" * 6000])
def test_a_setting_beyond_all_numbers_is_refused(swap: Swap, refusal: Refusal, number: str) -> None:
    line = swap("version.yaml", "influence_share: 0.6", f"influence_share: {number}")
    assert ("version.yaml", line, "bad_setting") in refusal()
