"""The code location, assembled in one place. Nothing happens at import."""

import dagster as dg

from assets import core, expectations, jobs, mart, published, rating, raw, reference, score, sensitivity, uncertainty
from assets.resources import MethodResource, StoreResource, WarehouseResource

LAYERS = (raw, reference, core, score, rating, uncertainty, sensitivity, mart, published, expectations)


def build_definitions(
    *,
    warehouse: WarehouseResource | None = None,
    store: StoreResource | None = None,
    method: MethodResource | None = None,
) -> dg.Definitions:
    """Every asset, check, job, schedule and sensor; resources can be replaced, as tests do."""
    return dg.Definitions(
        assets=[asset for layer in LAYERS for asset in layer.ASSETS],
        jobs=[jobs.refresh, jobs.sensitivity],
        schedules=[jobs.after_rating_date],
        sensors=[jobs.new_documents],
        resources={
            "warehouse": warehouse or WarehouseResource(),
            "store": store or StoreResource(),
            "method": method or MethodResource(),
        },
        executor=dg.in_process_executor,  # one process owns the work file
    )


@dg.definitions
def definitions() -> dg.Definitions:
    """What Dagster loads."""
    return build_definitions()
