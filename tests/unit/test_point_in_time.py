"""What was published after a day changes nothing of what is said with the knowledge of that day, whatever it says."""

import csv
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from esg_pipeline import point_in_time
from esg_pipeline.disclosure.archive import extract_store
from esg_pipeline.disclosure.readings import Readings
from esg_pipeline.impact.inputs import DECISIONS, OF_DOCUMENTS, RAW, Source, Tables
from esg_pipeline.impact.shadow import Shadow, shadow_run
from esg_pipeline.ingest.documents import add_document
from esg_pipeline.ingest.store import read_store
from esg_pipeline.ledger import LEDGER, STAMPS
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.methodology.tables import reference_tables
from esg_pipeline.past import PAST
from esg_pipeline.point_in_time import COLUMNS, known_before, narrowed, ratings_as_known, said_before
from esg_pipeline.warehouse import Warehouse

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
DAY, TODAY = date(2022, 10, 31), date(2024, 1, 1)
KNOWN = date(2022, 6, 30)  # between the reports of two issuers
REPORT, NOTICE = "harbour_steel_esg_report_2021.md", "notice.txt"
STEEL = "HARBOUR_STEEL"
CITY = "LINJIANG_UCI"
PENALTY = (
    "2021年3月3日，江州市生态环境局执法人员对临江城市建设投资集团虚构有限公司采样监测，该公司废水总排口化学需氧量浓度为"
    "186mg/L，超过规定的80mg/L限值。2021年4月1日，江州市生态环境局对该公司作出罚款21.6万元的行政处罚决定"
    "（江环罚〔2021〕77号）。\n"
)
LATE = "a_late"
# An issuer whose industry stands in the registry without a date.
UNDATED = {
    "issuer_id": "UNDATED",
    "name": "Undated",
    "is_listed": "true",
    "is_simulated": "true",
    "industry_code": "steel",
}
OF_UNDATED = {"issuer_id": "UNDATED", "bond_id": "UNDATED-01"}
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Told:
    """A store with what a shadow run reads of it, and what it says."""

    store: Path
    method: Methodology
    inputs: Tables
    runs: dict[tuple[date, date], Shadow] = field(default_factory=dict[tuple[date, date], Shadow])

    @property
    def readings(self) -> Path:
        """Where readings of documents are kept."""
        return self.store.parent / "readings"

    def said(self, day: date, known_at: date) -> Shadow:
        """What is said on a rating date with the knowledge of a day."""
        if (day, known_at) not in self.runs:
            self.runs[day, known_at] = shadow_run(self.method, self.inputs, day, known_at)
        return self.runs[day, known_at]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The sample, and a notice of a penalty that no register holds."""
    folder = tmp_path_factory.mktemp("known") / "data"
    shutil.copytree(SAMPLE, folder / "sample")
    file_text(folder, NOTICE, PENALTY, CITY, date(2021, 4, 1))
    write(folder, "undated", "registry/issuers.csv", [UNDATED])
    write(folder, "undated", "registry/bonds.csv", [{**in_file("registry/bonds.csv")[0], **OF_UNDATED}])
    method = load_methodology()
    return Told(folder, method, read(folder, method, folder.parent / "readings"))


def file_text(store: Path, name: str, text: str, issuer_id: str, published: date) -> None:
    paper = store.parent / name
    paper.write_text(text, encoding="utf-8")
    add_document(store, paper, issuer_id=issuer_id, fiscal_year=2021, published_date=published, today=TODAY)


def read(store: Path, method: Methodology, readings: Path) -> Tables:
    """What a shadow run reads."""
    feeds = read_store(store, method, today=TODAY).tables
    papers = [feeds[f"raw.{name}"] for name in ("document", "issuer", "review_decision")]
    found = extract_store(store, papers[0], method, papers[1], papers[2], readings=Readings(readings))
    return {**{name: feeds[name] for name in (*RAW, DECISIONS)}, **{name: found[name] for name in OF_DOCUMENTS}}


def write(store: Path, part: str, name: str, rows: Rows) -> None:
    """A file of a part. `LATE` comes before the other parts: where the first row counts, it is this one."""
    path = store / part / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def in_file(name: str) -> list[dict[str, Any]]:
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


VALUES = in_file("reported/fictional_issuers.csv")
TEXTS = ("0", "1", "1e30", "1e-9", "not applicable", "-", "100")


def late_values(rng: Random, known_at: date) -> Rows:
    """The known rows and others of the same cells, published after the day and saying anything."""
    own = ("issuer_id", "data_point", "dimension", "fiscal_year", "published_date", "source_type")
    rows = [
        {
            **row,
            "value": rng.choice([row["value"], *TEXTS]),
            "fiscal_year": int(row["fiscal_year"]) + rng.choice([0, 0, 0, -1, 1]),
            "published_date": known_at + timedelta(days=rng.randint(1, 400)),
            "source_type": rng.choice(["structured", "document"]),
        }
        for row in VALUES * 2
    ]
    return list({tuple(row[name] for name in own): row for row in rows}.values())


def late_events(inputs: Tables, later: date, *, same_ids: bool) -> Rows:
    """Every event of registers and documents again, and each a hundred times worse."""
    told = (
        inputs["core.document_event"]
        .filter("is_counted")
        .with_columns(
            amount_cny=pl.coalesce("fine_cny", "amount_cny"), event_date=pl.coalesce("event_date", "decision_date")
        )
    )
    columns = ("event_id", "issuer_id", "event_type", "event_date", "amount_cny")
    known = [*inputs["raw.event"].select(columns).to_dicts(), *told.select(columns).to_dicts()]
    again = [{**row, "severity": "severe", "published_date": later, "description": "again"} for row in known]
    return [{**row, "event_id": row["event_id"] if same_ids else f"LATE-{n}"} for n, row in enumerate(again)]


def late_registers(store: Path, later: date) -> None:
    """Bonds under known ids and new ones, and other industries for everybody."""
    bonds, members = in_file("registry/bonds.csv"), in_file("registry/industry_membership.csv")
    end = later + timedelta(days=4000)
    moved = [{**bond, "issue_date": later, "maturity_date": end, "is_lgfv": "true"} for bond in bonds]
    new = [{**bond, "bond_id": f"LATE-{number}", "is_green": "true"} for number, bond in enumerate(moved)]
    write(store, LATE, "registry/bonds.csv", [*moved, *new])
    everybody = [*(row["issuer_id"] for row in members), UNDATED["issuer_id"]]
    other = [{"issuer_id": name, "industry_code": "coal", "valid_from": later, "valid_to": ""} for name in everybody]
    write(store, LATE, "registry/industry_membership.csv", other)


def late_documents(store: Path, later: date) -> None:
    """A report that contradicts the one before by powers of ten, the same bytes again, and the penalty retold."""
    [paper] = (SAMPLE / "documents").glob(f"*{REPORT}")
    text = paper.read_text(encoding="utf-8")
    part = store / LATE
    wrong = text.replace("24,106,500", "24,106,500,000").replace("24,890,200", "24,890").replace("41,870", "41.87")
    assert wrong != text
    file_text(part, "contradiction.md", wrong, STEEL, later)
    file_text(part, "later.txt", f"公告\n{PENALTY}", CITY, later)
    for name in (f"*{REPORT}", f"*{NOTICE}"):
        [known] = store.rglob(f"documents/{name}")
        for found in (known, known.with_name(known.name + ".meta.json")):
            text = found.read_text(encoding="utf-8").replace("2022-04-28", str(later)).replace("2021-04-01", str(later))
            (part / "documents" / found.name).write_text(text, encoding="utf-8")


SAME = ("rating.rating", "rating.contribution", "score.data_point_score", "rating.red_line_hit", "core.known_value")


def assert_the_same(found: Shadow, expected: Shadow) -> None:
    """Every bit of what is said, whatever the order of rows."""
    for name in SAME:
        columns = sorted(expected.tables[name].columns)
        one, other = (run.tables[name].select(columns).sort(columns) for run in (found, expected))
        assert one.equals(other), name


def with_late_rows(store: Path, inputs: Tables, rng: Random, later: date, *, same_ids: bool) -> Path:
    """The store with rows of every kind that were published after `KNOWN`."""
    write(store, LATE, "reported/values.csv", late_values(rng, KNOWN))
    write(store, LATE, "events/events.csv", late_events(inputs, later, same_ids=same_ids))
    late_registers(store, later)
    late_documents(store, later)
    return store


@settings(max_examples=1)
@example(seed=0, days=1, same_ids=True, day=DAY)
@example(seed=1, days=60, same_ids=False, day=KNOWN)
@given(
    seed=st.integers(0, 2**32),
    days=st.integers(1, 200),
    same_ids=st.booleans(),
    day=st.sampled_from([date(2021, 10, 31), KNOWN, DAY]),
)
def test_what_is_published_later_changes_nothing_of_what_was_said(
    told: Told, tmp_path_factory: pytest.TempPathFactory, seed: int, days: int, same_ids: bool, day: date
) -> None:
    store = Path(shutil.copytree(told.store, tmp_path_factory.mktemp("late") / "data"))
    later = KNOWN + timedelta(days=days)
    rng = Random(seed)  # noqa: S311
    more = read(with_late_rows(store, told.inputs, rng, later, same_ids=same_ids), told.method, told.readings)
    assert more["raw.document"].height == told.inputs["raw.document"].height + 2
    assert more["raw.reported_value"].height > 2 * told.inputs["raw.reported_value"].height
    assert_the_same(shadow_run(told.method, more, day, KNOWN), told.said(day, KNOWN))


def test_what_is_published_later_does_change_what_is_said_then(told: Told) -> None:
    """Else the law would say nothing."""
    known, later = told.said(DAY, KNOWN).ratings, told.said(DAY, DAY).ratings
    assert known["issuer_id"].equals(later["issuer_id"])
    moved = known.filter(known["score"] != later["score"])["issuer_id"].to_list()
    assert CITY in moved  # an event of the register was published in between


# The table of the command


@pytest.fixture(scope="module")
def source(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The work file as a run would leave it."""
    work = Warehouse(tmp_path_factory.mktemp("work") / "warehouse.duckdb")
    work.replace({**told.inputs, **reference_tables(told.method)})
    return Source(work, Path("not needed"), TODAY)


def test_with_the_knowledge_of_the_rating_date_nothing_differs_from_what_was_published(
    source: Source, told: Told
) -> None:
    published = told.said(DAY, DAY).ratings
    found = ratings_as_known(told.method, source, published, DAY, DAY)
    assert tuple(found.columns) == COLUMNS
    assert (
        found.select("issuer_id", "grade", "score")
        .sort("issuer_id")
        .equals(published.select("issuer_id", "grade", "score").sort("issuer_id"))
    )
    assert found["is_different"].to_list() == [False] * published.height
    assert found["score"].equals(found["published_score"])
    grades = found["grade"].to_list()
    assert grades[-1] == "NR"
    assert grades.index("NR") == len(grades) - grades.count("NR")


def test_before_anything_was_known_everybody_is_not_rated_and_told_why(source: Source, told: Told) -> None:
    published = told.said(DAY, DAY).ratings
    found = ratings_as_known(told.method, source, published, DAY, date(1990, 1, 1))
    assert sorted(found["issuer_id"]) == sorted(published["issuer_id"])
    assert set(found["grade"]) == {"NR"}
    assert found["not_rated_reason"].str.contains("rule U[46]: ").all()
    assert found["score"].null_count() == found.height
    assert found["industry_name"].null_count() == 0
    rated = set(published.filter(pl.col("grade") != "NR")["issuer_id"])
    assert set(found.filter("is_different")["issuer_id"]) == rated


def test_before_the_first_value_the_coverage_is_the_reason(source: Source, told: Told) -> None:
    found = ratings_as_known(told.method, source, pl.DataFrame(schema=PUBLISHED), DAY, date(2018, 1, 31))
    reasons = found.filter(pl.col("coverage").is_not_null())["not_rated_reason"]
    assert reasons.len() > 5
    assert reasons.str.contains("coverage").all()


PUBLISHED = {"issuer_id": pl.String, "rating_date": pl.Date, "grade": pl.String, "score": pl.Float64}


def test_a_date_that_was_never_published_has_nothing_beside_it(source: Source, told: Told) -> None:
    found = ratings_as_known(told.method, source, pl.DataFrame(schema=PUBLISHED), date(2021, 12, 31), TODAY)
    assert found["issuer_id"].len() > 5
    assert found["is_different"].null_count() == found["published_grade"].null_count() == found.height


# What decisions of the committee look back on


def recorded(grade: str, version: int, day: date, made_by: str) -> dict[str, Any]:
    """A record of HARBOUR_STEEL on `EARLIER`, or on `DAY` where the version is 0."""
    stamps = dict.fromkeys(STAMPS, made_by)
    own = {"issuer_id": STEEL, "rating_date": EARLIER if version else DAY, "version": version or 1, "grade": grade}
    number = {"record_number": version or 1, "recorded_date": day}
    return {**dict.fromkeys(LEDGER), **own, **number, **stamps, "rule_grade": grade, "model_grade": grade}


EARLIER = date(2022, 4, 30)
RECORDS = [
    recorded("BB", 1, date(2022, 11, 2), "one"),
    recorded("BB", 0, date(2022, 11, 2), "one"),
    recorded("C", 2, date(2023, 3, 1), "two"),
]


def test_a_decision_looks_back_on_what_had_been_said_when_the_date_was_rated() -> None:
    ledger = pl.DataFrame(RECORDS, schema=dict(LEDGER))
    rated = [{"issuer_id": STEEL, "rating_date": DAY, **dict.fromkeys(STAMPS, "one")}]
    before = said_before(pl.DataFrame(rated), ledger, DAY)
    assert before.rows() == [(STEEL, EARLIER, "BB", "BB", "BB")]
    never = said_before(pl.DataFrame(rated), ledger, date(2023, 4, 30))
    assert never.filter(rating_date=EARLIER)["grade"].to_list() == ["C"]
    published = pl.DataFrame([{"issuer_id": STEEL, "rating_date": EARLIER, "grade": "C"}])
    assert said_before(published, None, DAY)["grade"].to_list() == ["C"]


def test_a_date_after_the_day_of_knowledge_is_rated_as_known_on_it_before_it_is_looked_back_on(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[date, date, list[date]]] = []

    def rate(_: Methodology, __: Tables, day: date, known_at: date, earlier: pl.DataFrame) -> Shadow:
        asked.append((day, known_at, earlier["rating_date"].to_list()))
        rows = {"issuer_id": [STEEL], "rating_date": [day], "grade": ["AA"], "rule_grade": ["AA"], "model_grade": ["A"]}
        return Shadow(pl.DataFrame(rows), pl.DataFrame())

    monkeypatch.setattr(point_in_time, "shadow_run", rate)
    days = [date(2021, 4, 30), date(2021, 10, 31), EARLIER]
    said = pl.DataFrame([{**dict.fromkeys(PAST, "B"), "rating_date": day} for day in days]).select(PAST)
    decided = {**told.inputs, DECISIONS: pl.DataFrame({"decision_id": ["D-1"]})}
    known = known_before(told.method, decided, said, date(2021, 6, 1))
    assert known.select("rating_date", "grade").rows() == [(days[0], "B"), (days[1], "AA"), (days[2], "AA")]
    assert asked == [(days[1], date(2021, 6, 1), days[:1]), (days[2], date(2021, 6, 1), days[:2])]
    asked.clear()
    assert known_before(told.method, decided, said, EARLIER).equals(said)
    assert known_before(told.method, told.inputs, said, date(1990, 1, 1)).equals(said)
    assert asked == []


def test_real_and_simulated_issuers_and_industries_can_be_told_apart() -> None:
    rows = pl.DataFrame({"industry_code": ["steel", "steel", None], "is_simulated": [True, False, False]})
    assert narrowed(rows, None, None).height == 3
    assert narrowed(rows, "steel", None).height == 2
    assert narrowed(rows, "steel", is_simulated=False).rows() == [("steel", False)]
