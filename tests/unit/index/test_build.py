"""A whole index: by hand, what each step changed, and laws that hold for any data and any tree."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.index.build import Built, build, changes, ranked, samples, screened
from esg_pipeline.index.data import Panel
from esg_pipeline.index.model import (
    Aggregate,
    Impute,
    Index,
    Indicator,
    Layout,
    Node,
    Normalise,
    Rounding,
    Screen,
    Weights,
)
from esg_pipeline.index.problems import IndexRefused


def test_a_small_index_by_hand(built_of: Callable[..., Built]) -> None:
    found = built_of()
    assert found.panel.units == ["A", "B", "C"]
    assert found.stages["denominated"]["parks"].tolist() == [1.0, 2.0, 3.0]
    assert found.stages["normalised"]["noise"].tolist() == [100.0, 50.0, 0.0]
    assert list(found.stages) == ["denominated", "imputed", "treated", "normalised"]
    assert found.scored["Green"].score.tolist() == [50.0, 50.0, 50.0]
    assert found.scored["Total"].score.tolist() == [37.5, 50.0, 62.5]
    assert found.ranks["Total"].tolist() == [3.0, 2.0, 1.0]
    assert found.ranks["Green"].tolist() == [1.0, 1.0, 1.0]
    assert (found.effects, found.left_out) == ([], [])


CONFIG = """
unit: town
year: year
indicators:
  parks: {denominate: people}
  noise: {direction: -1}
  schools:
nodes:
  Total: {children: {Green: 3, schools: 1}}
  Green: {children: [parks, noise]}
"""
DATA = "town,year,region,people,parks,noise,schools\n"


def test_gaps_and_outliers_are_noted(built_of: Callable[..., Built]) -> None:
    config = CONFIG + "impute: {method: [group_mean, median], group: region}\ntreat: {method: limits, high: 65}\n"
    data = DATA + "A,2020,n,10,10,50,1\nB,2020,n,10,,60,\nC,2020,w,,30,70,10\nD,2020,s,10,50,65,3\n"
    found = built_of(config, data)
    noted = [(each.step, found.panel.units[each.row], each.indicator, each.after, each.how) for each in found.effects]
    assert noted[0][:3] + noted[0][4:] == ("denominate", "C", "parks", "no denominator")
    assert np.isnan(noted[0][3])
    assert noted[1:] == [
        ("impute", "B", "parks", 1.0, "group_mean"),
        ("impute", "C", "parks", 3.0, "median"),
        ("impute", "B", "schools", 1.0, "group_mean"),
        ("treat", "C", "noise", 65.0, "drawn in to limits"),
    ]


def test_steps_may_come_in_another_order(built_of: Callable[..., Built]) -> None:
    data = DATA + "A,2020,n,10,10,50,0\nB,2020,n,10,20,60,\nC,2020,s,10,30,70,10\n"
    config = CONFIG + "impute: {method: value, value: 5}\n"
    assert built_of(config, data).stages["normalised"]["schools"].tolist() == [0.0, 50.0, 100.0]
    later = built_of("steps: [denominate, normalise, impute]\n" + config, data)
    assert later.stages["imputed"]["schools"].tolist() == [0.0, 5.0, 100.0]
    assert "treated" not in later.stages


def test_years_are_scored_apart_or_together(built_of: Callable[..., Built]) -> None:
    data = DATA + "A,2020,n,1,1,1,0\nB,2020,n,1,2,2,5\nA,2021,n,1,3,3,5\nB,2021,n,1,9,9,10\n"
    assert built_of(CONFIG, data).stages["normalised"]["schools"].tolist() == [0.0, 100.0, 0.0, 100.0]
    together = built_of(CONFIG + "normalise: {over: all}\n", data)
    assert together.stages["normalised"]["schools"].tolist() == [0.0, 50.0, 50.0, 100.0]
    assert together.ranks["Total"].tolist() == [2.0, 1.0, 2.0, 1.0]


def test_a_group_may_be_a_sample_of_its_own(built_of: Callable[..., Built]) -> None:
    data = DATA + "A,2020,n,1,1,1,0\nB,2020,n,1,2,2,5\nC,2020,s,1,3,3,6\nD,2020,s,1,9,9,10\n"
    found = built_of(CONFIG + "normalise: {within: region}\n", data)
    assert found.stages["normalised"]["schools"].tolist() == [0.0, 100.0, 0.0, 100.0]


def test_figures_may_be_rounded_after_a_step(built_of: Callable[..., Built]) -> None:
    data = DATA + "A,2020,n,3,1,50,0\nB,2020,n,3,2,60,1\nC,2020,s,3,4,70,3\n"
    found = built_of(CONFIG + "round: {denominate: 1, normalise: 0}\n", data)
    assert found.stages["denominated"]["parks"].tolist() == [0.3, 0.7, 1.3]
    assert found.stages["normalised"]["parks"].tolist() == [0.0, 40.0, 100.0]


def test_units_with_too_little_are_left_out_before_anything_else(built_of: Callable[..., Built]) -> None:
    data = DATA + "A,2020,n,1,1,1,0\nB,2020,n,1,2,2,5\nC,2020,s,1,,,900\nD,2020,s,1,3,,5\n"
    found = built_of(CONFIG + "screen: {min_share: 0.5}\n", data)
    assert found.panel.units == ["A", "B", "D"]
    assert found.left_out == [("C", "2020", "33% of the indicators of Total are there, less than 50%")]
    assert found.stages["normalised"]["schools"].tolist() == [0.0, 100.0, 100.0]
    assert built_of(CONFIG + "screen: {nodes: {Green: 1}}\n", data).panel.units == ["A", "B"]


def test_a_unit_may_lack_everything(built_of: Callable[..., Built]) -> None:
    found = built_of(CONFIG, DATA + "A,2020,n,1,1,1,0\nB,2020,n,1,2,2,5\nC,2020,s,,,,\n")
    assert np.isnan(found.scored["Total"].score[2])
    assert np.isnan(found.ranks["Total"][2])
    assert found.ranks["Total"][:2].tolist() == [2.0, 1.0]


def test_every_indicator_that_fails_is_named(built_of: Callable[..., Built]) -> None:
    with pytest.raises(IndexRefused) as refused:
        built_of(CONFIG, DATA + "A,2020,n,1,1,1,5\nB,2020,n,1,1,1,5\n")
    assert [str(each).partition(";")[0] for each in refused.value.problems] == [
        f"data.csv:1: all_equal: normalise of {name}: all values are equal, min_max has nothing to go by"
        for name in ("noise", "parks", "schools")
    ]


def test_equal_scores_share_the_better_rank() -> None:
    year = np.array([0, 0, 0, 0, 1])
    scores = np.array([5.0, 7.0, 5.0 + 1e-14, np.nan, 1.0])
    np.testing.assert_array_equal(ranked(scores, year, "high"), [2, 1, 2, np.nan, 1])
    np.testing.assert_array_equal(ranked(scores, year, "low"), [1, 3, 1, np.nan, 1])
    np.testing.assert_array_equal(ranked(np.array([5.04, 5.01]), year[:2], "high", 1), [1, 1])


def test_parts() -> None:
    assert [rows.tolist() for rows in samples(np.array([1, 0]))] == [[False, True], [True, False]]
    before, after = np.array([1.0, np.nan, np.nan]), np.array([2.0, 3.0, np.nan])
    assert [(each.row, each.how) for each in changes("treat", "x", before, after, list("abc"))] == [(0, "a"), (1, "b")]


@st.composite
def indices(draw: st.DrawFn, relative: bool = True) -> tuple[Index, Panel]:
    """An index over a random tree and figures for it; every unit has something."""
    count, units = draw(st.integers(2, 6)), draw(st.integers(3, 6))
    how = Normalise() if relative else Normalise(method="goalposts", low=0.0, high=10.0)
    mean = draw(st.sampled_from(["arithmetic", "geometric", "harmonic", "median", "min"]))
    missing = draw(st.sampled_from(["redistribute_in_proportion", "redistribute_equally"]))
    fill = draw(st.sampled_from([("none",), ("median",)]))
    indicators = {f"i{n}": Indicator(column=f"i{n}", impute=Impute(fill), normalise=how) for n in range(count)}
    waiting, nodes = list(indicators), dict[str, Node]()
    while len(waiting) > 1 or not nodes:
        taken = [waiting.pop(0) for _ in range(min(draw(st.integers(2, 3)), len(waiting)))]
        weights = Weights({child: float(draw(st.integers(1, 4))) for child in taken})
        nodes[f"n{len(nodes)}"] = Node("", weights, Aggregate(mean=mean, missing=missing))
        waiting.append(f"n{len(nodes) - 1}")
    cells = st.integers(0, 10) if fill != ("none",) else st.integers(0, 10) | st.none()
    numbers: dict[str, Any] = {}
    for name in indicators:
        column = [0, 10, *(draw(cells) for _ in range(units - 2))]
        numbers[name] = np.array([np.nan if cell is None else float(cell) for cell in column])
    level = dict.fromkeys(nodes, 1)
    index = Index(Layout(unit="u"), Screen(), Rounding(), indicators, nodes, level)
    names = [f"u{number}" for number in range(units)]
    return index, Panel(names, [""] * units, [""] * units, numbers, {})


def total(index: Index, panel: Panel) -> Any:
    return build(index, panel, "data").scored[index.root].score


@given(indices())
def test_a_total_stays_on_the_scale(case: tuple[Index, Panel]) -> None:
    scores = total(*case)
    known = scores[~np.isnan(scores)]
    assert known.size > 0
    assert ((known >= -1e-9) & (known <= 100 + 1e-9)).all()


@given(indices(), st.randoms(use_true_random=False))
def test_the_order_of_units_changes_nothing(case: tuple[Index, Panel], random: Any) -> None:
    index, panel = case
    places = list(range(len(panel.units)))
    random.shuffle(places)
    np.testing.assert_allclose(total(index, panel.at(places)), total(index, panel)[places], atol=1e-9)


@given(indices())
def test_the_order_of_children_changes_nothing(case: tuple[Index, Panel]) -> None:
    index, panel = case
    turned = {
        name: Node("", Weights(dict(reversed(list(node.weights.base.items())))), node.aggregate)
        for name, node in index.nodes.items()
    }
    other = Index(index.layout, index.screen, index.rounding, index.indicators, turned, index.level)
    np.testing.assert_allclose(total(other, panel), total(index, panel), atol=1e-9)


@given(indices(), st.sampled_from([0.01, 3.0, 1e5]))
def test_the_unit_of_measure_changes_nothing(case: tuple[Index, Panel], factor: float) -> None:
    index, panel = case
    scaled = Panel(panel.units, panel.years, panel.names, {k: v * factor for k, v in panel.numbers.items()}, {})
    np.testing.assert_allclose(total(index, scaled), total(index, panel), atol=1e-6)


@given(indices(relative=False), st.integers(0, 9), st.integers(0, 9), st.floats(0, 5))
def test_a_better_figure_never_lowers_a_total(case: tuple[Index, Panel], row: int, column: int, more: float) -> None:
    index, panel = case
    name = list(index.indicators)[column % len(index.indicators)]
    better = {key: values.copy() for key, values in panel.numbers.items()}
    better[name][row % len(panel.units)] += more
    improved = total(index, Panel(panel.units, panel.years, panel.names, better, {}))
    before = total(index, panel)
    known = ~np.isnan(before)
    assert (improved[known] >= before[known] - 1e-9).all()


@given(indices())
def test_weights_used_sum_to_one_where_there_is_a_score(case: tuple[Index, Panel]) -> None:
    for scored in build(*case, "data").scored.values():
        is_known = ~np.isnan(scored.score)
        np.testing.assert_allclose(scored.used[is_known].sum(axis=1), 1.0, atol=1e-12)
        assert np.isnan(scored.used[~is_known]).all()


@given(indices())
def test_ranks_follow_scores(case: tuple[Index, Panel]) -> None:
    built = build(*case, "data")
    root = case[0].root
    scores, places = built.scored[root].score, built.ranks[root]
    np.testing.assert_array_equal(np.isnan(places), np.isnan(scores))
    order = sorted(zip(places[~np.isnan(places)].tolist(), scores[~np.isnan(scores)].tolist(), strict=True))
    assert all(better[1] >= worse[1] - 1e-9 for better, worse in pairwise(order))


def test_nothing_is_left_out_unless_asked_for(index_of: Callable[[], Index]) -> None:
    panel = Panel(["A"], ["1"], [""], {name: np.array([np.nan]) for name in ("parks", "noise", "schools")}, {})
    kept, left_out = screened(index_of(), panel)
    assert (kept.units, left_out) == (["A"], [])


TWO = "unit: town\nindicators: [parks, noise]\nnodes: {T: {children: [parks, noise]}}\n"
HUGE = [
    ("normalise: {method: min_max}\n", "A,1e308,1\nB,-1e308,2\n"),
    ("normalise: {method: none}\naggregate: {mean: product}\n", "A,1e200,1e200\nB,3,4\n"),
    ("normalise: {method: none}\naggregate: {mean: power, exponent: 1000}\n", "A,10000,2\nB,3,4\n"),
]


@pytest.mark.parametrize(("options", "rows"), HUGE)
def test_figures_too_large_to_compute_with_are_refused(built_of: Callable[..., Built], options: str, rows: str) -> None:
    with pytest.raises(IndexRefused) as caught:
        built_of(TWO + options, "town,parks,noise\n" + rows)
    assert [problem.rule for problem in caught.value.problems] == ["too_large"]


def test_a_quotient_without_end_is_refused(built_of: Callable[..., Built]) -> None:
    config = TWO.replace("[parks, noise]\nnodes", "{parks: {denominate: people}, noise: }\nnodes")
    with pytest.raises(IndexRefused, match="too_large"):
        built_of(config, "town,parks,noise,people\nA,1e300,1,1e-300\nB,1,2,1\n")
