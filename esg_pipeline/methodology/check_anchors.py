"""The rules of value functions: scores in range and in the right direction, of the kind's shape, in force in time.

Whether an anchor's unit and value fit is `check_units.py`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import TypeAlias, cast

from esg_pipeline.methodology.check_data_points import is_scored
from esg_pipeline.methodology.codes import Direction, Kind
from esg_pipeline.methodology.model import Problem, Row, Table

RISING = {Direction.HIGHER_BETTER, Direction.TRUE_BETTER}
FALLING = {Direction.LOWER_BETTER, Direction.TRUE_WORSE}
PASS_MARK, GOOD_PRACTICE = 60, 80
# The first day that anybody is rated as of; every value function must be in force by then.
FIRST_RATING_DATE = date(2020, 4, 30)
Curve: TypeAlias = list[tuple[float, float]]
"""Anchors (x, score) of one value function by rising x."""


def check_anchors(anchors: Table, data_points: Table) -> Iterator[Problem]:
    """Yield anchors that are out of range, run against the direction, are too few, or are missing."""
    for row in anchors.rows:
        score = row.number("score")
        if score is not None and not 0 <= score <= 100:
            yield Problem(anchors.file, row.line, "score_range", f"score {score:g} is not between 0 and 100")
    scored = {row.text("data_point_id"): row for row in data_points.rows if is_scored(row)}
    curves = value_functions(anchors)
    for (data_point, _, _), rows in curves.items():
        if data_point in scored:
            yield from curve_problems(anchors.file, rows, scored[data_point])
    with_default = {data_point for data_point, industry, _ in curves if not industry}
    for data_point, row in scored.items():
        if data_point not in with_default:
            message = f"{data_point!r} is scored but has no anchors for every industry"
            yield Problem(data_points.file, row.line, "no_anchors", message)


def value_functions(anchors: Table) -> dict[tuple[str, str, date], list[Row]]:
    """Group the anchors that form one value function, by rising x; unreadable ones are left out."""
    groups: dict[tuple[str, str, date], list[Row]] = defaultdict(list)
    for row in anchors.rows:
        if all(row.cells.get(column) is not None for column in ("valid_from", "x", "score")):
            valid_from = cast("date", row.cells["valid_from"])
            groups[row.text("data_point_id"), row.text("industry_code"), valid_from].append(row)
    return {key: sorted(rows, key=lambda row: row.number("x") or 0.0) for key, rows in groups.items()}


def curve_problems(file: str, rows: list[Row], data_point: Row) -> Iterator[Problem]:
    """Yield what is wrong with one value function."""
    name, direction = data_point.text("data_point_id"), data_point.text("direction")
    if len(rows) < 2:
        yield Problem(file, rows[0].line, "too_few_anchors", f"{name!r} needs at least two anchors")
    has_fallen = direction in FALLING
    may_turn = direction == Direction.TARGET_RANGE
    for left, right in pairwise(rows):
        step = (right.number("score") or 0.0) - (left.number("score") or 0.0)
        if (step > 0 and has_fallen) or (step < 0 and direction in RISING):
            message = f"score of {name!r} runs against {direction} at x = {right.number('x'):g}"
            yield Problem(file, right.line, "not_monotone", message)
        has_fallen = has_fallen or (may_turn and step < 0)
    curve = [(row.number("x") or 0.0, row.number("score") or 0.0) for row in rows]
    rule, is_right, shape = SHAPES.get(data_point.text("kind"), NO_SHAPE)
    if len(rows) > 1 and not is_right(curve):
        yield Problem(file, rows[0].line, rule, f"{name!r} needs {shape}")


def spans_the_scale(curve: Curve) -> bool:
    """Whether a measured value can both fail the pass mark and reach good practice."""
    scores = [score for _, score in curve]
    return min(scores) <= PASS_MARK and max(scores) >= GOOD_PRACTICE


def has_every_level(curve: Curve) -> bool:
    """Whether there is one anchor at each whole level from the lowest to the highest."""
    levels = [x for x, _ in curve]
    return levels[0] in {0.0, 1.0} and levels == [levels[0] + step for step in range(len(levels))]


def is_deduction(curve: Curve) -> bool:
    """Whether no deduction gives 100 and a full one 0."""
    return curve[0] == (0.0, 100.0) and curve[-1] == (100.0, 0.0)


# Kind -> rule, whether a value function has the shape that the kind asks for, and the shape in words.
NO_SHAPE: tuple[str, Callable[[Curve], bool], str] = ("", lambda _: True, "")
SHAPES: Mapping[str, tuple[str, Callable[[Curve], bool], str]] = {
    Kind.QUANTITATIVE: (
        "score_span",
        spans_the_scale,
        f"a score at or below {PASS_MARK} and one at or above {GOOD_PRACTICE}",
    ),
    Kind.BOOLEAN: ("boolean_anchors", lambda curve: [x for x, _ in curve] == [0.0, 1.0], "exactly the anchors 0 and 1"),
    Kind.ORDINAL: ("ordinal_anchors", has_every_level, "one anchor for each whole level, the lowest being 0 or 1"),
    Kind.EVENT: ("event_anchors", is_deduction, "score 100 at x = 0 and score 0 at x = 100"),
}


def check_times(anchors: Table) -> Iterator[Problem]:
    """Yield data points whose anchors for every industry come into force later than some others, or too late."""
    begins: dict[str, date] = {}
    default: dict[str, Row] = {}
    for row in anchors.rows:
        name, day = row.text("data_point_id"), row.cells.get("valid_from")
        if not isinstance(day, date):
            continue
        begins[name] = min(day, begins.get(name, FIRST_RATING_DATE))
        if not row.text("industry_code") and day < default_day(default.get(name)):
            default[name] = row
    for name, row in default.items():
        if default_day(row) > begins[name]:
            message = f"the anchors of {name!r} for every industry begin after {begins[name]}: a rating may find none"
            yield Problem(anchors.file, row.line, "gap_in_time", message)


def default_day(row: Row | None) -> date:
    """Return the day from which an anchor holds, the last of all days for none."""
    return cast("date", row.cells["valid_from"]) if row else date.max


def check_percentile_scale(scale: Table) -> Iterator[Problem]:
    """Yield percentiles and scores of the scale that are out of range or out of order."""
    for row in scale.rows:
        for column in ("percentile", "score"):
            value = row.number(column)
            if value is not None and not 0 <= value <= 100:
                yield Problem(scale.file, row.line, "score_range", f"{column} {value:g} is not between 0 and 100")
    for lower, upper in pairwise(scale.rows):
        for column in ("percentile", "score"):
            before, after = lower.number(column), upper.number(column)
            if before is not None and after is not None and after <= before:
                message = f"{column} {after:g} is not above {before:g} on the line before"
                yield Problem(scale.file, upper.line, "not_monotone", message)
