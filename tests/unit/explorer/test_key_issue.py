from pathlib import Path

import pytest

from esg_pipeline.explorer.addresses import NoSuchPageError, Query
from esg_pipeline.explorer.issuer import key_issues_of, source_of
from esg_pipeline.explorer.key_issue import in_order, in_words, key_issue_page, proof
from esg_pipeline.reader import PublishedReader


@pytest.fixture
def reader(small_published_file: Path) -> PublishedReader:
    return PublishedReader(small_published_file)


def page(reader: PublishedReader, key_issue: str) -> str:
    return key_issue_page(reader, Query((("issuer", "360DIGITECH"), ("key_issue", key_issue))))


def test_a_key_issue_leads_to_the_quote_and_its_line(reader: PublishedReader) -> None:
    made = page(reader, "ghg_emission")
    assert "<blockquote>" in made
    assert "line 820" in made
    assert "documents/abc_report.txt" in made


def test_every_key_issue_has_a_page_without_markup_of_strangers(reader: PublishedReader) -> None:
    for issue in key_issues_of(source_of(reader, Query((("issuer", "360DIGITECH"),))).explanation):
        made = page(reader, issue.node_id)
        assert "<script" not in made.lower()
        for point in issue.data_points:
            assert f'id="{point.data_point_id}"' in made


def test_a_quote_stands_apart_and_whole(reader: PublishedReader) -> None:
    issues = key_issues_of(source_of(reader, Query((("issuer", "360DIGITECH"),))).explanation)
    found = [(point, one) for issue in issues for point in issue.data_points for one in point.inputs if one.quote]
    assert found
    for point, one in found:
        shown = proof(point, one)
        assert shown.quote == one.quote
        assert f"line {one.line}" in shown.said
        assert in_words(point).is_told


def test_what_was_disclosed_stands_first(reader: PublishedReader) -> None:
    issues = key_issues_of(source_of(reader, Query((("issuer", "360DIGITECH"),))).explanation)
    for issue in issues:
        gaps = [point.origin == "imputed" for point in in_order(issue.data_points)]
        assert gaps == sorted(gaps)


def test_a_key_issue_that_does_not_count_is_refused(reader: PublishedReader) -> None:
    with pytest.raises(NoSuchPageError, match="does not count"):
        page(reader, "nothing")
