"""A copy of the shipped version that a test may spoil, and what the loader says about it."""

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from esg_pipeline.methodology.model import MethodologyError
from esg_pipeline.methodology.read import DEFAULT_FOLDER, load_methodology

Found = tuple[str, int, str]
Cells = dict[str, str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of V1.0."""
    return Path(shutil.copytree(DEFAULT_FOLDER, tmp_path / "copy"))


@pytest.fixture
def swap(folder: Path) -> Callable[[str, str, str], int]:
    """Replace one text of one file of the copy, which must be there; return the line it stands on."""

    def change(file: str, old: str, new: str) -> int:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old) + len(old) - len(old.lstrip("\n"))].count("\n") + 1

    return change


@pytest.fixture
def rows(folder: Path) -> Callable[..., list[Cells]]:
    """The rows of a file of the copy whose cells are as asked for; the key `line` holds the line each stands on."""

    def read(file: str, **where: str) -> list[Cells]:
        reader = csv.DictReader(io.StringIO((folder / file).read_text(encoding="utf-8")))
        everything = [row | {"line": str(reader.line_num)} for row in reader]
        return [row for row in everything if where.items() <= row.items()]

    return read


@pytest.fixture
def write(folder: Path, rows: Callable[..., list[Cells]]) -> Callable[[str, list[Cells]], None]:
    """Write the rows of a file of the copy."""

    def replace(file: str, kept: list[Cells]) -> None:
        names = [name for name in rows(file)[0] if name != "line"]
        text = io.StringIO()
        writer = csv.DictWriter(text, names, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
        (folder / file).write_text(text.getvalue(), encoding="utf-8")

    return replace


@pytest.fixture
def spoil(
    rows: Callable[..., list[Cells]], write: Callable[[str, list[Cells]], None]
) -> Callable[[str, Cells, Cells], int]:
    """Change cells of the first row whose cells are as asked for; return its line."""

    def change(file: str, where: Cells, cells: Cells) -> int:
        everything = rows(file)
        found = next(row for row in everything if where.items() <= row.items())
        assert cells.keys() <= found.keys()
        found |= cells
        write(file, everything)
        return int(found["line"])

    return change


@pytest.fixture
def add(
    folder: Path, rows: Callable[..., list[Cells]], write: Callable[[str, list[Cells]], None]
) -> Callable[..., int]:
    """Add a row to a file of the copy; return its line."""

    def append(file: str, **cells: str) -> int:
        everything = rows(file)
        assert cells.keys() <= everything[0].keys()
        write(file, [*everything, cells])
        return int(rows(file)[-1]["line"])

    return append


@pytest.fixture
def curve(rows: Callable[..., list[Cells]]) -> Callable[..., list[Cells]]:
    """The anchors for every industry of the first data point whose cells are as asked for, with room in its scores."""

    def find(**where: str) -> list[Cells]:
        for point in rows("data_points.csv", **where):
            anchors = rows("anchors.csv", data_point_id=point["data_point_id"], industry_code="")
            if len({row["score"] for row in anchors}) == len(anchors) > 1:
                return sorted(anchors, key=lambda row: float(row["x"]))
        raise AssertionError(where)

    return find


@pytest.fixture
def refusal(folder: Path) -> Callable[[], list[Found]]:
    """Load the copy, which must be refused; return file, line and rule of each problem."""

    def load() -> list[Found]:
        with pytest.raises(MethodologyError) as caught:
            load_methodology(folder)
        return [(problem.file, problem.line, problem.rule) for problem in caught.value.problems]

    return load
