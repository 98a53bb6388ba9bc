"""Headers, headings, units in force and page breaks: which number is read with which label, unit and year."""

from collections.abc import Callable

import polars as pl
import pytest

from esg_pipeline.disclosure.extract import Extraction

Values = Callable[..., dict[tuple[str, str, int], float | None]]
Extract = Callable[..., Extraction]


def test_years_may_stand_in_any_order_and_targets_are_no_values(values: Values) -> None:
    text = "Indicator\tUnit\t2022\t2021\t2025 target\t2030\nWater consumption\tm3\t10\t11\t9\t8\n"
    assert values(text) == {("wa_total", "", 2022): 10, ("wa_total", "", 2021): 11}


def test_a_table_without_years_is_about_the_fiscal_year(values: Values, extract: Extract) -> None:
    text = "Category\tUnit\tTotal\nWater consumption\tm3\t10\n"
    assert values(text) == {("wa_total", "", 2022): 10}
    assert extract(text, None).facts.is_empty()


def test_this_year_and_last_year(values: Values) -> None:
    assert values("指标\t单位\t本年度\t上年度\n总用水量\t吨\t10\t11\n") == {
        ("wa_total", "", 2022): 10,
        ("wa_total", "", 2021): 11,
    }


def test_columns_may_be_breakdown_members(values: Values) -> None:
    text = "| Indicator | Female | Male | Total |\n|---|---|---|---|\n| Number of employees | 4 | 6 | 10 |\n"
    assert values(text) == {
        ("lr_total", "gender=female", 2022): 4,
        ("lr_total", "gender=male", 2022): 6,
        ("lr_total", "", 2022): 10,
    }


def test_outer_label_columns_are_headings(values: Values) -> None:
    text = (
        "| Category | Indicator | Unit | 2022 |\n|---|---|---|---|\n"
        "| Employees | Total | persons | 10 |\n| | Female | persons | 4 |\n"
        "| Employee turnover rate | Female | % | 5 |\n| | Male | % | 6 |\n"
    )
    assert values(text) == {
        ("lr_total", "", 2022): 10,
        ("lr_total", "gender=female", 2022): 4,
        ("lr_turnover", "gender=female", 2022): 5,
        ("lr_turnover", "gender=male", 2022): 6,
    }


def test_a_repeated_header_behind_a_page_break_goes_on_with_the_same_headings(values: Values) -> None:
    text = "Index\t2022\nEmployee Turnover\t26%\nGender\t\nFemale\t23%\n\n12\n\nIndex\t2022\nAge\t\nUnder 30\t29%\n"
    assert ("lr_turnover", "age=under_30", 2022) in values(text)


def test_another_table_does_not_inherit_the_headings(values: Values) -> None:
    text = (
        "Index\t2022\nEmployee Turnover\t26%\n\n"
        + "A long paragraph of prose. " * 8
        + "\n\nIndex\t2022\nUnder 30\t29%\n"
    )
    assert set(values(text)) == {("lr_turnover", "", 2022)}


def test_the_same_label_under_different_parents(values: Values) -> None:
    text = (
        "Index\t2022\nEmployee\t\nRegional distribution\t\nChina\t10\n"
        "Employee Turnover\t26%\nRegional distribution\t\nChina\t27%\n"
    )
    found = values(text)
    assert (found["lr_total", "region=china", 2022], found["lr_turnover", "region=china", 2022]) == (10, 27)


@pytest.mark.parametrize(
    "text",
    [
        "Supplier Management\t28\nEmployees\t33\n",
        "Index\t2022\nGender\t2070\n",
        "Index\t2022\nNew hires\t30\nFemale\t12\n",
        "Index\t2022\nContractors\t\nWork-related fatalities\t3\n",
        "Index\t2022\nWater consumption target (m3)\t3\n",
        "Index\t2022\nReduction target\t\nWater consumption (m3)\t3\n",
        "Index\t2022\nEmployee turnover\t26\n",
        "Index\t2022\nWater consumption\t26\n",
        "Index\t2022\nEmployees (%)\t26\n",
        "Index\t2022\nRevenue (HK$ million)\t26\n",
        "Index\tUnit\t2022\nWater consumption (m3)\tMWh\t26\n",
        "Index\tUnit\t2022\nGHG intensity (Scope 1 and 2)\ttCO2e/RMB million\t26\n",
        "Index\tUnit\t2022\nTotal GHG emissions\ttCO2e\t26\n",
        "Index\tUnit\t2022\t2022\nWater consumption\tm3\t26\t27\n",
        "Index\tUnit\t2021\t2022\nWater consumption\tm3\t26\n",
        "Indicator Unit 2020 2021 2022 Report Pages\nWater consumption m3 136 71 64\n",
        "Indicator 2020 2021 2022\nScope 1 and 2 136 71\n",
        "Indicator Unit 2021 2022\nNon-\nhazardous waste t 5 6\n",
        "Index\t2022\nFemale\t\nEmployees\t5\n",
        "Index\t2022\nOf which: water consumption (m3)\t5\n",
        "In 2022 we used 10 m3 of water; water consumption was 10.\n",
    ],
)
def test_what_is_not_certain_is_no_fact(extract: Extract, text: str) -> None:
    assert extract(text).facts.rows() == []


def test_a_total_below_other_figures_belongs_to_none_of_them(values: Values) -> None:
    text = "Indicator\tUnit\t2022\nScope 1\ttCO2e\t5\nScope 2\ttCO2e\t6\nTotal\ttCO2e\t11\n"
    assert values(text) == {("ghg_s1", "", 2022): 5, ("ghg_s2", "", 2022): 6}


def test_headings_between_runs_need_to_be_whole_labels(values: Values) -> None:
    text = "Environment 2022 2021\nWater\nWater consumption (m3) 5 6\nRenewable\nenergy consumption (MWh) 7 8\n"
    assert set(values(text)) == {("wa_total", "", 2022), ("wa_total", "", 2021)}


def test_a_lost_cell_is_reported_with_its_reason(extract: Extract) -> None:
    seen = extract("Indicator Unit 2020 2021 2022 Report Pages\nWater consumption m3 136 71 64\n").observations
    assert seen["raw_value"].to_list() == ["136", "71", "64"]
    assert set(seen["reason"]) == {"fewer values than years: a cell is lost"}


def test_run_tables_read_units_values_and_pages(extract: Extract) -> None:
    facts = extract("Indicator Unit 2021 2022 Report Pages\nDirect GHG emissions (Scope 1) tCO2e 5 6 12\n").facts
    assert facts.select("data_point_id", "period", "value", "page").rows() == [
        ("ghg_s1", 2021, 5, 12),
        ("ghg_s1", 2022, 6, 12),
    ]


def test_one_cell_per_line(values: Values) -> None:
    text = "Energy\n2022\n2021\nElectricity consumption (MWh)\n5\n6\nWater consumption (m3)\n7\n8\nSee page\n9\n"
    assert values(text) == {
        ("en_elec", "", 2022): 5,
        ("en_elec", "", 2021): 6,
        ("wa_total", "", 2022): 7,
        ("wa_total", "", 2021): 8,
    }


def test_a_unit_caption_holds_for_its_table_only(values: Values) -> None:
    text = (
        "单位：万元\n项目\t2022年\n营业收入\t100\n员工总数\t5\n\n"
        + "这是一段说明文字。" * 12
        + "\n\n项目\t2022年\n资产总计\t100\n"
    )
    assert values(text) == {("op_revenue", "", 2022): 1.0}


def test_html_tables(values: Values) -> None:
    page = (
        "<table><tr><th>指標</th><th>單位</th><th>2022年</th></tr>"
        "<tr><td>總耗水量</td><td>立方米</td><td>1,234</td></tr></table>"
    )
    assert values(page, media_type="text/html") == {("wa_total", "", 2022): 1234}


def test_frames_keep_their_types_when_empty(extract: Extract) -> None:
    empty, full = extract("nothing"), extract("Index\t2022\nWater consumption (m3)\t5\n")
    assert empty.facts.schema == full.facts.schema
    assert empty.observations.schema == full.observations.schema
    assert full.facts.schema["value"] == pl.Float64
