"""Data points, their units and anchors, event types, red lines and labels, each spoilt once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.methodology.check_data_points import curve_problems, is_number
from esg_pipeline.methodology.model import Row

Swap = Callable[[str, str, str], int]
Refusal = Callable[[], list[tuple[str, int, str]]]

DATA_POINTS = [
    (
        "higher_better,market,China Green Bond Principles 2022,all,1.5",
        "higher_better,market,China Green Bond Principles 2022,all,-1.5",
        "negative_weight",
    ),
    (
        "higher_better,market,China Green Bond Principles 2022,all,1.5",
        "higher_better,market,China Green Bond Principles 2022,all,0",
        "weight_and_direction",
    ),
    (
        "tCO2e,context_only,document,HKEX-27 A1.2; HKEX-C2-D28(a); GRI 305-1,all,0",
        "tCO2e,context_only,document,,all,2",
        "weight_and_direction",
    ),
    ("quantitative,%,higher_better,market", "boolean,%,higher_better,market", "kind_and_direction"),
    ("quantitative,%,higher_better,market", "quantitative,furlong,higher_better,market", "unknown_unit"),
    ("quantitative,tCO2e/CNY million,lower_better", "quantitative,tCO2e/furlong,lower_better", "unknown_unit"),
    ("quantitative,%,higher_better,market", "quantity,%,higher_better,market", "unknown_code"),
    (",all,1.5,1\n", ",all,1.5,11\n", "out_of_range"),
    (",all,1.5,1\n", ",all,1.5,a year\n", "bad_number"),
]


@pytest.mark.parametrize(("old", "new", "rule"), DATA_POINTS)
def test_a_data_point_that_contradicts_itself_is_refused(
    swap: Swap, refusal: Refusal, old: str, new: str, rule: str
) -> None:
    line = swap("data_points.csv", old, new)
    assert ("data_points.csv", line, rule) in refusal()


ANCHORS = [
    ("ghg_int_rev,,2018-01-01,0,100,", "ghg_int_rev,,2018-01-01,0,101,", "score_range"),
    ("ghg_int_rev,,2018-01-01,60,60,", "ghg_int_rev,,2018-01-01,60,81,", "not_monotone"),
    ("ghg_int_rev,,2018-01-01,60,60,", "ghg_int_rev,,2018-01-01,10,60,", "duplicate_anchor"),
    ("ghg_int_rev,,2018-01-01,60,60,", "ghg_int_rev,,2018-01-01,sixty,60,", "bad_number"),
    ("ghg_int_rev,,2018-01-01,60,60,industry_practice", "ghg_int_rev,,2018-01-01,60,60,hearsay", "unknown_code"),
    ("ghg_int_rev,,2018-01-01,60,60,", "ghg_int_rev,,1 January 2018,60,60,", "bad_date"),
    ("en_renew_share,,2018-01-01,30,80,", "en_renew_share,,2018-01-01,30,40,", "not_monotone"),
    ("ghg_target,,2018-01-01,1,85,", "ghg_target,,2018-01-01,1,30,", "not_monotone"),
    ("gfa_elim,,2018-01-01,1,10,", "gfa_elim,,2018-01-01,1,90,", "not_monotone"),
]


@pytest.mark.parametrize(("old", "new", "rule"), ANCHORS)
def test_a_wrong_anchor_is_refused(swap: Swap, refusal: Refusal, old: str, new: str, rule: str) -> None:
    line = swap("anchors.csv", old, new)
    assert refusal() == [("anchors.csv", line, rule)]


def test_a_target_range_may_turn_only_once(swap: Swap, refusal: Refusal) -> None:
    line = swap("anchors.csv", "rs_board,,2018-01-01,17,60,", "rs_board,,2018-01-01,17,90,")
    assert refusal() == [("anchors.csv", line, "not_monotone")]


def test_a_boolean_is_scored_at_0_and_1(swap: Swap, refusal: Refusal) -> None:
    line = swap("anchors.csv", "ghg_target,,2018-01-01,1,85,", "ghg_target,,2018-01-01,2,85,")
    assert refusal() == [("anchors.csv", line - 1, "boolean_anchors")]


def test_one_anchor_makes_no_value_function(folder: Path, refusal: Refusal) -> None:
    path = folder / "anchors.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("wa_int_emp,steel,")]
    extra = next(line for line in lines if line.startswith("wa_int_emp,steel,"))
    path.write_text("\n".join([*kept, extra]), encoding="utf-8")
    assert refusal() == [("anchors.csv", len(kept) + 1, "too_few_anchors")]


def test_a_scored_data_point_needs_anchors_for_every_industry(folder: Path, refusal: Refusal) -> None:
    path = folder / "anchors.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith("wa_int_emp,,")), encoding="utf-8")
    data_points = (folder / "data_points.csv").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(data_points, start=1) if text.startswith("wa_int_emp,"))
    assert refusal() == [("data_points.csv", line, "no_anchors")]


def test_the_order_of_anchors_in_the_file_does_not_matter() -> None:
    falling = Row(2, {"data_point_id": "a", "kind": "quantitative", "direction": "lower_better"})
    rows = [Row(3, {"x": 0.0, "score": 100.0}), Row(2, {"x": 5.0, "score": 20.0})]
    assert list(curve_problems("anchors.csv", rows, falling)) == []


def test_an_event_type_feeds_an_event_data_point(swap: Swap, refusal: Refusal) -> None:
    line = swap("event_types.csv", "data_breach,pf_breach,", "data_breach,ghg_s1,")
    named = {(file, rule) for file, _, rule in refusal()}
    assert named == {("event_types.csv", "not_an_event"), ("data_points.csv", "no_event_type")}
    assert ("event_types.csv", line, "not_an_event") in refusal()


RED_LINES = [
    ("RL1,event,bond_default,moderate", "RL1,event,bond_lost,moderate", "unknown_reference"),
    ("RL1,event,bond_default,moderate", "RL1,event,bond_default,dreadful", "unknown_reference"),
    ("RL4,data_point,ao_type,1", "RL4,data_point,ao_lost,1", "unknown_reference"),
    ("RL4,data_point,ao_type,1", "RL4,data_point,ao_type,one", "bad_number"),
    ("RL1,event,bond_default,moderate,C,36", "RL1,event,bond_default,moderate,NR,36", "unknown_code"),
    ("RL1,event,bond_default,moderate,C,36", "RL1,event,bond_default,moderate,C,0", "out_of_range"),
    ("RL1,event,bond_default,moderate", "RL1,rumour,bond_default,moderate", "unknown_code"),
]


@pytest.mark.parametrize(("old", "new", "rule"), RED_LINES)
def test_a_red_line_that_could_never_bind_is_refused(
    swap: Swap, refusal: Refusal, old: str, new: str, rule: str
) -> None:
    line = swap("red_lines.csv", old, new)
    assert refusal() == [("red_lines.csv", line, rule)]


def test_a_label_for_two_data_points_is_refused(folder: Path, refusal: Refusal) -> None:
    path = folder / "labels.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    twin = next(line for line in lines if line.startswith("ghg_s1,,en,")).replace("ghg_s1,", "ghg_s3,").upper()
    path.write_text(
        "\n".join([*lines, "ghg_s3" + twin[len("ghg_s3") :].replace(",EN,", ",en,").replace("ALIAS", "alias")])
    )
    assert refusal() == [("labels.csv", len(lines) + 1, "duplicate_label")]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3))
def test_a_plain_decimal_is_a_number(value: object) -> None:
    assert is_number(f"{value:f}")


@pytest.mark.parametrize("text", ["", "-", ".", "1e", "one", "1,5", "--1", "1.2.3"])
def test_anything_else_is_none(text: str) -> None:
    assert not is_number(text)
