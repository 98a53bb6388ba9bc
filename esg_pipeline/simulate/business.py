"""Size of the business behind the ratios: revenue, assets and headcount that fit each other and the value functions."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from esg_pipeline.methodology.codes import Kind, SourceType
from esg_pipeline.simulate.frame import Frame, Point
from esg_pipeline.simulate.knobs import Knobs
from esg_pipeline.simulate.streams import Draws, Floats
from esg_pipeline.simulate.universe import FINANCIAL_TAG, LGFV_TAG, Issuers
from esg_pipeline.simulate.values import inverse

REVENUE, ASSETS, HEADCOUNT = "op_revenue", "op_assets", "lr_total"
TURNOVER = {LGFV_TAG: 0.08, FINANCIAL_TAG: 0.04}  # revenue over assets
OTHER_TURNOVER = 0.5
DEFAULT_REVENUE_PER_HEAD = 1.5  # CNY million
REVENUE_PER_HEAD_SD = 0.15  # of the log, between issuers
GROWTH_SD = 3.0  # percentage points of revenue growth between years
GROWTH_LIMITS = (-25.0, 30.0)  # per cent a year of headcount
PASS_MARK = 60.0
TURNOVER_Z, HEADS_Z = 2, 3  # columns of the profile


@dataclass(frozen=True)
class Ratio:
    """A data point that is a total over revenue or headcount: point = total[dimension] / base * scale."""

    point: Point
    total: str
    dimension: str
    base: str
    scale: float


@dataclass(frozen=True)
class Business:
    """Revenue and assets (CNY million) and headcount, issuer x year."""

    revenue: Floats
    assets: Floats
    headcount: Floats

    def base(self, name: str) -> Floats:
        """The denominator with this data point id."""
        return {REVENUE: self.revenue, HEADCOUNT: self.headcount}[name]


def ratios(frame: Frame) -> tuple[Ratio, ...]:
    """Ratios found in documents, the weightiest first: an issuer may print their totals instead."""
    points = {point.data_point_id: point for point in frame.measured}
    found = [ratio for row in frame.methodology.derivations.iter_rows(named=True) for ratio in as_ratio(row, points)]
    return tuple(sorted(found, key=lambda ratio: (-ratio.point.weight, ratio.point.column)))


def as_ratio(row: dict[str, object], points: dict[str, Point]) -> Iterator[Ratio]:
    """The ratio that a derivation describes, if it is one over revenue or headcount of a total that is not scored."""
    point = points.get(str(row["data_point_id"]))
    is_plain = row["kind"] in ("ratio", "share") and row["denominator"] in (REVENUE, HEADCOUNT)
    if point is None or not is_plain or row["denominator_dimension"] or row["numerator"] in points:
        return
    if point.source_type is SourceType.DOCUMENT and point.kind is Kind.QUANTITATIVE:
        dimension = str(row["numerator_dimension"] or "")
        yield Ratio(point, str(row["numerator"]), dimension, str(row["denominator"]), float(str(row["scale"])))


def make_business(frame: Frame, issuers: Issuers, draws: Draws, values: Floats, knobs: Knobs) -> Business:
    """Figures that change over the years around those of the year before the first rating date."""
    middle = frame.years.index(frame.rating_dates[0].year - 1) if len(frame.years) > 1 else 0
    steps = 1 + (knobs.revenue_growth_pct + GROWTH_SD * draws.growth_z) / 100
    turnover = np.array([turnover_of(tags) for tags in issuers.tags]) * np.exp(0.25 * draws.profile_z[:, TURNOVER_Z])
    per_head = {code: revenue_per_head(frame, code) for code in set(issuers.industries)}
    heads_cost = np.array([per_head[code] for code in issuers.industries]) * np.exp(
        REVENUE_PER_HEAD_SD * draws.profile_z[:, HEADS_Z]
    )
    start = issuers.assets * turnover
    return Business(
        start[:, None] * path(steps, middle),
        issuers.assets[:, None] * path(1 + (steps - 1) / 2, middle),
        np.maximum(np.rint((start / heads_cost)[:, None] * path(headcount_steps(frame, values, steps), middle)), 20.0),
    )


def turnover_of(tags: frozenset[str]) -> float:
    """Revenue over assets of a typical issuer."""
    return next((share for tag, share in TURNOVER.items() if tag in tags), OTHER_TURNOVER)


def path(steps: Floats, middle: int) -> Floats:
    """Growth factors to levels relative to one year: level[t] = level[t-1] * step[t], 1 in the middle year."""
    levels = np.cumprod(steps, axis=1)
    return levels / levels[:, middle : middle + 1]


def headcount_steps(frame: Frame, values: Floats, otherwise: Floats) -> Floats:
    """Growth factors of headcount: what the data point on its growth has drawn, else half the growth of revenue."""
    rows = frame.methodology.derivations.filter(kind="growth", numerator=HEADCOUNT)
    names = set(rows["data_point_id"].to_list())
    drawn = [values[:, :, point.column] for point in frame.measured if point.data_point_id in names]
    return 1 + np.clip(drawn[0], *GROWTH_LIMITS) / 100 if drawn else 1 + (otherwise - 1) / 2


def revenue_per_head(frame: Frame, industry: str) -> float:
    """Revenue per employee at which intensities per revenue and per employee pass alike (median), CNY million."""
    by_total: dict[tuple[str, str], dict[str, float]] = {}
    for ratio in ratios(frame):
        value = inverse(frame.function(ratio.point, industry), np.array([[PASS_MARK]]), np.zeros((1, 1)))[0, 0]
        by_total.setdefault((ratio.total, ratio.dimension), {}).setdefault(ratio.base, float(value) / ratio.scale)
    pairs = [bases for bases in by_total.values() if len(bases) == 2 and bases[REVENUE] > 0]
    return (
        float(np.median([bases[HEADCOUNT] / bases[REVENUE] for bases in pairs])) if pairs else DEFAULT_REVENUE_PER_HEAD
    )
