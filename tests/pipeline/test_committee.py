"""Whole runs with decisions of a committee: what they change, what stays as it was, and what stops a run."""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from click.testing import CliRunner
from polars.testing import assert_frame_equal

from esg_pipeline import paths
from esg_pipeline.archive import Archive
from esg_pipeline.cli import esg
from esg_pipeline.grade import BEST_TO_WORST
from esg_pipeline.reader import PublishedReader
from esg_pipeline.record_pack import write_record
from esg_pipeline.replay import replay
from tests.pipeline.conftest import APRIL, OCTOBER, Run, run_pipeline

KEY = ["issuer_id", "rating_date"]
UNTOUCHED = [*KEY, "score", "score_reported_only", "coverage", "model_grade", "rule_grade", "cap_rule_id"]
WORSE = dict(pairwise(BEST_TO_WORST))


def file_of(rating: Mapping[str, Any], kind: str, **changed: Any) -> dict[str, Any]:
    """A decision about a rating that keeps every rule, changed."""
    start: date = rating["rating_date"]
    values = {
        "decision_id": f"{kind}-{rating['issuer_id']}",
        "kind": kind,
        "issuer_id": rating["issuer_id"],
        "rating_date": start,
        "model_grade": rating["model_grade"],
        "rule_grade": rating["rule_grade"],
        "decided_grade": WORSE[rating["rule_grade"]] if kind == "override" else None,
        "reason_code": "peer_comparison",
        "reason": "Beside its peers.",
        "evidence": ["Minutes 7"],
        "proposer": "A. Wang",
        "proposed_date": date(2022, 11, 2),
        "approver": "B. Li",
        "decided_date": date(2022, 11, 3),
        "expires_date": date(start.year + 1, start.month, start.day),
    }
    return {key: value for key, value in {**values, **changed}.items() if value is not None}


def put(store: Path, values: Mapping[str, Any]) -> None:
    folder = store / "committee"
    folder.mkdir(exist_ok=True)
    text = yaml.safe_dump({key: str(v) if isinstance(v, date) else v for key, v in values.items()})
    (folder / f"{values['decision_id']}.yaml").write_text(text, encoding="utf-8")


def copied(run: Run, folder: Path) -> Run:
    """The store and the warehouse of a run, to go on with."""
    for name, source in (("data", run.store), ("warehouse", run.folder)):
        shutil.copytree(source, folder / name)
    return Run(run.report, folder / "data", folder / "warehouse")


def plain(run: Run) -> pl.DataFrame:
    return run.published.read("rating.rating").sort(KEY)


@pytest.fixture(scope="module")
def decided(sample_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The sample rated again: an override from April on, a short one that October holds, a withdrawal, a draft."""
    run = copied(sample_run, tmp_path_factory.mktemp("committee"))
    ratings = plain(run)
    both = ratings.filter(pl.col("rule_grade") != "NR", pl.col("rule_grade") != "C")
    april, october = (both.filter(rating_date=day).to_dicts() for day in (APRIL, OCTOBER))
    unmoved = {(rating["issuer_id"], rating["rule_grade"]) for rating in october}
    steady = next(rating for rating in april if (rating["issuer_id"], rating["rule_grade"]) in unmoved)
    others = [rating for rating in october if rating["issuer_id"] != steady["issuer_id"]]
    lowered, held = next((a, o) for o in others for a in april if a["issuer_id"] == o["issuer_id"])
    gone = next(o for o in others if o["issuer_id"] != held["issuer_id"])
    put(run.store, file_of(steady, "override"))
    put(run.store, file_of(lowered, "override", expires_date=date(2022, 6, 30), decision_id="short"))
    put(run.store, file_of(held, "hold", second_approver="C. Zhao"))
    put(run.store, file_of(gone, "withdrawal"))
    put(run.store, file_of(others[-1], "override", decision_id="draft", approver=None, decided_date=None))
    again = run_pipeline(run.store, run.folder, (APRIL, OCTOBER))
    assert again.report.success, again.report.message
    return again


def by_kind(run: Run, day: date) -> dict[str, dict[str, Any]]:
    rows = run.published.read("rating.committee_decision", day)
    return {f"{row['kind']} {row['status']}": row for row in rows.to_dicts()}


def test_decisions_change_grades_and_nothing_that_the_rules_say(sample_run: Run, decided: Run) -> None:
    before, after = plain(sample_run), plain(decided)
    assert_frame_equal(before.select(UNTOUCHED), after.select(UNTOUCHED))
    for table in ("score.esg_score", "rating.contribution", "rating.red_line_hit"):
        same = [decided.published.read(table), sample_run.published.read(table)]
        assert_frame_equal(*same, check_row_order=False)
    moved = after.filter(pl.col("grade") != pl.col("rule_grade"))
    assert moved["decision_id"].null_count() == 0
    assert moved.height >= 2


def test_an_override_goes_on_while_the_rules_say_the_same(decided: Run) -> None:
    lasting = by_kind(decided, OCTOBER)["override in_force"]["decision_id"]
    for day in (APRIL, OCTOBER):
        rows = decided.published.read("rating.committee_decision", day)
        [override] = rows.filter(decision_id=lasting, status="in_force").to_dicts()
        assert override["notches"] == -1
        rating = decided.published.read("rating.rating", day).filter(issuer_id=override["issuer_id"]).to_dicts()[0]
        assert (rating["grade"], rating["decision_id"]) == (override["decided_grade"], override["decision_id"])


def test_a_hold_keeps_what_the_same_run_gave_the_date_before(decided: Run) -> None:
    hold = by_kind(decided, OCTOBER)["hold in_force"]
    ratings = plain(decided).filter(issuer_id=hold["issuer_id"])
    assert ratings["grade"].to_list() == [hold["decided_grade"]] * 2
    assert ratings["rule_grade"].to_list() == [hold["rule_grade"]] * 2
    assert hold["notches"] == -1


def test_a_withdrawal_is_seen_everywhere(decided: Run) -> None:
    issuer = by_kind(decided, OCTOBER)["withdrawal in_force"]["issuer_id"]
    lines = decided.published.read("mart.issuer_rating").filter(issuer_id=issuer, rating_date=OCTOBER)
    [line] = lines.to_dicts()
    assert (line["grade"], line["rule_grade"] != "NR") == ("NR", True)
    assert line["not_rated_reason"].startswith("withdrawn by committee decision withdrawal-")
    assert line["grade_probability"] is None
    bonds = decided.published.read("mart.bond_rating", OCTOBER).filter(issuer_id=issuer)
    assert set(bonds["grade"]) <= {"NR"}


def test_actions_follow_the_grades_that_stand(decided: Run) -> None:
    grades = {(row["issuer_id"], row["rating_date"]): row["grade"] for row in plain(decided).to_dicts()}
    for row in decided.published.read("rating.rating_action").filter(rating_date=OCTOBER).to_dicts():
        now, past = (grades.get((row["issuer_id"], day), "NR") for day in (OCTOBER, APRIL))
        assert (row["grade"] or "NR", row["previous_grade"] or "NR") == (now, past)


def test_what_was_decided_is_counted(decided: Run) -> None:
    found = decided.published.read("mart.override_statistics", OCTOBER)
    assert found["decisions"].sum() == 3
    assert set(found["kind"]) == {"override", "hold", "withdrawal"}
    assert {"override draft", "override expired"} <= set(by_kind(decided, OCTOBER))


def test_the_record_of_a_decided_rating_names_the_people(decided: Run, tmp_path: Path) -> None:
    override = by_kind(decided, OCTOBER)["override in_force"]
    reader = PublishedReader(paths.published_file(decided.folder))
    write_record(reader, override["issuer_id"], OCTOBER, tmp_path)
    record = json.loads((tmp_path / "record.json").read_bytes())
    [one] = [row for row in record["decisions"] if row["decision_id"] == override["decision_id"]]
    assert (one["proposer"], one["approver"], one["evidence"][0]["text"]) == ("A. Wang", "B. Li", "Minutes 7")
    assert "B. Li, 2022-11-03" in (tmp_path / "record.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ([{"approver": "a. WANG"}], (r"committee/d0\.yaml:1: C1: ",)),
        (
            [{"model_grade": "AAA", "rule_grade": None}, {"issuer_id": "NOBODY"}],
            (r"rating\.rating: committee/d0\.yaml on 2022-10-31: C5: ", r"committee/d1\.yaml on 2022-10-31: C9: "),
        ),
    ],
)
def test_decisions_against_the_rules_stop_the_run_and_what_was_published_stays(
    sample_run: Run, tmp_path: Path, wrong: list[dict[str, Any]], words: tuple[str, ...]
) -> None:
    run = copied(sample_run, tmp_path)
    rated = plain(run).filter(pl.col("rule_grade").is_in(list(WORSE)), rating_date=OCTOBER).to_dicts()
    for number, changed in enumerate(wrong):
        put(run.store, file_of(rated[0], "override", decision_id=f"d{number}", **changed))
    published = paths.published_file(run.folder)
    digest = hashlib.sha256(published.read_bytes()).hexdigest()
    refused = run_pipeline(run.store, run.folder, (OCTOBER,))
    assert not refused.report.success
    assert [text for text in words if not re.search(text, refused.report.message)] == [], refused.report.message
    assert hashlib.sha256(published.read_bytes()).hexdigest() == digest


@pytest.mark.slow
def test_a_hold_keeps_what_had_been_said_when_its_earlier_date_is_rated_again(
    decided: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = copied(decided, tmp_path)
    (run.store / "committee" / "short.yaml").unlink()
    again = run_pipeline(run.store, run.folder, (APRIL,))
    assert again.report.success, again.report.message
    held = by_kind(decided, OCTOBER)["hold in_force"]
    now = {row["rating_date"]: row["grade"] for row in plain(again).filter(issuer_id=held["issuer_id"]).to_dicts()}
    assert now[APRIL] != now[OCTOBER] == held["decided_grade"]
    assert replay(again.published, Archive(paths.archive_dir(run.folder)), OCTOBER).differences == []
    monkeypatch.setenv("ESG_DATA_DIR", str(run.store))
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(run.folder))
    asked = ("ratings", "--rating-date", str(OCTOBER), "--known-at", "2022-11-30", "--json")
    known = json.loads(CliRunner().invoke(esg, asked, catch_exceptions=False).stdout)
    assert {row["issuer_id"]: row["grade"] for row in known}[held["issuer_id"]] == held["decided_grade"]
