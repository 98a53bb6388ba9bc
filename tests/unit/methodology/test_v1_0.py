"""The shipped version against the tables of the methodology, and against what the method needs of its data."""

from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.methodology.codes import Grade, Kind
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.weight import data_point_applies, key_issue_weights

TABLE_1 = {
    "Environment": {
        "Climate Change": "GHG Emission, Green Finance",
        "Resource Utilization": "Energy Management, Water Utilization, Land Using & Biodiversity",
        "Environmental Pollution": "Waste Emission, Environmental Credit, Pollution Control",
        "Environmentally Friendly": "Green Building, Green Factory",
        "Environmental Management": "Sustainability Cert, Green Supply Chain, Environmental Penalties",
    },
    "Social": {
        "Human Capital": "Per Capita Salary, Labor Relations, Employee Rights Protection, Employee Safety",
        "Product Responsibility": "Product Quality, Product Safety, After Sale Service",
        "Supply Chain": "Supplier Management, Distributor Management",
        "Social Contribution": "Tax Contribution, Employment Contribution, Technology Contribution",
        "Investor Protection": "Bond Rollover and Default, Investor Protection",
    },
    "Governance": {
        "Shareholders Interests": "Actual Controller Shareholder",
        "Governance Structure": "Independent Director, Management Stability, Relative Size Of Management",
        "Quality Of Info Disclosure": "Audit Opinion, Disclosure Penalty",
        "Governance Risk": "Major Shareholders Behavior, Debt Servicing Ability, Litigation Risk",
        "External Sanctions": "External Penalty",
        "Business Ethics": "Business Ethics",
    },
}
REQUIRED = {
    "ghg_s1": "tCO2e", "ghg_s2": "tCO2e", "ghg_s12": "tCO2e", "ghg_s123": "tCO2e", "ghg_int_emp": "tCO2e/employee",
    "ghg_int_rev": "tCO2e/CNY million", "ws_haz": "t", "ws_nonhaz": "t", "ws_haz_int_emp": "t/employee",
    "ws_nonhaz_int": "t/employee", "wa_total": "m3", "wa_int_emp": "m3/employee", "en_total": "MWh",
    "en_int_emp": "MWh/employee", "en_renew_share": "%", "ws_nox": "kg", "ws_packaging_total": "t",
    "lr_total": "persons", "lr_turnover": "%", "es_lost_days": "days", "es_lost_days_pp": "days/employee",
    "er_train_cov": "%", "er_train_hours": "hours/employee", "su_count": "count", "pf_recall_pct": "%",
    "as_complaints": "count", "es_fatal": "count", "be_cases": "count", "id_ratio": "%", "rs_board": "persons",
    "op_revenue": "CNY million", "op_assets": "CNY million",
}  # fmt: skip

ASPECTS = {"A1": 6, "A2": 5, "A3": 1, "A4": 1, "B1": 2, "B2": 3, "B3": 2, "B4": 2, "B5": 4, "B6": 5, "B7": 3, "B8": 2}
KPIS = [f"HKEX-27 {aspect}.{number}" for aspect, last in ASPECTS.items() for number in range(1, last + 1)]


@pytest.fixture(scope="module")
def shipped() -> Methodology:
    return load_methodology()


def test_pillars_themes_and_key_issues_are_those_of_table_1(shipped: Methodology) -> None:
    expected = [
        (pillar, theme, key_issue)
        for pillar, themes in TABLE_1.items()
        for theme, key_issues in themes.items()
        for key_issue in key_issues.split(", ")
    ]
    assert len(expected) == 38
    assert shipped.key_issues.select("pillar_name", "theme_name", "key_issue_name").rows() == expected
    assert shipped.key_issues["pillar_id"].unique(maintain_order=True).to_list() == ["E", "S", "G"]
    assert shipped.key_issues["theme_id"].n_unique() == 16


def test_grades_are_those_of_table_3(shipped: Methodology) -> None:
    bounds = [95, 90, 85, 80, 75, 70, 65, 60, 0]
    assert shipped.grades["grade"].to_list() == [grade for grade in Grade if grade != Grade.NR]
    assert shipped.grades["lower_bound"].to_list() == bounds
    assert shipped.grades["notch"].to_list() == list(range(1, 10))


def test_the_data_points_that_documents_and_formulas_speak_of_are_there(shipped: Methodology) -> None:
    units = dict(shipped.data_points.select("data_point_id", "unit").iter_rows())
    assert {name: units.get(name) for name in REQUIRED} == REQUIRED


def test_totals_are_context_and_never_scored(shipped: Methodology) -> None:
    totals = {"ghg_s12", "en_total", "wa_total", "ws_haz", "lr_total", "op_revenue", "op_assets", "as_complaints"}
    assert totals.isdisjoint(shipped.scored_data_points["data_point_id"])


def test_there_are_enough_data_points_and_five_for_each_key_issue(shipped: Methodology) -> None:
    scored = shipped.scored_data_points
    assert scored.height >= 300
    assert scored.group_by("key_issue_id").len().filter(pl.col("len") < 5).rows() == []
    assert scored["key_issue_id"].n_unique() == 38


def test_industries_are_those_of_shenwan_and_lgfv(shipped: Methodology, shared_dir: Path) -> None:
    listed = pl.read_csv(shared_dir / "reference" / "sw2021_level1.csv", infer_schema=False)
    ours = shipped.industries.filter(pl.col("sw2021_code").is_not_null()).select("sw2021_code", "name_zh")
    assert ours.rows() == listed.select("industry_code", "industry_name").rows()
    assert shipped.industries.filter(pl.col("sw2021_code").is_null())["industry_code"].to_list() == ["lgfv"]


def test_every_sub_sector_of_hsics_has_an_industry(shipped: Methodology, shared_dir: Path) -> None:
    listed = pl.read_csv(shared_dir / "reference" / "hsics_hang_seng.csv", infer_schema=False)
    mapped = shipped.industry_codes.filter(classification="hsics")["code"]
    assert set(listed[listed.columns[-1]]) <= set(mapped)


def test_each_cell_of_materiality_has_a_reason_of_its_own(shipped: Methodology) -> None:
    reasons = shipped.materiality.group_by("key_issue_id").agg(pl.len(), same=pl.len() - pl.col("reason").n_unique())
    assert set(reasons["len"]) == {32}
    assert reasons["same"].sum() == 0


def test_irrelevant_cells_occur_and_every_kind_of_data_point(shipped: Methodology) -> None:
    assert "none" in set(shipped.materiality["influence"])
    assert set(shipped.data_points["kind"]) == set(Kind)


def test_anchors_show_the_pass_mark_or_stay_clear_of_it(shipped: Methodology) -> None:
    """A measured data point spans the scale around 60, so that the pass mark means something."""
    measured = shipped.scored_data_points.filter(pl.col("kind") == Kind.QUANTITATIVE).select("data_point_id")
    span = shipped.anchors.join(measured, on="data_point_id").group_by("data_point_id", "industry_code")
    limits = span.agg(pl.col("score").min().alias("low"), pl.col("score").max().alias("high"))
    assert limits.filter((pl.col("low") > 60) | (pl.col("high") < 80)).rows() == []


def test_events_start_at_100_and_end_at_0(shipped: Methodology) -> None:
    events = shipped.data_points.filter(pl.col("kind") == Kind.EVENT).select("data_point_id")
    curves = shipped.anchors.join(events, on="data_point_id").group_by("data_point_id").agg("x", "score")
    assert curves.height == events.height
    assert {(tuple(x), tuple(score)) for _, x, score in curves.iter_rows()} == {((0, 40, 100), (100, 60, 0))}


def test_every_industry_can_be_scored_on_every_relevant_key_issue_by_sector_alone(shipped: Methodology) -> None:
    offered = shipped.scored_data_points.select("key_issue_id", "applies_to").rows()
    relevant = key_issue_weights(shipped).filter(pl.col("weight") > 0)
    for industry, key_issue in relevant.select("industry_code", "key_issue_id").iter_rows():
        tags = shipped.industry_tags[industry]
        assert any(data_point_applies(to, tags) for issue, to in offered if issue == key_issue), (industry, key_issue)


def test_banks_have_no_factory_and_steel_weighs_greenhouse_gases_more_than_banks(shipped: Methodology) -> None:
    cells = key_issue_weights(shipped).select("industry_code", "key_issue_id", "weight").iter_rows()
    weight = {(industry, key_issue): share for industry, key_issue, share in cells}
    assert weight["banking", "green_factory"] == 0
    assert weight["steel", "ghg_emission"] > 2 * weight["banking", "ghg_emission"]


def test_all_36_key_performance_indicators_of_hong_kong_are_reached(shipped: Methodology) -> None:
    codes = shipped.data_points.select(code=pl.col("framework_code").str.split("; ")).explode("code")["code"]
    kpis = shipped.frameworks.filter("is_kpi")["code"]
    assert sorted(kpis) == sorted(KPIS)
    assert set(KPIS) <= set(codes)


def test_the_four_rates_kinds_are_marked(shipped: Methodology) -> None:
    rates = shipped.security_types.filter("is_rates")["security_type"]
    assert set(rates) == {"treasury", "local_government", "central_bank_bill", "policy_bank"}


def test_a_default_leaves_no_grade_but_the_last(shipped: Methodology) -> None:
    caps = dict(shipped.red_lines.select("trigger", "cap_grade").iter_rows())
    assert caps["bond_default"] == Grade.C


def test_the_shipped_ladders_are_chosen_and_not_tuned(shipped: Methodology) -> None:
    """Tuning on a simulated universe would teach the method how the simulator works."""
    rows = shipped.imputation.select("ladder_id", "basis", "carry_decay", "zero_applies_to").unique().rows()
    assert rows == [("standard", "choice", None, None)]
    assert shipped.imputation["data_point_id"].to_list() == shipped.scored_data_points["data_point_id"].to_list()


def test_the_ladders_differ_in_their_statistical_steps_alone(shipped: Methodology) -> None:
    ladders = dict(shipped.ladders.sort("step_number").group_by("ladder_id").agg("method").iter_rows())
    medians = ["median_industry_class_size", "median_industry", "median_class", "median_universe"]
    own = ["carry_forward", "interpolation"]
    assert ladders == {
        "standard": [*own, *medians],
        "regression": [*own, "regression", *medians],
        "industry": [*own, *medians[1:]],
        "class": [*own, *medians[2:]],
        "universe": [*own, *medians[3:]],
        "zero": [*own, "zero", *medians],
    }


def test_who_says_nothing_on_a_pillar_has_no_grade(shipped: Methodology) -> None:
    least = dict(shipped.pillar_limits.select("pillar_id", "minimum_coverage").iter_rows())
    assert least == {"E": 0.02, "S": 0.02, "G": 0.02}


def test_firmer_anchors_are_doubted_less(shipped: Methodology) -> None:
    spread = dict(shipped.uncertainty.select("choice_id", "spread").iter_rows())
    firm_to_guess = [spread[f"anchor_{basis}"] for basis in ("law", "standard", "policy", "industry_practice", "guess")]
    assert firm_to_guess == sorted(set(firm_to_guess))
    assert shipped.uncertainty["is_on"].all()
