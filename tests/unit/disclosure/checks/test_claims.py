from collections.abc import Callable

from esg_pipeline.disclosure.checks.model import Findings

Check = Callable[..., Findings]


def test_a_claim_names_its_provision_and_line(check: Check) -> None:
    (found,) = check("wa_total 5\nindex: B2.1 not_substantiated\nindex: A1.2 elsewhere\nindex: A2.5 explained", "F89")
    assert found.message == "the index (line 2) says that B2.1 is answered in Environment: nothing answers it"
    assert found.fact_ids == ()
    assert found.lines == (2,)


def test_each_claim_has_its_own_id(check: Check) -> None:
    found = check("index: B2.1 not_substantiated\nindex: B2.2 not_substantiated", "F89")
    assert len({f.finding_id for f in found}) == 2
