"""The `reference` layer: the version of the method in force, as tables."""

from assets.factories import Frames, Inputs, table_assets
from data_contracts import reference
from esg_pipeline.methodology.tables import reference_tables


def method_tables(inputs: Inputs) -> Frames:
    """The method, checked as a whole before anything is written."""
    return reference_tables(inputs.method.methodology)


# The part of the method that decides how values become scores, as assets name it among what they read.
SCORING = (
    "reference.data_point",
    "reference.value_function",
    "reference.key_issue",
    "reference.key_issue_weight",
    "reference.ladder",
    "reference.imputation",
    "reference.uncertainty",
    "reference.parameter",
)

ASSETS = (table_assets("methodology_version", reference.TABLES, (), method_tables, "python"),)
