"""The `rating` layer: grades, red lines, contributions, rating actions."""

from assets.factories import Frames, Inputs, sql_asset, table_assets
from data_contracts import rating
from esg_pipeline.grade import MinimumCoverage, rate


def grades(inputs: Inputs) -> Frames:
    """Grades of the rating date."""
    method, table = inputs.methodology, inputs.table
    chosen, pillar_limits = method.parameters, table("reference.pillar_limit")
    least = MinimumCoverage(chosen.minimum_coverage, pillar_limits, chosen.maximum_not_applicable)
    scores, pillars, shares = table("score.esg_score"), table("score.pillar_score"), table("score.node_share")
    hits, scale = table("rating.red_line_hit"), table("reference.grade_scale")
    return {"rating.rating": rate(scores, pillars, shares, hits, scale, least, method.version, method.hash)}


ASSETS = (
    sql_asset(rating.RED_LINE_HIT),
    table_assets(
        "rating",
        (rating.RATING,),
        (
            *("score.esg_score", "score.pillar_score", "score.node_share", "rating.red_line_hit"),
            *("reference.grade_scale", "reference.pillar_limit", "reference.methodology"),
        ),
        grades,
        "python",
    ),
    sql_asset(rating.CONTRIBUTION),
    sql_asset(rating.RATING_ACTION),
)
