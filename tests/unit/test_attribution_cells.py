"""Cells by number, rules out of tables, and what each score rests on."""

import polars as pl

from esg_pipeline.attribution_cells import Grid, functions_of, paired, rules_of
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.methodology.tables import reference_tables
from tests.unit.changed_worlds import D1, D2, events, grid_of, rules, side, told

GRID = Grid(pl.Series(["A", "B"]), pl.Series(["p1", "p2", "p3"]))


def test_numbers_lead_back_to_names_and_strangers_have_none() -> None:
    rows = pl.DataFrame(
        {"issuer_id": ["B", "A", "Z", "A"], "data_point_id": ["p2", "p3", "p1", "px"], "v": [1, 2, 3, 4]}
    )
    numbered = GRID.numbered(rows)
    assert numbered["cell"].to_list() == [4, 2]
    assert GRID.names(numbered["cell"].to_numpy()).rows() == [("B", "p2"), ("A", "p3")]
    assert GRID.look_up(numbered, numbered["cell"].to_numpy() - 2)["v"].to_list() == [2, None]


def test_rules_come_out_of_the_tables_of_a_version() -> None:
    shipped = load_methodology()
    found = rules_of(reference_tables(shipped))
    assert found.carrying.null_count().row(0) == (0, 0, 0)
    assert found.outliers.winsor_fence == shipped.parameters.winsor_fence
    assert {name for name, _ in functions_of(found, D2)} == set(shipped.anchors["data_point_id"])


def test_only_cells_that_differ_are_paired() -> None:
    before = [told(4, 2020), told(5, 2020, data_point_id="p2")]
    after = [told(4, 2020), told(6, 2021, data_point_id="p2")]
    sides = side(D1, before, rules()), side(D2, after, rules())
    pairs = paired(grid_of(before), events(), *sides, pl.Series(["A"]))
    columns = ["issuer_id", "data_point_id", "previous_used_value", "used_value", "previous_used_year", "used_year"]
    assert pairs.select(columns).rows() == [("A", "p2", 5.0, 6.0, 2020, 2021)]
