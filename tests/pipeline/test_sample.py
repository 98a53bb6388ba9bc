"""One whole run on the sample against known answers: who is in, which grade, what was known when."""

from datetime import date

import polars as pl
import pytest

from tests.pipeline.conftest import OCTOBER, Run

# issuer -> rule of the universe (reference.universe_rule).
UNIVERSE = {
    "360DIGITECH": "U2",
    "ADDIKO": "U2",
    "BOCHK": "U2",
    "BOREALIS_PROPERTY": "U2",
    "CENTRAL_BANK": "U3",
    "CENTRAL_GOVERNMENT": "U3",
    "DAWNRAYS": "U2",
    "DEVELOPMENT_BANK": "U3",
    "HARBOUR_STEEL": "U2",
    "HKEX": "U2",
    "HOPFUNG": "U2",
    "LINHAI_PROVINCE": "U3",
    "LINJIANG_UCI": "U1",
    "NORTHLIGHT_POWER": "U2",
    "OCT_ASIA": "U2",
    "OLD_HARBOUR_PHARMA": "U4",
    "QUIET_VALLEY_PAPER": "U5",
    "TENCENT": "U2",
}
# issuer -> grade, model grade, score, coverage on 31 October 2022. A change here is a change of somebody's rating.
RATINGS = {
    "360DIGITECH": ("CC", "CC", 62.9303920241, 0.1508524405),
    "BOREALIS_PROPERTY": ("CCC", "CCC", 69.8523077221, 0.309216295),
    "HARBOUR_STEEL": ("B", "B", 72.4560648582, 0.4665419207),
    "HKEX": ("NR", "CC", 60.0063751466, 0.0034145171),
    "HOPFUNG": ("NR", "C", 59.9307943531, 0.0045858631),
    "LINJIANG_UCI": ("CCC", "B", 71.8061976135, 0.4444342023),
    "NORTHLIGHT_POWER": ("B", "B", 71.7348994193, 0.4068522176),
}


def test_the_universe_is_decided_by_the_rules(sample_run: Run) -> None:
    universe = sample_run.published.read("core.rating_universe", OCTOBER)
    assert dict(universe.select("issuer_id", "rule_id").iter_rows()) == UNIVERSE
    assert set(universe.filter("in_scope")["rule_id"]) == {"U1", "U2"}


@pytest.mark.parametrize("issuer_id", RATINGS)
def test_ratings_are_the_known_ones(sample_run: Run, issuer_id: str) -> None:
    [row] = sample_run.published.read("rating.rating", OCTOBER).filter(issuer_id=issuer_id).to_dicts()
    grade, model_grade, score, coverage = RATINGS[issuer_id]
    assert (row["grade"], row["model_grade"]) == (grade, model_grade)
    assert (row["score"], row["coverage"]) == (pytest.approx(score, abs=1e-9), pytest.approx(coverage, abs=1e-9))


def test_a_red_line_lowers_the_grade_and_keeps_the_model_grade(sample_run: Run) -> None:
    [row] = sample_run.published.read("rating.rating", OCTOBER).filter(issuer_id="LINJIANG_UCI").to_dicts()
    assert (row["cap_rule_id"], row["grade"], row["model_grade"]) == ("RL3", "CCC", "B")


def test_no_rates_bond_carries_a_grade_and_every_other_public_one_does(sample_run: Run) -> None:
    types = set(sample_run.published.read("mart.bond_rating", OCTOBER)["security_type"])
    assert not types & {"treasury", "local_government", "central_bank_bill", "policy_bank"}
    assert {"lgfv_bond", "panda_bond", "financial_bond", "corporate_bond", "medium_term_note"} <= types


def test_a_restated_figure_is_a_new_row_and_the_old_one_stays(sample_run: Run) -> None:
    restated = sample_run.published.read("core.observation").filter(
        issuer_id="HKEX", data_point_id="ghg_s3", fiscal_year=2019
    )
    known = dict(restated.select("published_date", "value").iter_rows())
    assert known[date(2020, 3, 16)] == 2488.0
    assert known[date(2021, 3, 15)] == 2523.0


def test_units_of_the_sources_arrive_in_canonical_units(sample_run: Run) -> None:
    nox = sample_run.published.read("core.observation").filter(
        issuer_id="DAWNRAYS", data_point_id="ws_nox", fiscal_year=2021
    )
    assert nox.select("raw_value", "value", "unit").rows() == [("419571", pytest.approx(419.571), "kg")]


def test_documents_in_english_and_chinese_reach_the_score(sample_run: Run) -> None:
    evidence = sample_run.published.read("mart.evidence", OCTOBER).filter(pl.col("quote").is_not_null())
    assert set(evidence["issuer_id"]) == {"HARBOUR_STEEL", "LINJIANG_UCI"}
    assert evidence["line"].null_count() == 0
