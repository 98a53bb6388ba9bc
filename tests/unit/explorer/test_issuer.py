from pathlib import Path

import pytest

from esg_pipeline.explorer.issuer import issuer_page
from esg_pipeline.explorer.universe import NoSuchPageError
from esg_pipeline.reader import PublishedReader

WHAT_IF = {"key_issue": "ghg_emission", "times": "0.5"}


@pytest.fixture
def reader(small_published_file: Path) -> PublishedReader:
    return PublishedReader(small_published_file)


def test_the_tree_leads_down_to_the_quote(reader: PublishedReader) -> None:
    made = issuer_page(reader, "360DIGITECH", {"open": "ghg_emission"})
    assert '<details open="open" id="ghg_emission">' in made
    assert "<blockquote>" in made
    assert "line 820" in made
    assert "documents/abc_report.txt" in made


def test_names_and_quotes_are_no_markup(reader: PublishedReader) -> None:
    for issuer_id in reader.ratings(reader.rating_dates()[-1])["issuer_id"]:
        assert "<script" not in issuer_page(reader, issuer_id, {}).lower()


def test_a_what_if_is_shown_before_and_after(reader: PublishedReader) -> None:
    assert 'id="what-if"' in issuer_page(reader, "360DIGITECH", WHAT_IF)
    assert 'id="what-if"' not in issuer_page(reader, "360DIGITECH", {})


@pytest.mark.parametrize(
    ("issuer_id", "query"),
    [("NOBODY", {}), ("360DIGITECH", {"date": "1999-01-01"}), ("360DIGITECH", {**WHAT_IF, "times": "x"})],
)
def test_what_is_not_there_is_refused(reader: PublishedReader, issuer_id: str, query: dict[str, str]) -> None:
    with pytest.raises(NoSuchPageError):
        issuer_page(reader, issuer_id, query)
