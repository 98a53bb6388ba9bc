"""Which choice moves grades most: rows only where a run asks for it, because it costs many times the draws."""

from assets import reference
from assets.factories import Frames, Inputs, table_assets
from data_contracts import sensitivity
from esg_pipeline.sensitivity import rate_sensitivity
from esg_pipeline.uncertainty import SOURCES


def indices(inputs: Inputs) -> Frames:
    """Sobol indices of the rating date; no row when none were asked for."""
    tables = {name: inputs.table(name) for name in SOURCES}
    samples = inputs.method.sensitivity_samples
    return {sensitivity.SENSITIVITY.name: rate_sensitivity(tables, inputs.methodology, inputs.day, samples)}


ASSETS = (
    table_assets(
        "sensitivity_indices",
        sensitivity.TABLES,
        (*SOURCES, *reference.SCORING, "reference.pillar_limit", "reference.grade_scale"),
        indices,
        "python",
    ),
)
