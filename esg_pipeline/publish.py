"""Builds the file that analysts open: aside, checked, then swapped in by an atomic rename. Nothing half-written."""

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from esg_pipeline.copies import CopiedTable, StoredQuery, copy_tables
from esg_pipeline.warehouse import Warehouse


class PublishError(RuntimeError):
    """The new file broke a rule and was not published; the old one stands."""


@dataclass(frozen=True)
class Published:
    """What was published."""

    file: Path
    rows: Mapping[str, int]


def publish(
    warehouse: Warehouse,
    target: Path,
    tables: Sequence[CopiedTable],
    checks: Mapping[str, str],
    queries: Sequence[StoredQuery] = (),
) -> Published:
    """Copies `tables` into a new file with its views and macros, runs `checks` (rule -> SELECT of offending rows),
    renames it to `target`.

    Raises PublishError naming the rules that rows broke, NotWrittenError when the disk does not take the new file;
    `target` is then as it was.
    """
    for left_by_a_killed_run in (*target.parent.glob(f".{target.name}.*.new*"), spill_of(warehouse.path)):
        remove(left_by_a_killed_run)
    aside = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        rows = copy_tables(warehouse.path, aside, tables, queries)
        broken = broken_rules(Warehouse(aside), checks)
        if broken:
            raise PublishError("not published, rules are broken: " + "; ".join(broken))
        flush(aside)
        # Of somebody who wrote into the old file: beside the new one nobody could open it.
        remove(log_of(target))
        aside.replace(target)
    finally:
        for leftover in (aside, log_of(aside), spill_of(aside)):
            remove(leftover)
    return Published(target, rows)


def broken_rules(published: Warehouse, checks: Mapping[str, str]) -> list[str]:
    """`rule (n rows)` for every check that returns rows."""
    counts = {rule: published.select(query).height for rule, query in checks.items()}
    return [f"{rule} ({count} row{'' if count == 1 else 's'})" for rule, count in counts.items() if count]


def flush(file: Path) -> None:
    """The bytes are on the disk before the name points at them."""
    with file.open("rb") as handle:
        os.fsync(handle.fileno())


def remove(path: Path) -> None:
    """Removes a file or a folder, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def log_of(file: Path) -> Path:
    """Where DuckDB keeps what was written and is not in the file yet."""
    return file.with_name(file.name + ".wal")


def spill_of(file: Path) -> Path:
    """The folder where DuckDB puts what does not fit into memory, while it works."""
    return file.with_name(file.name + ".tmp")
