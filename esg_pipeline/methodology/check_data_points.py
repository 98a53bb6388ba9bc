"""The rules of data points and what hangs on them: units, anchors, event types, red lines, labels."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from esg_pipeline.methodology.codes import Direction, Kind
from esg_pipeline.methodology.model import Problem, Row, Table

RISING = {Direction.HIGHER_BETTER, Direction.TRUE_BETTER}
FALLING = {Direction.LOWER_BETTER, Direction.TRUE_WORSE}

DIRECTIONS: Mapping[str, set[Direction]] = {
    Kind.QUANTITATIVE: {
        Direction.HIGHER_BETTER,
        Direction.LOWER_BETTER,
        Direction.TARGET_RANGE,
        Direction.CONTEXT_ONLY,
    },
    Kind.BOOLEAN: {Direction.TRUE_BETTER, Direction.TRUE_WORSE, Direction.CONTEXT_ONLY},
    Kind.ORDINAL: {Direction.HIGHER_BETTER, Direction.LOWER_BETTER, Direction.CONTEXT_ONLY},
    Kind.EVENT: {Direction.LOWER_BETTER},
}


def check_data_points(data_points: Table) -> Iterator[Problem]:
    """Yield weights and directions that contradict what a data point is."""
    for row in data_points.rows:
        for rule, message in data_point_faults(row):
            yield Problem(data_points.file, row.line, rule, f"{row.text('data_point_id')}: {message}")


def data_point_faults(row: Row) -> Iterator[tuple[str, str]]:
    """Yield rule and message for one data point."""
    weight, carry = row.number("weight"), row.number("carry_years")
    kind, direction = row.text("kind"), row.text("direction")
    if weight is not None and weight < 0:
        yield "negative_weight", f"weight {weight:g} is below zero"
    elif weight is not None and direction and (weight > 0) == (direction == Direction.CONTEXT_ONLY):
        yield "weight_and_direction", f"direction {direction!r} with weight {weight:g}"
    if carry is not None and not 0 <= carry <= 10:
        yield "out_of_range", f"carry_years {carry:g} is not between 0 and 10"
    if kind and direction and direction not in DIRECTIONS[kind]:
        yield "kind_and_direction", f"kind {kind!r} with direction {direction!r}"


def check_units(data_points: Table, units: Table) -> Iterator[Problem]:
    """Yield quantitative data points whose unit, or a side of its fraction, is neither a unit nor an alias."""
    known = {word.strip().casefold() for row in units.rows for word in (row.text("unit"), *aliases(row))}
    for row in data_points.rows:
        unit = row.text("unit").casefold()
        parts = [unit] if unit in known else unit.split("/")
        if row.text("kind") == Kind.QUANTITATIVE and unit and not known.issuperset(part.strip() for part in parts):
            message = f"unit {row.text('unit')!r} of {row.text('data_point_id')!r} is not in {units.file}"
            yield Problem(data_points.file, row.line, "unknown_unit", message)


def aliases(row: Row) -> list[str]:
    """Return the other spellings of a unit."""
    return row.text("aliases").split("|")


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


def is_scored(row: Row) -> bool:
    """Whether a data point enters a score."""
    return row.text("direction") != Direction.CONTEXT_ONLY


def value_functions(anchors: Table) -> dict[tuple[str, str, object], list[Row]]:
    """Group the anchors that form one value function, by rising x; unreadable ones are left out."""
    groups: dict[tuple[str, str, object], list[Row]] = defaultdict(list)
    for row in anchors.rows:
        if all(row.cells.get(column) is not None for column in ("valid_from", "x", "score")):
            groups[row.text("data_point_id"), row.text("industry_code"), row.cells["valid_from"]].append(row)
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
    if data_point.text("kind") == Kind.BOOLEAN and [row.number("x") for row in rows] != [0.0, 1.0]:
        yield Problem(file, rows[0].line, "boolean_anchors", f"{name!r} needs exactly the anchors 0 and 1")


def check_events(event_types: Table, data_points: Table) -> Iterator[Problem]:
    """Yield event types that feed something else than an event data point, and event data points that none feeds."""
    kinds = {row.text("data_point_id"): row.text("kind") for row in data_points.rows}
    for row in event_types.rows:
        target = row.text("data_point_id")
        if kinds.get(target, Kind.EVENT) != Kind.EVENT:
            yield Problem(event_types.file, row.line, "not_an_event", f"{target!r} is of kind {kinds[target]!r}")
    fed = event_types.values("data_point_id")
    for row in data_points.rows:
        if row.text("kind") == Kind.EVENT and row.text("data_point_id") not in fed:
            message = f"no event type feeds {row.text('data_point_id')!r}"
            yield Problem(data_points.file, row.line, "no_event_type", message)


def check_red_lines(red_lines: Table, event_types: Table, severities: Table, data_points: Table) -> Iterator[Problem]:
    """Yield triggers and thresholds that name nothing."""
    triggers = {"event": event_types.values("event_type"), "data_point": data_points.values("data_point_id")}
    for row in red_lines.rows:
        kind, threshold = row.text("trigger_kind"), row.text("threshold")
        if kind and row.text("trigger") not in triggers[kind]:
            message = f"trigger {row.text('trigger')!r} is no known {kind}"
            yield Problem(red_lines.file, row.line, "unknown_reference", message)
        if kind == "event" and threshold not in severities.values("severity"):
            message = f"threshold {threshold!r} is no known severity"
            yield Problem(red_lines.file, row.line, "unknown_reference", message)
        if kind == "data_point" and not is_number(threshold):
            yield Problem(red_lines.file, row.line, "bad_number", f"threshold {threshold!r} is not a number")
        months = row.number("duration_months")
        if months is not None and months < 1:
            yield Problem(red_lines.file, row.line, "out_of_range", "duration_months is below 1")


def is_number(text: str) -> bool:
    """Whether a text is a decimal number."""
    return text.removeprefix("-").replace(".", "", 1).isdecimal()


def check_labels(labels: Table) -> Iterator[Problem]:
    """Yield labels that stand, in the same language, dimension and context, for two data points."""
    context = [column for column in labels.columns if column not in {"data_point_id", "label"}]
    first: dict[tuple[object, ...], Row] = {}
    for row in filter(lambda row: row.text("label"), labels.rows):
        key = (row.text("label").casefold(), *(row.cells.get(column) for column in context))
        other = first.setdefault(key, row)
        if other.text("data_point_id") != row.text("data_point_id"):
            message = f"label {row.text('label')!r} stands for {other.text('data_point_id')!r} on line {other.line}"
            yield Problem(labels.file, row.line, "duplicate_label", message)
