"""An impact as records for machines and as tables for a terminal. Nothing is computed here but counts and means."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from esg_pipeline.display import clean, graded, table, truncated
from esg_pipeline.impact.compare import GRADES, NOBODY, Impact, Mover, Side, has_moved, notches
from esg_pipeline.impact.groups import GRADE_RULES
from esg_pipeline.methodology.codes import Grade
from esg_pipeline.methodology.model import Methodology

UNSCORED = "not scored"
PLACES = (*GRADES, UNSCORED)
KINDS = (("real", False), ("simulated", True))
ROOM_FOR_NAMES = 100
NOTABLE = 0.1  # a key issue below this share of its group's points is not worth a terminal's line
MEASURES = {
    "issuers": "Issuers",
    "mean_score_a": "Mean score by A",
    "mean_score_b": "Mean score by B",
    "moved": "Score or grade moves",
    "grades_up": "Grade up",
    "grades_down": "Grade down",
    "rated_by_a_only": "Only A rates",
    "rated_by_b_only": "Only B rates",
}
CSV_HEAD = ("issuer_id", "issuer_name", "is_simulated", "score_a", "score_b", "change", "grade_a", "grade_b", "notches")
CSV_TAIL = ("cap_rule_id_a", "cap_rule_id_b", "grade_by_scores")


def record(found: Impact, notes: Sequence[str]) -> dict[str, Any]:
    """Everything, for JSON."""
    return {
        "rating_date": found.rating_date,
        "a": version_record(found.before),
        "b": version_record(found.after),
        "notes": list(notes),
        "groups": list(found.groups),
        "summary": summaries(found),
        "migration": {kind: matrix(found, is_simulated=flag) for kind, flag in KINDS},
        "movers": [mover_record(one) for one in found.movers],
    }


def version_record(methodology: Methodology) -> dict[str, str]:
    """Which version it is."""
    return {"version": methodology.version, "hash": methodology.hash}


def mover_record(one: Mover) -> dict[str, Any]:
    """One issuer that moves."""
    return {**head(one), "parts": dict(one.parts), "key_issues": {k: dict(v) for k, v in one.key_issues.items()}}


def head(one: Mover) -> dict[str, Any]:
    """What stands in the columns of every format."""
    return {
        "issuer_id": one.issuer_id,
        "issuer_name": one.issuer_name,
        "is_simulated": one.is_simulated,
        "score_a": one.before.score,
        "score_b": one.after.score,
        "change": one.change,
        "grade_a": one.before.grade,
        "grade_b": one.after.grade,
        "notches": one.notches,
        "cap_rule_id_a": one.before.cap_rule_id,
        "cap_rule_id_b": one.after.cap_rule_id,
        "grade_by_scores": one.grade_by_scores,
    }


def csv_columns(found: Impact) -> list[str]:
    """The columns of `csv_rows`: one per group of changes behind the issuer's ratings."""
    return [*CSV_HEAD, *score_groups(found), *CSV_TAIL]


def csv_rows(found: Impact) -> list[dict[str, Any]]:
    """One row per issuer that moves."""
    return [{**head(one), **{group: one.parts.get(group) for group in score_groups(found)}} for one in found.movers]


def score_groups(found: Impact) -> list[str]:
    """The groups that can move a score."""
    return [group for group in found.groups if group != GRADE_RULES]


def sides_of(found: Impact, *, is_simulated: bool) -> list[tuple[Side, Side]]:
    """Both ratings of every issuer of one kind."""
    return [sides for issuer, sides in found.sides.items() if (issuer in found.simulated) == is_simulated]


def summaries(found: Impact) -> dict[str, dict[str, Any]]:
    """Kind of issuer -> counts and means; kinds that nobody is of are left out."""
    by_kind = {kind: sides_of(found, is_simulated=flag) for kind, flag in KINDS}
    return {kind: summary(sides) for kind, sides in by_kind.items() if sides}


def summary(sides: Sequence[tuple[Side, Side]]) -> dict[str, Any]:
    """Counts of one kind of issuer, and the mean score of those whom both versions score."""
    both = [(a.score, b.score) for a, b in sides if a.score is not None and b.score is not None]
    steps = [notches(a.grade, b.grade) for a, b in sides]
    return {
        "issuers": len(sides),
        "mean_score_a": fmean(a for a, _ in both) if both else None,
        "mean_score_b": fmean(b for _, b in both) if both else None,
        "moved": sum(has_moved(a, b) for a, b in sides),
        "grades_up": sum(step is not None and step > 0 for step in steps),
        "grades_down": sum(step is not None and step < 0 for step in steps),
        "rated_by_a_only": sum(is_rated(a) and not is_rated(b) for a, b in sides),
        "rated_by_b_only": sum(is_rated(b) and not is_rated(a) for a, b in sides),
    }


def is_rated(side: Side) -> bool:
    """Whether an issuer has a grade."""
    return side.grade not in (None, Grade.NR.value)


def matrix(found: Impact, *, is_simulated: bool) -> dict[str, dict[str, int]]:
    """Grade by A -> grade by B -> issuers; grades that nobody leaves or reaches are left out."""
    counts: dict[str, dict[str, int]] = {}
    for before, after in sides_of(found, is_simulated=is_simulated):
        row = counts.setdefault(place(before), {})
        row[place(after)] = row.get(place(after), 0) + 1
    return {old: {new: counts[old][new] for new in PLACES if new in counts[old]} for old in PLACES if old in counts}


def place(side: Side) -> str:
    """The grade of a side, or that it has no score at all."""
    return UNSCORED if side == NOBODY else str(side.grade)


def show_impact(out: Console, found: Impact, notes: Sequence[str], limit: int) -> None:
    """The whole answer on a terminal: notes, what changed, summary, migration, who moves and why."""
    for line in notes:
        out.print(f"Note: {clean(line)}")
    if not found.groups:
        out.print(f"Nothing that can move a score or a grade differs; {len(found.sides)} issuers stay as they are.")
        return
    out.print(f"Changed: {', '.join(found.groups)}\n")
    out.print(summary_table(summaries(found)))
    for kind, flag in KINDS:
        counts = matrix(found, is_simulated=flag)
        if counts:
            out.print(f"\nGrades of {kind} issuers on {found.rating_date}, rows by A, columns by B")
            out.print(matrix_table(counts))
    show_movers(out, found, limit)


def summary_table(kinds: Mapping[str, Mapping[str, Any]]) -> Table:
    """One column per kind of issuer."""
    drawn = table("", *kinds, right=tuple(kinds))
    for name, title in MEASURES.items():
        values = [row[name] for row in kinds.values()]
        drawn.add_row(title, *(str(value) if isinstance(value, int) else truncated(value) for value in values))
    return drawn


def matrix_table(counts: Mapping[str, Mapping[str, int]]) -> Table:
    """Rows by A, columns by B; who keeps the grade stands on the diagonal."""
    columns = [grade for grade in PLACES if any(grade in row for row in counts.values())]
    drawn = table("A \\ B", *columns, right=columns)
    for old, row in counts.items():
        drawn.add_row(graded(old), *(cell(row.get(new), is_same=old == new) for new in columns))
    return drawn


def cell(count: int | None, *, is_same: bool) -> Text:
    """A count; those who keep their grade are pale."""
    return Text("." if count is None else str(count), "dim" if is_same or count is None else "bold")


def show_movers(out: Console, found: Impact, limit: int) -> None:
    """The issuers that move most, each with what moved it."""
    if not found.movers:
        out.print("\nNobody moves.")
        return
    shown = found.movers[:limit]
    out.print(f"\nWho moves, and by which change ({len(shown)} of {len(found.movers)})")
    out.print(movers_table(shown, out.width))


def movers_table(movers: Iterable[Mover], width: int) -> Table:
    """One line per issuer; a narrow terminal goes without names."""
    with_names = width >= ROOM_FOR_NAMES
    names = ("Name",) if with_names else ()
    drawn = table(
        "Issuer",
        *names,
        "Score A",
        "Score B",
        "Grade",
        "Moved by",
        right=("Score A", "Score B"),
        fixed=("Grade",),
    )
    for one in movers:
        name = [Text(name_of(one))] if with_names else []
        scores = [truncated(side.score) for side in (one.before, one.after)]
        drawn.add_row(Text(clean(one.issuer_id)), *name, *scores, grade_move(one), Text(reasons(one)))
    return drawn


def name_of(one: Mover) -> str:
    """The name, and that it is made up."""
    return clean(one.issuer_name) + (" (SIMULATED)" if one.is_simulated else "")


def grade_move(one: Mover) -> Text:
    """`B -> BB (+1)`, or the grade that stays."""
    before, after = place(one.before), place(one.after)
    if before == after:
        return graded(after)
    by = f" ({one.notches:+d})" if one.notches else ""
    return Text.assemble(graded(before), " -> ", graded(after), by)


def reasons(one: Mover) -> str:
    """`value functions -1.20 (Waste -0.80, Energy Management -0.30)`, largest part first; then what moved the grade."""
    ordered = sorted(one.parts.items(), key=lambda part: -abs(part[1]))
    said = [part_words(group, points, one.key_issues.get(group, {})) for group, points in ordered if points]
    if one.after.grade != one.grade_by_scores:
        cap = f" (capped by {clean(one.after.cap_rule_id)})" if one.after.cap_rule_id else ""
        said.append(f"{GRADE_RULES}: {one.grade_by_scores or UNSCORED} -> {one.after.grade or UNSCORED}{cap}")
    return "; ".join(said)


def part_words(group: str, points: float, key_issues: Mapping[str, float]) -> str:
    """One group with its points, and the key issues in it that moved most; those that hardly count are left out."""
    told = {key_issue: value for key_issue, value in key_issues.items() if abs(value) >= NOTABLE * abs(points)}
    inside = ", ".join(f"{key_issue} {signed(value)}" for key_issue, value in told.items())
    return f"{group} {signed(points)}" + (f" ({inside})" if inside else "")


def signed(points: float) -> str:
    """Points with their sign, at least one digit that is not zero."""
    return f"{points:+.2f}" if abs(points) >= 0.005 else f"{points:+.1g}"
