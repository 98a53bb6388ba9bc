"""The `score` layer: data points by the dense core, the levels above them in SQL."""

from collections.abc import Sequence

from assets.factories import Check, Frames, Inputs, sql_asset, table_assets
from data_contracts import score
from esg_pipeline.scoring import score_data_points
from esg_pipeline.twin import LEVELS, disagreements


def data_point_scores(inputs: Inputs) -> Frames:
    """Standardised and imputed scores of the rating date."""
    universe, known = inputs.table("core.rating_universe"), inputs.table("core.known_value")
    return {"score.data_point_score": score_data_points(universe, known, inputs.methodology, inputs.day)}


def differences(inputs: Inputs, frames: Frames) -> Sequence[str]:
    """Where the scores of SQL and of the arrays are not the same."""
    tables = {level: f"score.{level}" for level in LEVELS}
    found = disagreements(
        inputs.table("score.data_point_score"),
        inputs.table("core.rating_universe"),
        inputs.table("reference.data_point"),
        inputs.table("reference.key_issue"),
        inputs.table("reference.key_issue_weight"),
        {level: frames[name] if name in frames else inputs.table(name) for level, name in tables.items()},
    )
    return [
        f"{row['level']} of {row['issuer_id']} {row['node_id']} on {inputs.day}: "
        f"SQL {row['sql_score']}, arrays {row['array_score']}"
        for row in found.iter_rows(named=True)
    ]


TWIN = Check(
    "array_twin",
    "The scores that SQL made and the same formula on arrays agree within 1e-9 at every level.",
    differences,
    (
        "score.data_point_score",
        "score.key_issue_score",
        "score.theme_score",
        "core.rating_universe",
        "reference.data_point",
        "reference.key_issue",
        "reference.key_issue_weight",
    ),
)

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
    sql_asset(score.ESG_SCORE, [TWIN]),
)
