"""The check that each run makes of its own scores: silent on a whole run, and it names what was tampered with."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from assets.factories import Inputs
from assets.resources import MethodResource, StoreResource
from assets.score import differences
from esg_pipeline import paths
from esg_pipeline.warehouse import Warehouse
from tests.pipeline.conftest import OCTOBER, Run


@pytest.fixture
def inputs(sample_run: Run, tmp_path: Path) -> Inputs:
    """What the check reads, in a copy of the work file."""
    copy = shutil.copy(paths.warehouse_file(sample_run.folder), tmp_path / "warehouse.duckdb")
    return Inputs(Warehouse(Path(copy)), StoreResource(), MethodResource(), OCTOBER)


def found(inputs: Inputs, change: float = 0.0, table: str = "score.theme_score") -> list[str]:
    """What the check says after the first score of a table was changed."""
    frame = inputs.table(table)
    is_first = pl.int_range(pl.len()) == 0
    spoilt = frame.with_columns(score=pl.when(is_first).then(pl.col("score") + change).otherwise("score"))
    inputs.warehouse.replace({table: spoilt}, [OCTOBER])
    return list(differences(inputs, {"score.esg_score": inputs.table("score.esg_score")}))


def test_a_whole_run_is_the_same_in_sql_and_arrays(inputs: Inputs) -> None:
    assert found(inputs) == []


def test_a_score_that_is_off_is_named_with_both_values(inputs: Inputs) -> None:
    [text] = found(inputs, change=-1e-6)
    assert text.startswith("theme_score of ")
    assert "on 2022-10-31: SQL " in text


def test_a_changed_data_point_shows_at_every_level_above(inputs: Inputs) -> None:
    said = found(inputs, change=-5.0, table="score.data_point_score")
    assert {text.split(" of ")[0] for text in said} == {"key_issue_score", "theme_score", "pillar_score", "esg_score"}
