from pathlib import Path

import pytest

from esg_pipeline.explain import Explanation
from esg_pipeline.explorer.issuer import explained
from esg_pipeline.explorer.what_if import WhatIfError, key_issues, what_if
from esg_pipeline.reader import PublishedReader


@pytest.fixture
def reader(small_published_file: Path) -> PublishedReader:
    return PublishedReader(small_published_file)


@pytest.fixture
def told(reader: PublishedReader) -> Explanation:
    return explained(reader, "360DIGITECH", reader.rating_dates()[-1])


def test_a_weight_as_it_is_gives_the_mean_of_the_key_issues(told: Explanation, reader: PublishedReader) -> None:
    nodes = key_issues(told.pillars)
    mean = sum(n.weight * n.score for n in nodes) / sum(n.weight for n in nodes)
    found = what_if(told, nodes[0].node_id, 1.0, reader.grade_scale())
    assert found.score_after == pytest.approx(mean)
    assert found.score_before == told.score


def test_a_heavier_key_issue_draws_the_score_towards_itself(told: Explanation, reader: PublishedReader) -> None:
    for node in key_issues(told.pillars):
        as_is, more = (what_if(told, node.node_id, by, reader.grade_scale()).score_after for by in (1.0, 100.0))
        assert abs(more - node.score) <= abs(as_is - node.score)
    spread = {n.score for n in key_issues(told.pillars)}
    assert len(spread) > 1


@pytest.mark.parametrize(("key_issue", "times"), [("nobody", 1.0), ("", -1), ("", 101), ("", float("nan"))])
def test_a_question_without_sense_is_refused(
    told: Explanation, reader: PublishedReader, key_issue: str, times: float
) -> None:
    with pytest.raises(WhatIfError):
        what_if(told, key_issue or key_issues(told.pillars)[0].node_id, times, reader.grade_scale())
