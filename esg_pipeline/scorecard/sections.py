"""The parts of a scorecard that show how the score is made: profile, key issues, contributions, history, coverage."""

from collections import Counter
from typing import Any

from esg_pipeline.display import NOTHING, clean, first_reason, percent, shortened, truncated
from esg_pipeline.explain import DataPoint, Explanation, Node
from esg_pipeline.methodology.codes import Grade, Origin, RatingActionCode, VersionCause
from esg_pipeline.scorecard.charts import Beside, history_chart, profile_chart, score_bar, share_chart
from esg_pipeline.scorecard.model import Cell, Figure, Row, Section, Table
from esg_pipeline.scorecard.numbers import origin_of, signed, value_of
from esg_pipeline.scorecard.source import Source
from esg_pipeline.scorecard.words import Words

EXTREMES = 6
CAUSES = 3
DETAIL = 160
SHARES = ("reported_share", "carried_share", "imputed_share", "not_applicable_share")


def profile(of: Source, words: Words) -> Section:
    """Pillars and themes beside the industry."""
    e = of.explanation
    kind = words("made_up" if e.is_simulated else "real")
    if not e.pillars:
        note = words("no_scores")
    elif of.others:
        note = words("profile_note" if of.is_graded else "profile_note_outside", peers=of.graded, kind=kind)
    else:
        note = words("no_peers", kind=kind)
    figures = tuple(profile_figure(of, words, pillar) for pillar in e.pillars)
    return Section("profile", words("profile"), (note,), figures)


def profile_figure(of: Source, words: Words, pillar: Node) -> Figure:
    """A pillar and its themes."""
    rows = [beside(of, words, node) for node in (pillar, *pillar.children)]
    text = words("profile_alt", list=words.listed([profile_item(row, words) for row in rows]))
    return Figure(profile_chart(rows, text), text)


def beside(of: Source, words: Words, node: Node) -> Beside:
    """A node with its peers."""
    peers, name = of.beside(node.level, node.node_id), words.name("node", node.node_id, node.name)
    ends = (peers.lower_quartile, peers.median_score, peers.upper_quartile) if peers else (None, None, None)
    return Beside(name, node.score, *ends, is_total=node.level == "pillar")


def profile_item(row: Beside, words: Words) -> str:
    """A row of the profile in words."""
    if row.median is None:
        return words("profile_item_alone", name=row.name, score=truncated(row.score))
    ends = {"low": truncated(row.low), "median": truncated(row.median), "high": truncated(row.high)}
    return words("profile_item", name=row.name, score=truncated(row.score), **ends)


def key_issues(of: Source, words: Words) -> Section:
    """Every key issue that counts, below its theme and pillar."""
    keys = ("key_issue", "weight", "score", "median", "difference", "points", "known")
    heads = tuple(words(key) for key in keys)
    rows = tuple(row for pillar in of.explanation.pillars for row in node_rows(of, words, pillar))
    if not rows:
        return Section("key_issues", words("key_issues"), (words("no_scores"),))
    table = Table(words("key_issues"), heads, rows, numbers=tuple(range(1, len(heads))))
    notes = (words("key_issues_note"), words("balance", score=truncated(of.explanation.score)))
    return Section("key_issues", words("key_issues"), notes, tables=(table,))


def node_rows(of: Source, words: Words, node: Node) -> list[Row]:
    """A node and all that is below it."""
    peers = of.beside(node.level, node.node_id)
    median = peers.median_score if peers else None
    is_leaf = node.level == "key_issue"
    cells = (
        Cell(words.name("node", node.node_id, node.name)),
        Cell(percent(node.weight)),
        Cell(truncated(node.score), svg=score_bar(node.score, median) if is_leaf else ""),
        Cell(truncated(median)),
        Cell(signed(None if median is None else node.score - median)),
        Cell(signed(of.points(node.weight, node.score))),
        Cell(percent(node.coverage)),
    )
    level = {"pillar": "group", "theme": "part"}.get(node.level, "")
    return [Row(cells, level), *(row for child in node.children for row in node_rows(of, words, child))]


def contributions(of: Source, words: Words) -> Section:
    """The data points that move the total most, up and down."""
    named = [(issue, point) for issue in of.key_issues for point in issue.data_points]
    ranked = sorted(named, key=lambda pair: (-of.points(pair[1].weight, pair[1].score), pair[1].data_point_id))
    title = words("contributions")
    if not ranked:
        return Section("contributions", title, (words("no_scores"),))
    up = [pair for pair in ranked if of.points(pair[1].weight, pair[1].score) >= 0][:EXTREMES]
    down = [pair for pair in reversed(ranked) if of.points(pair[1].weight, pair[1].score) < 0][:EXTREMES]
    tables = [
        contribution_table(of, words, key, pairs) for key, pairs in (("strongest", up), ("weakest", down)) if pairs
    ]
    return Section("contributions", title, (words("contributions_note", count=len(named)),), tables=tuple(tables))


def contribution_table(of: Source, words: Words, caption: str, pairs: list[tuple[Node, DataPoint]]) -> Table:
    """Some data points: value, what it rests on, and what it adds."""
    keys = ("data_point", "value", "origin", "score", "weight", "contribution", "points")
    rows = tuple(
        Row(
            (
                Cell(point_name(point, words), words.name("node", issue.node_id, issue.name)),
                Cell(value_of(point, words)),
                Cell(origin_of(point, words), filling(point, words)),
                Cell(truncated(point.score)),
                Cell(percent(point.weight, 2)),
                Cell(truncated(point.contribution, 3)),
                Cell(signed(of.points(point.weight, point.score), 3)),
            )
        )
        for issue, point in pairs
    )
    return Table(words(caption), tuple(words(key) for key in keys), rows, numbers=(3, 4, 5, 6))


def point_name(point: DataPoint, words: Words) -> str:
    """The name of a data point."""
    return words.name("data_point", point.data_point_id, point.name)


def filling(point: DataPoint, words: Words) -> str:
    """By what method an estimate was made."""
    return words.code("filling", point.method) if point.origin == Origin.IMPUTED else ""


def history(of: Source, words: Words) -> Section:
    """Every rating date up to this one, with what happened and why; then the versions, where a date has several."""
    heads = tuple(words(key) for key in ("date", "grade", "score", "known", "action", "reason"))
    rows = tuple(history_row(of, words, row) for row in reversed(of.history))
    tables = [Table(words("history"), heads, rows, numbers=(2, 3), wide=(5,))]
    notes = list[str]()
    if any(version["version"] > 1 for version in of.versions):
        notes.append(words("versions_note"))
        tables.append(version_table(of, words))
    return Section("history", words("history"), (), history_figures(of, words), tuple(tables), tuple(notes))


def history_figures(of: Source, words: Words) -> tuple[Figure, ...]:
    """The scores that had a grade; no picture for fewer than two."""
    graded = [row for row in of.history if row["grade"] not in (None, Grade.NR) and row["score"] is not None]
    points = [(row["rating_date"], row["score"], clean(row["grade"])) for row in graded]
    if len(points) < 2:
        return ()
    said = words.listed([f"{day} {grade} {truncated(score)}" for day, score, grade in points])
    text = words("history_alt", list=said)
    return (Figure(history_chart(points, of.borders, text), text, caption=words("history_caption")),)


def history_row(of: Source, words: Words, row: dict[str, Any]) -> Row:
    """A rating date."""
    action = words.code("action", row["action"]) if row["action"] else NOTHING
    if row["previous_grade"] and row["action"] != RatingActionCode.AFFIRM:
        action = words("action_from", action=action, previous=clean(row["previous_grade"]))
    reason = first_reason(row["not_rated_reason"]) if row["not_rated_reason"] else ""
    said = [part for part in (rules_in(row, words), why_moved(of, words, row)) if part]
    return Row(
        (
            Cell(str(row["rating_date"])),
            Cell(clean(row["grade"] or NOTHING)),
            Cell(truncated(row["score"])),
            Cell(percent(row["coverage"])),
            Cell(action),
            Cell(" ".join(said), reason, language="en" if reason else ""),
        )
    )


def rules_in(row: dict[str, Any], words: Words) -> str:
    """What moved the grade of a date away from its score: a red line, the committee."""
    rule_grade = clean(row["rule_grade"] or row["grade"])
    if row["decision_id"]:
        return words("brief_decided", rule=rule_grade, grade=clean(row["grade"]), decision=clean(row["decision_id"]))
    if row["cap_rule_id"] and row["grade"] != Grade.NR:
        return words("brief_capped", rule=clean(row["cap_rule_id"]), grade=rule_grade, model=clean(row["model_grade"]))
    return ""


def why_moved(of: Source, words: Words, row: dict[str, Any]) -> str:
    """The causes that moved the score most since the rating date before."""
    causes = [c for c in of.changes if c["rating_date"] == row["rating_date"] and signed(c["points"]) != "0.00"]
    said = [words("moved", cause=words.code("change_cause", c["cause"]), points=signed(c["points"])) for c in causes]
    more = [words("more_names", count=len(said) - CAUSES)] if len(said) > CAUSES else []
    return words("moved_by", list=words.listed([*said[:CAUSES], *more])) if said else ""


def version_table(of: Source, words: Words) -> Table:
    """Every version of the dates that have more than one."""
    again = {version["rating_date"] for version in of.versions if version["version"] > 1}
    heads = tuple(words(key) for key in ("date", "version", "recorded", "grade", "score", "cause"))
    rows = tuple(
        Row(
            (
                Cell(str(version["rating_date"])),
                Cell(str(version["version"])),
                Cell(str(version["recorded_date"])),
                Cell(clean(version["grade"])),
                Cell(truncated(version["score"])),
                version_cause(version, words),
            )
        )
        for version in of.versions
        if version["rating_date"] in again
    )
    return Table(words("versions"), heads, rows, numbers=(1, 4), wide=(5,))


def version_cause(version: dict[str, Any], words: Words) -> Cell:
    """Why there is a version; of the first one there is no more to say."""
    cause = words.code("version_cause", version["cause"])
    if version["cause"] == VersionCause.INITIAL:
        return Cell(cause)
    return Cell(cause, shortened(version["detail"] or "", DETAIL), language="en")


def coverage(of: Source, words: Words) -> Section:
    """What the weight rests on, in total and by pillar, and how gaps were filled."""
    e = of.explanation
    parts: list[tuple[str, Explanation | Node]] = [(words("total"), e)]
    parts += [(words.name("node", p.node_id, p.name), p) for p in e.pillars]
    names = [words.code("share", share) for share in SHARES]
    rows = tuple(share_row(name, part) for name, part in parts)
    heads = (words("part"), *names, words("known"), words("reported_only"))
    table = Table(words("evidence_base"), heads, rows, numbers=tuple(range(1, len(heads))))
    figures = share_figures(parts, names, words)
    tables = (table, *filling_tables(of, words))
    return Section("coverage", words("evidence_base"), (words("evidence_base_note"),), figures, tables)


def shares_of(part: Explanation | Node) -> list[float | None]:
    """What the weight of a part rests on."""
    return [getattr(part, share) for share in SHARES]


def share_row(name: str, part: Explanation | Node) -> Row:
    """The shares of a part in figures."""
    figures = (*shares_of(part), part.coverage)
    return Row((Cell(name), *(Cell(percent(share)) for share in figures), Cell(truncated(part.score_reported_only))))


def share_figures(parts: list[tuple[str, Explanation | Node]], names: list[str], words: Words) -> tuple[Figure, ...]:
    """The shares as bars; none where an earlier version of the pipeline made the scores."""
    rows = [(name, shares_of(part)) for name, part in parts if part.reported_share is not None]
    if not rows:
        return ()
    said = [
        words("colon", name=name, text=words.listed([f"{n} {percent(s)}" for n, s in zip(names, shares, strict=True)]))
        for name, shares in rows
    ]
    text = words("shares_alt", list="; ".join(said))
    return (Figure(share_chart(rows, names, text), text),)


def filling_tables(of: Source, words: Words) -> list[Table]:
    """How many data points each method filled, and their weight."""
    filled = [point for issue in of.key_issues for point in issue.data_points if point.origin != Origin.REPORTED]
    counts = Counter(point.method for point in filled)
    weights = {method: sum(point.weight for point in filled if point.method == method) for method in counts}
    heads = tuple(words(key) for key in ("method", "data_points", "weight"))
    rows = tuple(
        Row((Cell(words.code("filling", method)), Cell(str(counts[method])), Cell(percent(weights[method]))))
        for method in sorted(counts, key=lambda name: (-weights[name], name))
    )
    return [Table(words("fillings"), heads, rows, numbers=(1, 2))] if rows else []
