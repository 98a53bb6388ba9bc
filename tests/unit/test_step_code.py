"""The code behind a step: what it imports counts, directly or not, and what it does not import does not."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from esg_pipeline import paths, step_code
from esg_pipeline.step_code import library_hash, modules_behind

FILES = {
    "__init__.py": '"""The library."""\n',
    "grade.py": "from esg_pipeline.codes import Grade\n",
    "codes.py": "class Grade: ...\n",
    "scoring.py": "from esg_pipeline import grade\ndef f():\n from esg_pipeline.deep.inner import (\n  x,\n )\n",
    "deep/__init__.py": "",
    "deep/inner.py": "import esg_pipeline.deep.other\n",
    "deep/other.py": "",
    "deep/words.csv": "a,b\n",
    "deep/patterns/more.yaml": "a: 1\n",
    "alone.py": "import json\n",
    "methodology/__init__.py": "",
    "methodology/v1_0/weights.csv": "w\n",
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small library in place of the real one."""
    for name, text in FILES.items():
        file = tmp_path / "esg_pipeline" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(paths, "PACKAGE", tmp_path / "esg_pipeline")
    forget()
    yield tmp_path / "esg_pipeline"
    forget()


def forget() -> None:
    """What was read once is read again."""
    for read in (step_code.file_of, step_code.is_module, step_code.imported_by, step_code.module_hash):
        read.cache_clear()
    step_code.data_beside.cache_clear()


def hash_after(change: Path, text: str) -> str:
    """The hash of the module `scoring` when a file says something else."""
    change.write_text(text, encoding="utf-8")
    forget()
    return library_hash(["esg_pipeline.scoring"])


def test_imports_are_followed_wherever_they_stand(package: Path) -> None:
    names = ("codes", "deep.inner", "deep.other", "grade", "scoring")
    wanted = ["esg_pipeline", *(f"esg_pipeline.{name}" for name in ("codes", "deep", *names[1:]))]
    assert modules_behind(["esg_pipeline.scoring"]) == [name for name in wanted if name != "esg_pipeline.deep"]


@pytest.mark.parametrize(
    "name", ["scoring.py", "grade.py", "codes.py", "deep/other.py", "deep/words.csv", "deep/patterns/more.yaml"]
)
def test_a_change_of_what_stands_behind_changes_the_hash(package: Path, name: str) -> None:
    before = library_hash(["esg_pipeline.scoring"])
    assert hash_after(package / name, FILES[name] + "\n# more\n") != before
    assert hash_after(package / name, FILES[name]) == before


@pytest.mark.parametrize("name", ["alone.py", "methodology/v1_0/weights.csv"])
def test_a_change_of_anything_else_does_not(package: Path, name: str) -> None:
    before = library_hash(["esg_pipeline.scoring"])
    assert hash_after(package / name, FILES[name] + "# more\n") == before


def test_where_the_library_lies_does_not_show(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = library_hash(["esg_pipeline.scoring"])
    moved = shutil.copytree(package, tmp_path / "elsewhere" / "esg_pipeline")
    monkeypatch.setattr(paths, "PACKAGE", moved)
    forget()
    assert library_hash(["esg_pipeline.scoring"]) == before


def test_a_module_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError, match=r"esg_pipeline\.nothing"):
        library_hash(["esg_pipeline.nothing"])


def test_the_real_library_is_followed() -> None:
    behind = modules_behind(["esg_pipeline.scoring"])
    assert {"esg_pipeline.impute", "esg_pipeline.standardise", "esg_pipeline.methodology.codes"} <= set(behind)
    assert "esg_pipeline.cli" not in behind
