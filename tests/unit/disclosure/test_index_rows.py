"""Rows of content indices in many layouts."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.document_text import read_document
from esg_pipeline.disclosure.index_rows import read_claims

INDICES = Path(__file__).resolve().parents[2] / "data" / "indices"


def claims(text: str, kind: str = "txt") -> list[tuple[str, str, str]]:
    return [(c.provision.code, c.description, c.place) for c in read_claims(read_document(text.encode(), kind))]


def codes(text: str) -> list[str]:
    return [code for code, _, _ in claims(text)]


def test_the_whole_index_of_the_shared_report(shared_dir: Path) -> None:
    raw = next((shared_dir / "seeds").glob("000_*.txt")).read_bytes()
    found = read_claims(read_document(raw, "txt"))
    kpis = "A1 6,A2 5,A3 1,A4 1,B1 2,B2 3,B3 2,B4 2,B5 4,B6 5,B7 3,B8 2"
    expected: list[str] = []
    for aspect, count in (part.split() for part in kpis.split(",")):
        expected += [f"{aspect} General disclosure", *(f"{aspect}.{n}" for n in range(1, int(count) + 1))]
    assert [c.provision.code for c in found] == expected
    assert len(found) == 48
    broken = next(c for c in found if c.provision.code == "B7 General disclosure")
    assert (broken.place, broken.last_line - broken.line) == ("Corporate governance", 1)


def test_rows_of_pages_that_repeat_the_header() -> None:
    text = (
        "ESG Guide Content Index\n\nAspect\tDescription\tLocation\nAspect B2:\tHealth\t\n"
        "General disclosure\tPolicies on safety\tSafety\n\nAspect\tDescription\tLocation\nB2.1\tFatalities\tSafety\n"
    )
    assert codes(text) == ["B2 General disclosure", "B2.1"]


def test_a_code_broken_over_two_rows_is_one() -> None:
    text = (
        "ESG Content Index\nAspect\tDescription\tLocation\nAspect B6:\tProduct\t\n\tInformation on:\t\n"
        "General\t(a) the policies; and\tResponsible\ndisclosure\t(b) the laws\tBusiness\nB6.1\tRecalls\tData\n"
    )
    assert claims(text)[0] == (
        "B6 General disclosure",
        "Information on: (a) the policies; and (b) the laws",
        "Responsible Business",
    )


def test_a_lost_code_is_the_next_of_the_guide() -> None:
    text = (
        "ESG Content Index\nAspect\tDescription\tLocation\nB8.1\tFocus areas.\tGiving\n\tResources given.\tGiving\n"
        "\nOther table\t2021\nWater\t12\n"
    )
    assert codes(text) == ["B8.1", "B8.2"]


def test_a_lost_aspect_is_that_of_the_row_below() -> None:
    text = (
        "ESG Content Index\nAspect\tDescription\tLocation\nAspect A1:\tEmissions\t\nGeneral disclosure\tOn air.\tAir\n"
        "A1.1\tKinds\tAir\n\tResources\t\nGeneral disclosure\tOn energy.\tEnergy\nA2.1\tEnergy\tEnergy\n"
    )
    assert codes(text) == ["A1 General disclosure", "A1.1", "A2 General disclosure", "A2.1"]


def test_lines_without_columns() -> None:
    found = claims((INDICES / "running_lines.txt").read_text(encoding="utf-8"))
    assert [(code, place) for code, _, place in found] == [
        ("A1 General disclosure", "12"),
        ("A1.3", "13-14"),
        ("A1.4", "N/A"),
        ("A2.1", "15"),
        ("A2.2", "15, 16"),
    ]


def test_a_pipe_table_of_gri() -> None:
    found = claims((INDICES / "gri_pipes.md").read_text(encoding="utf-8"), "md")
    assert [code for code, _, _ in found] == [
        f"GRI {n}" for n in ("2-26", "2-27", "305-1", "305-3", "305-7", "401-2", "404-1")
    ]
    assert found[0][1] == "Mechanisms for seeking advice and raising concerns"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "CASS-ESG 指标索引\n编号\t描述\t披露位置\t页码\nE1.1.1\t气候治理\t应对气候变化\t20\n",
            ("E1.1.1", "气候治理", "应对气候变化; 20"),
        ),
        (
            "TCFD content index\nRecommendation\tSection\nStrategy b) Impact\tClimate\n",
            ("TCFD Strategy b", "Strategy b) Impact", "Climate"),
        ),
        (
            "自律监管指引第14号内容索引\n披露议题\t对应条款\t章节\n应对气候变化\t第二十一条\t气候\n",
            ("art.21", "应对气候变化", "气候"),
        ),
        (
            "ESG Guide Content Index\n\nA1.1   The types of emissions      Section 2.1\n",
            ("A1.1", "The types of emissions", "Section 2.1"),
        ),
    ],
)
def test_other_frameworks_and_layouts(text: str, expected: tuple[str, str, str]) -> None:
    assert claims(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        (INDICES / "performance_table.txt").read_text(encoding="utf-8"),
        "The A1.2 road was repaired.\n",
        "ESG Guide Content Index 54\n\nSome text about A1.2 emissions that follows.\n",
        "Name\tRegion\tPage\nA\tB\t3\n",
        "",
    ],
)
def test_what_is_no_index(text: str) -> None:
    assert claims(text) == []


def test_a_table_without_title_needs_a_few_rows() -> None:
    row = "KPI A1.{}\tWords on emissions\tEnvironment, page 3\n"
    assert codes("".join(row.format(n) for n in range(1, 3))) == []
    assert codes("".join(row.format(n) for n in range(1, 6))) == [f"A1.{n}" for n in range(1, 6)]


@given(st.text(alphabet="A1.B2 Generaldisclosure\tIndexGRI305-1|\n—Pp. 一般披露", max_size=300))
def test_any_text_gives_rows_within_it(text: str) -> None:
    document = read_document(("ESG content index\n" + text).encode(), "txt")
    for claim in read_claims(document):
        assert 0 <= claim.start < claim.end <= len(document.text)
        assert claim.line <= claim.last_line
