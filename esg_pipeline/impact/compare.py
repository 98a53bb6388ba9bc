"""Compares two versions on one rating date: who moves, how far, and which group of changes moved them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from esg_pipeline.grade import BEST_TO_WORST
from esg_pipeline.impact.groups import FUNCTIONS, GRADE_RULES, POINT_WEIGHTS, WEIGHTS, steps
from esg_pipeline.impact.inputs import Source
from esg_pipeline.impact.shadow import Shadow, shadow_run
from esg_pipeline.methodology.codes import Grade
from esg_pipeline.methodology.model import Methodology

TOLERANCE = 1e-9
GRADES = (*BEST_TO_WORST, Grade.NR.value)
NOTCHES = {grade: number for number, grade in enumerate(BEST_TO_WORST)}
# Groups within which the key issues that moved most are named.
BY_KEY_ISSUE = (FUNCTIONS, POINT_WEIGHTS, WEIGHTS)
NAMED = 3
Points = Mapping[str, float]


@dataclass(frozen=True)
class Side:
    """An issuer's rating by one version; None where the version does not score it."""

    score: float | None
    grade: str | None
    cap_rule_id: str | None


NOBODY = Side(None, None, None)


@dataclass(frozen=True)
class Mover:
    """An issuer whose score or grade differs. `parts` sum to the change of the score, group by group.

    `key_issues`: group -> key issue -> points, those that moved most. `grade_by_scores` is the grade that the new score
    alone would give under the old rules for grades. `notches` counts upwards and is None to and from NR.
    """

    issuer_id: str
    issuer_name: str
    is_simulated: bool
    before: Side
    after: Side
    change: float | None
    notches: int | None
    grade_by_scores: str | None
    parts: Points
    key_issues: Mapping[str, Points]


@dataclass(frozen=True)
class Impact:
    """What `after` would change on a rating date. `sides`: issuer -> both ratings, also of those who stay."""

    rating_date: date
    before: Methodology
    after: Methodology
    groups: Sequence[str]
    sides: Mapping[str, tuple[Side, Side]]
    simulated: frozenset[str]
    movers: Sequence[Mover]


def impact(before: Methodology, after: Methodology, source: Source, rating_date: date) -> Impact:
    """Rate by both versions and by the versions between them, one group of changes after the other."""
    taken = list(steps(before, after))
    versions = [before, *(step.methodology for step in taken)]
    runs = [shadow_run(version, source.tables(version), rating_date).in_short() for version in versions]
    groups = [step.group for step in taken]
    facts = source.tables(after)["raw.issuer"]
    names = {row[0]: row[1] for row in facts.select("issuer_id", "name").iter_rows()}
    simulated = frozenset(
        issuer for run in (runs[0], runs[-1]) for issuer in run.ratings.filter("is_simulated")["issuer_id"].to_list()
    )
    trails = trails_of(runs)
    sides = {issuer: (trail[0], trail[-1]) for issuer, trail in sorted(trails.items())}
    details = key_issue_points(groups, runs)
    movers = [
        mover(issuer, names.get(issuer, issuer), issuer in simulated, groups, trails[issuer], details.get(issuer, {}))
        for issuer, (one, other) in sides.items()
        if has_moved(one, other)
    ]
    return Impact(rating_date, before, after, groups, sides, simulated, sorted(movers, key=standing))


def trails_of(runs: Sequence[Shadow]) -> dict[str, list[Side]]:
    """Issuer -> its rating by each run in turn."""
    columns = ("issuer_id", "score", "grade", "cap_rule_id")
    by_run = [{row[0]: Side(*row[1:]) for row in run.ratings.select(columns).iter_rows()} for run in runs]
    issuers = {issuer for sides in by_run for issuer in sides}
    return {issuer: [sides.get(issuer, NOBODY) for sides in by_run] for issuer in issuers}


def has_moved(one: Side, other: Side) -> bool:
    """Whether the grade or the score differs."""
    if one.score is None or other.score is None:
        return one != other
    return one.grade != other.grade or abs(one.score - other.score) > TOLERANCE


def standing(one: Mover) -> tuple[bool, int, float, str]:
    """Real issuers first, then by notches, then by points."""
    to_or_from_none = len(NOTCHES) if one.before.grade != one.after.grade else 0
    off = to_or_from_none if one.notches is None else abs(one.notches)
    return one.is_simulated, -off, -abs(one.change or 0.0), one.issuer_id


def mover(
    issuer_id: str,
    issuer_name: str,
    is_simulated: bool,
    groups: Sequence[str],
    trail: Sequence[Side],
    key_issues: Mapping[str, Points],
) -> Mover:
    """One issuer with its change split over the groups."""
    before, after = trail[0], trail[-1]
    change = None if before.score is None or after.score is None else after.score - before.score
    by_scores = trail[-2] if groups and groups[-1] == GRADE_RULES else after
    return Mover(
        issuer_id,
        issuer_name,
        is_simulated,
        before,
        after,
        change,
        notches(before.grade, after.grade),
        by_scores.grade,
        {} if change is None else parts_of(groups, trail),
        {} if change is None else key_issues,
    )


def notches(before: str | None, after: str | None) -> int | None:
    """Grades upwards; None where one of them is no grade."""
    if before not in NOTCHES or after not in NOTCHES:
        return None
    return NOTCHES[before] - NOTCHES[after]


def parts_of(groups: Sequence[str], trail: Sequence[Side]) -> dict[str, float]:
    """Points of each group; a version in between that does not score the issuer hands its part to the next group."""
    parts: dict[str, float] = {}
    last = trail[0].score or 0.0
    for group, side in zip(groups, trail[1:], strict=True):
        score = last if side.score is None else side.score
        parts[group] = score - last
        last = score
    return parts


def key_issue_points(groups: Sequence[str], runs: Sequence[Shadow]) -> dict[str, dict[str, dict[str, float]]]:
    """Issuer -> group -> key issue -> points, of the groups in which key issues are told apart, largest first."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for group, before, after in zip(groups, runs, runs[1:], strict=False):
        if group in BY_KEY_ISSUE:
            for issuer, key_issue, points in most_moved(before, after).iter_rows():
                found.setdefault(issuer, {}).setdefault(group, {})[key_issue] = points
    return found


def most_moved(before: Shadow, after: Shadow) -> pl.DataFrame:
    """issuer_id, key_issue_id, points: the key issues that moved an issuer's score most between two runs.

    Points are weight x (score - former total), before and after: a key issue that gains weight counts for what it is
    above or below the rest, and the points of all key issues sum to the change.
    """
    totals = before.ratings.select("issuer_id", total="score")
    sides = [with_points(run, totals, name) for run, name in ((before, "old"), (after, "new"))]
    both = sides[0].join(sides[1], on=["issuer_id", "key_issue_id"], how="full", coalesce=True, validate="1:1")
    points = pl.col("new").fill_null(0.0) - pl.col("old").fill_null(0.0)
    return (
        both.select("issuer_id", "key_issue_id", points=points)
        .filter(pl.col("points").abs() > TOLERANCE)
        .sort("issuer_id", pl.col("points").abs(), "key_issue_id", descending=[False, True, False])
        .group_by("issuer_id", maintain_order=True)
        .head(NAMED)
    )


def with_points(run: Shadow, totals: pl.DataFrame, name: str) -> pl.DataFrame:
    """What each key issue adds to the distance from the former total."""
    return run.key_issues.join(totals, on="issuer_id", validate="m:1").select(
        "issuer_id", "key_issue_id", (pl.col("weight") * (pl.col("score") - pl.col("total"))).alias(name)
    )


def differences(shadow: Mapping[str, Side], published: pl.DataFrame) -> list[str]:
    """Issuers whose published score is not that of the shadow run, within 1e-9. `published`: issuer_id, score."""
    scores: dict[str, float] = dict(published.select("issuer_id", "score").drop_nulls().iter_rows())
    ours = {issuer: side.score for issuer, side in shadow.items() if side.score is not None}
    apart = {issuer for issuer in scores.keys() & ours.keys() if abs(scores[issuer] - ours[issuer]) > TOLERANCE}
    return sorted(apart | (scores.keys() ^ ours.keys()))
