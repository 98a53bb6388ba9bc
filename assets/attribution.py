"""Why ratings change: the ledger of restated values, and what moved each rating since the one before."""

from collections.abc import Sequence

from assets.factories import Check, Frames, Inputs, table_assets
from data_contracts import attribution
from esg_pipeline.attribution_source import ChangeSource, attribute
from esg_pipeline.restatement_source import restatements

READ_BY_BOTH = (
    *("core.known_value", "core.rating_universe", "core.outlier", "score.data_point_score", "rating.contribution"),
    *("reference.parameter", "reference.data_point", "reference.imputation", "reference.value_function"),
)


def source(inputs: Inputs) -> ChangeSource:
    """The work file and the versions that are archived beside it."""
    return ChangeSource(inputs.warehouse)


def changes(inputs: Inputs) -> Frames:
    """Causes and data points of every change of a rating."""
    made_from = source(inputs)
    return attribute(made_from, made_from.history())


def ledger(inputs: Inputs) -> Frames:
    """Restated values of the rating date."""
    return {attribution.RESTATEMENT.name: restatements(inputs.warehouse, inputs.day)}


def unknown_versions(inputs: Inputs, _frames: Frames) -> Sequence[str]:
    """Versions by which ratings were made and that are neither in force nor archived."""
    return [
        f"version {name} is not archived: where a value and its benchmark both changed, all stands under benchmarks"
        for name in source(inputs).unknown_versions()
    ]


ARCHIVED = Check(
    "versions_are_at_hand",
    "Every version of the method by which ratings were made is in force or archived.",
    unknown_versions,
    is_blocking=False,
)

ASSETS = (
    table_assets(
        "restatement",
        (attribution.RESTATEMENT,),
        (*READ_BY_BOTH, "core.observation", "core.known_value_input", "reference.derivation"),
        ledger,
        "python",
    ),
    table_assets(
        "change_attribution",
        (attribution.CHANGE_ATTRIBUTION, attribution.CHANGE_DETAIL),
        (*READ_BY_BOTH, "core.interpolated_value", "core.event_in_window", "rating.rating", "reference.methodology"),
        changes,
        "python",
        [ARCHIVED],
    ),
)
