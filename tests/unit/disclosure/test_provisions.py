"""Codes of provisions as indices write them, and the file of what each asks for."""

from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.disclosure.provisions import (
    FILE,
    Provision,
    ProvisionFileError,
    codes_by_data_point,
    demand_of,
    find_aspect,
    find_provision,
    general_of,
    key_of,
    load_demands,
    next_of,
)

FRAMEWORKS = FILE.parents[2] / "methodology" / "v1_0" / "frameworks.csv"


@pytest.mark.parametrize(
    ("cell", "hint", "code", "key"),
    [
        ("A1.2", "", "A1.2", "HKEX-27 A1.2"),
        ("KPI B6.3", "HKEX-27", "B6.3", "HKEX-27 B6.3"),
        ("關鍵績效指標 B1.1", "HKEX-27", "B1.1", "HKEX-27 B1.1"),
        ("A1 General disclosure", "", "A1 General disclosure", "HKEX-27 A1 GD"),
        ("一般披露", "", "A4 General disclosure", "HKEX-27 A4 GD"),
        ("GRI 305-1 Direct emissions", "", "GRI 305-1", "GRI 305-1"),
        ("2-27 Compliance", "GRI", "GRI 2-27", "GRI 2-27"),
        ("Disclosure 403-10", "GRI", "GRI 403-10", "GRI 403-10"),
        ("Governance a) Board oversight", "TCFD", "TCFD Governance a", "TCFD Governance a"),
        ("指标与目标 b) 范围", "TCFD", "TCFD Metrics and Targets b", "TCFD Metrics and Targets b"),
        ("E1.1.1", "CASS", "E1.1.1", "CASS-ESG E1.1.1"),
        ("第二十一条至第二十八条", "SSE-14", "art.21-28", "SSE-14 art.21-28"),
        ("Paragraph 28(a)", "HKEX-C2", "D28(a)", "HKEX-C2-D28(a)"),
        ("Reporting Boundary", "HKEX-27", "para 15", "HKEX-27 para 15"),
        ("IFRS S2 29(a)", "", "IFRS S2 29(a)", "IFRS S2 29(a)"),
        ("TC-SI-130a.1", "", "TC-SI-130a.1", "SASB TC-SI-130a.1"),
        ("SDG 13.2", "SDG", "SDG 13.2", "SDG 13.2"),
    ],
)
def test_codes(cell: str, hint: str, code: str, key: str) -> None:
    found = find_provision(cell, hint, "A4")
    assert found
    assert (found.code, found.key) == (code, key)


@pytest.mark.parametrize("cell", ["", "Emissions", "2021", "305-1", "A1.2.3", "A9.1", "12-14", "1,200", "x" * 500])
def test_what_is_no_code(cell: str) -> None:
    assert find_provision(cell, "", "") is None


def test_aspects() -> None:
    assert find_aspect("Aspect A1: Emissions") == "A1"
    assert find_aspect("層面B 4：勞工準則") == "B4"
    assert find_aspect("A1.1") is None
    assert find_aspect("A. Environmental") is None


def test_the_keys_are_those_of_the_frameworks() -> None:
    known = set(pl.read_csv(FRAMEWORKS)["code"])
    shipped = [key for key in load_demands() if key.startswith(("HKEX-27", "GRI"))]
    assert len(shipped) > 150
    assert set(shipped) <= known
    assert {code for code in known if code.startswith("HKEX-27")} <= set(shipped)


def test_a_provision_the_file_does_not_know_asks_for_its_own_words() -> None:
    demand = demand_of(
        Provision("CASS-ESG", "X1.1", "CASS-ESG X1.1"), "Biodiversity protection measures", load_demands()
    )
    assert not demand.needs_figure
    assert demand.words.search("we protect biodiversity")
    assert not demand.words.search("we pay wages")
    nothing = demand_of(Provision("CASS-ESG", "X1.2", "CASS-ESG X1.2"), "", load_demands())
    assert not nothing.words.search("anything")


def test_the_provision_behind_another() -> None:
    demands = load_demands()
    follower = next_of(Provision("HKEX-27", "B8.1", "HKEX-27 B8.1", "B8"), demands)
    first = next_of(general_of("A3"), demands)
    assert follower
    assert first
    assert (follower.code, first.code) == ("B8.2", "A3.1")
    assert next_of(follower, demands) is None
    assert next_of(Provision("GRI", "GRI 2-1", "GRI 2-1"), demands) is None


def test_codes_of_data_points() -> None:
    frame = pl.DataFrame({"data_point_id": ["a", "b"], "framework_code": ["GRI 305-1; HKEX-27 A1.2", None]})
    assert codes_by_data_point(frame) == {"a": {"GRI 305-1", "HKEX-27 A1.2"}, "b": frozenset()}
    assert key_of("HKEX-C2", "D19") == "HKEX-C2-D19"


@pytest.mark.parametrize(
    ("row", "message"),
    [("GRI,GRI 2-1,number,false,a", "needs is"), ("GRI,GRI 2-1,text,false,(", r"p\.csv:2")],
)
def test_a_broken_file_is_a_clear_error(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "p.csv"
    path.write_text(f"framework,code,needs,zero_counts,words\n{row}\n", encoding="utf-8")
    with pytest.raises(ProvisionFileError, match=message):
        load_demands(path)


def test_wrong_columns_are_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ProvisionFileError, match="columns"):
        load_demands(path)
