"""A change as a terminal shows it: notches, causes in words, both values, what is new."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from esg_pipeline.explain import Explanation, explain
from esg_pipeline.methodology.codes import ChangeCause
from esg_pipeline.reader import PublishedReader
from esg_pipeline.why import Why, why
from esg_pipeline.why_view import WORDS, notched, show_why, signed
from tests.unit.test_why import BEFORE, DAY, MOVES, causes, change, detail


@pytest.fixture
def issuer(small_published_file: Path) -> Explanation:
    return explain(PublishedReader(small_published_file).explanation("360DIGITECH", DAY))


def seen(found: Why, *, everything: bool = False) -> str:
    stream = io.StringIO()
    show_why(Console(file=stream, width=300, color_system=None, markup=False), found, everything=everything)
    return stream.getvalue()


def test_the_head_says_who_when_and_how_far(issuer: Explanation) -> None:
    head = seen(change(issuer, MOVES, model=1, caps=-2, committee=1)).splitlines()
    assert head[0] == "360 DigiTech, Inc. (360DIGITECH)  2022-04-30 to 2022-10-31"
    assert head[1].startswith("Grade CCC to B  Score 64.99 to 74.99 (+10.000)")
    assert head[2] == "Model grade CCC to B: +1 notch by the score, -2 notches by red lines, +1 notch by the committee"


def test_without_a_grade_no_notches_are_told(issuer: Explanation) -> None:
    text = seen(change(replace(issuer, grade="NR"), MOVES, caps=None, committee=None))
    assert "+1 notch by the score; there is no grade on one of the dates" in text


def test_every_cause_has_words_and_one_that_did_nothing_is_left_out(issuer: Explanation) -> None:
    assert set(WORDS) == set(ChangeCause)
    text = seen(change(issuer, MOVES))
    assert "New facts: values of a newer year, or told for the first time  +11.000" in text
    assert "Restatements: another figure for the same year  -1.000" in text
    assert "Benchmarks" not in text
    assert "The causes add up to the change" in text


def test_a_sum_that_is_off_is_said_loudly(issuer: Explanation) -> None:
    assert "do NOT add up" in seen(change(issuer, detail(("ws_total", "peers", 3.0))))


def test_the_largest_five_are_shown_and_the_rest_on_demand(issuer: Explanation) -> None:
    many = detail(*((f"point_{number}", "weights", float(number)) for number in range(1, 8)))
    found = change(issuer, many)
    assert "2 more data points, +3.000 together" in seen(found)
    assert "point_1 " not in seen(found)
    assert "point_1 " in seen(found, everything=True)
    assert "before: no part of the score" in seen(found)


def test_proof_that_both_dates_share_is_shown_once(issuer: Explanation) -> None:
    quote = "[bold]1,296.4 t"
    assert seen(change(issuer, MOVES)).count(quote) == 1


def test_versions_decisions_and_red_lines_stand_in_the_head(issuer: Explanation) -> None:
    rerated: dict[str, Any] = {"version": 2, "recorded_date": DAY, "version_detail": "late document"}
    after = replace(issuer, **rerated, methodology_hash="cd" * 32, industry_code="steel")
    before = replace(issuer, rating_date=BEFORE, score=issuer.score - 10.0)
    text = seen(why(before, after, causes(MOVES), MOVES, ["0" * 64]))
    assert "2022-10-31: version 2, re-rated on 2022-10-31: late document" in text
    assert "Industry non_bank_financials to steel" in text
    assert f"({'cd' * 6})" in text
    assert "Version 000000000000 is not archived" in text


def test_a_long_detail_is_shortened_unless_everything_is_asked_for(issuer: Explanation) -> None:
    rerated: dict[str, Any] = {
        "version": 2,
        "recorded_date": DAY,
        "version_detail": "late document, " * 20 + "the last",
    }
    found = why(replace(issuer, rating_date=BEFORE), replace(issuer, **rerated), causes(MOVES), MOVES)
    assert "the last" not in seen(found)
    assert next(line for line in seen(found).splitlines() if "version 2" in line).endswith("...")
    assert "the last" in seen(found, everything=True)


@pytest.mark.parametrize(("points", "shown"), [(0.0, "+0.000"), (1.2349, "+1.234"), (-1.2349, "-1.234")])
def test_points_have_a_sign_and_are_cut(points: float, shown: str) -> None:
    assert signed(points) == shown


def test_notches_in_words() -> None:
    assert [notched(count) for count in (None, 0, 1, -1, 3)] == [
        "not known how many notches",
        "no notch",
        "+1 notch",
        "-1 notch",
        "+3 notches",
    ]
