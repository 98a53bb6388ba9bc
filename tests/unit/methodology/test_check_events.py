"""Event types and red lines that name nothing."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.methodology.check_events import is_number

Cells = dict[str, str]
Spoil = Callable[[str, Cells, Cells], int]
Rows = Callable[..., list[Cells]]
Refusal = Callable[[], list[tuple[str, int, str]]]


def test_an_event_type_feeds_an_event_data_point(rows: Rows, spoil: Spoil, refusal: Refusal) -> None:
    fed = [row["data_point_id"] for row in rows("event_types.csv")]
    alone = next(name for name in fed if fed.count(name) == 1)
    other = rows("data_points.csv", kind="quantitative")[0]["data_point_id"]
    line = spoil("event_types.csv", {"data_point_id": alone}, {"data_point_id": other})
    point = int(rows("data_points.csv", data_point_id=alone)[0]["line"])
    expected = [("data_points.csv", point, "no_event_type"), ("event_types.csv", line, "not_an_event")]
    assert refusal() == expected


EVENT, POINT = {"trigger_kind": "event"}, {"trigger_kind": "data_point"}
RED_LINES = [
    (EVENT, {"trigger": "bond_lost"}, "unknown_reference"),
    (EVENT, {"threshold": "dreadful"}, "unknown_reference"),
    (POINT, {"trigger": "ao_lost"}, "unknown_reference"),
    (POINT, {"threshold": "one"}, "bad_number"),
    (EVENT, {"cap_grade": "NR"}, "unknown_code"),
    (POINT, {"threshold": "५"}, "bad_number"),
    (POINT, {"threshold": "9" * 400}, "bad_number"),
    (EVENT, {"duration_months": "0"}, "out_of_range"),
    (EVENT, {"duration_months": "999999999999"}, "out_of_range"),
    (EVENT, {"trigger_kind": "rumour"}, "unknown_code"),
    (EVENT, {"source": ""}, "blank"),
]


@pytest.mark.parametrize(("where", "cells", "rule"), RED_LINES)
def test_a_red_line_that_could_never_bind_is_refused(
    spoil: Spoil, refusal: Refusal, where: Cells, cells: Cells, rule: str
) -> None:
    line = spoil("red_lines.csv", where, cells)
    assert refusal() == [("red_lines.csv", line, rule)]


@pytest.mark.parametrize("points", ["0", "-10", "101"])
def test_a_severity_that_deducts_nothing_or_more_than_all_is_refused(
    spoil: Spoil, refusal: Refusal, points: str
) -> None:
    line = spoil("event_severities.csv", {}, {"points": points})
    assert refusal() == [("event_severities.csv", line, "out_of_range")]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3))
def test_a_plain_decimal_is_a_number(value: object) -> None:
    assert is_number(f"{value:f}")


@pytest.mark.parametrize("text", ["", "-", ".", "1e", "one", "1,5", "--1", "1.2.3"])
def test_anything_else_is_none(text: str) -> None:
    assert not is_number(text)
