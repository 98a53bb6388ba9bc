"""Tables of the pages on filling and on doubt, made from a version's data. The pages around them are `pages.py`."""

from collections.abc import Sequence

from esg_pipeline.methodology.codes import Doubt
from esg_pipeline.methodology.model import Methodology

Rows = list[Sequence[object]]
HOW: dict[str, str] = {
    Doubt.IMPUTATION: "measured errors of the filling",
    Doubt.EXTRACTION: "the confidence of each reading",
    Doubt.CORNER_RATIO: "the ratio divided or multiplied by up to {:g}",
    Doubt.INFLUENCE: "one level up or down, each with probability {:g}",
    Doubt.CARRY_UNMEASURED: "a carried score wrong by up to {:g} of the room there is, where too few pairs are known",
    Doubt.ERROR_CORRELATION: "errors of one issuer correlated by {:g}, where that cannot be measured",
}
ANCHOR = "each anchor lower or higher by up to {:.0%} of itself"


def ladders(methodology: Methodology) -> Rows:
    """(ladder, its methods in order, data points that have it)."""
    number = dict(methodology.imputation.group_by("ladder_id").len().iter_rows())
    steps = methodology.ladder_methods.items()
    return [(name, ", ".join([*methods, "prior"]), number.get(name, 0)) for name, methods in steps]


def bases(methodology: Methodology) -> Rows:
    """(basis, what the choice of the ladder rests on, data points), most frequent first."""
    groups = (
        methodology.imputation.group_by("basis", "citation").len().sort("len", "basis", "citation", descending=True)
    )
    return list(groups.iter_rows())


def coverages(methodology: Methodology) -> Rows:
    """(pillar or total, least share of weight that must be known)."""
    pillars = methodology.pillar_limits.select("pillar_id", "minimum_coverage").rows()
    return [
        (name, f"{100 * share:g} %") for name, share in [*pillars, ("total", methodology.parameters.minimum_coverage)]
    ]


def doubts(methodology: Methodology) -> Rows:
    """(doubt, whether draws vary it, how far, why)."""
    rows = methodology.uncertainty.select("choice_id", "is_on", "spread", "reason").iter_rows()
    return [
        (name, "on" if on else "off", HOW.get(name, ANCHOR).format(spread).replace("%", " %"), why)
        for name, on, spread, why in rows
    ]
