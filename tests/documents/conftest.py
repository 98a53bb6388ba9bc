"""The extractor's rules as the shipped method gives them."""

import pytest

from esg_pipeline.disclosure.extract import rules_from
from esg_pipeline.disclosure.mapper import Rules
from esg_pipeline.methodology.read import load_methodology


@pytest.fixture(scope="session")
def rules() -> Rules:
    method = load_methodology()
    data_points = dict(method.data_points.select("data_point_id", "unit").iter_rows())
    return rules_from(method.units, method.labels, data_points)
