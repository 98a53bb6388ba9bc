"""How bad a difference is, from its size. What a severity does to facts is in `severities.csv`."""

from esg_pipeline.disclosure.checks.rounding import power_of_ten
from esg_pipeline.disclosure.codes import Severity

_EPSILON = 1e-9
# A sum may be short of its total for an unread part, over it only by an error.
_SMALL, _LARGE, _LARGE_OVER = 0.005, 0.05, 0.02
# An average head count may stand under an intensity where the table gives that of the year's end.
_OTHER_BASIS, _FAR, _FAR_LOOSE = 1.15, 1.5, 5.0


def exceeds(low: float, limit: float) -> bool:
    """Whether `low` is over `limit` by more than arithmetic on floats explains."""
    return low > limit + _EPSILON * max(abs(low), abs(limit))


def misses(low: float, high: float, other_low: float, other_high: float) -> bool:
    """Whether two ranges have no value in common."""
    return exceeds(low, other_high) or exceeds(other_low, high)


def of_sum(found: float, whole: float) -> Severity:
    """Of parts that add to `found` where the total says `whole`; a power of ten between them is a slip of units."""
    share = abs(found - whole) / max(abs(whole), abs(found))
    if power_of_ten(found, whole) or share > (_LARGE_OVER if found > whole else _LARGE):
        return Severity.SERIOUS
    return Severity.INFO if share <= _SMALL else Severity.WARNING


def of_ratio(found: float, expected: float, is_loose: bool) -> Severity:
    """Of a printed ratio against its terms; a loose one may rest on a term that the document does not print."""
    if found <= 0 or expected <= 0:
        return Severity.WARNING
    factor = max(found / expected, expected / found)
    if factor > (_FAR_LOOSE if is_loose else _FAR) or power_of_ten(found, expected, 0.05):
        return Severity.SERIOUS
    return Severity.INFO if is_loose and factor <= _OTHER_BASIS else Severity.WARNING


def of_difference(found: float, other: float) -> Severity:
    """Of two prints of the same figure."""
    share = abs(found - other) / max(abs(found), abs(other))
    if share > 0.5:
        return Severity.SERIOUS
    return Severity.INFO if share <= 0.02 else Severity.WARNING
