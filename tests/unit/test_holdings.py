"""Files of holdings: what is read, how weights are scaled, what is refused and how that is said."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.holdings import HoldingsError, is_isin, read_holdings


def read(folder: Path, text: str, name: str = "h.csv") -> list[tuple[str, float, tuple[int, ...]]]:
    (folder / name).write_text(text, encoding="utf-8")
    return [(one.code, one.weight, one.lines) for one in read_holdings(folder / name)]


def test_weights_are_scaled_and_lines_of_one_code_added_up(tmp_path: Path) -> None:
    found = read(tmp_path, 'ISIN,Weight\nA,"1,000"\nB,500\nA,500\n')
    assert found == [("A", 0.75, (2, 4)), ("B", 0.25, (3,))]


@pytest.mark.parametrize("header", ["isin;weight", "Bond_Code;Market_Value", "issuer_id;Share", "code;amount"])
def test_columns_may_have_other_names_and_separators(tmp_path: Path, header: str) -> None:
    assert read(tmp_path, f"{header}\nA;25%\nB;75%\n") == [("A", 0.25, (2,)), ("B", 0.75, (3,))]


def test_json_lines_are_read_too(tmp_path: Path) -> None:
    text = '{"isin": "A", "weight": 3}\n{"isin": "B", "weight": "1"}\n'
    assert [row[:2] for row in read(tmp_path, text, "h.jsonl")] == [("A", 0.75), ("B", 0.25)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("isin,weight\nA,-1\nB,x\n,3\nC,0\nD,\nE,nan\n", r"line 2: the weight '-1'.*line 3: .*line 4: no code.*line 7"),
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
