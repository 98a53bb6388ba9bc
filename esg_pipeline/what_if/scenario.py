"""What is asked in a what-if: changes of one issuer on one date, out of an address and back into it.

Whether a change makes sense in the method is said where it is applied: moved.py and stated.py.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields

from esg_pipeline.display import clean, shortened
from esg_pipeline.methodology.codes import ImpactTime, Influence

MOST_CHANGES = 20
MOST_ANCHORS = 12
LONGEST = 600
SHOWN = 40
NAME = re.compile(r"[a-z0-9_]{1,80}", re.ASCII)
NUMBER = re.compile(r"[-+]?\d{1,20}(\.\d{1,20})?(e[-+]?\d{1,3})?", re.ASCII | re.IGNORECASE)


class WhatIfError(ValueError):
    """What was asked for makes no sense, or cannot be answered from this file."""


@dataclass(frozen=True)
class WeightChange:
    """A key issue with another influence and impact time in the issuer's industry; `none` has no time."""

    subject: str
    influence: Influence
    impact_time: ImpactTime | None

    @property
    def text(self) -> str:
        """As it stands in an address."""
        return ":".join(filter(None, (self.subject, self.influence.value, self.impact_time)))


@dataclass(frozen=True)
class AnchorChange:
    """A data point with another value function, anchors (x, score), in the issuer's industry."""

    subject: str
    anchors: tuple[tuple[float, float], ...]

    @property
    def text(self) -> str:
        """As it stands in an address."""
        return f"{self.subject}:" + ",".join(f"{plain(x)}={plain(score)}" for x, score in self.anchors)


@dataclass(frozen=True)
class ValueChange:
    """A data point with a value as a feed would deliver it, in the data point's own unit."""

    subject: str
    value: str

    @property
    def text(self) -> str:
        """As it stands in an address."""
        return f"{self.subject}:{self.value}"


Change = WeightChange | AnchorChange | ValueChange


@dataclass(frozen=True)
class Scenario:
    """The changes that are asked for, at most one of each kind about one subject, in the order of the address."""

    weight: tuple[WeightChange, ...] = ()
    anchor: tuple[AnchorChange, ...] = ()
    value: tuple[ValueChange, ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of an address that asks for the same."""
        return [(kind, change.text) for kind in KINDS for change in getattr(self, kind)]

    def parameters(self) -> dict[str, list[str]]:
        """The same by name, as `addresses.address` takes them."""
        return {kind: [change.text for change in getattr(self, kind)] for kind in KINDS}

    def changes(self) -> list[Change]:
        """All changes."""
        return [*self.weight, *self.anchor, *self.value]

    def without(self, change: Change) -> "Scenario":
        """The other changes."""
        return scenario_of(
            (kind, text) for kind, text in self.pairs() if (kind, text) != (kind_of(change), change.text)
        )

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.changes())


KINDS = tuple(field.name for field in fields(Scenario))


def scenario_of(pairs: Iterable[tuple[str, str]]) -> Scenario:
    """The changes among the parameters of an address; a later one takes the place of an earlier one on the same.

    Parameters of other names are left alone. Raises WhatIfError that says what is wrong.
    """
    found: dict[str, dict[str, Change]] = {kind: {} for kind in KINDS}
    asked = [(kind, text) for kind, text in pairs if kind in KINDS]
    if len(asked) > MOST_CHANGES:
        raise WhatIfError(f"at most {MOST_CHANGES} changes can be asked for at once, not {len(asked)}")
    for kind, text in asked:
        change = READERS[kind](*parts(kind, text))
        found[kind].pop(change.subject, None)
        found[kind][change.subject] = change
    return Scenario(**{kind: tuple(changes.values()) for kind, changes in found.items()})  # pyright: ignore[reportArgumentType]


def parts(kind: str, text: str) -> tuple[str, str]:
    """Whom a change is about, and the rest. Raises WhatIfError when it is too long or names nobody."""
    subject, colon, rest = text.partition(":")
    if len(text) > LONGEST:
        raise WhatIfError(f"a {kind} of {len(text)} characters is too long, at most {LONGEST} are read")
    if not (colon and NAME.fullmatch(subject)):
        raise WhatIfError(f"{kind}={shown(text)} should begin with an id and a colon")
    return subject, rest


def weight_change(subject: str, text: str) -> WeightChange:
    """`high:long` or `none`."""
    influence, _, time = text.partition(":")
    if influence not in list(Influence):
        raise WhatIfError(f"influence of {subject} must be one of {', '.join(Influence)}, not {shown(influence)}")
    if (influence == Influence.NONE) != (time == ""):
        need = "has no impact time" if time else "needs an impact time"
        raise WhatIfError(f"influence {influence} of {subject} {need}")
    if time and time not in list(ImpactTime):
        raise WhatIfError(f"impact time of {subject} must be one of {', '.join(ImpactTime)}, not {shown(time)}")
    return WeightChange(subject, Influence(influence), ImpactTime(time) if time else None)


def anchor_change(subject: str, text: str) -> AnchorChange:
    """`0=100,5=80,50=0`, put in order."""
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    if not 2 <= len(pairs) <= MOST_ANCHORS:
        raise WhatIfError(f"{subject} needs 2 to {MOST_ANCHORS} anchors such as 0=100,50=0, not {len(pairs)}")
    return AnchorChange(subject, tuple(sorted((number(x, subject), number(y, subject)) for x, _, y in pairs)))


def value_change(subject: str, text: str) -> ValueChange:
    """A value as it would stand in a feed."""
    value = " ".join(clean(text).split())  # what is left beside a hidden character may be a space
    if not value:
        raise WhatIfError(f"{subject} needs a value")
    return ValueChange(subject, value)


def kind_of(change: Change) -> str:
    """The parameter that asks for such a change."""
    return {WeightChange: "weight", AnchorChange: "anchor", ValueChange: "value"}[type(change)]


READERS = {"weight": weight_change, "anchor": anchor_change, "value": value_change}


def number(text: str, subject: str) -> float:
    """A finite number. Raises WhatIfError for anything else."""
    value = float(text) if NUMBER.fullmatch(text.strip()) else math.nan
    if not math.isfinite(value):
        raise WhatIfError(f"{shown(text) or 'nothing'} in the anchors of {subject} is not a number")
    return value


def plain(value: float) -> str:
    """A number as short as it can be read back."""
    return repr(value).removesuffix(".0")


def shown(text: str) -> str:
    """A part of an address in a sentence."""
    return shortened(text, SHOWN)
