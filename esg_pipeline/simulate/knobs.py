"""Every number that shapes the simulated universe, in one place. How they are used is in the modules beside it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Knobs:
    """Defaults land where SNSI's published statistics lie: mean 69.6 rising to 70.6 in six periods, sd about 3.3.

    Points are points of score; "per sd" means per standard deviation of the latent quality of an issuer.
    """

    # The score distribution.
    target_score: float = 69.6  # mean total score on the first rating date
    target_correction: float = -0.35  # points added to cancel what gap filling and rounding to levels do to the mean
    drift_per_year: float = 0.45  # points a year that drawn data points improve; gap filling and events dampen it
    quality_sd: float = 5.2  # spread of issuers around their target
    quality_skew: float = 0.18  # how much longer the tail of bad issuers is than that of good ones
    quality_lasting_share: float = 0.75  # share of the variance of quality that never changes
    quality_persistence: float = 0.8  # year-to-year correlation of the rest
    pillar_sd: float = 3.0  # lasting deviation of an issuer in one pillar
    key_issue_sd: float = 5.0  # lasting deviation of an issuer in one key issue
    data_point_sd: float = 9.0  # lasting deviation of an issuer in one data point
    yes_no_tilt: float = -6.0  # points that yes/no data points lie below the others: policies are not yet common
    noise_sd: float = 3.0  # deviation of one value of one year
    level_sd: float = 8.0  # extra lasting deviation before a value is rounded to a level
    # What is clean in nearly every year: audit opinions, incidents, "true is worse" statements.
    blemish_rate: float = 0.03  # share of issuer years that are not clean, at mean quality
    blemish_slope: float = 0.5  # log-rate that one sd less quality adds
    red_level_rate: float = 0.002  # share of issuer years with a level that trips a red line, at mean quality
    # Disclosure.
    document_rate: float = 0.48  # share of applicable figures and levels in documents that a median issuer discloses
    yes_no_rate: float = 0.75  # same for yes/no questions: a policy is easier to tell than a figure
    structured_rate: float = 0.92  # same for what data vendors collect
    context_rate: float = 0.97  # same for revenue, assets and headcount
    disclosure_by_size: float = 0.45  # log-odds per sd of log assets
    disclosure_by_listing: float = 0.9  # log-odds of a listed issuer
    disclosure_by_quality: float = 0.25  # log-odds per sd
    disclosure_by_value: float = 0.02  # log-odds per point that a value beats the issuer's own target
    disclosure_spread: float = 0.5  # sd over data points of the log-odds: some are easier to disclose
    disclosure_trend: float = 0.04  # log-odds a year
    disclosure_persistence: float = 0.97  # correlation of the readiness to disclose from year to year
    not_applicable_rate: float = 0.004  # share of document cells that an issuer calls not applicable, in every year
    # Figures.
    totals_share: float = 0.5  # share of cases where an issuer prints a total and leaves the intensity to the reader
    other_unit_share: float = 0.3  # share of issuers that state a quantity in another unit than the canonical one
    outlier_rate: float = 0.002  # share of quantities that are five to ten times too large or too small
    unit_slip_rate: float = 0.001  # share of quantities a thousand times too large: kg filed as t
    revenue_growth_pct: float = 2.0  # mean growth of revenue a year
    # Publication: the last day of the window, as (month, day), of the year after the fiscal year.
    early_until: tuple[int, int] = (4, 30)
    middle_until: tuple[int, int] = (6, 30)
    late_until: tuple[int, int] = (8, 31)
    early_share_listed: float = 0.85  # share of listed issuers whose reports are out in April; the rest come later
    early_share_unlisted: float = 0.6
    # Issuers and bonds.
    lgfv_share: float = 2.0  # how many times as frequent an LGFV industry is as any other
    listed_share: float = 0.4  # of issuers of median size outside LGFV
    green_share: float = 0.12  # issuers with a labelled green bond
    private_extra_share: float = 0.2  # issuers that also have a privately placed bond
    private_only_share: float = 0.02  # issuers outside the universe: nothing but private placements, not LGFV
    newcomer_share: float = 0.08  # issuers whose first bond comes after the first rating date
    leaver_share: float = 0.06  # issuers whose last bond matures before the last rating date
    # Events.
    event_rate: float = 0.012  # events a year per type and issuer of mean quality
    common_factor: float = 8.0  # how many times as frequent the everyday types are
    rare_event_rate: float = 0.003  # of types whose slightest or moderate case trips a red line, such as default
    event_slope: float = 0.45  # log-rate that one sd less quality in governance adds
    rare_event_slope: float = 1.1  # same for the rare types
    severity_shares: tuple[float, ...] = (0.62, 0.30, 0.065, 0.015)  # in order of points, mildest first
    coverage_start: date = date(2015, 1, 1)  # registers of events were searched since then


# Types of event that are part of ordinary business; anything else is less frequent. Unknown ids are simply not met.
COMMON_EVENTS = frozenset(
    {
        "administrative_penalty",
        "auditor_change",
        "environmental_penalty",
        "inquiry_letter",
        "labor_dispute",
        "litigation",
        "management_change",
    }
)
