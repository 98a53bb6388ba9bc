"""What comes out of a what-if in words and rows: before and after, what moves, what does not. Nothing is calculated."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from esg_pipeline.display import percent, quantity, truncated
from esg_pipeline.methodology.codes import Origin
from esg_pipeline.what_if.engine import Move, Outcome, Report, Side, Subject
from esg_pipeline.what_if.scenario import AnchorChange, Change, Scenario, ValueChange, WeightChange, plain

Both = tuple[str, str]
NOT_THERE = "-"
YES_NO = "yes/no"


@dataclass(frozen=True)
class Line:
    """A row of what moves: its figures before and after, and the points that it adds to the change of the total."""

    level: str
    name: str
    points: float
    score: Both
    weight: Both
    rests_on: Both


@dataclass(frozen=True)
class Names:
    """What ids are called, and in which units values are."""

    nodes: Mapping[str, str]
    units: Mapping[str, str]

    def of(self, name_id: str) -> str:
        """The name, or the id of what has none."""
        return self.nodes.get(name_id, name_id)


def names_of(subject: Subject) -> Names:
    """The names of the version that rated the issuer."""
    method = subject.world.methodology
    nodes: dict[str, str] = {}
    for level in ("pillar", "theme", "key_issue"):
        nodes |= dict(method.key_issues.select(f"{level}_id", f"{level}_name").iter_rows())
    points = method.data_points
    nodes |= dict(points.select("data_point_id", "name").iter_rows())
    return Names(nodes, dict(points.select("data_point_id", "unit").iter_rows()))


def change_words(change: Change, names: Names) -> str:
    """What is asked for."""
    name, unit = names.of(change.subject), names.units.get(change.subject)
    measured = f", in {unit}" if unit and unit != YES_NO else ""
    match change:
        case WeightChange(impact_time=None):
            return f"{name} does not count"
        case WeightChange():
            return f"{name}: influence {change.influence}, impact time {change.impact_time}"
        case AnchorChange():
            levels = [(yes_or_no(x) if unit == YES_NO else plain(x), plain(score)) for x, score in change.anchors]
            return f"{name}{measured}: " + ", ".join(f"{level} scores {score}" for level, score in levels)
        case ValueChange():
            said = yes_or_no(float(change.value)) if unit == YES_NO and change.value in ("0", "1") else change.value
            return f"{name}{measured}: reported {said}"


def facts(outcome: Outcome) -> Iterator[tuple[str, str, str]]:
    """What is asked first of a rating, before and after."""
    before, after = outcome.before, outcome.after
    yield "Score", truncated(before.score), truncated(after.score)
    yield "Grade by the score", before.model_grade or NOT_THERE, after.model_grade or NOT_THERE
    yield "Grade by the rules", before.rule_grade or NOT_THERE, after.rule_grade or NOT_THERE
    yield "Coverage", percent(before.coverage), percent(after.coverage)
    yield "Imputed share", percent(before.imputed_share), percent(after.imputed_share)


def sentences(outcome: Outcome, scenario: Scenario, industry: str, names: Names) -> Iterator[str]:
    """What a reader must know beside the figures: what holds the grade, for whom a change counts, what was replaced."""
    published, after = outcome.published, outcome.after
    if after.not_rated_reason:
        yield f"There {'is' if published.not_rated_reason else 'would be'} no grade: {after.not_rated_reason}."
    elif after.cap_rule_id:
        holds = "holds" if after.cap_rule_id == published.cap_rule_id else "would hold"
        yield (
            f"The red line {after.cap_rule_id} {holds} the grade at {after.rule_grade}, whatever the score;"
            f" the score alone would give {after.model_grade}."
        )
    elif published.cap_rule_id or published.not_rated_reason:
        yield f"What holds the published grade at {published.rule_grade} would not hold it any more."
    if published.decision_id:
        yield (
            f"Decision {published.decision_id} of the committee holds the published grade at {published.grade}."
            " A what-if leaves the committee out."
        )
    yield from (report_words(report, names) for report in outcome.reports)
    if scenario.weight or scenario.anchor:
        yield f"Other weights and benchmarks would hold for every issuer of {industry}; here they are shown for one."
    if not outcome.moves:
        yield "Nothing moves: what was changed does not count for this issuer, or makes no difference to it."


def report_words(report: Report, names: Names) -> str:
    """How a value is taken, and what it takes the place of."""
    name = names.of(report.data_point_id)
    value = yes_or_no(report.value) if report.unit == YES_NO else quantity(report.value, report.unit)
    if report.is_held:
        return f"{name}: {value} looks like a slip of units. It would wait for a person and not count until then."
    place = f"in place of the {report.was} {'value' if report.was == Origin.REPORTED else 'score'}"
    if report.was is None:
        place = "although it does not count for the issuer now"
    return f"{name}: {value} counts as reported for fiscal year {report.fiscal_year}, {place}."


def line(move: Move, names: Names) -> Line:
    """One row; figures of a side that is not there are a dash."""
    one, other = move.before, move.after
    unit = names.units.get(move.name_id)
    return Line(
        move.level,
        names.of(move.name_id),
        move.points,
        (truncated(one and one.score), truncated(other and other.score)),
        (percent(one and one.weight, 2), percent(other and other.weight, 2)),
        (rests_on(one, unit), rests_on(other, unit)),
    )


def rests_on(side: Side | None, unit: str | None) -> str:
    """The value of a data point, or how its score was filled."""
    if side is None or side.origin is None:
        return NOT_THERE
    if side.origin == Origin.IMPUTED:
        return f"imputed: {str(side.method).replace('_', ' ')}"
    return f"{side.origin} {yes_or_no(side.value) if unit == YES_NO else quantity(side.value, unit)}"


def yes_or_no(value: float | None) -> str:
    """A value of a data point that asks for one of the two."""
    return "yes" if value else "no"
