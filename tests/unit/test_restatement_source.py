"""The ledger of a rating date is read out of a work file; with nothing restated it is empty and keeps its columns."""

from datetime import date
from pathlib import Path

import pytest

from data_contracts.catalogue import contract
from esg_pipeline.restatement_source import restatements
from esg_pipeline.warehouse import Warehouse
from tests.unit.changed_worlds import D1, D2, file_of, rows_of, told

FIRST, AGAIN = date(2021, 3, 1), date(2022, 3, 1)
LEDGER = contract("rating.restatement")


@pytest.fixture
def work(tmp_path: Path) -> Warehouse:
    cell = {**told(6, 2020, observation_id="new"), "weight": 1.0}
    file = file_of(tmp_path / "warehouse.duckdb", {D1: [{**told(4, 2020), "weight": 1.0}], D2: [cell]})
    both = {"issuer_id": "A", "data_point_id": "p1", "dimension": "", "fiscal_year": 2020}
    says = [
        {**both, "observation_id": "old", "value": 4.0, "published_date": FIRST},
        {**both, "observation_id": "new", "value": 6.0, "published_date": AGAIN},
        {**both, "observation_id": "b", "value": 6.0, "published_date": AGAIN, "issuer_id": "B"},
    ]
    inputs = [{**both, "rating_date": D2, "input_number": 1, "observation_id": "new"}]
    file.replace(
        {
            "core.observation": rows_of("core.observation", says),
            "core.known_value_input": rows_of("core.known_value_input", inputs),
            "reference.derivation": contract("reference.derivation").empty(),
        }
    )
    return file


def test_a_restated_value_stands_with_its_points_on_the_date_that_knows_it(work: Warehouse) -> None:
    found = LEDGER.conform(restatements(work, D2))
    columns = ("issuer_id", "previous_observation_id", "observation_id", "previous_value", "value", "points")
    assert found.select(columns).rows() == [("A", "old", "new", 4.0, 6.0, pytest.approx(20.0))]
    assert LEDGER.violations(found) == []


def test_other_dates_have_none(work: Warehouse) -> None:
    for day in (D1, date(2022, 10, 31)):
        assert LEDGER.conform(restatements(work, day)).is_empty()
