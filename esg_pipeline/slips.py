"""Which figures are off by a power of ten, by the issuer's other years and its peers. What becomes of them: outliers.

Everything is compared in powers of ten, so that the unit of a whole column does not matter.
"""

import polars as pl

SERIES = ["issuer_id", "data_point_id", "dimension"]
GROUP = ["data_point_id", "dimension", "is_simulated", "measure"]
ROW = "row_number"
# Sizes of a business: an amount is compared with those of peers per unit of each of them, as far as they are known.
SIZES = ("op_revenue", "lr_total", "op_assets")
# Units of amounts, which grow with the business; a number of cases may or may not, so it has to stand out both ways.
AMOUNTS = ("CNY million", "CNY billion", "hours", "kg", "m2", "m3", "MWh", "persons", "t", "tCO2e")
CASES = "count"
PERCENT = "%"
LARGEST_POWER = 6
# A factor of ten happens in business, a hundred hardly ever does.
SURE_POWER = 2
# Two years agree when they differ by less than a factor of two.
AGREE = 0.3
# Other years that agree before an issuer's own history is enough without peers, or for a power that is not sure.
OWN_YEARS = 3
# Standard deviations from the middle of the peers: beyond 95 of 100; an outlier by the modified z-score (Iglewicz and
# Hoaglin 1993, How to Detect and Handle Outliers); in their midst.
APART, OUTLYING, MIDDLE = 2.0, 3.5, 1.0
# Standard deviation of a normal distribution in units of its median absolute deviation.
MAD_TO_SD = 1.4826
# Share of the peers' values of all years that may lie as far out where a value still stands alone.
COMPANY = 0.01
# Differences of logarithms are compared to this many digits: a change of unit shifts them by rounding.
DIGITS = 9


def slips(figures: pl.DataFrame, universe: pl.DataFrame, min_peers: int, tolerance: float) -> pl.DataFrame:
    """Rows of `figures` that are slips: row, power, own_log (null where there is no other year), peer_log, peers.

    `figures`: positive values with row, series, unit, industry_code, is_simulated and `log`, the base 10 logarithm;
    `tolerance` in powers of ten.
    """
    levels = size_free(figures, universe)
    off = beside_own_years(figures, tolerance)
    single = figures.filter(pl.len().over(SERIES) == 1)
    compared = beside_peers(
        levels.join(pl.concat([off.select(ROW), single.select(ROW)]), on=ROW, how="semi"), levels, min_peers, tolerance
    )
    by_years = off.join(in_view_of_peers(compared.join(off.select(ROW, "power"), on=ROW)), on=ROW, how="left").filter(
        is_slip_by_years(tolerance)
    )
    return pl.concat(
        [by_years.select(ROW, "power", "own_log", "peer_log", "peers"), by_peers_alone(compared, single)],
        how="diagonal_relaxed",
    )


def beside_own_years(figures: pl.DataFrame, tolerance: float) -> pl.DataFrame:
    """Figures that lie a power of ten from the issuer's other years: power, own_log (their middle), and who agrees.

    The corrected value must lie among the other years that agree with their middle, or within `tolerance` of them.
    """
    width = (pl.col("log").max() - pl.col("log").min()).over(SERIES)
    mixed = figures.filter(width > AGREE).select(ROW, *SERIES, "unit", "log")
    others = mixed.select(*SERIES, other_row=ROW, other="log")
    pairs = (
        mixed.join(others, on=SERIES)
        .filter(pl.col(ROW) != pl.col("other_row"))
        .with_columns(own_log=pl.col("other").median().over(ROW))
        .with_columns(power=(pl.col("log") - pl.col("own_log")).round().cast(pl.Int64))
        .filter(pl.col("power").abs().is_between(1, LARGEST_POWER))
        .with_columns(off=(pl.col("other") - pl.col("log") + pl.col("power")).round(DIGITS))
    )
    is_middle = (pl.col("other") - pl.col("own_log")).round(DIGITS).abs() <= AGREE
    back = pl.col("off") - pl.col("power")
    return (
        pairs.group_by(ROW)
        .agg(
            pl.col("unit", "own_log", "power").first(),
            nearest=pl.when(is_middle.any()).then(
                pl.max_horizontal(
                    pl.col("off").filter(is_middle).min(), -pl.col("off").filter(is_middle).max(), pl.lit(0.0)
                )
            ),
            as_it_is=(back.abs() <= AGREE).sum().cast(pl.Int64) + 1,
            as_corrected=(pl.col("off").abs() <= AGREE).sum().cast(pl.Int64),
            other_years=pl.len().cast(pl.Int64),
            own_width=(pl.col("other").max() - pl.col("other").min()).round(DIGITS),
        )
        .filter((pl.col("as_corrected") > 0) & (pl.col("nearest") <= tolerance))
    )


def size_free(figures: pl.DataFrame, universe: pl.DataFrame) -> pl.DataFrame:
    """Figures with `level`, the logarithm to compare, by measure of size: amounts per size, all else as it is."""
    is_amount = pl.col("unit").is_in(AMOUNTS)
    plain = figures.filter(~is_amount).with_columns(measure=pl.lit(""), size_log=pl.lit(0.0))
    amounts = figures.filter(is_amount | (pl.col("unit") == CASES)).join(sizes(figures, universe), on="issuer_id")
    both = pl.concat([plain, amounts.filter(pl.col("measure") != pl.col("data_point_id"))], how="diagonal")
    return both.with_columns(level=pl.col("log") - pl.col("size_log")).drop("size_log")


def sizes(figures: pl.DataFrame, universe: pl.DataFrame) -> pl.DataFrame:
    """The usual size of each issuer by each measure, as a logarithm: over its years, else assets of the registry."""
    stated = (
        figures.filter(pl.col("data_point_id").is_in(SIZES) & (pl.col("dimension") == ""))
        .group_by("issuer_id", measure="data_point_id")
        .agg(size_log=pl.col("log").median())
    )
    registered = universe.filter(pl.col("size_assets_cny_million") > 0).select(
        "issuer_id", measure=pl.lit(SIZES[-1]), size_log=pl.col("size_assets_cny_million").log10()
    )
    return pl.concat([stated, registered.join(stated, on=["issuer_id", "measure"], how="anti")])


def beside_peers(asked: pl.DataFrame, levels: pl.DataFrame, min_peers: int, tolerance: float) -> pl.DataFrame:
    """Levels that are asked about, with `distance` and `deviation` of their peers; without enough peers left out.

    Peers are the issuers of the industry, where those are too few all issuers; real and simulated ones never meet.
    """
    subject = ["data_point_id", "dimension"]
    values = levels.join(asked.select(subject).unique(), on=subject, how="semi")
    industry = [*GROUP, "industry_code"]
    near = peer_groups(values.drop_nulls("industry_code"), industry, min_peers, tolerance)
    far = peer_groups(values, GROUP, min_peers, tolerance)
    by_industry = asked.join(near, on=industry, validate="m:1")
    by_universe = asked.join(by_industry, on=[ROW, "measure"], how="anti").join(far, on=GROUP, validate="m:1")
    return pl.concat([by_industry, by_universe]).with_columns(
        distance=(pl.col("level") - pl.col("middle")).round(DIGITS),
        is_above_all=(pl.col("level") - pl.col("high")).round(DIGITS) > 0,
        is_below_all=(pl.col("level") - pl.col("low")).round(DIGITS) < 0,
    )


def peer_groups(values: pl.DataFrame, keys: list[str], min_peers: int, tolerance: float) -> pl.DataFrame:
    """Middle and spread of groups with enough peers beside an issuer, which counts once; and where values stand alone.

    Where all peers are equal, what differs by no more than `tolerance` still fits.
    """
    level = pl.col("level")
    issuers = values.group_by(*keys, "issuer_id").agg(level.median())
    deviation = MAD_TO_SD * (level - level.median()).abs().median()
    # One place more, because the value that is asked about is among them.
    place = (pl.len() * COMPANY).floor().cast(pl.Int64) + 1
    outermost = values.group_by(keys).agg(
        high=level.sort(descending=True).get(place, null_on_oob=True), low=level.sort().get(place, null_on_oob=True)
    )
    return (
        issuers.group_by(keys)
        .agg(
            peers=pl.len().cast(pl.Int64) - 1,
            middle=level.median(),
            deviation=pl.max_horizontal(deviation.round(DIGITS), pl.lit(tolerance)),
        )
        .filter(pl.col("peers") >= min_peers)
        .join(outermost, on=keys, validate="1:1")
    )


def in_view_of_peers(compared: pl.DataFrame) -> pl.DataFrame:
    """One row per suspect over all measures: how far apart it is at least, how near when corrected, what peers have."""
    far = (pl.col("distance") / pl.col("deviation")).abs()
    near = ((pl.col("distance") - pl.col("power")) / pl.col("deviation")).abs()
    is_alone = pl.when(pl.col("power") > 0).then("is_above_all").otherwise("is_below_all")
    return (
        compared.sort(ROW, "measure")
        .group_by(ROW)
        .agg(
            apart=far.min(),
            corrected=near.min(),
            is_alone=is_alone.all(),
            peer_log=(pl.col("log") - pl.col("distance")).first(),
            peers=pl.col("peers").max(),
        )
    )


def is_slip_by_years(tolerance: float) -> pl.Expr:
    """Whether years and peers together call a suspect a slip: the rules of docs/methodology/outliers.md."""
    is_majority = pl.col("as_corrected") > pl.col("as_it_is")
    is_tie = pl.col("as_corrected") == pl.col("as_it_is")
    is_sure = pl.col("power").abs() >= SURE_POWER
    is_steady = (pl.col("as_it_is") == 1) & (pl.col("as_corrected") >= OWN_YEARS)
    is_odd = (pl.col("apart") > OUTLYING) & pl.col("is_alone") & (pl.col("corrected") <= MIDDLE)
    is_exact = is_steady & is_odd & (pl.col("nearest") <= 0)
    by_scale = (
        (is_sure & is_majority & (pl.col("apart") > APART))
        | (is_sure & is_tie & is_odd)
        | is_exact
        | (is_sure & is_steady & pl.col("peers").is_null())
    )
    is_constant = (pl.col("as_corrected") == pl.col("other_years")) & (pl.col("own_width") <= tolerance)
    is_fraction = (pl.col("unit") == PERCENT) & (pl.col("power") == -SURE_POWER) & is_constant & is_exact
    return ((by_scale & ~may_be_tiny()) | is_fraction).fill_null(value=False)


def may_be_tiny() -> pl.Expr:
    """Shares, rates and durations come as near to zero as you like: being small is no sign of another unit."""
    has_scale = pl.col("unit").is_in(AMOUNTS) | pl.col("unit").str.contains("/", literal=True)
    return (pl.col("power") < 0) & ~has_scale


def by_peers_alone(compared: pl.DataFrame, single: pl.DataFrame) -> pl.DataFrame:
    """Slips among figures without other years: alone out there by every measure, and in the peers' midst corrected.

    An amount needs two measures of size, lest the slip be in the size.
    """
    power = pl.col("distance").round().cast(pl.Int64)
    found = compared.join(single.select(ROW), on=ROW, how="semi").with_columns(power=power)
    is_one = (pl.col("power").n_unique() == 1).over(ROW)
    measures = pl.len().over(ROW)
    is_measured = (pl.col("unit").is_in(AMOUNTS) & (measures >= 2)) | ~pl.col("unit").is_in(AMOUNTS)
    is_sure = pl.col("power").abs().is_between(SURE_POWER, LARGEST_POWER)
    agreed = found.filter(is_one & is_measured & is_sure & ((pl.col("power") > 0) | pl.col("unit").is_in(AMOUNTS)))
    seen = in_view_of_peers(agreed)
    is_odd = (pl.col("apart") > OUTLYING) & (pl.col("corrected") <= MIDDLE) & pl.col("is_alone")
    return (
        agreed.select(ROW, "power")
        .unique()
        .join(seen.filter(is_odd), on=ROW, validate="1:1")
        .select(ROW, "power", "peer_log", "peers")
    )
