"""A replay finds every digit that is not derived again, replays each set of inputs, and says what it lacks.

The derivation itself is replaced here by tables at hand; whole pipelines are replayed in tests/pipeline.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from esg_pipeline import replay as module
from esg_pipeline.archive import Archive, ArchiveError
from esg_pipeline.code_hash import code_hash
from esg_pipeline.history import record_versions
from esg_pipeline.impact.shadow import Shadow
from esg_pipeline.ledger import TABLE
from esg_pipeline.replay import KEYS, NAMES, Replayed, ReplayError, replay
from esg_pipeline.warehouse import Warehouse
from tests.unit.past_worlds import DAY, EARLIER, STAMPS, A, B, inputs, keep, more, no_ledger, past, ratings, table

TODAY, NEXT = date(2022, 11, 2), date(2023, 2, 1)
DOWN = {"issuer_id": A, "score": 60.0, "grade": "CC"}
Tables = dict[str, pl.DataFrame]


class Past:
    """A published file with two ratings, the archive behind it, and what a shadow run gives by a set of inputs."""

    def __init__(self, folder: Path) -> None:
        self.world = past(folder)
        self.file = Warehouse(folder / "published.duckdb")
        self.first = keep(self.world.archive, inputs())
        rated = ratings(self.first).with_columns(code_hash=pl.lit(code_hash()))
        self.tables = {name: table(name, [{"issuer_id": A}]) for name in KEYS} | {"rating.rating": rated}
        self.ledger = self.recorded(rated, no_ledger(), TODAY)
        self.gives: dict[str, Tables] = {self.first: self.tables}
        self.asked: list[str] = []
        self.previous = pl.DataFrame()

    def recorded(self, rated: pl.DataFrame, ledger: pl.DataFrame, day: date) -> pl.DataFrame:
        found = record_versions(rated, [DAY], ledger, self.world, {}, day)
        assert found.problems == []
        return found.ledger

    def rate_again(self) -> None:
        """A late event moves A, and B stays as it was."""
        late = keep(self.world.archive, inputs(**more("raw.event", {"issuer_id": A, "event_id": "E2"})))
        rated = ratings(late, DOWN).with_columns(code_hash=pl.lit(code_hash()))
        self.ledger = self.recorded(rated, self.ledger, NEXT)
        self.tables = self.tables | {"rating.rating": rated}
        self.gives[late] = self.tables

    def decide(self) -> None:
        """The same as said from the first, but with a decision among the inputs."""
        self.first = keep(self.world.archive, inputs(raw__committee_decision=[{"issuer_id": A}]))
        rated = self.tables["rating.rating"].with_columns(inputs_hash=pl.lit(self.first))
        self.tables = self.tables | {"rating.rating": rated}
        self.ledger = self.recorded(rated, no_ledger(), TODAY)
        self.gives = {self.first: self.tables}

    def publish(self) -> None:
        self.file.replace({**self.tables, TABLE: self.ledger})

    def run(self, _: object, given: Tables, day: date, previous: pl.DataFrame) -> Shadow:
        [inputs_hash] = [
            name for name in self.gives if given["raw.event"].equals(self.world.archive.inputs(name)["raw.event"])
        ]
        self.asked.append(inputs_hash)
        self.previous = previous
        made = {name: frame.drop(NAMES, strict=False).reverse() for name, frame in self.gives[inputs_hash].items()}
        return Shadow(made["rating.rating"], pl.DataFrame(), made)

    def replay(self, as_of: date | None = None) -> Replayed:
        return replay(self.file, self.world.archive, DAY, as_of)


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Past:
    here = Past(tmp_path)
    monkeypatch.setattr(module, "shadow_run", here.run)
    monkeypatch.setattr(Archive, "methodology", lambda _, sha256: sha256)
    here.publish()
    return here


def test_what_is_derived_again_is_identical(said: Past) -> None:
    found = said.replay()
    assert (found.is_identical, found.ratings, found.notes) == (True, 2, [])
    assert found.made_by == [f"method 1.0 (abababababab), inputs {said.first[:12]}, code {code_hash()[:12]}"]
    assert said.asked == [said.first]


def test_the_hash_follows_what_was_said_and_not_by_which_code(said: Past) -> None:
    before = said.replay().sha256
    said.tables["rating.rating"] = said.tables["rating.rating"].with_columns(code_hash=pl.lit("00" * 32)).reverse()
    said.publish()
    assert said.replay().sha256 == before
    said.rate_again()
    said.publish()
    assert said.replay().sha256 != before


@pytest.mark.parametrize("name", KEYS)
def test_one_digit_less_in_any_table_is_found(said: Past, name: str) -> None:
    frame = said.tables[name]
    numbers = [column for column, dtype in frame.schema.items() if dtype.is_float()]
    column = numbers[0] if numbers else [column for column in frame.columns if column not in (*KEYS[name], *NAMES)][-1]
    is_first = pl.int_range(pl.len()) == 0
    other = pl.col(column) + 1e-9 if numbers else pl.lit(None)
    wrong = frame.with_columns(pl.when(is_first).then(other).otherwise(column).cast(frame.schema[column]).alias(column))
    said.file.replace({name: wrong})
    differences = said.replay().differences
    assert len(differences) == 1
    assert differences[0].startswith(f"{name} {A if name != 'rating.committee_decision' else ''}")
    assert f"{column} " in differences[0]


def test_a_row_too_many_and_a_row_too_few_are_told_apart(said: Past) -> None:
    rated = said.tables["rating.rating"]
    said.file.replace(
        {
            "rating.rating": pl.concat(
                [rated.filter(issuer_id=A), rated.filter(issuer_id=A).with_columns(issuer_id=pl.lit("C"))]
            )
        }
    )
    assert said.replay().differences == [
        f"rating.rating {B}: derived again, but not published",
        "rating.rating C: published, but not derived again",
    ]


def test_each_standing_version_is_replayed_by_its_own_inputs(said: Past) -> None:
    said.rate_again()
    said.publish()
    found = said.replay()
    assert found.is_identical
    assert sorted(said.asked) == sorted(said.gives)
    # B's version stands on the first inputs; what these no longer give is found although B's rating came out right.
    rated = said.gives[said.first]["rating.rating"]
    said.gives[said.first] = {**said.gives[said.first], "rating.rating": rated.with_columns(score=pl.lit(50.0))}
    assert said.replay().differences == [f"rating.rating_version {B}: score 71.25 published, 50.0 derived"]


def test_an_earlier_state_is_replayed_as_it_stood_that_day(said: Past) -> None:
    before = said.replay(TODAY)
    said.rate_again()
    said.publish()
    said.asked.clear()
    then = said.replay(date(2023, 1, 31))
    assert (then.is_identical, then.sha256, said.asked) == (True, before.sha256, [said.first])
    now = said.replay(NEXT)
    assert now.is_identical
    assert now.sha256 != then.sha256


def test_ratings_of_earlier_dates_are_given_as_they_stood(said: Past) -> None:
    earlier = said.ledger.with_columns(rating_date=pl.lit(EARLIER), grade=pl.Series([None, "B"]))
    later = earlier.with_columns(grade=pl.lit("A"), version=pl.lit(2, pl.Int64), recorded_date=pl.lit(NEXT))
    said.file.replace({TABLE: pl.concat([earlier, later, said.ledger])})
    said.replay()
    assert said.previous.is_empty()  # nobody has decided anything, so nobody looks back
    said.decide()
    said.file.replace({TABLE: pl.concat([earlier, later, said.ledger]), "rating.rating": said.tables["rating.rating"]})
    said.replay()
    assert said.previous.select("issuer_id", "rating_date", "grade").rows() == [(B, EARLIER, "B")]


def test_an_edited_ledger_is_a_difference(said: Past) -> None:
    said.file.replace({TABLE: said.ledger.with_columns(detail=pl.lit("nothing happened"))})
    differences = said.replay().differences
    assert [text for text in differences if "is not what was recorded" in text] == list(differences)


def test_other_code_is_said(said: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "code_hash", lambda: "00" * 32)
    [note] = said.replay().notes
    assert note.startswith("the code has changed since")
    assert note.endswith("now 000000000000): differences may be the code's")


def test_what_nothing_is_derived_from_says_so(said: Past) -> None:
    with pytest.raises(ReplayError, match=f"no rating of {EARLIER} is published; there are: {DAY}"):
        replay(said.file, said.world.archive, EARLIER)
    with pytest.raises(ReplayError, match=f"recorded by {DAY}; versions were recorded on: {TODAY}"):
        said.replay(DAY)
    said.world.archive.manifest_file(said.first).unlink()
    with pytest.raises(ArchiveError, match=said.first):
        said.replay()
    said.file.replace({"rating.rating": said.tables["rating.rating"].with_columns(inputs_hash=pl.lit(None, pl.String))})
    with pytest.raises(ReplayError, match="before inputs were archived"):
        said.replay()


def test_a_date_on_which_nobody_is_rated_any_more_is_replayed(said: Past) -> None:
    gone = keep(said.world.archive, inputs(raw__issuer=[], raw__event=[]))
    present = {**STAMPS, "code_hash": code_hash(), "inputs_hash": gone}
    nobody: Callable[[pl.DataFrame], Any] = pl.DataFrame.clear
    found = record_versions(nobody(said.tables["rating.rating"]), [DAY], said.ledger, said.world, present, NEXT)
    said.ledger, said.tables = found.ledger, {name: nobody(frame) for name, frame in said.tables.items()}
    said.gives[gone] = said.tables
    said.publish()
    assert (said.replay().is_identical, said.replay().ratings) == (True, 0)
