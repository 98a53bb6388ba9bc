"""Limits, borders and rules on the page are those that are in force."""

from dataclasses import replace

from esg_pipeline.disclosure.checks.rules import RULES
from esg_pipeline.disclosure.document_limits import DocumentLimits, document_limits_from
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.methodology.reading_pages import bands, forensic_rules, limits


def test_every_limit_can_be_set_by_its_name() -> None:
    names = [str(name).strip("`") for name, _ in limits()]
    assert document_limits_from(dict.fromkeys(names, "7")) == DocumentLimits(*[7] * len(names))


def test_the_borders_are_those_of_the_version() -> None:
    shipped = load_methodology()
    other = replace(shipped, parameters=replace(shipped.parameters, accept_confidence=0.99))
    assert [row[0] for row in bands(other)] == ["0.99 and above", "0.75 to below 0.99", "below 0.75"]


def test_every_rule_stands_once_with_what_it_compares() -> None:
    rows = [(str(ids), str(what)) for ids, what in forensic_rules()]
    assert sorted(", ".join(ids for ids, _ in rows).split(", ")) == sorted(rule.rule_id for rule in RULES)
    assert all(len(what) > 20 for _, what in rows)
