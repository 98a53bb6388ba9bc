"""Headers, headings, units in force and page breaks: which number is read with which label, unit and year."""

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esg_pipeline.disclosure.document_text import read_document
from esg_pipeline.disclosure.extract import Extraction
from esg_pipeline.disclosure.mapper import Rules
from esg_pipeline.disclosure.tables import TableReader

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
    ],
)
def test_what_is_not_certain_is_no_fact(extract: Extract, text: str) -> None:
    assert extract(text).facts.rows() == []


def test_a_total_below_other_figures_belongs_to_none_of_them(values: Values) -> None:
    text = "Indicator\tUnit\t2022\nScope 1\ttCO2e\t5\nScope 2\ttCO2e\t6\nTotal\ttCO2e\t12\n"
    assert values(text) == {("ghg_s1", "", 2022): 5, ("ghg_s2", "", 2022): 6}


def test_headings_between_runs_need_to_be_whole_labels(values: Values) -> None:
    text = "Environment 2022 2021\nWater\nWater consumption (m3) 5 6\nRenewable\nenergy consumption (MWh) 7 8\n"
    assert set(values(text)) == {("wa_total", "", 2022), ("wa_total", "", 2021)}


def test_a_lost_cell_is_reported_with_its_reason(rules: Rules) -> None:
    text = "Indicator Unit 2020 2021 2022 Report Pages\nWater consumption m3 136 71 64\n"
    seen = TableReader(rules.units, 2022).read(read_document(text.encode(), "txt"))
    assert [o.raw_value for o in seen] == ["136", "71", "64"]
    assert {o.problem for o in seen} == {"fewer values than years: a cell is lost"}


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


def test_values_of_two_header_rows(values: Values) -> None:
    text = "Indicator\t2022\t\t2021\t\n\tMale\tFemale\tMale\tFemale\nNumber of employees\t10\t12\t9\t8\n"
    assert values(text) == {
        ("lr_total", "gender=male", 2022): 10,
        ("lr_total", "gender=female", 2022): 12,
        ("lr_total", "gender=male", 2021): 9,
        ("lr_total", "gender=female", 2021): 8,
    }


def test_a_matrix_of_ages_and_genders(values: Values) -> None:
    text = "Number of employees\tUnder 30\t30-50\tTotal\nMale\t1\t2\t3\nTotal\t4\t5\t9\n"
    assert values(text) == {
        ("lr_total", "age=under_30;gender=male", 2022): 1,
        ("lr_total", "age=30_to_50;gender=male", 2022): 2,
        ("lr_total", "gender=male", 2022): 3,
        ("lr_total", "age=under_30", 2022): 4,
        ("lr_total", "age=30_to_50", 2022): 5,
        ("lr_total", "", 2022): 9,
    }


@pytest.mark.parametrize(
    "text",
    [
        "Year\tScope 1 (tCO2e)\tWater consumption (m3)\n2022\t1\t3\n2021\t2\t4\n",
        "年份\t範圍1（tCO2e）\t總耗水量（立方米）\n二零二二年\t1\t3\n二零二一年\t2\t4\n",
    ],
)
def test_rows_may_be_years(values: Values, text: str) -> None:
    assert values(text) == {
        ("ghg_s1", "", 2022): 1,
        ("wa_total", "", 2022): 3,
        ("ghg_s1", "", 2021): 2,
        ("wa_total", "", 2021): 4,
    }


def test_rows_may_be_groups_below_what_is_measured(values: Values) -> None:
    text = "Gender\tNumber of employees\tEmployee turnover rate (%)\nMale\t10\t5\nTotal\t18\t6\n"
    assert values(text) == {
        ("lr_total", "gender=male", 2022): 10,
        ("lr_turnover", "gender=male", 2022): 5,
        ("lr_total", "", 2022): 18,
        ("lr_turnover", "", 2022): 6,
    }


def test_units_of_a_caption_with_currency(values: Values) -> None:
    text = "单位：万元 币种：人民币\n项目\t2022年\n营业收入\t100\n"
    assert values(text) == {("op_revenue", "", 2022): 1.0}


def test_a_unit_over_the_labels_holds_for_the_table(values: Values) -> None:
    assert values("RMB million\t2022\t2021\nRevenue\t5\t6\n") == {
        ("op_revenue", "", 2022): 5,
        ("op_revenue", "", 2021): 6,
    }


def test_label_unit_and_number_need_no_header(values: Values) -> None:
    text = "Total water consumption\tm3\t12\nHazardous waste\ttonnes\t3\n"
    assert values(text) == {("wa_total", "", 2022): 12, ("ws_haz", "", 2022): 3}
    assert values("Water consumption (m3)\t12\nHazardous waste (t)\t3\n").keys() == values(text).keys()


def test_a_table_goes_on_behind_page_furniture_without_its_header(values: Values) -> None:
    text = "Indicator\tUnit\t2022\nEmployees\tpersons\t9\nBy gender\t\t\nMale\tpersons\t5\n{}\nFemale\tpersons\t4\n"
    assert ("lr_total", "gender=female", 2022) in values(text.format("North Star Limited ESG Report 2022"))
    assert ("lr_total", "gender=female", 2022) not in values(text.format("New hires"))


def test_a_heading_between_two_parts_belongs_to_the_second(values: Values) -> None:
    header = "Category\t2022\t2021\n"
    text = f"{header}Number of employees\t9\t8\nMale\t5\t4\n\nEmployee turnover rate (%)\n\n{header}Male\t7\t6\n"
    found = values(text)
    assert (found["lr_total", "gender=male", 2022], found["lr_turnover", "gender=male", 2022]) == (5, 7)


def test_two_headings_in_a_row_are_both_kept(values: Values) -> None:
    text = "Indicator\tUnit\t2022\nEmployees\tpersons\t9\n{}By gender\nMale\tpersons\t5\n"
    assert ("lr_total", "gender=male", 2022) in values(text.format(""))
    assert set(values(text.format("Employee turnover rate\n"))) == {("lr_total", "", 2022)}


def test_codes_notes_and_standards_are_no_values(values: Values) -> None:
    text = "KPI\tIndicator\tUnit\tGRI\t2021\t2022\tNotes\nA2.2\tWater consumption\tm3\t303-5\t2\t3\t1\n"
    assert values(text) == {("wa_total", "", 2021): 2, ("wa_total", "", 2022): 3}


def test_a_part_behind_of_which_keeps_its_parent(values: Values, extract: Extract) -> None:
    text = "指标\t单位\t2022年\n能源消耗总量\tMWh\t9\n其中：电力\tMWh\t5\n"
    assert values(text) == {("en_total", "", 2022): 9, ("en_elec", "", 2022): 5}
    assert extract(text).observations["label_path"].to_list() == ["能源消耗总量", "能源消耗总量 > 电力"]


def test_the_whole_table_decides_on_the_decimal_comma(values: Values) -> None:
    header = "Indicator\tUnit\t2022\n"
    assert values(f"{header}Water consumption\tm3\t1.234.567,8\nHazardous waste\tt\t12,5\n") == {
        ("wa_total", "", 2022): 1_234_567.8,
        ("ws_haz", "", 2022): 12.5,
    }
    assert values(f"{header}Water consumption\tm3\t1,234.5\nHazardous waste\tt\t12,5\n") == {
        ("wa_total", "", 2022): 1234.5
    }


def test_trailing_empty_cells_may_be_dropped(values: Values) -> None:
    text = "Indicator\tUnit\t2021\t2022\tPage\nWater consumption\tm3\t2\t3\n"
    assert values(text) == {("wa_total", "", 2021): 2, ("wa_total", "", 2022): 3}


@pytest.mark.parametrize(
    "text",
    [
        "GRI Standard\tDisclosure\tPage number\nGRI 303-5\tWater consumption\t46\nGRI 2-7\tEmployees\t30\n",
        "Chairman\t3\nEmployees\t33\nWater consumption\t40\n",
        "Topic\tTarget for 2030\tProgress in 2022\nScope 1 (tCO2e)\t50\t20\n",
        "Name\tGender\tAge\nA. Person\tMale\t55\nB. Person\tFemale\t45\n",
        "项目\t单位\t2022年\n营业收入\t万元\t1.2亿\n",
        "Indicator\tUnit\t2022\nWater consumption\tm3\t10-20\n",
        "Indicator\tUnit\tTarget\nWater consumption\tm3\t5\nHazardous waste\tt\t6\n",
        "Indicator\tUnit\tH1 2022\nWater consumption\tm3\t5\nHazardous waste\tt\t6\n",
        "Indicator\tUnit\tLevel to be reached\nWater consumption\tm3\t5\nHazardous waste\tt\t6\n",
        "Scope\tEmission source\tEmissions (tCO2e)\nScope 1\tDiesel\t10\n",
        "In the years 2022 2021 and before, the group with 100 200 employees and 300 400 others worked in places.\n",
    ],
)
def test_other_layouts_give_no_fact(extract: Extract, text: str) -> None:
    assert extract(text).facts.rows() == []


def test_every_number_cell_is_an_observation(extract: Extract) -> None:
    text = "Indicator\tUnit\t2022\tChange\t2021\nOddness\tm3\t1\t2%\t3\nWater\tm3\t4-5\t6\n"
    assert extract(text).observations["raw_value"].to_list() == ["1", "2%", "3", "4-5", "6"]


CELLS = st.lists(
    st.sampled_from(
        [
            "",
            "2022",
            "2021",
            "Unit",
            "m3",
            "Water consumption",
            "Male",
            "Total",
            "5",
            "1,2",
            "N/A",
            "其中：电力",
            "Year",
            "By gender",
        ]
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(CELLS, max_size=8), st.sampled_from(["\t", " | ", " "]))
def test_no_table_breaks_the_reader_and_every_span_is_exact(rules: Rules, rows: list[list[str]], glue: str) -> None:
    document = read_document("\n".join(glue.join(row) for row in rows).encode(), "txt")
    for seen in TableReader(rules.units, 2022).read(document):
        assert document.text[slice(*seen.span)] == seen.raw_value
        assert seen.row_span[0] <= seen.span[0] <= seen.span[1] <= seen.row_span[1]


def test_every_row_of_a_long_table_is_read(rules: Rules) -> None:
    body = "".join(f"Water consumption {n}\tm3\t1,234\t1,100\n" for n in range(8_000))
    document = read_document(f"Indicator\tUnit\t2022\t2021\n{body}".encode(), "txt")
    assert len(TableReader(rules.units, 2022).read(document)) == 16_000


def test_a_bound_and_an_approximation_stay_what_they_are(extract: Extract) -> None:
    text = "Indicator\tUnit\t2022\nHazardous waste\tt\t<0.01\nWater consumption\tm3\t~100\nScope 1\ttCO2e\t5\n"
    facts = extract(text).facts
    assert facts.select("data_point_id", "qualifier").rows() == [
        ("ws_haz", "at_most"),
        ("wa_total", "about"),
        ("ghg_s1", "exact"),
    ]


def test_a_code_and_a_title_alone_are_a_heading(shipped_rules: Rules) -> None:
    rows = "A2.2\tWater consumption\tm3\t9\nB1.1\tTotal workforce by gender\n\tMale\tpersons\t5\n"
    text = f"KPI\tDescription\tUnit\t2022\n{rows}"
    observations = TableReader(shipped_rules.units, 2022).read(read_document(text.encode(), "txt"))
    assert [(r.label, r.headings[-1]) for r in observations if r.label == "Male"] == [
        ("Male", "Total workforce by gender")
    ]


def test_an_empty_outer_cell_does_not_set_a_row_in(shipped_rules: Rules) -> None:
    text = (
        "| Aspect | Item | Unit | 2022 |\n| Water | Withdrawal | m3 | 9 |\n|  | Consumption | m3 | 5 |\n"
        "|  | Water per employee | m3/employee | 1 |\n"
    )
    observations = TableReader(shipped_rules.units, 2022).read(read_document(text.encode(), "txt"))
    assert [r.indicator for r in observations] == ["", "", ""]


def test_a_blank_line_and_another_width_begin_a_table(values: Values) -> None:
    text = "Indicator\tUnit\t2022\nWater consumption\tm3\t10\n\nNumber of suppliers by region\t2022\nHong Kong\t40\n"
    assert values(text) == {("wa_total", "", 2022): 10, ("su_count", "region=hong_kong", 2022): 40}
