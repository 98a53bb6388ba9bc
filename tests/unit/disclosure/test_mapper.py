"""Which label and unit make which data point; every refusal has a reason."""

from collections.abc import Callable

import pytest

from esg_pipeline.disclosure.extract import DocumentInput, Extraction, extract_document
from esg_pipeline.disclosure.mapper import Rules
from tests.unit.disclosure.conftest import figures_only

Values = Callable[..., dict[tuple[str, str, int], float | None]]
Extract = Callable[..., Extraction]


@pytest.mark.parametrize(
    ("label", "unit", "data_point", "value"),
    [
        ("Direct GHG emissions (Scope 1)", "tonnes", "ghg_s1", 5),
        ("Energy indirect GHG emissions (Scope 2)", "tCO2e", "ghg_s2", 5),
        ("Scope 2 emissions, location-based", "tCO2e", "ghg_s2_loc", 5),
        ("范围二温室气体排放量（基于市场）", "吨二氧化碳当量", "ghg_s2_mkt", 5),
        ("Other indirect GHG emissions", "tCO2e", "ghg_s3", 5),
        ("Total Scope 1, 2 and 3 emissions", "kg CO2e", "ghg_s123", 0.005),
        ("GHG emissions (Scope 1 and 2) per floor area", "tonnes/m²", "ghg_int_area", 5),
        ("Scope 1 and 2 emissions per RMB million of revenue", "tCO2e/RMB million", "ghg_int_rev", 5),
        ("Scope 1 and 2 intensity", "tCO2e/ten thousand RMB revenue", "ghg_int_rev", 500),
        ("Scope 1, 2 and 3 intensity", "tCO2e/employee", "ghg_int3_emp", 5),
        ("Hazardous waste intensity", "kg/employee", "ws_haz_int_emp", 0.005),
        ("每名僱員無害廢棄物", "噸/人", "ws_nonhaz_int", 5),
        ("有害廢棄物總量", "公斤", "ws_haz", 0.005),
        ("Waste disposed to landfill", "t", "ws_landfill", 5),
        ("Sulphur oxides (SOx)", "gram", "ws_so2", 0.005),
        ("氮氧化物排放量", "吨", "ws_nox", 5000),
        ("Water density", "Tons/employee", "wa_int_emp", 5),
        ("能源消耗总量", "吉焦", "en_total", 5 / 3.6),
        ("Natural gas consumption", "MWh", "en_direct", 5),
        ("可再生电力占比", "%", "en_renew_share", 5),
        ("僱員總數", "人", "lr_total", 5),
        ("因工傷損失工作日數", "天", "es_lost_days", 5),
        ("因工死亡人數", "人", "es_fatal", 5),
        ("每名僱員完成受訓的平均時數", "小時", "er_train_hours", 5),
        ("受訓僱員百分比", "%", "er_train_cov", 5),
        ("供应商数量", "家", "su_count", 5),
        ("接獲關於產品及服務的投訴數目", "宗", "as_complaints", 5),
        ("女性董事占比", "%", "id_women", 5),
        ("董事会人数", "人", "rs_board", 5),
        ("营业收入", "亿元", "op_revenue", 500),
        ("Total packaging material used for finished products", "tonnes", "ws_packaging_total", 5),
        ("Packaging material intensity", "t/unit", "ws_packaging", 5),
    ],
)
def test_labels_of_three_scripts(extract: Extract, label: str, unit: str, data_point: str, value: float) -> None:
    facts = extract(f"Indicator\tUnit\t2022\n{label}\t{unit}\t5\n").facts
    assert facts.select("data_point_id", "value").rows() == [(data_point, pytest.approx(value))]


@pytest.mark.parametrize(
    ("label", "unit", "reason"),
    [
        ("Business travel (Scope 3)", "tCO2e", "the label is no known alias"),
        ("Gasoline", "litres", "unit 'litres' does not fit 'MWh'"),
        ("Water consumption", "buckets", "unknown unit 'buckets'"),
        ("Water consumption (m3)", "kWh", "contradicting units"),
        ("Employee turnover rate by energy: gasoline", "%", "the label is no known alias"),
        ("Scope 1 emissions in China", "tCO2e", "ghg_s1 is not broken down by region"),
        ("Scope 1 and 2 intensity", "tCO2e/RMB million", "no data point for this label with this denominator"),
        ("Water intensity", "m3", "an intensity without a denominator"),
        ("Total GHG emissions", "tCO2e", "the table does not say which scopes are added"),
        ("Number of female and male employees", "persons", "two members of one breakdown"),
    ],
)
def test_every_refusal_has_a_reason(extract: Extract, label: str, unit: str, reason: str) -> None:
    result = extract(f"Indicator\tUnit\t2022\n{label}\t{unit}\t5\n")
    assert result.facts.is_empty()
    assert result.observations["reason"].to_list()[0].startswith(reason)


HEAD = "Indicator\tUnit\t2022\n"


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        # A group of staff counts what its heading counts, whatever words name the group.
        ("Employee turnover rate\t\t\nFemale employees\t%\t5\n", {("lr_turnover", "gender=female", 2022): 5.0}),
        ("Number of employees\t\t\nFemale staff\tpersons\t5\n", {("lr_total", "gender=female", 2022): 5.0}),
        ("員工流失率\t\t\n女性僱員\t%\t5\n", {("lr_turnover", "gender=female", 2022): 5.0}),
        ("Employee turnover\t\t\nFemale employees\tpersons\t5\n", {}),
        ("Work injuries of staff in workshops\t\t\nFemale employees\tpersons\t5\n", {}),
        ("Employees hired in the year\t\t\nFemale employees\tpersons\t5\n", {}),
        ("離任僱員\t\t\n女性僱員\t人\t5\n", {}),
        ("Workforce structure\t\t\nFemale employees\tpersons\t5\n", {("lr_total", "gender=female", 2022): 5.0}),
        # Without a heading it is the workforce.
        ("Part-time employees\tpersons\t5\n", {("lr_total", "employment=part_time", 2022): 5.0}),
        # An adjective takes its noun from the heading.
        (
            "Waste\t\t\nHazardous\ttonnes\t5\nNon-hazardous\ttonnes\t6\n",
            {("ws_haz", "", 2022): 5.0, ("ws_nonhaz", "", 2022): 6.0},
        ),
        (
            "Energy consumption\t\t\nDirect\tMWh\t5\nIndirect\tMWh\t6\n",
            {("en_direct", "", 2022): 5.0, ("en_indirect", "", 2022): 6.0},
        ),
        # Training below a heading of one kind of training is of that kind.
        ("Anti-corruption training\t\t\nTraining coverage of employees\t%\t5\n", {("be_train_cov", "", 2022): 5.0}),
        # A label without a subject takes that of its heading, a bare intensity that of the figure above it.
        (
            "Water\t\t\nTotal consumption\tm3\t5\nWithdrawal\tm3\t6\n",
            {("wa_total", "", 2022): 5.0, ("wa_withdraw", "", 2022): 6.0},
        ),
        (
            "Complaints\t\t\nReceived\tcases\t5\nResolved\t%\t6\n",
            {("as_complaints", "", 2022): 5.0, ("as_resolved", "", 2022): 6.0},
        ),
        ("GHG intensity (Scope 1 and 2)\t\t\nPer employee\ttCO2e/employee\t5\n", {("ghg_int_emp", "", 2022): 5.0}),
        (
            "Waste\t\t\nHazardous waste\tt\t5\nPer employee\tt/employee\t6\n",
            {("ws_haz", "", 2022): 5.0, ("ws_haz_int_emp", "", 2022): 6.0},
        ),
        (
            "Waste\t\t\nHazardous waste\tt\t5\nNon-hazardous waste\tt\t7\nPer employee\tt/employee\t6\n",
            {("ws_haz", "", 2022): 5.0, ("ws_nonhaz", "", 2022): 7.0},
        ),
        ("Community\t\t\nTotal consumption\tm3\t5\n", {}),
        # The average hours of a training section are those of its groups.
        (
            "Training\t\t\nAverage hours\thours/employee\t5\nMale\thours/employee\t6\n",
            {("er_train_hours", "", 2022): 5.0, ("er_train_hours", "gender=male", 2022): 6.0},
        ),
        # `key` of a title names no group of people.
        ("Key performance indicators\t\t\nMale employees\tpersons\t5\n", {("lr_total", "gender=male", 2022): 5.0}),
        ("Key employees\t\t\nMale employees\tpersons\t5\n", {}),
        # A total that adds up its rows is that of the heading.
        (
            "Waste\t\t\nHazardous\tt\t5\nNon-hazardous\tt\t6\nTotal\tt\t11\n",
            {("ws_haz", "", 2022): 5.0, ("ws_nonhaz", "", 2022): 6.0, ("ws_total", "", 2022): 11.0},
        ),
        (
            "Waste\t\t\nHazardous\tt\t5\nNon-hazardous\tt\t6\nTotal\tt\t10\n",
            {("ws_haz", "", 2022): 5.0, ("ws_nonhaz", "", 2022): 6.0},
        ),
        (
            "GHG emissions\t\t\nScope 1\ttCO2e\t5\nOwn cars\ttCO2e\t1\nScope 2\ttCO2e\t6\nTotal\ttCO2e\t11\n",
            {("ghg_s1", "", 2022): 5.0, ("ghg_s2", "", 2022): 6.0, ("ghg_s12", "", 2022): 11.0},
        ),
        # Parts by their source or material are never the whole, and litres are no energy.
        ("Energy\t\t\nDiesel from stationary sources\tlitres\t5\nGasoline from mobile sources\tlitres\t5\n", {}),
        ("Packaging materials (plastic)\tt\t5\nPackaging materials (others)\tt\t5\n", {}),
        ("Electricity consumption by facilities 設備耗電\tkWh\t5\n", {("en_elec", "", 2022): 0.005}),
        ("水資源消耗強度\t噸/人民幣百萬元收益\t5\n", {("wa_int_rev", "", 2022): 5.0}),
        ("Safety and training\t\t\nTraining coverage of employees\t%\t5\n", {("er_train_cov", "", 2022): 5.0}),
        ("健康安全与培训\t\t\n员工受训比例\t%\t5\n", {("er_train_cov", "", 2022): 5.0}),
        # A percent sign says what the label leaves out.
        ("Employees trained (%)\t\t5\n", {("er_train_cov", "", 2022): 5.0}),
        ("Number of employees trained\tpersons\t5\n", {}),
    ],
)
def test_headings_and_units_say_what_a_label_leaves_out(
    shipped_rules: Rules, rows: str, found: dict[tuple[str, str, int], float]
) -> None:
    document = DocumentInput("doc", (HEAD + rows).encode(), "txt", 2022)
    facts = extract_document(document, figures_only(shipped_rules)).facts
    keys = facts.select("data_point_id", "dimension", "period").rows()
    assert dict(zip(keys, facts["value"], strict=True)) == found


@pytest.mark.parametrize("data_point", ["es_fatal", "es_injuries"])
def test_cases_may_be_counted_in_people(shipped_rules: Rules, data_point: str) -> None:
    label = {"es_fatal": "Work-related fatalities", "es_injuries": "Work-related injuries"}[data_point]
    document = DocumentInput("doc", f"{HEAD}{label}\tpersons\t5\n".encode(), "txt", 2022)
    assert extract_document(document, figures_only(shipped_rules)).facts["data_point_id"].to_list() == [data_point]


def test_a_percentage_below_the_headcount_is_a_share_of_the_staff(shipped_values: Values) -> None:
    text = (
        "Indicator\tUnit\t2022\nTotal employees (headcount)\tnumber\t50\nFemale employees\t%\t40\n"
        "– Under 30\t%\t20\nWomen in senior management\t%\t30\n"
    )
    assert shipped_values(text) == {
        ("lr_total", "", 2022): 50,
        ("er_women", "", 2022): 40,
        ("lr_share", "age=under_30", 2022): 20,
    }


def test_employees_below_an_act_of_staff_are_whose_it_is(shipped_values: Values) -> None:
    text = (
        "| Indicator | Group | Unit | 2022 |\n|---|---|---|---|\n"
        "| Work-related fatalities | Employees | persons | 0 |\n"
        "| Lost days | Employees | days | 7 |\n| Workforce | Employees | persons | 90 |\n"
    )
    assert shipped_values(text) == {
        ("es_fatal", "", 2022): 0,
        ("es_lost_days", "", 2022): 7,
        ("lr_total", "", 2022): 90,
    }


def test_a_column_of_employees_is_no_unit_of_days(shipped_values: Values) -> None:
    text = "| Indicator | Employees | Contractors |\n|---|---|---|\n| Lost days | 7 | 9 |\n| Fatalities | 0 | 1 |\n"
    assert shipped_values(text) == {("es_lost_days", "", 2022): 7, ("es_fatal", "", 2022): 0}


def test_a_percentage_of_the_figure_above(shipped_values: Values) -> None:
    text = "Indicator\tUnit\t2022\nTotal electricity consumption\tMWh\t90\nof which renewable\t%\t41\n"
    assert shipped_values(text) == {("en_elec", "", 2022): 90, ("en_renew_share", "", 2022): 41}


def test_a_heading_counts_what_stands_behind_its_colon(shipped_values: Values) -> None:
    text = "Supply chain: number of suppliers\t2022\t2021\nHong Kong\t40\t39\nTotal\t45\t44\n"
    assert shipped_values(text) == {
        ("su_count", "region=hong_kong", 2022): 40,
        ("su_count", "region=hong_kong", 2021): 39,
        ("su_count", "", 2022): 45,
        ("su_count", "", 2021): 44,
    }


def test_a_markdown_footnote_is_no_part_of_a_label(shipped_values: Values) -> None:
    text = "| Indicator | Unit | 2022 |\n|---|---|---|\n| Scope 1 emissions[^1] | tCO2e | 5 |\n"
    assert shipped_values(text) == {("ghg_s1", "", 2022): 5}
