"""Draws why a rating moved as a tree for a terminal: causes, data points, both values, evidence. Made in why.py."""

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from esg_pipeline.display import clean, graded, percent, truncated
from esg_pipeline.explain import DataPoint
from esg_pipeline.explanation_view import event_line, input_line, measured, origin, told
from esg_pipeline.methodology.codes import ChangeCause, Origin
from esg_pipeline.why import CauseOfChange, Move, Standing, Why, events_of, inputs_of

LARGEST = 5
WORDS = {
    ChangeCause.NEW_FACTS: "New facts: values of a newer year, or told for the first time",
    ChangeCause.RESTATEMENTS: "Restatements: another figure for the same year",
    ChangeCause.IMPUTATION: "Imputation: values grew old or fell away, gaps were filled in another way",
    ChangeCause.EVENTS_NEW: "New events: penalties, lawsuits and defaults that came to be known",
    ChangeCause.EVENTS_DECAYED: "Fading events: what lies longer ago counts less",
    ChangeCause.WEIGHTS: "Weights: what counts how much, and what applies at all",
    ChangeCause.BENCHMARKS: "Benchmarks: the same value is scored otherwise",
    ChangeCause.PEERS: "Peers: what others report moved fillings and fences, or others are the peers now",
    ChangeCause.CAPS: "Red lines",
    ChangeCause.COMMITTEE: "Committee",
}


def show_why(console: Console, found: Why, *, everything: bool = False) -> None:
    """Header, tree of causes and footer; `everything` shows every data point, whole quotes and ids."""
    for line in header(found, everything=everything):
        console.print(line)
    console.print(change_tree(found, everything=everything))
    console.print(footer(found))


def change_tree(found: Why, *, everything: bool) -> Tree:
    """The change, its causes, their data points, the values before and now, evidence."""
    tree = Tree(Text(f"{signed(found.score_change)} points", "bold"), guide_style="dim")
    for cause in found.causes:
        if cause.points or cause.notches or cause.moves:
            add_cause(tree, cause, everything=everything)
    return tree


def header(w: Why, *, everything: bool = False) -> list[Text]:
    """Who, between which dates, grade and score on both, how many notches by what, and what stands beside the score."""
    lines = [Text("SIMULATED issuer: its figures are made up", "bold black on yellow")] if w.is_simulated else []
    dates = f"  {w.before.rating_date} to {w.after.rating_date}"
    scores = f"  Score {truncated(w.before.score)} to {truncated(w.after.score)} ({signed(w.score_change)})"
    grades = Text.assemble("Grade ", graded(w.before.grade), " to ", graded(w.after.grade))
    lines += [
        Text.assemble((f"{clean(w.issuer_name)} ({clean(w.issuer_id)})", "bold"), dates),
        Text.assemble(grades, scores, f"  Coverage {percent(w.before.coverage)} to {percent(w.after.coverage)}"),
        Text(notches(w)),
    ]
    if w.before.industry_code != w.after.industry_code:
        lines.append(Text(f"Industry {clean(w.before.industry_code)} to {clean(w.after.industry_code)}", "bold"))
    if w.before.methodology_hash != w.after.methodology_hash:
        lines.append(Text(f"Method {version(w.before)} to {version(w.after)}", "bold"))
    lines += [line for side in (w.before, w.after) for line in beside_the_score(side, everything=everything)]
    lines += [
        Text(
            f"Version {name[:12]} is not archived: where value and benchmark both changed, all stands under benchmarks"
        )
        for name in w.unknown_versions
    ]
    return lines


def version(side: Standing) -> str:
    """The version of the method of a rating."""
    return f"{clean(side.methodology_version)} ({side.methodology_hash[:12]})"


def notches(w: Why) -> str:
    """How many notches the score, the red lines and the committee moved the grade."""
    by = {cause.cause: cause.notches for cause in w.causes}
    model = f"Model grade {w.before.model_grade} to {w.after.model_grade}: {notched(w.model_notches)} by the score"
    if not w.is_graded:
        return f"{model}; there is no grade on one of the dates"
    caps, committee = notched(by[ChangeCause.CAPS]), notched(by[ChangeCause.COMMITTEE])
    return f"{model}, {caps} by red lines, {committee} by the committee"


def notched(count: int | None) -> str:
    """A number of notches with its sign, in words."""
    if count is None:
        return "not known how many notches"
    return "no notch" if not count else f"{count:+d} {'notch' if abs(count) == 1 else 'notches'}"


def beside_the_score(side: Standing, *, everything: bool) -> list[Text]:
    """What a rating has beside its score: no grade, a red line, decisions, an earlier version of itself."""
    lines: list[str] = []
    if side.not_rated_reason:
        lines.append(f"not rated: {clean(side.not_rated_reason)}")
    lines += [
        f"red line {clean(line.rule_id)} caps at {line.cap_grade} since {line.since_date}"
        + ("" if line.rule_id == side.cap_rule_id else ", made no difference")
        for line in side.red_lines
    ]
    lines += [
        f"committee {clean(d.kind)} {clean(d.decision_id)}: {clean(d.status).replace('_', ' ')}, "
        f"{told(d.reason, everything=everything)}"
        for d in side.decisions
    ]
    if side.version and side.version > 1:
        lines.append(
            f"version {side.version}, re-rated on {side.recorded_date}: "
            f"{told(side.version_detail, everything=everything)}"
        )
    return [Text(f"{side.rating_date}: {line}") for line in lines]


def signed(points: float) -> str:
    """Points with their sign, cut after three decimals."""
    shown = truncated(points, 3)
    return shown if points < 0 else f"+{shown}"


def add_cause(tree: Tree, cause: CauseOfChange, *, everything: bool) -> None:
    """One cause with its largest data points."""
    words = WORDS[ChangeCause(cause.cause)]
    moved = signed(cause.points) if cause.notches is None else notched(cause.notches)
    branch = tree.add(Text.assemble((f"{words}  ", "bold"), moved))
    shown = cause.moves if everything else cause.moves[:LARGEST]
    for move in shown:
        add_move(branch, move, everything=everything)
    rest = cause.moves[len(shown) :]
    if rest:
        points = sum(move.points for move in rest)
        branch.add(Text(f"{len(rest)} more data points, {signed(points)} together (--all shows them)", "dim"))


def add_move(tree: Tree, move: Move, *, everything: bool) -> None:
    """One data point: points, score and weight on both dates, then both values with their evidence."""
    scores = f"score {truncated(move.previous_score)} to {truncated(move.score)}"
    weights = f"weight {percent(move.previous_weight, 2)}"
    if move.weight != move.previous_weight:
        weights += f" to {percent(move.weight, 2)}"
    branch = tree.add(Text(f"{clean(move.name)}  {signed(move.points)}  {scores}, {weights}"))
    known = set(events_of(move.before))
    proven = {item.observation_id for item in inputs_of(move.before)}
    for word, point, skip in (("before", move.before, frozenset[str]()), ("now", move.after, proven)):
        add_side(branch, word, point, skip, everything=everything)
    for event_id, event in events_of(move.after).items():
        mark = "still counts: " if event_id in known else "new: "
        branch.add(Text.assemble(mark, event_line(event, everything=everything)))


def add_side(
    tree: Tree, word: str, point: DataPoint | None, shown: frozenset[str] | set[str], *, everything: bool
) -> None:
    """One date of a data point; evidence that the other date has shown already is not shown again."""
    if point is None:
        tree.add(Text(f"{word}: no part of the score", "dim"))
        return
    value = "" if point.origin == Origin.IMPUTED else f"{measured(point)}, "
    branch = tree.add(Text(f"{word}: {value}{origin(point)}"))
    for item in inputs_of(point):
        if item.observation_id not in shown:
            branch.add(input_line(point, item, everything=everything))


def footer(w: Why) -> Text:
    """Whether the causes add up to the change."""
    if w.adds_up:
        return Text(f"The causes add up to the change: sum {w.points_sum!r}, change {w.score_change!r}")
    off = f"{w.points_sum - w.score_change:.3g}"
    return Text(f"The causes do NOT add up: sum {w.points_sum!r}, change {w.score_change!r}, off by {off}", "bold red")
