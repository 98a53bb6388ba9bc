"""`esg ratings --known-at` on a whole run: what was published, what would have been said before; nothing is written."""

import csv
import io
import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from esg_pipeline import paths
from esg_pipeline.cli import esg
from tests.pipeline.conftest import APRIL, OCTOBER, Run


@pytest.fixture
def asked(sample_run: Run, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`asked(*options)`: the answer of the command on the run of the sample."""
    monkeypatch.setenv("ESG_DATA_DIR", str(sample_run.store))
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(sample_run.folder))

    def ask(*options: str) -> Result:
        result = CliRunner().invoke(esg, ["ratings", *options], prog_name="esg")
        assert result.exit_code == 0, result.output
        return result

    return ask


@pytest.mark.parametrize("day", [APRIL, OCTOBER])
def test_with_the_knowledge_of_the_day_it_is_what_was_published(asked: Any, sample_run: Run, day: Any) -> None:
    files = [paths.warehouse_file(sample_run.folder), paths.published_file(sample_run.folder)]
    before = [file.read_bytes() for file in files]
    known = json.loads(asked("--rating-date", str(day), "--known-at", str(day), "--json").stdout)
    published = json.loads(asked("--rating-date", str(day), "--json").stdout)
    columns = (
        "issuer_id",
        "grade",
        "model_grade",
        "score",
        "coverage",
        "cap_rule_id",
        "not_rated_reason",
        "industry_name",
    )
    assert [[row[name] for name in columns] for row in known] == [[row[name] for name in columns] for row in published]
    assert {row["is_different"] for row in known} == {False}
    assert [file.read_bytes() for file in files] == before


def test_the_newest_date_is_taken_and_everything_can_be_narrowed(asked: Any) -> None:
    rows = list(
        csv.DictReader(io.StringIO(asked("--known-at", "2035-01-01", "--real-only", "--limit", "3", "--csv").stdout))
    )
    assert len(rows) == 3
    assert {(row["rating_date"], row["is_simulated"].lower()) for row in rows} == {(str(OCTOBER), "false")}
    steel = json.loads(asked("--known-at", "2022-06-30", "--industry", "steel", "--json").stdout)
    assert [row["issuer_id"] for row in steel] == ["HARBOUR_STEEL"]


@pytest.mark.parametrize("width", [80, 100, 160])
def test_before_anything_was_published_nobody_is_rated_and_the_table_says_why(
    asked: Any, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    header, _, *rows = asked("--known-at", "1980-01-01").stdout.splitlines()
    assert max(len(line) for line in rows) <= width
    notes = " ".join(line[header.index("Note") :].strip() for line in rows)
    assert notes.count("not in scope with what was known, rule U4: ") >= 12
    assert " ".join(rows).split(" issuers on ")[0].endswith("12 of 12")
