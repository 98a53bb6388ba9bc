"""The peer: the same rating of one date as a plain numpy script would do it, without the library's own steps.

It reads the method's numbers from the loaded version, nothing else, and gives issuer ids, total scores and grades.
"""

from itertools import groupby

import numpy as np
import polars as pl
from numpy.typing import NDArray
from workload import RATING_DATE, Workload

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
LEVELS = {"high": 4, "higher": 3, "middle": 2, "lower": 1, "low": 0}
TIMES = {"short": 2, "medium": 1, "long": 0}


def rate(work: Workload) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Issuer ids, total scores and grades."""
    issuers = work.universe.sort("issuer_id")
    points = work.methodology.scored_data_points.sort("data_point_id")
    values, age = scatter(work, issuers, points)
    industry = np.array(issuers["industry_code"].to_list())
    weights = table_2(work)
    wanted = applicable(issuers, points, industry, weights)
    scores = standard_scores(work, values, points["data_point_id"].to_list(), industry)
    filled = without_gaps(work, scores, age, wanted, issuers, points)
    total = totals(filled, wanted, points, industry, weights)
    return np.array(issuers["issuer_id"].to_list()), total, grades(work, total)


def scatter(work: Workload, issuers: pl.DataFrame, points: pl.DataFrame) -> tuple[Floats, NDArray[np.int64]]:
    """The long table as two arrays, issuer x data point."""
    row_of = {name: n for n, name in enumerate(issuers["issuer_id"].to_list())}
    column_of = {name: n for n, name in enumerate(points["data_point_id"].to_list())}
    rows = np.array([row_of[name] for name in work.known["issuer_id"].to_list()])
    columns = np.array([column_of[name] for name in work.known["data_point_id"].to_list()])
    values = np.full((len(row_of), len(column_of)), np.nan)
    age = np.zeros(values.shape, dtype=np.int64)
    values[rows, columns], age[rows, columns] = work.known["value"].to_numpy(), work.known["age_years"].to_numpy()
    return values, age


def table_2(work: Workload) -> dict[tuple[str, str], float]:
    """Relative weight of each industry and key issue."""
    chosen = work.methodology.parameters
    cells = work.methodology.materiality.select("industry_code", "key_issue_id", "influence", "impact_time").iter_rows()
    return {
        (code, issue): 0.0
        if level == "none"
        else chosen.corner_ratio ** (chosen.influence_share * LEVELS[level] / 4 + chosen.time_share * TIMES[when] / 2)
        for code, issue, level, when in cells
    }


def applicable(
    issuers: pl.DataFrame, points: pl.DataFrame, industry: np.ndarray, weights: dict[tuple[str, str], float]
) -> Flags:
    """Which cells count: the data point is for the issuer, and its key issue weighs something."""
    tags = [set(text.split("|")) for text in issuers["tags"].to_list()]
    wanted = np.zeros((len(tags), points.height), dtype=np.bool_)
    rules = zip(points["applies_to"].to_list(), points["key_issue_id"].to_list(), strict=True)
    for column, (rule, issue) in enumerate(rules):
        allowed = set(rule.split("|"))
        for row, mine in enumerate(tags):
            wanted[row, column] = (rule == "all" or bool(allowed & mine)) and weights[industry[row], issue] > 0
    return wanted


def standard_scores(work: Workload, values: Floats, names: list[str], industry: np.ndarray) -> Floats:
    """Piecewise linear scores by the newest anchors."""
    anchors = work.methodology.anchors.filter(pl.col("valid_from") <= RATING_DATE)
    cells = anchors.select("data_point_id", "industry_code", "valid_from", "x", "score")
    curves: dict[tuple[str, str | None], tuple[list[float], list[float]]] = {}
    for key, group in groupby(cells.sort("data_point_id", "industry_code", "x").iter_rows(), key=lambda cell: cell[:2]):
        found = list(group)
        newest = max(cell[2] for cell in found)
        valid = [cell for cell in found if cell[2] == newest]
        curves[key] = ([cell[3] for cell in valid], [cell[4] for cell in valid])
    scores = np.full(values.shape, np.nan)
    for column, name in enumerate(names):
        for code in np.unique(industry):
            mine = industry == code
            x, score = curves.get((name, code)) or curves[name, None]
            scores[mine, column] = np.interp(values[mine, column], x, score)
    return scores


def without_gaps(
    work: Workload, scores: Floats, age: np.ndarray, wanted: Flags, issuers: pl.DataFrame, points: pl.DataFrame
) -> Floats:
    """Carry forward, then medians of ever wider groups, then the prior."""
    chosen = work.methodology.parameters
    limit = points["carry_years"].to_numpy()[np.newaxis, :]
    is_known = wanted & ~np.isnan(scores)
    faded = scores * chosen.carry_decay ** np.minimum(age, limit)
    carried = is_known & (age > 0) & (age <= limit)
    current = np.where(is_known & (age == 0), scores, np.where(carried, faded, np.nan))
    gaps = wanted & np.isnan(current)
    filled, is_open = current.copy(), gaps.copy()
    for group in ladder(issuers):
        for name in np.unique(group):
            mine = np.flatnonzero(group == name)
            for column in np.flatnonzero(is_open[mine].any(axis=0)):
                donors = current[mine, column]
                donors = donors[~np.isnan(donors)]
                if len(donors) >= chosen.min_donors:
                    open_rows = mine[is_open[mine, column]]
                    filled[open_rows, column] = np.median(donors)
                    is_open[open_rows, column] = False
    filled[is_open] = chosen.prior_score
    return np.where(gaps & is_known, np.minimum(filled, faded), filled)


def ladder(issuers: pl.DataFrame) -> list[np.ndarray]:
    """Groups of peers, narrowest first."""
    industry, kind = (np.array(issuers[name].to_list()) for name in ("industry_code", "issuer_class"))
    assets = issuers["size_assets_cny_million"].to_numpy()
    tercile = np.argsort(np.argsort(assets, kind="stable"), kind="stable") * 3 // len(assets)
    narrow = [f"{a}|{b}|{c}" for a, b, c in zip(industry, kind, tercile, strict=True)]
    return [np.array(narrow), industry, kind, np.full(len(kind), "all")]


def totals(
    scores: Floats, wanted: Flags, points: pl.DataFrame, industry: np.ndarray, weights: dict[tuple[str, str], float]
) -> Floats:
    """Weighted means of data points, then of key issues."""
    issue_of, point_weight = np.array(points["key_issue_id"].to_list()), points["weight"].to_numpy()
    total, share = np.zeros(len(industry)), np.zeros(len(industry))
    for issue in np.unique(issue_of):
        members = np.flatnonzero(issue_of == issue)
        mine = np.where(wanted[:, members], point_weight[members], 0.0)
        weight = mine.sum(axis=1)
        mean = np.where(mine > 0, scores[:, members] * mine, 0.0).sum(axis=1) / np.where(weight > 0, weight, 1.0)
        importance = np.where(weight > 0, [weights[code, issue] for code in industry], 0.0)
        total += mean * importance
        share += importance
    return total / share


def grades(work: Workload, total: Floats) -> np.ndarray:
    """Grades of Table 3."""
    scale = work.methodology.grades.sort("lower_bound")
    place = np.searchsorted(scale["lower_bound"].to_numpy(), total, side="right") - 1
    return np.array(scale["grade"].to_list())[place]
