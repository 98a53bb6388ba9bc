"""`esg review` as a person meets it: what waits, what is kept where, what is refused, and how it says so."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy

import polars as pl
import pytest
from click.testing import CliRunner, Result

from esg_pipeline.cli import esg
from esg_pipeline.cli_review import counted, waiting
from esg_pipeline.reader import PublishedReader
from esg_pipeline.warehouse import Warehouse

pytestmark = pytest.mark.usefixtures("warehouse_of_the_command")
DECISIONS = Path("review") / "decisions.csv"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "store"
    folder.mkdir()
    monkeypatch.setenv("ESG_DATA_DIR", str(folder))
    return folder


def review(*arguments: str | Path) -> Result:
    return CliRunner().invoke(esg, ["review", *map(str, arguments)], prog_name="esg")


def kept(store: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((store / DECISIONS).read_bytes().decode(), newline=""), strict=True))


def first_words(result: Result) -> list[str]:
    return [line.split()[0] for line in result.stdout.splitlines() if line]


def test_the_list_shows_what_waits_the_most_doubtful_first_and_orphans_at_the_end() -> None:
    result = review("list")
    assert (result.exit_code, result.stderr) == (0, "")
    assert first_words(result)[2:6] == ["77ab01cd", "a1b2c3d4", "3fa1c09b", "3fa1c0ff"]
    assert "4 of 4 facts that wait" in result.stdout
    assert "beef0001" not in result.stdout
    assert result.stdout.splitlines()[-1].startswith("  ws_total 2021 in document cdcdcdcdcdcd (reject by A. Reader")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--issuer", "BANKX"], ["a1b2c3d4"]),
        (["--issuer", "bankx"], ["a1b2c3d4"]),
        (["--issuer", "CAPPED"], []),
        (["--limit", "2"], ["77ab01cd", "a1b2c3d4"]),
        (["--decided"], ["beef0001"]),
        (["--decided", "--issuer", "BANKX"], []),
    ],
)
def test_the_list_can_be_narrowed(options: list[str], expected: list[str]) -> None:
    listed = json.loads(review("list", "--json", *options).stdout)
    assert [row["review_id"][:8] for row in listed] == expected
    rows = list(csv.DictReader(io.StringIO(review("list", "--csv", *options).stdout)))
    assert [row["review_id"][:8] for row in rows] == expected
    assert f"{len(expected)} of " in review("list", *options).stdout


def test_the_list_for_machines_is_exact_and_complete() -> None:
    [row] = json.loads(review("list", "--decided", "--json").stdout)
    wanted = {
        "value": 120.0,
        "decided_value": 12.0,
        "decided_at": "2022-06-01T08:30:00",
        "source_path": "documents/abc_report.txt",
    }
    assert {name: row[name] for name in wanted} == wanted
    [same] = csv.DictReader(io.StringIO(review("list", "--decided", "--csv").stdout))
    assert same["comment"] == "'=2+3, a slip of the printer"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["list", "--issuer", "NOBODY"], 1, "issuer 'NOBODY' is not known"),
        (["list", "--json", "--csv"], 2, "exclude each other"),
        (["list", "--limit", "0"], 2, "--limit"),
        (["show", "3fa1c0"], 1, "2 facts have an id that starts with '3fa1c0': give more characters of it"),
        (["show", "dead00"], 1, "no fact has an id that starts with 'dead00': `esg review list` shows the ids"),
        (["show"], 2, "REVIEW_ID"),
        (["accept", "3fa1c09b"], 2, "--by"),
        (["accept", "--by", "A"], 2, "REVIEW_IDS"),
        (["accept", "3fa1c09b", "--by", " "], 1, "3fa1c09b (en_total 2021): say who decides: the name is empty"),
        (["accept", "3fa1c09b", "--by", "A" * 201], 1, "the limit is 200"),
        (["accept", "3fa1c09b", "dead00", "--by", "A"], 1, "no fact has an id"),
        (["reject", "3fa1c0", "--by", "A"], 1, "2 facts"),
        (["correct", "3fa1c09b", "--by", "A"], 2, "--value"),
        (["correct", "3fa1c09b", "--by", "A", "--value", "x"], 1, "3fa1c09b (en_total 2021): 'x' is not a number"),
        (["correct", "3fa1c09b", "--by", "A", "--value", "5", "--unit", "m3"], 1, "unit 'm3' does not fit 'MWh'"),
        (["correct", "77ab01", "--by", "A", "--value", "5"], 1, "'5' is neither 1 (yes) nor 0 (no)"),
        (["correct", "a1b2c3", "--by", "A", "--value", "9"], 1, "level '9' is none of 0, 1, 2, 3"),
        (["import", "nowhere.csv", "--by", "A"], 2, "does not exist"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_and_nothing_is_kept(
    store: Path, arguments: list[str], code: int, words: str
) -> None:
    result = review(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr.splitlines()[-1]
    assert list(store.iterdir()) == []


def test_show_tells_everything_and_json_is_the_row() -> None:
    result = review("show", "3FA1C09B")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "Energy 2021")
    assert "[31m[bold]1,296.4 t" in result.stdout
    assert "\x1b" not in result.stdout
    row = json.loads(review("show", "3fa1c09b", "--json").stdout)
    assert row["quote"] == "Emissions \x1b[31m[bold]1,296.4\u202e t"
    assert (row["kind"], row["canonical_unit"], row["confidence"]) == ("quantitative", "MWh", 0.6251)


def test_accept_and_reject_keep_who_and_when_by_place_in_the_document(store: Path) -> None:
    before = datetime.now(tz=UTC)
    result = review("accept", "3fa1c09b", "77ab01", "--by", "A. Reader")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"Kept 2 decisions in {store / DECISIONS}; the next `esg run` uses them\n"
    result = review("reject", "a1b2c3", "--by", "读者", "--comment", "a target, not a result")
    assert result.stdout == f"Kept 1 decision in {store / DECISIONS}; the next `esg run` uses it\n"
    rows = kept(store)
    assert [(row["data_point_id"], row["decision"], row["decided_by"], row["comment"]) for row in rows] == [
        ("en_total", "accept", "A. Reader", ""),
        ("es_policy", "accept", "A. Reader", ""),
        ("gb_star", "reject", "读者", "a target, not a result"),
    ]
    assert [(row["document_id"], row["char_start"], row["char_end"], row["value"]) for row in rows] == [
        ("cd" * 32, "0", "9", ""),
        ("cd" * 32, "200", "209", ""),
        ("cd" * 32, "300", "309", ""),
    ]
    moments = [datetime.fromisoformat(row["decided_at"]) for row in rows]
    assert all(timedelta(0) <= moment - before < timedelta(minutes=5) for moment in moments)


@pytest.mark.parametrize(
    ("review_id", "options", "value"),
    [
        ("3fa1c09b", ["--value", "1,838", "--unit", "MWh"], "1838.0"),
        ("3fa1c09b", ["--value", "1,838,000 kWh"], "1838.0"),
        ("3fa1c09b", ["--value", "1,838"], "1838.0"),
        ("3fa1c0ff", ["--value=-1.5"], "-1.5"),
        ("77ab01", ["--value", "0"], "0.0"),
        ("77ab01", ["--value", "no"], "0.0"),
        ("a1b2c3", ["--value", "3"], "3.0"),
        ("beef0001", ["--value", "12000", "--unit", "kg"], "12.0"),
    ],
)
def test_a_correction_is_kept_in_the_unit_of_the_data_point(
    store: Path, review_id: str, options: list[str], value: str
) -> None:
    result = review("correct", review_id, *options, "--by", "A", "--comment", "p. 5")
    assert (result.exit_code, result.stderr) == (0, "")
    assert [(row["decision"], row["value"], row["comment"]) for row in kept(store)] == [("correct", value, "p. 5")]


def test_control_characters_never_reach_the_file(store: Path) -> None:
    assert review("accept", "3fa1c09b", "--by", "A\x1b[31m\r\nB", "--comment", "x\u202e\n\x07y").exit_code == 0
    [row] = kept(store)
    assert (row["decided_by"], row["comment"]) == ("A[31m B", "x y")


def test_a_sheet_goes_out_and_its_decisions_come_in(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "waiting.csv"
    result = review("export", "--issuer", "360digitech", "--out", out)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0] == f"Wrote {out}: 3 facts"
    rows = list(csv.DictReader(io.StringIO(out.read_bytes().decode("utf-8-sig"), newline="")))
    said = {"es_policy": {"decision": "accept"}, "en_total": {"decision": "correct", "corrected_value": "1,838,000"}}
    said["en_total"] |= {"corrected_unit": "kWh", "comment": "kWh, not MWh"}
    filled = pl.DataFrame([row | said.get(row["data_point_id"], {}) for row in rows])
    filled.select(reversed(filled.columns)).write_csv(out, include_bom=True, line_terminator="\r\n", separator=";")
    result = review("import", out, "--by", "A. Reader")
    assert (result.exit_code, result.stderr) == (0, "")
    assert [(row["data_point_id"], row["decision"], row["value"], row["comment"]) for row in kept(store)] == [
        ("es_policy", "accept", "", ""),
        ("en_total", "correct", "1838.0", "kWh, not MWh"),
    ]


def test_a_sheet_is_taken_as_a_whole_or_not_at_all(store: Path, tmp_path: Path) -> None:
    review("accept", "a1b2c3", "--by", "A")
    before = (store / DECISIONS).read_bytes()
    out = tmp_path / "waiting.csv"
    header = "review_id,decision,corrected_value,corrected_unit,comment\n"
    for last, words in [
        ("77ab01cd,correct,5,,", "Error: row 3: 77ab01cd (es_policy 2021): '5' is neither"),
        ("dead0000,accept,,,", "Error: row 3: no fact has an id that starts with 'dead0000'"),
        ("3fa1c09b000,reject,,,", "Error: row 3: 3fa1c09b is decided twice, in two ways"),
        ("77ab01cd,correct,,,", "Error: row 3: 77ab01cd (es_policy 2021): a correction needs a value"),
        ("77ab01cd,maybe,,,", "Error: row 3: decision 'maybe'"),
    ]:
        out.write_text(f"{header}3fa1c09b,accept,,,\n{last}\n")
        result = review("import", out, "--by", "A")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith(words)
        assert (store / DECISIONS).read_bytes() == before


def test_a_sheet_without_decisions_is_said_to_be_one(store: Path, tmp_path: Path) -> None:
    review("export", "--out", tmp_path / "a.csv")
    result = review("import", tmp_path / "a.csv", "--by", "A")
    assert (result.exit_code, result.stderr) == (1, "Error: no decision is filled in\n")
    assert list(store.iterdir()) == []


def test_a_sheet_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("work of a day")
    result = review("export", "--out", tmp_path / "a.csv")
    assert result.exit_code == 1
    assert "is there already" in result.stderr
    assert (tmp_path / "a.csv").read_text() == "work of a day"


def test_without_a_store_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESG_DATA_DIR", str(tmp_path / "nowhere"))
    result = review("accept", "3fa1c09b", "--by", "A")
    assert result.exit_code == 1
    assert "point ESG_DATA_DIR at the store" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_before_the_first_run_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path))
    result = review("list")
    assert result.exit_code == 1
    assert "esg run" in result.stderr


def test_where_nothing_waits_no_empty_table_is_drawn(
    small_published_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path(copy(small_published_file, tmp_path / small_published_file.name))
    none = {name: Warehouse(file).read(name).clear() for name in ("core.review_item", "raw.review_decision")}
    Warehouse(file).replace(none)
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path))
    assert review("list").stdout == "0 of 0 facts that wait\n"


def test_what_waits_and_what_was_decided_are_two_halves(small_published_file: Path) -> None:
    items = PublishedReader(small_published_file).review_items(None)
    assert waiting(items).height + waiting(items, decided=True).height == items.height == 5
    assert [counted(number, "fact") for number in (0, 1, 2)] == ["0 facts", "1 fact", "2 facts"]
