"""Why a rating differs from an earlier one: every point of the score and every notch under its cause.

What goes under which cause stands here; how moves are split in attribution_game, where frames come from in
attribution_source.
"""

import numpy as np
import polars as pl

from esg_pipeline.attribution_cells import BEFORE, CELL, OWN, REGISTER, Grid, Side, ends_of, paired, two_rows
from esg_pipeline.attribution_game import BENCHMARK, FACT, FENCE, INDUSTRY, PLAYERS, TIME, Floats, moved, shares
from esg_pipeline.grade import notch
from esg_pipeline.impute import FIRST_MEDIAN, INTERPOLATED, METHODS, PRIOR, REGRESSION, ZERO
from esg_pipeline.methodology.codes import ChangeCause, Grade

BY_PEERS = (METHODS[REGRESSION], *METHODS[FIRST_MEDIAN:PRIOR])
PLAYED = ((*OWN,), (METHODS[INTERPOLATED],), (METHODS[ZERO],))
ON_BOTH_SIDES = {
    "weight": pl.Float64,
    "score": pl.Float64,
    "method": pl.String,
    "value": pl.Float64,
    "fiscal_year": pl.Int64,
    "observation_id": pl.String,
}
NO_DETAIL = pl.DataFrame(
    schema={
        "issuer_id": pl.String,
        "rating_date": pl.Date,
        "previous_rating_date": pl.Date,
        "data_point_id": pl.String,
        "cause": pl.String,
        "points": pl.Float64,
        **{prefix + name: dtype for name, dtype in ON_BOTH_SIDES.items() for prefix in (BEFORE, "")},
        "is_simulated": pl.Boolean,
    }
)


def changes(
    grid: Grid,
    events: pl.DataFrame,
    earlier: Side,
    later: Side,
    issuers: pl.Series,
    refilled: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """`rating.change_detail` of issuers rated on both dates: points of each cell and cause, none of them 0.

    `events`: as `sql/read/event_points.sql`; `refilled`: as for `undivided`, where benchmarks differ.
    With total = sum of weight w x score s, a cell's change is dw (s1 + s2) / 2 + ds (w1 + w2) / 2, the Shapley values
    of weight and score; a cell of one date only has its score on both. `attribution_game` splits ds.
    """
    pairs = paired(grid, events, earlier, later, issuers)
    weights, scores = two_rows(pairs, "weight", 0.0), two_rows(pairs, "score")
    scores = np.where(np.isnan(scores), scores[::-1], scores)
    rows = pairs.with_row_index("row").with_columns(
        mean_weight=pl.Series(weights.mean(axis=0)),
        by_weight=pl.Series((weights[1] - weights[0]) * scores.mean(axis=0)),
        by_score=pl.Series(scores[1] - scores[0]),
    )
    moves = pl.concat([by_weight(rows), *by_score(rows, earlier, later, refilled)]).filter(pl.col("points") != 0)
    points = moves.group_by("row", "cause").agg(pl.col("points").sum()).filter(pl.col("points") != 0)
    # Rows stand in the order of their cells: to sort by their number is to sort by issuer and data point.
    in_order = points.sort("row", "cause")
    detail = in_order.join(rows, on="row", validate="m:1", maintain_order="left").with_columns(
        rating_date=pl.lit(later.rating_date),
        previous_rating_date=pl.lit(earlier.rating_date),
        is_simulated=pl.coalesce("is_simulated", "previous_is_simulated"),
    )
    return detail.select(NO_DETAIL.columns)


def by_weight(rows: pl.DataFrame) -> pl.DataFrame:
    """row, cause, points of the weights that moved, of data points that came and went among them."""
    return rows.select("row", cause=pl.lit(ChangeCause.WEIGHTS.value), points="by_weight")


def by_score(rows: pl.DataFrame, earlier: Side, later: Side, refilled: pl.DataFrame | None) -> list[pl.DataFrame]:
    """row, cause, points of the scores that moved: those that can be split, then those that stand under one cause."""
    changed = rows.filter((pl.col("by_score") != 0) & (pl.col("mean_weight") != 0))
    is_played = pl.any_horizontal(
        pl.col("method").is_in(group) & pl.col("previous_method").is_in(group) for group in PLAYED
    ).fill_null(value=False)
    played = changed.filter(is_played)
    ends, functions = ends_of(played, earlier, later)
    given, is_split = shares(ends, two_rows(played, "score"), functions)
    movers = pl.DataFrame(moved(ends), schema=[f"has_{name}" for name in PLAYERS])
    rest = played.hstack(movers).filter(pl.Series(~is_split)).with_columns(cause=first_mover(earlier, later))
    filled = changed.filter(~is_played).with_columns(cause=cause_of_filling())
    wanted = [*CELL, "row", "mean_weight", "by_score", "previous_score", "score", "cause"]
    return [split(played, given), *undivided(pl.concat([rest.select(wanted), filled.select(wanted)]), refilled)]


def undivided(rows: pl.DataFrame, refilled: pl.DataFrame | None) -> list[pl.DataFrame]:
    """row, cause, points of cells under one cause, after the part of the benchmarks by which their gaps were filled.

    `refilled`: cell, `previous_refilled` (the earlier date by the later benchmarks) and `refilled` (the other way).
    """
    if refilled is None:
        return [rows.select("row", "cause", points=pl.col("by_score") * pl.col("mean_weight"))]
    moves = (pl.col("previous_refilled") - pl.col("previous_score") + pl.col("score") - pl.col("refilled")) / 2
    known = rows.join(refilled, on=CELL, how="left", validate="1:1").with_columns(moved=moves.fill_null(0.0))
    weight = pl.col("mean_weight")
    return [
        known.select("row", "cause", points=(pl.col("by_score") - pl.col("moved")) * weight),
        known.select("row", cause=lit(ChangeCause.BENCHMARKS), points=pl.col("moved") * weight),
    ]


def split(played: pl.DataFrame, given: Floats) -> pl.DataFrame:
    """row, cause, points of each player's share in each cell."""
    parts = [
        played.select("row", "mean_weight", cause=cause, share=pl.Series(given[:, player]))
        for player, cause in enumerate(causes_of_players())
    ]
    return pl.concat(parts).select("row", "cause", points=pl.col("share") * pl.col("mean_weight"))


def causes_of_players() -> list[pl.Expr]:
    """The cause under which each player's share stands, in the order of the players."""
    is_event = both_registers()
    by_player = {
        FACT: pl.when(is_event).then(cause_of_event()).otherwise(cause_of_fact()),
        TIME: pl.when(is_event).then(lit(ChangeCause.EVENTS_DECAYED)).otherwise(lit(ChangeCause.IMPUTATION)),
        FENCE: lit(ChangeCause.PEERS),
        BENCHMARK: lit(ChangeCause.BENCHMARKS),
        INDUSTRY: lit(ChangeCause.PEERS),
    }
    return [by_player[player] for player in range(len(PLAYERS))]


def lit(cause: ChangeCause) -> pl.Expr:
    """A cause as text."""
    return pl.lit(cause.value)


def both_registers() -> pl.Expr:
    """True where registers of events speak on both dates."""
    return pl.col("value_method").eq_missing(REGISTER) & pl.col("previous_value_method").eq_missing(REGISTER)


def cause_of_event() -> pl.Expr:
    """Whether events came, or one that was counted was taken back without another in its place."""
    has_new = pl.col("has_new").fill_null(value=False)
    return pl.when(has_new).then(lit(ChangeCause.EVENTS_NEW)).otherwise(lit(ChangeCause.RESTATEMENTS))


def cause_of_fact() -> pl.Expr:
    """Whether another value is news: of a newer year, or of the same year by another way; else a restatement."""
    year, before = pl.col("used_year"), pl.col("previous_used_year")
    other_way = pl.col("value_method").ne_missing(pl.col("previous_value_method"))
    is_news = (year > before).fill_null(value=False) | (other_way & ~(year < before).fill_null(value=False))
    return pl.when(is_news).then(lit(ChangeCause.NEW_FACTS)).otherwise(lit(ChangeCause.RESTATEMENTS))


def first_mover(earlier: Side, later: Side) -> pl.Expr:
    """The one cause of a cell whose formula does not give its scores again: what moved, facts first.

    Where one of two versions is not at hand, what it would say of the other's facts is unknown: benchmarks.
    """
    causes = [
        pl.when(pl.col(f"has_{name}")).then(cause) for name, cause in zip(PLAYERS, causes_of_players(), strict=True)
    ]
    is_unknown = earlier.methodology_hash != later.methodology_hash and not (earlier.rules and later.rules)
    if is_unknown:
        causes.insert(0, pl.when(pl.col(f"has_{PLAYERS[BENCHMARK]}")).then(lit(ChangeCause.BENCHMARKS)))
    return pl.coalesce(*causes, lit(ChangeCause.IMPUTATION))


def cause_of_filling() -> pl.Expr:
    """The one cause of a cell that was filled on one of the dates or on both."""
    is_own, was_own = pl.col("method").is_in(OWN), pl.col("previous_method").is_in(OWN)
    fact = ("fiscal_year", "value", "value_method")
    is_told = pl.any_horizontal(pl.col(name).ne_missing(pl.col(BEFORE + name)) for name in fact)
    is_struck = pl.col("value_method").eq_missing(REGISTER) & (pl.col("new_points") > 0)
    was_struck = pl.col("previous_value_method").eq_missing(REGISTER) & (pl.col("previous_value") > 0)
    by_same_peers = pl.col("method").is_in(BY_PEERS) & (pl.col("method") == pl.col("previous_method"))
    return (
        pl.when(is_own & is_struck.fill_null(value=False))
        .then(lit(ChangeCause.EVENTS_NEW))
        .when(is_own & is_told)
        .then(lit(ChangeCause.NEW_FACTS))
        .when(was_own & was_struck.fill_null(value=False) & pl.col("value_method").is_null())
        .then(lit(ChangeCause.EVENTS_DECAYED))
        .when(by_same_peers)
        .then(lit(ChangeCause.PEERS))
        .otherwise(lit(ChangeCause.IMPUTATION))
    )


def attributed(detail: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
    """`rating.change_attribution`: ten rows per rating that has an earlier one, one for each cause.

    `detail`: as `changes`, in its order; `history`: as `sql/read/graded_history.sql`, with each pair's earlier rating.
    """
    pairs = notched(history)
    causes = pl.DataFrame({"cause": [cause.value for cause in ChangeCause]})
    key = ["issuer_id", "rating_date", "cause"]
    points = detail.group_by(key, maintain_order=True).agg(pl.col("points").sum())
    return (
        pairs.join(causes, how="cross")
        .join(points, on=key, how="left", validate="1:1")
        .with_columns(
            pl.col("points").fill_null(0.0),
            notches=pl.when(pl.col("cause") == ChangeCause.CAPS)
            .then("cap_notches")
            .when(pl.col("cause") == ChangeCause.COMMITTEE)
            .then("committee_notches"),
        )
        .select(
            *("issuer_id", "rating_date", "previous_rating_date", "cause", "points", "notches", "model_notches"),
            "is_simulated",
        )
        .sort(key)
    )


def notched(history: pl.DataFrame) -> pl.DataFrame:
    """Each rating that has an earlier one, with the notches up (+) of its model grade, caps and committee.

    Those of caps and committee are null where there is no grade on one of the dates: without one they are nothing.
    """
    grades = ("model_grade", "rule_grade", "grade")
    ranked = history.with_columns(notch(name).alias(f"{name}_notch") for name in grades)
    before = ranked.select("issuer_id", "rating_date", *(f"{name}_notch" for name in grades))
    pairs = ranked.drop_nulls("previous_rating_date").join(
        before.rename({"rating_date": "previous_rating_date"}),
        on=["issuer_id", "previous_rating_date"],
        suffix="_before",
        validate="1:1",
    )
    model, rule, final = (pl.col(f"{name}_notch_before") - pl.col(f"{name}_notch") for name in grades)
    is_graded = (pl.col("grade") != Grade.NR) & pl.col("grade_notch_before").is_not_null()
    return pairs.with_columns(
        model_notches=model,
        cap_notches=pl.when(is_graded).then(rule - model),
        committee_notches=pl.when(is_graded).then(final - rule),
    )
