"""The descriptor beside exported files: names, types, keys and hashes as the standard has them."""

import hashlib
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data_contracts import table as contracts
from data_contracts.catalogue import contract
from data_contracts.dictionary import dictionary_rows
from esg_pipeline.data_package import (
    OF_A_RATING,
    RATING,
    ROUNDING,
    TYPES,
    constraint,
    data_package,
    field,
    resource,
)

WORDS = dictionary_rows()
FRAME = pl.DataFrame({"bond_id": ["A", "B", "C"], "bond_name": ["", "b", "c"]})


@pytest.mark.parametrize("kind", ["csv", "json", "parquet", "xlsx"])
def test_a_resource_says_what_its_file_holds(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"mart.bond_rating.{kind}"
    file.write_bytes(b"abc")
    made = resource(file, "mart.bond_rating", FRAME, WORDS)
    table = contract("mart.bond_rating")
    assert (made["name"], made["path"], made["format"]) == ("mart.bond_rating", file.name, kind)
    assert (made["type"], made["rows"]) == ("table", 3)
    assert made.get("bytes") == (3 if kind in ("csv", "xlsx") else None)
    assert made["hash"] == f"sha256:{hashlib.sha256(b'abc').hexdigest()}"
    assert made["description"] == table.description
    assert [one["name"] for one in made["schema"]["fields"]] == [column.name for column in table.columns]
    assert sorted(made["schema"]["primaryKey"]) == sorted(table.key)
    assert ("encoding" in made) == (kind in ("csv", "json"))
    assert ("dialect" in made) == (kind == "xlsx")


def test_every_type_of_the_contracts_has_a_word() -> None:
    assert set(WORDS["data_type"]) <= set(TYPES)


def test_a_field_has_its_meaning_and_its_rules() -> None:
    [row] = WORDS.filter(table_name="mart.issuer_rating", column_name="score").to_dicts()
    made = field(row)
    assert made["type"] == "number"
    assert made["constraints"] == {"required": True, "minimum": -ROUNDING, "maximum": 100 + ROUNDING}
    assert "rules" not in made
    assert made["description"].startswith("Standard score")


def test_empty_text_is_allowed_where_a_file_cannot_tell_it_from_a_null(tmp_path: Path) -> None:
    required = {}
    for kind in ("csv", "json"):
        file = tmp_path / f"mart.bond_rating.{kind}"
        file.write_bytes(b"abc")
        schema = resource(file, "mart.bond_rating", FRAME, WORDS)["schema"]
        required[kind] = {one["name"]: one["constraints"]["required"] for one in schema["fields"]}
        assert schema["missingValues"] == ([""] if kind == "csv" else [])
    assert not required["csv"]["bond_name"]
    assert required["csv"]["bond_id"]
    assert required["json"]["bond_name"]


def test_json_without_rows_is_called_no_table(tmp_path: Path) -> None:
    """frictionless finds no head in an empty list and would call the file broken."""
    file = tmp_path / "mart.bond_rating.json"
    file.write_bytes(b"[]")
    made = resource(file, "mart.bond_rating", FRAME.clear(), WORDS)
    assert "type" not in made
    assert "rows" not in made
    assert resource(file, "mart.bond_rating", FRAME, WORDS)["type"] == "table"


def test_rows_lead_to_their_rating_when_it_is_in_the_package(tmp_path: Path) -> None:
    file = tmp_path / "mart.bond_rating.csv"
    file.write_bytes(b"abc")
    [key] = resource(file, "mart.bond_rating", FRAME, WORDS, [RATING, "mart.bond_rating"])["schema"]["foreignKeys"]
    assert key["fields"] == key["reference"]["fields"] == ["issuer_id", "rating_date"]
    assert key["reference"]["resource"] == "mart.issuer_rating"
    assert "foreignKeys" not in resource(file, "mart.bond_rating", FRAME, WORDS, ["mart.bond_rating"])["schema"]
    columns = {name: set(WORDS.filter(table_name=name)["column_name"]) for name in OF_A_RATING}
    assert all({"issuer_id", "rating_date"} <= found for found in columns.values())


@pytest.mark.parametrize(
    ("rule", "kind", "said"),
    [
        ("one of a, b", "string", {"enum": ["a", "b"]}),
        ("matches (?:a|b)+", "string", {"pattern": "(a|b)+"}),
        ("not blank", "string", {"minLength": 1}),
        ("at least 1", "integer", {"minimum": 1}),
        ("at most 1", "number", {"maximum": 1 + ROUNDING}),
        ("between -8 and 8", "integer", {"minimum": -8, "maximum": 8}),
        ("between 1e-06 and 1e+06", "number", {"minimum": 1e-06 - ROUNDING, "maximum": 1e06 + ROUNDING}),
        ("above 0", "number", {}),
    ],
)
def test_a_rule_stands_in_the_words_of_the_standard(rule: str, kind: str, said: dict[str, object]) -> None:
    assert constraint(rule, kind) == said


def test_a_rule_without_words_stays_as_it_is() -> None:
    unsaid = {rule for row in WORDS.to_dicts() for rule in field(row).get("rules", [])}
    assert unsaid == {"above 0"}


def test_bounds_are_as_wide_as_those_of_the_contracts() -> None:
    assert contracts.ROUNDING == ROUNDING


def test_the_package_names_the_dates_and_no_clock() -> None:
    made = data_package([], [date(2022, 10, 31), date(2022, 4, 30)])
    assert "2022-04-30, 2022-10-31" in made["description"]
    assert made == data_package([], [date(2022, 10, 31), date(2022, 4, 30)])
    assert "created" not in made
