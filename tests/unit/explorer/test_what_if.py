import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from esg_pipeline.explorer import what_if as module
from esg_pipeline.explorer.addresses import NoSuchPageError, Query
from esg_pipeline.explorer.what_if import (
    added,
    anchor_fields,
    anchors_of,
    answered,
    forms,
    link,
    page,
    rated_issuer,
    told,
    what_if_page,
    worlds,
)
from esg_pipeline.explorer.what_if_words import names_of
from esg_pipeline.methodology.codes import Kind
from esg_pipeline.reader import PublishedReader
from esg_pipeline.what_if.changeable import points_now
from esg_pipeline.what_if.engine import Subject
from esg_pipeline.what_if.scenario import Scenario, scenario_of
from esg_pipeline.what_if.world import World, Worlds
from tests.unit.what_if.conftest import Asked


@pytest.fixture(autouse=True)
def kept_subject(world: World, subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    """The panel and the issuer that the tests share, whoever asks for them."""
    monkeypatch.setattr(Worlds, "of", lambda *_, **__: world)
    monkeypatch.setattr(module, "subject_of", lambda *_: subject)


def shown(asked_run: Asked, subject: Subject, *pairs: tuple[str, str]) -> str:
    return what_if_page(asked_run.reader, Query((("issuer", subject.issuer_id), *pairs)))


def links(made: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'href="(/what-if[^"]*)"', made)]


def test_before_anything_is_asked_there_are_only_forms(asked_run: Asked, subject: Subject) -> None:
    made = shown(asked_run, subject)
    assert "What comes out" not in made
    assert made.count("<form") == 2
    assert made.count('name="date"') == 2
    assert len(re.findall(r'<option value="(?!\w+:|none)', made)) == len(points_now(subject)) + 38
    assert worlds() is worlds()


def test_a_form_adds_a_change_and_the_link_says_the_same(asked_run: Asked, subject: Subject) -> None:
    point = next(one for one in points_now(subject) if one.kind == Kind.QUANTITATIVE and one.origin == "imputed")
    pairs = [("key_issue", "waste_emission"), ("strength", "none"), ("point", point.data_point_id), ("report", "7")]
    made = shown(asked_run, subject, *pairs)
    assert "What comes out" in made
    again = next(one for one in links(made) if "weight" in one and "value" in one)
    query = parse_qsl(urlsplit(again).query)
    assert scenario_of(query) == scenario_of(added(Query(tuple(pairs))))
    without_forms = what_if_page(asked_run.reader, Query(tuple(query)))
    outcome = re.compile(r'<h2 id="outcome">.*?<h2>Another weight', re.DOTALL)
    assert outcome.findall(without_forms) == outcome.findall(made)
    for taken_back in [one for one in links(made) if one != again]:
        assert len(scenario_of(parse_qsl(urlsplit(taken_back).query)).changes()) == 1


def test_a_change_without_sense_is_said_and_leaves_the_others(asked_run: Asked, subject: Subject) -> None:
    kept = ("weight", "waste_emission:none")
    made = shown(asked_run, subject, kept, ("point", "ghg_int_rev"), ("report", "<script>alert(1)</script>"))
    assert "That change is left out: value &#39;&lt;script&gt;" in made
    assert "<script" not in made
    assert "What comes out" in made
    wrong = shown(asked_run, subject, ("weight", "nothing:none"))
    assert "These changes cannot hold: there is no key issue nothing." in wrong
    assert "take back" in wrong


@pytest.mark.parametrize(
    "pairs",
    [
        (("issuer", "NOBODY"),),
        (("date", "1999-01-01"),),
        (("weight", "<script>"),),
        (("value", "x:" + "1" * 1000),),
        (("point", "nothing"),),
        tuple(("value", f"a{number}:1") for number in range(21)),
    ],
)
def test_an_address_that_makes_no_sense_is_refused(
    asked_run: Asked, subject: Subject, pairs: tuple[tuple[str, str], ...]
) -> None:
    named = () if pairs[0][0] == "issuer" else (("issuer", subject.issuer_id),)
    with pytest.raises(NoSuchPageError):
        what_if_page(asked_run.reader, Query((*named, *pairs)))
    with pytest.raises(NoSuchPageError, match="which issuer"):
        rated_issuer(asked_run.reader, Query())


def test_names_are_no_markup(asked_run: Asked, subject: Subject) -> None:
    made = shown(asked_run, subject, ("weight", "waste_emission:none"))
    assert "&lt;b&gt;&#39;&amp;" in made
    assert "<b>" not in made


def test_a_file_whose_method_is_not_at_hand_says_so(
    small_published_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    made = what_if_page(PublishedReader(small_published_file), Query((("issuer", "360DIGITECH"),)))
    assert "Nothing can be asked about this rating" in made
    assert "neither the one in use nor in the archive" in made
    assert "<form" not in made


def test_what_the_forms_add(subject: Subject) -> None:
    both = (("point", "a"), ("x", "0"), ("score", "100"), ("x", ""), ("score", ""), ("x", "5"), ("score", "0"))
    assert anchors_of(Query(both)) == "0=100,5=0"
    assert list(added(Query(both))) == [("anchor", "a:0=100,5=0")]
    assert list(added(Query((("x", "1"), ("score", "2"), ("key_issue", "k"), ("report", "3"))))) == []
    kept, outcome, problem = answered(subject, Scenario(), Query((("point", "a"), ("report", "1"))))
    assert (kept, outcome) == (Scenario(), None)
    assert "no scored data point a" in problem


def test_the_form_of_anchors_begins_with_those_in_force(subject: Subject) -> None:
    by_kind = {one.kind: one for one in points_now(subject)}
    for kind, point in by_kind.items():
        fields = anchor_fields(point, Scenario())
        assert [float(x) for x, _ in fields if x] == [x for x, _ in point.anchors]
        assert (("", "") in fields) == (kind == Kind.QUANTITATIVE)
        changed = scenario_of([("anchor", f"{point.data_point_id}:1=2,3=4")])
        assert anchor_fields(point, changed)[:2] == [("1", "2"), ("3", "4")]


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_of_data_point_has_its_form(asked_run: Asked, subject: Subject, kind: Kind) -> None:
    point = next(one for one in points_now(subject) if one.kind == kind)
    made = shown(asked_run, subject, ("point", point.data_point_id))
    assert ("no value can be reported" in made) == (kind == Kind.EVENT)
    assert made.count("<form") == (3 if kind == Kind.EVENT else 4)
    assert ("readonly" in made) == (kind != Kind.QUANTITATIVE)


def test_the_parts_of_the_page(asked_run: Asked, subject: Subject) -> None:
    issuer = rated_issuer(asked_run.reader, Query((("issuer", subject.issuer_id),)))
    assert link(issuer, Scenario()) == f"/what-if?issuer={subject.issuer_id}&date=2022-10-31"
    assert told(None, Scenario(), issuer, names_of(subject)) == {"outcome": None}
    assert forms(subject, issuer, Scenario(), Query())["chosen"] is None
    assert "Nothing can be asked" in page(issuer, impossible="why")
    assert module.PATH in link(issuer, Scenario())
