"""The data dictionary is the contracts in words, and the copy in docs/ is up to date."""

from pathlib import Path

from data_contracts.catalogue import STORED_QUERIES, TABLES
from data_contracts.dictionary import dictionary, main, row, section
from data_contracts.table import NUMBER, TEXT, Column, Table, between, one_of

DOCS = Path(__file__).resolve().parents[2] / "docs" / "data_dictionary.md"


def test_the_copy_in_docs_is_up_to_date() -> None:
    assert DOCS.read_text(encoding="utf-8") == dictionary(), "run `make docs`"


def test_every_table_and_every_column_is_explained() -> None:
    text = dictionary()
    for table in (*TABLES.values(), *STORED_QUERIES.values()):
        part = text.split(f"\n## {table.name}\n")[1].split("\n## ")[0]
        assert table.description in part
        assert [c.name for c in table.columns if f"\n| `{c.name}` | {c.sql_type} | " not in part] == []


def test_a_column_s_row_names_type_rules_and_example() -> None:
    score = Column("score", NUMBER, "A score.", 71.25, (between(0, 100),))
    assert row(score) == "| `score` | double | A score. | between 0 and 100; not null | `71.25` |"
    tags = Column("tags", TEXT, "Split by |.", None, (one_of(["a", "b"]),), nullable=True)
    assert row(tags) == "| `tags` | varchar | Split by \\|. | one of a, b |  |"


def test_a_section_names_grain_and_partition() -> None:
    column = Column("issuer_id", TEXT, "Issuer.", "A")
    plain = Table("mart.x", "What it is.", ("issuer_id",), (column,))
    assert "One row per `issuer_id`." in section(plain)
    assert "Written per rating date." not in section(plain)
    assert "Written per rating date." in section(Table("mart.x", "X.", ("issuer_id",), (column,), partitioned=True))


def test_the_command_writes_the_file(tmp_path: Path) -> None:
    main([str(tmp_path / "new" / "dictionary.md")])
    assert (tmp_path / "new" / "dictionary.md").read_text(encoding="utf-8") == dictionary()


def test_a_macro_says_how_it_is_asked() -> None:
    asked = "Asked for as `from mart.evidence_as_of(date '2022-12-31')`."
    assert asked in section(STORED_QUERIES["mart.evidence_as_of"])
    assert "Asked for" not in section(STORED_QUERIES["mart.latest_evidence"])
