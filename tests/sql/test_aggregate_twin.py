"""The SQL of the `score` layer and the arrays of `aggregate` are twins: the same universe, the same scores."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from esg_pipeline.aggregate import Hierarchy, key_issue_scores, total_scores
from esg_pipeline.sql_models import load_model
from esg_pipeline.warehouse import Warehouse

DAY = date(2022, 10, 31)
LEVELS = ("score.key_issue_score", "score.theme_score", "score.pillar_score", "score.esg_score")
SHARES = ("reported_share", "carried_share", "imputed_share", "not_applicable_share")
INDUSTRIES = ("banking", "steel")
ISSUES, POINTS, ISSUERS = 9, 25, 12


class World:
    """A small random universe: every issuer has a wanted data point, every data point a key issue."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.issuers = [f"I{number:02}" for number in range(ISSUERS)]
        self.industry = self.random.integers(0, len(INDUSTRIES), ISSUERS)
        self.issue_of = self.random.integers(0, ISSUES, POINTS)
        self.point_weight = self.random.integers(1, 6, POINTS).astype(float)
        raw = np.where(self.random.random((2, ISSUES)) < 0.25, 0.0, self.random.random((2, ISSUES)))
        raw[:, self.issue_of[0]] = 0.5
        self.issue_weight = raw / raw.sum(axis=1, keepdims=True)
        applies = self.random.random((ISSUERS, POINTS)) < 0.6
        applies[:, 0] = True
        # Also cells of key issues that are irrelevant to the industry: both twins must leave them out.
        self.wanted = applies
        self.scores = np.where(self.wanted, self.random.random((ISSUERS, POINTS)) * 100, np.nan)
        self.imputed = self.random.random((ISSUERS, POINTS)) < 0.4
        self.imputed[0] = True
        self.carried = ~self.imputed & (self.random.random((ISSUERS, POINTS)) < 0.3)
        self.declared = ~self.wanted & (self.random.random((ISSUERS, POINTS)) < 0.7)

    @property
    def hierarchy(self) -> Hierarchy:
        return Hierarchy(self.point_weight, self.issue_of, self.issue_weight[self.industry])

    @property
    def origins(self) -> np.ndarray:
        known = np.where(self.carried, "carried", "reported")
        return np.where(self.wanted, np.where(self.imputed, "imputed", known), "not_applicable")

    def tables(self) -> dict[str, pl.DataFrame]:
        themes = [number // 2 for number in range(ISSUES)]
        issues = [f"k{number}" for number in range(ISSUES)]
        row, column = np.nonzero(self.wanted)
        issue_table = {
            "key_issue_id": issues,
            "theme_id": [f"t{theme}" for theme in themes],
            "pillar_id": ["ESG"[theme % 3] for theme in themes],
        }
        weights = [
            (code, issues[k], self.issue_weight[n, k]) for n, code in enumerate(INDUSTRIES) for k in range(ISSUES)
        ]
        cells = {
            "issuer_id": [self.issuers[number] for number in row],
            "rating_date": [DAY] * len(row),
            "data_point_id": [f"p{number}" for number in column],
            "score": self.scores[row, column],
            "origin": self.origins[row, column].tolist(),
            "is_simulated": [False] * len(row),
        }
        universe = {
            "issuer_id": self.issuers,
            "rating_date": [DAY] * ISSUERS,
            "industry_code": [INDUSTRIES[number] for number in self.industry],
            "tags": ["listed"] * ISSUERS,
            "in_scope": [True] * ISSUERS,
            "is_simulated": [False] * ISSUERS,
        }
        row, column = np.nonzero(self.declared)
        declared = {
            "issuer_id": [self.issuers[number] for number in row],
            "rating_date": [DAY] * len(row),
            "data_point_id": [f"p{number}" for number in column],
            "state": ["not_applicable"] * len(row),
        }
        points = {
            "data_point_id": [f"p{number}" for number in range(POINTS)],
            "key_issue_id": [issues[number] for number in self.issue_of],
            "weight": self.point_weight,
            "applies_to": ["all"] * POINTS,
        }
        return {
            "score.data_point_score": pl.DataFrame(cells).sample(fraction=1.0, shuffle=True, seed=1),
            "core.known_value": pl.DataFrame(declared),
            "core.rating_universe": pl.DataFrame(universe),
            "reference.key_issue": pl.DataFrame(issue_table),
            "reference.data_point": pl.DataFrame(points),
            "reference.key_issue_weight": pl.DataFrame(
                weights, schema=["industry_code", "key_issue_id", "weight"], orient="row"
            ),
        }


def run(world: World, folder: Path) -> Warehouse:
    """The warehouse with every level of the score layer built by its model."""
    warehouse = Warehouse(folder / "warehouse.duckdb")
    warehouse.replace(world.tables())
    for name in ("score.node_share", *LEVELS):
        warehouse.replace({name: warehouse.select(load_model(name).query, {"rating_date": DAY})})
    return warehouse


@pytest.fixture(scope="module", params=range(4))
def twins(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Warehouse]:
    world = World(request.param)
    return world, run(world, tmp_path_factory.mktemp("twin"))


def by_issuer(warehouse: Warehouse, column: str) -> dict[str, float | None]:
    return dict(warehouse.read("score.esg_score").select("issuer_id", column).rows())


def test_totals_agree(twins: tuple[World, Warehouse]) -> None:
    world, warehouse = twins
    totals = total_scores(world.scores, world.wanted, world.hierarchy)
    found = by_issuer(warehouse, "score")
    assert found == {
        issuer: pytest.approx(total, abs=1e-9) for issuer, total in zip(world.issuers, totals, strict=True)
    }


def test_key_issues_and_their_weights_agree(twins: tuple[World, Warehouse]) -> None:
    world, warehouse = twins
    means, weights = key_issue_scores(world.scores, world.wanted, world.hierarchy)
    table = warehouse.read("score.key_issue_score")
    found = {(row[0], row[1]): row[2:] for row in table.select("issuer_id", "key_issue_id", "score", "weight").rows()}
    expected = {
        (world.issuers[row], f"k{issue}"): pytest.approx((means[row, issue], weights[row, issue]), abs=1e-9)
        for row, issue in zip(*np.nonzero(weights > 0), strict=True)
    }
    assert found == expected


def test_reported_only_is_the_total_of_what_was_not_imputed(twins: tuple[World, Warehouse]) -> None:
    world, warehouse = twins
    shown = world.wanted & ~world.imputed
    found = by_issuer(warehouse, "score_reported_only")
    coverage = by_issuer(warehouse, "coverage")
    assert found[world.issuers[0]] is None
    assert coverage[world.issuers[0]] == 0.0
    for row, issuer in enumerate(world.issuers[1:], start=1):
        total, share = reported_only(world, row, shown)
        assert coverage[issuer] == pytest.approx(share, abs=1e-9)
        assert found[issuer] == (None if total is None else pytest.approx(total, abs=1e-9))


def reported_only(world: World, row: int, shown: np.ndarray) -> tuple[float | None, float]:
    """Score from reported cells alone and the share of weight they stand for, level by level in plain loops.

    A node without any reported cell leaves the mean of its parent; weights are those of the full score.
    """
    _, weights = key_issue_scores(world.scores, world.wanted, world.hierarchy)
    nodes: list[tuple[int, float, float | None, float]] = []
    for issue in np.nonzero(weights[row] > 0)[0]:
        mine = (world.issue_of == issue) & world.wanted[row]
        seen = mine & shown[row]
        share = world.point_weight[seen].sum() / world.point_weight[mine].sum()
        mean = float(np.average(world.scores[row, seen], weights=world.point_weight[seen])) if seen.any() else None
        nodes.append((int(issue), float(weights[row, issue]), mean, float(share)))
    coverage = sum(weight * share for _, weight, _, share in nodes)
    for parent in (lambda issue: issue // 2, lambda theme: theme % 3, lambda _: 0):
        nodes = [merged(number, group) for number, group in grouped(nodes, parent).items()]
    return nodes[0][2], coverage


def grouped(nodes: list, parent) -> dict[int, list]:  # noqa: ANN001
    groups: dict[int, list] = {}
    for node in nodes:
        groups.setdefault(parent(node[0]), []).append(node)
    return groups


def merged(number: int, group: list) -> tuple[int, float, float | None, float]:
    """One level up: all the weight of the children, the mean of those that have a score."""
    seen = [(weight, mean) for _, weight, mean, _ in group if mean is not None]
    total = sum(weight for _, weight, _, _ in group)
    mean = sum(weight * mean for weight, mean in seen) / sum(weight for weight, _ in seen) if seen else None
    return number, total, mean, 0.0


@pytest.mark.parametrize("level", LEVELS)
def test_weights_and_shares_of_each_level_sum_to_one(twins: tuple[World, Warehouse], level: str) -> None:
    _, warehouse = twins
    table = warehouse.read(level)
    sums = table.group_by("issuer_id").agg(pl.col("weight").sum())["weight"]
    assert sums.to_list() == pytest.approx([1.0] * ISSUERS, abs=1e-12)
    shares = table.select(pl.sum_horizontal(SHARES)).to_series()
    assert shares.to_list() == pytest.approx([1.0] * table.height, abs=1e-9)


def test_inside_a_key_issue_coverage_is_what_is_known_of_what_applies(twins: tuple[World, Warehouse]) -> None:
    _, warehouse = twins
    table = warehouse.read("score.key_issue_score")
    known = table["reported_share"] + table["carried_share"]
    assert (known - table["coverage"] * (1 - table["not_applicable_share"])).abs().max() < 1e-9
    assert table["not_applicable_share"].max() > 0


def test_shares_of_the_total_weigh_each_cell_as_if_nothing_had_been_redistributed(
    twins: tuple[World, Warehouse],
) -> None:
    world, warehouse = twins
    found = warehouse.read("score.esg_score").sort("issuer_id").select(SHARES)
    for row, shares in enumerate(found.iter_rows()):
        assert shares == pytest.approx(total_shares(world, row), abs=1e-9)


def total_shares(world: World, row: int) -> list[float]:
    """Shares of an issuer's total weight in plain loops; also a key issue that is not applicable as a whole counts."""
    weight: dict[str, float] = dict.fromkeys(SHARES, 0.0)
    for issue in range(ISSUES):
        asked = (world.issue_of == issue) & (world.wanted[row] | world.declared[row])
        for point in np.flatnonzero(asked):
            inside = world.point_weight[point] / world.point_weight[asked].sum()
            share = f"{world.origins[row, point]}_share"
            weight[share] += float(world.issue_weight[world.industry[row], issue] * inside)
    return [weight[share] / sum(weight.values()) for share in SHARES]


def test_another_rating_date_is_left_alone(tmp_path: Path) -> None:
    world = World(0)
    warehouse = run(world, tmp_path)
    for name in ("score.node_share", *LEVELS):
        assert warehouse.select(load_model(name).query, {"rating_date": date(2022, 4, 30)}).height == 0
