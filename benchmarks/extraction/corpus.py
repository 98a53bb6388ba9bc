"""All documents of the benchmark, by half: real ones of ../shared, and those written for it, which nothing is tuned on.

The development half may guide a change of the extractor; the test half must not.
"""

import sys
from pathlib import Path

from gold import read_gold, read_seed
from marks import Case, read_marked

HERE = Path(__file__).resolve().parent
HALVES = ("gold", "seed", "development", "test")


def shared_folder() -> Path:
    """The folder of reference documents next to the checkout. Exits with a message where it is absent."""
    folder = HERE.parents[2] / "shared"
    if not folder.is_dir():
        sys.exit(f"{folder} is absent: this benchmark needs the reference documents of ../shared")
    return folder


def all_cases(shared: Path) -> list[Case]:
    """Every document with its answers."""
    return [*read_gold(shared), read_seed(shared), *written_cases("development"), *written_cases("test")]


def written_cases(half: str) -> list[Case]:
    """The documents written for the benchmark; needs nothing of ../shared."""
    return [read_marked(path, half) for path in sorted((HERE / "documents" / half).iterdir())]
