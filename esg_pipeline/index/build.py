"""Builds an index: the steps in their order, what each one gave and what it changed. Reads no file, writes none."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from esg_pipeline.impute import Flags, Floats, Whole, group_numbers
from esg_pipeline.index.aggregate import Scored, aggregate
from esg_pipeline.index.data import Panel, key, year_number
from esg_pipeline.index.denominate import denominate
from esg_pipeline.index.impute import impute
from esg_pipeline.index.model import RESULTS, Index, Indicator
from esg_pipeline.index.normalise import normalise_samples
from esg_pipeline.index.problems import IndexRefused, StepError
from esg_pipeline.index.treat import treat
from esg_pipeline.methodology.model import Problem

Figures = dict[str, Floats]


@dataclass(frozen=True)
class Effect:
    """One figure that a step changed: the row of the panel, before and after (NaN for a gap), and how."""

    step: str
    row: int
    indicator: str
    before: float
    after: float
    how: str


@dataclass(frozen=True)
class Built:
    """An index with everything on the way to it. Arrays are as long as the panel.

    `stages`: result name -> indicator -> figures, in the order of the steps; `left_out`: (unit, year, reason).
    """

    index: Index
    panel: Panel
    stages: Mapping[str, Figures]
    effects: Sequence[Effect]
    scored: Mapping[str, Scored]
    ranks: Mapping[str, Floats]
    left_out: Sequence[tuple[str, str, str]]


def build(index: Index, panel: Panel, source: str) -> Built:
    """The scores of every unit on every level. Raises IndexRefused, naming `source`, when a step has no meaning."""
    panel, left_out = screened(index, panel)
    figures = {name: panel.numbers[key(one.column)] for name, one in index.indicators.items()}
    stages: dict[str, Figures] = {}
    effects: list[Effect] = []
    problems: list[Problem] = []
    for step in index.layout.steps:
        figures = {
            name: stepped(step, name, one, figures[name], panel, (effects, problems))
            for name, one in index.indicators.items()
        }
        if problems:
            raise IndexRefused(Problem(source, 1, each.rule, each.message) for each in problems)
        decimals = getattr(index.rounding, step)
        figures = figures if decimals is None else {name: np.round(each, decimals) for name, each in figures.items()}
        stages[RESULTS[step]] = figures
    try:
        scored = aggregate(index, figures, panel)
    except StepError as error:
        raise IndexRefused([Problem(source, 1, error.rule, str(error))]) from error
    years = panel.samples("year")
    places = {name: ranked(each.score, years, index.layout.best, index.rounding.rank) for name, each in scored.items()}
    return Built(index, panel, stages, effects, scored, places, left_out)


def stepped(
    step: str,
    name: str,
    indicator: Indicator,
    values: Floats,
    panel: Panel,
    notes: tuple[list[Effect], list[Problem]],
) -> Floats:
    """One step of one indicator; what it changed goes to the first of `notes`, why it failed to the second."""
    effects, problems = notes
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            after, how = TAKE[step](indicator, values, panel)
        refuse_overflow(values, after, may_lose=step == "denominate")
    except StepError as error:
        problems.append(Problem("", 1, error.rule, f"{step} of {name}: {error}"))
        return values
    if step in {"impute", "treat"}:
        effects += changes(step, name, values, after, how)
    if step == "denominate":
        effects += [each for each in changes(step, name, values, after, how) if math.isnan(each.after)]
    return after


def refuse_overflow(before: Floats, after: Floats, *, may_lose: bool) -> None:
    """Raise StepError where figures became too large to compute with; `may_lose`: a figure may become a gap."""
    is_lost = np.isinf(after) | (np.isnan(after) & ~np.isnan(before) & np.logical_not(may_lose))
    if is_lost.any():
        raise StepError("too_large", f"{int(is_lost.sum())} figures are too large to compute with")


Taken = tuple[Floats, Sequence[str]]


def take_denominate(indicator: Indicator, values: Floats, panel: Panel) -> Taken:
    """Divide by a column."""
    by = panel.numbers[key(indicator.denominate)] if indicator.denominate else None
    return denominate(values, by, indicator.factor), ["no denominator"] * values.size


def take_impute(indicator: Indicator, values: Floats, panel: Panel) -> Taken:
    """Fill gaps."""
    how = indicator.impute
    group = group_numbers(panel.texts[key(how.group)]) if how.group else np.zeros(values.size, dtype=np.int64)
    years = np.array([year_number(year) for year in panel.years])
    past = (panel.units, years)
    return impute(values, how, sample=panel.samples(how.over), group=group, direction=indicator.direction, past=past)


def take_treat(indicator: Indicator, values: Floats, panel: Panel) -> Taken:
    """Draw in outliers, sample by sample."""
    after, how = values.copy(), [""] * values.size
    for rows in samples(panel.samples(indicator.treat.over)):
        after[rows], done = treat(values[rows], indicator.treat, indicator.direction)
        how = [done if is_in else before for is_in, before in zip(rows, how, strict=True)]
    return after, how


def take_normalise(indicator: Indicator, values: Floats, panel: Panel) -> Taken:
    """Bring to a common scale, sample by sample."""
    sample = panel.samples(indicator.normalise.over, indicator.normalise.within)
    return normalise_samples(values, indicator.normalise, sample, indicator.direction), [""] * values.size


TAKE = {"denominate": take_denominate, "impute": take_impute, "treat": take_treat, "normalise": take_normalise}


def samples(numbers: Whole) -> Iterator[Flags]:
    """The rows of each sample."""
    for number in np.unique(numbers):
        yield np.equal(numbers, number)


def changes(step: str, name: str, before: Floats, after: Floats, how: Sequence[str]) -> Iterator[Effect]:
    """Every figure that is no longer what it was."""
    is_changed = (before != after) & ~(np.isnan(before) & np.isnan(after))
    for row in np.flatnonzero(is_changed).tolist():
        yield Effect(step, row, name, float(before[row]), float(after[row]), how[row])


def screened(index: Index, panel: Panel) -> tuple[Panel, list[tuple[str, str, str]]]:
    """The units with enough indicators, and (unit, year, reason) of the others."""
    there = {name: ~np.isnan(panel.numbers[key(one.column)]) for name, one in index.indicators.items()}
    wanted = {index.root: index.screen.min_share} if index.screen.min_share else {}
    keep = np.ones(len(panel.units), dtype=np.bool_)
    left_out: list[tuple[str, str, str]] = []
    for node, least in [*wanted.items(), *index.screen.under.items()]:
        share = np.mean([there[name] for name in index.indicators_under(node)], axis=0)
        for row in np.flatnonzero(keep & (share < least - 1e-12)).tolist():
            reason = f"{share[row]:.0%} of the indicators of {node} are there, less than {least:.0%}"
            left_out.append((panel.units[row], panel.years[row], reason))
            keep[row] = False
    return panel.at(np.flatnonzero(keep).tolist()), left_out


def ranked(scores: Floats, sample: Whole, best: str, decimals: int | None = None) -> Floats:
    """Rank of each row in its year, 1 is best; equal scores (to 12 digits or so many decimals) share the better rank.

    NaN without score.
    """
    places = np.full_like(scores, np.nan)
    digits = np.array([float(f"{score:.12g}") for score in scores])
    rounded = digits if decimals is None else np.round(digits, decimals)
    toward = -rounded if best == "high" else rounded
    for rows in samples(sample):
        known = np.sort(toward[rows][~np.isnan(toward[rows])])
        places[rows] = np.where(np.isnan(toward[rows]), np.nan, np.searchsorted(known, toward[rows]) + 1.0)
    return places
