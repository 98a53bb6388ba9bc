"""Which label and unit make which data point; every refusal has a reason."""

from collections.abc import Callable

import pytest

from esg_pipeline.disclosure.extract import Extraction

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
