"""Headings, paragraphs and rows: what each line belongs to, below which headings, and where it lies in the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.blocks import Block, BlockKind, read_blocks
from esg_pipeline.disclosure.document_text import DocumentText, read_document

REPORT = """# Annual report
Some words about the year, which are more than a heading.

## Our people

### Headcount

Item\t2021\t2020
Total\t2,129\t2,000
Female | 910 | 900 |

We employ people
in three cities.
• First point of a list.
• Second point of a list.

2.1 Safety

Nobody was hurt.
"""


def read(text: str) -> tuple[DocumentText, tuple[Block, ...]]:
    document = read_document(text.encode(), "text/plain")
    return document, read_blocks(document)


def kinds(text: str) -> list[tuple[str, str]]:
    document, blocks = read(text)
    return [(block.kind.value, document.text[block.start : block.end]) for block in blocks]


def test_each_line_is_part_of_one_block() -> None:
    assert kinds(REPORT) == [
        ("heading", "# Annual report"),
        ("paragraph", "Some words about the year, which are more than a heading."),
        ("heading", "## Our people"),
        ("heading", "### Headcount"),
        ("table_row", "Item\t2021\t2020"),
        ("table_row", "Total\t2,129\t2,000"),
        ("table_row", "Female | 910 | 900 |"),
        ("paragraph", "We employ people\nin three cities."),
        ("paragraph", "• First point of a list."),
        ("paragraph", "• Second point of a list."),
        ("heading", "2.1 Safety"),
        ("paragraph", "Nobody was hurt."),
    ]


def test_blocks_know_their_headings_and_lines() -> None:
    _, blocks = read(REPORT)
    paths = {block.line: block.headings for block in blocks}
    assert paths[1] == ()
    assert paths[2] == ("Annual report",)
    assert paths[6] == ("Annual report", "Our people")
    assert paths[9] == ("Annual report", "Our people", "Headcount")
    assert paths[19] == ("Annual report", "2.1 Safety")


def test_cells_of_a_row_point_into_the_text() -> None:
    document, blocks = read(REPORT)
    rows = [block for block in blocks if block.kind is BlockKind.TABLE_ROW]
    assert [cell.text for cell in rows[1].cells] == ["Total", "2,129", "2,000"]
    assert all(document.text[c.start : c.end] == c.text for row in rows for c in row.cells)


@pytest.mark.parametrize("line", ["A sentence that ends.", "一个句子。", "12,345", "- a point", "x" * 91])
def test_what_is_no_heading(line: str) -> None:
    assert kinds(f"\n{line}\n\nText follows here.\n")[0][0] == "paragraph"


@pytest.mark.parametrize("line", ["Employment", "3.1.2 资源使用", "第二章 环境", "一、公司治理", "环境管理"])
def test_what_is_a_heading(line: str) -> None:
    assert kinds(f"\n{line}\n\n正文在这里，是一个句子。\n")[0][0] == "heading"


@given(st.text(alphabet=st.sampled_from("aZ9 .。\t|\n#-一、第章•"), max_size=200))
def test_blocks_never_overlap_and_lose_no_character(text: str) -> None:
    document, blocks = read(f"x{text}")
    covered = [position for block in blocks for position in range(block.start, block.end)]
    assert covered == sorted(set(covered))
    lost = set(range(len(document.text))) - set(covered)
    # Only blanks and the rules of pipe tables belong to no block.
    assert all(document.text[position] in " \t\n\r|-" or document.text[position].isspace() for position in lost)


@pytest.mark.parametrize(
    ("title", "behind"),
    [
        ("B2 Health and Safety", "There were no work-related fatalities in the year."),
        ("Water and Waste Water", "We used 1,200 m3 of water in the year under review."),
        ("职业健康与安全", "报告期内，公司未发生工亡事故，员工体检覆盖率100%。"),
    ],
)
def test_a_title_needs_no_blank_line_below_it(title: str, behind: str) -> None:
    before = "The year before was dry.\n"
    assert kinds(f"{before}{title}\n{behind}\n") == [
        ("paragraph", before.strip()),
        ("heading", title),
        ("paragraph", behind),
    ]


@pytest.mark.parametrize(
    ("first", "behind"),
    [
        ("We employ people in", "Beijing, Shanghai and many other cities of the country."),
        ("Example Company was founded", "In 1999 it was listed on the stock exchange of the city."),
        ("公司在报告期内共有", "员工一百名，其中女性四十名，男性六十名，均已签订劳动合同。"),
    ],
)
def test_the_first_line_of_a_paragraph_is_no_title(first: str, behind: str) -> None:
    assert kinds(f"{first}\n{behind}\n") == [("paragraph", f"{first}\n{behind}")]


def test_one_figure_per_line_is_one_paragraph_per_line() -> None:
    text = "As at 31 December 2024 (2023)\nTurnover rate: 22.7% (24.1%)\nTraining: 97% (95%)\n"
    assert [body for _, body in kinds(text)] == text.strip().split("\n")
