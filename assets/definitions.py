"""The code location, assembled in one place. Nothing happens at import."""

import dagster as dg

from assets import (
    alerts,
    attribution,
    core,
    documents,
    expectations,
    history,
    jobs,
    logs,
    mart,
    published,
    quality,
    rating,
    raw,
    reference,
    schedules,
    score,
    scorecards,
    sensitivity,
    sensors,
    uncertainty,
)
from assets.resources import FolderResource, MethodResource, StoreResource, WarehouseResource

LAYERS = (
    raw,
    reference,
    documents,
    core,
    score,
    rating,
    attribution,
    history,
    uncertainty,
    sensitivity,
    mart,
    quality,
    published,
    expectations,
    scorecards,
)


def build_definitions(
    *,
    warehouse: WarehouseResource | None = None,
    store: StoreResource | None = None,
    method: MethodResource | None = None,
) -> dg.Definitions:
    """Every asset, check, job, schedule and sensor; resources can be replaced, as tests do."""
    return dg.Definitions(
        assets=[asset for layer in LAYERS for asset in layer.ASSETS],
        jobs=jobs.JOBS,
        schedules=schedules.SCHEDULES,
        sensors=[*sensors.SENSORS, alerts.failed_runs],
        resources={
            "warehouse": warehouse or WarehouseResource(),
            "folder": FolderResource(folder=warehouse.folder if warehouse else ""),
            "store": store or StoreResource(),
            "method": method or MethodResource(),
        },
        loggers=logs.LOGGERS,
        executor=dg.in_process_executor,  # one process owns the work file
    )


@dg.definitions
def definitions() -> dg.Definitions:
    """What Dagster loads."""
    return build_definitions()
