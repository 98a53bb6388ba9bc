"""The history of ratings: what a run archives before it rates, and the versions of ratings that it adds."""

import os
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from assets.factories import Check, Frames, Inputs, table_assets
from data_contracts import history
from data_contracts.catalogue import contract
from esg_pipeline import paths
from esg_pipeline.archive import Archive
from esg_pipeline.history import continued, lost_dates, rated_otherwise, recording_day, stamps
from esg_pipeline.impact.inputs import INPUTS

ARCHIVED, VERSIONS = history.ARCHIVED_INPUT, history.RATING_VERSION
UNIVERSE, RATINGS = "core.rating_universe", "rating.rating"
PROBLEMS = "problems"


def folder_of(inputs: Inputs) -> Path:
    """The folder of the warehouse."""
    return inputs.warehouse.path.parent


def archived(inputs: Inputs) -> Frames:
    """All input and the version of the method, by their hashes."""
    archive = Archive(paths.archive_dir(folder_of(inputs)))
    archive.keep_methodology(inputs.method.directory, inputs.methodology)
    tables = {name: inputs.table(name) for name in INPUTS}
    return {ARCHIVED.name: archive.keep_inputs(tables, {name: contract(name).key for name in INPUTS})}


def versions(inputs: Inputs) -> Frames:
    """The ledger of all rating dates with what is new."""
    ratings, folder = inputs.table(RATINGS), folder_of(inputs)
    recorded = continued(
        ratings,
        [*ratings["rating_date"], *inputs.table(UNIVERSE)["rating_date"]],
        stamps(inputs.methodology, inputs.table(ARCHIVED.name)),
        recording_day(os.environ),
        inputs.warehouse,
        paths.published_file(folder),
        Archive(paths.archive_dir(folder)),
    )
    return {VERSIONS.name: recorded.ledger, PROBLEMS: pl.DataFrame({"problem": recorded.problems})}


def changed_silently(_: Inputs, frames: Frames) -> Sequence[str]:
    """Ratings that changed without a cause, and records that are not what was recorded."""
    return frames[PROBLEMS]["problem"].to_list()


def other_methods(inputs: Inputs, _: Frames) -> Sequence[str]:
    """Rating dates that the newest one's method or code did not rate."""
    return rated_otherwise(inputs.table(RATINGS))


def no_longer_there(inputs: Inputs, frames: Frames) -> Sequence[str]:
    """Rating dates that were rated and are not in the work file."""
    return lost_dates(inputs.table(RATINGS), frames[VERSIONS.name])


UNCHANGED = Check(
    "history_unchanged",
    "No rating changed without a recorded cause, and no recorded version was edited, taken out or put in.",
    changed_silently,
)
BY_ONE_METHOD = Check(
    "rated_by_one_method",
    "All rating dates were rated by the method and the code of the newest one.",
    other_methods,
    (RATINGS,),
    is_blocking=False,
)
DATES_ARE_THERE = Check(
    "recorded_dates_are_there",
    "Every rating date of which versions stand is in the work file, and so will be published.",
    no_longer_there,
    (RATINGS,),
    is_blocking=False,
)

ASSETS = (
    table_assets("archived_input", (ARCHIVED,), (*INPUTS, "reference.methodology"), archived, "python"),
    table_assets(
        "rating_version",
        (VERSIONS,),
        (RATINGS, UNIVERSE, ARCHIVED.name, "reference.methodology"),
        versions,
        "python",
        [UNCHANGED, BY_ONE_METHOD, DATES_ARE_THERE],
    ),
)
