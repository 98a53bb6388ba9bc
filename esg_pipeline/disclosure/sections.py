"""The headings, units and figures in force while a table is read downwards. No cells, no observations."""

import re
from dataclasses import dataclass

from esg_pipeline.disclosure.concepts import breakdowns, concepts, members, subject
from esg_pipeline.disclosure.label_text import split_unit
from esg_pipeline.disclosure.units import UnitTable

_OF_WHICH = re.compile(
    r"^[-–—•·*\s]{0,6}(?:其中|包括|of which|of whom|thereof|including)\s*[:：,，]?\s*(?=\S)", re.IGNORECASE
)
_BULLET = re.compile(
    r"^(?:[-–—•·○◦▪]|>(?!\s{0,2}=?\s{0,2}\d)|\([a-z0-9ivx]{1,3}\)|其中|of which|of whom|thereof)\s*", re.IGNORECASE
)
_TOTAL = re.compile(r"\btotal\b|\boverall\b|\baggregate\b|总|總|合计|合計", re.IGNORECASE)
_DENOMINATORS = frozenset({"intensity"})
_PLAIN_WHOLES = (frozenset({"energy", "consumption"}), frozenset({"employee"}), frozenset({"energy"}))
_CODE = re.compile(
    r"(?:HKEX\s*)?(?:KPI\s*)?[A-D]\s?\d{1,2}(?:\.\d{1,2}){0,2}(?:\s?\([a-z]\))?|(?:GRI|SASB)[\s:]{0,3}\d{1,3}(?:-\d{1,2})?(?:-[a-z])?"
    r"|\d{3}-\d{1,2}(?:-[a-z])?|\d{1,2}(?:\.\d{1,2}){0,3}\.?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Section:
    """What a row inherits: heading, the figure above (`indicator`), the breakdown below it, and their units.

    `wider` is the heading right above the heading (`Energy (MWh)` over `Direct energy`); `last` says what the row
    before was. An intensity belongs to the figure above where that one `is_lone`.
    """

    heading: str = ""
    heading_units: tuple[str, ...] = ()
    indicator: str = ""
    indicator_units: tuple[str, ...] = ()
    indicator_depth: int = 0
    breakdown_label: str = ""
    breakdown: tuple[str, ...] = ()
    breakdown_units: tuple[str, ...] = ()
    sibling: str = ""
    wider: str = ""
    wider_units: tuple[str, ...] = ()
    last: str = "heading"
    is_lone: bool = False
    outer: tuple[str, ...] = ()

    def put_heading(self, text: str, units: UnitTable, more_units: tuple[str, ...] = ()) -> None:
        """A breakdown heading stands below the figure above it; any other heading starts anew."""
        label, given = split_unit(text.lstrip("# "), units)
        found = concepts(label)
        keys = tuple(breakdowns(found))
        if keys and not subject(found):
            self.breakdown_label, self.breakdown, self.breakdown_units = label, keys, (*given, *more_units)
            return
        own = (*given, *more_units)
        if self.last == "heading":
            self.wider, self.wider_units = self.heading, self.heading_units
        if not subject(concepts(self.wider)) & subject(found):
            self.wider, self.wider_units = "", ()
        self.heading, self.heading_units, self.breakdown = label, own or self.wider_units, keys
        self.last = "heading"
        self.indicator, self.indicator_units, self.indicator_depth = "", (), 0
        self.breakdown_label, self.breakdown_units, self.sibling = "", (), ""

    def put_indicator(self, label: str, given: tuple[str, ...], depth: int) -> None:
        """A row that says itself what it measures: the rows below may be its parts.

        An intensity below it is its own where it stands alone: no other figure of its kind right above it.
        """
        is_other = bool(given and self.indicator_units and given != self.indicator_units)
        self.is_lone = self.last != "figure" or is_other or is_total(label)
        self.last = "figure"
        self.indicator, self.indicator_units, self.indicator_depth = label, given, depth
        self.breakdown, self.breakdown_label, self.breakdown_units = tuple(breakdowns(concepts(label))), "", ()

    def is_below(self, label: str, depth: int) -> bool:
        """Whether a row is printed as a part of the figure above: deeper, behind a bullet, or `of which`."""
        if not self.indicator:
            return False
        is_marked = bool(_BULLET.match(label)) and not _BULLET.match(self.indicator)
        return is_marked or depth > self.indicator_depth

    def whole(self, label: str) -> str:
        """`of which: electricity` below a total as `electricity`; elsewhere such a part keeps its words."""
        found = _OF_WHICH.match(label)
        if found is None or not self.indicator:
            return label
        rest = label[found.end() :]
        is_whole = is_total(self.indicator) or concepts(self.indicator) in _PLAIN_WHOLES
        return rest if is_whole or self._is_member(rest) else label

    def _is_member(self, label: str) -> bool:
        """Whether a label names a group of what the figure above counts: `female directors` below `Directors`."""
        found = concepts(label)
        return bool(members(found)) and subject(found) <= subject(concepts(self.indicator))


def is_code(text: str) -> bool:
    """Whether a label cell only numbers its row: `A1.2`, `KPI B3.1`, `GRI 305-1`, `12`."""
    return len(text) <= 30 and _CODE.fullmatch(text) is not None


def is_intensity_alone(found: frozenset[str]) -> bool:
    """Whether concepts say no more than `intensity` or `per employee`: such a row speaks of the figure above it."""
    about = subject(found)
    return bool(about) and all(c in _DENOMINATORS or c.startswith("per:") for c in about)


def is_marked_part(label: str) -> bool:
    """Whether a bullet or `of which` marks a label as a part of what stands above."""
    return _BULLET.match(label) is not None


def is_total(label: str) -> bool:
    """Whether a label speaks of a whole: `Total`, `Overall`, 合计."""
    return _TOTAL.search(label) is not None


def depth_of(text: str) -> int:
    """How far a line is set in, a full-width blank counting two."""
    lead = text[: len(text) - len(text.lstrip(" \u3000\u00a0"))]
    return len(lead) + lead.count("\u3000")
