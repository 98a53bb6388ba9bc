"""The `rating` layer: grades, red lines, contributions, rating actions."""

from collections.abc import Sequence

from assets.factories import Check, Frames, Inputs, sql_asset, table_assets
from data_contracts import committee, history, rating
from esg_pipeline.committee import apply, fallen_away, refusals, rewritten
from esg_pipeline.grade import MinimumCoverage, rate
from esg_pipeline.history import stamped


def grades(inputs: Inputs) -> Frames:
    """Grades of the rating date, and what the committee's decisions do to them."""
    method, table = inputs.methodology, inputs.table
    chosen, pillar_limits = method.parameters, table("reference.pillar_limit")
    least = MinimumCoverage(chosen.minimum_coverage, pillar_limits, chosen.maximum_not_applicable)
    scores, pillars, shares = table("score.esg_score"), table("score.pillar_score"), table("score.node_share")
    hits, scale = table("rating.red_line_hit"), table("reference.grade_scale")
    rated = rate(scores, pillars, shares, hits, scale, least, method.version, method.hash)
    filed = table(committee.FILED.name)
    earlier = inputs.before(rating.RATING.name) if filed.height else rating.RATING.empty()
    decided = apply(rated, filed, earlier, inputs.day)
    ratings = stamped(decided.ratings, table(history.ARCHIVED_INPUT.name))
    return {rating.RATING.name: ratings, committee.ON_DATE.name: decided.decisions}


def against_the_rules(_: Inputs, frames: Frames) -> Sequence[str]:
    """Decisions that break a rule."""
    return refusals(frames[committee.ON_DATE.name])


def not_in_force(inputs: Inputs, frames: Frames) -> Sequence[str]:
    """Decisions that fell away."""
    return fallen_away(frames[committee.ON_DATE.name], inputs.day)


def changed_since(inputs: Inputs, frames: Frames) -> Sequence[str]:
    """Decisions whose file says something else than when this date was rated before."""
    name = committee.ON_DATE.name
    if name not in inputs.warehouse.tables():
        return []
    return rewritten(inputs.warehouse.read(name, inputs.day), frames[name])


KEEP_THE_RULES = Check(
    "decisions_keep_the_rules",
    "No committee decision that bears on the rating date breaks a rule of docs/methodology/committee.md.",
    against_the_rules,
)
IN_FORCE = Check(
    "decisions_are_in_force",
    "No committee decision has expired since the rating date before, or fell away because the model has moved.",
    not_in_force,
    is_blocking=False,
)
UNCHANGED = Check(
    "decisions_are_unchanged",
    "No committee decision that was in force on the rating date says something else than when it was rated before.",
    changed_since,
    is_blocking=False,
)


ASSETS = (
    sql_asset(rating.RED_LINE_HIT),
    table_assets(
        "rating",
        (rating.RATING, committee.ON_DATE),
        (
            *("score.esg_score", "score.pillar_score", "score.node_share", "rating.red_line_hit"),
            *("reference.grade_scale", "reference.pillar_limit", "reference.methodology"),
            committee.FILED.name,
            history.ARCHIVED_INPUT.name,
        ),
        grades,
        "python",
        [KEEP_THE_RULES, IN_FORCE, UNCHANGED],
    ),
    sql_asset(rating.CONTRIBUTION),
    sql_asset(rating.RATING_ACTION),
)
