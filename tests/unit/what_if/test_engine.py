"""The what-if gives what the pipeline gives: without a change, with a moved method, with another report."""

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import polars as pl
import pytest

from esg_pipeline.impact.shadow import shadow_run
from esg_pipeline.methodology.codes import Influence, Kind
from esg_pipeline.reader import PublishedReader
from esg_pipeline.warehouse import Warehouse
from esg_pipeline.what_if.changeable import points_now
from esg_pipeline.what_if.engine import Outcome, Subject, has_moved, sides_of, subject_of, what_if
from esg_pipeline.what_if.moved import with_anchors, with_weights
from esg_pipeline.what_if.scenario import Scenario, WeightChange, WhatIfError, scenario_of
from esg_pipeline.what_if.world import World, load
from tests.unit.what_if.conftest import DAY, Asked

DUE = 2021


def asked_of(subject: Subject, *pairs: tuple[str, str]) -> Outcome:
    return what_if(subject, scenario_of(pairs))


def gaps(subject: Subject, kind: Kind) -> list[str]:
    """Imputed data points of a kind, heaviest first."""
    points = subject.before.points.filter(origin="imputed").sort("weight", "data_point_id", descending=[True, False])
    of_kind = subject.world.methodology.data_points.filter(kind=kind)
    return points.join(of_kind, on="data_point_id", how="semi", maintain_order="left")["data_point_id"].to_list()


def heaviest(subject: Subject) -> str:
    return str(subject.before.nodes.filter(node_level="key_issue").sort("weight", "node_id")["node_id"][-1])


def in_pipeline(asked_run: Asked, subject: Subject, scenario: Scenario) -> tuple[dict[str, object], pl.DataFrame]:
    """Rating and contributions when the whole pipeline runs with the moved method and the added reports."""
    method = with_weights(asked_run.methodology, scenario.weight, subject.industry_code)
    method = with_anchors(method, scenario.anchor, subject.industry_code, DAY)
    reported = asked_run.inputs["raw.reported_value"]
    known = {row["data_point_id"]: row["fiscal_year"] for row in subject.issuer.known.iter_rows(named=True)}
    for one in scenario.value:
        row = delivered(reported, subject, one.subject, one.value, max(DUE, known.get(one.subject) or DUE))
        same = ["issuer_id", "data_point_id", "dimension", "fiscal_year"]
        reported = pl.concat([reported.join(row, on=same, how="anti"), row])
    run = shadow_run(method, {**asked_run.inputs, "raw.reported_value": reported}, DAY)
    rating = run.ratings.filter(issuer_id=subject.issuer_id).row(0, named=True)
    return rating, run.tables["rating.contribution"].filter(issuer_id=subject.issuer_id)


def delivered(reported: pl.DataFrame, subject: Subject, name: str, value: str, year: int) -> pl.DataFrame:
    """A row of `raw.reported_value` as a feed would bring it on the rating date."""
    number = {"yes": 1.0, "no": 0.0}.get(value)
    number = float(value) if number is None else number
    unit = subject.world.methodology.data_points.filter(data_point_id=name)["unit"][0]
    about = {"issuer_id": subject.issuer_id, "data_point_id": name, "data_point": name, "dimension": ""}
    said = {"value_text": value, "value": number, "unit": unit, "state": "reported" if number else "reported_zero"}
    when = {"fiscal_year": year, "published_date": DAY, "is_date_assumed": False}
    row = reported.row(0, named=True) | about | said | when
    return pl.DataFrame([row], schema=reported.schema)


def require_same(outcome: Outcome, rating: Mapping[str, object], contributions: pl.DataFrame) -> None:
    for name in ("model_grade", "rule_grade", "cap_rule_id", "not_rated_reason"):
        assert getattr(outcome.after, name) == rating[name]
    for name in ("score", "coverage", "imputed_share"):
        assert getattr(outcome.after, name) == pytest.approx(rating[name], abs=1e-9)
    ours = outcome.after.points.select("data_point_id", "contribution").sort("data_point_id")
    theirs = contributions.select("data_point_id", "contribution").sort("data_point_id")
    assert ours["data_point_id"].to_list() == theirs["data_point_id"].to_list()
    assert (ours["contribution"] - theirs["contribution"]).abs().max() < 1e-9  # pyright: ignore[reportOperatorIssue]


def test_without_a_change_everybody_has_the_published_rating(asked_run: Asked, world: World) -> None:
    for issuer_id in asked_run.shadow.ratings["issuer_id"].sort()[::8]:
        found = subject_of(world, asked_run.reader, issuer_id)
        outcome = what_if(found, Scenario())
        assert outcome.after.score == pytest.approx(found.published.score, abs=1e-9)
        assert outcome.moves == ()


def test_all_kinds_of_changes_give_what_the_pipeline_gives(asked_run: Asked, subject: Subject) -> None:
    weighed = heaviest(subject)
    none = subject.world.methodology.materiality.filter(influence="none", industry_code=subject.industry_code)
    others = [name for name in subject.before.nodes.filter(node_level="key_issue")["node_id"] if name != weighed]
    quantitative, boolean = gaps(subject, Kind.QUANTITATIVE), gaps(subject, Kind.BOOLEAN)
    pairs = [
        ("weight", f"{weighed}:none"),
        ("weight", f"{others[0]}:high:short"),
        *(("weight", f"{name}:middle:long") for name in none["key_issue_id"]),
        ("value", f"{quantitative[0]}:3"),
        ("value", f"{boolean[0]}:yes"),
        *(("anchor", text) for text in harder(subject, quantitative[1:6])),
    ]
    scenario = scenario_of(pairs)
    outcome = what_if(subject, scenario)
    assert outcome.after.score != outcome.before.score
    require_same(outcome, *in_pipeline(asked_run, subject, scenario))


def harder(subject: Subject, names: list[str]) -> list[str]:
    """Anchors of some data points with every score brought nearer to the worst, as texts of an address."""
    anchors = subject.world.methodology.anchors.filter(pl.col("industry_code").is_null()).sort("x")
    found = []
    for name in names:
        pairs = anchors.filter(data_point_id=name).select("x", "score").rows()
        # A value function must still reach good practice.
        top = max(score for _, score in pairs)
        found.append(f"{name}:" + ",".join(f"{x}={score if score == top else score / 2}" for x, score in pairs))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_any_changes_of_anybody_give_what_the_pipeline_gives(asked_run: Asked, world: World, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    found = subject_of(world, asked_run.reader, chance.choice(asked_run.shadow.ratings["issuer_id"].sort().to_list()))
    issues = chance.sample(world.methodology.key_issues["key_issue_id"].to_list(), 3)
    kinds = dict(world.methodology.data_points.select("data_point_id", "kind").iter_rows())
    names = chance.sample(found.before.points["data_point_id"].sort().to_list(), 6)
    usual = {Kind.BOOLEAN: chance.choice(["yes", "no"]), Kind.ORDINAL: "2"}
    values = [(name, usual.get(kinds[name], str(chance.choice([0, 5, 1000])))) for name in names]
    scenario = scenario_of(
        [
            *(("weight", f"{issue}:{chance.choice(['none', 'high:short', 'low:long'])}") for issue in issues),
            *(("value", f"{name}:{value}") for name, value in values if kinds[name] != Kind.EVENT),
        ]
    )
    require_same(what_if(found, scenario), *in_pipeline(asked_run, found, scenario))


def test_the_points_of_each_level_sum_to_the_change(subject: Subject) -> None:
    outcome = asked_of(
        subject,
        ("weight", f"{heaviest(subject)}:low:long"),
        ("anchor", harder(subject, gaps(subject, Kind.QUANTITATIVE)[:1])[0]),
    )
    change = (outcome.after.score or 0) - (outcome.before.score or 0)
    assert change
    for level in ("pillar", "theme", "key_issue", "data_point"):
        assert sum(move.points for move in outcome.moves if move.level == level) == pytest.approx(change, abs=1e-8)


def test_the_best_level_disclosed_raises_and_the_worst_does_not(subject: Subject) -> None:
    imputed = [one for one in points_now(subject) if one.kind == Kind.BOOLEAN and one.origin == "imputed"]
    between = [one for one in imputed if one.anchors[0][1] < (one.score or 0) < one.anchors[1][1]]
    for one in between[:1]:
        scores = [
            asked_of(subject, ("value", f"{one.data_point_id}:{level}")).after.score or 0 for level in ("no", "yes")
        ]
        assert scores[0] < (subject.before.score or 0) < scores[1]
    assert between


def test_a_weight_of_none_takes_the_key_issue_out(subject: Subject) -> None:
    name = heaviest(subject)
    outcome = asked_of(subject, ("weight", f"{name}:none"))
    gone = next(move for move in outcome.moves if move.name_id == name)
    assert gone.before
    assert gone.after is None
    assert name not in outcome.after.nodes["node_id"]
    assert outcome.after.nodes.filter(node_level="pillar")["weight"].sum() == pytest.approx(1)


def test_harder_anchors_lower_the_score(subject: Subject) -> None:
    scored = subject.before.points.filter(pl.col("origin") == "reported", pl.col("score").is_between(1, 99))
    kinds = subject.world.methodology.data_points.filter(kind=Kind.QUANTITATIVE)
    name = scored.join(kinds, on="data_point_id", how="semi").sort("data_point_id")["data_point_id"][0]
    outcome = asked_of(subject, ("anchor", harder(subject, [name])[0]))
    assert (outcome.after.score or 0) < (outcome.before.score or 0)


def test_a_reported_value_is_replaced_and_said_to_be(subject: Subject) -> None:
    kinds = subject.world.methodology.data_points.filter(kind=Kind.BOOLEAN)
    known = subject.before.points.filter(origin="reported").join(kinds, on="data_point_id", how="semi")
    name, value = known.sort("data_point_id").select("data_point_id", "value").row(0)
    outcome = asked_of(subject, ("value", f"{name}:{'no' if value else 'yes'}"))
    assert [(one.data_point_id, one.was, one.is_held) for one in outcome.reports] == [(name, "reported", False)]
    move = next(move for move in outcome.moves if move.name_id == name)
    assert move.before
    assert move.after
    assert (move.before.value, move.after.value) == (value, 1 - value)
    assert has_moved(move)
    assert not move.only_weighs


def test_what_nobody_weighs_is_refused(subject: Subject) -> None:
    own = subject.before.nodes.filter(node_level="key_issue")["node_id"]
    nothing = tuple(WeightChange(name, Influence.NONE, None) for name in own)
    with pytest.raises(WhatIfError, match="weight"):
        what_if(subject, Scenario(weight=nothing))


def test_a_file_that_does_not_reproduce_is_refused(asked_run: Asked, issuer_id: str, tmp_path: Path) -> None:
    file = tmp_path / "published.duckdb"
    copyfile(asked_run.file, file)
    ratings = Warehouse(file).read("rating.rating")
    is_one = pl.col("issuer_id") == issuer_id
    higher = pl.when(is_one).then(pl.col("score") + 1e-6).otherwise("score")
    Warehouse(file).replace({"rating.rating": ratings.with_columns(score=higher)})
    reader = PublishedReader(file)
    other = load(reader, DAY, is_simulated=True)
    with pytest.raises(WhatIfError, match="does not reproduce"):
        subject_of(other, reader, issuer_id)
    with pytest.raises(WhatIfError, match="no rating"):
        subject_of(other, reader, "NOBODY")


def test_a_side_holds_nodes_and_data_points(subject: Subject) -> None:
    found = sides_of(subject.before)
    assert {level for level, _ in found} == {"pillar", "theme", "key_issue", "data_point"}
    assert sum(side.weight for (level, _), side in found.items() if level == "data_point") == pytest.approx(1)
    assert sides_of(replace(subject.before, points=subject.before.points.clear())).keys() < found.keys()
