"""How a portfolio is shown: few and many positions, hostile names, machine records."""

import json

from rich.console import Console

from esg_pipeline.display import first_reason
from esg_pipeline.machine_output import to_json
from esg_pipeline.portfolio import UNKNOWN
from esg_pipeline.portfolio_view import (
    COLUMNS,
    LEFT_OUT_SHOWN,
    issuers_of_kinds,
    record,
    rows,
    show_portfolio,
    show_screened,
)
from esg_pipeline.screen import Screen, screened
from tests.unit.test_portfolio import held

MINE = held(A1=0.5, B=0.25, C=0.15, D=0.10)


def shown(*parts: object, width: int = 100) -> str:
    out = Console(width=width, color_system=None, markup=False, emoji=False, highlight=False)
    with out.capture() as captured:
        show_portfolio(out, MINE)
        show_screened(out, screened(MINE, Screen(lowest_grade="B")))
    assert not parts
    return captured.get()


def test_few_positions_are_listed_once() -> None:
    text = shown()
    assert "Rated" in text
    assert "Worst" not in text
    assert text.count("Note") == 1


def test_many_positions_are_best_and_worst() -> None:
    out = Console(width=100, color_system=None)
    with out.capture() as captured:
        show_portfolio(out, held(**dict.fromkeys(("A", "a1", "B", "C", "A1", "b"), 1 / 6)))
    assert "Best" in captured.get()
    assert "Worst" in captured.get()


def test_what_steers_a_terminal_is_left_out() -> None:
    out = Console(width=100, color_system=None)
    with out.capture() as captured:
        show_portfolio(out, held(**{"X\x1b[31m": 1.0}))
    assert "\x1b" not in captured.get()
    assert "No score: nothing that is held has a grade" in captured.get()


def test_a_narrow_terminal_keeps_every_word() -> None:
    text = shown(width=60)
    assert max(map(len, text.splitlines())) <= 60
    assert "Active share" in text


def test_records_are_plain_and_rows_have_every_column() -> None:
    result = screened(MINE, Screen(lowest_grade="B"))
    assert json.loads(to_json(record(MINE)))["positions"][0]["code"] == "A1"
    assert json.loads(to_json(record(result)))["left_out"][0]["reason"] == "CCC is below B"
    assert all(set(row) == set(COLUMNS) for row in rows(MINE, result))
    assert {row["weight_after"] for row in rows(MINE, None)} == {None}


def test_simulated_issuers_are_counted_as_such() -> None:
    assert issuers_of_kinds(1, 0) == "1 issuer"
    assert issuers_of_kinds(3, 3) == "3 simulated issuers"
    assert issuers_of_kinds(4, 1) == "4 issuers, 1 of them simulated"


def test_a_long_list_of_what_is_left_out_is_cut_after_the_heaviest() -> None:
    many = {f"X{place}": place + 1.0 for place in range(LEFT_OUT_SHOWN + 5)}
    total = sum(many.values()) + 1
    result = screened(held(A=1 / total, **{code: weight / total for code, weight in many.items()}), Screen("B"))
    out = Console(width=100, color_system=None)
    with out.capture() as captured:
        show_screened(out, result)
    text = captured.get()
    assert "5 more are left out; --csv lists all" in text
    assert f"X{LEFT_OUT_SHOWN + 4} " in text
    assert "X0 " not in text


def test_an_unknown_code_has_one_reason() -> None:
    assert first_reason(UNKNOWN) == UNKNOWN
