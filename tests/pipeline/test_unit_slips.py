"""Slips that the simulator plants are found, and hardly anything else is held."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data_contracts.catalogue import contract
from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.ingest.store import RawStore, read_store
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.observe import collect_observations, factor_between, newest_reports
from esg_pipeline.outliers import OutlierPolicy, hold_unit_slips
from esg_pipeline.simulate import Knobs, simulate, write_store
from esg_pipeline.universe import rating_universe

DAY = date(2022, 10, 31)
POLICY = OutlierPolicy(winsor_fence=3.0, min_peers=20, unit_slip_tolerance=0.1)
RATE = 0.004


def delivered(methodology: Methodology, knobs: Knobs, folder: Path) -> RawStore:
    frames = simulate(methodology, issuers=500, rating_dates=[DAY], seed=20221031, knobs=knobs)
    write_store(frames, folder)
    return read_store(folder, methodology, today=date(2023, 1, 1))


def observations(methodology: Methodology, raw: RawStore) -> pl.DataFrame:
    return collect_observations(
        raw.tables["raw.reported_value"],
        contract("core.extracted_fact").empty(),
        raw.tables["raw.document"],
        raw.tables["raw.issuer"],
        methodology.data_points,
        factor_between(UnitTable.from_frame(methodology.units)),
    )


@pytest.mark.slow
def test_planted_slips_are_held_and_hardly_anything_else(tmp_path: Path) -> None:
    methodology = load_methodology()
    raw = delivered(methodology, replace(Knobs(), unit_slip_rate=RATE), tmp_path / "slipped")
    right = observations(methodology, delivered(methodology, replace(Knobs(), unit_slip_rate=0.0), tmp_path / "right"))
    rated = rating_universe(
        raw.tables["raw.issuer"],
        raw.tables["raw.bond"],
        raw.tables["raw.industry_membership"],
        methodology.industries,
        methodology.security_types,
        methodology.universe_rules,
        DAY,
    ).filter("in_scope")
    seen = observations(methodology, raw).join(rated.select("issuer_id"), on="issuer_id")
    believed = newest_reports(seen, DAY).join(
        right.select("observation_id", right_value="value"), on="observation_id", validate="1:1"
    )
    kept, outliers = hold_unit_slips(believed, rated, methodology.data_points, POLICY)
    held = believed.join(outliers, on="observation_id", how="semi")
    is_planted = (pl.col("right_value") > 0) & (pl.col("value") > 500 * pl.col("right_value"))
    planted, found = believed.filter(is_planted).height, held.filter(is_planted).height
    assert kept.height + held.height == believed.height
    assert planted > 50
    assert found / held.height >= 0.97
    assert found / planted >= 0.7
