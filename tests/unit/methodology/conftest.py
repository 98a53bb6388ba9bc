"""A copy of the shipped version that a test may spoil, and what the loader says about it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from esg_pipeline.methodology.model import MethodologyError
from esg_pipeline.methodology.read import DEFAULT_FOLDER, load_methodology

Found = tuple[str, int, str]


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
def refusal(folder: Path) -> Callable[[], list[Found]]:
    """Load the copy, which must be refused; return file, line and rule of each problem."""

    def load() -> list[Found]:
        with pytest.raises(MethodologyError) as caught:
            load_methodology(folder)
        return [(problem.file, problem.line, problem.rule) for problem in caught.value.problems]

    return load
