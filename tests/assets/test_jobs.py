"""Each job makes what its name says and nothing else."""

import dagster as dg
import pytest

from assets.definitions import build_definitions
from assets.resources import asking_for_sensitivity
from data_contracts.catalogue import TABLES
from data_contracts.raw import TABLES as RAW
from esg_pipeline.runner import SENSITIVITY_SAMPLES

PUBLISHED = {"published/warehouse_file", "quality/issuer_rating_expectations"}
DECISIONS = {"raw/review_decision", "raw/committee_decision", "raw/rejected_row"}


@pytest.fixture(scope="module")
def loaded() -> dg.Definitions:
    return build_definitions()


def made_by(loaded: dg.Definitions, job: str) -> set[str]:
    return {key.to_user_string() for key in loaded.resolve_job_def(job).asset_layer.executable_asset_keys}


def test_a_refresh_makes_everything_but_the_readings_of_single_documents(loaded: dg.Definitions) -> None:
    assert made_by(loaded, "refresh") == {name.replace(".", "/") for name in TABLES} | PUBLISHED


def test_a_rerate_reads_decisions_and_no_other_input_again(loaded: dg.Definitions) -> None:
    left_out = made_by(loaded, "refresh") - made_by(loaded, "rerate")
    raw = {"/".join(table.path) for table in RAW}
    reference = {name.replace(".", "/") for name in TABLES if name.startswith("reference.")}
    assert left_out == (raw - DECISIONS) | reference
    assert made_by(loaded, "rerate") <= made_by(loaded, "refresh")


def test_a_rerate_makes_everything_that_depends_on_a_decision(loaded: dg.Definitions) -> None:
    graph, reached = loaded.resolve_asset_graph(), set(DECISIONS)
    waiting = sorted(reached)
    while waiting:
        children = {key.to_user_string() for key in graph.get(dg.AssetKey(waiting.pop().split("/"))).child_keys}
        waiting += sorted(children - reached)
        reached |= children
    # Scorecards are made for who asks, from what is published.
    assert reached - {"published/scorecards"} <= made_by(loaded, "rerate")


def test_publishing_alone_rates_nothing(loaded: dg.Definitions) -> None:
    assert made_by(loaded, "publish") == PUBLISHED


def test_a_refresh_asks_for_no_sensitivity_and_the_job_of_that_name_does(loaded: dg.Definitions) -> None:
    assert asking_for_sensitivity(0) == {}
    assert made_by(loaded, "sensitivity") == {"rating/sensitivity", "published/warehouse_file"}
    config = loaded.resolve_job_def("sensitivity").get_run_config_for_partition_key("2022-10-31")
    assert config == {"resources": {"method": {"config": {"sensitivity_samples": SENSITIVITY_SAMPLES}}}}
    assert not loaded.resolve_job_def("refresh").get_run_config_for_partition_key("2022-10-31")


def test_a_document_is_read_alone(loaded: dg.Definitions) -> None:
    assert made_by(loaded, "read_document") == {"document/reading"}
    assert isinstance(loaded.resolve_job_def("read_document").partitions_def, dg.DynamicPartitionsDefinition)


def test_scorecards_are_made_alone(loaded: dg.Definitions) -> None:
    assert made_by(loaded, "scorecards") == {"published/scorecards"}


@pytest.mark.parametrize("job", ["refresh", "rerate", "sensitivity", "scorecards"])
def test_a_range_of_rating_dates_is_one_run(loaded: dg.Definitions, job: str) -> None:
    assert loaded.resolve_job_def(job).backfill_policy == dg.BackfillPolicy.single_run()
