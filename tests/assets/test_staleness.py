"""Builds are recorded in the transaction that writes a table; what follows from a rebuilt parent is named as stale."""

import dagster as dg
import polars as pl
import pytest

from assets import staleness
from assets.factories import Inputs, table_assets
from assets.resources import MethodResource, StoreResource, WarehouseResource
from assets.staleness import code_of, recorded, stale_result, steps_in_force, steps_of
from data_contracts.catalogue import TABLES
from data_contracts.rating import RATING
from data_contracts.score import ESG_SCORE
from data_contracts.table import Table
from esg_pipeline.builds import BuildState, states
from esg_pipeline.grade import rate

DATES = ("2022-04-30", "2022-10-31")
KEY = dg.AssetKey(["published", "warehouse_file"])
FACTOR = 1.0


def scores(inputs: Inputs) -> dict[str, pl.DataFrame]:
    """One total score of the rating date."""
    return {ESG_SCORE.name: dated(ESG_SCORE, inputs)}


def grades(inputs: Inputs) -> dict[str, pl.DataFrame]:
    """One grade of the rating date, for a score that was read."""
    inputs.table(ESG_SCORE.name)
    return {RATING.name: dated(RATING, inputs)}


def dated(table: Table, inputs: Inputs) -> pl.DataFrame:
    return table.example_row().with_columns(rating_date=pl.lit(inputs.rating_date))


def score_step(code: str) -> dg.AssetsDefinition:
    return table_assets("esg_score", [ESG_SCORE], (), scores, "python", (), code)


def grade_step(code: str = "g1") -> dg.AssetsDefinition:
    return table_assets("rating", [RATING], (ESG_SCORE.name,), grades, "python", (), code)


def run(
    warehouse: WarehouseResource, assets: list[dg.AssetsDefinition], dates: tuple[str, str] = DATES
) -> dg.ExecuteInProcessResult:
    return dg.materialize(
        assets,
        selection=[asset for asset in assets if asset],
        resources={"warehouse": warehouse, "store": StoreResource(), "method": MethodResource()},
        tags={"dagster/asset_partition_range_start": dates[0], "dagster/asset_partition_range_end": dates[1]},
        raise_on_error=False,
    )


def stale_nodes(warehouse: WarehouseResource, *assets: dg.AssetsDefinition) -> dict[tuple[str, str], str]:
    """Table and rating date -> reason, of what is stale by these steps."""
    found = states(recorded(warehouse.warehouse), steps_of(assets), MethodResource().methodology.hash)
    return {(table, key): reason for table, key, state, reason in found.iter_rows() if state == str(BuildState.STALE)}


def test_every_table_and_rating_date_is_recorded_with_what_it_was_made_from(warehouse: WarehouseResource) -> None:
    assert run(warehouse, [score_step("s1"), grade_step()]).success
    known = recorded(warehouse.warehouse)
    nodes = set(known.builds.select("table_name", "partition_key").iter_rows())
    assert nodes == {(table.name, day) for table in (ESG_SCORE, RATING) for day in DATES}
    edges = known.inputs.select("table_name", "partition_key", "input_table", "input_partition")
    assert set(edges.iter_rows()) == {(RATING.name, day, ESG_SCORE.name, day) for day in DATES}
    assert (known.builds["content_hash"].is_null() == (known.builds["table_name"] == RATING.name)).all()


def test_a_second_run_records_the_same(warehouse: WarehouseResource) -> None:
    run(warehouse, [score_step("s1"), grade_step()])
    before = recorded(warehouse.warehouse)
    run(warehouse, [score_step("s1"), grade_step()])
    after = recorded(warehouse.warehouse)
    assert before.builds.sort(pl.all()).equals(after.builds.sort(pl.all()))
    assert before.inputs.sort(pl.all()).equals(after.inputs.sort(pl.all()))


def test_a_child_whose_parent_was_made_by_other_code_is_stale_until_it_is_made(warehouse: WarehouseResource) -> None:
    run(warehouse, [score_step("s1"), grade_step()])
    newer = score_step("s2")
    assert set(stale_nodes(warehouse, newer, grade_step())) == {(t.name, d) for t in (ESG_SCORE, RATING) for d in DATES}
    run(warehouse, [newer], (DATES[1], DATES[1]))
    assert stale_nodes(warehouse, newer, grade_step()) == {
        (ESG_SCORE.name, DATES[0]): "its code has changed",
        (RATING.name, DATES[0]): f"made from score.esg_score of {DATES[0]}, which is stale",
        (RATING.name, DATES[1]): f"score.esg_score of {DATES[1]} was made anew",
    }
    run(warehouse, [newer, grade_step()])
    assert stale_nodes(warehouse, newer, grade_step()) == {}


def test_a_step_that_fails_records_nothing(warehouse: WarehouseResource, monkeypatch: pytest.MonkeyPatch) -> None:
    run(warehouse, [score_step("s1")])
    before = recorded(warehouse.warehouse).builds
    monkeypatch.setattr(staleness, "content_hash", lambda frame: "not a hash of anything" + 1 // 0 * "x")
    assert not run(warehouse, [score_step("s2")]).success
    assert recorded(warehouse.warehouse).builds.equals(before)


def test_an_older_warehouse_without_a_record_has_nothing_stale(warehouse: WarehouseResource) -> None:
    warehouse.warehouse.replace({ESG_SCORE.name: ESG_SCORE.example_row()})
    result = stale_result(KEY, recorded(warehouse.warehouse), MethodResource().methodology.hash)
    assert result.passed


def test_the_warning_names_tables_dates_and_the_reason(warehouse: WarehouseResource) -> None:
    run(warehouse, [score_step("another code than the one in force"), grade_step("and another")])
    result = stale_result(KEY, recorded(warehouse.warehouse), MethodResource().methodology.hash)
    assert (result.passed, result.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert result.description == " | ".join(
        f"rating date {day}: 2 stale (rating.rating: its code has changed; score.esg_score: its code has changed)"
        for day in DATES
    )
    assert result.metadata["stale"].value == 4


def test_dates_of_another_method_are_listed_and_no_fault(warehouse: WarehouseResource) -> None:
    run(warehouse, [score_step("s1"), grade_step()])
    result = stale_result(KEY, recorded(warehouse.warehouse), "0" * 64)
    assert result.passed
    assert result.metadata["rated_by_another_method"].value == list(DATES)


# The code behind a step


def with_constant(inputs: Inputs) -> float:
    return FACTOR


def with_helper(inputs: Inputs) -> float:
    return next(with_constant(inputs) for _ in "a")


def with_library(inputs: Inputs) -> object:
    return rate


def test_code_is_hashed_the_same_each_time_and_by_function() -> None:
    assert code_of(scores) == code_of(scores)
    assert len({code_of(function) for function in (scores, grades, with_constant, with_helper, with_library)}) == 5


def test_a_constant_that_a_step_uses_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    before = code_of(with_constant)
    monkeypatch.setitem(globals(), "FACTOR", 2.0)
    assert code_of(with_constant) != before


def test_a_step_of_the_library_is_hashed_by_its_module() -> None:
    assert code_of(rate) != code_of(scores)


@pytest.mark.parametrize("name", [name for name in TABLES if not name.startswith("quality.")])
def test_every_table_has_a_step_with_a_hash_of_its_code(name: str) -> None:
    step = steps_in_force()[name]
    assert len(step.code) == 64
    assert step.partitioned == TABLES[name].partitioned
    assert set(step.reads) <= set(TABLES)


def test_tables_that_are_made_by_different_code_have_different_hashes() -> None:
    codes = [step.code for step in steps_in_force().values()]
    assert len(set(codes)) == len(codes)
