"""The CSV files of a methodology version and their columns. How a cell is read is `columns.py`."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from esg_pipeline.methodology import codes
from esg_pipeline.methodology.columns import (
    Column,
    code,
    flag,
    number,
    optional,
    optional_number,
    parse_date,
    parse_factor,
    slugs,
    texts,
    whole,
)

CAPS = tuple(grade for grade in codes.Grade if grade != codes.Grade.NR)


@dataclass(frozen=True)
class Spec:
    """The columns of a file in order; an open one may have more, which are kept as text."""

    columns: tuple[Column, ...]
    is_open: bool = False


SPECS: Mapping[str, Spec] = {
    "key_issues": Spec(
        (
            code("pillar_id", codes.Pillar),
            *texts("pillar_name"),
            *slugs("theme_id"),
            *texts("theme_name"),
            *slugs("key_issue_id"),
            *texts("key_issue_name"),
            whole("sort_order"),
        )
    ),
    "grades": Spec((code("grade", CAPS), number("lower_bound"), whole("notch"))),
    "industries": Spec(
        (*slugs("industry_code"), *texts("name"), optional("name_zh"), *texts("sector_tags"), optional("sw2021_code"))
    ),
    "materiality": Spec(
        (
            *slugs("industry_code", "key_issue_id"),
            code("influence", codes.Influence),
            code("impact_time", codes.ImpactTime, is_optional=True),
            *texts("reason"),
        )
    ),
    "data_points": Spec(
        (
            *slugs("data_point_id", "key_issue_id"),
            *texts("name", "name_zh"),
            code("kind", codes.Kind),
            *texts("unit"),
            code("direction", codes.Direction),
            code("source_type", codes.SourceType),
            optional("framework_code"),
            optional("source"),
            *texts("applies_to"),
            number("weight"),
            whole("carry_years"),
        )
    ),
    "anchors": Spec(
        (
            *slugs("data_point_id"),
            optional("industry_code"),
            Column("valid_from", parse_date, pl.Date),
            number("x"),
            *texts("unit"),
            number("score"),
            code("basis", codes.Basis),
            *texts("citation"),
        )
    ),
    "percentile_scale": Spec((number("percentile"), number("score"))),
    "pillar_limits": Spec(
        (code("pillar_id", codes.Pillar), number("floor"), number("cap"), number("minimum_coverage"))
    ),
    "ladders": Spec((*slugs("ladder_id"), whole("step_number"), code("method", codes.FillingStep))),
    "imputation": Spec(
        (
            *slugs("data_point_id", "ladder_id"),
            optional_number("carry_decay"),
            optional("zero_applies_to"),
            code("basis", codes.ImputationBasis),
            *texts("citation"),
        )
    ),
    "uncertainty": Spec((code("choice_id", codes.Doubt), flag("is_on"), optional_number("spread"), *texts("reason"))),
    "frameworks": Spec((*texts("code", "framework", "name"), flag("is_kpi"))),
    "industry_codes": Spec(
        (code("classification", codes.Classification), *texts("code", "name"), *slugs("industry_code"))
    ),
    "event_types": Spec((*slugs("event_type", "data_point_id"), *texts("description"))),
    "event_severities": Spec((*slugs("severity"), number("points"))),
    "red_lines": Spec(
        (
            *texts("rule_id"),
            code("trigger_kind", ("event", "data_point")),
            *slugs("trigger"),
            *texts("threshold"),
            code("cap_grade", CAPS),
            whole("duration_months"),
            *texts("source"),
        )
    ),
    "derivations": Spec(
        (
            *slugs("data_point_id"),
            code("kind", codes.DerivationKind),
            *slugs("numerator"),
            optional("numerator_dimension", ""),
            *slugs("denominator"),
            optional("denominator_dimension", ""),
            number("scale"),
        )
    ),
    "security_types": Spec(
        (
            *slugs("security_type"),
            *texts("name", "name_zh"),
            flag("is_rates"),
        )
    ),
    "universe_rules": Spec((*texts("rule_id"), flag("in_scope"), *texts("description"))),
    "units": Spec(
        (*texts("unit", "dimension"), Column("factor", parse_factor, pl.Float64), optional("aliases")), is_open=True
    ),
    "labels": Spec(
        (
            *texts("data_point_id"),
            optional("dimension", ""),
            code("language", codes.Language, is_optional=True),
            optional("label"),
            code("kind", codes.LabelKind),
            optional("implied_unit"),
        ),
        is_open=True,
    ),
}
