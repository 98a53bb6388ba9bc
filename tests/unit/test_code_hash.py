"""The hash of the code covers what rates and what it computes with, and nothing that only shows."""

from importlib.metadata import PackageNotFoundError

import pytest

from esg_pipeline import code_hash as module
from esg_pipeline.code_hash import MODULES, PACKAGES, code_hash, installed
from esg_pipeline.step_code import modules_behind


@pytest.fixture(autouse=True)
def no_memory() -> None:
    code_hash.cache_clear()


def test_it_is_a_hash_and_stays() -> None:
    first = code_hash()
    code_hash.cache_clear()
    assert code_hash() == first
    assert len(first) == 64


def test_everything_that_makes_a_rating_is_behind_it() -> None:
    behind = modules_behind(MODULES)
    wanted = (
        "grade",
        "scoring",
        "impute",
        "standardise",
        "observe",
        "universe",
        "disclosure.tables",
        "ingest.reported",
    )
    assert {f"esg_pipeline.{name}" for name in wanted} <= set(behind)
    assert not [name for name in behind if name.startswith("esg_pipeline.cli") or name.endswith("_view")]


@pytest.mark.parametrize("changed", ["library_hash", "load_model", "installed"])
def test_another_library_query_or_package_gives_another_hash(changed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = code_hash()
    real = getattr(module, changed)

    def other(what: object) -> object:
        if changed == "load_model":
            model = real(what)
            return type(model)(model.name, model.query + " ", model.description, model.sources)
        return f"{real(what)}."

    monkeypatch.setattr(module, changed, other)
    code_hash.cache_clear()
    assert code_hash() != before


def test_packages_are_named_as_they_are_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"polars", "numpy", "duckdb"} <= set(PACKAGES)
    assert installed("polars")[0].isdigit()

    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(module, "version", missing)
    assert installed("polars") == "none"
