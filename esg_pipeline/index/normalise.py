"""Brings one sample of one indicator to a common scale, high is good. Who is in a sample is decided elsewhere."""

from collections.abc import Callable, Mapping

import numpy as np

from esg_pipeline.impute import Floats, Whole
from esg_pipeline.index.model import GOALPOSTS, Normalise
from esg_pipeline.index.options import Goalpost
from esg_pipeline.index.problems import StepError
from esg_pipeline.standardise import ValueFunction

TRANSFORMS: Mapping[str, Callable[[Floats], Floats]] = {
    "none": lambda values: values,
    "log": np.log,
    "log10": np.log10,
    "log1p": np.log1p,
    "sqrt": np.sqrt,
}


def normalise(values: Floats, how: Normalise, direction: int = 1) -> Floats:
    """Scores; a gap stays a gap. Raises StepError where the method has no meaning for the values."""
    known = values[~np.isnan(values)]
    if known.size == 0:
        return values
    if how.method == GOALPOSTS:
        return between_goalposts(values, how, direction)
    scale = transformed(values, how)
    if how.method == "anchors":
        x, score = zip(*how.anchors, strict=True)
        return ValueFunction(np.array(x), np.array(score))(scale)
    if how.method == "none":
        return scale * direction
    return relative(scale, how, direction)


def normalise_samples(values: Floats, how: Normalise, sample: Whole, direction: int = 1) -> Floats:
    """Scores, each sample by itself; `sample` numbers the rows that belong together."""
    after = values.copy()
    for number in np.unique(sample):
        rows = np.equal(sample, number)
        after[rows] = normalise(values[rows], how, direction)
    return after


def relative(values: Floats, how: Normalise, direction: int) -> Floats:
    """Scores that rest on the other values of the sample. Raises StepError when all are equal and no score is set."""
    known = values[~np.isnan(values)]
    if np.ptp(known) == 0:
        if how.constant is None:
            raise StepError("all_equal", f"all values are equal, {how.method} has nothing to go by; set `constant`")
        return np.where(np.isnan(values), np.nan, how.constant)
    toward = values * direction
    match how.method:
        case "min_max":
            low, high = np.nanmin(toward), np.nanmax(toward)
            return on_range((toward - low) / (high - low), how.range)
        case "z_score":
            deviation = np.std(toward[~np.isnan(toward)], ddof=1 if how.divisor == "n-1" else 0)
            return (toward - np.nanmean(toward)) / deviation * how.deviation + how.mean
        case "rank":
            return ranks(toward, how.ties)
        case "percentile_rank":
            return on_range(rank_shares(ranks(toward, how.ties), how.share), how.range)
        case _:
            return on_range(shares_of_best(values, direction), how.range)


def on_range(shares: Floats, limits: tuple[float, float]) -> Floats:
    """Shares of 0 to 1 on another scale."""
    return shares * (limits[1] - limits[0]) + limits[0]


def between_goalposts(values: Floats, how: Normalise, direction: int) -> Floats:
    """Scores by the place between two goalposts; values are drawn in to them first, then transformed.

    Raises StepError when the goalposts are equal or the wrong way round.
    """
    known = values[~np.isnan(values)]
    low, high = goalpost(known, how.low), goalpost(known, how.high)
    if how.center is not None:
        middle, half = goalpost(known, how.center), (high - low) / 2
        low, high = middle - half, middle + half
    if low >= high:
        if low == high and how.constant is not None:
            return np.where(np.isnan(values), np.nan, how.constant)
        raise StepError("equal_goalposts", f"the goalposts are {low:g} and {high:g}; the lower one must be lower")
    drawn = np.clip(values, low, high) if how.clip else values
    posts = transformed(np.array([low, high]), how)
    shares = (transformed(drawn, how) - posts[0]) / (posts[1] - posts[0])
    return on_range(shares if direction == 1 else 1 - shares, how.range)


def goalpost(known: Floats, post: Goalpost | None) -> float:
    """A goalpost as a number; percentiles interpolate between neighbours."""
    if isinstance(post, float):
        return post
    word = str(post)
    if word.startswith("p"):
        return float(np.percentile(known, float(word[1:])))
    kind, _, count = word.partition(" ")
    if count:
        ordered = np.sort(known)
        return float(np.mean(ordered[-int(float(count)) :] if kind == "highest" else ordered[: int(float(count))]))
    statistics = {"min": np.min, "max": np.max, "mean": np.mean, "median": np.median}
    return float(statistics[word](known))


def transformed(values: Floats, how: Normalise) -> Floats:
    """The transform of values and offset. Raises StepError where it does not exist."""
    shifted = values + how.offset if how.offset else values
    lowest = float(np.nanmin(shifted))
    exists = {"log": lowest > 0, "log10": lowest > 0, "log1p": lowest > -1, "sqrt": lowest >= 0}
    if not exists.get(how.transform, True):
        raise StepError("no_transform", f"the {how.transform} of {lowest:g} does not exist")
    return TRANSFORMS[how.transform](shifted)


def ranks(values: Floats, ties: str) -> Floats:
    """1 for the lowest value; equal values share the lowest, middle or highest of their ranks; a gap has none."""
    known = np.sort(values[~np.isnan(values)])
    below = np.searchsorted(known, values, side="left")
    upto = np.searchsorted(known, values, side="right")
    places = {"lowest": below + 1.0, "middle": (below + 1 + upto) / 2, "highest": upto + 0.0}[ties]
    return np.where(np.isnan(values), np.nan, places)


def rank_shares(places: Floats, share: str) -> Floats:
    """Ranks as shares: of the others (r - 1)/(n - 1), midpoint (r - 1/2)/n, inclusive r/n."""
    count = np.count_nonzero(~np.isnan(places))
    match share:
        case "others":
            return (places - 1) / (count - 1)
        case "midpoint":
            return (places - 0.5) / count
        case _:
            return places / count


def shares_of_best(values: Floats, direction: int) -> Floats:
    """Value / max, or min / value where less is better.

    Raises StepError for a value below 0, and for one of 0 where less is better: nothing is a share of 0.
    """
    lowest = float(np.nanmin(values))
    if lowest < 0 or (lowest == 0 and direction == -1):
        wanted = "from 0 up" if direction == 1 else "above 0"
        raise StepError("no_share", f"a share of the best value needs values {wanted}, not {lowest:g}")
    return values / np.nanmax(values) if direction == 1 else np.nanmin(values) / values
