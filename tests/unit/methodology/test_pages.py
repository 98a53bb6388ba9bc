"""The pages of the method: their tables are those of the data, each step has its page, each page its module."""

import re
from pathlib import Path

import pytest

from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.pages import BLOCK, TABLES, fill_page, main, markdown, outdated
from esg_pipeline.methodology.read import load_methodology

ROOT = Path(__file__).resolve().parents[3]
PAGES = ROOT / "docs" / "methodology"
STEPS = {
    *("universe", "observe", "derive", "interpolate", "standardise", "percentiles", "impute", "weight"),
    *("aggregate", "importance", "grade", "committee", "explain", "impact", "disclosure", "outliers", "audit", "tune"),
    *("uncertainty", "sensitivity", "point_in_time", "attribution", "history"),
}
OTHERS = {"README", "other_indices", "extraction_quality"}


@pytest.fixture(scope="module")
def shipped() -> Methodology:
    return load_methodology()


def test_the_pages_hold_the_tables_of_the_data(shipped: Methodology) -> None:
    assert list(outdated(PAGES, shipped)) == []


def test_every_step_has_its_page_and_every_page_its_module() -> None:
    names = {path.stem for path in PAGES.glob("*.md")}
    assert names == STEPS | OTHERS
    package = ROOT / "esg_pipeline"
    for name in STEPS:
        places = (package / f"{name}.py", package / name, package / "methodology" / f"{name}.py")
        assert any(place.exists() for place in places), name


def test_every_table_stands_on_a_page() -> None:
    shown = {found[2] for path in PAGES.glob("*.md") for found in BLOCK.finditer(path.read_text(encoding="utf-8"))}
    assert shown == set(TABLES)


def test_links_between_pages_lead_somewhere() -> None:
    for path in [*PAGES.glob("*.md"), ROOT / "README.md"]:
        for target in re.findall(r"\]\((?!http)([^)#]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_only_marked_places_change_and_twice_is_once(shipped: Methodology) -> None:
    page = "before\n<!-- table: grade_scale -->\nold\n<!-- end -->\nafter\n"
    filled = fill_page(page, shipped)
    assert filled.startswith("before\n<!-- table: grade_scale -->\n\n| grade | from |")
    assert filled.endswith("| C | 0 |\n\n<!-- end -->\nafter\n")
    assert fill_page(filled, shipped) == filled


def test_an_unknown_table_is_an_error(shipped: Methodology) -> None:
    with pytest.raises(KeyError, match="colours"):
        fill_page("<!-- table: colours -->\n<!-- end -->", shipped)


def test_a_bar_in_a_cell_does_not_break_the_table() -> None:
    assert markdown(("a", "b"), [("x|y", 1)]) == "| a | b |\n| --- | --- |\n| x\\|y | 1 |"


def test_the_command_says_which_page_is_late_and_fills_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "grade.md"
    page.write_text("<!-- table: grade_scale -->\n<!-- end -->\n")
    assert main([str(tmp_path), "--check"]) == 1
    assert "grade.md is out of date" in capsys.readouterr().err
    assert main([str(tmp_path)]) == 0
    assert main([str(tmp_path), "--check"]) == 0
    assert "| AAA | 95 |" in page.read_text()
