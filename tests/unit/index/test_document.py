"""The page on other indices says what the code does."""

from collections.abc import Callable

import pytest

from esg_pipeline.index.document import SECTIONS, rewritten, tables
from esg_pipeline.index.model import Index
from esg_pipeline.index.options import options_of
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "methodology" / "other_indices.md"


def test_the_tables_of_the_page_are_made_from_the_options() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert rewritten(page) == page, "python -m esg_pipeline.index.document docs/methodology/other_indices.md"


def test_every_option_has_a_line() -> None:
    lines = tables().splitlines()
    for _, _, holder in SECTIONS:
        for name in options_of(holder):
            assert any(line.startswith(f"| `{name}` |") for line in lines), name
    assert "| `range` | [number, number] | `[0, 100]` |" in tables()
    assert "| `clip` | `true` `false` | `true` |" in tables()


def test_a_page_without_marks_is_an_error() -> None:
    with pytest.raises(ValueError, match="marks"):
        rewritten("# Other indices\n")


WAYS = PAGE.read_text(encoding="utf-8").partition("## Some ways")[2].split("```")[1].removeprefix("yaml\n").splitlines()


@pytest.mark.parametrize("line", WAYS)
def test_every_way_that_the_page_shows_is_read(index_of: Callable[[str], Index], line: str) -> None:
    assert index_of(f"{line}\nunit: u\nindicators: [a]\nnodes: {{T: {{children: [a]}}}}\n").root == "T"


def test_the_page_shows_some_ways() -> None:
    assert len(WAYS) > 5
