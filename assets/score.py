"""The `score` layer: data points by the dense core, the levels above them in SQL."""

from collections.abc import Sequence

import polars as pl

from assets.factories import Check, Frames, Inputs, sql_asset, table_assets
from data_contracts import imputation, score
from esg_pipeline.audit import self_audit
from esg_pipeline.calibration import miscalibrated
from esg_pipeline.methodology.tune import TuneRule, better_ladders
from esg_pipeline.scoring import score_data_points
from esg_pipeline.twin import LEVELS, disagreements


def evidence(inputs: Inputs) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Who is rated, what is known about them, and what follows between known years."""
    table = inputs.table
    return table("core.rating_universe"), table("core.known_value"), table("core.interpolated_value")


def data_point_scores(inputs: Inputs) -> Frames:
    """Standardised and imputed scores of the rating date."""
    return {"score.data_point_score": score_data_points(*evidence(inputs), inputs.methodology, inputs.day)}


def audit(inputs: Inputs) -> Frames:
    """Errors of the filling methods on hidden scores, and what hiding a value would gain."""
    return self_audit(*evidence(inputs), inputs.methodology, inputs.day)


def wide_or_narrow(_: Inputs, frames: Frames) -> Sequence[str]:
    """Where the 90 % intervals hold too few or too many of the hidden scores."""
    return miscalibrated(frames[imputation.IMPUTATION_ERROR.name])


def outdone(inputs: Inputs, frames: Frames) -> Sequence[str]:
    """Data points whose ladder another one beats by the rule of `esg methodology tune`."""
    errors = frames[imputation.IMPUTATION_ERROR.name]
    return [
        f"{one.data_point_id} of {world} issuers on {inputs.day}: {one.ladder_after} errs by {one.mae_after:.1f} "
        f"points, {one.ladder_before} by {one.mae_before:.1f}, on {one.cells} hidden cells"
        for world, flag in (("real", False), ("simulated", True))
        for one in better_ladders(inputs.methodology, errors.filter(is_simulated=flag), TuneRule())
    ]


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

CALIBRATED = Check(
    "intervals_are_calibrated",
    "The 90 % intervals of filled scores hold 85 % to 95 % of known scores that were hidden.",
    wide_or_narrow,
    is_blocking=False,
)
BEST_MEASURED = Check(
    "methods_are_the_best_measured",
    "No other ladder is measurably better than that of a data point; `esg methodology tune` would change it.",
    outdone,
    is_blocking=False,
)

ASSETS = (
    table_assets(
        "data_point_score",
        (score.DATA_POINT_SCORE,),
        (
            "core.rating_universe",
            "core.known_value",
            "core.interpolated_value",
            "reference.data_point",
            "reference.value_function",
            "reference.key_issue",
            "reference.ladder",
            "reference.imputation",
            "reference.uncertainty",
            "reference.parameter",
        ),
        data_point_scores,
        "python",
    ),
    table_assets(
        "self_audit",
        imputation.TABLES,
        (
            "core.rating_universe",
            "core.known_value",
            "core.interpolated_value",
            "reference.data_point",
            "reference.value_function",
            "reference.key_issue",
            "reference.key_issue_weight",
            "reference.ladder",
            "reference.imputation",
            "reference.uncertainty",
            "reference.parameter",
        ),
        audit,
        "python",
        [CALIBRATED, BEST_MEASURED],
    ),
    sql_asset(score.NODE_SHARE),
    sql_asset(score.KEY_ISSUE_SCORE),
    sql_asset(score.THEME_SCORE),
    sql_asset(score.PILLAR_SCORE),
    sql_asset(score.ESG_SCORE, [TWIN]),
)
