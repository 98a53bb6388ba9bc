"""Where cards are written: names that stay in their folder, files that are whole."""

from datetime import date
from pathlib import Path

import pytest

from esg_pipeline.reader import PublishedReader
from esg_pipeline.scorecard import files
from esg_pipeline.scorecard.files import file_name, safe, write_scorecard, write_scorecards, write_whole

DAY = date(2022, 10, 31)


@pytest.fixture
def reader(small_published_file: Path) -> PublishedReader:
    return PublishedReader(small_published_file)


@pytest.mark.parametrize("issuer", ["../../etc/passwd", "..", "a/b", "a\\b", "C:x", "\x00", "x" * 500])
def test_an_id_cannot_lead_out_of_the_folder(issuer: str) -> None:
    name = safe(issuer)
    assert Path(name).name == name
    assert not name.startswith(".")
    assert len(name) <= 100


def test_names_tell_issuer_date_and_language() -> None:
    assert file_name("A", DAY, "html", "en") == "A_2022-10-31.html"
    assert file_name("测试", DAY, "pdf", "zh") == "测试_2022-10-31_zh.pdf"


def test_a_card_is_written_with_its_size(reader: PublishedReader, tmp_path: Path) -> None:
    file = tmp_path / "new" / "card.html"
    size = write_scorecard(reader, "CAPPED", DAY, file, file_format="html", language="en")
    assert file.stat().st_size == size
    assert [found.name for found in file.parent.iterdir()] == ["card.html"]


def test_what_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "card.html"
    file.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        write_whole(file, b"new")
    assert file.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["card.html"]


def test_several_cards_lie_by_rating_date_and_who_is_not_rated_is_told(reader: PublishedReader, tmp_path: Path) -> None:
    days = [date(2022, 4, 30), DAY]
    done = write_scorecards(reader, ["360DIGITECH", "CAPPED"], days, tmp_path, ["html"], ["en", "zh"])
    assert done.not_rated == ("CAPPED 2022-04-30",)
    assert sorted(str(file.relative_to(tmp_path)) for file in done.files) == [
        "2022-04-30/360DIGITECH.html",
        "2022-04-30/360DIGITECH_zh.html",
        "2022-10-31/360DIGITECH.html",
        "2022-10-31/360DIGITECH_zh.html",
        "2022-10-31/CAPPED.html",
        "2022-10-31/CAPPED_zh.html",
    ]
    assert all(file.is_file() for file in done.files)


def test_an_unknown_format_or_language_writes_nothing(reader: PublishedReader, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no scorecard in docx, fr; formats: html, pdf; languages: en, zh"):
        write_scorecards(reader, ["CAPPED"], [DAY], tmp_path, ["docx", "html"], ["fr"])
    assert not list(tmp_path.iterdir())
    assert set(files.FORMATS) == {"html", "pdf"}
