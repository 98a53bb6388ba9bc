"""Simulated issuers, their bonds and their industries. Quality and figures come later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from esg_pipeline.simulate.frame import Frame
from esg_pipeline.simulate.knobs import Knobs
from esg_pipeline.simulate.streams import Draws, Floats

Flags = NDArray[np.bool_]
LGFV_TAG, FINANCIAL_TAG = "lgfv", "financial"
LGFV_TYPE, FINANCIAL_TYPE = "lgfv_bond", "financial_bond"
CORPORATE_TYPES = ("corporate_bond", "medium_term_note", "enterprise_bond", "commercial_paper", "convertible_bond")
MEDIAN_ASSETS = {LGFV_TAG: 32_000.0, FINANCIAL_TAG: 180_000.0}
OTHER_MEDIAN_ASSETS = 15_000.0
ASSETS_LOG_SD = 1.1
LISTED_BY_SIZE = 0.8  # log-odds of being listed per sd of log assets
MARGIN = timedelta(days=400)
# What each uniform of an issuer's profile decides.
INDUSTRY, LISTED, GREEN, LIFE, LIFE_DATE, PRIVATE, PRIVATE_ONLY, TYPE, DELAY, DELAY_DAY, PRIVATE_TYPE = range(11)


@dataclass(frozen=True)
class Issuers:
    """Who there is; arrays hold one cell per issuer. `size_z` is the standardised log of total assets."""

    ids: tuple[str, ...]
    industries: tuple[str, ...]
    tags: tuple[frozenset[str], ...]
    is_listed: Flags
    is_green: Flags
    is_lgfv: Flags
    size_z: Floats
    assets: Floats
    profile_u: Floats


def make_issuers(frame: Frame, draws: Draws, knobs: Knobs) -> Issuers:
    """Industries, sizes, listing and green bonds. Every industry of the method occurs when there are enough issuers."""
    u, size_z = draws.profile_u, draws.profile_z[:, 0]
    sector_tags = frame.methodology.industry_tags
    industries = pick_industries(list(sector_tags), sector_tags, u[:, INDUSTRY], knobs.lgfv_share)
    is_lgfv = np.array([LGFV_TAG in sector_tags[code] for code in industries])
    odds = np.log(knobs.listed_share / (1 - knobs.listed_share)) + LISTED_BY_SIZE * size_z
    is_listed = ~is_lgfv & (u[:, LISTED] < 1 / (1 + np.exp(-odds)))
    is_green = u[:, GREEN] < knobs.green_share
    tags = tuple(
        tags_of(sector_tags[code], listed=bool(listed), green=bool(green))
        for code, listed, green in zip(industries, is_listed, is_green, strict=True)
    )
    medians = np.array([median_assets(sector_tags[code]) for code in industries])
    assets = medians * np.exp(ASSETS_LOG_SD * size_z)
    ids = tuple(f"SIM-{number:05d}" for number in range(1, len(industries) + 1))
    return Issuers(ids, tuple(industries), tags, is_listed, is_green, is_lgfv, size_z, assets, u)


def pick_industries(
    codes: Sequence[str], sector_tags: dict[str, frozenset[str]], u: Floats, lgfv_share: float
) -> list[str]:
    """The first issuers take one industry each, the rest by share."""
    shares = np.array([lgfv_share if LGFV_TAG in sector_tags[code] else 1.0 for code in codes])
    bounds = np.cumsum(shares / shares.sum())
    drawn = np.minimum(np.searchsorted(bounds, u, side="right"), len(codes) - 1)
    return [codes[number if number < len(codes) else int(pick)] for number, pick in enumerate(drawn)]


def tags_of(sector_tags: frozenset[str], *, listed: bool, green: bool) -> frozenset[str]:
    """The tags that decide which data points apply, as `core.rating_universe` will have them."""
    return sector_tags | ({"listed"} if listed else set[str]()) | ({"green_issuer"} if green else set[str]())


def median_assets(tags: frozenset[str]) -> float:
    """Total assets of a median issuer, million CNY."""
    return next((assets for tag, assets in MEDIAN_ASSETS.items() if tag in tags), OTHER_MEDIAN_ASSETS)


def issuer_table(frame: Frame, issuers: Issuers, knobs: Knobs, citation: str) -> pl.DataFrame:
    """`registry/issuers`: all simulated, named after their industry and number."""
    names = dict(frame.methodology.industries.select("industry_code", "name").iter_rows())
    count = len(issuers.ids)
    return pl.DataFrame(
        {
            "issuer_id": issuers.ids,
            "name": [
                f"Simulated {names[code]} {id_[-5:]}" for id_, code in zip(issuers.ids, issuers.industries, strict=True)
            ],
            "industry_code": issuers.industries,
            "is_listed": issuers.is_listed,
            "is_simulated": [True] * count,
            "size_assets_cny_million": np.round(issuers.assets, 1),
            "country": ["CN"] * count,
            "event_coverage_start": [knobs.coverage_start] * count,
            "citation": [citation] * count,
        }
    )


def membership_table(frame: Frame, issuers: Issuers) -> pl.DataFrame:
    """`registry/industry_membership`: one industry each, since before the first figures."""
    start = date(frame.years[0] - 1, 1, 1)
    return pl.DataFrame(
        {"issuer_id": issuers.ids, "industry_code": issuers.industries, "valid_from": [start] * len(issuers.ids)}
    ).with_columns(valid_to=pl.lit(None, dtype=pl.Date))


def bond_table(frame: Frame, issuers: Issuers, knobs: Knobs, citation: str) -> pl.DataFrame:
    """`registry/bonds`: a main bond each, some with a private one beside it; a few start late or mature early."""
    rows = [row for number in range(len(issuers.ids)) for row in bonds_of(frame, issuers, knobs, number)]
    columns = (
        "bond_id",
        "issuer_id",
        "name",
        "security_type",
        "offering",
        "is_lgfv",
        "is_green",
        "issue_date",
        "maturity_date",
    )
    return pl.DataFrame(rows, schema=list(columns), orient="row").with_columns(citation=pl.lit(citation))


Bond = tuple[str, str, str, str, str, bool, bool, date, date]


def bonds_of(frame: Frame, issuers: Issuers, knobs: Knobs, number: int) -> list[Bond]:
    """The bonds of one issuer."""
    u, issuer = issuers.profile_u[number], issuers.ids[number]
    lgfv = bool(issuers.is_lgfv[number])
    is_financial = FINANCIAL_TAG in issuers.tags[number]
    issued, matures = life(frame, knobs, float(u[LIFE]), float(u[LIFE_DATE]))
    kind = (
        LGFV_TYPE if lgfv else FINANCIAL_TYPE if is_financial else CORPORATE_TYPES[int(u[TYPE] * len(CORPORATE_TYPES))]
    )
    offering = "private" if not lgfv and u[PRIVATE_ONLY] < knobs.private_only_share else "public"
    green = bool(issuers.is_green[number])
    main = (f"{issuer}-B1", issuer, f"Simulated bond {issuer}-B1", kind, offering, lgfv, green, issued, matures)
    if u[PRIVATE] >= knobs.private_extra_share:
        return [main]
    name = f"{issuer}-B2"
    return [main, (name, issuer, f"Simulated bond {name}", kind, "private", lgfv, False, issued, matures)]


def life(frame: Frame, knobs: Knobs, u: float, when: float) -> tuple[date, date]:
    """(issue, maturity): over all rating dates, except for newcomers and leavers when there are several dates."""
    first, last = frame.rating_dates[0], frame.rating_dates[-1]
    between = first + timedelta(days=1 + int(when * max((last - first).days - 1, 0)))
    if first < last and u < knobs.newcomer_share:
        return between, last + MARGIN
    if first < last and u < knobs.newcomer_share + knobs.leaver_share:
        return first - MARGIN, between
    return first - MARGIN, last + MARGIN
