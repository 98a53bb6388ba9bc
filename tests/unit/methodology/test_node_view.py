"""How a node looks: nothing is cut off on a narrow terminal that a person needs, markup is text, CSV is flat."""

from io import StringIO

import pytest
from rich.console import Console

from esg_pipeline.methodology.node_view import csv_table, show_node
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.methodology.show import Node, Section, node, overview

LONG = "A citation that is much too long for a cell of a table on any terminal, and which is therefore a footnote"
SETS = [
    {"industry_code": code, "valid_from": "2018-01-01", "curve": [[0.0, 100.0], [1500.0, 60.0]], "unit": "t"}
    | {"basis": "law", "citation": LONG}
    for code in ("every industry", "steel")
]
POINT = Node("Data point [red]x", {"name": "X", "source": None}, [Section("Value functions", SETS)])


def shown(found: Node, width: int) -> str:
    out = StringIO()
    show_node(Console(file=out, width=width, markup=False), found)
    return out.getvalue()


@pytest.mark.parametrize("width", [80, 100])
def test_anchors_stay_on_a_line_and_citations_go_below(width: int) -> None:
    text = shown(POINT, width)
    assert "0=100, 1,500=60" in text
    assert text.count("[1]") == 3
    assert "".join(text.split()).count("".join(LONG.split())) == 1
    assert "Data point [red]x" in text
    assert "Source" not in text


@pytest.mark.parametrize("width", [80, 100])
def test_ids_headers_and_numbers_of_the_tree_are_whole(width: int) -> None:
    method = load_methodology()
    text = shown(overview(method), width)
    assert max(len(line.rstrip()) for line in text.splitlines()) <= width
    for word in [*method.key_issues["key_issue_id"], "Key issue", "Points", "Least", "Most", "None in"]:
        assert word in text, word


@pytest.mark.parametrize("width", [80, 100])
def test_names_of_data_points_have_room(width: int) -> None:
    method = load_methodology()
    issue = method.key_issues["key_issue_id"][0]
    text = shown(node(method, issue), width)
    assert max(len(line.rstrip()) for line in text.splitlines()) <= width
    for name in method.data_points.filter(key_issue_id=issue)["data_point_id"]:
        assert name in text
    assert ("More columns" in text) == (width < 100)


def test_a_long_fact_goes_on_under_its_own_beginning() -> None:
    text = shown(Node("Red line RL1", {"rule_id": "RL1", "source": LONG}), 60)
    _, first, second, *more = [line.rstrip() for line in text.splitlines()]
    column = first.index("RL1")
    assert (first[:column], second[:column].rstrip()) == ("  Rule    ", "  Source")
    assert more
    assert all(line[:column].strip() == "" for line in more)


def test_csv_has_a_row_per_anchor_or_the_facts() -> None:
    rows, columns = csv_table(POINT)
    assert columns == ["industry_code", "valid_from", "unit", "basis", "citation", "x", "score"]
    assert [(row["industry_code"], row["x"], row["score"]) for row in rows] == [
        *(("every industry", 0.0, 100.0), ("every industry", 1500.0, 60.0)),
        *(("steel", 0.0, 100.0), ("steel", 1500.0, 60.0)),
    ]
    assert csv_table(Node("Red line", {"rule_id": "RL1"})) == ([{"rule_id": "RL1"}], ["rule_id"])
    assert csv_table(Node("Nothing", {}, [Section("None", [])])) == ([], [])
