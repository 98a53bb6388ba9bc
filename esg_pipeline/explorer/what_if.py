"""The page of a what-if: forms for one change more, the changes so far, what comes out. No server in here."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any

from esg_pipeline.explorer.addresses import NoSuchPageError, Query, address
from esg_pipeline.explorer.issuer import newest_of
from esg_pipeline.explorer.render import rendered
from esg_pipeline.explorer.what_if_words import Names, change_words, facts, line, names_of, sentences
from esg_pipeline.methodology.codes import ImpactTime, Influence
from esg_pipeline.reader import PublishedReader
from esg_pipeline.what_if.changeable import Anchors, PointNow, key_issues_now, points_now
from esg_pipeline.what_if.engine import Outcome, Subject, subject_of, what_if
from esg_pipeline.what_if.scenario import Scenario, WhatIfError, plain, scenario_of
from esg_pipeline.what_if.world import Worlds

PATH = "/what-if"
# Parts of the forms; together they say what an address says in one word.
POINT, REPORT, X, SCORE, KEY_ISSUE, STRENGTH = "point", "report", "x", "score", "key_issue", "strength"
STRENGTHS = {
    **{f"{how}:{when}": f"{how}, {when}" for how in Influence if how != Influence.NONE for when in ImpactTime},
    Influence.NONE.value: "none: it does not count",
}
Row = dict[str, Any]


@cache
def worlds() -> Worlds:
    """The panels that this process has read."""
    return Worlds()


def what_if_page(reader: PublishedReader, query: Query) -> str:
    """The page for an address. Raises NoSuchPageError for an issuer without a rating and for what is no change."""
    issuer = rated_issuer(reader, query)
    kept = kept_changes(query)
    try:
        world = worlds().of(reader, issuer["rating_date"], is_simulated=issuer["is_simulated"])
        subject = subject_of(world, reader, issuer["issuer_id"])
    except WhatIfError as error:
        return page(issuer, impossible=str(error))
    asked, outcome, problem = answered(subject, kept, query)
    names = names_of(subject)
    return page(
        issuer,
        problem=problem,
        link=link(issuer, asked),
        changes=[(change_words(one, names), link(issuer, asked.without(one))) for one in asked.changes()],
        **told(outcome, asked, issuer, names),
        **forms(subject, issuer, asked, query),
    )


def kept_changes(query: Query) -> Scenario:
    """The changes that an address holds. Raises NoSuchPageError for what is no change at all."""
    try:
        return scenario_of(query.pairs)
    except WhatIfError as error:
        raise NoSuchPageError(str(error)) from error


def page(issuer: Row, **values: object) -> str:
    """The page of an issuer; without a subject it only says why nothing can be asked."""
    title = f"What if: {issuer['issuer_name']}"
    common = {"title": title, "here": "", "day": issuer["rating_date"], "issuer": issuer, "impossible": ""}
    return rendered("what_if", **{**common, **values})


def rated_issuer(reader: PublishedReader, query: Query) -> Row:
    """The row of `sql/read/explain_issuer.sql`. Raises NoSuchPageError when the issuer has no rating."""

    def read(issuer_id: str, day: date) -> Row | None:
        rows = reader.ask("explain_issuer", {"issuer_id": issuer_id, "rating_date": day})
        return rows.row(0, named=True) if rows.height else None

    return newest_of(reader, query, read)


def answered(subject: Subject, kept: Scenario, query: Query) -> tuple[Scenario, Outcome | None, str]:
    """The changes with the one that a form adds, what comes out, and what is wrong with them in words.

    A change that makes no sense is left out, so that what was asked before is not lost with it.
    """
    problem = ""
    for scenario in (lambda: scenario_of([*kept.pairs(), *added(query)]), lambda: kept):
        try:
            asked = scenario()
            return asked, what_if(subject, asked) if asked else None, problem
        except WhatIfError as error:
            problem = problem or str(error)
    return kept, None, problem


def added(query: Query) -> Iterator[tuple[str, str]]:
    """What the forms add to the changes, as an address says it."""
    point, anchors = query.first(POINT), anchors_of(query)
    if query.first(KEY_ISSUE) and query.first(STRENGTH):
        yield "weight", f"{query.first(KEY_ISSUE)}:{query.first(STRENGTH)}"
    if point and query.first(REPORT):
        yield "value", f"{point}:{query.first(REPORT)}"
    if point and anchors:
        yield "anchor", f"{point}:{anchors}"


def anchors_of(query: Query) -> str:
    """The pairs of the anchor form; those that are left empty are left out."""
    sides = [[value.strip() for key, value in query.pairs if key == name] for name in (X, SCORE)]
    return ",".join(f"{x}={score}" for x, score in zip(*sides, strict=False) if x or score)


def link(issuer: Row, scenario: Scenario) -> str:
    """The address of a what-if."""
    return address(PATH, issuer=issuer["issuer_id"], date=issuer["rating_date"], **scenario.parameters())


def told(outcome: Outcome | None, scenario: Scenario, issuer: Row, names: Names) -> Row:
    """What comes out, for the template."""
    if outcome is None:
        return {"outcome": None}
    asked = {one.subject for one in scenario.changes()}
    shown = [move for move in outcome.moves if not move.only_weighs or move.level == "pillar" or move.name_id in asked]
    rest = [move for move in outcome.moves if move not in shown and move.level == "key_issue"]
    by_level = {
        "Data points": [move for move in shown if move.level == "data_point"],
        "Pillars, themes, key issues": [move for move in shown if move.level != "data_point"],
    }
    return {
        "outcome": outcome,
        "facts": list(facts(outcome)),
        "sentences": list(sentences(outcome, scenario, issuer["industry_name"], names)),
        "tables": {title: [line(move, names) for move in moves] for title, moves in by_level.items() if moves},
        "rest": [line(move, names) for move in rest],
    }


def forms(subject: Subject, issuer: Row, scenario: Scenario, query: Query) -> Row:
    """What can be changed, for the template. Raises NoSuchPageError for a data point that is not asked for here."""
    points = {point.data_point_id: point for point in points_now(subject)}
    chosen = points.get(query.one_of(POINT, points) or "")
    issues = key_issues_now(subject)
    issue_names = {issue.key_issue_id: issue.name for issue in issues}
    grouped = groupby(points.values(), key=lambda point: point.key_issue_id)
    return {
        "hidden": [("issuer", issuer["issuer_id"]), ("date", issuer["rating_date"]), *scenario.pairs()],
        "key_issues": issues,
        "strengths": STRENGTHS,
        "groups": [(issue_names[key], list(members)) for key, members in grouped],
        "chosen": chosen,
        "anchors": anchor_fields(chosen, scenario) if chosen else [],
        "report": next((one.value for one in scenario.value if chosen and one.subject == chosen.data_point_id), ""),
    }


def anchor_fields(point: PointNow, scenario: Scenario) -> Sequence[tuple[str, str]]:
    """The anchors to begin with: those that are asked for, else those in force; room for one more where x is free."""
    asked: list[Anchors] = [one.anchors for one in scenario.anchor if one.subject == point.data_point_id]
    fields = [(plain(x), plain(score)) for x, score in (asked or [point.anchors])[0]]
    return fields if point.has_levels or point.is_counted else [*fields, ("", "")]
