"""The descriptor beside exported files: names, types, keys and hashes as the standard has them."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from data_contracts.catalogue import contract
from data_contracts.dictionary import dictionary_rows
from esg_pipeline.data_package import TYPES, data_package, field, resource

WORDS = dictionary_rows()


@pytest.mark.parametrize("kind", ["csv", "json", "parquet", "xlsx"])
def test_a_resource_says_what_its_file_holds(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"mart.bond_rating.{kind}"
    file.write_bytes(b"abc")
    made = resource(file, "mart.bond_rating", 3, WORDS)
    table = contract("mart.bond_rating")
    assert (made["name"], made["path"], made["format"], made["rows"], made["bytes"]) == (
        *("mart.bond_rating", file.name, kind),
        *(3, 3),
    )
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
    assert made["constraints"] == {"required": True}
    assert made["rules"] == ["between 0 and 100"]
    assert made["description"].startswith("Standard score")


def test_the_package_names_the_dates_and_no_clock() -> None:
    made = data_package([], [date(2022, 10, 31), date(2022, 4, 30)])
    assert "2022-04-30, 2022-10-31" in made["description"]
    assert made == data_package([], [date(2022, 10, 31), date(2022, 4, 30)])
    assert "created" not in made
