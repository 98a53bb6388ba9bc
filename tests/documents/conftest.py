"""The extractor's rules as the shipped method gives them."""

import pytest

from esg_pipeline.disclosure.extract import rules_of
from esg_pipeline.disclosure.mapper import Rules
from esg_pipeline.methodology.read import load_methodology


@pytest.fixture(scope="session")
def rules() -> Rules:
    return rules_of(load_methodology())
