"""The method as the tables of the `reference` layer. No rules of the method in here, only their shape."""

from collections.abc import Mapping
from dataclasses import asdict

import polars as pl

from esg_pipeline.methodology.model import Methodology
from esg_pipeline.standardise import EVERY_INDUSTRY
from esg_pipeline.weight import key_issue_weights


def reference_tables(methodology: Methodology) -> Mapping[str, pl.DataFrame]:
    """Table name -> frame, one for each contract of the `reference` layer."""
    weights = key_issue_weights(methodology).join(
        methodology.materiality.select("industry_code", "key_issue_id", "reason"),
        on=["industry_code", "key_issue_id"],
        validate="1:1",
    )
    return {
        "reference.methodology": version_row(methodology),
        "reference.parameter": parameter_rows(methodology),
        "reference.key_issue": methodology.key_issues,
        "reference.data_point": methodology.data_points,
        "reference.value_function": anchor_table(methodology),
        "reference.percentile_scale": methodology.percentile_scale,
        "reference.pillar_limit": methodology.pillar_limits,
        "reference.ladder": methodology.ladders,
        "reference.imputation": methodology.imputation,
        "reference.uncertainty": methodology.uncertainty,
        "reference.framework": methodology.frameworks,
        "reference.industry": methodology.industries,
        "reference.industry_code": methodology.industry_codes,
        "reference.key_issue_weight": weights,
        "reference.grade_scale": methodology.grades,
        "reference.event_type": methodology.event_types,
        "reference.event_severity": methodology.event_severities,
        "reference.red_line": methodology.red_lines,
        "reference.derivation": derivation_table(methodology),
        "reference.security_type": methodology.security_types,
        "reference.universe_rule": methodology.universe_rules,
        "reference.unit": methodology.units,
        "reference.label": methodology.labels.rename({"data_point_id": "data_point_ids"}).fill_null(""),
    }


def version_row(methodology: Methodology) -> pl.DataFrame:
    """The version in force and the hash of its files."""
    return pl.DataFrame(
        {
            "methodology_version": [methodology.version],
            "methodology_hash": [methodology.hash],
            "title": [methodology.title],
            "effective_date": [methodology.effective_date],
        }
    )


def parameter_rows(methodology: Methodology) -> pl.DataFrame:
    """Every numeric parameter; switches are 0 or 1."""
    numbers = {
        name: float(value)
        for name, value in asdict(methodology.parameters).items()
        if isinstance(value, (bool, int, float))
    }
    return pl.DataFrame({"name": list(numbers), "value": list(numbers.values())})


def anchor_table(methodology: Methodology) -> pl.DataFrame:
    """The anchors as `reference.value_function`."""
    return methodology.anchors.with_columns(pl.col("industry_code").fill_null("").replace("", EVERY_INDUSTRY)).rename(
        {"valid_from": "valid_from_date"}
    )


def derivation_table(methodology: Methodology) -> pl.DataFrame:
    """The derivations with the order in which those of one data point are tried; growth compares with itself."""
    is_growth = pl.col("kind") == "growth"
    return methodology.derivations.with_columns(
        pl.col("numerator_dimension", "denominator_dimension").fill_null("")
    ).with_columns(
        denominator=pl.when(is_growth).then("numerator").otherwise("denominator"),
        denominator_dimension=pl.when(is_growth).then("numerator_dimension").otherwise("denominator_dimension"),
        step=pl.int_range(1, pl.len() + 1).over("data_point_id"),
    )
