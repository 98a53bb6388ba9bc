"""Lineage events: what a step read and made, by column; off unless asked for; never the reason why a step fails."""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import dagster as dg
import polars as pl
import pytest

from assets import lineage
from assets.factories import Inputs, sql_asset, table_assets
from assets.lineage import FILE, is_on
from assets.resources import MethodResource, StoreResource, WarehouseResource
from data_contracts.catalogue import TABLES, contract
from esg_pipeline.sql_models import load_model

IN_CI = bool(os.environ.get("CI"))
try:
    importlib.import_module("openlineage.client")
except ImportError:
    if IN_CI:
        raise
    pytest.skip("the extra `lineage` is not installed", allow_module_level=True)

DAY = "2022-10-31"
MODEL = load_model("rating.contribution")
SCHEMA_URLS = "https://openlineage.io/spec/"


def example(name: str) -> dg.AssetsDefinition:
    """An asset that makes the contract's example row."""
    table = contract(name)

    def make(inputs: Inputs) -> dict[str, pl.DataFrame]:
        row = table.example_row()
        return {name: row.with_columns(rating_date=pl.lit(inputs.rating_date)) if table.partitioned else row}

    return table_assets(name.replace(".", "__"), [table], (), make, "python", (), "code")


def broken(inputs: Inputs) -> dict[str, pl.DataFrame]:
    raise ValueError("no score today")


def run(warehouse: WarehouseResource, assets: Sequence[dg.AssetsDefinition]) -> dg.ExecuteInProcessResult:
    return dg.materialize(
        assets,
        resources={"warehouse": warehouse, "store": StoreResource(), "method": MethodResource()},
        partition_key=DAY,
        raise_on_error=False,
    )


@pytest.fixture
def events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that events go to."""
    for name in [name for name in os.environ if name.startswith("OPENLINEAGE")]:
        monkeypatch.delenv(name)
    file = tmp_path / "lineage" / "events.jsonl"
    monkeypatch.setenv(FILE, str(file))
    lineage.client.cache_clear()
    return file


def read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def of(found: list[dict[str, Any]], step: str, state: str) -> dict[str, Any]:
    [event] = [e for e in found if e["job"]["name"].endswith(f".{step}") and e["eventType"] == state]
    return event


def test_each_step_starts_and_ends_as_one_run(warehouse: WarehouseResource, events: Path) -> None:
    assert run(warehouse, [*map(example, MODEL.sources), sql_asset(contract(MODEL.name))]).success
    found = read(events)
    steps = len(MODEL.sources) + 1
    assert [event["eventType"] for event in found].count("START") == steps
    assert [event["eventType"] for event in found].count("COMPLETE") == steps
    start, end = (of(found, "rating__contribution", state) for state in ("START", "COMPLETE"))
    assert start["run"]["runId"] == end["run"]["runId"] == str(UUID(end["run"]["runId"]))
    assert start["eventTime"] <= end["eventTime"]
    assert end["run"]["facets"]["nominalTime"]["nominalStartTime"] == f"{DAY}T00:00:00Z"
    UUID(end["run"]["facets"]["parent"]["run"]["runId"])


def test_an_event_names_inputs_outputs_columns_and_rows(warehouse: WarehouseResource, events: Path) -> None:
    run(warehouse, [*map(example, MODEL.sources), sql_asset(contract(MODEL.name))])
    event = of(read(events), "rating__contribution", "COMPLETE")
    assert sorted(data["name"] for data in event["inputs"]) == sorted(MODEL.sources)
    [output] = event["outputs"]
    assert output["name"] == MODEL.name
    columns = [column.name for column in contract(MODEL.name).columns]
    assert [field["name"] for field in output["facets"]["schema"]["fields"]] == columns
    written = warehouse.warehouse.read(MODEL.name).height
    assert output["outputFacets"]["outputStatistics"]["rowCount"] == written
    sources = output["facets"]["columnLineage"]["fields"]
    assert set(sources) <= set(columns)
    assert {"weight_in_total", "score", "contribution"} <= set(sources)
    for field in (field for made in sources.values() for field in made["inputFields"]):
        assert field["name"] in MODEL.sources
        assert field["field"] in {column.name for column in TABLES[field["name"]].columns}


def facets(node: object) -> list[dict[str, Any]]:
    """Every facet below a node of an event: what carries a schema's address."""
    if isinstance(node, list):
        return [facet for child in node for facet in facets(child)]
    if not isinstance(node, dict):
        return []
    here = [node] if "_schemaURL" in node else []
    return here + [facet for child in node.values() for facet in facets(child)]


def test_every_event_keeps_the_form_of_the_standard(warehouse: WarehouseResource, events: Path) -> None:
    run(warehouse, [example("score.esg_score")])
    for event in read(events):
        assert {"eventType", "eventTime", "run", "job", "producer", "schemaURL", "inputs", "outputs"} <= set(event)
        assert datetime.fromisoformat(event["eventTime"]).tzinfo is not None
        assert event["schemaURL"].startswith(SCHEMA_URLS)
        assert event["producer"] == "urn:esg-pipeline"
        for data in (*event["inputs"], *event["outputs"]):
            assert (data["namespace"], data["name"] in TABLES) == ("esg_pipeline", True)
        assert facets(event)
        for facet in facets(event):
            assert facet["_schemaURL"].startswith(SCHEMA_URLS)
            assert facet["_producer"] == "urn:esg-pipeline"


def test_a_step_that_fails_says_so_and_why(warehouse: WarehouseResource, events: Path) -> None:
    asset = table_assets("esg_score", [contract("score.esg_score")], (), broken, "python")
    assert not run(warehouse, [asset]).success
    event = of(read(events), "esg_score", "FAIL")
    assert event["run"]["facets"]["errorMessage"]["message"] == "no score today"
    assert "outputStatistics" not in event["outputs"][0]["outputFacets"]


def test_events_that_cannot_be_sent_fail_nothing(
    warehouse: WarehouseResource, events: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(FILE, str(tmp_path / "file" / "events.jsonl"))
    assert run(warehouse, [example("score.esg_score")]).success
    assert not events.exists()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({FILE: ""}, False),
        ({FILE: "events.jsonl"}, True),
        ({"OPENLINEAGE_URL": "http://127.0.0.1:1"}, True),
        ({"OPENLINEAGE__TRANSPORT__TYPE": "console"}, True),
        ({"OPENLINEAGE_NAMESPACE": "ours"}, False),
        ({FILE: "events.jsonl", "OPENLINEAGE_DISABLED": "true"}, False),
    ],
)
def test_it_is_off_unless_it_is_configured(environment: dict[str, str], expected: bool) -> None:
    assert is_on(environment) is expected


def test_the_library_is_loaded_only_when_events_are_asked_for() -> None:
    code = "import sys, assets.definitions as d; d.build_definitions(); print('openlineage' in sys.modules)"
    environment = {"PATH": "/usr/bin:/bin", "DAGSTER_DISABLE_TELEMETRY": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment, timeout=120
    )
    assert done.stdout.strip() == "False"
