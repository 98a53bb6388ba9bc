"""Where things lie: the defaults, the variables that move them, and the two homes of the SQL models."""

from pathlib import Path

import pytest

from esg_pipeline import paths


def test_defaults_lie_below_the_working_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ESG_DATA_DIR", raising=False)
    monkeypatch.delenv("ESG_WAREHOUSE_DIR", raising=False)
    monkeypatch.chdir(tmp_path)
    assert paths.data_dir() == tmp_path.resolve() / "data"
    assert paths.warehouse_dir() == tmp_path.resolve() / "warehouse"


def test_variables_move_store_warehouse_and_method(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ESG_DATA_DIR", "in/../store")
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path / "out"))
    monkeypatch.setenv("ESG_METHODOLOGY_DIR", "mine")
    assert paths.data_dir() == tmp_path.resolve() / "store"
    assert paths.warehouse_dir() == tmp_path.resolve() / "out"
    assert paths.methodology_dir() == tmp_path.resolve() / "mine"


def test_files_of_a_run_lie_in_the_warehouse_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path))
    root = tmp_path.resolve()
    assert paths.warehouse_file() == root / "warehouse.duckdb"
    assert paths.published_file() == root / "published.duckdb"
    assert paths.data_docs_dir() == root / "data_docs"


def test_a_given_folder_goes_before_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path / "other"))
    folder = tmp_path / "mine"
    assert paths.warehouse_file(folder) == folder / "warehouse.duckdb"
    assert paths.published_file(folder) == folder / "published.duckdb"
    assert paths.data_docs_dir(folder) == folder / "data_docs"


def test_the_shipped_method_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ESG_METHODOLOGY_DIR", raising=False)
    assert (paths.methodology_dir() / "version.yaml").is_file()
    monkeypatch.setenv("ESG_METHODOLOGY_DIR", "")
    assert (paths.methodology_dir() / "version.yaml").is_file()


def test_the_models_of_a_checkout_lie_beside_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "esg_pipeline"
    package.mkdir()
    monkeypatch.setattr(paths, "PACKAGE", package)
    monkeypatch.setattr(paths, "CHECKOUT", tmp_path)
    assert paths.sql_dir() == tmp_path / "sql"
    (package / "_sql").mkdir()
    assert paths.sql_dir() == package / "_sql"


def test_there_are_models_where_the_models_are_said_to_be() -> None:
    assert (paths.sql_dir() / "score" / "esg_score.sql").is_file()
