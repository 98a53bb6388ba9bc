"""What holds for all rules together: order, permutation, what findings do to facts, companies made at random."""

import random
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esg_pipeline.disclosure.checks.company import company_of
from esg_pipeline.disclosure.checks.model import Findings
from esg_pipeline.disclosure.checks.run import apply, check_facts, findings_of

Frames = Callable[[str], Any]
Check = Callable[..., Findings]

WRONG = (
    "lr_total 2,129\nlr_total gender=female 910\nlr_total gender=male 1,219\nghg_s1 100\nghg_s2 900\nghg_s12 1,500\n"
    "ws_haz 0.12\nws_haz_int_emp 0.01\ner_train_cov 105%\nlr_total 2,129 @prose"
)


KEYS = (
    *("lr_total", "lr_total gender=female", "lr_total gender=male", "lr_total age=under_30", "lr_total age=over_30"),
    *("lr_turnover", "lr_turnover gender=female", "lr_turnover gender=male", "ghg_s1", "ghg_s2_loc", "ghg_s12"),
    *("ghg_int_emp", "ghg_int_rev", "wa_total", "wa_int_rev", "en_elec", "en_total", "en_direct energy=gasoline"),
    *("rs_board", "id_ratio", "ghg_yoy", "lr_turnover_gap", "lr_total age=x", "lr_total =;;a=", "en_pue"),
    *("er_train_hours level=senior", "er_train_hours level=general", "lr_total level=senior", "lr_total level=general"),
)


def company_text(seed: int, scale: tuple[str, float] = ("", 1.0)) -> str:
    """A company whose figures fit, printed with its own roundings; `scale` multiplies one printed figure."""
    rng = random.Random(seed)  # noqa: S311 - a test's company
    women, men = rng.randint(60, 9000), rng.randint(60, 9000)
    people = women + men
    scope1, scope2, scope3 = people * rng.uniform(0.2, 0.4), people * rng.uniform(0.5, 2), people * rng.uniform(1, 5)
    fuel, power = scope1 / 0.25, scope2 / 0.58
    left = (women * rng.uniform(0.05, 0.4), men * rng.uniform(0.05, 0.4))
    water, haz, nonhaz = people * rng.uniform(2, 30), people * 0.001, people * rng.uniform(0.05, 0.2)
    places = rng.randint(0, 2)
    values = {
        "lr_total": (people, 0),
        "lr_total gender=female": (women, 0),
        "lr_total gender=male": (men, 0),
        "er_women": (women / people * 100, 1),
        "lr_turnover": (sum(left) / people * 100, 0),
        "lr_turnover gender=female": (left[0] / women * 100, 0),
        "lr_turnover gender=male": (left[1] / men * 100, 0),
        "ghg_s1": (scope1, places),
        "ghg_s2": (scope2, places),
        "ghg_s12": (scope1 + scope2, places),
        "ghg_s3": (scope3, places),
        "ghg_s123": (scope1 + scope2 + scope3, places),
        "ghg_int_emp": ((scope1 + scope2) / people, 2),
        "en_direct energy=gasoline": (fuel, places),
        "en_elec": (power, places),
        "en_total": (fuel + power, places),
        "en_int_emp": ((fuel + power) / people, 2),
        "wa_total": (water, places),
        "wa_int_emp": (water / people, 2),
        "ws_haz": (haz, 2),
        "ws_nonhaz": (nonhaz, 2),
        "ws_total": (haz + nonhaz, 2),
        "ws_nonhaz_int": (nonhaz / people, 3),
    }
    key, factor = scale
    return "\n".join(
        f"{name} {value * (factor if name == key else 1):,.{digits}f}" for name, (value, digits) in values.items()
    )


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_company_whose_figures_fit_raises_nothing(check: Check, seed: int) -> None:
    assert [f.message for f in check(company_text(seed))] == []


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    total=st.sampled_from(["lr_total", "ghg_s12", "ghg_s123", "en_total", "wa_total", "ws_total", "ghg_s2"]),
    factor=st.sampled_from([0.001, 0.1, 10.0, 1000.0]),
)
def test_a_total_that_slips_is_found(check: Check, seed: int, total: str, factor: float) -> None:
    if total != "lr_total" or factor > 1:
        assert len(check(company_text(seed, (total, factor)))) >= 1


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(range(10)))
def test_the_order_of_facts_does_not_matter(frames: Frames, order: list[int]) -> None:
    facts = frames(WRONG).facts
    assert findings_of(company_of(facts[list(order)])) == findings_of(company_of(facts))


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), factor=st.sampled_from([0.1, 1.0, 1.3, 10.0]))
def test_findings_keep_every_fact_and_raise_no_confidence(frames: Frames, seed: int, factor: float) -> None:
    facts = frames(company_text(seed, ("ghg_s12", factor))).facts
    after = apply(facts, check_facts(facts))
    assert after.drop("confidence", "held_by").equals(facts.drop("confidence"))
    assert (after["confidence"] <= facts["confidence"]).all()
    assert (after["confidence"] > 0).all()


def test_a_serious_finding_holds_its_suspects_and_no_others(frames: Frames) -> None:
    facts = frames(WRONG).facts
    findings = check_facts(facts)
    held = apply(facts, findings).filter(pl.col("held_by").is_not_null())
    assert set(held["data_point_id"]) == {"ghg_s1", "ghg_s2", "ghg_s12", "ws_haz_int_emp", "ws_haz", "er_train_cov"}
    assert set(held["held_by"]) <= {f.finding_id for f in findings if f.is_blocking}


def test_a_figure_that_its_parts_confirm_is_no_suspect(check: Check) -> None:
    (found,) = check(WRONG, "F01", "F26")
    assert "d2021-001" in found.fact_ids
    assert "d2021-001" not in found.suspect_ids


def test_what_is_wrong_with_a_figure_is_wrong_with_its_other_prints(check: Check) -> None:
    (found,) = check("ghg_s1 100\nghg_s1 100.0\nghg_s2 900\nghg_s12 1,500", "F08")
    assert found.fact_ids == ("d2021-001", "d2021-002", "d2021-003", "d2021-004")


def test_findings_come_by_document_and_year(check: Check) -> None:
    text = "document: b 2021\nen_pue 0.5\nen_pue 2020: 0.4\ndocument: a 2020\nen_pue 2020: 0.5"
    assert [(f.document_id, f.period) for f in check(text, "F68")] == [("a", 2020), ("b", 2020), ("b", 2021)]


def test_all_but_facts_is_optional(frames: Frames) -> None:
    given_frames = frames(WRONG)
    assert len(check_facts(given_frames.facts)) == len(check_facts(given_frames.facts, given_frames.documents)) > 0
    facts = given_frames.facts.drop("qualifier")
    assert len(check_facts(facts)) > 0
    assert len(check_facts(facts.clear())) == 0


def test_without_findings_facts_stay_as_they_are(frames: Frames) -> None:
    facts = frames("lr_total 5").facts
    after = apply(facts, check_facts(facts))
    assert after.drop("held_by").equals(facts)
    assert after["held_by"].to_list() == [None]


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(KEYS),
            st.sampled_from([2020, 2021, None]),
            st.one_of(st.none(), st.floats(), st.sampled_from([0.0, -0.0, 1e308, -5.0, 5e-324])),
            st.one_of(st.text(max_size=12), st.sampled_from(["0", "1,0", "9" * 60, "1.0e5", "０.41", "0.00"])),
            st.sampled_from(["exact", "about", "at_least", "at_most", None]),
        ),
        max_size=40,
    )
)
def test_no_fact_breaks_the_checks(frames: Frames, rows: list[tuple[Any, ...]]) -> None:
    base = frames("lr_total 5").facts.row(0, named=True)
    facts = pl.DataFrame(
        [
            base
            | {"fact_id": str(n), "data_point_id": key.split()[0], "dimension": "".join(key.split()[1:])}
            | {"period": period, "value": value, "raw_value": raw, "qualifier": qualifier, "line": n + 1}
            for n, (key, period, value, raw, qualifier) in enumerate(rows)
        ],
        frames("lr_total 5").facts.schema,
    )
    numbers = frames("unread: Gasoline | 8,000 | Litre | x\nunread: 柴油 | 1e999 | t | x").observations
    findings = check_facts(facts, None, numbers)
    assert len({f.finding_id for f in findings}) == len(findings)
    assert all(f.message for f in findings)
    assert findings.frame().height == len(findings)
    assert apply(facts, findings).height == facts.height


@pytest.mark.parametrize("lines", [20_000])
def test_a_long_hostile_document_stays_cheap(frames: Frames, lines: int) -> None:
    facts = frames("lr_total 5\nghg_int_emp 0.41").facts
    many = pl.concat([facts] * (lines // 2)).with_row_index("n")
    many = many.with_columns(fact_id=pl.col("n").cast(pl.String), line=pl.col("n").cast(pl.Int32)).drop("n")
    row = frames("unread: Gasoline density | 0.41 | t/10k $ | x").observations
    loose = pl.concat([row] * lines).with_row_index("n").with_columns(char_start=pl.col("n").cast(pl.Int64)).drop("n")
    assert len(check_facts(many, None, loose)) == 0
