from pathlib import Path

import pytest

from esg_pipeline.explorer.addresses import NoSuchPageError, Query
from esg_pipeline.explorer.scorecard import scorecard_page
from esg_pipeline.reader import PublishedReader


@pytest.mark.parametrize(("language", "tag"), [("", "en"), ("zh", "zh-Hans")])
def test_it_is_the_card_in_the_language_asked_for(small_published_file: Path, language: str, tag: str) -> None:
    query = Query((("issuer", "360DIGITECH"), ("language", language)))
    made = scorecard_page(PublishedReader(small_published_file), query)
    assert f'<html lang="{tag}">' in made
    assert "<script" not in made


def test_a_language_that_is_not_there_is_refused(small_published_file: Path) -> None:
    query = Query((("issuer", "360DIGITECH"), ("language", "xx")))
    with pytest.raises(NoSuchPageError, match="language xx"):
        scorecard_page(PublishedReader(small_published_file), query)
