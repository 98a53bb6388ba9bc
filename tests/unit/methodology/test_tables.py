"""The shipped method as the tables of the `reference` layer: they keep their contracts and say what the files say."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from data_contracts.catalogue import TABLES
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.methodology.tables import (
    anchor_table,
    derivation_table,
    parameter_rows,
    reference_tables,
    version_row,
)

REFERENCE = [name for name in TABLES if name.startswith("reference.")]


class Stub:
    """A method of which only a few frames matter."""

    def __init__(self, **parts: Any) -> None:
        self.__dict__.update(parts)


def stub(**parts: Any) -> Methodology:
    return Stub(**parts)  # pyright: ignore[reportReturnType] -- only the parts that a function reads


@pytest.fixture(scope="module")
def shipped() -> Methodology:
    return load_methodology()


@pytest.fixture(scope="module")
def tables(shipped: Methodology) -> dict[str, pl.DataFrame]:
    return dict(reference_tables(shipped))


def test_there_is_a_table_for_every_contract_of_the_layer(tables: dict[str, pl.DataFrame]) -> None:
    assert sorted(tables) == sorted(REFERENCE)


@pytest.mark.parametrize("name", REFERENCE)
def test_the_shipped_method_keeps_the_contract(tables: dict[str, pl.DataFrame], name: str) -> None:
    table = TABLES[name]
    conformed = table.conform(tables[name])
    assert table.violations(conformed) == []
    assert conformed.height == tables[name].height > 0


def test_weights_of_each_industry_sum_to_one(tables: dict[str, pl.DataFrame]) -> None:
    sums = tables["reference.key_issue_weight"].group_by("industry_code").agg(pl.col("weight").sum(), pl.len())
    assert sums["weight"].to_list() == pytest.approx([1.0] * sums.height, abs=1e-9)
    assert set(sums["len"].to_list()) == {38}
    assert sums.height >= 8


def test_table_1_of_the_methodology_is_complete(tables: dict[str, pl.DataFrame]) -> None:
    issues = tables["reference.key_issue"]
    assert (issues["pillar_id"].n_unique(), issues["theme_id"].n_unique(), issues.height) == (3, 16, 38)


def test_table_3_of_the_methodology_is_complete(tables: dict[str, pl.DataFrame]) -> None:
    scale = tables["reference.grade_scale"].sort("notch")
    assert scale.select("grade", "lower_bound").rows() == [
        ("AAA", 95.0),
        ("AA", 90.0),
        ("A", 85.0),
        ("BBB", 80.0),
        ("BB", 75.0),
        ("B", 70.0),
        ("CCC", 65.0),
        ("CC", 60.0),
        ("C", 0.0),
    ]


def test_only_scored_data_points_weigh_something(shipped: Methodology, tables: dict[str, pl.DataFrame]) -> None:
    weighted = tables["reference.data_point"].filter(pl.col("weight") > 0)["data_point_id"].to_list()
    assert sorted(weighted) == sorted(shipped.scored_data_points["data_point_id"].to_list())
    assert len(weighted) >= 80


def test_version_and_hash_are_those_of_the_files(shipped: Methodology) -> None:
    row = version_row(shipped).row(0, named=True)
    assert row["methodology_version"] == shipped.version
    assert row["methodology_hash"] == shipped.hash
    assert row["effective_date"] == shipped.effective_date


def test_parameters_are_numbers_and_switches_are_0_or_1(shipped: Methodology) -> None:
    values = dict(parameter_rows(shipped).rows())
    assert values["strict_disclosure"] == float(shipped.parameters.strict_disclosure)
    assert values["min_donors"] == shipped.parameters.min_donors
    assert values["corner_ratio"] == shipped.parameters.corner_ratio
    assert values["event_window_years"] == shipped.parameters.event_window_years


def test_anchors_without_an_industry_are_for_every_industry() -> None:
    columns = ["data_point_id", "industry_code", "valid_from", "x", "score", "basis", "citation"]
    rows = [("a", code, date(2018, 1, 1), 1.0, 60.0, "law", "L") for code in (None, "", "steel")]
    table = anchor_table(stub(anchors=pl.DataFrame(rows, schema=columns, orient="row")))
    assert table["industry_code"].to_list() == ["*", "*", "steel"]
    assert "valid_from_date" in table.columns


def test_derivations_are_numbered_in_the_order_of_the_file_and_growth_compares_with_itself() -> None:
    columns = {
        name: pl.String for name in TABLES["reference.derivation"].empty().columns if name not in ("step", "scale")
    }
    rows = [
        ("b", "sum", "x", None, "y", None),
        ("a", "ratio", "x", "gender=male", "y", ""),
        ("b", "sum", "x", "", "z", ""),
        ("g", "growth", "x", "gender=male", None, None),
    ]
    frame = pl.DataFrame(rows, schema=columns, orient="row").with_columns(scale=pl.lit(1.0))
    table = derivation_table(stub(derivations=frame))
    assert table.select("data_point_id", "step", "denominator").rows() == [
        ("b", 1, "y"),
        ("a", 1, "y"),
        ("b", 2, "z"),
        ("g", 1, "x"),
    ]
    assert table.select("numerator_dimension", "denominator_dimension").rows() == [
        ("", ""),
        ("gender=male", ""),
        ("", ""),
        ("gender=male", "gender=male"),
    ]
