"""What an index is made of, once read and checked: its steps with their options, indicators, nodes.

The options stand here with default, reader and meaning; the documentation's tables are made from them.
"""

# ruff: noqa: RUF009 - `option` makes a dataclass field
from collections.abc import Mapping
from dataclasses import dataclass, field

from esg_pipeline.index.options import (
    ANCHORS,
    COUNT,
    DECIMALS,
    DIRECTION,
    FLAG,
    GOALPOST,
    NAMES,
    NUMBER,
    PAIR,
    PERCENTILE,
    POSITIVE,
    SHARE,
    TEXT,
    Goalpost,
    one_of,
    option,
    some_of,
)
from esg_pipeline.means import Mean, MissingWeight

STEPS = ("denominate", "impute", "treat", "normalise")
# Step -> the name of its result.
RESULTS = {"denominate": "denominated", "impute": "imputed", "treat": "treated", "normalise": "normalised"}

GROUPED = ("group_mean", "group_median", "group_min", "group_max")
IMPUTE_METHODS = ("none", "mean", "median", "zero", "value", "worst", "latest", *GROUPED)
WINSORISE, PERCENTILES, FENCES, SPREAD, LIMITS = "winsorise", "percentiles", "fences", "deviations", "limits"
TREAT_METHODS = ("none", WINSORISE, PERCENTILES, FENCES, SPREAD, LIMITS)
FALLBACKS = ("keep", "undo", "log", "log_shift", "log_gii")
GOALPOSTS = "goalposts"
RANGED = ("min_max", GOALPOSTS, "distance_to_best", "percentile_rank")
NORMALISE_METHODS = (*RANGED, "z_score", "rank", "anchors", "none")
RANKED = ("rank", "percentile_rank")
SHARES = ("others", "midpoint", "inclusive")
TRANSFORMS = ("none", "log", "log10", "log1p", "sqrt")
LOWER_WORDS = "the lower value: has the lowest score, of direction -1 the highest"
UPPER_WORDS = "the upper value: has the highest score, of direction -1 the lowest"
OVER = one_of("year", "all")
OVER_WORDS = "what one sample is: the units of one year, or the units of all years"


@dataclass(frozen=True)
class Impute:
    """How the gaps of an indicator are filled."""

    method: tuple[str, ...] = option(
        ("none",), some_of(*IMPUTE_METHODS), "how gaps are filled; a list is tried in turn"
    )
    group: str | None = option(None, TEXT, "column with the group of a unit", only=GROUPED)
    min_donors: int = option(1, COUNT, "fewer known values than this fill nothing", only=("mean", "median", *GROUPED))
    value: float | None = option(None, NUMBER, "what is filled in", only=("value",))
    max_years: int = option(1000, COUNT, "how old a value may be, in years", only=("latest",))
    over: str = option("year", OVER, OVER_WORDS)


@dataclass(frozen=True)
class Treat:
    """How outliers of an indicator are drawn in."""

    method: str = option("none", one_of(*TREAT_METHODS), "how outliers are drawn in")
    max_points: int = option(5, COUNT, "how many values may be drawn in", only=(WINSORISE,))
    skew: float = option(2.0, POSITIVE, "an absolute skewness above this, and", only=(WINSORISE,))
    kurtosis: float = option(3.5, NUMBER, "an excess kurtosis above this ask for it", only=(WINSORISE,))
    fallback: str = option("keep", one_of(*FALLBACKS), "what follows when that is not enough", only=(WINSORISE,))
    low_percentile: float = option(2.5, PERCENTILE, "values below come up to it", only=(PERCENTILES,))
    high_percentile: float = option(97.5, PERCENTILE, "values above come down to it", only=(PERCENTILES,))
    fence: float = option(1.5, POSITIVE, "quartile ranges beyond the quartiles", only=(FENCES,))
    deviations: float = option(3.0, POSITIVE, "sample standard deviations (n - 1) from the mean", only=(SPREAD,))
    low: float | None = option(None, NUMBER, "values below come up to it", only=(LIMITS,))
    high: float | None = option(None, NUMBER, "values above come down to it", only=(LIMITS,))
    over: str = option("year", OVER, OVER_WORDS)


@dataclass(frozen=True)
class Normalise:
    """How values of an indicator come to a common scale."""

    method: str = option("min_max", one_of(*NORMALISE_METHODS), "how values come to a common scale")
    transform: str = option("none", one_of(*TRANSFORMS), "taken of the values (and of the goalposts found) before")
    offset: float = option(0.0, NUMBER, "added to the values before a transform")
    range: tuple[float, float] = option((0.0, 100.0), PAIR, "lowest and highest score", only=RANGED)
    low: Goalpost | None = option(None, GOALPOST, LOWER_WORDS, only=(GOALPOSTS,))
    high: Goalpost | None = option(None, GOALPOST, UPPER_WORDS, only=(GOALPOSTS,))
    center: Goalpost | None = option(None, GOALPOST, "moves both goalposts until it is midway", only=(GOALPOSTS,))
    clip: bool = option(True, FLAG, "values beyond the goalposts count as the goalpost", only=(GOALPOSTS,))
    mean: float = option(0.0, NUMBER, "mean of the scores", only=("z_score",))
    deviation: float = option(1.0, POSITIVE, "standard deviation of the scores", only=("z_score",))
    divisor: str = option("n-1", one_of("n-1", "n"), "what the variance is divided by", only=("z_score",))
    ties: str = option("lowest", one_of("lowest", "middle", "highest"), "the rank of equal values", only=RANKED)
    share: str = option(
        "others", one_of(*SHARES), "what the rank is a share of, by the formula above", only=("percentile_rank",)
    )
    anchors: tuple[tuple[float, float], ...] = option((), ANCHORS, "piecewise linear, flat outside", only=("anchors",))
    constant: float | None = option(None, NUMBER, "the score of all where all values are equal")
    within: str | None = option(None, TEXT, "column: each group of units is a sample of its own")
    over: str = option("year", OVER, OVER_WORDS)


@dataclass(frozen=True)
class Aggregate:
    """How the children of a node become its score."""

    mean: str = option(Mean.ARITHMETIC, one_of(*Mean), "how children become their node")
    missing: str = option(MissingWeight.IN_PROPORTION, one_of(*MissingWeight), "who gets the weight of a missing child")
    min_share: float = option(0.0, SHARE, "fewer present children (with a weight) than this share: no score")
    min_weight: float = option(0.0, SHARE, "less weight present than this share: no score")
    exponent: float | None = option(None, NUMBER, "of the power mean, not 0", only=(Mean.POWER,))
    penalty: str = option("minus", one_of("minus", "plus"), "unevenness costs or adds", only=(Mean.MAZZIOTTA_PARETO,))


@dataclass(frozen=True)
class Screen:
    """Which units are left out before anything else."""

    min_share: float = option(0.0, SHARE, "units with a smaller share of the indicators are left out")
    under: Mapping[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True)
class Indicator:
    """One column of figures and what is done to it."""

    column: str = option("", TEXT, "its column in the data; the id when not given")
    name: str = option("", TEXT, "its name")
    direction: int = option(1, DIRECTION, "-1: less is better")
    denominate: str | None = option(None, TEXT, "column it is divided by")
    factor: float = option(1.0, POSITIVE, "it is multiplied by this, after dividing")
    impute: Impute = field(default_factory=Impute)
    treat: Treat = field(default_factory=Treat)
    normalise: Normalise = field(default_factory=Normalise)


@dataclass(frozen=True)
class Weights:
    """Weights of the children of a node, and others for some groups of units by a column."""

    base: Mapping[str, float]
    column: str | None = None
    groups: Mapping[str, Mapping[str, float]] = field(default_factory=dict[str, Mapping[str, float]])


@dataclass(frozen=True)
class Node:
    """A score made of children, which are nodes or indicators."""

    name: str
    weights: Weights
    aggregate: Aggregate
    normalise: Normalise | None = None

    @property
    def children(self) -> tuple[str, ...]:
        """Ids of the children in the order of the configuration."""
        return tuple(self.weights.base)


@dataclass(frozen=True)
class Layout:
    """Where in the data things stand."""

    title: str = option("", TEXT, "what the index is called")
    unit: str = option("", TEXT, "column that names the unit; must be given")
    name: str | None = option(None, TEXT, "column with the name of the unit")
    year: str | None = option(None, TEXT, "column with the year, where there are several rows of a unit")
    tables: tuple[str, ...] = option((), NAMES, "files of the data folder; the first one says which units there are")
    missing_values: tuple[str, ...] = option((), NAMES, "texts that mean a gap, beside the empty cell")
    steps: tuple[str, ...] = option(STEPS, some_of(*STEPS), "the steps before aggregating, in order")
    best: str = option("high", one_of("high", "low"), "which end of the scale has rank 1")


@dataclass(frozen=True)
class Rounding:
    """Decimals after each step; what follows works with the rounded figures."""

    denominate: int | None = option(None, DECIMALS, "decimals of what was denominated")
    impute: int | None = option(None, DECIMALS, "decimals of what was imputed")
    treat: int | None = option(None, DECIMALS, "decimals of what was treated")
    normalise: int | None = option(None, DECIMALS, "decimals of normalised indicators")
    aggregate: int | None = option(None, DECIMALS, "decimals of each node, before it enters the next")
    rank: int | None = option(None, DECIMALS, "decimals of the scores that ranks go by; the scores stay as they are")


@dataclass(frozen=True)
class Index:
    """A checked index. `nodes` stand children first, the total last; `level`: 1 is right above the indicators."""

    layout: Layout
    screen: Screen
    rounding: Rounding
    indicators: Mapping[str, Indicator]
    nodes: Mapping[str, Node]
    level: Mapping[str, int]

    @property
    def root(self) -> str:
        """The id of the total."""
        return list(self.nodes)[-1]

    @property
    def top_down(self) -> list[str]:
        """Nodes from the total down, level by level."""
        return sorted(self.nodes, key=lambda node: -self.level[node])

    def indicators_under(self, node: str) -> list[str]:
        """Every indicator below a node."""
        found: list[str] = []
        waiting = [node]
        while waiting:
            name = waiting.pop()
            if name in self.nodes:
                waiting.extend(reversed(self.nodes[name].children))
            else:
                found.append(name)
        return found
