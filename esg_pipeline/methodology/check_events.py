"""The rules of event types and red lines: what triggers them and what they count against is there."""

import math
import re
from collections.abc import Iterator

from esg_pipeline.methodology.codes import Kind
from esg_pipeline.methodology.model import Problem, Table

LONGEST_MONTHS = 1200
DECIMAL = re.compile(r"-?(\d+(\.\d*)?|\.\d+)", re.ASCII)


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
        if months is not None and not 1 <= months <= LONGEST_MONTHS:
            message = f"duration_months {months:g} is not between 1 and {LONGEST_MONTHS}"
            yield Problem(red_lines.file, row.line, "out_of_range", message)


def check_severities(severities: Table) -> Iterator[Problem]:
    """Yield severities that deduct nothing, or more than there is."""
    for row in severities.rows:
        points = row.number("points")
        if points is not None and not 0 < points <= 100:
            message = f"points {points:g} are not above 0 and at most 100"
            yield Problem(severities.file, row.line, "out_of_range", message)


def is_number(text: str) -> bool:
    """Whether a text is a decimal number, in plain digits."""
    return bool(DECIMAL.fullmatch(text)) and math.isfinite(float(text))
