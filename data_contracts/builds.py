"""Contracts of the record of builds: how each table, or each rating date of it, was made. Hashes only, no clock."""

from data_contracts.table import NOT_BLANK, SHA256, TEXT, Column, Table, matches

TABLE_NAME = Column("table_name", TEXT, "Table that was made.", "score.esg_score", (NOT_BLANK,))
PARTITION_KEY = Column(
    "partition_key",
    TEXT,
    "Rating date of the rows, or `all` for a table that is written whole.",
    "2022-10-31",
    (matches(r"all|\d{4}-\d{2}-\d{2}", "some"),),
)


def hashed(name: str, description: str) -> Column:
    """A SHA-256."""
    return Column(name, TEXT, description, "ab" * 32, (SHA256,))


TABLE_BUILD = Table(
    "quality.table_build",
    "How each table was made: written in the transaction that wrote the table, so that what is stale can be named.",
    ("table_name", "partition_key"),
    (
        TABLE_NAME,
        PARTITION_KEY,
        hashed("step_hash", "SHA-256 of the code that makes the table and of its contract."),
        hashed("methodology_hash", "SHA-256 of the version of the method."),
        Column(
            "content_hash",
            TEXT,
            "SHA-256 of the rows, for tables that are read from outside; null for those made of other tables.",
            "cd" * 32,
            (SHA256,),
            nullable=True,
        ),
        hashed("build_hash", "SHA-256 of code, method, content and of the builds that it was made from."),
    ),
)

TABLE_BUILD_INPUT = Table(
    "quality.table_build_input",
    "The builds that each table was made from, as they were read.",
    ("table_name", "partition_key", "input_table", "input_partition"),
    (
        TABLE_NAME,
        PARTITION_KEY,
        Column("input_table", TEXT, "Table that was read.", "score.pillar_score", (NOT_BLANK,)),
        Column(
            "input_partition",
            TEXT,
            "Rating date of the rows that were read, or `all`.",
            "2022-10-31",
            (matches(r"all|\d{4}-\d{2}-\d{2}", "some"),),
        ),
        hashed("build_hash", "Build of the table that was read."),
    ),
)

TABLES = (TABLE_BUILD, TABLE_BUILD_INPUT)
