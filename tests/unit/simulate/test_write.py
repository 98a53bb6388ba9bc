"""A store is written whole or not at all, and only over a store that the simulator made."""

import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.simulate import write
from esg_pipeline.simulate.write import MARKER, StoreRefused, write_store

Universe = Mapping[str, pl.DataFrame]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_folders_are_those_of_a_store(tmp_path: Path, universe: Universe) -> None:
    write_store(universe, tmp_path / "new" / "store", {"seed": 7})
    files = set(contents(tmp_path / "new" / "store"))
    years = {f"reported/reported_{year}.parquet" for year in universe["reported"]["fiscal_year"].unique()}
    registry = {f"registry/{name}.csv" for name in ("issuers", "bonds", "industry_membership")}
    assert files == years | registry | {"events/events.csv", MARKER}


def test_nothing_is_lost(tmp_path: Path, universe: Universe) -> None:
    write_store(universe, tmp_path / "store")
    rows = pl.read_parquet(tmp_path / "store" / "reported" / "*.parquet")
    assert rows.sort(rows.columns).equals(universe["reported"].sort(rows.columns))
    assert pl.read_csv(tmp_path / "store" / "registry" / "issuers.csv").height == universe["issuers"].height


def test_the_same_frames_give_the_same_bytes(tmp_path: Path, universe: Universe) -> None:
    for name in ("a", "b"):
        write_store(universe, tmp_path / name, {"seed": 7})
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_the_marker_names_the_seed_and_the_parameters(tmp_path: Path, universe: Universe) -> None:
    write_store(universe, tmp_path / "store", {"issuers": 120})
    marker = json.loads((tmp_path / "store" / MARKER).read_text(encoding="utf-8"))
    assert marker["made_by"] == ["Simulated, seed 7"]
    assert marker["parameters"] == {"issuers": 120}
    assert marker["rows"]["issuers"] == 120


def test_an_older_simulated_store_is_replaced_as_a_whole(tmp_path: Path, universe: Universe) -> None:
    write_store(universe, tmp_path / "store")
    (tmp_path / "store" / "reported" / "reported_1999.parquet").write_bytes(b"left over")
    write_store(universe, tmp_path / "store")
    assert "reported/reported_1999.parquet" not in contents(tmp_path / "store")
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_an_empty_folder_may_be_filled(tmp_path: Path, universe: Universe) -> None:
    (tmp_path / "store").mkdir()
    write_store(universe, tmp_path / "store")
    assert (tmp_path / "store" / MARKER).is_file()


def test_a_foreign_folder_is_left_alone(tmp_path: Path, universe: Universe) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(StoreRefused, match="not made by the simulator"):
        write_store(universe, tmp_path / "mine")
    assert contents(tmp_path / "mine") == {"thesis.txt": b"years of work"}


@pytest.mark.parametrize("is_link", [False, True])
def test_a_file_or_a_link_in_the_way_is_left_alone(tmp_path: Path, universe: Universe, is_link: bool) -> None:
    (tmp_path / "elsewhere").mkdir()
    place = tmp_path / "place"
    if is_link:
        place.symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    else:
        place.write_text("mine", encoding="utf-8")
    with pytest.raises(StoreRefused, match="in the way"):
        write_store(universe, place)
    assert place.is_symlink() == is_link
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("had_old", [False, True])
def test_a_failed_write_changes_nothing(
    tmp_path: Path, universe: Universe, monkeypatch: pytest.MonkeyPatch, had_old: bool
) -> None:
    if had_old:
        write_store(universe, tmp_path / "store", {"old": True})
    before = contents(tmp_path)

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(write.json, "dump", full)
    with pytest.raises(OSError, match="no space left"):
        write_store(universe, tmp_path / "store")
    assert contents(tmp_path) == before


def test_a_failed_move_puts_the_old_store_back(
    tmp_path: Path, universe: Universe, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_store(universe, tmp_path / "store", {"old": True})
    before = contents(tmp_path)
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "fresh":
            raise OSError("crossed")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="crossed"):
        write_store(universe, tmp_path / "store")
    monkeypatch.undo()
    assert contents(tmp_path) == before
