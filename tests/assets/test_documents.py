"""Documents are read one by one into readings that a refresh takes; what cannot be read says why and stops nobody."""

from datetime import date

import dagster as dg
import pytest

from assets.definitions import build_definitions
from assets.documents import KEY, reading
from assets.failures import failure_text
from assets.partitions import DOCUMENTS
from assets.resources import FolderResource, MethodResource, StoreResource, WarehouseResource
from esg_pipeline.ingest.documents import read_documents


def read(
    store: StoreResource, warehouse: WarehouseResource, *document_ids: str
) -> tuple[dg.ExecuteInProcessResult, dict[str | None, dict[str, object]]]:
    """A run that reads these documents, and the figures of each."""
    with dg.DagsterInstance.ephemeral() as home:
        home.add_dynamic_partitions(str(DOCUMENTS.name), list(document_ids))
        done = dg.materialize(
            [reading],
            instance=home,
            partition_key=document_ids[0],
            resources={"store": store, "method": MethodResource(), "folder": FolderResource(folder=warehouse.folder)},
            raise_on_error=False,
        )
        events = done.asset_materializations_for_node("document__reading")
    return done, {event.partition: {name: value.value for name, value in event.metadata.items()} for event in events}


def documents_of(store: StoreResource) -> list[str]:
    return read_documents(store.directory, today=date(2026, 1, 1))[0]["document_id"].to_list()


def test_a_document_is_read_once(store: StoreResource, warehouse: WarehouseResource) -> None:
    document_id = documents_of(store)[0]
    done, figures = read(store, warehouse, document_id)
    assert done.success
    assert figures[document_id]["read_anew"] == 1
    assert figures[document_id]["is_read"] is True
    assert int(str(figures[document_id]["facts"])) > 5
    again, figures = read(store, warehouse, document_id)
    assert again.success
    assert figures[document_id]["read_anew"] == 0
    assert not warehouse.warehouse.path.exists()  # no table is written, and no lock is needed


def test_a_document_that_cannot_be_read_says_why(
    store: StoreResource, warehouse: WarehouseResource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESG_LIMIT_LINES", "1")
    document_id = documents_of(store)[0]
    done, figures = read(store, warehouse, document_id)
    assert done.success
    assert figures[document_id]["is_read"] is False
    assert "the limit is 1" in str(figures[document_id]["reason"])


def test_a_document_that_is_gone_fails_in_our_words(store: StoreResource, warehouse: WarehouseResource) -> None:
    done, _ = read(store, warehouse, "0" * 64)
    [failed] = [event for event in done.all_events if event.is_step_failure]
    assert failure_text(failed, []) == f"the store {store.directory} has no document {'0' * 64}"


def test_a_backfill_over_documents_is_one_run() -> None:
    node = build_definitions().resolve_asset_graph().get(KEY)
    assert node.backfill_policy == dg.BackfillPolicy.single_run()
    assert node.partitions_def == DOCUMENTS
    assert not node.pools
