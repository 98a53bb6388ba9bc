"""A whole store: bad files beside good ones, contracts, order, and that nothing is lost."""

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from data_contracts.catalogue import contract
from data_contracts.raw import TABLES
from esg_pipeline.ingest.committee_files import CommitteeError
from esg_pipeline.ingest.limits import Limits
from esg_pipeline.ingest.store import COLUMNS, KEYS, RawStore, StoreError, read_decisions_again, read_store
from esg_pipeline.methodology.read import load_methodology
from tests.unit.committee_world import FILE

Refused = Callable[[], list[tuple[str, int, str, str]]]
Read = Callable[[], RawStore]
Add = Callable[[str, str], None]
Put = Callable[[str, str | bytes], Path]
TODAY = date(2023, 6, 30)


def files_refused(rows: list[tuple[str, int, str, str]]) -> list[tuple[str, int, str]]:
    return [row[:3] for row in rows]


def test_a_good_store(read: Read, refused: Refused) -> None:
    store = read()
    assert {name: frame.height for name, frame in store.tables.items()} == {
        "raw.issuer": 2,
        "raw.bond": 1,
        "raw.industry_membership": 2,
        "raw.reported_value": 1,
        "raw.event": 1,
        "raw.document": 0,
        "raw.review_decision": 0,
        "raw.committee_decision": 0,
        "raw.rejected_row": 0,
    }
    assert store.rows_read == 6


def test_tables_keep_their_contracts(read: Read, add: Add, put: Put, document: Callable[..., Path]) -> None:
    document("a.txt")
    columns = COLUMNS["raw.review_decision"][:11]
    cells = ["ab" * 32, "1", "2", "waste", "", "2021", "accept", "", "A", "2022-06-01T08:30:00Z", ""]
    put("review/decisions.csv", ",".join(columns) + "\n" + ",".join(cells) + "\n")
    add("reported/values.csv", "A,waste,2021,-1,t,2022-04-30\nA,nothing,x,y,z\n")
    put("committee/d1.yaml", yaml.safe_dump(FILE))
    for name, frame in read().tables.items():
        assert contract(name).violations(frame) == []
        assert frame.height


def test_decisions_know_their_issuer_and_a_wrong_one_stops_the_reading(read: Read, put: Put) -> None:
    put("registry/issuers2.csv", "issuer_id,name,is_listed,is_simulated\nS,Sim,1,1\n")
    for issuer in ("A", "S", "Z"):
        put(f"more/committee/{issuer}.yaml", yaml.safe_dump({**FILE, "decision_id": issuer, "issuer_id": issuer}))
    found = read().tables["raw.committee_decision"].select("issuer_id", "is_simulated")
    assert found.rows() == [("A", False), ("S", True), ("Z", None)]
    put("more/committee/B.yaml", yaml.safe_dump({**FILE, "approver": FILE["proposer"]}))
    with pytest.raises(CommitteeError, match=r"^more/committee/B\.yaml:1: C1: "):
        read()


def test_names_and_keys_are_those_of_the_contracts() -> None:
    promised = {table.name: [column.name for column in table.columns] for table in TABLES}
    assert {table.name: table.key for table in TABLES} == KEYS
    flagged = {
        name: [*columns, "is_simulated"] if name == "raw.event" else columns for name, columns in COLUMNS.items()
    }
    assert {name: promised[name] for name in COLUMNS} == flagged


def test_documents_of_strangers_are_refused_and_others_know_whether_they_are_simulated(
    document: Callable[..., Path], put: Put, folder: Path, read: Read, refused: Refused
) -> None:
    put("registry/issuers2.csv", "issuer_id,name,is_listed,is_simulated\nS,Sim,1,1\n")
    document("a.txt", "a")
    document("s.txt", "s", issuer_id="S")
    document("z.txt", "z", issuer_id="Z")
    assert files_refused(refused()) == [("documents/z.txt", 0, "unknown_issuer")]
    found = read().tables["raw.document"].select("issuer_id", "is_simulated").sort("issuer_id")
    assert found.rows() == [("A", False), ("S", True)]


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("reported/empty.csv", b"", "empty_file"),
        ("reported/torn.parquet", b"PAR1\x15\x04", "bad_parquet"),
        ("events/torn.csv", "event_id\n".encode("utf-16-le"), "bad_encoding"),
        ("events/twice.csv", b"event_id,event_id\n1,2\n", "duplicate_column"),
        ("registry/people.csv", b"name\nx\n", "unsupported_file"),
        ("registry/issuers.xlsx", b"PK", "unsupported_file"),
        ("reported/README.md", b"# Values", "unsupported_file"),
        ("reported/wide.csv", b"," * 1_500, "too_many_columns"),
    ],
)
def test_a_bad_file_is_refused_and_the_others_go_on(
    put: Put, read: Read, refused: Refused, name: str, content: bytes, rule: str
) -> None:
    before = read()
    put(name, content)
    assert files_refused(refused()) == [(name, 0, rule)]
    assert all(read().tables[table].equals(before.tables[table]) for table in COLUMNS)


def test_a_line_that_is_too_long_refuses_its_file_alone(put: Put, folder: Path, method: Any) -> None:
    put("reported/long.csv", b"issuer_id,data_point\n" + b"x" * 2_000)
    store = read_store(folder, method, today=TODAY, limits=Limits(line_bytes=1_000))
    assert store.tables["raw.rejected_row"]["rule"].to_list() == ["line_too_long"]
    assert store.tables["raw.reported_value"].height == 1


def test_links_out_of_the_store_are_not_followed(folder: Path, refused: Refused, tmp_path_factory: Any) -> None:
    outside = tmp_path_factory.mktemp("outside") / "more.csv"
    outside.write_text("issuer_id,data_point,fiscal_year,value,unit,published_date\n")
    (folder / "reported" / "more.csv").symlink_to(outside)
    assert files_refused(refused()) == [("reported/more.csv", 0, "outside_store")]


@pytest.mark.parametrize("form", ["utf-8-sig", "utf-16", "gb18030", ".parquet", ".jsonl"])
def test_other_encodings_and_formats_give_the_same_values(put: Put, folder: Path, read: Read, form: str) -> None:
    places = ["source", "source_sha256"]
    expected = read().tables["raw.reported_value"].drop(places)
    path = folder / "reported/values.csv"
    text = path.read_text(encoding="utf-8")
    frame = pl.read_csv(path, try_parse_dates=True)
    path.unlink()
    if form == ".parquet":
        frame.write_parquet(folder / "reported/values.parquet")
    elif form == ".jsonl":
        frame.write_ndjson(folder / "reported/values.jsonl")
    else:
        put("reported/values.csv", text.encode(form))
    assert read().tables["raw.reported_value"].drop(places).equals(expected)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_and_of_files_changes_nothing(folder: Path, read: Read, add: Add, seed: int) -> None:
    years = range(2010, 2022)
    add("reported/values.csv", "".join(f"{i},women,{y},{y - 2000},%,2022-04-30\n" for i in "ABZ" for y in years))
    add("reported/values.csv", "A,waste,2020,-1,t,2022-04-30\nA,waste,2020,x,t,2022-04-30\n")
    before = read()
    for name in ("registry/issuers.csv", "reported/values.csv"):
        header, *rows = (folder / name).read_text().splitlines()
        random.Random(seed).shuffle(rows)  # noqa: S311 - not about secrets
        (folder / name).write_text("\n".join([header, *rows]))
    after = read()
    places = ["source", "source_sha256", "row_number"]
    for name, frame in before.tables.items():
        plain = frame.drop(places, strict=False)
        assert after.tables[name].drop(places, strict=False).sort(pl.all()).equals(plain.sort(pl.all())), name


def test_nothing_is_lost(folder: Path, read: Read, add: Add) -> None:
    add(
        "reported/values.csv",
        "A,waste,2020,-1,t,2022-04-30\nshort\nA,waste,2021,12.5,t,2022-04-30\n,,,,,\n\nZ,a,b,c,d,e\n",
    )
    add("registry/issuers.csv", 'C,"unclosed,true,\nD,Delta,0,\n')
    store = read()
    rows = {
        (row["source"], row["row_number"])
        for name, frame in store.tables.items()
        if name != "raw.document"
        for row in frame.iter_rows(named=True)
    }
    assert len(rows) == store.rows_read == 6 + 4 + 2
    assert store.tables["raw.rejected_row"].height == 5
    assert store.tables["raw.rejected_row"]["payload"].null_count() == 0


def test_sub_stores_are_read_together_in_the_order_of_their_paths(put: Put, read: Read, refused: Refused) -> None:
    put("more/registry/issuers.csv", "issuer_id,name,is_listed\nA,Again,1\nM,More,1\n")
    ours, theirs = "registry/issuers.csv", "more/registry/issuers.csv"
    found = read().tables["raw.issuer"].select("issuer_id", "name", "source").rows()
    assert found == [("A", "Again", theirs), ("B", "Beta", ours), ("M", "More", theirs)]
    assert files_refused(refused()) == [(ours, 1, "duplicate_key")]


def test_two_readings_are_the_same(read: Read, add: Add) -> None:
    add("reported/values.csv", "A,waste,2020,-1,t,2022-04-30\n")
    first, second = read(), read()
    assert all(first.tables[name].equals(second.tables[name]) for name in first.tables)


@pytest.mark.parametrize("name", ["none", "empty"])
def test_without_a_registry_nothing_can_be_read(tmp_path: Path, method: Any, name: str) -> None:
    (tmp_path / "empty" / "reported").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"ESG_DATA_DIR.*esg simulate.*make run"):
        read_store(tmp_path / name, method, today=TODAY)


def test_the_shipped_method_can_be_read_by(folder: Path, put: Put) -> None:
    put(
        "reported/values.csv",
        "issuer_id,data_point,fiscal_year,value,unit,published_date\nA,ghg_s1,2021,5,kt CO2e,2022-04-30\n",
    )
    put("registry/industry_membership.csv", "issuer_id,industry_code,valid_from,valid_to\n")
    put("events/events.csv", "event_id,issuer_id,event_type,severity,event_date,published_date\n")
    store = read_store(folder, load_methodology(), today=TODAY)
    assert store.tables["raw.rejected_row"].is_empty()
    assert store.tables["raw.reported_value"].select("data_point_id", "value", "unit").rows() == [
        ("ghg_s1", 5.0, "kt CO2e")
    ]


# Decisions again

REVIEW = "document_id,char_start,char_end,data_point_id,dimension,period,decision,value,decided_by,decided_at,comment\n"
ROW = f"{'ab' * 32},1,2,waste,,2021,{{}},,A,2022-06-01T08:30:00Z,\n"


def again(store: Path, kept: RawStore) -> RawStore:
    return read_decisions_again(store, load_methodology(), kept.tables, today=TODAY)


def test_decisions_are_read_again_and_other_rows_stay(tmp_path: Path, read: Read, add: Add, put: Put) -> None:
    add("reported/values.csv", "A,nothing,x,y,z\n")
    put("review/decisions.csv", REVIEW + ROW.format("perhaps"))
    before = read()
    assert before.rows_refused == before.tables["raw.rejected_row"].height == 2
    put("review/decisions.csv", REVIEW + ROW.format("accept"))
    put("part/review/more.csv", REVIEW + ROW.format("never"))
    put("committee/d1.yaml", yaml.safe_dump(FILE))
    put("registry/issuers.csv", "no registry any more")
    after = again(tmp_path, before)
    assert sorted(after.tables) == ["raw.committee_decision", "raw.rejected_row", "raw.review_decision"]
    assert after.tables["raw.review_decision"]["decision"].to_list() == ["accept"]
    assert after.tables["raw.committee_decision"].height == 1
    assert after.tables["raw.rejected_row"]["source"].to_list() == ["part/review/more.csv", "reported/values.csv"]
    assert (after.rows_read, after.rows_refused) == (2, 1)
    for name, frame in after.tables.items():
        assert contract(name).violations(frame) == []


def test_reading_decisions_again_gives_what_reading_everything_gives(tmp_path: Path, read: Read, put: Put) -> None:
    before = read()
    put("review/decisions.csv", REVIEW + ROW.format("accept") + ROW.format("perhaps"))
    put("committee/d1.yaml", yaml.safe_dump(FILE))
    everything = read()
    for name, frame in again(tmp_path, before).tables.items():
        assert frame.equals(everything.tables[name])


def test_a_wrong_decision_file_stops_the_reading_again(tmp_path: Path, read: Read, put: Put) -> None:
    before = read()
    put("committee/d1.yaml", "decision_id: [")
    with pytest.raises(CommitteeError, match=r"committee/d1\.yaml"):
        again(tmp_path, before)
