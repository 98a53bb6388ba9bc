"""The reading of one document: a partition per document, kept between runs. Tables are made of readings in `core`."""

from collections.abc import Iterator
from dataclasses import asdict

import dagster as dg

from assets.partitions import DOCUMENTS
from assets.resources import FolderResource, MethodResource, StoreResource
from assets.retries import retried
from esg_pipeline.disclosure.archive import Desk, read_filed
from esg_pipeline.disclosure.readings import words_of

KEY = dg.AssetKey(["document", "reading"])


SPEC = dg.AssetSpec(
    key=KEY,
    group_name="document",
    kinds={"python"},
    description="What a document was read to say. A refresh takes the readings that are there and reads the others.",
)


@dg.multi_asset(
    name="document__reading", specs=[SPEC], partitions_def=DOCUMENTS, backfill_policy=dg.BackfillPolicy.single_run()
)
def reading(
    context: dg.AssetExecutionContext, store: StoreResource, method: MethodResource, folder: FolderResource
) -> Iterator[dg.MaterializeResult]:
    """Reads each document of the run that was not read before; one that cannot be read says why."""
    with retried(context):
        desk = Desk(words_of(method.methodology), store.limits.documents, folder.readings)
        for document_id in context.partition_keys:
            found = asdict(read_filed(store.directory, document_id, desk))
            context.add_asset_metadata(found, asset_key=KEY, partition_key=document_id)
        yield dg.MaterializeResult(asset_key=KEY, metadata={"read_anew": desk.read_anew})


ASSETS = (reading,)
