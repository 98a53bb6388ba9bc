"""How sure a grade is, for a terminal: probabilities as bars, ends of score and rank. The draws are not made here."""

from rich.text import Text

from esg_pipeline.display import GRADE_STYLES, bar, clean, percent, truncated
from esg_pipeline.explain import DataPoint, Explanation

# Less probable grades are left out of the bars, but for the published one.
SHOWN_FROM = 0.005


def doubt_lines(e: Explanation, *, ascii_only: bool) -> list[Text]:
    """What the grade could be as well, and what would tell; nothing for who is not rated."""
    lines = [] if e.score_low is None else [interval_line(e)]
    if e.narrowing_data_point_id is not None and e.width_if_disclosed is not None:
        lines.append(narrowing_line(e, e.width_if_disclosed))
    return [*lines, *probability_lines(e, ascii_only=ascii_only)]


def interval_line(e: Explanation) -> Text:
    """Between which scores and ranks nine of ten draws lie, and whether the published score is not among them."""
    score = f"Nine of ten draws: score {truncated(e.score_low)} to {truncated(e.score_high)}{aside(e)}"
    if e.rank is None:
        return Text(score)
    return Text(f"{score}, rank {e.rank_low} to {e.rank_high} (by the score {e.rank} of {e.peers} in the industry)")


def aside(e: Explanation) -> str:
    """That the published score lies outside of nine of ten draws, where it does."""
    if e.score_low is None or e.score_high is None or e.score_low <= e.score <= e.score_high:
        return ""
    return f" (the published one lies {'below' if e.score < e.score_low else 'above'} them)"


def narrowing_line(e: Explanation, width_if_disclosed: float) -> Text:
    """The missing data point whose disclosure would narrow the score most."""
    width = None if e.score_low is None or e.score_high is None else e.score_high - e.score_low
    name = clean(e.narrowing_name or e.narrowing_data_point_id)
    points = f"from {truncated(width)} to {truncated(width_if_disclosed)} points"
    return Text(f"What would tell most: {name}; once disclosed, the width goes {points}")


def probability_lines(e: Explanation, *, ascii_only: bool) -> list[Text]:
    """One bar per grade that is probable enough, best first; the published grade is marked by a word."""
    shown = [p for p in e.probabilities if p.probability >= SHOWN_FROM or p.grade == e.grade]
    return [
        Text.assemble(
            (f"  {clean(p.grade):<4}", GRADE_STYLES.get(p.grade, "")),
            f"{percent(p.probability):>8}  ",
            (bar(p.probability, 1.0, ascii_only=ascii_only), GRADE_STYLES.get(p.grade, "")),
            " published" if p.grade == e.grade else "",
        )
        for p in shown
    ]


def cell_interval(point: DataPoint) -> str:
    """Between which scores a filled or carried cell lies with 90 %; empty for this year's own value."""
    if point.score_low is None or point.score_high is None:
        return ""
    return f" ({truncated(point.score_low)} to {truncated(point.score_high)} with 90 %)"
