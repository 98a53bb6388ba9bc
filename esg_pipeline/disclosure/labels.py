"""The label file as exact look-ups: concepts -> data point, base/denominator -> intensity, allowed breakdowns.

Which label a number of a document carries is found in `tables`; the decision is taken in `mapper`.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from esg_pipeline.disclosure.concepts import concepts

COLUMNS = ("data_point_id", "dimension", "language", "label", "kind", "implied_unit")


class LabelFileError(ValueError):
    """labels.csv breaks a rule; the message names the row."""


@dataclass(frozen=True, slots=True)
class Alias:
    """What a label means: candidate data points (several when the table must decide), fixed or required dimension."""

    candidates: tuple[str, ...]
    dimension: str = ""
    implied_unit: str = ""


@dataclass(frozen=True, slots=True)
class LabelIndex:
    """Look-ups built once per methodology version; `texts` are the aliases as they are written."""

    aliases: dict[frozenset[str], tuple[Alias, ...]]
    intensities: dict[tuple[str, str], Alias]
    breakdowns: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    texts: tuple[tuple[str, Alias], ...] = ()

    @classmethod
    def from_csv(cls, path: Path, known: Collection[str] | None = None) -> "LabelIndex":
        """From a labels.csv file; see `from_frame`."""
        return cls.from_frame(pl.read_csv(path, infer_schema=False), known)

    @classmethod
    def from_frame(cls, frame: pl.DataFrame, known: Collection[str] | None = None) -> "LabelIndex":
        """From columns data_point_id, dimension, language, label, kind (alias, intensity, breakdown), implied_unit.

        An alias's data_point_id may list candidates split by `|`; its dimension is blank, a key that the label must
        carry (`energy`), or a fixed `key=value`. An intensity's label is `base/denominator`. Raises LabelFileError
        when two labels of different data points are the same set of concepts.
        """
        aliases: dict[frozenset[str], tuple[Alias, ...]] = {}
        intensities: dict[tuple[str, str], Alias] = {}
        keys: dict[str, set[str]] = {}
        texts: list[tuple[str, Alias]] = []
        for number, row in enumerate(frame.select(COLUMNS).iter_rows(), start=2):
            ids, dimension, _, label, kind, unit = (str(cell or "").strip() for cell in row)
            alias = Alias(tuple(ids.split("|")), dimension, unit)
            if kind == "breakdown":
                keys.setdefault(ids, set()).add(dimension)
            elif kind == "intensity":
                _put_intensity(intensities, label, alias, number)
            elif kind == "alias" and ids and label:
                _put_alias(aliases, label, alias, number)
                texts.append((label, alias))
            else:
                raise LabelFileError(f"row {number}: kind must be alias, intensity or breakdown, with id and label")
        index = cls(aliases, intensities, {k: frozenset(v) for k, v in keys.items()}, tuple(texts))
        return index if known is None else index.restricted(frozenset(known))

    def restricted(self, known: Collection[str]) -> "LabelIndex":
        """Only known data points, as aliases and among their candidates; a base stays for its intensity alone."""
        needed = {base for (base, _), alias in self.intensities.items() if set(alias.candidates) & set(known)} | set(
            known
        )
        aliases = {
            key: tuple(_among(alias, needed) for alias in found if set(alias.candidates) & needed)
            for key, found in self.aliases.items()
        }
        intensities = {
            pair: _among(a, frozenset(known)) for pair, a in self.intensities.items() if set(a.candidates) & set(known)
        }
        texts = tuple((text, _among(a, needed)) for text, a in self.texts if set(a.candidates) & needed)
        return LabelIndex({k: v for k, v in aliases.items() if v}, intensities, self.breakdowns, texts)

    def find(self, found: frozenset[str], keys: Collection[str]) -> Alias | None:
        """The alias of a set of concepts; one that requires a breakdown key only where the label carries that key."""
        matching = [a for a in self.aliases.get(found, ()) if _fits(a, keys)]
        demanding = [a for a in matching if a.dimension]
        return (demanding or matching or [None])[0]


def _among(alias: Alias, known: Collection[str]) -> Alias:
    return replace(alias, candidates=tuple(name for name in alias.candidates if name in known))


def _fits(alias: Alias, keys: Collection[str]) -> bool:
    return not alias.dimension or "=" in alias.dimension or alias.dimension in keys


def _put_alias(aliases: dict[frozenset[str], tuple[Alias, ...]], label: str, alias: Alias, number: int) -> None:
    key = concepts(label)
    if not key and not alias.dimension:
        raise LabelFileError(f"row {number}: label {label!r} says nothing")
    others = aliases.get(key, ())
    for other in others:
        if other.dimension == alias.dimension and other != alias:
            raise LabelFileError(
                f"row {number}: label {label!r} of {alias.candidates} already belongs to {other.candidates}"
            )
    if alias not in others:
        aliases[key] = (*others, alias)


def _put_intensity(intensities: dict[tuple[str, str], Alias], label: str, alias: Alias, number: int) -> None:
    base, _, denominator = label.partition("/")
    if denominator not in {"employee", "revenue", "area", "unit"} or (base, denominator) in intensities:
        raise LabelFileError(f"row {number}: {label!r} is not a new base/denominator pair")
    intensities[base, denominator] = alias
