"""Simulated issuers and bonds: who is listed, which bonds there are, and that they make ratings come and go."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from esg_pipeline.methodology.model import Methodology
from esg_pipeline.simulate.frame import Frame, build_frame
from esg_pipeline.simulate.knobs import Knobs
from esg_pipeline.simulate.universe import (
    Issuers,
    bond_table,
    issuer_table,
    life,
    median_assets,
    membership_table,
    pick_industries,
    tags_of,
)


def test_the_first_issuers_take_one_industry_each() -> None:
    tags = {"a": frozenset({"x"}), "b": frozenset({"lgfv"}), "c": frozenset({"y"})}
    assert pick_industries(["a", "b", "c"], tags, np.array([0.9, 0.9, 0.9, 0.1, 0.5, 0.99]), 2.0) == list("abcabc")


def test_lgfv_issuers_are_never_listed(issuers: Issuers) -> None:
    assert issuers.is_lgfv.any()
    assert not (issuers.is_lgfv & issuers.is_listed).any()
    assert issuers.is_listed.any()


def test_tags_are_those_of_the_rating_universe() -> None:
    assert tags_of(frozenset({"industrial"}), listed=True, green=True) == {"industrial", "listed", "green_issuer"}
    assert tags_of(frozenset({"lgfv"}), listed=False, green=False) == {"lgfv"}


def test_financial_issuers_have_larger_balance_sheets() -> None:
    assert median_assets(frozenset({"financial", "services"})) > median_assets(frozenset({"industrial"}))


def test_issuer_and_membership_tables_agree(frame: Frame, issuers: Issuers, knobs: Knobs) -> None:
    table = issuer_table(frame, issuers, knobs, "Simulated")
    members = membership_table(frame, issuers)
    assert table["name"].n_unique() == table.height == members.height
    assert table["event_coverage_start"].max() == knobs.coverage_start
    assert members["valid_to"].null_count() == members.height


@pytest.mark.parametrize(("u", "is_there"), [(0.0, (False, True)), (0.1, (True, False)), (0.5, (True, True))])
def test_newcomers_leavers_and_the_rest(frame: Frame, knobs: Knobs, u: float, is_there: tuple[bool, bool]) -> None:
    issued, matures = life(frame, knobs, u, 0.5)
    first, last = frame.rating_dates[0], frame.rating_dates[-1]
    assert tuple(issued <= day < matures for day in (first, last)) == is_there


def test_bonds_know_their_kind(frame: Frame, issuers: Issuers, knobs: Knobs) -> None:
    bonds = bond_table(frame, issuers, knobs, "Simulated")
    known = set(frame.methodology.security_types.filter(~pl.col("is_rates"))["security_type"])
    assert set(bonds["security_type"]) <= known
    assert bonds.filter(pl.col("is_lgfv") != (pl.col("security_type") == "lgfv_bond")).is_empty()
    assert (bonds["issue_date"] < bonds["maturity_date"]).all()
    assert set(bonds["offering"]) == {"public", "private"}
    assert bonds["is_green"].any()


def test_with_a_single_date_everyone_stays(knobs: Knobs, method: Methodology) -> None:
    single = build_frame(method, [date(2020, 4, 30)])
    issued, matures = life(single, knobs, 0.0, 0.5)
    assert issued < date(2020, 4, 30) < matures
