from datetime import date

import numpy as np
import polars as pl
import pytest

from esg_pipeline.methodology.codes import ImpactTime, Influence
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.methodology.tables import anchor_table
from esg_pipeline.standardise import function_of, value_functions
from esg_pipeline.weight import cell_weight, key_issue_weights
from esg_pipeline.what_if.moved import anchor_problems, anchor_rows, table, with_anchors, with_weights
from esg_pipeline.what_if.scenario import AnchorChange, WeightChange, WhatIfError, scenario_of

DAY = date(2022, 10, 31)
POINT = "ghg_int_rev"


@pytest.fixture(scope="module")
def method() -> Methodology:
    return load_methodology()


def test_a_weight_follows_from_influence_and_time_in_one_industry(method: Methodology) -> None:
    moved = with_weights(method, [WeightChange("water_utilization", Influence.LOW, ImpactTime.LONG)], "steel")
    before, after = (key_issue_weights(one).sort("industry_code", "key_issue_id") for one in (method, moved))
    is_steel = pl.col("industry_code") == "steel"
    assert after.filter(~is_steel).equals(before.filter(~is_steel))
    weights = dict(after.filter(is_steel).select("key_issue_id", "weight").iter_rows())
    other = method.materiality.filter(is_steel, pl.col("key_issue_id") == "waste_emission").row(0, named=True)
    ratio = cell_weight("low", "long", method.parameters) / cell_weight(
        other["influence"], other["impact_time"], method.parameters
    )
    assert weights["water_utilization"] / weights["waste_emission"] == pytest.approx(ratio)
    assert sum(weights.values()) == pytest.approx(1)


def test_none_takes_weight_and_time_away(method: Methodology) -> None:
    moved = with_weights(method, [WeightChange("water_utilization", Influence.NONE, None)], "steel")
    row = moved.materiality.filter(industry_code="steel", key_issue_id="water_utilization").row(0, named=True)
    assert (row["influence"], row["impact_time"]) == ("none", None)
    assert with_weights(method, [], "steel") is method


def test_an_unknown_key_issue_and_an_industry_without_weights_are_refused(method: Methodology) -> None:
    with pytest.raises(WhatIfError, match="no key issue nothing"):
        with_weights(method, [WeightChange("nothing", Influence.NONE, None)], "steel")
    everything = [WeightChange(name, Influence.NONE, None) for name in method.key_issues["key_issue_id"]]
    with pytest.raises(WhatIfError, match="no key issue would"):
        with_weights(method, everything, "steel")


def test_anchors_hold_for_the_industry_from_the_day_on(method: Methodology) -> None:
    change = AnchorChange(POINT, ((0, 100), (7, 60), (9, 0)))
    moved = with_anchors(method, [change], "steel", DAY)
    functions = value_functions(anchor_table(moved), DAY)
    assert function_of(functions, POINT, "steel").x.tolist() == [0, 7, 9]
    before = value_functions(anchor_table(method), DAY)
    untouched = [(name, "banking") for name in method.scored_data_points["data_point_id"]]
    for key in [(POINT, "banking"), *untouched]:
        assert np.array_equal(function_of(functions, *key).x, function_of(before, *key).x)
    earlier = value_functions(anchor_table(moved), date(2022, 10, 30))
    assert np.array_equal(function_of(earlier, POINT, "steel").x, function_of(before, POINT, "steel").x)


def test_anchors_that_begin_on_the_very_day_are_replaced(method: Methodology) -> None:
    first = with_anchors(method, [AnchorChange(POINT, ((0, 100), (50, 0)))], "steel", DAY)
    again = with_anchors(first, [AnchorChange(POINT, ((0, 100), (20, 0)))], "steel", DAY)
    assert function_of(value_functions(anchor_table(again), DAY), POINT, "steel").x.tolist() == [0, 20]
    assert with_anchors(method, [], "steel", DAY) is method


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{POINT}:0=0,9=100", "runs against lower_better"),
        (f"{POINT}:0=101,9=0", "not between 0 and 100"),
        (f"{POINT}:0=70,9=0", "at or above 80"),
        (f"{POINT}:-1=100,9=0", "is not between 0"),
        (f"{POINT}:0=100,5=80,5=60,9=0", "two anchors at x = 5"),
        ("es_mental:0=0,2=100", "anchors 0 and 1"),
        ("nothing:0=0,1=100", "no scored data point nothing"),
        ("op_revenue:0=0,1=100", "no scored data point op_revenue"),
    ],
)
def test_the_rules_of_the_method_hold_for_anchors(method: Methodology, text: str, said: str) -> None:
    with pytest.raises(WhatIfError, match=said):
        with_anchors(method, scenario_of([("anchor", text)]).anchor, "steel", DAY)


def test_the_shipped_anchors_keep_the_rules_as_frames(method: Methodology) -> None:
    default = method.anchors.filter(pl.col("industry_code").is_null())
    assert list(anchor_problems(default, method.data_points, method)) == []
    doubled = pl.concat([default, default.head(1)])
    assert {one.rule for one in anchor_problems(doubled, method.data_points, method)} >= {"duplicate_anchor"}


def test_rows_have_the_columns_of_the_file(method: Methodology) -> None:
    rows = anchor_rows(AnchorChange(POINT, ((0, 100), (9, 0))), "t", method)
    assert rows.schema == method.anchors.schema
    assert rows["industry_code"].null_count() == rows.height
    assert table("anchors", rows).values("data_point_id") == {POINT}
