"""How numbers, text and tables look."""

import io
import re
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from esg_pipeline.display import (
    PIPED_WIDTH,
    bar,
    clean,
    console,
    distribution_table,
    percent,
    quantity,
    ratings_table,
    short_ratings_table,
    shortened,
    truncated,
)

# Controls, invisible marks, direction overrides, byte order mark, halves of surrogate pairs.
STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
RATING = {
    "issuer_id": "A1",
    "issuer_name": "测试银行",
    "industry_name": "Banking",
    "grade": "AA",
    "model_grade": "AA",
    "grade_probability": 0.99996,
    "score": 94.999,
    "score_low": 91.239,
    "score_high": 97.508,
    "score_reported_only": None,
    "e_score": 70.0,
    "s_score": 80.0,
    "g_score": None,
    "coverage": 0.5,
    "cap_rule_id": None,
    "not_rated_reason": None,
    "action": "affirm",
    "previous_grade": "AA",
    "is_simulated": False,
}


def drawn(renderable: RenderableType, width: int = 200) -> str:
    stream = io.StringIO()
    Console(file=stream, width=width, markup=False).print(renderable)
    return stream.getvalue()


def frame(*changes: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{**RATING, **change} for change in changes], infer_schema_length=None)


@pytest.mark.parametrize(
    ("number", "places", "shown"),
    [
        (94.999, 2, "94.99"),
        (94.99999999999999, 2, "94.99"),
        (95.0, 2, "95.00"),
        (70.1, 2, "70.10"),
        (0.29, 2, "0.29"),
        (1e-12, 2, "0.00"),
        (100.0, 0, "100"),
        (None, 2, "-"),
        (float("nan"), 2, "-"),
    ],
)
def test_scores_are_cut_never_rounded_up(number: float | None, places: int, shown: str) -> None:
    assert truncated(number, places) == shown


@given(st.floats(0, 100))
def test_a_shown_score_is_never_above_the_score_and_never_a_cent_below(score: float) -> None:
    assert 0 <= Decimal(repr(score)) - Decimal(truncated(score)) < Decimal("0.01")


@pytest.mark.parametrize(
    ("share", "places", "shown"),
    [(0.29, 1, "29.0 %"), (0.1499, 1, "14.9 %"), (1.0, 1, "100.0 %"), (0.03125, 2, "3.12 %"), (None, 1, "-")],
)
def test_shares_are_cut_too(share: float | None, places: int, shown: str) -> None:
    assert percent(share, places) == shown


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (1296.4, "tCO2e", "1,296.4 tCO2e"),
        (2129.0, "persons", "2,129 persons"),
        (0.0, "t", "0 t"),
        (0.00012345, "t", "0.0001234 t"),
        (-5.25, None, "-5.25"),
        (3e18, None, "3e+18"),
        (None, "t", "-"),
        (float("inf"), "t", "-"),
        (2060.0, "year", "2060"),
    ],
)
def test_values_stand_in_their_unit(value: float | None, unit: str | None, shown: str) -> None:
    assert quantity(value, unit) == shown


@given(st.text())
def test_clean_text_cannot_steer_a_terminal(text: str) -> None:
    shown = clean(text)
    assert not STEERING.search(shown)
    shown.encode()


def test_clean_text_keeps_its_words_and_loses_what_hides_them() -> None:
    assert clean("a\tb\n\x1b[31mc\u202ed\u200b 银行 [bold]") == "a b [31mcd 银行 [bold]"


def test_shortened_text_says_so() -> None:
    assert shortened("x" * 20, 10) == "x" * 7 + "..."
    assert shortened("x" * 10, 10) == "x" * 10


def test_a_rating_is_one_line_with_everything_in_it() -> None:
    line = drawn(ratings_table(frame({}), 200)).splitlines()[2]
    numbers = ["99.9", "%", "94.99", "91.23", "to", "97.50", "-", "70.00", "80.00", "-", "50.0", "%"]
    assert line.split() == ["A1", "测试银行", "Banking", "AA", *numbers]


def test_who_is_not_rated_has_no_probability_and_no_ends() -> None:
    unknown = dict.fromkeys(("grade_probability", "score_low", "score_high"))
    line = drawn(ratings_table(frame({"grade": "NR", **unknown}), 200)).splitlines()[2]
    assert line.split()[3:8] == ["NR", "-", "94.99", "-", "-"]
    assert drawn(short_ratings_table(frame({"grade": "NR", **unknown}))).splitlines()[2].split()[2:5] == [
        "NR",
        "-",
        "94.99",
    ]


def test_wide_characters_keep_the_columns_straight() -> None:
    lines = drawn(ratings_table(frame({}, {"issuer_name": "ab"}), 200)).splitlines()
    wide, narrow = lines[2], lines[3]
    assert wide.index("Banking") + len("测试银行") == narrow.index("Banking")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"is_simulated": True}, "SIMULATED"),
        ({"grade": "NR", "not_rated_reason": "coverage 1 %"}, "coverage 1 %"),
        ({"grade": "NR", "not_rated_reason": "coverage 1 %; coverage of E 0 %; of S"}, "coverage 1 % (2 more)"),
        ({"grade": "C", "model_grade": "BB", "cap_rule_id": "RL1"}, "capped from BB by RL1"),
        ({"action": "downgrade", "previous_grade": "AAA"}, "downgrade from AAA"),
    ],
)
def test_a_note_says_what_must_not_be_missed(change: dict[str, Any], said: str) -> None:
    assert drawn(ratings_table(frame(change), 200)).splitlines()[2].rstrip().endswith(said)
    assert said not in drawn(ratings_table(frame({}), 200))


def test_an_unrated_issuer_is_not_called_capped() -> None:
    assert "capped" not in drawn(short_ratings_table(frame({"grade": "NR", "cap_rule_id": "RL1"})))


def test_a_narrow_terminal_gets_fewer_columns_and_whole_words() -> None:
    seen = drawn(ratings_table(frame({}), 80), width=80)
    assert "Reported only" not in seen
    assert "5 to 95 %" not in seen
    assert max(len(line) for line in seen.splitlines()) <= 80
    assert "94.99" in seen.splitlines()[2]


def test_markup_in_a_name_is_shown_as_it_is() -> None:
    assert "<b>[red]=cmd|x" in drawn(ratings_table(frame({"issuer_name": "<b>[red]=cmd|x"}), 200))


def test_the_distribution_scales_real_and_simulated_apart() -> None:
    counts = pl.DataFrame({"grade": ["B", "C"], "real_issuers": [2, 1], "simulated_issuers": [0, 400]})
    rows = [line.split() for line in drawn(distribution_table(counts)).splitlines()[2:]]
    assert rows == [["B", "2", "█" * 30, "0"], ["C", "1", "█" * 15, "400", "█" * 30]]


def test_bars_of_nothing_are_empty_and_small_ones_are_seen() -> None:
    assert [bar(n, 1000, ascii_only=True) for n in (0, 1, 1000)] == ["", "#", "#" * 30]


def test_no_color_means_no_escape_codes_even_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    assert console().color_system is None
    monkeypatch.delenv("NO_COLOR")
    assert console().color_system is not None


def test_a_pipe_is_wide_and_columns_can_be_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert console().width == PIPED_WIDTH
    monkeypatch.setenv("COLUMNS", "0")
    assert console().width > 0
    monkeypatch.setenv("COLUMNS", "77")
    assert console().width == 77
