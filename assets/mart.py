"""The `mart` layer: what analysts query; all SQL but for the statistics."""

from collections.abc import Sequence

from assets.factories import Check, Frames, Inputs, sql_asset, table_assets
from data_contracts import mart
from data_contracts.dictionary import dictionary_rows
from esg_pipeline.builds import digest
from esg_pipeline.importance import key_issue_importance


def importance(inputs: Inputs) -> Frames:
    """What each key issue really weighs on the rating date."""
    found = key_issue_importance(
        inputs.table("score.key_issue_score"),
        inputs.table("score.esg_score"),
        inputs.table("core.rating_universe"),
        inputs.table("reference.key_issue_weight"),
        inputs.day,
    )
    return {mart.KEY_ISSUE_IMPORTANCE.name: found}


def data_dictionary(_: Inputs) -> Frames:
    """The contracts themselves."""
    return {mart.DATA_DICTIONARY.name: dictionary_rows()}


def misweighted(inputs: Inputs, frames: Frames) -> Sequence[str]:
    """Key issues that move the score more than twice, or less than half, what their weight says."""
    rows = frames[mart.KEY_ISSUE_IMPORTANCE.name].filter("is_off").sort("is_certain", descending=True)
    return [
        f"{row['key_issue_id']} of {row['industry_code']} on {inputs.day}: weight {row['nominal_weight']:.1%}, "
        f"carries {row['effective_weight']:.1%} of the spread{'' if row['is_certain'] else ' (may be chance)'}"
        for row in rows.iter_rows(named=True)
    ]


MISWEIGHTED = Check(
    "weight_meets_importance",
    "No key issue moves the score more than twice, or less than half, what its nominal weight says.",
    misweighted,
    is_blocking=False,
)

IN_PYTHON = (mart.KEY_ISSUE_IMPORTANCE, mart.DATA_DICTIONARY)

ASSETS = (
    *(sql_asset(table) for table in mart.TABLES if table not in IN_PYTHON),
    table_assets(
        "data_dictionary",
        (mart.DATA_DICTIONARY,),
        (),
        data_dictionary,
        "python",
        code=digest(dictionary_rows().write_json()),
    ),
    table_assets(
        "key_issue_importance",
        (mart.KEY_ISSUE_IMPORTANCE,),
        ("score.key_issue_score", "score.esg_score", "core.rating_universe", "reference.key_issue_weight"),
        importance,
        "python",
        [MISWEIGHTED],
    ),
)
