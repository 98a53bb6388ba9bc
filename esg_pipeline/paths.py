"""The only file that knows where things lie: the store, the warehouse, the SQL models, the shipped method."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent


def data_dir() -> Path:
    """Folder of the input store (`ESG_DATA_DIR`, default `data/` below the working directory)."""
    return Path(os.environ.get("ESG_DATA_DIR", "data")).resolve()


def warehouse_dir() -> Path:
    """Folder of everything a run writes (`ESG_WAREHOUSE_DIR`, default `warehouse/` below the working directory)."""
    return Path(os.environ.get("ESG_WAREHOUSE_DIR", "warehouse")).resolve()


def warehouse_file(folder: Path | None = None) -> Path:
    """The work file; it belongs to the pipeline alone."""
    return (folder or warehouse_dir()) / "warehouse.duckdb"


def published_file(folder: Path | None = None) -> Path:
    """The file that analysts open; only ever replaced as a whole."""
    return (folder or warehouse_dir()) / "published.duckdb"


def run_lock_file(folder: Path | None = None) -> Path:
    """The file that a run locks as long as it works in the folder."""
    return (folder or warehouse_dir()) / ".lock"


def readings_dir(folder: Path | None = None) -> Path:
    """Folder of what documents were read to say, one file per reading; it may be deleted at any time."""
    return (folder or warehouse_dir()) / "readings"


def archive_dir(folder: Path | None = None) -> Path:
    """Folder of the inputs and versions of the method that ratings were made from, by their hashes; never emptied."""
    return (folder or warehouse_dir()) / "archive"


def data_docs_dir(folder: Path | None = None) -> Path:
    """Folder of the HTML pages of the published tables' expectations."""
    return (folder or warehouse_dir()) / "data_docs"


def methodology_dir() -> Path:
    """The version of the method to rate by (`ESG_METHODOLOGY_DIR`, default the shipped one)."""
    chosen = os.environ.get("ESG_METHODOLOGY_DIR")
    return Path(chosen).resolve() if chosen else PACKAGE / "methodology" / "v1_0"


def sql_dir() -> Path:
    """The SQL models: inside an installed wheel, or beside the package in a checkout."""
    packed = PACKAGE / "_sql"
    return packed if packed.is_dir() else CHECKOUT / "sql"
