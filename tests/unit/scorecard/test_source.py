"""What a scorecard reads of the published file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from esg_pipeline.explain import IssuerNotFoundError
from esg_pipeline.reader import PublishedReader
from esg_pipeline.scorecard.source import Peers, Source, read_source


def test_nothing_after_the_rating_date_is_told(small_published_file: Path) -> None:
    earlier = read_source(PublishedReader(small_published_file), "360DIGITECH", date(2022, 4, 30))
    assert [row["rating_date"] for row in earlier.history] == [date(2022, 4, 30)]


def test_peers_are_those_of_the_industry_and_simulated_ones_are_no_peers_of_real_ones(digitech: Source) -> None:
    assert digitech.peers["pillar", "E"].peers == 2
    assert digitech.names["industry", "banking"] == "银行"
    assert digitech.borders[0] == ("AAA", 95)


def test_somebody_alone_has_no_peers(digitech: Source) -> None:
    one, two = (Peers(n, 60.0, 70.0, 80.0) for n in (1, 2))
    alone = replace(digitech, peers={("total", "total"): one, ("pillar", "E"): one})
    assert (alone.others, alone.beside("pillar", "E")) == (0, None)
    both = replace(digitech, peers={("total", "total"): two, ("pillar", "E"): two})
    assert (both.others, both.beside("pillar", "E")) == (1, two)
    assert both.beside("pillar", "S") is None


def test_who_has_no_grade_is_not_among_its_peers(source_of: Callable[[str], Source]) -> None:
    unrated = replace(source_of("BANKX"), peers={("total", "total"): Peers(1, 60.0, 70.0, 80.0)})
    assert not unrated.is_graded
    assert unrated.others == 1


def test_points_of_all_parts_sum_to_zero(digitech: Source) -> None:
    e = digitech.explanation
    whole = replace(digitech, explanation=replace(e, score=e.contribution_sum))
    points = [whole.points(issue.weight, issue.score) for issue in whole.key_issues]
    assert sum(points) == pytest.approx(0, abs=1e-9)
    assert max(points) > 0 > min(points)


def test_an_issuer_that_is_not_published_is_told(small_published_file: Path) -> None:
    with pytest.raises(IssuerNotFoundError):
        read_source(PublishedReader(small_published_file), "NOBODY", date(2022, 10, 31))
