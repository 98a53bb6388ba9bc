"""The first screen of a scorecard: grade, how sure it is, what lifts and what drags, in plain words. No tables."""

from collections.abc import Sequence

from esg_pipeline.display import clean, percent, shortened, truncated
from esg_pipeline.explain import Node
from esg_pipeline.methodology.codes import RatingActionCode
from esg_pipeline.scorecard.charts import probability_chart
from esg_pipeline.scorecard.model import Fact, Figure, Head, Mover, Movers
from esg_pipeline.scorecard.numbers import signed, small_share
from esg_pipeline.scorecard.source import Source
from esg_pipeline.scorecard.words import Words

NAME = 120
MOVERS = 4
# What is cut to zero points moves nothing.
VISIBLE = 0.01
GRADE_CLASSES = {**dict.fromkeys(("AAA", "AA", "A"), "a"), **dict.fromkeys(("BBB", "BB", "B"), "b")} | {
    **dict.fromkeys(("CCC", "CC"), "cc"),
    "C": "c",
}


def head(of: Source, words: Words) -> Head:
    """The first screen."""
    e = of.explanation
    industry = words.name("industry", e.industry_code, e.industry_name)
    about = [clean(e.issuer_id), industry, words.code("issuer_class", e.issuer_class)]
    return Head(
        kicker=words("kicker"),
        simulated=words("simulated") if e.is_simulated else "",
        name=shortened(e.issuer_name, NAME),
        about=" · ".join([*about, words("rating_date", date=e.rating_date)]),
        grade=clean(e.grade),
        grade_class=GRADE_CLASSES.get(e.grade, "nr"),
        grade_label=words("grade") if of.is_graded else words("not_rated"),
        facts=facts(of, words),
        probability=probability(of, words),
        no_probability="" if e.probabilities else words("no_probability"),
        brief_title=words("brief"),
        brief=tuple(brief(of, words)),
        movers=movers(of, words),
        balance=words("balance", score=truncated(e.score)),
    )


def facts(of: Source, words: Words) -> tuple[Fact, ...]:
    """Score, rank and coverage, each with how sure it is or what it leaves open."""
    e = of.explanation
    known = Fact(words("coverage"), percent(e.coverage), words("coverage_small", rest=percent(1 - e.coverage)))
    if not of.is_graded:
        return Fact(words("score_without_grade"), truncated(e.score), words("no_grade_from_it")), known
    ends = {"low": truncated(e.score_low), "high": truncated(e.score_high)}
    score = Fact(words("score"), truncated(e.score), words("interval", **ends) if e.score_low is not None else "")
    return score, rank(of, words), known


def rank(of: Source, words: Words) -> Fact:
    """The place in the industry."""
    e = of.explanation
    if e.rank is None:
        return Fact(words("rank"), "-")
    place = words("rank_of", rank=e.rank, peers=e.peers)
    if e.peers == 1:
        return Fact(words("rank"), place, words("only_one"))
    return Fact(words("rank"), place, words("rank_interval", low=e.rank_low, high=e.rank_high))


def probability(of: Source, words: Words) -> Figure | None:
    """The nine grades with their probabilities; nothing for who is not rated."""
    e = of.explanation
    if not e.probabilities:
        return None
    bars = [(clean(p.grade), p.probability, small_share(p.probability)) for p in e.probabilities]
    said = words.listed([f"{grade} {label}" for grade, _, label in bars])
    text = words("probability_alt", list=said, grade=clean(e.grade))
    drawn = probability_chart(bars, e.grade, text)
    return Figure(drawn, text, words("probability_title"), words("probability_caption"))


def brief(of: Source, words: Words) -> list[str]:
    """What a reader of two minutes takes away."""
    sentences = [*about_grade(of, words), about_action(of, words), about_coverage(of, words), *about_rules(of, words)]
    return [sentence for sentence in (*sentences, about_findings(of, words), about_narrowing(of, words)) if sentence]


def about_grade(of: Source, words: Words) -> list[str]:
    """How probable the grade is and what else it may be, or why there is none."""
    e = of.explanation
    if not of.is_graded:
        return [words("brief_not_rated", reason=clean(e.not_rated_reason or "-"))]
    likely = sorted(e.probabilities, key=lambda p: -p.probability)
    others = [p for p in likely if p.grade != e.grade and p.probability >= 0.005]
    mine = next((p.probability for p in likely if p.grade == e.grade), None)
    if mine is None:
        return []
    said = {"grade": clean(e.grade), "probability": small_share(mine)}
    if not others:
        return [words("brief_certain", **said)]
    if others[0].probability > mine and e.grade == e.model_grade:
        # A cap or a committee explains the distance by itself, in its own sentence.
        return [words("likelier", **said, next=clean(others[0].grade), share=percent(others[0].probability))]
    listed = words.listed([f"{clean(p.grade)} ({percent(p.probability)})" for p in others[:2]])
    return [words("brief_grade", **said, next=listed)]


def about_action(of: Source, words: Words) -> str:
    """What happened to the grade on this date."""
    e = of.explanation
    # Of a grade that was withdrawn the issuer's own row says nothing: it has no grade any more.
    action = next((row for row in of.history if row["rating_date"] == e.rating_date), {"action": e.action})
    code, previous = action["action"], action.get("previous_grade") or e.previous_grade
    if code == RatingActionCode.WITHDRAWN:
        return words("brief_withdrawn", previous=clean(previous))
    if code == RatingActionCode.NEW:
        return words("brief_new")
    if code in (RatingActionCode.UPGRADE, RatingActionCode.DOWNGRADE):
        return words("brief_action", action=words.code("action", code), previous=clean(previous))
    return ""


def about_coverage(of: Source, words: Words) -> str:
    """How much of the score is known."""
    e = of.explanation
    if e.coverage <= 0:
        return words("brief_all_estimated")
    key = "brief_known" if e.coverage >= 0.5 else "brief_estimated"
    said = words(key, coverage=percent(e.coverage), rest=percent(1 - e.coverage))
    if e.score_reported_only is None:
        return said
    gap = " " if words.language == "en" else ""
    return said + gap + words("brief_reported_only", score=truncated(e.score_reported_only))


def about_rules(of: Source, words: Words) -> list[str]:
    """What moved the grade away from the score: a red line, the committee."""
    e, said = of.explanation, list[str]()
    rule_grade = e.rule_grade or e.grade
    if e.cap_rule_id and of.is_graded:
        capped = {"rule": clean(e.cap_rule_id), "grade": clean(rule_grade), "model": clean(e.model_grade)}
        said.append(words("brief_capped", **capped))
    if e.decision_id:
        decided = {"rule": clean(rule_grade), "grade": clean(e.grade), "decision": clean(e.decision_id)}
        said.append(words("brief_decided", **decided))
    return said


def about_findings(of: Source, words: Words) -> str:
    """How many findings there are."""
    serious = sum(finding["severity"] == "serious" for finding in of.findings)
    return words("brief_findings", count=len(of.findings), serious=serious) if of.findings else ""


def about_narrowing(of: Source, words: Words) -> str:
    """What the issuer could disclose to make its grade surer."""
    e = of.explanation
    if e.narrowing_data_point_id is None or e.width_if_disclosed is None or e.score_low is None or e.score_high is None:
        return ""
    name = words.name("data_point", e.narrowing_data_point_id, e.narrowing_name or e.narrowing_data_point_id)
    widths = {"width": truncated(e.score_high - e.score_low), "narrowed": truncated(e.width_if_disclosed)}
    return words("brief_narrowing", name=name, **widths)


def movers(of: Source, words: Words) -> tuple[Movers, ...]:
    """The key issues that lift the score most, and those that drag it down most."""
    by_points = sorted(of.key_issues, key=lambda issue: (-of.points(issue.weight, issue.score), issue.node_id))
    up = [issue for issue in by_points if of.points(issue.weight, issue.score) >= VISIBLE][:MOVERS]
    down = [issue for issue in reversed(by_points) if of.points(issue.weight, issue.score) <= -VISIBLE][:MOVERS]
    strongest = max([abs(of.points(issue.weight, issue.score)) for issue in (*up, *down)] + [1e-12])
    return (
        Movers(words("lifts"), words("nothing_lifts"), moved(of, words, up, strongest)),
        Movers(words("drags"), words("nothing_drags"), moved(of, words, down, strongest)),
    )


def moved(of: Source, words: Words, issues: Sequence[Node], strongest: float) -> tuple[Mover, ...]:
    """Some key issues with the points by which each moves the total."""
    found = list[Mover]()
    for issue in issues:
        points = of.points(issue.weight, issue.score)
        base = words("score_and_weight", score=truncated(issue.score), weight=percent(issue.weight))
        known = words("estimated") if issue.coverage <= 0 else words("partly", share=percent(issue.coverage, 0))
        share = max(1, int(100 * abs(points) / strongest))
        name = words.name("node", issue.node_id, issue.name)
        found.append(Mover(name, signed(points), words.listed([base, known]), share, points > 0))
    return tuple(found)
