"""Shares of the weight that each node rests on; what is not applicable keeps its weight here, and only here."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

World = Callable[..., pl.DataFrame]
Row = dict[str, Any]
Universe = Callable[[int], dict[str, pl.DataFrame]]
NAME = "score.node_share"
SHARES = ("reported_share", "carried_share", "imputed_share", "not_applicable_share")
POINTS = [
    {"data_point_id": "a1", "key_issue_id": "a", "weight": 1.0},
    {"data_point_id": "a2", "key_issue_id": "a", "weight": 3.0},
    {"data_point_id": "b1", "key_issue_id": "b", "weight": 2.0},
    {"data_point_id": "c1", "key_issue_id": "c", "weight": 1.0},
]
TREE = [
    {"key_issue_id": "a", "theme_id": "t", "pillar_id": "E"},
    {"key_issue_id": "b", "theme_id": "t", "pillar_id": "E"},
    {"key_issue_id": "c", "theme_id": "u", "pillar_id": "S"},
]
WEIGHTS = [{"key_issue_id": issue, "weight": weight} for issue, weight in (("a", 0.5), ("b", 0.3), ("c", 0.2))]
METHODS = {"reported": "value_function", "carried": "carry_forward", "imputed": "prior"}


def cell(data_point_id: str, origin: str = "reported", **other: Any) -> Row:
    return {"data_point_id": data_point_id, "origin": origin, "method": METHODS[origin], **other}


def declared(data_point_id: str, **other: Any) -> Row:
    return {"data_point_id": data_point_id, "state": "not_applicable", "value": None, **other}


def nodes(world: World, cells: list[Row], known: list[Row] | None = None, **tables: list[Row]) -> pl.DataFrame:
    rows = {
        "score.data_point_score": cells,
        "core.known_value": known or [],
        "core.rating_universe": [{}],
        "reference.data_point": POINTS,
        "reference.key_issue": TREE,
        "reference.key_issue_weight": WEIGHTS,
    }
    return world(NAME, rows | {name.replace("__", "."): table for name, table in tables.items()})


def shares(found: pl.DataFrame) -> dict[tuple[str, str], tuple[float, ...]]:
    return {(row[0], row[1]): row[2:] for row in found.select("node_level", "node_id", *SHARES).rows()}


def test_each_level_weighs_its_cells(world: World) -> None:
    found = shares(nodes(world, [cell("a1"), cell("a2", "imputed"), cell("b1", "carried"), cell("c1")]))
    assert found == {
        ("key_issue", "a"): (0.25, 0.0, 0.75, 0.0),
        ("key_issue", "b"): (0.0, 1.0, 0.0, 0.0),
        ("key_issue", "c"): (1.0, 0.0, 0.0, 0.0),
        ("theme", "t"): (0.15625, 0.375, 0.46875, 0.0),
        ("theme", "u"): (1.0, 0.0, 0.0, 0.0),
        ("pillar", "E"): (0.15625, 0.375, 0.46875, 0.0),
        ("pillar", "S"): (1.0, 0.0, 0.0, 0.0),
        ("total", "total"): (0.325, 0.3, 0.375, 0.0),
    }


def test_what_is_declared_not_applicable_keeps_its_weight(world: World) -> None:
    found = shares(nodes(world, [cell("a1"), cell("b1", "imputed"), cell("c1")], [declared("a2")]))
    assert found["key_issue", "a"] == (0.25, 0.0, 0.0, 0.75)
    assert found["theme", "t"] == (0.15625, 0.0, 0.375, 0.46875)
    assert found["total", "total"] == (0.325, 0.0, 0.3, 0.375)


def test_a_key_issue_that_is_not_applicable_as_a_whole_counts_at_every_level(world: World) -> None:
    found = shares(nodes(world, [cell("a1"), cell("a2"), cell("c1")], [declared("b1")]))
    assert found["key_issue", "b"] == (0.0, 0.0, 0.0, 1.0)
    assert found["theme", "t"] == (0.625, 0.0, 0.0, 0.375)
    assert found["pillar", "E"] == (0.625, 0.0, 0.0, 0.375)
    assert found["total", "total"] == (0.7, 0.0, 0.0, 0.3)


def test_the_nominal_weight_is_that_of_the_industry(world: World) -> None:
    found = nodes(world, [cell("a1"), cell("c1")], [declared("b1")])
    weights = {row[0]: row[1] for row in found.select("node_id", "nominal_weight").rows()}
    assert weights == {"a": 0.5, "b": 0.3, "c": 0.2, "t": 0.8, "u": 0.2, "E": 0.8, "S": 0.2, "total": 1.0}


@pytest.mark.parametrize(
    ("applies_to", "tags", "counts"),
    [
        ("all", "listed", True),
        ("listed", "financial|listed", True),
        ("green|listed", "listed", True),
        ("green|listed", "financial", False),
        ("list", "listed", False),
        ("listed", "", False),
    ],
)
def test_a_declaration_counts_only_where_the_data_point_is_asked_for(
    world: World, applies_to: str, tags: str, counts: bool
) -> None:
    points = [{**point, "applies_to": applies_to} for point in POINTS]
    universe = [{"tags": tags}]
    found = nodes(world, [cell("c1")], [declared("a1")], reference__data_point=points, core__rating_universe=universe)
    assert (("key_issue", "a") in shares(found)) is counts
    assert shares(found)["total", "total"][3] == pytest.approx(0.5 / 0.7 if counts else 0.0)


def test_what_has_no_weight_is_left_out(world: World) -> None:
    weights = [{**row, "weight": 0.0 if row["key_issue_id"] == "b" else 0.5} for row in WEIGHTS]
    context = [{**point, "weight": 0.0} if point["data_point_id"] == "a2" else point for point in POINTS]
    found = nodes(
        world,
        [cell("a1"), cell("b1"), cell("c1")],
        [declared("a2")],
        reference__data_point=context,
        reference__key_issue_weight=weights,
    )
    assert ("key_issue", "b") not in shares(found)
    assert set(shares(found).values()) == {(1.0, 0.0, 0.0, 0.0)}


def test_other_dates_and_issuers_out_of_scope_do_not_mix_in(world: World) -> None:
    earlier = date(2022, 4, 30)
    universe = [{}, {"rating_date": earlier}, {"issuer_id": "OUT", "in_scope": False}]
    known = [declared("a2", issuer_id="OUT"), declared("b1", rating_date=earlier)]
    found = nodes(world, [cell("a1"), cell("c1", rating_date=earlier)], known, core__rating_universe=universe)
    assert found["issuer_id"].unique().to_list() == ["360DIGITECH"]
    assert set(shares(found).values()) == {(1.0, 0.0, 0.0, 0.0)}


def test_known_values_that_apply_are_counted_once(world: World) -> None:
    found = shares(nodes(world, [cell("a1"), cell("c1")], [{"data_point_id": "a1"}, {"data_point_id": "a2"}]))
    assert found["key_issue", "a"] == (1.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize("seed", [0, 1])
def test_shares_sum_to_one_on_every_level_of_a_random_universe(universe: Universe, seed: int) -> None:
    tables = universe(seed)
    assert (tables[NAME].select(pl.sum_horizontal(SHARES)).to_series() - 1).abs().max() < 1e-9
    assert (tables[NAME].group_by("node_level").agg(pl.col("not_applicable_share").max() > 0)).to_series(1).all()
    for level in ("key_issue", "theme", "pillar", "esg"):
        scored = tables[f"score.{level}_score"]
        assert (scored.select(pl.sum_horizontal(SHARES)).to_series() - 1).abs().max() < 1e-9
