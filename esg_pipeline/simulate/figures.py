"""Which figures each issuer prints: intensities or their totals, parts, revenue, headcount; in canonical units."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import polars as pl

from esg_pipeline.methodology.codes import SourceType
from esg_pipeline.simulate.business import ASSETS, HEADCOUNT, REVENUE, Business, Ratio, ratios
from esg_pipeline.simulate.frame import Frame
from esg_pipeline.simulate.knobs import Knobs
from esg_pipeline.simulate.streams import Draws, Floats, named_stream
from esg_pipeline.simulate.universe import Flags
from esg_pipeline.simulate.values import WHOLE_UNITS

DIGITS = 4  # significant ones that a report prints


@dataclass(frozen=True)
class Figures:
    """One data point and breakdown: values and who prints them, both issuer x year.

    `is_quantity`: it has a scale that can slip.
    """

    data_point_id: str
    dimension: str
    unit: str
    source_type: SourceType
    values: Floats
    is_printed: Flags
    is_quantity: bool


def printed_figures(
    frame: Frame, draws: Draws, values: Floats, shown: Flags, business: Business, seed: int, knobs: Knobs
) -> list[Figures]:
    """Everything that is printed. A total replaces the ratios that follow from it, so nothing contradicts itself."""
    printed = shown.copy()
    leave_ratios_to_the_reader(frame, printed)
    totals = list(printed_totals(frame, draws, values, printed, business, knobs))
    leave_growth_to_the_reader(frame, totals, printed)
    stated = [
        Figures(
            p.data_point_id,
            "",
            p.unit,
            p.source_type,
            values[:, :, p.column],
            printed[:, :, p.column],
            is_quantity=False,
        )
        for p in frame.measured
    ]
    quantities = {ratio.point.data_point_id for ratio in ratios(frame)}
    marked = [replace(f, is_quantity=f.data_point_id in quantities and f.unit != "%") for f in stated]
    both = [*context_figures(frame, business, seed, knobs), *totals, *marked]
    return [replace(figures, values=as_printed(figures)) for figures in both]


def as_printed(figures: Figures) -> Floats:
    """Values with the digits that a report prints; totals keep all, because their parts are rounded already."""
    if figures.unit in WHOLE_UNITS:
        return np.rint(figures.values)
    return (
        figures.values
        if figures.source_type is SourceType.DOCUMENT and figures.is_quantity
        else rounded(figures.values)
    )


def rounded(values: Floats, digits: int = DIGITS) -> Floats:
    """Values rounded to significant digits; zero and NaN stay."""
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.where((values == 0) | np.isnan(values), 0.0, np.floor(np.log10(np.abs(values))))
    scale = 10.0 ** (digits - 1 - size)
    return np.round(values * scale) / scale


def printed_totals(
    frame: Frame, draws: Draws, values: Floats, printed: Flags, business: Business, knobs: Knobs
) -> Iterator[Figures]:
    """Totals of the issuers that print them; their ratios are taken out of `printed`, which is changed in place."""
    by_total = sorted(ratios(frame), key=lambda ratio: (ratio.total, ratio.dimension))
    for (total, dimension), group in groupby(by_total, key=lambda ratio: (ratio.total, ratio.dimension)):
        members = sorted(group, key=lambda ratio: (-ratio.point.weight, ratio.point.column))
        column = members[0].point.column
        prints_total = draws.level_u[:, column] < knobs.totals_share
        amounts, is_printed = total_of(members, values, printed, business)
        is_printed &= prints_total[:, None]
        for member in members:
            printed[:, :, member.point.column] &= ~prints_total[:, None]
        yield from with_parts(frame, draws, total, dimension, amounts, is_printed, column)


def total_of(members: Sequence[Ratio], values: Floats, printed: Flags, business: Business) -> tuple[Floats, Flags]:
    """(amounts, who prints them) from the weightiest of the ratios that each issuer would have printed."""
    amounts = np.full(printed.shape[:2], np.nan)
    for member in members:
        ratio = values[:, :, member.point.column] / member.scale * business.base(member.base)
        is_open = np.isnan(amounts) & printed[:, :, member.point.column]
        amounts = np.where(is_open, ratio, amounts)
    return amounts, ~np.isnan(amounts)


def with_parts(
    frame: Frame, draws: Draws, total: str, dimension: str, amounts: Floats, is_printed: Flags, column: int
) -> Iterator[Figures]:
    """A total, and for half of its issuers also the two parts that add up to it."""
    catalogue = {
        row[0]: row[1:] for row in frame.methodology.data_points.select("data_point_id", "unit", "kind").iter_rows()
    }
    unit = str(catalogue[total][0])
    sums = frame.methodology.derivations.filter(kind="sum", data_point_id=total)
    names = list(sums.select("numerator", "denominator").row(0)) if sums.height and not dimension else []
    has_parts = (draws.style_u[:, column] < 0.5)[:, None] & is_printed & bool(names)
    first_share = 1 / (1 + np.exp(-1.2 * draws.level_z[:, column]))
    first = rounded(amounts * first_share[:, None])
    second = rounded(amounts - first)
    whole = np.where(has_parts, first + second, rounded(amounts))
    yield Figures(total, dimension, unit, SourceType.DOCUMENT, whole, is_printed, is_quantity=not dimension)
    for name, part in zip(names, (first, second), strict=False):
        yield Figures(str(name), "", unit, SourceType.DOCUMENT, part, has_parts, is_quantity=True)


def leave_ratios_to_the_reader(frame: Frame, printed: Flags) -> None:
    """Takes ratios out of `printed` where the scored figure that they are made from is printed too, as deaths are."""
    columns = {point.data_point_id: point.column for point in frame.measured}
    made = frame.methodology.derivations.filter(pl.col("kind").is_in(["ratio", "share"]), numerator_dimension="")
    for name, figure in made.select("data_point_id", "numerator").iter_rows():
        if name in columns and figure in columns:
            printed[:, :, columns[name]] &= ~printed[:, :, columns[figure]]


def leave_growth_to_the_reader(frame: Frame, totals: Sequence[Figures], printed: Flags) -> None:
    """Takes growth rates out of `printed` where the level they follow from is printed every year."""
    printers = {figures.data_point_id: figures.is_printed for figures in totals if not figures.dimension}
    columns = {point.data_point_id: point.column for point in frame.measured}
    growth = frame.methodology.derivations.filter(kind="growth").select("data_point_id", "numerator")
    for name, level in growth.iter_rows():
        if name in columns and level == HEADCOUNT:
            printed[:, :, columns[name]] = False
        elif name in columns and level in printers:
            printed[printers[level].any(axis=1), :, columns[name]] = False


def context_figures(frame: Frame, business: Business, seed: int, knobs: Knobs) -> Iterator[Figures]:
    """Revenue, assets and headcount, as far as the method knows them."""
    catalogue = {
        row[0]: row[1:]
        for row in frame.methodology.data_points.select("data_point_id", "unit", "source_type").iter_rows()
    }
    for name, values in ((REVENUE, business.revenue), (ASSETS, business.assets), (HEADCOUNT, business.headcount)):
        if name in catalogue:
            unit, source_type = catalogue[name]
            is_printed = named_stream(seed, name).random(values.shape) < knobs.context_rate
            yield Figures(name, "", str(unit), SourceType(source_type), values, is_printed, is_quantity=False)
