"""The rules of data points alone: kind, direction, unit and weight agree, names differ, codes are known.

Their anchors are `check_anchors.py`, their units `check_units.py`, their labels `check_labels.py`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from esg_pipeline.disclosure.concepts import fold
from esg_pipeline.methodology.codes import Direction, Kind
from esg_pipeline.methodology.model import Problem, Row, Table

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
# The unit of a kind that is not measured; a measured data point has none of these.
UNITS: Mapping[str, str] = {Kind.BOOLEAN: "yes/no", Kind.ORDINAL: "level", Kind.EVENT: "points"}
LEAST_SCORED = 5
# Relative weights beyond these would drown their siblings, and their sum may not be a number.
LEAST_WEIGHT, LARGEST_WEIGHT = 1e-6, 1e6


def is_scored(row: Row) -> bool:
    """Whether a data point enters a score."""
    return row.text("direction") != Direction.CONTEXT_ONLY


def check_data_points(data_points: Table) -> Iterator[Problem]:
    """Yield weights, directions, units and sources that contradict what a data point is."""
    for row in data_points.rows:
        for rule, message in data_point_faults(row):
            yield Problem(data_points.file, row.line, rule, f"{row.text('data_point_id')}: {message}")


def data_point_faults(row: Row) -> Iterator[tuple[str, str]]:
    """Yield rule and message for one data point."""
    weight, carry = row.number("weight"), row.number("carry_years")
    kind, direction, unit = row.text("kind"), row.text("direction"), row.text("unit")
    if weight is not None and weight < 0:
        yield "negative_weight", f"weight {weight:g} is below zero"
    elif weight and not LEAST_WEIGHT <= weight <= LARGEST_WEIGHT:
        yield "out_of_range", f"weight {weight:g} is neither 0 nor between {LEAST_WEIGHT:g} and {LARGEST_WEIGHT:g}"
    elif weight is not None and direction and (weight > 0) == (direction == Direction.CONTEXT_ONLY):
        yield "weight_and_direction", f"direction {direction!r} with weight {weight:g}"
    if carry is not None and not 0 <= carry <= 10:
        yield "out_of_range", f"carry_years {carry:g} is not between 0 and 10"
    if kind and direction and direction not in DIRECTIONS[kind]:
        yield "kind_and_direction", f"kind {kind!r} with direction {direction!r}"
    if kind and unit and (unit != UNITS[kind] if kind in UNITS else unit in UNITS.values()):
        yield "kind_and_unit", f"kind {kind!r} with unit {unit!r}"
    if not row.text("framework_code") and not row.text("source"):
        yield "blank", "neither framework_code nor source says what carries it"


def check_names(data_points: Table) -> Iterator[Problem]:
    """Yield names that two data points share, in whatever script, width and case they are written."""
    for column in ("name", "name_zh"):
        first: dict[str, Row] = {}
        for row in filter(lambda row: row.text(column), data_points.rows):
            other = first.setdefault(fold(row.text(column)), row)
            if other is not row:
                message = f"{column} {row.text(column)!r} is that of {other.text('data_point_id')!r}, line {other.line}"
                yield Problem(data_points.file, row.line, "duplicate_name", message)


def check_enough(key_issues: Table, data_points: Table, least: int = LEAST_SCORED) -> Iterator[Problem]:
    """Yield key issues that rest on fewer scored data points than `least`."""
    scored = Counter(row.text("key_issue_id") for row in data_points.rows if is_scored(row))
    for row in key_issues.rows:
        key_issue = row.text("key_issue_id")
        if key_issue and scored[key_issue] < least:
            message = f"{key_issue!r} has {scored[key_issue]} scored data points; {least} is the least"
            yield Problem(key_issues.file, row.line, "too_few_data_points", message)


def check_frameworks(data_points: Table, frameworks: Table) -> Iterator[Problem]:
    """Yield codes of frameworks that are unknown or there twice, and key performance indicators that nobody reaches."""
    known, reached = frameworks.values("code"), set[str]()
    for row in data_points.rows:
        named = Counter(code.strip() for code in row.text("framework_code").split(";"))
        for code, times in named.items():
            if code and code not in known:
                message = f"framework_code {code!r} is not in {frameworks.file}"
                yield Problem(data_points.file, row.line, "unknown_reference", message)
            if code and times > 1:
                yield Problem(data_points.file, row.line, "duplicate_id", f"framework_code {code!r} is there twice")
        reached |= named.keys()
    for row in frameworks.rows:
        if row.cells.get("is_kpi") is True and row.text("code") and row.text("code") not in reached:
            message = f"no data point names the key performance indicator {row.text('code')!r}"
            yield Problem(frameworks.file, row.line, "not_reached", message)
