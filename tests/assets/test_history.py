"""The steps of the history: what they archive and record, what stops them, and what survives the work file."""

from datetime import date
from typing import Any

import dagster as dg
import polars as pl
import pytest

from assets import history
from assets.resources import MethodResource, StoreResource, WarehouseResource
from data_contracts.catalogue import contract
from esg_pipeline import paths
from esg_pipeline.archive import Archive
from esg_pipeline.code_hash import code_hash
from esg_pipeline.ledger import TABLE
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.methodology.tables import reference_tables
from esg_pipeline.warehouse import Warehouse
from tests.unit.past_worlds import DAY, A, B, Rows, inputs, more, ratings, table

ARCHIVED, VERSIONED = history.ASSETS
CHECK = "history_unchanged"


@pytest.fixture
def resources(warehouse: WarehouseResource, store: StoreResource) -> dict[str, Any]:
    return {"warehouse": warehouse, "store": store, "method": MethodResource()}


def rated(resources: dict[str, Any], *cells: dict[str, Any], **changed: Rows) -> dg.ExecuteInProcessResult:
    """Archives these inputs, puts down ratings as made from them, and records their versions."""
    work: Warehouse = resources["warehouse"].warehouse
    method = {"reference.methodology": reference_tables(load_methodology())["reference.methodology"]}
    scope = {"core.rating_universe": table("core.rating_universe", [{"issuer_id": A}, {"issuer_id": B}])}
    work.replace({**inputs(**changed), **method, **scope})
    assert dg.materialize([ARCHIVED], resources=resources).success
    made = ratings(work.read("raw.archived_input")["inputs_hash"][0], *cells)
    work.replace({"rating.rating": made.with_columns(code_hash=pl.lit(code_hash()))})
    return dg.materialize([VERSIONED], resources=resources, raise_on_error=False)


def ledger(resources: dict[str, Any]) -> pl.DataFrame:
    return resources["warehouse"].warehouse.read(TABLE)


def test_a_run_archives_its_input_and_its_method(resources: dict[str, Any]) -> None:
    assert rated(resources).success
    archive = Archive(paths.archive_dir(resources["warehouse"].directory))
    [inputs_hash] = set(ledger(resources)["inputs_hash"])
    back = archive.inputs(inputs_hash)
    assert all(back[name].equals(frame) for name, frame in inputs().items())
    method = load_methodology()
    assert archive.methodology(method.hash).hash == method.hash


def test_a_second_run_of_the_same_changes_nothing(resources: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    rated(resources)
    before = ledger(resources)
    assert set(before["recorded_date"]) == {date(2023, 11, 14)}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    assert rated(resources).success
    assert ledger(resources).equals(before)


def test_a_late_event_is_a_new_version(resources: dict[str, Any]) -> None:
    rated(resources)
    assert rated(
        resources, {"issuer_id": A, "score": 60.0}, **more("raw.event", {"issuer_id": A, "event_id": "E2"})
    ).success
    assert ledger(resources).select("issuer_id", "version", "cause").rows() == [
        (A, 1, "initial"),
        (B, 1, "initial"),
        (A, 2, "event"),
    ]


def test_a_rating_that_changes_without_a_cause_stops_the_run_and_nothing_is_written(resources: dict[str, Any]) -> None:
    rated(resources)
    before = ledger(resources)
    failed = rated(resources, {"issuer_id": B, "score": 60.0})
    assert not failed.success
    [check] = [one for one in failed.get_asset_check_evaluations() if one.check_name == CHECK]
    assert not check.passed
    assert check.blocking
    assert f"{B} on {DAY}: grade B, score 71.25 became grade B, score 60.0" in str(check.description)
    assert ledger(resources).equals(before)


def test_an_edited_record_stops_the_run(resources: dict[str, Any]) -> None:
    rated(resources)
    edited = ledger(resources).with_columns(grade=pl.lit("AAA"))
    resources["warehouse"].warehouse.replace({TABLE: edited, "rating.rating": ratings("ef" * 32)})
    failed = dg.materialize([VERSIONED], resources=resources, raise_on_error=False)
    assert not failed.success
    assert ledger(resources).equals(edited)


def test_the_history_survives_the_work_file(resources: dict[str, Any]) -> None:
    rated(resources)
    before, published = ledger(resources), resources["warehouse"].published_file
    Warehouse(published).replace({TABLE: before})
    resources["warehouse"].warehouse.path.unlink()
    assert rated(
        resources, {"issuer_id": A, "score": 60.0}, **more("raw.event", {"issuer_id": A, "event_id": "E2"})
    ).success
    after = ledger(resources)
    assert after.height == before.height + 1
    assert after.head(before.height).drop("is_current").equals(before.drop("is_current"))


def test_a_ledger_that_was_written_anew_contradicts_the_published_one(resources: dict[str, Any]) -> None:
    rated(resources)
    Warehouse(resources["warehouse"].published_file).replace({TABLE: ledger(resources)})
    resources["warehouse"].warehouse.replace({TABLE: contract(TABLE).empty()})
    assert rated(resources).success
    forged = ledger(resources).with_columns(detail=pl.lit("forged"))
    resources["warehouse"].warehouse.replace({TABLE: forged})
    assert not rated(resources).success


def test_dates_of_another_method_are_listed_and_stop_nothing(resources: dict[str, Any]) -> None:
    rated(resources)
    work = resources["warehouse"].warehouse
    now = work.read("rating.rating")
    earlier = now.with_columns(rating_date=pl.lit(date(2022, 4, 30)), methodology_hash=pl.lit("00" * 32))
    work.replace({"rating.rating": pl.concat([earlier, now])})
    done = dg.materialize([VERSIONED], resources=resources)
    [check] = [one for one in done.get_asset_check_evaluations() if one.check_name == "rated_by_one_method"]
    assert (check.passed, check.blocking) == (False, False)
    assert "2022-04-30: 2 ratings by method 1.0 (000000000000)" in str(check.description)


def test_a_rating_date_that_was_lost_is_told_and_its_history_stays(resources: dict[str, Any]) -> None:
    rated(resources)
    work = resources["warehouse"].warehouse
    before, other = ledger(resources), pl.lit(date(2022, 4, 30))
    work.replace(
        {name: work.read(name).with_columns(rating_date=other) for name in (history.RATINGS, history.UNIVERSE)}
    )
    done = dg.materialize([VERSIONED], resources=resources)
    [check] = [one for one in done.get_asset_check_evaluations() if one.check_name == "recorded_dates_are_there"]
    assert (check.passed, check.blocking) == (False, False)
    assert check.description == f"{DAY}: 2 ratings are in the ledger alone, rate it again"
    assert ledger(resources).filter(rating_date=DAY).equals(before)


def test_nothing_half_written_is_left_in_the_archive(resources: dict[str, Any]) -> None:
    assert rated(resources).success
    archive = paths.archive_dir(resources["warehouse"].directory)
    assert sorted(folder.name for folder in archive.iterdir()) == ["inputs", "methodology", "tables"]
    assert not list(archive.rglob("*.new*"))
