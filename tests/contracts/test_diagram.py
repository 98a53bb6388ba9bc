"""The entity diagram: the tables it names, the lines between them, nothing over its border."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

from data_contracts.catalogue import STORED_QUERIES, TABLES
from data_contracts.diagram import GAP, HUBS, PLACES, WIDTH, Box, boxes, diagram, joins, line, main, shown
from data_contracts.table import TEXT, Column, Table

DOCS = Path(__file__).resolve().parents[2] / "docs" / "entity_diagram.svg"
TABLES_SHOWN = [table for column in shown() for table in column]


def joined(name: str) -> list[tuple[str, str]]:
    table = {**TABLES, **STORED_QUERIES}[name]
    return [(column, hub.name) for column, hub in joins(table, TABLES_SHOWN)]


def test_the_copy_in_docs_is_up_to_date() -> None:
    assert DOCS.read_text(encoding="utf-8") == diagram(), "run `make docs`"


def test_every_name_has_a_contract_and_stands_once() -> None:
    names = [name for column in PLACES for name in column]
    assert set(names) <= {*TABLES, *STORED_QUERIES}
    assert len(names) == len(set(names))
    assert set(HUBS) <= set(names)


def test_tables_join_by_whole_keys_and_the_shortest_way() -> None:
    assert joined("mart.score_tree") == [("rating_date", "mart.issuer_rating")]
    assert joined("mart.evidence") == [("rating_date", "mart.issuer_rating"), ("observation_id", "core.observation")]
    assert joined("core.extracted_fact") == [
        ("data_point_id", "reference.data_point"),
        ("document_id", "raw.document"),
    ]
    assert joined("reference.key_issue") == []


def test_boxes_lie_apart_and_within_the_picture() -> None:
    root = ET.fromstring(diagram())  # noqa: S314
    _, _, width, height = map(int, root.attrib["viewBox"].split())
    placed = boxes()
    assert {box.table.name for box in placed} == {table.name for table in TABLES_SHOWN}
    for box in placed:
        assert 0 <= box.x <= width - WIDTH
        assert 0 <= box.y <= height - box.height
        assert set(box.table.key) <= set(box.rows)
        for other in placed:
            if other is not box and other.x == box.x:
                assert other.y >= box.y + box.height or box.y >= other.y + other.height


def test_a_line_leaves_and_arrives_at_the_nearer_sides() -> None:
    table = Table("mart.x", "X.", ("issuer_id",), (Column("issuer_id", TEXT, "Issuer.", "A"),))
    left, right = Box(table, 0, 0, ("issuer_id",)), Box(table, WIDTH + GAP, 0, ("issuer_id",))

    def ends(start: Box, end: Box) -> tuple[str, str]:
        numbers = re.findall(r"-?\d+", line(start, "issuer_id", end))
        return numbers[0], numbers[-2]

    assert ends(left, right) == (str(WIDTH), str(WIDTH + GAP))
    assert ends(right, left) == (str(WIDTH + GAP), str(WIDTH))
    assert ends(left, left) == (str(WIDTH), str(WIDTH))


def test_it_can_be_read_without_seeing_it() -> None:
    text = diagram()
    assert 'role="img" aria-label="' in text
    assert text.count("<title>") == len(TABLES_SHOWN) + 1


def test_the_command_writes_the_file(tmp_path: Path) -> None:
    main([str(tmp_path / "new" / "diagram.svg")])
    assert (tmp_path / "new" / "diagram.svg").read_text(encoding="utf-8") == diagram()
