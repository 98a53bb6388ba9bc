"""The archive beside the warehouse: inputs and versions of the method by the hash of their content, written once.

Nothing in it is ever changed or removed here. What its inputs say of a changed rating is history_causes.py.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import cast

import polars as pl
from polars.exceptions import PolarsError

from esg_pipeline.methodology.model import Methodology, MethodologyError
from esg_pipeline.methodology.read import file_names, folder_hash, load_methodology

KEPT = {"table_name": pl.String(), "rows": pl.Int64(), "table_hash": pl.String(), "inputs_hash": pl.String()}
UNFINISHED = ".new"  # how hidden names end that are not yet what they are to be


class ArchiveError(RuntimeError):
    """What is asked for is not in the archive, or is damaged."""


@dataclass(frozen=True)
class Archive:
    """`tables/<hash>.parquet`, `inputs/<hash>.json` (which tables belong together), `methodology/<hash>/`."""

    folder: Path

    def keep_inputs(self, tables: Mapping[str, pl.DataFrame], keys: Mapping[str, Sequence[str]]) -> pl.DataFrame:
        """Keeps tables that are not kept yet. `keys`: table -> columns that make its rows unique, and so its order.

        Returns columns table_name, rows, table_hash, inputs_hash, one row per table; the inputs hash is that of all.
        """
        remove_unfinished(self.folder)
        ordered = {name: tables[name].sort(keys[name]) for name in sorted(tables)}
        hashes = {name: table_hash(frame) for name, frame in ordered.items()}
        for name, frame in ordered.items():
            self.keep_table(hashes[name], frame)
        sheet = manifest(hashes)
        inputs_hash = hashlib.sha256(sheet).hexdigest()
        file = self.manifest_file(inputs_hash)
        if not file.exists() or file.read_bytes() != sheet:
            write_file(file, lambda path: path.write_bytes(sheet))
        rows = [(name, frame.height, hashes[name], inputs_hash) for name, frame in ordered.items()]
        return pl.DataFrame(rows, schema=KEPT, orient="row")

    def keep_table(self, sha256: str, frame: pl.DataFrame) -> None:
        """Writes a table unless it is there; one that was cut short or cannot be opened is written anew."""
        file = self.table_file(sha256)
        if rows_in(file) != frame.height:
            write_file(file, lambda path: frame.write_parquet(path, compression="zstd", compression_level=3))

    def keep_methodology(self, folder: Path, method: Methodology) -> None:
        """Copies the files of a version byte by byte. Raises ArchiveError when they are no longer those of `method`."""
        remove_unfinished(self.folder)
        target = self.methodology_folder(method.hash)
        if intact_version(target, method.hash):
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(mkdtemp(prefix=".", suffix=UNFINISHED, dir=target.parent))
        try:
            for name in file_names():
                shutil.copyfile(folder / name, aside / name)
            if folder_hash(aside) != method.hash:
                raise ArchiveError(f"{folder} has changed since this process read it: start again")
            aside.chmod(0o755)
            shutil.rmtree(target, ignore_errors=True)  # only ever there when it was damaged
            aside.rename(target)
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def inputs(self, inputs_hash: str) -> dict[str, pl.DataFrame]:
        """The tables of one run's input. Raises ArchiveError when one is missing or not what its hash says."""
        return {name: self.table(sha256) for name, sha256 in self.table_hashes(inputs_hash).items()}

    def table_hashes(self, inputs_hash: str) -> dict[str, str]:
        """Table -> hash of its content. Raises ArchiveError when the list is missing or not what its hash says."""
        file = self.manifest_file(inputs_hash)
        if not file.is_file():
            raise ArchiveError(f"{file} is missing: restore the archive from a backup")
        content = file.read_bytes()
        if hashlib.sha256(content).hexdigest() != inputs_hash:
            raise ArchiveError(f"{file} is damaged: its content is not what its name says; restore it from a backup")
        return cast("dict[str, str]", json.loads(content))

    def table(self, sha256: str) -> pl.DataFrame:
        """One table. Raises ArchiveError when it is missing or not what its hash says."""
        file = self.table_file(sha256)
        if not file.is_file():
            raise ArchiveError(f"{file} is missing: restore the archive from a backup")
        try:
            frame = pl.read_parquet(file, memory_map=False)
        except (PolarsError, OSError) as error:
            raise ArchiveError(f"{file} is damaged and cannot be read: restore it from a backup: {error}") from error
        if table_hash(frame) != sha256:
            raise ArchiveError(f"{file} is damaged: its content is not what its name says; restore it from a backup")
        return frame

    def methodology(self, methodology_hash: str) -> Methodology:
        """A version of the method. Raises ArchiveError when it is missing, damaged, or unknown to the present code."""
        folder = self.methodology_folder(methodology_hash)
        if not folder.is_dir():
            raise ArchiveError(f"{folder} is missing: restore the archive from a backup")
        if not intact_version(folder, methodology_hash):
            raise ArchiveError(f"{folder} is damaged: its content is not what its name says; restore it from a backup")
        try:
            return load_methodology(folder)
        except MethodologyError as error:
            raise ArchiveError(f"{folder}: the present code does not take this version: {error}") from error

    def manifest_file(self, inputs_hash: str) -> Path:
        """Where the list of a run's tables lies."""
        return self.folder / "inputs" / f"{inputs_hash}.json"

    def table_file(self, sha256: str) -> Path:
        """Where a table lies."""
        return self.folder / "tables" / f"{sha256}.parquet"

    def methodology_folder(self, methodology_hash: str) -> Path:
        """Where a version lies."""
        return self.folder / "methodology" / methodology_hash


def manifest(hashes: Mapping[str, str]) -> bytes:
    """The list of tables and their hashes as canonical JSON."""
    return json.dumps(dict(sorted(hashes.items())), indent=1).encode() + b"\n"


def table_hash(frame: pl.DataFrame) -> str:
    """SHA-256 over names, types and cells of a frame in its order of rows, whatever the order of its columns."""
    digest = hashlib.sha256()
    for name in sorted(frame.columns):
        column = frame[name]
        digest.update(f"{name}\0{column.dtype}\0{len(column)}\0".encode())
        for part in texts(column) if column.dtype == pl.String else numbers(column):
            digest.update(part)
    return digest.hexdigest()


def texts(column: pl.Series) -> Sequence[bytes]:
    """A column of text as bytes, each run of equal texts once: most columns repeat themselves."""
    runs = column.rle().struct.unnest()
    value = runs["value"]
    filled = value.fill_null("")
    lengths = (
        runs["len"].cast(pl.Int64).to_numpy().tobytes(),
        filled.str.len_bytes().cast(pl.Int64).to_numpy().tobytes(),
    )
    return (*lengths, missing(value), str(filled.str.join("").item() or "").encode())


def numbers(column: pl.Series) -> Sequence[bytes]:
    """A column of numbers, dates or flags as bytes; -0 is 0."""
    if column.dtype == pl.Float64:
        return missing(column), (column.fill_null(0.0) + 0.0).to_numpy().tobytes()
    return missing(column), column.to_physical().cast(pl.Int64).fill_null(0).to_numpy().tobytes()


def missing(column: pl.Series) -> bytes:
    """Which cells hold nothing, a byte each."""
    return column.is_null().cast(pl.UInt8).to_numpy().tobytes()


def rows_in(file: Path) -> int | None:
    """Rows of a parquet file by its footer; None when there is no such file or it was cut short."""
    try:
        return int(pl.scan_parquet(file).select(pl.len()).collect().item()) if file.is_file() else None
    except (PolarsError, OSError):
        return None


def intact_version(folder: Path, methodology_hash: str) -> bool:
    """Whether a folder holds the version of that hash."""
    try:
        return folder_hash(folder) == methodology_hash
    except OSError:
        return False


def remove_unfinished(folder: Path) -> None:
    """Removes what runs that were killed have left. For the one run that has the folder to itself."""
    for left in folder.glob(f"*/.*{UNFINISHED}"):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()


def write_file(target: Path, write: Callable[[Path], object]) -> None:
    """A file that is there as a whole or not at all, and on the disk before it has its name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{os.getpid()}{UNFINISHED}")
    try:
        write(aside)
        with aside.open("rb") as handle:
            os.fsync(handle.fileno())
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
