"""Charts of a scorecard as SVG: no script, nothing loaded, the same numbers give the same bytes. No words here."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from esg_pipeline.display import truncated

INK, FAINT, TRACK, BAND, ACCENT, LIGHT = "#1b1f24", "#57606a", "#e7ebef", "#c3ccd5", "#0b4f6c", "#a9bcc8"
# Share of the weight: known this year, known before, estimated, does not apply. Told apart in grey too.
SHARE_FILLS = ("#0b4f6c", "#4f93b0", "#dfb65c", "#e7ebef")
GRADE_FILLS = {
    **dict.fromkeys(("AAA", "AA", "A"), "#1a6e3c"),
    **dict.fromkeys(("BBB", "BB", "B"), "#0b5cad"),
    **dict.fromkeys(("CCC", "CC"), "#8a5a00"),
    "C": "#b3261e",
}
NOT_RATED_FILL = "#57606a"
PROFILE_WIDTH, SHARE_WIDTH = 280, 360


@dataclass(frozen=True)
class Beside:
    """A score and the middle half of its peers, all 0 to 100; no peers where there are none."""

    name: str
    score: float
    low: float | None = None
    median: float | None = None
    high: float | None = None
    is_total: bool = False


def svg(width: int, height: int, text: str, parts: Sequence[str]) -> str:
    """A picture; without a text it is decoration and a screen reader passes it by."""
    said = f'role="img" aria-label="{escape(text)}"' if text else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'{said} font-size="12" fill="{INK}">{"".join(parts)}</svg>'
    )


def at(number: float) -> str:
    """A coordinate, the same on every machine."""
    return f"{number:.1f}".removesuffix(".0")


def rect(x: float, y: float, width: float, height: float, fill: str, more: str = "") -> str:
    """A rectangle."""
    return f'<rect x="{at(x)}" y="{at(y)}" width="{at(width)}" height="{at(height)}" fill="{fill}"{more}/>'


def line(x1: float, y1: float, x2: float, y2: float, colour: str, more: str = "") -> str:
    """A line."""
    return f'<path d="M{at(x1)} {at(y1)}L{at(x2)} {at(y2)}" stroke="{colour}" fill="none"{more}/>'


def word(x: float, y: float, text: str, more: str = "") -> str:
    """A text with its baseline at y."""
    return f'<text x="{at(x)}" y="{at(y)}"{more}>{escape(text)}</text>'


def fitting(text: str, width: float) -> str:
    """A text cut to about a width in its size of 12; Chinese characters are twice as wide as others."""
    room, used = width - 7, 0.0
    for place, character in enumerate(text):
        used += 12 if unicodedata.east_asian_width(character) in "WF" else 7
        if used > room:
            return f"{text[:place]}..."
    return text


MIDDLE, END, BOLD = ' text-anchor="middle"', ' text-anchor="end"', ' font-weight="700"'


def fill_of(grade: str) -> str:
    """The colour of a grade."""
    return GRADE_FILLS.get(grade, NOT_RATED_FILL)


def probability_chart(probabilities: Sequence[tuple[str, float, str]], published: str, text: str) -> str:
    """A bar per grade, best first, with its share above (grade, probability, label); the published one is dark."""
    width, base, tallest = 432, 112, 84
    column = width / max(1, len(probabilities))
    most = max([p for _, p, _ in probabilities] + [0.01])
    parts = [line(0, base, width, base, FAINT)]
    for place, (grade, probability, label) in enumerate(probabilities):
        middle, height = column * (place + 0.5), tallest * probability / most
        is_published = grade == published
        if probability > 0:
            fill = fill_of(grade) if is_published else LIGHT
            parts.append(rect(middle - 17, base - max(height, 1), 34, max(height, 1), fill))
        weight = BOLD if is_published else ""
        parts.append(word(middle, base - height - 5, label, f'{MIDDLE} font-size="11"{weight}'))
        if is_published:
            parts.append(rect(middle - 19, base + 5, 38, 20, fill_of(grade), ' rx="3"'))
        colour = ' fill="#fff"' if is_published else ""
        parts.append(word(middle, base + 20, grade, f'{MIDDLE} font-size="13"{weight}{colour}'))
    return svg(width, base + 28, text, parts)


def profile_chart(rows: Sequence[Beside], text: str) -> str:
    """A row per node: its name and score, and below on a scale of 0 to 100 the issuer's dot over its peers."""
    step, parts = 40, list[str]()
    for place, row in enumerate(rows):
        y = place * step + 14
        weight = BOLD if row.is_total else ""
        parts.append(word(0, y, fitting(row.name, PROFILE_WIDTH - 50), weight))
        parts.append(word(PROFILE_WIDTH, y, truncated(row.score), END + BOLD))
        parts += track(0, y + 6, PROFILE_WIDTH, 12, row)
    return svg(PROFILE_WIDTH, len(rows) * step + 2, text, parts)


def track(x: float, y: float, width: float, height: float, row: Beside) -> list[str]:
    """A scale of 0 to 100 with the peers' middle half, their median and the issuer's dot."""
    per, parts = width / 100, [rect(x, y, width, height, TRACK, ' rx="2"')]
    if row.low is not None and row.high is not None and row.median is not None:
        parts.append(rect(x + row.low * per, y, max((row.high - row.low) * per, 2), height, BAND))
        parts.append(rect(x + row.median * per - 1, y - 2, 2, height + 4, FAINT))
    middle = min(max(x + row.score * per, x + 5), x + width - 5)
    parts.append(
        f'<circle cx="{at(middle)}" cy="{at(y + height / 2)}" r="5" fill="{ACCENT}" stroke="#fff" stroke-width="1.5"/>'
    )
    return parts


def score_bar(score: float, median: float | None) -> str:
    """A score as a bar beside its number, with a line for the peers' median."""
    parts = [rect(0, 2, 80, 8, TRACK), rect(0, 2, score * 0.8, 8, ACCENT)]
    if median is not None:
        parts.append(rect(median * 0.8 - 1, 0, 2, 12, "#c2410c"))
    return svg(80, 12, "", parts)


def history_chart(points: Sequence[tuple[date, float, str]], borders: Sequence[tuple[str, float]], text: str) -> str:
    """Scores over rating dates with the grade at each, and the borders of grades that lie in between."""
    width, height, left, right, top, bottom = 560, 190, 8, 44, 24, 28
    scores = [score for _, score, _ in points]
    low, high = min(scores) - 4, max(scores) + 4
    first, last = points[0][0].toordinal(), points[-1][0].toordinal()

    def x(day: date) -> float:
        return left + 30 + (width - left - right - 60) * (day.toordinal() - first) / max(1, last - first)

    def y(score: float) -> float:
        return top + (height - top - bottom) * (high - score) / (high - low)

    parts = list[str]()
    for grade, border in borders:
        if low < border < high:
            parts.append(line(left, y(border), width - right, y(border), LIGHT, ' stroke-dasharray="3 3"'))
            parts.append(word(width - right + 4, y(border) + 4, f"{grade} {truncated(border, 0)}", f' fill="{FAINT}"'))
    path = "L".join(f"{at(x(day))} {at(y(score))}" for day, score, _ in points)
    parts.append(f'<path d="M{path}" stroke="{ACCENT}" stroke-width="2" fill="none"/>')
    for day, score, grade in points:
        parts.append(f'<circle cx="{at(x(day))}" cy="{at(y(score))}" r="4.5" fill="{fill_of(grade)}"/>')
        parts.append(word(x(day), y(score) - 10, grade, MIDDLE + BOLD))
        parts.append(word(x(day), height - 8, day.isoformat(), f'{MIDDLE} font-size="11" fill="{FAINT}"'))
    return svg(width, height, text, parts)


def share_chart(rows: Sequence[tuple[str, Sequence[float | None]]], names: Sequence[str], text: str) -> str:
    """A bar per part of the score, divided by what its weight rests on, with a legend."""
    parts, y = list[str](), 0
    for name, fill in zip(names, SHARE_FILLS, strict=True):
        parts.append(rect(0, y + 2, 12, 12, fill, f' stroke="{FAINT}" stroke-width="0.5"'))
        parts.append(word(18, y + 12, name))
        y += 18
    for name, shares in rows:
        y += 8
        parts.append(word(0, y + 12, fitting(name, SHARE_WIDTH)))
        parts += divided(y + 17, shares)
        y += 32
    return svg(SHARE_WIDTH, y + 4, text, parts)


def divided(y: float, shares: Sequence[float | None]) -> list[str]:
    """One bar of full width, divided by shares."""
    x, parts = 0.0, list[str]()
    for share, fill in zip(shares, SHARE_FILLS, strict=True):
        if share:
            parts.append(rect(x, y, share * SHARE_WIDTH, 12, fill, f' stroke="{FAINT}" stroke-width="0.5"'))
            x += share * SHARE_WIDTH
    return parts
