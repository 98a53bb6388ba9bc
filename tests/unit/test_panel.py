"""The dense arrays of a rating date: which cells are wanted, who is whose peer, and the way back to a table."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from esg_pipeline.impute import METHODS, Filled
from esg_pipeline.panel import Panel, build_panel, score_table, size_classes

ISSUER_SCHEMA = {
    "issuer_id": pl.String,
    "in_scope": pl.Boolean,
    "industry_code": pl.String,
    "issuer_class": pl.String,
    "tags": pl.String,
    "size_assets_cny_million": pl.Float64,
    "is_simulated": pl.Boolean,
}
KNOWN_SCHEMA = {
    "issuer_id": pl.String,
    "data_point_id": pl.String,
    "value": pl.Float64,
    "state": pl.String,
    "age_years": pl.Int64,
    "observation_id": pl.String,
    "scored_value": pl.Float64,
    "earlier_value": pl.Float64,
    "earlier_age_years": pl.Int64,
    "confidence": pl.Float64,
}
INTERPOLATED_SCHEMA = {
    "issuer_id": pl.String,
    "data_point_id": pl.String,
    "value": pl.Float64,
    "age_years": pl.Int64,
    "is_trial": pl.Boolean,
}
DATA_POINTS = pl.DataFrame(
    {
        "data_point_id": ["p_listed", "p_ghg", "p_green"],
        "key_issue_id": ["board", "ghg", "green"],
        "applies_to": ["listed|financial", "all", "all"],
        "carry_years": [1, 2, 3],
        "weight": [1.0, 1.0, 1.0],
    }
)
WEIGHTS = pl.DataFrame(
    [("steel", "board", 0.4), ("steel", "ghg", 0.6), ("steel", "green", 0.0), ("banking", "green", 1.0)],
    schema=["industry_code", "key_issue_id", "weight"],
    orient="row",
)
Row = dict[str, Any]


def issuer(name: str, **changes: Any) -> Row:
    plain = {
        "issuer_id": name,
        "in_scope": True,
        "industry_code": "steel",
        "issuer_class": "corporate",
        "tags": "industrial|listed",
        "size_assets_cny_million": None,
        "is_simulated": False,
    }
    return {**plain, **changes}


def value(name: str, point: str, number: float | None, **changes: Any) -> Row:
    plain = {
        "issuer_id": name,
        "data_point_id": point,
        "value": number,
        "state": "reported",
        "age_years": 0,
        "observation_id": f"{name}.{point}",
        "scored_value": number,
        "confidence": 1.0,
    }
    return {**plain, **changes}


def known_frame(*rows: Row) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=KNOWN_SCHEMA)


def panel(issuers: list[Row], *known: Row, interpolated: tuple[tuple[str, str, float, int, bool], ...] = ()) -> Panel:
    between = pl.DataFrame(list(interpolated), schema=INTERPOLATED_SCHEMA, orient="row")
    universe = pl.DataFrame(issuers, schema=ISSUER_SCHEMA)
    return build_panel(universe, known_frame(*known), between, DATA_POINTS, WEIGHTS)


def cells(made: Panel, array: Any) -> dict[tuple[str, str], Any]:
    rows = made.issuers["issuer_id"].to_list()
    return {(rows[r], made.data_point_ids[c]): array[r, c].item() for r, c in np.ndindex(array.shape)}


# Building


def test_values_and_ages_stand_in_their_issuer_s_row_and_data_point_s_column() -> None:
    made = panel([issuer("B"), issuer("A")], value("B", "p_ghg", 7.0, age_years=1), value("A", "p_listed", 3.0))
    assert made.newest.values.shape == (2, 3)
    values, ages = cells(made, made.newest.values), cells(made, made.newest.age)
    assert {key: number for key, number in values.items() if not np.isnan(number)} == {
        ("B", "p_ghg"): 7.0,
        ("A", "p_listed"): 3.0,
    }
    assert {key: number for key, number in ages.items() if number} == {("B", "p_ghg"): 1}


def test_what_is_scored_what_was_known_before_and_how_sure_it_is_stand_beside_it() -> None:
    treated = value("A", "p_ghg", 900.0, scored_value=50.0, earlier_value=40.0, earlier_age_years=2, confidence=0.9)
    lines = (("B", "p_ghg", 7.0, 1, False), ("Z", "p_ghg", 1.0, 0, False), ("A", "p_ghg", 30.0, 0, True))
    made = panel([issuer("A"), issuer("B")], treated, interpolated=lines)
    assert cells(made, made.newest.values)["A", "p_ghg"] == 50.0
    assert cells(made, made.earlier.values)["A", "p_ghg"] == 40.0
    assert cells(made, made.earlier.age)["A", "p_ghg"] == 2
    assert cells(made, made.confidence) == {**dict.fromkeys(cells(made, made.confidence), 1.0), ("A", "p_ghg"): 0.9}
    between = cells(made, made.interpolated.values)
    assert {key: number for key, number in between.items() if not np.isnan(number)} == {("B", "p_ghg"): 7.0}
    assert cells(made, made.interpolated.age)["B", "p_ghg"] == 1
    tried = cells(made, made.tried)
    assert {key: number for key, number in tried.items() if not np.isnan(number)} == {("A", "p_ghg"): 30.0}


def test_real_issuers_are_world_0_and_simulated_ones_world_1() -> None:
    assert panel([issuer("A", is_simulated=True), issuer("B")]).world.tolist() == [1, 0]


def test_columns_and_their_limits_stay_together() -> None:
    made = panel([issuer("A")])
    assert dict(zip(made.data_point_ids, made.carry_years.tolist(), strict=True)) == {
        "p_listed": 1,
        "p_ghg": 2,
        "p_green": 3,
    }


def test_who_is_out_of_scope_is_not_in_the_panel() -> None:
    made = panel([issuer("A"), issuer("B", in_scope=False)], value("B", "p_ghg", 1.0))
    assert made.issuers["issuer_id"].to_list() == ["A"]
    assert np.isnan(made.newest.values).all()


def test_a_context_value_has_no_column() -> None:
    assert np.isnan(panel([issuer("A")], value("A", "op_revenue", 5.0)).newest.values).all()


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, {"p_listed", "p_ghg"}),
        ({"tags": "industrial"}, {"p_ghg"}),
        ({"tags": "financial|services"}, {"p_listed", "p_ghg"}),
        ({"tags": ""}, {"p_ghg"}),
        ({"industry_code": "banking"}, {"p_green"}),
        ({"industry_code": "unknown"}, set()),
    ],
)
def test_a_cell_is_wanted_when_it_applies_and_matters(changes: Row, wanted: set[str]) -> None:
    made = panel([issuer("A", **changes)])
    assert {point for (_, point), flag in cells(made, made.wanted).items() if flag} == wanted


def test_not_applicable_takes_a_cell_out_and_zero_does_not() -> None:
    declared = value("A", "p_ghg", None, state="not_applicable")
    made = panel([issuer("A"), issuer("B")], declared, value("B", "p_ghg", 0.0, state="reported_zero"))
    wanted = cells(made, made.wanted)
    assert (wanted["A", "p_ghg"], wanted["B", "p_ghg"]) == (False, True)
    assert cells(made, made.newest.values)["B", "p_ghg"] == 0.0


def test_what_is_not_applicable_to_one_stays_wanted_for_the_rest() -> None:
    made = panel([issuer("A"), issuer("B")], value("A", "p_ghg", None, state="not_applicable"))
    assert cells(made, made.wanted)["B", "p_ghg"]
    assert cells(made, made.wanted)["A", "p_listed"]


def test_the_order_of_rows_changes_nothing() -> None:
    issuers = [issuer("A"), issuer("B", industry_code="banking"), issuer("C")]
    known = [value("A", "p_ghg", 1.0), value("B", "p_green", 2.0), value("C", "p_ghg", 3.0)]
    one, other = panel(issuers, *known), panel(issuers[::-1], *known[::-1])
    np.testing.assert_array_equal(one.newest.values, other.newest.values)
    np.testing.assert_array_equal(one.wanted, other.wanted)
    assert one.industries == other.industries == ["steel", "banking", "steel"]


def test_nobody_in_scope_is_an_empty_panel() -> None:
    made = panel([])
    assert made.newest.values.shape == made.wanted.shape == (0, 3)
    assert [group.shape for group in made.peers.groups] == [(0,)] * 4


# Peers


def together(made: Panel, step: int) -> set[frozenset[str]]:
    """The groups of one step of the ladder, by the ids of their members."""
    numbers = made.peers.groups[step].tolist()
    names = made.issuers["issuer_id"].to_list()
    return {
        frozenset(name for name, other in zip(names, numbers, strict=True) if other == number) for number in numbers
    }


def test_the_ladder_widens_from_industry_class_and_size_to_everybody() -> None:
    made = panel(
        [
            issuer("A", size_assets_cny_million=1.0),
            issuer("B", size_assets_cny_million=2.0),
            issuer("C", issuer_class="lgfv", size_assets_cny_million=3.0),
            issuer("D", industry_code="banking", issuer_class="lgfv"),
        ]
    )
    assert together(made, 0) == {frozenset("A"), frozenset("B"), frozenset("C"), frozenset("D")}
    assert together(made, 1) == {frozenset("ABC"), frozenset("D")}
    assert together(made, 2) == {frozenset("AB"), frozenset("CD")}
    assert together(made, 3) == {frozenset("ABCD")}


@pytest.mark.parametrize("step", range(4))
def test_no_step_mixes_simulated_and_real_issuers(step: int) -> None:
    made = panel([issuer(name, is_simulated=name in "BD") for name in "ABCD"])
    assert together(made, step) == {frozenset("AC"), frozenset("BD")}


def sizes(*assets: float | None, simulated: str = "") -> list[int]:
    flags = [mark == "s" for mark in simulated.ljust(len(assets))]
    frame = {"size_assets_cny_million": pl.Series(assets, dtype=pl.Float64), "is_simulated": flags}
    return size_classes(pl.DataFrame(frame))


@pytest.mark.parametrize(
    ("assets", "expected"),
    [
        ((10.0, 20.0, 30.0), [0, 1, 2]),
        ((60.0, 10.0, 50.0, 20.0, 40.0, 30.0), [2, 0, 2, 0, 1, 1]),
        ((10.0, None, 30.0, 20.0), [0, -1, 2, 1]),
        ((None, None), [-1, -1]),
        ((5.0,), [0]),
        ((), []),
    ],
)
def test_sizes_are_terciles_of_those_who_state_one(assets: tuple[float | None, ...], expected: list[int]) -> None:
    assert sizes(*assets) == expected


def test_simulated_issuers_do_not_move_the_terciles_of_real_ones() -> None:
    real = (10.0, 20.0, 30.0)
    assert sizes(*real, 1.0, 2.0, 3.0, simulated="   sss") == [0, 1, 2, 0, 1, 2]


# Back to a table


def test_only_wanted_cells_become_rows_and_say_how_they_came_about() -> None:
    known = known_frame(
        value("A", "p_ghg", 7.0), value("B", "p_ghg", 9.0, age_years=1), value("C", "p_ghg", 5.0, age_years=9)
    )
    universe = pl.DataFrame([issuer(name, tags="x") for name in "ABC"], schema=ISSUER_SCHEMA)
    made = build_panel(universe, known, pl.DataFrame(schema=INTERPOLATED_SCHEMA), DATA_POINTS, WEIGHTS)
    column = made.data_point_ids.index("p_ghg")
    scores, method, donors = np.full((3, 3), np.nan), np.zeros((3, 3), dtype=np.int64), np.zeros((3, 3), dtype=np.int64)
    scores[:, column] = [70.0, 80.0, 60.0]
    method[:, column] = [0, 1, METHODS.index("median_class")]
    donors[:, column] = [0, 0, 6]
    low, high = scores - 5, scores + 5
    table = score_table(made, Filled(scores, method, donors), low, high, known).sort("issuer_id")
    assert table.select("score_low", "score_high").rows() == [(None, None), (75.0, 85.0), (55.0, 65.0)]
    columns = ["issuer_id", "data_point_id", "score", "origin", "method", "donors", "value", "observation_id"]
    assert table.select(columns).rows() == [
        ("A", "p_ghg", 70.0, "reported", "value_function", None, 7.0, "A.p_ghg"),
        ("B", "p_ghg", 80.0, "carried", "carry_forward", None, 9.0, "B.p_ghg"),
        ("C", "p_ghg", 60.0, "imputed", "median_class", 6, None, None),
    ]


def test_an_empty_panel_is_an_empty_table() -> None:
    made = panel([])
    nothing = Filled(np.empty((0, 3)), np.empty((0, 3), dtype=np.int64), np.empty((0, 3), dtype=np.int64))
    table = score_table(made, nothing, np.empty((0, 3)), np.empty((0, 3)), known_frame())
    assert table.height == 0
    assert {"issuer_id", "data_point_id", "score", "origin", "method", "donors", "is_simulated"} <= set(table.columns)
