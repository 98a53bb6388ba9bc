"""Indices that other houses published, built by the engine from their raw figures and compared step by step."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import yaml
from click.testing import CliRunner

from esg_pipeline.cli import esg
from esg_pipeline.index.build import Built, build
from esg_pipeline.index.config import read_index
from esg_pipeline.index.data import read_panel
from esg_pipeline.index.impute import by_group
from esg_pipeline.medians import group_medians
from tests.conftest import ROOT

CONFIGS = ROOT / "docs" / "methodology" / "other_indices"


def built(name: str, data: Path) -> Built:
    index = read_index(CONFIGS / f"{name}.yaml")
    return build(index, read_panel(index, data), data.name)


@pytest.fixture(scope="module")
def asem_dir(shared_dir: Path) -> Path:
    return shared_dir / "composites" / "asem"


@pytest.fixture(scope="module")
def asem(asem_dir: Path) -> Built:
    return built("asem", asem_dir)


def published(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(folder / f"{name}.csv").sort("UnitCode")


def matrix(frame: pl.DataFrame, columns: list[str]) -> np.ndarray:
    return frame.select(pl.col(columns).cast(pl.Float64)).to_numpy()


@pytest.mark.parametrize("stage", ["denominated", "imputed", "treated", "normalised"])
def test_each_step_of_asem_is_the_published_one(asem: Built, asem_dir: Path, stage: str) -> None:
    frame = published(asem_dir, stage)
    indicators = list(asem.index.indicators)
    assert (frame.height, len(indicators)) == (51, 49)
    assert asem.panel.units == frame["UnitCode"].to_list()
    found = np.column_stack([asem.stages[stage][name] for name in indicators])
    np.testing.assert_allclose(found, matrix(frame, indicators), rtol=1e-9, atol=1e-9)


def test_every_node_of_asem_is_the_published_one(asem: Built, asem_dir: Path) -> None:
    nodes = list(asem.index.nodes)
    assert len(nodes) == 11
    found = np.column_stack([asem.scored[node].score for node in nodes])
    np.testing.assert_allclose(found, matrix(published(asem_dir, "aggregated"), nodes), rtol=0, atol=1e-9)


def test_scores_and_ranks_of_asem_are_the_published_ones(asem: Built, asem_dir: Path) -> None:
    nodes = list(asem.index.nodes)
    scores = np.column_stack([asem.scored[node].score for node in nodes])
    np.testing.assert_array_equal(np.round(scores, 2), matrix(published(asem_dir, "results_scores"), nodes))
    ranks = np.column_stack([asem.ranks[node] for node in nodes])
    np.testing.assert_array_equal(ranks, matrix(published(asem_dir, "results_ranks"), nodes))


def test_the_hierarchy_of_asem_is_the_published_one(asem: Built, asem_dir: Path) -> None:
    parents = {child: node for node, each in asem.index.nodes.items() for child in each.children}
    for row in pl.read_csv(asem_dir / "structure.csv").iter_rows(named=True):
        chain = [row["IndCode"], row["Agg1"], row["Agg2"], row["Agg3"]]
        assert [parents[child] for child in chain[:-1]] == chain[1:]


def test_as_many_points_of_asem_are_drawn_in_as_published(asem: Built, asem_dir: Path) -> None:
    expected = {row[0]: row[1:3] for row in pl.read_csv(asem_dir / "treat_summary.csv").iter_rows()}
    found = dict.fromkeys(asem.index.indicators, (0.0, 0.0))
    for effect in (each for each in asem.effects if each.step == "treat"):
        low, high = found[effect.indicator]
        is_high = effect.after < effect.before
        found[effect.indicator] = (low + (not is_high), high + is_high)
        assert effect.how == f"winsorised {int(sum(expected[effect.indicator]))} points"
    assert found == expected


def test_every_gap_of_asem_is_filled_and_noted(asem: Built, asem_dir: Path) -> None:
    denominated = matrix(published(asem_dir, "denominated"), list(asem.index.indicators))
    filled = [each for each in asem.effects if each.step == "impute"]
    assert len(filled) == np.isnan(denominated).sum() == 65
    assert {each.how for each in filled} == {"group_mean"}


@pytest.fixture(scope="module")
def medians_by_r() -> dict[tuple[str, str], float]:
    """(country, indicator) -> what R 4.2.2's `median` by `ave` puts into each gap of denominated.csv, by Group_EurAsia.

    It is the formula of COINr's `i_median_grp`; the figures are COINr's ASEM data (MIT).
    """
    rows = pl.read_csv(ROOT / "tests" / "data" / "indices" / "asem_group_median.csv")
    return {(unit, indicator): value for unit, indicator, value in rows.iter_rows()}


def gaps_filled(frame: pl.DataFrame, indicators: list[str], filled: np.ndarray) -> dict[tuple[str, str], float]:
    """What was put into the gaps of a table."""
    units = frame["UnitCode"].to_list()
    gaps = np.argwhere(np.isnan(matrix(frame, indicators)))
    return {(units[row], indicators[column]): float(filled[row, column]) for row, column in gaps.tolist()}


def test_group_medians_of_asem_are_those_of_another_program(
    asem_dir: Path, medians_by_r: dict[tuple[str, str], float]
) -> None:
    index = read_index(CONFIGS / "asem.yaml")
    by_median = {
        name: replace(each, impute=replace(each.impute, method=("group_median",)))
        for name, each in index.indicators.items()
    }
    found = build(replace(index, indicators=by_median), read_panel(index, asem_dir), "asem")
    frame, indicators = published(asem_dir, "denominated"), list(index.indicators)
    filled = np.column_stack([found.stages["imputed"][name] for name in indicators])
    assert gaps_filled(frame, indicators, filled) == pytest.approx(medians_by_r, rel=1e-9)
    known = ~np.isnan(matrix(frame, indicators))
    np.testing.assert_allclose(filled[known], matrix(frame, indicators)[known], rtol=1e-9, atol=1e-9)


def test_the_medians_of_the_rating_s_ladder_are_those_of_another_program(
    asem_dir: Path, medians_by_r: dict[tuple[str, str], float]
) -> None:
    frame = published(asem_dir, "denominated")
    indicators = [name for name in frame.columns if name in {indicator for _, indicator in medians_by_r}]
    values = matrix(frame, indicators)
    group = frame["Group_EurAsia"].rank("dense").cast(pl.Int64).to_numpy()
    medians, donors = group_medians(values, group)
    assert gaps_filled(frame, indicators, medians) == pytest.approx(medians_by_r, rel=1e-12)
    in_europe = (frame["Group_EurAsia"] == "Europe").to_numpy()
    assert (donors[in_europe] == np.count_nonzero(~np.isnan(values[in_europe]), axis=0)).all()


def test_group_means_of_asem_by_the_imputer_alone_are_the_published_ones(asem_dir: Path) -> None:
    frame, expected = published(asem_dir, "denominated"), published(asem_dir, "imputed")
    indicators = pl.read_csv(asem_dir / "structure.csv")["IndCode"].to_list()
    group = frame["Group_EurAsia"].rank("dense").cast(pl.Int64).to_numpy()
    means = np.column_stack([by_group(values, group, "mean", 1) for values in matrix(frame, indicators).T])
    found = gaps_filled(frame, indicators, means)
    assert len(found) == 65
    assert found == pytest.approx(gaps_filled(frame, indicators, matrix(expected, indicators)), rel=1e-9)


@pytest.fixture(scope="module")
def hdi_file(shared_dir: Path) -> Path:
    return shared_dir / "composites" / "hdi" / "hdi2015_components.csv"


def test_the_hdi_of_every_country_is_the_published_one(hdi_file: Path) -> None:
    found = built("hdi", hdi_file)
    rows = [row for row in csv.DictReader(hdi_file.read_text(encoding="utf-8").splitlines()) if row["country"]]
    expected = {row["country"]: float(row["hdi"]) if row["hdi"] else None for row in rows}
    scores = dict(zip(found.panel.units, found.scored["HDI"].score.tolist(), strict=True))
    assert scores.keys() == expected.keys()
    assert sum(score is not None for score in expected.values()) == 188
    for country, score in expected.items():
        assert np.isnan(scores[country]) if score is None else abs(scores[country] - score) < 0.002, country


def test_countries_beyond_a_goalpost_count_as_the_goalpost(hdi_file: Path) -> None:
    found = built("hdi", hdi_file)
    scores = found.stages["normalised"]
    units = found.panel.units
    capped = {name: {units[row] for row in np.flatnonzero(scores[name] == 1).tolist()} for name in ("eys", "gni")}
    assert capped["eys"] == {"Australia", "Denmark", "Iceland", "Ireland", "Netherlands", "New Zealand"}
    assert capped["gni"] == {"Kuwait", "Liechtenstein", "Qatar", "Singapore"}


def test_published_hdi_ranks_of_the_first_ten_hold(hdi_file: Path) -> None:
    found = built("hdi", hdi_file)
    ranks = dict(zip(found.panel.units, found.ranks["HDI"].tolist(), strict=True))
    best = sorted((unit for unit in ranks if not np.isnan(ranks[unit])), key=ranks.__getitem__)[:10]
    assert best[0] == "Norway"
    assert set(best[1:3]) == {"Australia", "Switzerland"}


@pytest.mark.parametrize("name", ["asem", "hdi"])
def test_the_document_shows_the_tested_configuration(name: str) -> None:
    page = (CONFIGS.parent / "other_indices.md").read_text(encoding="utf-8")
    config = (CONFIGS / f"{name}.yaml").read_text(encoding="utf-8")
    assert f"```yaml\n{config}```\n" in page
    assert yaml.safe_load(config)["nodes"]


def test_the_command_writes_the_same_bytes_twice(asem_dir: Path, tmp_path: Path) -> None:
    written: list[dict[str, bytes]] = []
    for name in ("first", "second"):
        command = ["index", "build", str(CONFIGS / "asem.yaml"), str(asem_dir), "--out", str(tmp_path / name)]
        assert CliRunner().invoke(esg, command).exit_code == 0
        written.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert written[0] == written[1]
    assert len(pl.read_csv(written[0]["normalised.csv"])) == 51
