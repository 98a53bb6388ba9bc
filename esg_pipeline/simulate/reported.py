"""Printed figures to rows of the reported feed: units of the issuer's choice, slips, words for what does not apply."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from esg_pipeline.methodology.codes import SourceType
from esg_pipeline.simulate.figures import Figures
from esg_pipeline.simulate.frame import Frame
from esg_pipeline.simulate.knobs import Knobs
from esg_pipeline.simulate.streams import Floats, named_stream
from esg_pipeline.simulate.universe import Flags, Issuers

NOT_APPLICABLE = "not applicable"
# Words that an issuer may use instead of a canonical unit, above or below the line, if the method knows them.
OTHER_UNITS = {
    "tCO2e": ("kgCO2e", "吨二氧化碳当量"),
    "t": ("kg", "吨"),
    "kg": ("t", "公斤"),
    "MWh": ("kWh", "千千瓦时", "GWh"),
    "m3": ("立方米",),
    "CNY million": ("万元", "亿元"),
}
SLIP = 1000.0
OUTLIER_RANGE = (5.0, 10.0)
COLUMNS = (
    "issuer_id", "data_point", "dimension", "fiscal_year", "value", "unit", "published_date", "is_date_assumed",
    "source_type", "citation",
)  # fmt: skip


def reported_table(
    frame: Frame,
    issuers: Issuers,
    figures: list[Figures],
    published: Mapping[bool, list[list[date]]],
    seed: int,
    knobs: Knobs,
    citation: str,
) -> pl.DataFrame:
    """`reported`: one row per printed figure. `published`: day per issuer and year, documents (True) and others."""
    words = unit_words(frame)
    parts = [rows_of(frame, issuers, one, words, seed, knobs) for one in figures]
    days = pl.concat([day_rows(frame, issuers, published[flag], is_document=flag) for flag in (True, False)])
    rows = pl.concat([part for part in parts if part.height]).join(
        days, on=["issuer_id", "fiscal_year", "is_document"], how="left", validate="m:1"
    )
    complete = rows.with_columns(is_date_assumed=pl.lit(value=False), citation=pl.lit(citation))
    return complete.select(COLUMNS).sort("fiscal_year", "issuer_id", "data_point", "dimension")


def rows_of(
    frame: Frame, issuers: Issuers, figures: Figures, words: Mapping[str, float], seed: int, knobs: Knobs
) -> pl.DataFrame:
    """The rows of one data point and breakdown."""
    random = named_stream(seed, f"print:{figures.data_point_id}:{figures.dimension}")
    count, years = figures.values.shape
    luck = random.random((count, 3 + 2 * years))
    unit_u, word_u, absent_u = luck[:, 0], luck[:, 1], luck[:, 2]
    values = with_slips(figures, luck[:, 3 : 3 + years], luck[:, 3 + years :], knobs)
    choices = other_units(figures.unit, words)
    is_other = (unit_u < knobs.other_unit_share) & bool(choices)
    pick = np.where(is_other, 1 + (word_u * len(choices)).astype(int), 0)
    units = [figures.unit, *(unit for unit, _ in choices)]
    factors = np.array([1.0, *(factor for _, factor in choices)])
    row, year = np.nonzero(figures.is_printed)
    is_absent = (absent_u < knobs.not_applicable_rate)[row] & can_be_absent(figures)
    texts = [
        NOT_APPLICABLE if absent else plain(value)
        for absent, value in zip(is_absent, (values * factors[pick][:, None])[row, year], strict=True)
    ]
    return pl.DataFrame(
        {
            "issuer_id": [issuers.ids[int(number)] for number in row],
            "fiscal_year": [frame.years[int(number)] for number in year],
            "value": texts,
            "unit": [units[int(number)] for number in pick[row]],
        },
        schema={"issuer_id": pl.String, "fiscal_year": pl.Int64, "value": pl.String, "unit": pl.String},
    ).with_columns(
        data_point=pl.lit(figures.data_point_id),
        dimension=pl.lit(figures.dimension),
        source_type=pl.lit(figures.source_type.value),
        is_document=pl.lit(value=figures.source_type is SourceType.DOCUMENT),
    )


def can_be_absent(figures: Figures) -> bool:
    """Whether an issuer may call a figure not applicable: shares and the like, not answers or headcount."""
    is_figure = figures.unit not in ("persons", "yes/no", "level")
    return figures.source_type is SourceType.DOCUMENT and is_figure and not figures.is_quantity


def with_slips(figures: Figures, luck: Floats, size: Floats, knobs: Knobs) -> Floats:
    """Quantities with a few outliers and a few that are a thousand times too large."""
    if not figures.is_quantity:
        return figures.values
    low, high = OUTLIER_RANGE
    factor = (low + (high - low) * size) ** np.where(luck < knobs.outlier_rate / 2, 1.0, -1.0)
    is_outlier: Flags = luck < knobs.outlier_rate
    is_slip: Flags = luck > 1 - knobs.unit_slip_rate
    return figures.values * np.where(is_outlier, factor, 1.0) * np.where(is_slip, SLIP, 1.0)


def unit_words(frame: Frame) -> dict[str, float]:
    """Every word of the method for a unit, and its factor to the base unit."""
    rows = frame.methodology.units.select("unit", "aliases", "factor").iter_rows()
    return {
        word.strip(): float(factor)
        for unit, aliases, factor in rows
        for word in (unit, *str(aliases or "").split("|"))
        if word
    }


def other_units(unit: str, words: Mapping[str, float]) -> list[tuple[str, float]]:
    """(unit, factor from the canonical unit) of the ways to write a canonical unit that the method can read."""
    above, slash, below = unit.partition("/")
    kept = f"/{below}" if slash else ""
    found = [
        (f"{word}{kept}", words[above] / words[word])
        for word in OTHER_UNITS.get(above, ())
        if word in words and above in words
    ]
    return found + [
        (f"{above}/{word}", words[word] / words[below])
        for word in OTHER_UNITS.get(below, ())
        if word in words and below in words
    ]


def plain(value: float) -> str:
    """A number as people write it: no exponent, no trailing zeros."""
    return np.format_float_positional(value, precision=10, unique=False, fractional=False, trim="-")


def day_rows(frame: Frame, issuers: Issuers, days: list[list[date]], *, is_document: bool) -> pl.DataFrame:
    """Days of publication as a table."""
    count = len(frame.years)
    return pl.DataFrame(
        {
            "issuer_id": [issuer for issuer in issuers.ids for _ in range(count)],
            "fiscal_year": list(frame.years) * len(issuers.ids),
            "published_date": [day for row in days for day in row],
        }
    ).with_columns(is_document=pl.lit(value=is_document))
