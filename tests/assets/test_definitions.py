"""The code location, loaded as production loads it, holds what it must hold."""

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from assets.definitions import build_definitions, definitions
from data_contracts.catalogue import TABLES
from esg_pipeline.sql_models import load_model, model_names

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def loaded() -> dg.Definitions:
    return definitions()


def test_workspace_loads_as_the_daemon_loads_it(tmp_path: Path) -> None:
    """The command reads workspace.yaml, imports the module and builds every definition."""
    done = subprocess.run(
        [sys.executable, "-m", "dagster", "definitions", "validate", "-w", str(ROOT / "workspace.yaml")],
        cwd=ROOT,
        env={"DAGSTER_HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "esg_pipeline" in done.stderr + done.stdout


def test_every_contract_has_its_asset_and_every_asset_is_known(loaded: dg.Definitions) -> None:
    keys = {key.to_user_string() for key in loaded.resolve_all_asset_keys()}
    tables = {name.replace(".", "/") for name in TABLES}
    files = {"published/warehouse_file", "published/scorecards", "document/reading"}
    assert keys == tables | files | {"quality/issuer_rating_expectations"}


def test_every_table_has_a_blocking_contract_check(loaded: dg.Definitions) -> None:
    specs = {
        spec.key.to_user_string(): spec for asset in loaded.assets or [] for spec in getattr(asset, "check_specs", [])
    }
    for name in TABLES:
        spec = specs[f"{name.replace('.', '/')}:contract"]
        assert spec.blocking


def test_scores_are_held_against_their_twin_and_weights_against_what_they_move(loaded: dg.Definitions) -> None:
    specs = {
        spec.key.to_user_string(): spec for asset in loaded.assets or [] for spec in getattr(asset, "check_specs", [])
    }
    assert specs["score/esg_score:array_twin"].blocking
    assert not specs["mart/key_issue_importance:weight_meets_importance"].blocking


@pytest.mark.parametrize("name", model_names())
def test_dependencies_are_those_of_the_query(loaded: dg.Definitions, name: str) -> None:
    graph = loaded.resolve_asset_graph()
    node = graph.get(dg.AssetKey(name.split(".")))
    assert {key.to_user_string() for key in node.parent_keys} == {
        source.replace(".", "/") for source in load_model(name).sources
    }


@pytest.mark.parametrize("name", sorted(TABLES))
def test_assets_are_partitioned_as_their_contract_says(loaded: dg.Definitions, name: str) -> None:
    node = loaded.resolve_asset_graph().get(dg.AssetKey(name.split(".")))
    assert (node.partitions_def is not None) == TABLES[name].partitioned
    if TABLES[name].partitioned:
        assert node.backfill_policy == dg.BackfillPolicy.single_run()


def test_every_writer_waits_for_the_one_place_in_the_pool(loaded: dg.Definitions) -> None:
    node = loaded.resolve_asset_graph()
    writers = [key for key in node.get_all_asset_keys() if key.path[0] != "quality"]
    assert {pool for key in writers for pool in node.get(key).pools or set()} == {"duckdb_write"}


@pytest.mark.parametrize("job", ["refresh", "rerate", "publish", "sensitivity", "read_document", "scorecards"])
def test_every_job_is_there_and_says_what_it_is_for(loaded: dg.Definitions, job: str) -> None:
    assert loaded.resolve_job_def(job).description


def test_the_schedule_refreshes(loaded: dg.Definitions) -> None:
    assert loaded.resolve_schedule_def("after_rating_date").job_name == "refresh"


@pytest.mark.parametrize(
    ("sensor", "jobs"),
    [
        ("new_documents", ["read_document", "refresh"]),
        ("new_feed_files", ["refresh"]),
        ("new_decisions", ["rerate"]),
    ],
)
def test_sensors_start_the_jobs_of_what_arrives(loaded: dg.Definitions, sensor: str, jobs: list[str]) -> None:
    found = loaded.resolve_sensor_def(sensor)
    assert sorted(target.job_name for target in found.targets) == jobs
    assert found.default_status == dg.DefaultSensorStatus.STOPPED


def test_one_run_is_one_process(loaded: dg.Definitions) -> None:
    assert loaded.executor is dg.in_process_executor


def test_column_schema_is_that_of_the_contract(loaded: dg.Definitions) -> None:
    metadata = loaded.resolve_asset_graph().get(dg.AssetKey(["score", "esg_score"])).metadata
    schema = metadata["dagster/column_schema"]
    assert [column.name for column in schema.columns] == [column.name for column in TABLES["score.esg_score"].columns]


def test_resources_can_be_replaced(location: dg.Definitions) -> None:
    assert (location.resources or {})["store"].folder != ""
    assert (build_definitions().resources or {})["store"].folder == ""
