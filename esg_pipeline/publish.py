"""Builds the file that analysts open: aside, checked, then swapped in by an atomic rename. Nothing half-written."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from esg_pipeline.warehouse import CopiedTable, StoredQuery, Warehouse, copy_tables


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

    Raises PublishError naming the rules that rows broke; `target` is then as it was.
    """
    for left_by_a_killed_run in target.parent.glob(f".{target.name}.*.new*"):
        left_by_a_killed_run.unlink(missing_ok=True)
    aside = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        rows = copy_tables(warehouse.path, aside, tables, queries)
        broken = broken_rules(Warehouse(aside), checks)
        if broken:
            raise PublishError("not published, rules are broken: " + "; ".join(broken))
        flush(aside)
        aside.replace(target)
    finally:
        remove(aside)
    return Published(target, rows)


def broken_rules(published: Warehouse, checks: Mapping[str, str]) -> list[str]:
    """`rule (n rows)` for every check that returns rows."""
    counts = {rule: published.select(query).height for rule, query in checks.items()}
    return [f"{rule} ({count} rows)" for rule, count in counts.items() if count]


def flush(file: Path) -> None:
    """The bytes are on the disk before the name points at them."""
    with file.open("rb") as handle:
        os.fsync(handle.fileno())


def remove(file: Path) -> None:
    """Removes the file and DuckDB's log beside it."""
    for leftover in (file, file.with_name(file.name + ".wal")):
        leftover.unlink(missing_ok=True)
