"""Configurations: what is read, what goes before what, and every mistake by line and rule in one pass."""

from collections.abc import Callable
from pathlib import Path

import pytest

from esg_pipeline.index.config import read_index
from esg_pipeline.index.model import Index
from esg_pipeline.index.problems import IndexRefused

BASE = """unit: u
normalise: {method: goalposts, low: 0, high: 10, range: [1, 7]}
indicators:
  a: {normalise: {high: 20}}
  b: {normalise: {method: z_score, mean: 50}}
  c:
nodes:
  T: {mean: geometric, children: {G: 2, c: 1}}
  G: {children: [a, b]}
"""


def test_what_is_named_lies_over_what_is_above(index_of: Callable[[str], Index]) -> None:
    index = index_of(BASE)
    a, b, c = (index.indicators[name].normalise for name in "abc")
    assert (a.low, a.high, a.range) == (0.0, 20.0, (1.0, 7.0))
    assert (b.method, b.mean, b.low) == ("z_score", 50.0, None)
    assert (c.low, c.high) == (0.0, 10.0)


def test_a_node_goes_before_its_level_and_that_before_all(index_of: Callable[[str], Index]) -> None:
    text = BASE + "aggregate: {mean: median, min_share: 0.5}\nlevels: {1: {mean: harmonic}}\n"
    index = index_of(text)
    assert [index.nodes[node].aggregate.mean for node in ("T", "G")] == ["geometric", "harmonic"]
    assert index.nodes["G"].aggregate.min_share == 0.5


def test_children_have_weights_one_unless_said(index_of: Callable[[str], Index]) -> None:
    index = index_of(BASE)
    assert index.nodes["T"].weights.base == {"G": 2.0, "c": 1.0}
    assert index.nodes["G"].weights.base == {"a": 1.0, "b": 1.0}


def test_groups_have_the_weights_of_the_node_but_where_they_differ(index_of: Callable[[str], Index]) -> None:
    index = index_of(BASE.replace("{children: [a, b]}", "{children: [a, b], weights_by: {column: s, bank: {a: 0}}}"))
    weights = index.nodes["G"].weights
    assert (weights.column, weights.groups) == ("s", {"bank": {"a": 0.0, "b": 1.0}})
    none = "{children: [a, b], weights_by: {column: s, bank: {a: 0, b: 0}}}"
    index = index_of(BASE.replace("{children: [a, b]}", none))
    assert index.nodes["G"].weights.groups == {"bank": {"a": 0.0, "b": 0.0}}


def test_indicators_may_be_a_list_and_no_is_a_country(index_of: Callable[[str], Index]) -> None:
    index = index_of("unit: u\nindicators: [NO, SE]\nnodes: {T: {children: [NO, SE]}}\n")
    assert list(index.indicators) == ["NO", "SE"]
    assert index.indicators["NO"].column == "NO"


@pytest.mark.parametrize("head", [b"\xef\xbb\xbf", b""])
def test_marks_and_line_ends_change_nothing(tmp_path: Path, head: bytes, index_of: Callable[[str], Index]) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes(head + BASE.replace("\n", "\r\n").encode())
    assert read_index(path) == index_of(BASE)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("unit: u", "title: t", [(1, "missing_option")]),
        ("unit: u", "unit: u\nunits: v", [(2, "unknown_option")]),
        ("unit: u", "unit: [u]", [(1, "bad_value"), (1, "missing_option")]),
        ("unit: u", "unit: u\nsteps: [impute, impute]", [(2, "bad_value")]),
        ("unit: u", "unit: u\nround: {rank: -1}", [(2, "bad_value")]),
        ("unit: u", "unit: u\nscreen: {nodes: {X: 0.5}}", [(2, "unknown_indicator")]),
        ("unit: u", "unit: u\nscreen: {nodes: {T: 5}}", [(2, "bad_value")]),
        ("unit: u", "unit: u\nlevels: {4: {mean: min}}", [(2, "unknown_level")]),
        ("unit: u", "unit: u\nlevels: {2: {mean: maen}}", [(2, "bad_value")]),
        ("unit: u", "unit: u\nimpute: {method: group_mean}", [(2, "missing_option")]),
        ("unit: u", "unit: u\nimpute: {method: none, group: g}", [(2, "unused_option")]),
        ("unit: u", "unit: u\nimpute: 3", [(2, "bad_value")]),
        ("unit: u", "unit: u\ntreat: {method: winsorize}", [(2, "bad_value")]),
        ("unit: u", "unit: u\naggregate: {exponent: 2}", []),
        ("unit: u", "unit: u\naggregate: {mean: power}", [(10, "missing_option")]),
        ("high: 10", "high: 0", [(2, "equal_goalposts")]),
        ("high: 10", "high: -1", [(2, "bad_value")]),
        ("high: 10", "heigh: 10", [(2, "missing_option"), (2, "unknown_option")]),
        ("{high: 20}", "{high: 0}", [(4, "equal_goalposts")]),
        ("{high: 20}", "{high: 20, transform: log}", [(4, "bad_value")]),
        ("{high: 20}", "{high: 20, divisor: n}", [(4, "unused_option")]),
        ("{high: 20}", "{method: anchors}", [(4, "missing_option")]),
        ("{normalise: {high: 20}}", "{impute: {method: value}}", [(4, "missing_option")]),
        ("{normalise: {high: 20}}", "{treat: {method: limits, low: 2, high: 1}}", [(4, "bad_value")]),
        ("{normalise: {high: 20}}", "{direction: down}", [(4, "bad_value")]),
        ("{normalise: {high: 20}}", "5", [(4, "bad_value")]),
        (
            "{normalise: {high: 20}}",
            "{direction: -1, normalise: {method: anchors, anchors: [[0, 0], [1, 1]]}}",
            [(4, "bad_value")],
        ),
        ("  c:\n", "  c:\n  d:\n", [(7, "unused_indicator")]),
        ("  c:\n", "", [(7, "unknown_indicator")]),
        ("  c:\n", "  c:\n  name:\n", [(7, "reserved_id"), (7, "unused_indicator")]),
        ("G: 2, c: 1", "G: 2, c: 1, a: 1", [(4, "two_parents")]),
        ("G: 2, c: 1", "G: 2, c: -1", [(8, "bad_weight")]),
        ("G: 2, c: 1", "G: 0, c: 0", [(8, "bad_weight")]),
        ("G: 2, c: 1", "G: heavy, c: 1", [(8, "bad_weight")]),
        ("G: 2, c: 1", "", [(6, "unused_indicator"), (8, "missing_option"), (9, "several_totals")]),
        ("[a, b]", "[a, a, b]", [(9, "bad_value")]),
        ("[a, b]", "[a, b, T]", [(8, "cycle"), (9, "cycle")]),
        ("[a, b]}", "[a, b], weights_by: {bank: {a: 1}}}", [(9, "missing_option")]),
        ("[a, b]}", "[a, b], weights_by: {column: s, bank: {x: 1}}}", [(9, "unknown_indicator")]),
        ("[a, b]}", "[a, b], normalise: {method: goalposts}}", [(9, "missing_option")]),
        ("[a, b]}", "[a, b], normalise: {center: 5}}", [(9, "unused_option")]),
    ],
)
def test_each_mistake_is_named(
    index_of: Callable[[str], Index], old: str, new: str, expected: list[tuple[int, str]]
) -> None:
    assert old in BASE
    text = BASE.replace(old, new, 1)
    if not expected:
        assert index_of(text)
        return
    with pytest.raises(IndexRefused) as refused:
        index_of(text)
    assert [(each.line, each.rule) for each in refused.value.problems] == expected


def test_all_mistakes_are_named_at_once(index_of: Callable[[str], Index]) -> None:
    text = "unt: u\nimpute: {metod: mean}\nindicators: {a: {direction: 2}}\nnodes: {T: {children: {a: -1}}}\n"
    with pytest.raises(IndexRefused) as refused:
        index_of(text)
    rules = [each.rule for each in refused.value.problems]
    assert rules == ["missing_option", "unknown_option", "unknown_option", "bad_value", "bad_weight"]
    assert "is unit meant?" in str(refused.value)


@pytest.mark.parametrize("text", ["unit: u\n", "unit: u\nindicators: {}\nnodes: {}\n", "unit: u\nnodes: [T]\n"])
def test_an_index_needs_indicators_and_nodes(index_of: Callable[[str], Index], text: str) -> None:
    with pytest.raises(IndexRefused, match="nodes"):
        index_of(text)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").touch()
    with pytest.raises(IndexRefused, match=r"empty\.yaml:1: empty_file"):
        read_index(tmp_path / "empty.yaml")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (BASE.replace("{G: 2, c: 1}", "{G: 1e308, c: 1e308}"), "bad_weight"),
        (BASE + "round: {rank: 400}\n", "bad_value"),
        (BASE + "round: {aggregate: 1000000}\n", "bad_value"),
    ],
)
def test_a_number_that_no_score_survives_is_refused(index_of: Callable[[str], Index], text: str, rule: str) -> None:
    with pytest.raises(IndexRefused) as caught:
        index_of(text)
    assert {problem.rule for problem in caught.value.problems} == {rule}
