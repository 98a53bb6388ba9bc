"""One real issuer worked out by hand: 360 DigiTech on 2022-10-31, from the figures of its report to its grade.

Nothing of the library computes here. Every number is written out: the figures stand in the report (data statistics,
p. 54 f.), anchors and weights in the method's files. What is not disclosed has no donors in the sample and scores 60.
"""

from dataclasses import dataclass

import pytest

from tests.pipeline.conftest import OCTOBER, Run

ISSUER = "360DIGITECH"
PRIOR = 60.0
FEMALE, MALE, STAFF = 910, 1219, 2129


def line(x: float, x0: float, s0: float, x1: float, s1: float) -> float:
    """The straight line between two anchors."""
    return s0 + (s1 - s0) * (x - x0) / (x1 - x0)


@dataclass(frozen=True)
class KeyIssue:
    """Pillar, name, steps of influence above low, steps of time above long, weight of all data points that apply, and
    (weight, score) of those that are known.
    """

    pillar: str
    name: str
    influence: int
    time: int
    all_weight: float
    known: tuple[tuple[float, float], ...] = ()

    @property
    def weight(self) -> float:
        """Table 2 with the corner ratio 3, split 0.6 to 0.4."""
        return 3 ** (0.6 * self.influence / 4 + 0.4 * self.time / 2)

    @property
    def known_weight(self) -> float:
        return sum(weight for weight, _ in self.known)

    @property
    def score(self) -> float:
        points = sum(weight * score for weight, score in self.known)
        return (points + PRIOR * (self.all_weight - self.known_weight)) / self.all_weight


# fmt: off
KEY_ISSUES = (
    # Environment
    KeyIssue("E", "ghg_emission", 0, 0, 20.5, (
        (1.5, 60),  # ghg_climate_risk
        (2, line(0.61, 0, 100, 1.5, 80)),  # ghg_int_emp
    )),
    KeyIssue("E", "green_finance", 2, 1, 7.25),
    KeyIssue("E", "energy_management", 0, 1, 10.5, (
        (2, line(0.9, 0, 100, 2.7, 80)),  # en_int_emp
    )),
    KeyIssue("E", "water_utilization", 0, 0, 10.25, (
        (2, line(43.96, 21, 80, 50, 60)),  # wa_int_emp
    )),
    KeyIssue("E", "waste_emission", 0, 0, 4.75, (
        (0.75, line(0.01, 0.002, 80, 0.02, 60)),  # ws_haz_int_emp
        (1.5, line(0.41, 0.1, 80, 0.6, 60)),  # ws_nonhaz_int
    )),
    KeyIssue("E", "green_building", 0, 1, 6),
    KeyIssue("E", "sustainability_cert", 1, 1, 8.25, (
        (1, 65),  # sc_board_esg
        (1, 60),  # sc_esg_framework
        (1.75, 85),  # sc_esg_report
        (0.75, 85),  # sc_materiality
    )),
    KeyIssue("E", "green_supply_chain", 0, 0, 5.5, (
        (1.75, 85),  # gs_policy
    )),
    KeyIssue("E", "environmental_penalties", 0, 1, 9.3, (
        (2, 85),  # ep_compliance
    )),
    # Social
    KeyIssue("S", "per_capita_salary", 2, 1, 7.25, (
        (0.5, 85),  # ps_esop
    )),
    KeyIssue("S", "labor_relations", 2, 1, 12.75, (
        (1.5, line(99.8, 98, 80, 100, 90)),  # lr_fulltime
        (1, 85),  # lr_policy
        (2.5, 60),  # lr_turnover
        (0.75, line(28 - 23, 3, 80, 8, 60)),  # lr_turnover_gap
    )),
    KeyIssue("S", "employee_rights_protection", 2, 1, 16.75, (
        (2, line((73 * FEMALE + 72 * MALE) / STAFF, 60, 60, 92, 80)),  # er_train_cov
        (0.75, line(73 - 72, 0, 100, 4, 80)),  # er_train_gap
        (2, line((4.06 * FEMALE + 4.00 * MALE) / STAFF, 0, 20, 10, 60)),  # er_train_hours
        (1.5, line(42.7, 35, 80, 45, 100)),  # er_women
    )),
    KeyIssue("S", "employee_safety", 0, 0, 12.5, (
        (2, 90),  # es_lost_days_pp
        (1.5, 85),  # es_measures
    )),
    KeyIssue("S", "product_quality", 2, 1, 7.75, (
        (2, 85),  # pq_qa
    )),
    KeyIssue("S", "product_safety", 4, 2, 8.25, (
        (1, 85),  # pf_ip
        (1.5, 82),  # pf_privacy_policy
    )),
    KeyIssue("S", "after_sale_service", 2, 1, 11, (
        (1.5, line(98.5, 96, 80, 100, 95)),  # as_satisfaction
    )),
    KeyIssue("S", "supplier_management", 0, 0, 9, (
        (1.5, 85),  # su_policy
    )),
    KeyIssue("S", "distributor_management", 2, 1, 7.25),
    KeyIssue("S", "tax_contribution", 1, 1, 9.25),
    KeyIssue("S", "employment_contribution", 1, 0, 13.75, (
        (1.5, 85),  # em_focus
    )),
    KeyIssue("S", "technology_contribution", 3, 1, 4),
    KeyIssue("S", "bond_rollover_and_default", 2, 1, 12.5),
    KeyIssue("S", "investor_protection", 2, 1, 12),
    # Governance
    KeyIssue("G", "actual_controller_shareholder", 2, 1, 9.5),
    KeyIssue("G", "independent_director", 2, 1, 12.5, (
        (1, 50),  # id_committees
        (2.5, 60),  # id_ratio
    )),
    KeyIssue("G", "management_stability", 2, 1, 9.5),
    KeyIssue("G", "relative_size_of_management", 1, 0, 6.75, (
        (2, 95),  # rs_board
    )),
    KeyIssue("G", "audit_opinion", 3, 2, 10),
    KeyIssue("G", "disclosure_penalty", 2, 1, 10.5),
    KeyIssue("G", "major_shareholders_behavior", 2, 1, 9.5),
    KeyIssue("G", "debt_servicing_ability", 4, 2, 10),
    KeyIssue("G", "litigation_risk", 2, 1, 8.5),
    KeyIssue("G", "external_penalty", 3, 2, 10.25, (
        (2, 85),  # xp_compliance
    )),
    KeyIssue("G", "business_ethics", 4, 2, 13.5, (
        (1.5, 92),  # be_cases
        (2, 82),  # be_policy
        (1.5, 85),  # be_whistle
    )),
)
# fmt: on


def total() -> float:
    return sum(k.weight * k.score for k in KEY_ISSUES) / sum(k.weight for k in KEY_ISSUES)


def test_the_key_issues_are_those_by_hand(sample_run: Run) -> None:
    found = sample_run.published.read("score.key_issue_score", OCTOBER).filter(issuer_id=ISSUER)
    by_hand = {k.name: pytest.approx(k.score, abs=1e-9) for k in KEY_ISSUES}
    assert dict(found.select("key_issue_id", "score").iter_rows()) == by_hand


@pytest.mark.parametrize("pillar", ["E", "S", "G"])
def test_the_pillars_are_those_by_hand(sample_run: Run, pillar: str) -> None:
    mine = [k for k in KEY_ISSUES if k.pillar == pillar]
    found = sample_run.published.read("score.pillar_score", OCTOBER).filter(issuer_id=ISSUER, pillar_id=pillar)
    by_hand = sum(k.weight * k.score for k in mine) / sum(k.weight for k in mine)
    assert found["score"].to_list() == [pytest.approx(by_hand, abs=1e-9)]


def test_the_score_and_the_grade_are_those_by_hand(sample_run: Run) -> None:
    [row] = sample_run.published.read("rating.rating", OCTOBER).filter(issuer_id=ISSUER).to_dicts()
    assert row["score"] == pytest.approx(total(), abs=1e-9)
    assert 60 <= total() < 65  # from 60 on it is CC, from 65 on CCC (Table 3)
    assert (row["model_grade"], row["grade"]) == ("CC", "CC")


def test_the_coverage_is_the_one_by_hand(sample_run: Run) -> None:
    [row] = sample_run.published.read("rating.rating", OCTOBER).filter(issuer_id=ISSUER).to_dicts()
    shares = sum(k.weight * k.known_weight / k.all_weight for k in KEY_ISSUES)
    assert row["coverage"] == pytest.approx(shares / sum(k.weight for k in KEY_ISSUES), abs=1e-9)
