"""The schedule asks for the rating date that has just passed; the sensor notices documents and nothing else."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import dagster as dg
import pytest

from assets.definitions import build_definitions
from assets.jobs import after_rating_date, fingerprint, new_documents
from assets.partitions import RATING_DATES, newest_rating_date
from assets.resources import StoreResource, asking_for_sensitivity
from esg_pipeline.runner import SENSITIVITY_SAMPLES


def test_rating_dates_are_the_last_days_of_april_and_october() -> None:
    keys = RATING_DATES.get_partition_keys(current_time=datetime(2020, 5, 1, tzinfo=UTC))
    assert keys == ["2018-04-30", "2018-10-31", "2019-04-30", "2019-10-31", "2020-04-30"]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2022, 10, 30), "2022-04-30"),
        (date(2022, 10, 31), "2022-10-31"),
        (date(2022, 11, 1), "2022-10-31"),
        (date(2023, 4, 30), "2023-04-30"),
    ],
)
def test_newest_rating_date(today: date, expected: str) -> None:
    assert newest_rating_date(today) == expected


def test_schedule_fires_for_the_date_before() -> None:
    when = datetime(2022, 11, 1, 6, tzinfo=UTC)
    request = after_rating_date(dg.build_schedule_context(scheduled_execution_time=when))
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == "2022-10-31"


def ask(store: StoreResource, cursor: str | None) -> object:
    """What the sensor answers first."""
    context = dg.build_sensor_context(cursor=cursor)
    return next(cast("Iterator[object]", new_documents(context, store=store)))


def test_sensor_asks_once_for_a_changed_folder(store: StoreResource) -> None:
    assert isinstance(ask(store, None), dg.RunRequest)
    assert isinstance(ask(store, fingerprint(store.directory)), dg.SkipReason)


def test_fingerprint_changes_with_a_document_and_not_with_other_files(store: StoreResource) -> None:
    before = fingerprint(store.directory)
    (store.directory / "note.txt").write_text("x")
    assert fingerprint(store.directory) == before
    folder = Path(store.directory, "documents")
    folder.mkdir()
    (folder / "a.txt.meta.json").write_text("{}")
    assert fingerprint(store.directory) != before


def test_a_refresh_asks_for_no_sensitivity_and_the_job_of_that_name_does() -> None:
    defs = build_definitions()
    assert asking_for_sensitivity(0) == {}
    job = defs.resolve_job_def("sensitivity")
    made = {key.to_user_string() for key in job.asset_layer.executable_asset_keys}
    assert made == {"rating/sensitivity", "published/warehouse_file"}
    config = job.get_run_config_for_partition_key("2022-10-31")
    assert config == {"resources": {"method": {"config": {"sensitivity_samples": SENSITIVITY_SAMPLES}}}}
    assert not defs.resolve_job_def("refresh").get_run_config_for_partition_key("2022-10-31")
