"""The rules of labels: each says something, means one data point, and every data point has one in each language."""

import re
from collections import defaultdict
from collections.abc import Iterator

from esg_pipeline.disclosure.concepts import concepts, fold
from esg_pipeline.methodology.codes import LabelKind, Language
from esg_pipeline.methodology.model import Problem, Row, Table

# What an intensity may be by: a row `ghg/employee` makes one of every label of its base.
UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")  # spaces and characters without a shape
DENOMINATORS = {"employee", "revenue", "area", "unit"}


def check_labels(labels: Table) -> Iterator[Problem]:
    """Yield aliases that say nothing, and those that stand, in whatever language, for another data point as well.

    Two aliases are the same when the document reader takes them for the same set of concepts, or when they are the
    same but for width, case, spaces and traditional characters.
    """
    first: dict[tuple[object, str], Row] = {}
    seen: dict[tuple[object, ...], int] = {}
    for row in aliases_of(labels):
        line = seen.setdefault(tuple(row.cells.values()), row.line)
        if line != row.line:
            yield Problem(labels.file, row.line, "duplicate_label", f"the same row is already on line {line}")
        label, dimension = row.text("label"), row.text("dimension")
        said = concepts(label)
        if not said and not dimension:
            yield Problem(labels.file, row.line, "empty_label", f"label {label!r} says nothing")
        keys = (said, UNSEEN.sub("", fold(label)))
        others = {first.setdefault((key, dimension), row).line: first[key, dimension] for key in keys}
        for other in others.values():
            if meaning(other) != meaning(row):
                twin = f"{other.text('label')!r} of {other.text('data_point_id')!r} on line {other.line}"
                yield Problem(labels.file, row.line, "duplicate_label", f"label {label!r} means the same as {twin}")
                break


def check_label_forms(labels: Table) -> Iterator[Problem]:
    """Yield aliases without a label, and intensities that are not one base by one known denominator, each once."""
    seen: set[str] = set()
    for row in labels.rows:
        kind, label = row.text("kind"), row.text("label")
        base, _, denominator = label.partition("/")
        if kind == LabelKind.ALIAS and not label:
            yield Problem(labels.file, row.line, "blank", "label is blank")
        if kind == LabelKind.INTENSITY and (not base or denominator not in DENOMINATORS or label in seen):
            message = f"{label!r} is not a new pair of a base and one of {', '.join(sorted(DENOMINATORS))}"
            yield Problem(labels.file, row.line, "bad_intensity", message)
        seen |= {label} if kind == LabelKind.INTENSITY else set[str]()


def aliases_of(labels: Table) -> Iterator[Row]:
    """Yield the rows that give a data point another name."""
    return (row for row in labels.rows if row.text("label") and row.text("kind") == LabelKind.ALIAS)


def meaning(row: Row) -> tuple[str, str]:
    """Return what an alias means: its data points and the unit it implies."""
    return row.text("data_point_id"), row.text("implied_unit")


def check_languages(labels: Table, data_points: Table) -> Iterator[Problem]:
    """Yield data points without an alias in one of the languages of documents."""
    there: dict[str, set[str]] = defaultdict(set)
    for row in aliases_of(labels):
        for data_point in row.text("data_point_id").split("|"):
            there[data_point].add(row.text("language"))
    for row in data_points.rows:
        name = row.text("data_point_id")
        lacking = [language for language in Language if language not in there[name]]
        if name and lacking:
            message = f"{name!r} has no alias in {', '.join(lacking)} in {labels.file}"
            yield Problem(data_points.file, row.line, "no_alias", message)
