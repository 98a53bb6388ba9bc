"""Documents of fictional issuers with known answers, and what holds for every document there is."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esg_pipeline.disclosure import ocr
from esg_pipeline.disclosure.extract import DocumentInput, Extraction, extract_document, reader_of
from tests.unit.disclosure.pdf_files import Page, pdf

DOCUMENTS = Path(__file__).resolve().parents[2] / "data" / "documents"
Extract = Callable[..., Extraction]
Values = Callable[..., dict[tuple[str, str, int], float | None]]

STEEL_2023 = {
    ("ghg_s1", ""): 3_998_200.0,
    ("ghg_s2_mkt", ""): 571_020.0,
    ("ghg_s12", ""): 4_569_220.0,
    ("ghg_int_emp", ""): 391.9,
    ("en_direct", "energy=natural_gas"): 771_300.0,
    ("en_total", ""): 12_004_500.0,
    ("wa_total", ""): 11_764_000.0,
    ("ws_haz", ""): None,
    ("ws_nonhaz", ""): 798_110.0,
    ("ws_nox", ""): 2_998_000.0,
    ("ws_so2", ""): 1_602_000.0,
    ("lr_total", ""): 11_660.0,
    ("lr_total", "gender=female"): 1_749.0,
    ("lr_total", "gender=male"): 9_911.0,
    ("lr_turnover", ""): 6.4,
    ("lr_turnover", "age=under_30"): 11.2,
    ("lr_turnover", "age=30_to_50"): 5.0,
    ("lr_turnover", "age=over_50"): 4.1,
    ("es_fatal", ""): 0.0,
    ("es_lost_days", ""): 412.0,
}
LGFV_2022 = {
    ("op_revenue", ""): 12_345.6789,
    ("op_assets", ""): 98_765.4321,
    ("ghg_s1", ""): 1_234.5,
    ("ghg_s2", ""): 8_765.5,
    ("ghg_s12", ""): 10_000.0,
    ("en_elec", ""): 15_023.0,
    ("en_total", ""): 16_282.0,
    ("wa_total", ""): 125_000.0,
    ("wa_int_emp", ""): 62.5,
    ("ws_haz", ""): None,
    ("lr_total", ""): 2_000.0,
    ("lr_total", "gender=female"): 860.0,
    ("lr_total", "gender=male"): 1_140.0,
    ("lr_total", "age=under_30"): 420.0,
    ("lr_total", "age=30_to_50"): 1_180.0,
    ("lr_total", "age=over_50"): 400.0,
    ("lr_turnover", ""): 3.2,
    ("lr_turnover", "gender=female"): 3.0,
    ("es_fatal", ""): 0.0,
    ("er_train_hours", ""): 28.6,
    ("su_count", ""): 312.0,
    ("su_count", "region=within_province"): 250.0,
    ("id_ratio", ""): 33.33,
    ("rs_board", "independence=independent"): 3.0,
    ("en_renew_share", ""): 12.4,
}


def of_year(found: dict[tuple[str, str, int], float | None], year: int) -> dict[tuple[str, str], float | None]:
    return {
        (data_point, dimension): value for (data_point, dimension, period), value in found.items() if period == year
    }


def test_the_steel_maker(values: Values) -> None:
    found = values((DOCUMENTS / "north_river_steel_2023.md").read_bytes(), 2023, "md")
    assert of_year(found, 2023) == pytest.approx(STEEL_2023)
    assert {year for _, _, year in found} == {2021, 2022, 2023}
    assert found["ws_so2", "", 2022] == -1_650_000.0  # a bracket is a minus; whether that can be is for the checks
    assert ("ws_nonhaz", "", 2022) not in found  # `12,5` is not certainly a number


def test_the_local_government_vehicle(values: Values) -> None:
    found = values((DOCUMENTS / "linjiang_lgfv_2022.md").read_bytes(), 2022, "text/markdown")
    assert of_year(found, 2022) == pytest.approx(LGFV_2022)


def test_states_of_values_that_are_no_numbers(extract: Extract) -> None:
    steel = extract((DOCUMENTS / "north_river_steel_2023.md").read_bytes(), 2023, "md").facts
    lgfv = extract((DOCUMENTS / "linjiang_lgfv_2022.md").read_bytes(), 2022, "md").facts
    assert steel.filter(pl.col("state") == "not_disclosed").select("data_point_id", "period").rows() == [
        ("ws_haz", 2023)
    ]
    assert set(lgfv.filter(pl.col("state") == "not_applicable")["data_point_id"]) == {"ws_haz"}
    assert set(lgfv.filter(pl.col("state") == "reported_zero")["data_point_id"]) == {"es_fatal"}


def test_facts_and_observations_point_at_each_other(extract: Extract) -> None:
    result = extract((DOCUMENTS / "linjiang_lgfv_2022.md").read_bytes(), 2022, "md")
    assert result.facts["fact_id"].is_unique().all()
    assert set(result.observations["fact_id"].drop_nulls()) == set(result.facts["fact_id"])
    assert result.observations.filter(pl.col("fact_id").is_null() == pl.col("reason").is_null()).is_empty()


def test_the_same_bytes_give_the_same_facts(extract: Extract) -> None:
    content = (DOCUMENTS / "north_river_steel_2023.md").read_bytes()
    assert extract(content, 2023, "md").facts.equals(extract(content, 2023, "md").facts)


def test_a_figure_that_stands_twice_gives_a_fact_per_place(extract: Extract) -> None:
    facts = extract("Index\t2022\nWater consumption (m3)\t5\nWater consumption (m3)\t6\n").facts
    assert facts.select("data_point_id", "value", "line").rows() == [("wa_total", 5, 2), ("wa_total", 6, 3)]
    assert facts["fact_id"].n_unique() == 2


def test_confidence_falls_with_what_is_not_printed(extract: Extract) -> None:
    text = "Index\t2022\nScope 1 (tCO2e)\t5\nScope 2\t6\nNumber of employees\t7\n"
    printed, of_the_row_above, counted = extract(text).facts["confidence"].to_list()
    assert printed >= counted > of_the_row_above > 0.75


def test_an_extractor_comes_from_the_frames_of_a_methodology() -> None:
    class Frames:
        units = pl.DataFrame({"unit": ["m3"], "dimension": ["volume"], "factor": ["1"], "aliases": [""]})
        labels = pl.DataFrame(
            {
                "data_point_id": ["wa_total", "be_policy", "be_level|wa_used"],
                "dimension": [""] * 3,
                "language": ["en"] * 3,
                "label": ["Water", "Policy", "Use"],
                "kind": ["alias"] * 3,
                "implied_unit": ["", "m3", ""],
            }
        )
        data_points = pl.DataFrame(
            [
                ("wa_total", "quantitative", "m3", None),
                ("wa_used", "quantitative", "m3", None),
                ("be_policy", "boolean", "m3", None),
                ("be_level", "ordinal", "m3", None),
            ],
            schema=["data_point_id", "kind", "unit", "framework_code"],
            orient="row",
        )

    text = b"Index\t2022\nWater (m3)\t5\nPolicy (m3)\t1\nUse (m3)\t2\n"
    facts = extract_document(DocumentInput("d", text, "txt", 2022), reader_of(Frames())).facts
    assert facts.select("data_point_id", "value").rows() == [("wa_total", 5.0), ("wa_used", 2.0)]


PIECES = (
    "Index\t|2022\t|2021|Unit|Total|Scope 1|Scope 2|Total GHG emissions|Water consumption (m3)|tCO2e|t/employee|%"
    "|Gender|Female|Male|30岁以下"
    "|员工总数|单位：万元|营业收入|5|6|12.5%|1,234|-|N/A|\t|\t\t|\n|\n\n|Report Pages|per employee"
    "|Employee Turnover|(|)|/|,|\x0c"
)
WORDS = st.sampled_from([*PIECES.split("|"), "|", "|---|---|\n", "<table>", "<tr><td>"])


def check(result: Extraction) -> None:
    """What must hold for every document: offsets are true, and no number is invented."""
    for fact in result.facts.iter_rows(named=True):
        assert result.text[fact["char_start"] : fact["char_end"]] == fact["quote"]
        assert fact["raw_value"] in fact["quote"]
        assert fact["quote"] == fact["quote"].strip()
        assert (fact["value"] is None) == (fact["state"] in ("not_applicable", "not_disclosed"))
        assert 0 < fact["confidence"] < 1
    for seen in result.observations.iter_rows(named=True):
        assert result.text[seen["char_start"] : seen["char_end"]] == seen["raw_value"]
    assert result.facts["fact_id"].is_unique().all()


@settings(max_examples=200)
@given(st.lists(WORDS, max_size=60).map(" ".join), st.sampled_from(["txt", "html"]), st.sampled_from([None, 2022]))
def test_arbitrary_tables_never_break_it(extract: Extract, text: str, media_type: str, fiscal_year: int | None) -> None:
    check(extract(text, fiscal_year, media_type))


@given(st.text(max_size=400).filter(lambda text: "\x00" not in text))
def test_arbitrary_text_never_breaks_it(extract: Extract, text: str) -> None:
    if not {"\ufffe", "\uffff"} & set(text):
        check(extract(text, 2022, "txt"))


@given(st.floats(min_value=0.001, max_value=10**9, allow_nan=False))
def test_the_same_amount_in_other_units_gives_the_same_fact(values: Values, amount: float) -> None:
    printed, small = f"{amount:.3f}", f"{amount * 1000:.0f}"
    amount = float(printed)
    tonnes = values(f"Index\t2022\nHazardous waste (t)\t{printed}\nElectricity (MWh)\t{printed}\n")
    assert tonnes == {("ws_haz", "", 2022): amount, ("en_elec", "", 2022): amount}
    assert values(f"Index\t2022\nElectricity (kWh in '000s)\t{printed}\n") == {("en_elec", "", 2022): amount}
    kilograms = values(f"Index\t2022\nHazardous waste (kg)\t{small}\n")
    assert kilograms == {("ws_haz", "", 2022): pytest.approx(amount, rel=1e-3)}


def test_a_number_that_two_readers_meet_stands_once(extract: Extract) -> None:
    run_on = "Indicator Unit 2021 2022 Report Pages\nDirect GHG emissions (Scope 1) tonnes 85 38 61\n"
    seen = extract(run_on).observations
    assert seen.select("char_start").n_unique() == seen.height
    assert seen.filter(raw_value="38")["place"].to_list() == ["table"]


def test_what_was_read_off_a_picture_waits_for_a_person(extract: Extract, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["Indicator\tUnit\t2022", "Hazardous waste\ttonnes\t12", "The board has nine directors."]
    monkeypatch.setattr(ocr, "page_reader", lambda: lambda _: lines)
    printed = extract("\n".join(lines)).facts
    scanned = extract(pdf([Page().image()]), media_type="pdf").facts
    assert printed["data_point_id"].to_list() == scanned["data_point_id"].to_list() == ["ws_haz", "rs_board"]
    assert (printed["confidence"] > 0.9).all()
    assert (scanned["confidence"] < 0.9).all()
    assert scanned["page"].to_list() == [1, 1]
