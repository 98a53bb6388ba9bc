"""What is in doubt about each rating: probabilities of grades, intervals of scores and ranks."""

from assets import reference
from assets.factories import Frames, Inputs, table_assets
from data_contracts import uncertainty
from esg_pipeline.uncertainty import SOURCES, rate_uncertainty


def doubts(inputs: Inputs) -> Frames:
    """Probabilities and intervals of the rating date."""
    found = rate_uncertainty(
        inputs.table("core.rating_universe"),
        inputs.table("core.known_value"),
        inputs.table("core.interpolated_value"),
        inputs.methodology,
        inputs.table("rating.rating"),
        inputs.table("rating.red_line_hit"),
        inputs.day,
    )
    return {"rating.grade_probability": found.probabilities, "rating.score_interval": found.intervals}


ASSETS = (
    table_assets(
        "uncertainty",
        uncertainty.TABLES,
        (*SOURCES, *reference.SCORING, "reference.pillar_limit", "reference.grade_scale"),
        doubts,
        "python",
    ),
)
