from collections.abc import Mapping

import polars as pl
import pytest

from esg_pipeline.methodology.codes import Kind
from esg_pipeline.methodology.tables import derivation_table
from esg_pipeline.reader import PublishedReader
from esg_pipeline.what_if.engine import Subject
from esg_pipeline.what_if.scenario import ValueChange, WhatIfError
from esg_pipeline.what_if.stated import (
    KNOWN,
    behind,
    delivered,
    differing,
    following,
    heard,
    hearing_of,
    require_applicable,
    require_levels,
    stated,
)
from esg_pipeline.what_if.world import World
from tests.unit.what_if.conftest import DAY, Asked

RATIO = "ghg_int_rev"


def asked_of(subject: Subject, name: str, value: str) -> pl.DataFrame:
    known = subject.issuer.known
    return delivered(subject.world, [ValueChange(name, value)], known, subject.issuer_id)


def first_of(subject: Subject, kind: Kind) -> str:
    method = subject.world.methodology
    counted = subject.before.points.join(method.data_points.filter(kind=kind), on="data_point_id", how="semi")
    return str(counted.sort("data_point_id")["data_point_id"][0])


def test_derivations_are_followed_in_both_directions(world: World) -> None:
    rules = derivation_table(world.methodology)
    inputs = behind(rules, [RATIO])
    assert RATIO in inputs
    assert "op_revenue" in inputs
    assert RATIO in following(rules, ["op_revenue"])
    assert following(rules, ["es_mental"]) == behind(rules, ["es_mental"]) == ["es_mental"]


def test_a_value_is_taken_as_a_feed_would_bring_it(subject: Subject) -> None:
    name = first_of(subject, Kind.BOOLEAN)
    row = asked_of(subject, name, "Yes").row(0, named=True)
    assert (row["value"], row["state"], row["published_date"], row["confidence"]) == (1.0, "reported", DAY, 1.0)
    assert asked_of(subject, name, "no")["state"].to_list() == ["reported_zero"]
    years = subject.issuer.known.filter(data_point_id=name)["fiscal_year"].drop_nulls().to_list()
    assert row["fiscal_year"] == max([2021, *years])


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (Kind.BOOLEAN, "2", "yes or no"),
        (Kind.BOOLEAN, "n/a", "needs a value"),
        (Kind.QUANTITATIVE, "<script>", "not a number"),
        (Kind.QUANTITATIVE, "nan", "not a number"),
        (Kind.QUANTITATIVE, "1e40", "beyond what any report states"),
        (Kind.EVENT, "5", "counted from events"),
    ],
)
def test_what_a_feed_could_not_bring_is_refused(subject: Subject, kind: Kind, value: str, said: str) -> None:
    with pytest.raises(WhatIfError, match=said):
        asked_of(subject, first_of(subject, kind), value)


def test_what_is_not_asked_of_the_issuer_is_refused(subject: Subject) -> None:
    points = subject.world.methodology.scored_data_points
    for name, said in (("nothing", "no scored data point"), ("op_revenue", "no scored data point")):
        with pytest.raises(WhatIfError, match=said):
            asked_of(subject, name, "1")
    tags = set(subject.issuer.universe["tags"][0].split("|"))
    foreign = next(
        name
        for name, rule in points.select("data_point_id", "applies_to").iter_rows()
        if rule != "all" and not tags & set(rule.split("|"))
    )
    with pytest.raises(WhatIfError, match="does not apply"):
        require_applicable(subject.world, points, subject.issuer_id, [ValueChange(foreign, "1")])


def test_a_level_that_there_is_not_is_refused(subject: Subject) -> None:
    name = first_of(subject, Kind.ORDINAL)
    method = subject.world.methodology
    require_levels(subject.world, method, asked_of(subject, name, "1"))
    with pytest.raises(WhatIfError, match="has the levels"):
        require_levels(subject.world, method, asked_of(subject, name, "1.5"))


def test_what_is_published_follows_from_observations(asked_run: Asked, world: World, subject: Subject) -> None:
    hearing = hearing_of(world, asked_run.reader, [RATIO])
    assert {RATIO, "op_revenue"} <= set(hearing.observations["data_point_id"])
    reports = asked_of(subject, RATIO, "1").clear()
    found = heard(hearing, world, reports)
    known = asked_run.shadow.tables["core.known_value"].filter(data_point_id=RATIO)
    assert known.height
    assert differing(known, found.values, KNOWN) == set()
    assert differing(known, found.values.head(1), KNOWN) == {RATIO}


def test_what_follows_from_a_report_moves_too(asked_run: Asked, subject: Subject) -> None:
    name = first_of(subject, Kind.BOOLEAN)
    value = subject.issuer.known.filter(data_point_id=name)["value"].to_list()
    change = [ValueChange(name, "no" if value == [1.0] else "yes")]
    found = stated(subject.world, asked_run.reader, subject.issuer_id, change, asked_run.methodology)
    assert found.moved == {name} <= found.data_points
    assert found.held == ()
    assert list(subject.world.hearings) == [(name,)]
    again = stated(subject.world, asked_run.reader, subject.issuer_id, change, asked_run.methodology)
    assert again.known.equals(found.known)


def test_what_does_not_follow_from_the_observations_is_refused(asked_run: Asked, subject: Subject) -> None:
    name = first_of(subject, Kind.BOOLEAN)
    change = [ValueChange(name, "yes")]
    subject.world.hearings.clear()

    class Other(PublishedReader):
        """A file that knows a value which nobody reported."""

        def ask(self, name: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
            found = super().ask(name, parameters)
            return found.with_columns(value=pl.lit(0.5)) if name == "what_if_known" else found

    with pytest.raises(WhatIfError, match="does not follow"):
        stated(subject.world, Other(asked_run.file), subject.issuer_id, change, asked_run.methodology)
    assert not subject.world.hearings


def test_a_likely_slip_of_units_waits_for_a_person(asked_run: Asked, subject: Subject) -> None:
    quantitative = asked_run.methodology.scored_data_points.filter(kind=Kind.QUANTITATIVE, applies_to="all")
    known = asked_run.shadow.tables["core.known_value"].filter(pl.col("method") == "reported", pl.col("value") > 0)
    shared = known.join(quantitative.select("data_point_id", "unit"), on=["data_point_id", "unit"], how="semi")
    often = shared.group_by("data_point_id").agg(pl.len(), pl.col("value").median()).sort("len", "data_point_id")
    name, _, middle = often.row(-1)
    issuer_id = shared.filter(data_point_id=name)["issuer_id"].sort()[0]
    change = [ValueChange(name, f"{middle * 1e6:.1f}")]
    found = stated(subject.world, asked_run.reader, issuer_id, change, asked_run.methodology)
    assert found.held == (name,)
