"""The tables of the page on reading documents: limits, borders of confidence, forensic rules. No words around them."""

import inspect
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields

from esg_pipeline.disclosure.checks.rules import RULES
from esg_pipeline.disclosure.document_limits import DEFAULT_LIMITS
from esg_pipeline.methodology.model import Methodology

Row = Sequence[object]


def limits() -> Iterable[Row]:
    """Variable and default of each limit of a document."""
    for field in fields(DEFAULT_LIMITS):
        value = getattr(DEFAULT_LIMITS, field.name)
        yield f"`ESG_LIMIT_{field.name.removeprefix('max_').upper()}`", f"{value:,}"


def bands(methodology: Methodology) -> Iterable[Row]:
    """What becomes of a fact, by its confidence."""
    accept, check = methodology.parameters.accept_confidence, methodology.parameters.sample_check_confidence
    yield f"{accept:.2f} and above", "counts"
    yield f"{check:.2f} to below {accept:.2f}", "waits; a spot check is enough"
    yield f"below {check:.2f}", "waits for a review"


def forensic_rules() -> Iterable[Row]:
    """Ids of the rules of each shape, and what the shape compares."""
    shapes: dict[str, list[str]] = defaultdict(list)
    for rule in RULES:
        text = inspect.getdoc(type(rule)) or ""
        shapes[text.replace("\n", " ").split(". ")[0].rstrip(".")].append(rule.rule_id)
    for what, ids in shapes.items():
        yield ", ".join(ids), what
