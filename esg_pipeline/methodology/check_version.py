"""The rules of `version.yaml`: every setting there, of its type and within its range."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import cast

from esg_pipeline.methodology.model import Problem, Row, Table

# Setting -> its type and its range, bounds included.
Range = tuple[type, float, float]
SETTINGS: Mapping[str, Range | None] = {
    "version": None,
    "title": None,
    "effective_date": None,
    "parameters.corner_ratio": (float, 1, 1000),
    "parameters.influence_share": (float, 0, 1),
    "parameters.time_share": (float, 0, 1),
    "parameters.min_donors": (int, 1, 1000),
    "parameters.carry_decay": (float, 0, 1),
    "parameters.prior_score": (float, 0, 100),
    "parameters.disclosure_floor": (float, 0, 100),
    "parameters.strict_disclosure": (bool, 0, 1),
    "parameters.minimum_coverage": (float, 0, 1),
    "parameters.maximum_not_applicable": (float, 0, 1),
    "parameters.event_window_years": (int, 1, 50),
    "parameters.value_current_months": (int, 1, 120),
    "parameters.pillar_limits": (bool, 0, 1),
    "parameters.accept_confidence": (float, 0, 1),
    "parameters.sample_check_confidence": (float, 0, 1),
    "parameters.interpolation_years": (int, 2, 50),
    "parameters.winsor_fence": (float, 0, 1000),
    "parameters.outlier_min_peers": (int, 4, 10000),
    "parameters.unit_slip_tolerance": (float, 0, 0.5),
    "parameters.audit_share": (float, 0, 0.5),
    "parameters.draws": (int, 1, 10_000),
}


def check_version(version: Table) -> Iterator[Problem]:
    """Yield settings that are missing, unknown, of the wrong type or out of range."""
    there = {row.text("key"): row for row in version.rows}
    for key in SETTINGS.keys() - there.keys():
        yield Problem(version.file, 1, "missing_setting", f"{key} is missing")
    for row in version.rows:
        key = row.text("key")
        message = setting_message(key, row.cells.get("value"))
        if message:
            yield Problem(version.file, row.line, "bad_setting" if key in SETTINGS else "unknown_setting", message)
    yield from bands_in_order(version.file, there)
    shares = [there[k].number("value") for k in ("parameters.influence_share", "parameters.time_share") if k in there]
    if len(shares) == 2 and None not in shares and abs(sum(cast("list[float]", shares)) - 1) > 1e-9:
        line = there["parameters.influence_share"].line
        yield Problem(version.file, line, "bad_setting", "influence_share and time_share do not sum to 1")


def bands_in_order(file: str, there: Mapping[str, Row]) -> Iterator[Problem]:
    """Yield a problem when a spot check would ask for more confidence than scoring does."""
    accept, check = (there.get(f"parameters.{name}_confidence") for name in ("accept", "sample_check"))
    if accept and check and (check.number("value") or 0) > (accept.number("value") or 0):
        yield Problem(file, check.line, "bad_setting", "sample_check_confidence is above accept_confidence")


def setting_message(key: str, value: object) -> str:
    """Return what is wrong with one setting, blank when nothing is."""
    if key not in SETTINGS:
        return f"{key} is not known"
    expected = SETTINGS[key]
    if expected is None:
        kind = date if key == "effective_date" else str
        return "" if type(value) is kind and value else f"{key} {value!r} is not a {'date' if kind is date else 'text'}"
    kind, low, high = expected
    allowed = (int, float) if kind is float else (kind,)
    if type(value) not in allowed:
        return f"{key} {value!r} is not of type {kind.__name__}"
    return "" if low <= cast("float", value) <= high else f"{key} {value!r} is not between {low:g} and {high:g}"
