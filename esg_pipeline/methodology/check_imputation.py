"""The rules of filling and of doubt: ladders, the ladder of each scored data point, zero, and the spreads of draws."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from esg_pipeline.methodology.check_anchors import value_functions
from esg_pipeline.methodology.check_data_points import is_scored
from esg_pipeline.methodology.check_structure import ISSUER_TAGS, check_tags
from esg_pipeline.methodology.codes import Doubt, FillingStep, ImputationBasis, Kind
from esg_pipeline.methodology.model import Problem, Row, Table
from esg_pipeline.weight import EVERY_ISSUER

MEDIANS = [step.value for step in FillingStep if step.value.startswith("median_")]
BY_RULE = {ImputationBasis.LAW, ImputationBasis.NATURE}
# Doubts that are measured need no spread; of the others the least and the largest one.
MEASURED = frozenset({Doubt.IMPUTATION, Doubt.EXTRACTION})
BELOW_ONE = 0.999
SPREADS: Mapping[str, tuple[float, float]] = {
    Doubt.CORNER_RATIO: (1, 100),
    Doubt.INFLUENCE: (0, 0.5),
    Doubt.CARRY_UNMEASURED: (0, 1),
    **{doubt: (0, BELOW_ONE) for doubt in Doubt if doubt.startswith(("anchor_", "error_"))},
}


def ladders_of(ladders: Table) -> dict[str, list[Row]]:
    """Ladder -> its steps by number; steps without a readable number are left out."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in ladders.rows:
        if row.number("step_number") is not None:
            found[row.text("ladder_id")].append(row)
    return {name: sorted(rows, key=lambda row: row.number("step_number") or 0) for name, rows in found.items()}


def methods_of(ladders: Table) -> dict[str, list[str]]:
    """Ladder -> its methods in order."""
    return {name: [row.text("method") for row in rows] for name, rows in ladders_of(ladders).items()}


def check_ladders(ladders: Table) -> Iterator[Problem]:
    """Yield gaps between steps, old values that do not come first, and medians from wide to narrow."""
    for name, rows in ladders_of(ladders).items():
        for place, row in enumerate(rows, start=1):
            number = row.number("step_number")
            if number != place:
                message = f"{name!r} has step {number:g} where step {place} should stand"
                yield Problem(ladders.file, row.line, "ladder_steps", message)
                break
        for row in rows[1:]:
            if row.text("method") == FillingStep.CARRY_FORWARD:
                message = f"{name!r} carries forward behind another step: what the issuer said itself goes first"
                yield Problem(ladders.file, row.line, "ladder_order", message)
        medians = [row for row in rows if row.text("method") in MEDIANS]
        for before, after in pairwise(medians):
            if MEDIANS.index(before.text("method")) > MEDIANS.index(after.text("method")):
                message = f"{name!r}: {after.text('method')} stands behind the wider {before.text('method')}"
                yield Problem(ladders.file, after.line, "ladder_order", message)


def check_imputation(imputation: Table, data_points: Table, ladders: Table) -> Iterator[Problem]:
    """Yield scored data points without a ladder, others with one, and settings that their ladder does not use."""
    points = {row.text("data_point_id"): row for row in data_points.rows}
    there = imputation.values("data_point_id")
    for name, row in points.items():
        if name and is_scored(row) and name not in there:
            message = f"{name!r} is scored but has no row in {imputation.file}"
            yield Problem(data_points.file, row.line, "no_ladder", message)
    methods = methods_of(ladders)
    for row in imputation.rows:
        name = row.text("data_point_id")
        if name in points and not is_scored(points[name]):
            yield Problem(imputation.file, row.line, "not_scored", f"{name!r} only gives context and is never filled")
        for rule, message in setting_faults(row, methods.get(row.text("ladder_id"))):
            yield Problem(imputation.file, row.line, rule, f"{name}: {message}")


def setting_faults(row: Row, methods: list[str] | None) -> Iterator[tuple[str, str]]:
    """Yield rule and message for the settings of one data point; `methods`: those of its ladder, None when unknown."""
    decay, tags, basis = row.number("carry_decay"), row.text("zero_applies_to"), row.text("basis")
    if decay is not None and not 0 <= decay <= 1:
        yield "out_of_range", f"carry_decay {decay:g} is not between 0 and 1"
    if methods is None:
        return
    ladder, has_zero = row.text("ladder_id"), FillingStep.ZERO in methods
    if decay is not None and FillingStep.CARRY_FORWARD not in methods:
        yield "unused_setting", f"carry_decay is set, but ladder {ladder!r} does not carry forward"
    if has_zero and not tags:
        yield "zero_and_tags", f"ladder {ladder!r} has a zero, but zero_applies_to does not say for whom"
    if tags and not has_zero:
        yield "zero_and_tags", f"zero_applies_to is set, but ladder {ladder!r} has no zero"
    if basis and has_zero != (basis in BY_RULE):
        yield "zero_and_basis", f"basis {basis!r} with ladder {ladder!r}: zero, and only zero, rests on law or nature"


def check_zero_tags(imputation: Table) -> Iterator[Problem]:
    """Yield tags of issuers that are not known; `all` stands alone."""
    tagged = tuple(row for row in imputation.rows if row.text("zero_applies_to") not in {"", EVERY_ISSUER})
    return check_tags(replace(imputation, rows=tagged), "zero_applies_to", ISSUER_TAGS)


def check_zeros(imputation: Table, ladders: Table, data_points: Table, anchors: Table) -> Iterator[Problem]:
    """Yield zeros of data points that are not measured, or whose value function does not reach 0."""
    methods = methods_of(ladders)
    kinds = {row.text("data_point_id"): row.text("kind") for row in data_points.rows}
    outside = {
        name
        for (name, _, _), rows in value_functions(anchors).items()
        if not (rows[0].number("x") or 0) <= 0 <= (rows[-1].number("x") or 0)
    }
    for row in imputation.rows:
        name = row.text("data_point_id")
        if FillingStep.ZERO not in methods.get(row.text("ladder_id"), ()):
            continue
        if name in kinds and kinds[name] != Kind.QUANTITATIVE:
            message = f"{name!r} is {kinds[name]}: only a measured data point can be zero"
            yield Problem(imputation.file, row.line, "zero_and_kind", message)
        elif name in outside:
            message = f"{name!r}: a value function of it does not reach 0"
            yield Problem(imputation.file, row.line, "zero_outside", message)


def check_uncertainty(uncertainty: Table) -> Iterator[Problem]:
    """Yield doubts that are missing, and spreads that are out of range or stand where a doubt is measured."""
    for doubt in Doubt:
        if doubt not in uncertainty.values("choice_id"):
            yield Problem(uncertainty.file, 1, "missing_cell", f"no row for {doubt.value!r}")
    for row in uncertainty.rows:
        doubt, spread = row.text("choice_id"), row.number("spread")
        if doubt in MEASURED and spread is not None:
            message = f"{doubt!r} is drawn from what was measured: leave its spread blank"
            yield Problem(uncertainty.file, row.line, "unused_setting", message)
        if doubt not in SPREADS:
            continue
        low, high = SPREADS[doubt]
        if "spread" in row.cells and spread is None:
            yield Problem(uncertainty.file, row.line, "blank", f"spread of {doubt!r} is blank")
        elif spread is not None and not low <= spread <= high:
            message = f"spread {spread:g} of {doubt!r} is not between {low:g} and {high:g}"
            yield Problem(uncertainty.file, row.line, "out_of_range", message)
