"""The `rating` layer: grades, red lines, contributions, rating actions."""

from assets.factories import Frames, Inputs, sql_asset, table_assets
from data_contracts import rating
from esg_pipeline.grade import rate


def grades(inputs: Inputs) -> Frames:
    """Grades of the rating date."""
    method = inputs.methodology
    rated = rate(
        inputs.table("score.esg_score"),
        inputs.table("rating.red_line_hit"),
        inputs.table("reference.grade_scale"),
        method.parameters.minimum_coverage,
        method.version,
        method.hash,
    )
    return {"rating.rating": rated}


ASSETS = (
    sql_asset(rating.RED_LINE_HIT),
    table_assets(
        "rating",
        (rating.RATING,),
        ("score.esg_score", "rating.red_line_hit", "reference.grade_scale", "reference.methodology"),
        grades,
        "python",
    ),
    sql_asset(rating.CONTRIBUTION),
    sql_asset(rating.RATING_ACTION),
)
