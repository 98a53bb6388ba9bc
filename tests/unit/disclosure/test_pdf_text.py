"""PDF files to lines: tables with tabs, prose column by column, bad files refused. The files are made here."""

from collections.abc import Sequence

import pytest

from esg_pipeline.disclosure.document_limits import DEFAULT_LIMITS, Deadline, DocumentError, DocumentLimits
from esg_pipeline.disclosure.pdf_text import pdf_pages
from tests.unit.disclosure.pdf_files import Page, pdf

LEFT = [
    "Our approach to climate change is led by the board",
    "and rests on three ideas that every business unit",
    "follows in its planning and its daily operation. We",
    "measure what we emit, we reduce what we can and we",
    "report what remains. In 2023 we replaced 21 boilers",
    "and moved two plants to renewable electricity.",
]
RIGHT = [
    "Water is scarce in the regions in which we operate.",
    "We recycled 45% of the water that we used and cut",
    "our withdrawal by 12,000 m3. Our plants hold permits",
    "and are inspected by the authority each quarter. No",
    "breach was found in the year under review, and no",
    "fine was paid. Training was given to 1,234 people.",
]
ENCRYPTED = b"/Root 1 0 R /ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <%b> /U <%b> >>" % (
    b"11" * 32,
    b"22" * 32,
)
ONE = pdf([Page().text(60, 100, "Scope 1 emissions were 12 t.")])


def lines_of(page: Page) -> list[str]:
    (lines,) = pdf_pages(pdf([page]), DEFAULT_LIMITS, Deadline(60), None).pages
    return lines


def rows_of(page: Page) -> list[list[str]]:
    return [line.split("\t") for line in lines_of(page) if "\t" in line]


def test_an_unruled_table_keeps_its_columns_and_its_lost_cells() -> None:
    page = Page().text(60, 50, "ESG Report 2023", 8).text(480, 50, "Fictional Holdings", 8)
    page.text(60, 90, "Environmental performance", 14).row(120, [(60, "Indicator"), (270, "Unit")])
    table = [
        ("Scope 1 emissions", "tCO2e", "866", "835", "790"),
        ("Total greenhouse gas emissions (Scope 1 and", "", "", "", ""),
        ("Scope 2, location-based)", "tCO2e", "12,345", "11,000", ""),
        ("Employees by gender", "", "", "", ""),
        ("Female", "persons", "", "980", "-"),
    ]
    for x, year in zip((390, 450, 510), ("2021", "2022", "2023"), strict=True):
        page.right(x, 120, year)
    for index, (label, unit, *values) in enumerate(table):
        y = 140 + index * 16
        page.text(60, y, label).text(270, y, unit)
        for x, value in zip((390, 450, 510), values, strict=True):
            page.right(x, y, value)
    page.lines(
        250, 60, ["The Group has its emissions verified each year by a third party, and the", "result is public."]
    )
    page.text(290, 810, "12", 8)
    assert lines_of(page) == [
        "ESG Report 2023",
        "Fictional Holdings",
        "",
        "Environmental performance",
        "",
        "Indicator\tUnit\t2021\t2022\t2023",
        "Scope 1 emissions\ttCO2e\t866\t835\t790",
        "Total greenhouse gas emissions (Scope 1 and Scope 2, location-based)\ttCO2e\t12,345\t11,000\t",
        "Employees by gender\t\t\t\t",
        "Female\tpersons\t\t980\t-",
        "",
        "The Group has its emissions verified each year by a third party, and the",
        "result is public.",
        "",
        "12",
    ]


@pytest.mark.parametrize("offset", [0, 5])
def test_two_columns_are_read_one_after_the_other(offset: float) -> None:
    page = Page().text(60, 60, "Climate and water", 16).lines(100, 60, LEFT, 13).lines(100 + offset, 320, RIGHT, 13)
    page.row(220, [(60, "Indicator"), (320, "2022"), (420, "2023")])
    page.row(236, [(60, "Water used (m3)"), (320, "1,000"), (420, "900")])
    page.row(252, [(60, "Waste (t)"), (320, "10"), (420, "9")])
    table = ["Indicator\t2022\t2023", "Water used (m3)\t1,000\t900", "Waste (t)\t10\t9"]
    assert lines_of(page) == ["Climate and water", "", *LEFT, "", *RIGHT, "", *table]


def test_a_ruled_table_joins_lines_of_a_cell_and_lifts_a_first_cell_over_its_rows() -> None:
    page = Page()
    for y in (100, 130, 220):
        page.rule(60, y, 530, y)
    for y in (160, 190):
        page.rule(160, y, 530, y)
    for x in (60, 160, 330, 400, 465, 530):
        page.rule(x, 100, x, 220)
    page.row(118, [(65, "Aspect"), (165, "Indicator"), (335, "Unit"), (410, "2022"), (475, "2023")])
    page.text(65, 172, "Emissions").text(65, 184, "and waste")
    page.text(165, 142, "Greenhouse gas emissions,").text(165, 154, "Scope 1")
    page.row(148, [(335, "tCO2e"), (410, "1,000"), (475, "900")])
    page.text(165, 172, "Hazardous waste sent").text(165, 184, "to treatment")
    page.row(178, [(335, "t"), (410, "10"), (475, "9")])
    page.row(208, [(165, "Non-hazardous waste"), (335, "t"), (475, "90")])
    assert rows_of(page) == [
        ["Aspect", "Indicator", "Unit", "2022", "2023"],
        ["Emissions and waste", "Greenhouse gas emissions, Scope 1", "tCO2e", "1,000", "900"],
        ["", "Hazardous waste sent to treatment", "t", "10", "9"],
        ["", "Non-hazardous waste", "t", "", "90"],
    ]


def test_a_table_of_texts_stays_a_table() -> None:
    page = Page().row(100, [(60, "KPI"), (120, "Description"), (420, "Section")])
    index: list[tuple[str, Sequence[str], Sequence[str]]] = [
        ("A1.1", ["The types of emissions and respective", "data."], ["Emissions, page 12"]),
        (
            "A1.2",
            ["Direct and indirect greenhouse gas", "in total and, where appropriate, intensity."],
            ["Air,", "page 13"],
        ),
        ("A1.3", ["Total hazardous waste produced."], ["Waste, page 14"]),
    ]
    y = 120.0
    for code, description, section in index:
        page.text(60, y, code).lines(y, 120, description).lines(y, 420, section)
        y += 12 * max(len(description), len(section)) + 8
    assert rows_of(page)[1:] == [[code, " ".join(text), " ".join(place)] for code, text, place in index]


def test_chinese() -> None:
    page = Page().text(60, 60, "环境绩效", 14)
    page.text(60, 90, "本公司高度重视环境管理工作，二零二三年温室气体排放总量同比下降百分之五，")
    page.text(60, 104, "未发生环境违法事件。")
    table = [
        ["指标", "单位", "2022年", "2023年"],
        ["温室气体排放总量", "吨二氧化碳当量", "1,234", "1,200"],
        ["能源消耗", "兆瓦时", "5,678", "5,500"],
    ]
    for index, cells in enumerate(table):
        page.row(130 + index * 18, list(zip((60, 220, 360, 450), cells, strict=True)))
    assert rows_of(page) == table
    assert "未发生环境违法事件。" in lines_of(page)


def test_a_turned_page_and_a_turned_mark() -> None:
    page = Page(rotate=90).text(500, 300, "DRAFT", 30)
    table = [["Indicator", "2022", "2023"], ["Energy (MWh)", "1,000", "900"], ["Water", "20", "10"]]
    for index, cells in enumerate(table):
        for x, text in zip((60, 300, 400), cells, strict=True):
            page.text(60 + index * 20, 842 - x, text, 10, 90)
    assert rows_of(page) == table
    assert lines_of(page)[-1] == "DRAFT"


def test_raised_digits_are_superscripts() -> None:
    page = Page().text(60, 100, "Energy used").text(115, 96, "1", 6).text(200, 100, "866").text(217, 96, "2", 6)
    page.text(300, 100, "835").row(116, [(60, "Water"), (200, "20"), (300, "30")])
    assert rows_of(page) == [["Energy used¹", "866²", "835"], ["Water", "20", "30"]]


def test_letters_printed_twice_count_once() -> None:
    page = Page().text(60, 100, "Total 1,100 t").text(60.3, 100, "Total 1,100 t")
    assert lines_of(page) == ["Total 1,100 t"]


def test_pages_stay_apart_and_an_empty_one_is_empty() -> None:
    content = pdf([Page().text(60, 60, "one"), Page(), Page().text(60, 60, "three")])
    assert pdf_pages(content, DEFAULT_LIMITS, Deadline(60), None).pages == [["one"], [], ["three"]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (ONE.replace(b"/Root 1 0 R", ENCRYPTED), "encrypted"),
        (ONE[:500], "not a readable PDF"),
        (b"%PDF-1.7", "not a readable PDF"),
        (b"", "not a readable PDF"),
        (pdf([Page()] * 10_000), "document has 10000 pages, the limit is 2000"),
        (pdf([Page().image(), Page().image()]), "scanned.*needs the ocr extra"),
    ],
)
def test_refused(content: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        pdf_pages(content, DEFAULT_LIMITS, Deadline(60), None)


def test_a_broken_cross_reference_is_mended() -> None:
    content = ONE.replace(b"startxref\n", b"startxref\n9")
    assert pdf_pages(content, DEFAULT_LIMITS, Deadline(60), None).pages == [["Scope 1 emissions were 12 t."]]


def test_only_pictures_are_recognised_and_only_so_many() -> None:
    content = pdf([Page().text(60, 60, "text"), Page().image(), Page(), Page().image()])
    limits = DocumentLimits(max_ocr_pages=1)
    found = pdf_pages(content, limits, Deadline(60), lambda _: ["seen"])
    assert found.pages == [["text"], ["seen"], [], []]
    assert found.recognised == {2}
    assert pdf_pages(content, limits, Deadline(60), None).recognised == set()
    with pytest.raises(DocumentError, match="document has 2 scanned pages, the limit is 1"):
        pdf_pages(pdf([Page().image()] * 2), limits, Deadline(60), lambda _: ["seen"])


def test_the_deadline_is_checked_between_pages() -> None:
    seconds = iter(range(100))
    with pytest.raises(DocumentError, match="more than 3 seconds"):
        pdf_pages(pdf([Page()] * 10), DEFAULT_LIMITS, Deadline(3, lambda: float(next(seconds))), None)
