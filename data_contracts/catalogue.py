"""Every contract of the warehouse in one place, in the order of the layers."""

from data_contracts import builds, core, history, mart, rating, raw, reference, score
from data_contracts.table import Table
from data_contracts.views import MACROS, VIEWS

TABLES: dict[str, Table] = {
    table.name: table
    for layer in (raw, reference, core, score, rating, history, mart, builds)
    for table in layer.TABLES
}


# What the published file adds to its tables: views, and macros that are asked for a day.
STORED_QUERIES: dict[str, Table] = {table.name: table for table in (*VIEWS, *MACROS)}

# Inputs as delivered stay in the work file, but for documents, events, decisions and what was refused.
PUBLISHED_TABLES = tuple(
    table
    for table in TABLES.values()
    if table.layer != "raw"
    or table.name in ("raw.document", "raw.event", "raw.review_decision", "raw.committee_decision", "raw.rejected_row")
)


def contract(name: str) -> Table:
    """The contract of `schema.table`. Raises KeyError with the names there are."""
    try:
        return TABLES[name]
    except KeyError:
        raise KeyError(f"no contract for {name!r}; there are: {', '.join(TABLES)}") from None
