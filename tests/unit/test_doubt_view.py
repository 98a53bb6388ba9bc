"""How sure a grade is, as a terminal shows it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from esg_pipeline.doubt_view import cell_interval, doubt_lines, probability_lines
from esg_pipeline.explain import Explanation, GradeProbability, cells_below, explain
from esg_pipeline.reader import PublishedReader

DAY = date(2022, 10, 31)


@pytest.fixture
def explanation(small_published_file: Path) -> Explanation:
    return explain(PublishedReader(small_published_file).explanation("360DIGITECH", DAY))


def lines(e: Explanation, *, ascii_only: bool = True) -> list[str]:
    return [text.plain for text in doubt_lines(e, ascii_only=ascii_only)]


def bars(e: Explanation, **shares: float) -> list[str]:
    changed = replace(e, probabilities=tuple(GradeProbability(grade, share) for grade, share in shares.items()))
    return [text.plain for text in probability_lines(changed, ascii_only=True)]


def test_ends_then_what_would_tell_most_then_bars(explanation: Explanation) -> None:
    assert lines(explanation) == [
        "Nine of ten draws: score 70.99 to 78.99, rank 2 to 5 (by the score 3 of 8 in the industry)",
        "What would tell most: Waste; once disclosed, the width goes from 8.00 to 6.52 points",
        "  BB    28.5 %  #########",
        "  B     71.0 %  ##################### published",
    ]


@pytest.mark.parametrize(
    ("score", "said"),
    [(70.999, "78.99, rank"), (70.99, "78.99 (the published one lies below them), rank"), (79.0, "lies above them")],
)
def test_a_score_outside_of_nine_draws_in_ten_is_said_to_be(explanation: Explanation, score: float, said: str) -> None:
    assert said in lines(replace(explanation, score=score))[0]


def test_bars_are_blocks_where_the_terminal_has_them(explanation: Explanation) -> None:
    assert lines(explanation, ascii_only=False)[-1] == f"  B     71.0 %  {'█' * 21} published"


def test_grades_below_half_a_per_cent_are_left_out(explanation: Explanation) -> None:
    shown = bars(explanation, BB=0.005, B=0.9901, CCC=0.0049)
    assert [line.split()[0] for line in shown] == ["BB", "B"]


def test_the_published_grade_is_shown_however_improbable(explanation: Explanation) -> None:
    assert bars(explanation, BB=0.9996, B=0.0004)[1] == "  B      0.0 %  # published"
    assert bars(explanation, BB=1.0, B=0.0)[1] == "  B      0.0 %   published"


@pytest.mark.parametrize(("share", "shown"), [(0.99999, "99.9 %"), (1 - 2**-53, "99.9 %"), (1.0, "100.0 %")])
def test_what_is_not_certain_is_never_shown_as_certain(explanation: Explanation, share: float, shown: str) -> None:
    assert bars(explanation, B=share)[0].split("  ")[-2].strip() == shown


def test_who_is_not_rated_has_no_lines(small_published_file: Path) -> None:
    assert lines(explain(PublishedReader(small_published_file).explanation("BANKX", DAY))) == []


def test_nothing_in_doubt_names_no_data_point(small_published_file: Path) -> None:
    told = lines(explain(PublishedReader(small_published_file).explanation("CAPPED", DAY)))
    assert told == [
        "Nine of ten draws: score 76.00 to 84.00, rank 2 to 5 (by the score 3 of 8 in the industry)",
        f"  C    100.0 %  {'#' * 30} published",
    ]


def test_a_data_point_that_the_method_no_longer_has_is_named_by_its_id(explanation: Explanation) -> None:
    assert "What would tell most: ws_total;" in lines(replace(explanation, narrowing_name=None))[1]


def test_a_cell_has_ends_unless_it_was_reported(explanation: Explanation) -> None:
    cells = {point.data_point_id: cell_interval(point) for _, point in cells_below(explanation.pillars)}
    assert cells["ghg_int_emp"] == ""
    assert cells["ws_total"] == " (40.00 to 80.00 with 90 %)"
