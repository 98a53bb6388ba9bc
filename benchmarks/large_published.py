"""A published file of many issuers, made of the rows of a small one under new ids; its shape is that of the small one.

Copies are simulated, whatever they were copied from. Tables without an issuer stay as they are.
"""

import argparse
import math
from pathlib import Path

import duckdb

from assets.published import published_query
from data_contracts.catalogue import PUBLISHED_TABLES, STORED_QUERIES
from data_contracts.table import Table
from esg_pipeline.copies import store_query
from esg_pipeline.warehouse import STORAGE_FORMAT, Connection

# Ids that lead from one table of an issuer to another; a copy's sort after the ids that are there.
IDS = ("issuer_id", "observation_id", "event_id", "bond_id", "decision_id", "evidence_id", "document_id", "fact_id")
COPY = "ZZ{:03}-"
RATED = """
with dated as (select rating_date, max(rating_date) over () as newest from work.mart.issuer_rating)
select count(*) from dated where rating_date = newest
"""


def make_large(source: Path, target: Path, issuers: int) -> int:
    """Writes the file with at least so many rated issuers on the newest date and returns how many there are."""
    target.unlink(missing_ok=True)
    with duckdb.connect(str(target), config={"storage_compatibility_version": STORAGE_FORMAT}) as connection:
        connection.execute(f"attach '{source}' as work (read_only)")
        there = connection.execute(RATED).fetchall()[0][0]
        copies = math.ceil(issuers / there)
        for table in PUBLISHED_TABLES:
            copy(connection, table, copies)
        for query in STORED_QUERIES.values():
            store_query(connection, published_query(query))
        connection.execute("detach work")
        connection.execute("checkpoint")
    return there * copies


def copy(connection: Connection, table: Table, copies: int) -> None:
    """One table: as it is, then once more for each copy, so that it stays in the order of its key."""
    columns = [column.name for column in table.columns]
    connection.execute(f"create schema if not exists {table.name.split('.')[0]}")
    connection.execute(f"create table {table.name} as select {', '.join(columns)} from work.{table.name}")
    if "issuer_id" not in columns:
        return
    for number in range(1, copies):
        renamed = ", ".join(renamed_column(name, COPY.format(number)) for name in columns)
        connection.execute(f"insert into {table.name} select {renamed} from work.{table.name}")


def renamed_column(name: str, prefix: str) -> str:
    """A column of a copy."""
    if name in IDS:
        return f"'{prefix}' || {name}"
    if name == "issuer_name":
        return f"issuer_name || ' {prefix.strip('-')}'"
    return "true" if name == "is_simulated" else name


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--issuers", type=int, default=10_000)
    options = parser.parse_args()
    print(f"{make_large(options.source, options.target, options.issuers)} rated issuers on the newest date")


if __name__ == "__main__":
    main()
