from collections.abc import Callable

from esg_pipeline.disclosure.checks.model import FINDING_SCHEMA, Findings, consequences, stable_id
from esg_pipeline.disclosure.codes import Severity

Check = Callable[..., Findings]

SUM_ERROR = "lr_total 2,129\nlr_total gender=female 910\nlr_total gender=male 1,220"


def test_a_finding_names_both_numbers_and_their_lines(check: Check) -> None:
    (found,) = check(SUM_ERROR, "F01")
    assert found.message == (
        "the parts by gender add to 2,130 persons (lines 2, 3), Total workforce says 2,129 persons (line 1)"
    )
    assert (found.expected, found.found, found.tolerance) == (2129, 2130, 0)
    assert (found.data_point_id, found.period, found.document_id) == ("lr_total", 2021, "d2021")
    assert found.fact_ids == ("d2021-001", "d2021-002", "d2021-003")
    assert found.lines == (1, 2, 3)


def test_only_a_serious_finding_blocks() -> None:
    assert {s: c.is_blocking for s, c in consequences().items()} == {"info": False, "warning": False, "serious": True}
    factors = [consequences()[s].confidence_factor for s in Severity]
    assert factors == sorted(factors, reverse=True)
    assert all(0 < f < 1 for f in factors)


def test_the_frame_has_its_schema(check: Check) -> None:
    frame = check(SUM_ERROR).frame()
    assert dict(frame.schema) == FINDING_SCHEMA
    assert frame["lines"].to_list() == [[1, 2, 3]]
    assert frame["issuer_id"].to_list() == [None]
    assert Findings().frame().height == 0


def test_an_id_is_stable() -> None:
    assert stable_id("F01", "a") == stable_id("F01", "a") != stable_id("F01", "b")
    assert len(stable_id("F01")) == 32
