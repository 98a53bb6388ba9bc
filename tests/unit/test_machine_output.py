"""JSON and CSV for machines."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.machine_output import (
    FORMULA_SIGNS,
    LINE_SIGNS,
    csv_parts,
    json_parts,
    starts_formula,
    to_csv,
    to_json,
)


def test_json_keeps_full_precision_dates_and_scripts() -> None:
    value = {"score": 0.1 + 0.2, "day": date(2022, 10, 31), "name": "银行", "file": Path("a/b"), "none": None}
    written = to_json(value)
    assert json.loads(written) == {**value, "day": "2022-10-31", "file": "a/b"}
    assert "银行".encode() in written
    assert written.endswith(b"\n")


def test_json_refuses_what_it_has_no_word_for() -> None:
    with pytest.raises(ValueError, match="JSON"):
        to_json(float("nan"))
    with pytest.raises(TypeError, match="object"):
        to_json(object())


def test_half_a_surrogate_pair_does_not_stop_the_output() -> None:
    assert to_json("a\udcffb") == b'"a?b"\n'
    assert to_csv([{"a": "a\udcffb"}], ["a"]) == b"a\r\na?b\r\n"


def test_csv_is_rfc_4180() -> None:
    rows = [{"a": 'say "x", y', "b": None, "c": True, "d": date(2022, 10, 31), "e": -0.5, "f": "two\nlines"}]
    assert to_csv(rows, ["a", "b", "c", "d", "e", "f"]) == (
        b'a,b,c,d,e,f\r\n"say ""x"", y",,true,2022-10-31,-0.5,"two\nlines"\r\n'
    )


def test_csv_without_rows_is_a_header() -> None:
    assert to_csv([], ["a", "b"]) == b"a,b\r\n"


@given(st.sampled_from(FORMULA_SIGNS + LINE_SIGNS), st.text(st.characters(exclude_categories=["Cs"])))
def test_text_never_starts_a_formula(start: str, rest: str) -> None:
    written = to_csv([{"a": start + rest}], ["a"]).decode()
    _, row = csv.reader(io.StringIO(written, newline=""))
    assert row == [f"'{start}{rest}"]


@given(st.floats(allow_nan=False))
def test_numbers_are_untouched(number: float) -> None:
    assert float(to_csv([{"a": number}], ["a"]).split()[1]) == number


def test_a_head_never_starts_a_formula() -> None:
    assert to_csv([{"=1+1": 2}], ["=1+1"]) == b"'=1+1\r\n2\r\n"


@pytest.mark.parametrize("unseen", [" ", "\u00a0", "\u200b", "\ufeff", "\u202e", "\x1b", "\u3000 "])
def test_what_nobody_sees_hides_no_formula(unseen: str) -> None:
    assert starts_formula(f"{unseen}=1")
    assert not starts_formula(f"{unseen}a=1")
    assert not starts_formula(unseen)


@given(
    st.lists(st.lists(st.fixed_dictionaries({"a": st.integers(), "b": st.text(max_size=3)}), max_size=3), max_size=3)
)
def test_parts_are_the_same_bytes_as_the_whole(parts: list[list[dict[str, object]]]) -> None:
    rows = [row for part in parts for row in part]
    assert b"".join(json_parts(parts)) == to_json(rows)
    assert b"".join(csv_parts(parts, ["a", "b"])) == to_csv(rows, ["a", "b"])
