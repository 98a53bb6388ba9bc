"""The comparison of the two implementations: silent when they agree, exact about where they do not."""

import polars as pl
import pytest

from esg_pipeline.twin import TOLERANCE, disagreements

CELLS = pl.DataFrame(
    [("A", "p1", 80.0), ("A", "p2", 60.0), ("A", "p3", 40.0), ("B", "p1", 90.0)],
    ["issuer_id", "data_point_id", "score"],
    orient="row",
)
UNIVERSE = pl.DataFrame({"issuer_id": ["B", "A", "C"], "industry_code": ["steel", "steel", None]})
POINTS = pl.DataFrame(
    [("p1", "k1", 1.0), ("p2", "k1", 3.0), ("p3", "k2", 2.0), ("p4", "k2", 1.0)],
    ["data_point_id", "key_issue_id", "weight"],
    orient="row",
)
TREE = pl.DataFrame({"key_issue_id": ["k2", "k1"], "theme_id": ["t2", "t1"], "pillar_id": ["G", "E"]})
WEIGHTS = pl.DataFrame(
    [("steel", "k1", 0.25), ("steel", "k2", 0.75), ("banking", "k1", 1.0), ("banking", "k2", 0.0)],
    ["industry_code", "key_issue_id", "weight"],
    orient="row",
)
# By hand: A's k1 = (80 + 3 x 60) / 4 = 65, k2 = 40, total = 65 / 4 + 40 x 3 / 4 = 46.25; B has k1 alone.
NODES = {("A", "1"): 65.0, ("A", "2"): 40.0, ("B", "1"): 90.0}


def level(column: str, names: dict[str, str]) -> pl.DataFrame:
    rows = [(issuer, names[node], score) for (issuer, node), score in NODES.items()]
    return pl.DataFrame(rows, ["issuer_id", column, "score"], orient="row")


def levels(**changed: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {
        "key_issue_score": level("key_issue_id", {"1": "k1", "2": "k2"}),
        "theme_score": level("theme_id", {"1": "t1", "2": "t2"}),
        "pillar_score": level("pillar_id", {"1": "E", "2": "G"}),
        "esg_score": pl.DataFrame({"issuer_id": ["A", "B"], "score": [46.25, 90.0]}),
    } | changed


def found(**changed: pl.DataFrame) -> list[tuple[object, ...]]:
    return disagreements(CELLS, UNIVERSE, POINTS, TREE, WEIGHTS, levels(**changed)).rows()


def test_the_twins_agree_on_a_tree_by_hand() -> None:
    assert found() == []


@pytest.mark.parametrize(("off", "count"), [(0.5 * TOLERANCE, 0), (2 * TOLERANCE, 1), (-1.0, 1)])
def test_a_total_that_is_off_is_named(off: float, count: int) -> None:
    spoilt = pl.DataFrame({"issuer_id": ["A", "B"], "score": [46.25, 90.0 + off]})
    assert found(esg_score=spoilt) == [("esg_score", "B", "", 90.0 + off, 90.0)] * count


def test_a_score_that_only_one_twin_has_is_named() -> None:
    less = levels()["key_issue_score"].filter(pl.col("key_issue_id") != "k2")
    more = pl.concat([levels()["theme_score"], pl.DataFrame({"issuer_id": ["B"], "theme_id": ["t2"], "score": [1.0]})])
    assert found(key_issue_score=less, theme_score=more) == [
        ("key_issue_score", "A", "k2", None, 40.0),
        ("theme_score", "B", "t2", 1.0, None),
    ]


def test_a_missing_number_is_no_agreement() -> None:
    spoilt = pl.DataFrame({"issuer_id": ["A", "B"], "score": [None, 90.0]})
    assert [row[:2] for row in found(esg_score=spoilt)] == [("esg_score", "A")]


def test_nobody_rated_is_agreement() -> None:
    nothing = {name: frame.clear() for name, frame in levels().items()}
    assert disagreements(CELLS.clear(), UNIVERSE, POINTS, TREE, WEIGHTS, nothing).height == 0


def test_an_issuer_outside_the_universe_has_no_weights_and_is_named() -> None:
    only_b = UNIVERSE.filter(pl.col("issuer_id") == "B")
    rows = disagreements(CELLS, only_b, POINTS, TREE, WEIGHTS, levels()).rows()
    assert {(row[1], row[4]) for row in rows} == {("A", None)}
