"""Numbers and values of a scorecard in words: signs, small shares, measured values. Cut, never rounded."""

from esg_pipeline.display import NOTHING, percent, quantity, truncated
from esg_pipeline.explain import DataPoint
from esg_pipeline.methodology.codes import Kind, Origin
from esg_pipeline.scorecard.words import Words

# A share that is not zero and would be cut to it.
TRACE = 0.001


def signed(points: float | None, places: int = 2) -> str:
    """Points with their sign; what is cut to zero has none."""
    if points is None:
        return NOTHING
    size = truncated(abs(points), places)
    if not any(digit in size for digit in "123456789"):
        return size
    return f"{'+' if points > 0 else '−'}{size}"


def small_share(share: float) -> str:
    """A share in per cent; one that is there but too small to show is not shown as nothing."""
    return "<0.1 %" if 0 < share < TRACE else "0 %" if share <= 0 else percent(share)


def value_of(point: DataPoint, words: Words) -> str:
    """A value in words that fit its kind; an estimate has none."""
    if point.origin == Origin.IMPUTED or point.value is None:
        return NOTHING
    if point.kind == Kind.BOOLEAN:
        return words("yes" if point.value else "no")
    if point.kind == Kind.ORDINAL:
        return words("level", value=quantity(point.value))
    if point.kind == Kind.EVENT:
        return words("points_of", value=quantity(point.value))
    return quantity(point.value, point.unit)


def origin_of(point: DataPoint, words: Words) -> str:
    """Whether a figure is this year's own, an older one or an estimate."""
    return words.code("origin", point.origin, year=point.fiscal_year or NOTHING)
