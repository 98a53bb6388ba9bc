"""All rules a version of the method keeps, run over its tables; here those of keys and references. Reads no file."""

from collections.abc import Callable, Iterator, Mapping

from esg_pipeline.methodology.check_anchors import check_anchors, check_percentile_scale, check_times
from esg_pipeline.methodology.check_data_points import (
    check_data_points,
    check_enough,
    check_frameworks,
    check_names,
)
from esg_pipeline.methodology.check_derivations import (
    check_circles,
    check_derived_units,
    check_dimensions,
    check_scales,
)
from esg_pipeline.methodology.check_events import check_events, check_red_lines, check_severities
from esg_pipeline.methodology.check_imputation import (
    check_imputation,
    check_ladders,
    check_uncertainty,
    check_zero_tags,
    check_zeros,
)
from esg_pipeline.methodology.check_labels import check_label_forms, check_labels, check_languages
from esg_pipeline.methodology.check_structure import (
    check_applies_to,
    check_coverage,
    check_grades,
    check_industry_codes,
    check_industry_tags,
    check_materiality,
    check_pillar_limits,
    check_structure,
    check_universe_rules,
)
from esg_pipeline.methodology.check_units import (
    check_anchor_units,
    check_implied_units,
    check_unit_table,
    check_units,
)
from esg_pipeline.methodology.check_version import check_version
from esg_pipeline.methodology.model import Problem, Table

Tables = Mapping[str, Table]
Check = Callable[..., Iterator[Problem]]

# Table -> the columns whose values name a row, and the rule that a repetition breaks.
KEYS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("version", ("key",), "duplicate_id"),
    ("key_issues", ("key_issue_id",), "duplicate_id"),
    ("key_issues", ("sort_order",), "duplicate_id"),
    ("key_issues", ("key_issue_name",), "duplicate_name"),
    ("grades", ("grade",), "duplicate_id"),
    ("industries", ("industry_code",), "duplicate_id"),
    ("industries", ("name",), "duplicate_name"),
    ("materiality", ("industry_code", "key_issue_id"), "duplicate_cell"),
    ("data_points", ("data_point_id",), "duplicate_id"),
    ("anchors", ("data_point_id", "industry_code", "valid_from", "x"), "duplicate_anchor"),
    ("percentile_scale", ("percentile",), "duplicate_id"),
    ("pillar_limits", ("pillar_id",), "duplicate_id"),
    ("ladders", ("ladder_id", "step_number"), "duplicate_id"),
    ("ladders", ("ladder_id", "method"), "duplicate_method"),
    ("imputation", ("data_point_id",), "duplicate_id"),
    ("uncertainty", ("choice_id",), "duplicate_id"),
    ("frameworks", ("code",), "duplicate_id"),
    ("industry_codes", ("classification", "code"), "duplicate_id"),
    ("event_types", ("event_type",), "duplicate_id"),
    ("event_severities", ("severity",), "duplicate_id"),
    ("red_lines", ("rule_id",), "duplicate_id"),
    (
        "derivations",
        ("data_point_id", "numerator", "numerator_dimension", "denominator", "denominator_dimension"),
        "duplicate_id",
    ),
    ("security_types", ("security_type",), "duplicate_id"),
    ("universe_rules", ("rule_id",), "duplicate_id"),
    ("units", ("unit",), "duplicate_id"),
)

# Table and column -> the table and column where its values must be found.
REFERENCES: tuple[tuple[str, str, str, str], ...] = (
    ("materiality", "industry_code", "industries", "industry_code"),
    ("materiality", "key_issue_id", "key_issues", "key_issue_id"),
    ("data_points", "key_issue_id", "key_issues", "key_issue_id"),
    ("anchors", "data_point_id", "data_points", "data_point_id"),
    ("anchors", "industry_code", "industries", "industry_code"),
    ("imputation", "data_point_id", "data_points", "data_point_id"),
    ("imputation", "ladder_id", "ladders", "ladder_id"),
    ("industry_codes", "industry_code", "industries", "industry_code"),
    ("event_types", "data_point_id", "data_points", "data_point_id"),
    ("derivations", "data_point_id", "data_points", "data_point_id"),
    ("derivations", "numerator", "data_points", "data_point_id"),
    ("derivations", "denominator", "data_points", "data_point_id"),
    ("labels", "data_point_id", "data_points", "data_point_id"),
)

# The tables a rule needs -> the rule.
CHECKS: tuple[tuple[tuple[str, ...], Check], ...] = (
    (("version",), check_version),
    (("key_issues",), check_structure),
    (("grades",), check_grades),
    (("industries",), check_industry_tags),
    (("industry_codes", "industries"), check_industry_codes),
    (("pillar_limits",), check_pillar_limits),
    (("materiality", "industries", "key_issues"), check_materiality),
    (("data_points",), check_data_points),
    (("key_issues", "data_points"), check_enough),
    (("data_points",), check_applies_to),
    (("data_points",), check_names),
    (("data_points", "frameworks"), check_frameworks),
    (("units",), check_unit_table),
    (("data_points", "units"), check_units),
    (("anchors", "data_points"), check_anchors),
    (("anchors",), check_times),
    (("anchors", "data_points", "units", "derivations"), check_anchor_units),
    (("percentile_scale",), check_percentile_scale),
    (("ladders",), check_ladders),
    (("imputation", "data_points", "ladders"), check_imputation),
    (("imputation",), check_zero_tags),
    (("imputation", "ladders", "data_points", "anchors"), check_zeros),
    (("uncertainty",), check_uncertainty),
    (("derivations",), check_circles),
    (("derivations",), check_scales),
    (("derivations", "labels"), check_dimensions),
    (("derivations", "data_points", "units"), check_derived_units),
    (("event_types", "data_points"), check_events),
    (("event_severities",), check_severities),
    (("universe_rules",), check_universe_rules),
    (("red_lines", "event_types", "event_severities", "data_points"), check_red_lines),
    (("labels",), check_label_forms),
    (("labels",), check_labels),
    (("labels", "data_points"), check_languages),
    (("labels", "units", "data_points"), check_implied_units),
    (("materiality", "industries", "data_points"), check_coverage),
)


def check_tables(tables: Tables) -> list[Problem]:
    """Return every broken rule. A rule is skipped when a table it needs is missing or lacks a column."""
    found: list[Problem] = []
    for name, columns, rule in KEYS:
        if tables[name].is_intact:
            found += repeated_keys(tables[name], columns, rule)
    for name, column, target, target_column in REFERENCES:
        if tables[name].is_intact and tables[target].is_intact:
            found += unknown_references(tables[name], column, tables[target], target_column)
    for needed, check in CHECKS:
        if all(tables[name].is_intact for name in needed):
            found += check(*(tables[name] for name in needed))
    return found


def repeated_keys(table: Table, columns: tuple[str, ...], rule: str) -> Iterator[Problem]:
    """Yield rows whose key stands on an earlier line."""
    first: dict[tuple[object, ...], int] = {}
    for row in table.rows:
        key = tuple(row.cells.get(column) for column in columns)
        if key[0] is None:
            continue
        line = first.setdefault(key, row.line)
        if line != row.line:
            shown = (repr(value) if isinstance(value, str) else str(value) for value in key)
            named = ", ".join(f"{column} {text}" for column, text in zip(columns, shown, strict=True))
            yield Problem(table.file, row.line, rule, f"{named} is already on line {line}")


def unknown_references(table: Table, column: str, target: Table, target_column: str) -> Iterator[Problem]:
    """Yield cells that name nothing in the target table; one cell may name several, separated by |."""
    known = target.values(target_column)
    for row in table.rows:
        for value in row.text(column).split("|"):
            if value and value not in known:
                message = f"{column} {value!r} is not in {target.file}"
                yield Problem(table.file, row.line, "unknown_reference", message)
