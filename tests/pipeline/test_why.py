"""`esg why` over a whole run: it adds up for everybody, agrees with what is published, and shows lines of evidence."""

import csv
import json
import re
from datetime import date
from io import StringIO
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from esg_pipeline import cli
from esg_pipeline.explorer.addresses import Query
from esg_pipeline.explorer.why import why_page
from esg_pipeline.reader import PublishedReader
from esg_pipeline.sql_models import checks
from tests.pipeline.conftest import APRIL, OCTOBER, ROOT, Run


def why(run: Run, *words: str) -> Result:
    # As on a wide terminal, whatever the tests are started from: examples hold whole lines.
    environment = {"ESG_WAREHOUSE_DIR": str(run.folder), "ESG_DATA_DIR": str(run.store), "COLUMNS": "200"}
    return CliRunner(env=environment).invoke(cli.esg, ["why", *words], prog_name="esg")


def told(run: Run, *words: str) -> Any:
    result = why(run, *words, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_the_causes_of_everybody_add_up(report_run: Run) -> None:
    file = report_run.published
    assert file.select(checks()["changes_sum_to_score"]).is_empty()
    causes = file.read("rating.change_attribution")
    assert causes["issuer_id"].n_unique() > 60
    moved = set(causes.filter(pl.col("points") != 0)["cause"])
    assert {"new_facts", "events_new", "events_decayed", "peers", "imputation"} <= moved


def test_facts_of_the_report_are_shown_with_their_line(report_run: Run) -> None:
    result = why(report_run, "360digitech")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "2022-04-30 to 2022-10-31" in result.stdout
    assert "New facts" in result.stdout
    assert "now: 9 persons, reported, fiscal year 2021" in result.stdout
    assert " line 154: " in result.stdout
    assert "The causes add up to the change" in result.stdout


def test_the_explorer_tells_the_same(report_run: Run) -> None:
    made = why_page(PublishedReader(report_run.published.path), Query((("issuer", "360DIGITECH"),)))
    assert "now: 9 persons, reported, fiscal year 2021" in made
    assert "The causes add up to the change" in made


def test_the_example_on_the_page_is_what_the_command_says(sample_run: Run) -> None:
    page = (ROOT / "docs" / "methodology" / "attribution.md").read_text(encoding="utf-8")
    shown = re.findall(r"```text\n(.*?)```", page, re.DOTALL)[-1].splitlines()
    said = why(sample_run, "360DIGITECH").stdout.splitlines()
    assert len(shown) == 7
    assert [line for line in shown if line not in said] == []


def test_the_answer_for_any_pair_is_that_of_the_published_table(report_run: Run) -> None:
    found = told(report_run, "360DIGITECH", "--from", str(APRIL), "--to", str(OCTOBER))
    published = report_run.published.read("rating.change_attribution").filter(issuer_id="360DIGITECH")
    assert {cause["cause"]: cause["points"] for cause in found["causes"]} == dict(
        published.select("cause", "points").iter_rows()
    )
    assert found["points_sum"] == pytest.approx(found["score_change"], abs=1e-9)


def test_going_back_turns_every_sign(report_run: Run) -> None:
    there = told(report_run, "360DIGITECH")
    back = told(report_run, "360DIGITECH", "--from", str(OCTOBER), "--to", str(APRIL))
    points = [[cause["points"] for cause in found["causes"]] for found in (there, back)]
    assert points[0] == [-point for point in points[1]]
    assert back["before"]["rating_date"] == str(OCTOBER)


def test_the_table_for_spreadsheets_has_a_row_per_cause_and_data_point(report_run: Run) -> None:
    rows = list(csv.DictReader(StringIO(why(report_run, "360DIGITECH", "--csv").stdout)))
    board = next(row for row in rows if row["data_point_id"] == "rs_board")
    assert (board["cause"], board["previous_method"], board["value"], board["line"]) == (
        "new_facts",
        "prior",
        "9.0",
        "154",
    )
    change = told(report_run, "360DIGITECH")["score_change"]
    assert sum(float(row["points"]) for row in rows) == pytest.approx(change, abs=1e-9)


def test_what_cannot_be_compared_is_said_in_one_line(sample_run: Run) -> None:
    result = why(sample_run, "360DIGITECH", "--to", str(APRIL))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: 360DIGITECH has no rating before {APRIL}")
    assert why(sample_run, "NOBODY").exit_code != 0
    assert why(sample_run, "360DIGITECH", "--json", "--csv").exit_code == 2


def test_restated_values_of_the_sample_are_in_the_ledger(sample_run: Run) -> None:
    """The exchange published its figures of 2018 and 2019 again in March 2021; the ledger of other dates is without."""
    ledger = sample_run.published.read("rating.restatement")
    assert ledger["rating_date"].is_in([APRIL, OCTOBER]).all()
    assert ledger.filter(pl.col("published_date") <= date(2021, 10, 31)).is_empty()
