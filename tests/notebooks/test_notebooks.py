"""The notebooks as scripts, on the small published file: what they find, what they print, and what breaks nothing."""

import os
from pathlib import Path

import pytest

if not os.environ.get("CI"):  # there it must be installed
    pytest.importorskip("marimo", reason="the extra `apps` is needed")

from esg_pipeline.warehouse import WarehouseError
from tests.notebooks.scripts import NAMES, ran
from tests.unit.conftest import small_published_file, warehouse_of_the_command
from tests.unit.published_rows import HOSTILE

__all__ = ["small_published_file", "warehouse_of_the_command"]
pytestmark = pytest.mark.usefixtures("warehouse_of_the_command")


def test_the_notebooks_are_these() -> None:
    assert NAMES == ["ask_the_ratings", "one_issuer", "screen_a_portfolio"]


def test_the_ratings_are_asked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    found = ran(monkeypatch, "ask_the_ratings")
    assert found["chosen"]["issuer_id"].to_list() == ["SIM-0001", "360DIGITECH", "CAPPED", "BANKX"]
    assert dict(found["by_industry"].select("industry_name", "NR").rows())
    told = capsys.readouterr().out
    assert "4 issuers on 2022-10-31, the best first" in told
    assert "94.999" in told
    assert "B: 25.0 %" in told
    assert "SIMULATED" in told
    assert "Ghg Emission" in told


def test_a_question_of_ones_own_reads_and_nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answer_to = ran(monkeypatch, "ask_the_ratings")["answer_to"]
    assert "CAPPED" in str(answer_to("select issuer_id from mart.issuer_rating"))
    secret = tmp_path / "secret.csv"
    secret.write_text("a\nhidden\n")
    for statement in ("drop table mart.issuer_rating", f"from '{secret}'", "select", "select 1; select 2"):
        said = str(answer_to(statement))
        assert "hidden" not in said
        assert said.startswith(("the file cannot answer that", "the published file is read-only", "2 statements"))


def test_an_issuer_with_one_rating_has_nothing_to_be_compared_with(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = ran(monkeypatch, "one_issuer", "--issuer", "sim-0001")
    assert found["issuer_id"] == "SIM-0001"
    told = capsys.readouterr().out
    assert "SIM-0001 has no rating before 2022-10-31" in told
    assert "SIMULATED" in told


def test_an_issuer_that_nobody_knows_is_told_and_nothing_more(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = ran(monkeypatch, "one_issuer", "--issuer", "DIGITECH")
    assert "360DIGITECH" in found["unknown"]
    assert "tree" not in found
    assert capsys.readouterr().out == ""


def test_a_portfolio_is_screened(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "holdings.csv"
    file.write_text("issuer,weight\n360DIGITECH,50\nCAPPED,25\nNOBODY,25\n")
    found = ran(monkeypatch, "screen_a_portfolio", "--holdings", str(file))
    assert found["before"].coverage == pytest.approx(0.75)
    assert found["before"].score == pytest.approx((2 * 74.999 + 80) / 3)
    told = capsys.readouterr().out
    assert "75.0 % of the weight has a grade" in told
    assert "keeps 1 positions and leaves out 2" in told
    assert "C is below B" in told


def test_without_holdings_an_example_stands_in_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = ran(monkeypatch, "screen_a_portfolio")
    assert found["held"]
    told = capsys.readouterr().out
    assert "An example, not a portfolio" in told
    assert "SIMULATED issuers are among them." in told


def test_holdings_that_cannot_be_read_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "holdings.csv"
    file.write_text("issuer,weight\n<b>,-1\n")
    found = ran(monkeypatch, "screen_a_portfolio", "--holdings", str(file))
    assert "line 2" in found["problem"]
    assert "before" not in found


@pytest.mark.parametrize(
    "words", [("ask_the_ratings",), ("one_issuer", "--issuer", "SIM-0001"), ("screen_a_portfolio",)]
)
def test_a_hostile_name_stays_text(monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    found = ran(monkeypatch, *words)
    pages = [
        value._repr_html_() for value in found.values() if hasattr(value, "_repr_html_") and hasattr(value, "text")
    ]
    assert any("&lt;b&gt;[red]" in page for page in pages)
    assert not any(HOSTILE in page for page in pages)


@pytest.mark.parametrize("name", NAMES)
def test_without_a_published_file_it_is_said_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path))
    with pytest.raises(WarehouseError, match="esg run"):
        ran(monkeypatch, name)
