"""Jobs, the schedule after each rating date, the sensor on the document folder. No reading or rating in here."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from assets.partitions import newest_rating_date
from assets.resources import StoreResource, asking_for_sensitivity
from data_contracts.sensitivity import SENSITIVITY
from esg_pipeline.runner import SENSITIVITY_SAMPLES

DOCUMENTS = "documents"

refresh = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all(),
    description="Everything for one rating date, or for a range of them in one run.",
)

# On rating dates that were refreshed before; a later refresh takes the rows away again, for its scores may be others.
sensitivity = dg.define_asset_job(
    "sensitivity",
    selection=dg.AssetSelection.assets(SENSITIVITY.path, ["published", "warehouse_file"]),
    config=asking_for_sensitivity(SENSITIVITY_SAMPLES),
    description="Which choice of the method moves grades most, for rating dates that are refreshed already.",
)


# The day after 30 April and after 31 October, when the rating date is over everywhere.
@dg.schedule(job=refresh, cron_schedule="0 6 1 5,11 *", execution_timezone="Asia/Shanghai")
def after_rating_date(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Refreshes the rating date that has just passed."""
    key = newest_rating_date(context.scheduled_execution_time.date())
    return dg.RunRequest(run_key=key, partition_key=key)


@dg.sensor(job=refresh, minimum_interval_seconds=60)
def new_documents(context: dg.SensorEvaluationContext, store: StoreResource) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Refreshes the newest rating date when the set of documents in the store has changed."""
    seen = fingerprint(store.directory)
    if seen == context.cursor:
        yield dg.SkipReason("no new document")
        return
    context.update_cursor(seen)
    key = newest_rating_date(store.today)
    yield dg.RunRequest(run_key=f"{key}-{seen}", partition_key=key)


def fingerprint(folder: Path) -> str:
    """A hash of the names, sizes and times of the sidecars below every `documents/` of a store."""
    found = sorted(folder.glob(f"{DOCUMENTS}/*.meta.json")) + sorted(folder.glob(f"*/{DOCUMENTS}/*.meta.json"))
    facts = [f"{file.relative_to(folder)}|{file.stat().st_size}|{stamp(file)}" for file in found]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]


def stamp(file: Path) -> str:
    """Time of the last change of a file."""
    return datetime.fromtimestamp(file.stat().st_mtime, tz=UTC).isoformat()
