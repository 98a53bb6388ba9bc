"""Target scores to values: the inverse of each value function, and levels by chance. No units, no disclosure."""

from dataclasses import dataclass

import numpy as np

from esg_pipeline.methodology.codes import Kind
from esg_pipeline.simulate.frame import Frame, Point
from esg_pipeline.simulate.knobs import Knobs
from esg_pipeline.simulate.streams import Draws, Floats
from esg_pipeline.simulate.universe import Flags, Issuers
from esg_pipeline.standardise import ValueFunction

WHOLE_UNITS = ("count", "persons", "days", "year")
EDGE = 0.25  # points that a target keeps away from the ends of a value function, where it is flat
SURE = 0.02  # least chance of the less likely answer to a yes/no question
TAIL = {"count": 0.7, "days": 15.0}  # scale of how far incidents go beyond the first


@dataclass(frozen=True)
class Cells:
    """What one data point of one industry is made from: issuer x year (the first three) or issuer x 1."""

    target: Floats
    quality: Floats
    chance_u: Floats
    level_z: Floats
    level_u: Floats
    side_u: Floats


def draw_values(frame: Frame, issuers: Issuers, draws: Draws, targets: Floats, quality: Floats, knobs: Knobs) -> Floats:
    """Values in canonical units, issuer x year x point; NaN for events. `targets`: as `quality.target_scores`."""
    values = np.full(targets.shape, np.nan)
    codes = np.array(issuers.industries)
    for point in frame.measured:
        for code in np.unique(codes):
            rows = codes == code
            cells = cells_of(point.column, rows, draws, targets, quality)
            values[rows, :, point.column] = point_values(point, frame.function(point, str(code)), cells, knobs)
    return values


def cells_of(column: int, rows: Flags, draws: Draws, targets: Floats, quality: Floats) -> Cells:
    """The slice of the draws that one data point of one industry needs."""
    return Cells(
        targets[rows, :, column],
        quality[rows],
        draws.chance_u[rows, :, column],
        draws.level_z[rows, column][:, None],
        draws.level_u[rows, column][:, None],
        draws.style_u[rows, column][:, None],
    )


def point_values(point: Point, function: ValueFunction, cells: Cells, knobs: Knobs) -> Floats:
    """Values of one data point in one industry, issuer x year."""
    if point.is_clean_usually:
        return clean_values(point, function, cells, knobs)
    if point.kind is Kind.BOOLEAN:
        return yes_or_no(function, cells)
    if point.kind is Kind.ORDINAL:
        return levels(function, cells, knobs)
    values = inverse(function, cells.target, cells.side_u)
    return np.rint(values) if point.unit in WHOLE_UNITS else values


def inverse(function: ValueFunction, target: Floats, side_u: Floats) -> Floats:
    """Values whose score is the target; on a value function with a peak in the middle, `side_u` picks the side."""
    best = np.flatnonzero(function.score == function.score.max())
    left_x, left_score = function.x[: best[0] + 1], function.score[: best[0] + 1]
    right_x, right_score = function.x[best[-1] :][::-1], function.score[best[-1] :][::-1]
    left, right = along(target, left_x, left_score), along(target, right_x, right_score)
    is_left = np.broadcast_to(side_u < 0.5, target.shape)
    # A side that does not reach down to the target cannot be taken.
    is_left = np.where(target < left_score.min(), False, np.where(target < right_score.min(), True, is_left))
    if len(left_x) == 1 or len(right_x) == 1:
        is_left = np.full(target.shape, len(right_x) == 1)
    return np.where(is_left, left, right)


def along(target: Floats, x: Floats, score: Floats) -> Floats:
    """Values along one side of a value function, score ascending."""
    if len(x) == 1:
        return np.full(target.shape, x[0])
    return np.interp(np.clip(target, score[0] + EDGE, score[-1] - EDGE), score, x)


def yes_or_no(function: ValueFunction, cells: Cells) -> Floats:
    """1 and 0 with the chance that meets the target on average; an issuer's luck lasts over the years."""
    no, yes = function(np.array([0.0, 1.0]))
    chance = np.clip((cells.target - no) / (yes - no), SURE, 1 - SURE)
    return (cells.level_u < chance).astype(np.float64)


def levels(function: ValueFunction, cells: Cells, knobs: Knobs) -> Floats:
    """One of the two levels around the target, by the chance that meets it on average."""
    target = np.clip(cells.target + knobs.level_sd * cells.level_z, function.score.min(), function.score.max())
    order = np.argsort(function.score)
    scores, x = function.score[order], function.x[order]
    upper = np.clip(np.searchsorted(scores, target), 1, len(scores) - 1)
    share = (target - scores[upper - 1]) / (scores[upper] - scores[upper - 1])
    return np.where(cells.level_u < share, x[upper], x[upper - 1])


def blemish_chance(quality: Floats, knobs: Knobs) -> Floats:
    """Chance that something which is clean in most years is not; it falls with quality and averages the knob."""
    slope = knobs.blemish_slope
    return np.minimum(knobs.blemish_rate * np.exp(-slope * quality - slope**2 / 2), 0.9)


def clean_values(point: Point, function: ValueFunction, cells: Cells, knobs: Knobs) -> Floats:
    """The best value in most years; else the next level, a yes to a bad question, or some incidents."""
    chance = blemish_chance(cells.quality, knobs)
    is_clean = cells.chance_u >= chance
    if point.kind is Kind.QUANTITATIVE:
        depth = -np.log(np.clip(cells.chance_u / chance, 1e-9, 1.0))
        return np.where(is_clean, 0.0, 1.0 + np.floor(depth * TAIL[point.unit]))
    order = np.argsort(function.score)
    return np.where(is_clean, function.x[order[-1]], function.x[order[-2]])


def cross_red_lines(frame: Frame, values: Floats, draws: Draws, quality: Floats, knobs: Knobs) -> Floats:
    """Keeps levels off the red lines, then lets a few issuers cross them. `values`: issuer x year x point."""
    changed = values.copy()
    for point in frame.measured:
        lines = red_levels(frame, point)
        if not lines:
            continue
        column = np.maximum(values[:, :, point.column], lines[-1] + 1)
        chance = knobs.red_level_rate * np.exp(-knobs.rare_event_slope * quality - knobs.rare_event_slope**2 / 2)
        luck = 1 - draws.chance_u[:, :, point.column]
        column = np.where(luck < chance, lines[-1], column)
        changed[:, :, point.column] = np.where(luck < chance / 5, lines[0], column)
    return changed


def red_levels(frame: Frame, point: Point) -> list[float]:
    """Levels of a data point at which red lines cap the grade, worst first."""
    lines = frame.methodology.red_lines.select("trigger_kind", "trigger", "threshold").iter_rows()
    return sorted(float(level) for kind, name, level in lines if kind == "data_point" and name == point.data_point_id)
