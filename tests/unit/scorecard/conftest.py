"""The small published file as sources of scorecards, and cards made of them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from esg_pipeline.reader import PublishedReader
from esg_pipeline.scorecard.source import Source, read_source

DAY = date(2022, 10, 31)


@pytest.fixture(scope="session")
def source_of(small_published_file: Path) -> Callable[[str], Source]:
    """An issuer of the small file -> its source on the later date."""
    return lambda issuer_id: read_source(PublishedReader(small_published_file), issuer_id, DAY)


@pytest.fixture(scope="session")
def digitech(source_of: Callable[[str], Source]) -> Source:
    """The issuer with evidence, history, a finding and one graded peer."""
    return source_of("360DIGITECH")
