"""Which year a report is about: its stated period, its title, the newest head of its tables, or nothing."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.document_text import read_document
from esg_pipeline.disclosure.fiscal_year import FIRST_YEAR, LAST_YEAR, fiscal_year_of

YEARS = {
    "2020031600394_hkex_0388_2019.txt": 2019,
    "2021031500237_hkex_0388_2020.txt": 2020,
    "2022031400257_hkex_0388_2021.txt": 2021,
    "2022051200314_oct_asia_3366_2021.txt": 2021,
    "2022053101131_dawnrays_2348_2021.txt": 2021,
    "2023033001192_bochk_2388_2022.txt": 2022,
    "addiko_bank_sr2023_p54.txt": 2023,
    "hopfung_2320_ar2020_p35_p38.txt": 2020,
    "ltn20160321593_hkex_0388_2015.txt": 2015,
    "tencent_0700_esg2023_p30_p106.md": 2023,
}


def year_of(text: str) -> int | None:
    return fiscal_year_of(read_document(text.encode(), "text/plain"))


@pytest.mark.parametrize("name", YEARS)
def test_the_year_of_real_reports(shared_dir: Path, name: str) -> None:
    path = shared_dir / "reports" / name
    assert fiscal_year_of(read_document(path.read_bytes(), path.suffix)) == YEARS[name]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("For the year ended 30 June 2022 the Group did well.\n2021 ESG report", 2022),
        ("This report covers the period from January 1, 2021 to December 31, 2021.", 2021),
        ("Reporting period: 1 April 2021 to 31 March 2022", 2022),
        ("ESG Report 2021/22\n\nWords.", 2022),
        ("Sustainability Report 2020\nWe planned for 2030.", 2020),
        ("2021年度社会责任报告", 2021),
        ("本报告时间范围为2021年1月1日至2021年12月31日。", 2021),
        ("本報告涵蓋截至2022年3月31日止年度。", 2022),
        ("二零二一年環境、社會及管治報告", 2021),
        ("Indicator\t2021\t2020\nEnergy\t5\t6", 2021),
        ("Item | FY2019 | FY2020 |", 2020),
        ("ESG Report FY2023/24", 2024),
        ("Environmental, Social and Governance Report 2023/2024", 2024),
        ("2023-24 Sustainability Report", 2024),
        ("Item\t2023-24\t2022-23", None),
        ("Old law 1899/00, old report 1988/89", None),
        ("FY24 ESG report", 2024),
        ("Parts FY24 and FY25", None),
        ("Reporting period: FY2024", 2024),
        ("(for the 12 months ended 31 Dec 2022)", 2022),
        ("截至二零二三年十二月三十一日止年度\n本集團2024年計劃", 2023),
        ("報告期間：二零二二年四月一日至二零二三年三月三十一日", 2023),
        ("二零二三年十二月三十一日", None),
        ("Nothing about a year.", None),
        ("The law of 1999 applies, says article 2021.", None),
        ("", None),
    ],
)
def test_what_a_text_says(text: str, year: int | None) -> None:
    assert year_of(text) == year


def test_the_period_goes_before_the_title_and_the_title_before_the_tables() -> None:
    tables = "Item\t2023\t2022\nEnergy\t5\t6\n"
    title = "Sustainability Report 2022\n"
    assert year_of(title + tables) == 2022
    assert year_of(title + "It covers the year ended 31 December 2021.\n" + tables) == 2021


@given(st.text(alphabet=st.sampled_from("2019年度至FY/ -日月\t\nreport"), max_size=200))
def test_any_text_gives_a_year_in_range_or_none(text: str) -> None:
    found = year_of(f"x{text}")
    assert found is None or FIRST_YEAR <= found <= LAST_YEAR
