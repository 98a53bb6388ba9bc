"""The `score` layer: data points by the dense core, the levels above them in SQL."""

from assets.factories import Frames, Inputs, sql_asset, table_assets
from data_contracts import score
from esg_pipeline.scoring import score_data_points


def data_point_scores(inputs: Inputs) -> Frames:
    """Standardised and imputed scores of the rating date."""
    universe, known = inputs.table("core.rating_universe"), inputs.table("core.known_value")
    return {"score.data_point_score": score_data_points(universe, known, inputs.methodology, inputs.day)}


ASSETS = (
    table_assets(
        "data_point_score",
        (score.DATA_POINT_SCORE,),
        ("core.rating_universe", "core.known_value", "reference.data_point", "reference.value_function"),
        data_point_scores,
        "python",
    ),
    sql_asset(score.KEY_ISSUE_SCORE),
    sql_asset(score.THEME_SCORE),
    sql_asset(score.PILLAR_SCORE),
    sql_asset(score.ESG_SCORE),
)
