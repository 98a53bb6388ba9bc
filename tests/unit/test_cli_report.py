"""`esg report` as a user meets it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from esg_pipeline import cli
from esg_pipeline.scorecard import files

pytestmark = pytest.mark.usefixtures("warehouse_of_the_command")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def esg(*arguments: str) -> Result:
    return CliRunner().invoke(cli.esg, ("report", *arguments), prog_name="esg")


def test_a_page_lies_in_this_folder_under_issuer_and_date(here: Path) -> None:
    done = esg("360digitech")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("360DIGITECH_2022-10-31.html: ")
    assert b"360 DigiTech, Inc." in (here / "360DIGITECH_2022-10-31.html").read_bytes()


def test_language_date_and_file_can_be_chosen(here: Path) -> None:
    done = esg("360DIGITECH", "--rating-date", "2022-04-30", "--language", "zh", "--out", "a/b.html")
    assert done.exit_code == 0, done.output
    assert "评级日 2022-04-30" in (here / "a" / "b.html").read_text(encoding="utf-8")


def test_a_pdf_is_a_pdf(here: Path) -> None:
    pytest.importorskip("typst")
    done = esg("CAPPED", "--format", "pdf")
    assert done.exit_code == 0, done.output
    assert (here / "CAPPED_2022-10-31.pdf").read_bytes().startswith(b"%PDF-")


def test_the_same_rating_gives_the_same_file(here: Path) -> None:
    assert esg("SIM-0001", "--out", "a.html").exit_code == esg("SIM-0001", "--out", "b.html").exit_code == 0
    assert (here / "a.html").read_bytes() == (here / "b.html").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["NOBODY"], 1, "issuer 'NOBODY' is not known"),
        (["CAPPED", "--rating-date", "2022-04-30"], 1, "CAPPED is not rated on 2022-04-30"),
        (["CAPPED", "--language", "fr"], 2, "'fr' is not one of"),
        (["CAPPED", "--out", "."], 2, "is a directory"),
    ],
)
def test_what_cannot_be_reported_is_refused_and_writes_nothing(
    here: Path, arguments: list[str], code: int, words: str
) -> None:
    done = esg(*arguments)
    assert (done.exit_code, words in done.stderr) == (code, True), done.stderr
    assert not list(here.iterdir())


def test_the_command_offers_every_format() -> None:
    choice = next(p for p in cli.esg.commands["report"].params if p.name == "file_format").type
    assert set(getattr(choice, "choices", ())) == set(files.FORMATS)


@pytest.mark.parametrize(
    ("options", "start"),
    [
        (("--out", "card.pdf"), b"%PDF"),
        (("--out", "CARD.PDF"), b"%PDF"),
        (("--out", "card.htm"), b"<!doctype html>"),
        (("--out", "card"), b"<!doctype html>"),
        (("--out", "card.html", "--format", "html"), b"<!doctype html>"),
    ],
)
def test_the_name_of_the_file_tells_its_format(here: Path, options: tuple[str, ...], start: bytes) -> None:
    if b"PDF" in start:
        pytest.importorskip("typst")
    assert esg("360DIGITECH", *options).exit_code == 0
    assert (here / options[1]).read_bytes().startswith(start)


def test_a_name_that_contradicts_the_format_is_refused(here: Path) -> None:
    done = esg("360DIGITECH", "--format", "html", "--out", "card.pdf")
    assert done.exit_code == 2
    assert "no name for html" in done.stderr
    assert list(here.iterdir()) == []
