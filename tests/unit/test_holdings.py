"""Files of holdings: what is read, how weights are scaled, what is refused and how that is said."""

from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.holdings import Holding, HoldingsError, is_isin, read_holdings, weights_note


def read(folder: Path, text: str, name: str = "h.csv") -> list[tuple[str, float, tuple[int, ...]]]:
    (folder / name).write_text(text, encoding="utf-8")
    return [(one.code, one.weight, one.lines) for one in read_holdings(folder / name)]


def test_weights_are_scaled_and_lines_of_one_code_added_up(tmp_path: Path) -> None:
    found = read(tmp_path, 'ISIN,Weight\nA,"1,000"\nB,500\nA,500\n')
    assert found == [("A", 0.75, (2, 4)), ("B", 0.25, (3,))]


@pytest.mark.parametrize("header", ["isin;weight", "Bond_Code;Market_Value", "issuer_id;Share", "code;amount"])
def test_columns_may_have_other_names_and_separators(tmp_path: Path, header: str) -> None:
    assert read(tmp_path, f"{header}\nA;25%\nB;75%\n") == [("A", 0.25, (2,)), ("B", 0.75, (3,))]


@pytest.mark.parametrize(
    "header", ["债券代码,权重", "Bond code,Weight (%)", "ISIN,Market Value", "\ufeffIsin,WEIGHT", "证券代码,市值"]
)
def test_heads_as_spreadsheets_have_them(tmp_path: Path, header: str) -> None:
    assert read(tmp_path, f"{header}\nA,25\nB,75\n") == [("A", 0.25, (2,)), ("B", 0.75, (3,))]


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "utf-8-sig"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "h.csv").write_bytes("债券代码,权重\r\nA,1\r\nB,３\r\n".encode(encoding))
    assert [one.weight for one in read_holdings(tmp_path / "h.csv")] == [0.25, 0.75]


def test_a_code_is_one_in_upper_and_lower_case(tmp_path: Path) -> None:
    assert read(tmp_path, "isin,weight\nAb,1\nB,2\naB,1\n") == [("Ab", 0.5, (2, 4)), ("B", 0.5, (3,))]


def test_a_line_without_an_isin_may_name_its_issuer(tmp_path: Path) -> None:
    found = read(tmp_path, "isin,issuer_id,weight\nA,I,1\n,J,1\n")
    assert [code for code, *_ in found] == ["A", "J"]


def test_weights_too_large_to_add_up(tmp_path: Path) -> None:
    assert [row[1] for row in read(tmp_path, "isin,weight\nA,1e308\nB,1e308\nA,1e308\n")] == [
        pytest.approx(2 / 3),
        pytest.approx(1 / 3),
    ]


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ((0.5, 0.5), ""),
        ((33.3, 33.3, 33.4), ""),
        ((0.3333, 0.3333, 0.3333), ""),
        ((0.5, 0.47), "the weights sum to 0.97, not to 1; they are scaled to 100 %"),
        ((50, 60), "the weights sum to 110, not to 100; they are scaled to 100 %"),
        ((1e6, 2e6), ""),
        ((3,), ""),
        ((1e308, 1e308), ""),
    ],
)
def test_shares_that_do_not_sum_to_the_whole_are_told_of(weights: tuple[float, ...], words: str) -> None:
    assert weights_note([Holding("A", 0.0, (2,), weight) for weight in weights]) == words


def test_the_first_sheet_of_a_workbook_is_read_as_it_shows(tmp_path: Path) -> None:
    file = tmp_path / "h.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet, share = book.add_worksheet("Holdings"), book.add_format({"num_format": "0.0%"})
        for row, cells in enumerate([("ISIN", "Name", "Weight"), ("A", 'The "big" one', 0.75), ("b", "x\ty", 0.25)]):
            sheet.write_row(row, 0, cells, share)
        book.add_worksheet("Notes").write_row(0, 0, ["isin", "weight"])
    found = read_holdings(file)
    assert [(one.code, one.weight, one.lines) for one in found] == [("A", 0.75, (2,)), ("b", 0.25, (3,))]


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "h.xlsx"
    file.write_text("isin,weight\nA,1\n")
    with pytest.raises(HoldingsError, match="workbook"):
        read_holdings(file)


def test_json_lines_are_read_too(tmp_path: Path) -> None:
    text = '{"isin": "A", "weight": 3}\n{"isin": "B", "weight": "1"}\n'
    assert [row[:2] for row in read(tmp_path, text, "h.jsonl")] == [("A", 0.75), ("B", 0.25)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("isin,weight\nA,-1\nB,x\n,3\nC,0\nD,\nE,nan\n", r"line 2: the weight '-1'.*line 3: .*line 4: no code.*line 7"),
        ("isin,weight\nA,5%\nB,0.05\n", r"line 2 has its weight in %, line 3 has not; write all of them one way"),
        ("isin;weight\nA;0,5\n", r"'0,5' is no positive number; decimals take a point"),
        ("isin,weight\nA,-0.2\n", r"'-0.2' is negative; short positions are not rated"),
        ("isin,price\nA,1\n", r"has the columns isin, price; one of these is needed: weight"),
        ("name,weight\nA,1\n", r"one of these is needed: isin, bond_id"),
        ("isin,weight\n", "there is no holding"),
        ("", "the file is empty"),
        ('isin,weight\nA,1,2\nB,"', "line 2"),
        ("isin,weight\n" + "A,-1\n" * 30, "and 20 more"),
    ],
)
def test_what_cannot_be_used_is_refused_by_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(HoldingsError, match=words):
        read(tmp_path, text)


@given(st.lists(st.floats(1e-3, 1e9), min_size=1, max_size=20))
def test_weights_sum_to_one_whatever_their_unit(tmp_path_factory: pytest.TempPathFactory, weights: list[float]) -> None:
    folder = tmp_path_factory.mktemp("h")
    lines = "".join(f"C{place},{weight!r}\n" for place, weight in enumerate(weights))
    found = [weight for _, weight, _ in read(folder, f"isin,weight\n{lines}")]
    assert sum(found) == pytest.approx(1)
    assert found == pytest.approx([weight / sum(weights) for weight in weights])


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("US0378331005", True),
        ("us0378331005", True),
        ("US0378331006", False),
        ("XS1234567890", False),
        ("SIM-00452-B1", False),
        ("0S0378331005", False),
        ("US037833100", False),
        ("US03783310０5", False),
    ],
)
def test_the_check_digit_of_an_isin(code: str, right: bool) -> None:
    assert is_isin(code) is right
