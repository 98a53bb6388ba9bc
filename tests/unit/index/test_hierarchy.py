"""One tree, or every reason why it is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.index.hierarchy import Children, faults, levels

TREE = {"T": ["G", "c"], "G": ["a", "b"]}


def test_a_tree_of_uneven_depth_has_no_fault() -> None:
    assert list(faults(TREE, ["a", "b", "c"])) == []
    assert levels(TREE) == {"G": 1, "T": 2}
    assert list(levels(TREE)) == ["G", "T"]


@pytest.mark.parametrize(
    ("children", "expected"),
    [
        ({"T": ["a", "b", "c", "d"]}, [("T", "unknown_indicator")]),
        ({"T": ["a", "b"]}, [("c", "unused_indicator")]),
        ({"T": ["G", "a", "c"], "G": ["a", "b"]}, [("a", "two_parents")]),
        ({"T": ["a", "b", "c"], "X": ["Y"], "Y": ["X"]}, [("X", "cycle"), ("Y", "cycle")]),
        ({"T": ["T", "a", "b", "c"]}, [("T", "cycle")]),
        ({"T": ["a", "b"], "U": ["c"]}, [("U", "several_totals")]),
        ({"T": ["a", "b", "c"], "a": []}, [("a", "duplicate_id")]),
    ],
)
def test_each_fault_is_named(children: Children, expected: list[tuple[str, str]]) -> None:
    assert [(name, rule) for name, rule, _ in faults(children, ["a", "b", "c"])] == expected


@given(st.lists(st.integers(0, 30), min_size=1, max_size=30))
def test_any_tree_has_children_first_and_the_total_last(parents: list[int]) -> None:
    children: dict[str, list[str]] = {f"n{number}": [f"i{number}"] for number in range(len(parents) + 1)}
    for number, parent in enumerate(parents, start=1):
        children[f"n{parent % number}"].append(f"n{number}")
    assert list(faults(children, [f"i{number}" for number in range(len(children))])) == []
    order = list(levels(children))
    assert order[-1] == "n0"
    assert len(order) == len(children)
    for node, level in levels(children).items():
        below = [child for child in children[node] if child in children]
        assert all(order.index(child) < order.index(node) for child in below)
        assert level == 1 + max((levels(children)[child] for child in below), default=0)


def test_a_very_deep_tree_is_walked_without_recursion() -> None:
    deep = {f"n{number}": [f"n{number + 1}"] for number in range(3000)} | {"n3000": ["a"]}
    assert list(faults(deep, ["a"])) == []
    assert levels(deep)["n0"] == 3001
