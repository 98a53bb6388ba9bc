"""Writes a simulated universe as a store: the whole folder or nothing. What is in the tables is decided elsewhere."""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import polars as pl

MARKER = ".simulated.json"
FILES = {
    "issuers": "registry/issuers.csv",
    "bonds": "registry/bonds.csv",
    "industry_membership": "registry/industry_membership.csv",
    "events": "events/events.csv",
}
REPORTED = "reported"


class StoreRefused(ValueError):  # noqa: N818 - named by what happened, like FileRefused
    """The folder is not one that the simulator made, so it is left alone."""


def write_store(frames: Mapping[str, pl.DataFrame], out: Path, parameters: Mapping[str, object] | None = None) -> None:
    """Write what `simulate` returned to a folder: registry/, events/ (CSV), reported/ (a Parquet file per fiscal year).

    The folder is made aside and moved into place in one step; a folder that the simulator made before is replaced. A
    marker file holds the seed, `parameters` and row counts. Raises StoreRefused when anything else is in the way.
    """
    out = out.absolute()
    refuse_foreign(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        fresh = aside / "fresh"
        fill(fresh, frames, dict(parameters or {}))
        if out.is_dir():
            out.rename(aside / "old")
        try:
            fresh.rename(out)
        except OSError:
            bring_back(aside / "old", out)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def refuse_foreign(out: Path) -> None:
    """Raises StoreRefused unless the path is free, an empty folder, or a folder with the simulator's marker."""
    if not out.exists() and not out.is_symlink():
        return
    if out.is_symlink() or not out.is_dir():
        raise StoreRefused(f"{out} is in the way and is not a folder that the simulator made")
    if not (out / MARKER).is_file() and any(out.iterdir()):
        raise StoreRefused(f"{out} was not made by the simulator ({MARKER} is missing), so it is not overwritten")


def bring_back(old: Path, out: Path) -> None:
    """Puts the replaced folder back after a failed move."""
    if old.is_dir():
        old.rename(out)


def fill(folder: Path, frames: Mapping[str, pl.DataFrame], parameters: dict[str, object]) -> None:
    """Writes every table and, last, the marker."""
    for name, file in FILES.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        frames[name].write_csv(path)
    (folder / REPORTED).mkdir()
    for (year,), rows in frames[REPORTED].group_by(["fiscal_year"], maintain_order=True):
        rows.write_parquet(folder / REPORTED / f"reported_{year}.parquet")
    made_by = frames["issuers"]["citation"].unique().sort().to_list()
    marker = {
        "made_by": made_by,
        "parameters": parameters,
        "rows": {name: frame.height for name, frame in frames.items()},
    }
    with (folder / MARKER).open("w", encoding="utf-8") as file:
        json.dump(marker, file, indent=2, sort_keys=True, default=str)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
