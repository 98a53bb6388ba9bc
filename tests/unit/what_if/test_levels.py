from dataclasses import replace

import polars as pl
import pytest

from esg_pipeline.methodology.model import Methodology
from esg_pipeline.sql_models import load_model
from esg_pipeline.what_if.engine import Subject
from esg_pipeline.what_if.levels import LEVELS, NODES, REFERENCE, Issuer, outcome, rated
from tests.unit.what_if.conftest import DAY, Asked


def test_one_issuer_has_the_nodes_that_it_has_among_all(asked_run: Asked, subject: Subject) -> None:
    for level, name in NODES.items():
        ours = subject.before.nodes.filter(node_level=level).sort("node_id")
        theirs = asked_run.shadow.tables[name].filter(issuer_id=subject.issuer_id).sort(f"{level}_id")
        assert ours["node_id"].to_list() == theirs[f"{level}_id"].to_list()
        for column in ("weight", "score", "coverage"):
            assert ours[column].to_list() == pytest.approx(theirs[column].to_list(), abs=1e-9)


def test_every_table_that_the_models_read_is_given() -> None:
    own = {"core.rating_universe", "core.event", "core.known_value", "score.data_point_score"}
    needed = {name for level in LEVELS for name in load_model(level).sources} - set(LEVELS)
    assert needed == {*REFERENCE, *own}


def test_a_red_line_caps_and_is_named(asked_run: Asked, subject: Subject) -> None:
    method, issuer = asked_run.methodology, subject.issuer
    line = method.red_lines.filter(trigger_kind="event").sort("rule_id").row(0, named=True)
    worst = method.event_severities.sort("points")["severity"][-1]
    row = asked_run.shadow.tables["core.event"].row(0, named=True)
    row |= {"issuer_id": subject.issuer_id, "event_type": line["trigger"], "severity": worst, "event_date": DAY}
    row |= {"published_date": DAY, "replaced_date": None}
    schema = asked_run.shadow.tables["core.event"].schema
    found = rated(method, replace(issuer, events=pl.DataFrame([row], schema=schema)), DAY)
    lowest = with_cap(method, line["rule_id"], "C")
    capped = rated(lowest, replace(issuer, events=pl.DataFrame([row], schema=schema)), DAY)
    assert found.score == capped.score == subject.before.score
    assert (capped.rule_grade, capped.cap_rule_id) == ("C", line["rule_id"])


def with_cap(method: Methodology, rule_id: str, grade: str) -> Methodology:
    is_one = pl.col("rule_id") == rule_id
    cap = pl.when(is_one).then(pl.lit(grade)).otherwise("cap_grade")
    return replace(method, red_lines=method.red_lines.with_columns(cap_grade=cap))


def test_below_the_minimum_coverage_there_is_no_grade(asked_run: Asked, subject: Subject) -> None:
    strict = replace(asked_run.methodology, parameters=replace(asked_run.methodology.parameters, minimum_coverage=1.0))
    found = rated(strict, subject.issuer, DAY)
    assert found.rule_grade == "NR"
    assert "minimum" in (found.not_rated_reason or "")
    assert found.model_grade == subject.before.model_grade


def test_who_has_no_cells_has_no_score(asked_run: Asked, subject: Subject) -> None:
    nothing = Issuer(
        subject.issuer.cells.clear(), *(getattr(subject.issuer, name) for name in ("known", "universe", "events"))
    )
    found = rated(asked_run.methodology, nothing, DAY)
    assert (found.score, found.nodes.height, found.points.height) == (None, 0, 0)
    tables = {name: asked_run.shadow.tables[name].clear() for name in LEVELS}
    assert outcome(asked_run.shadow.ratings.clear(), tables, nothing.cells).score is None
