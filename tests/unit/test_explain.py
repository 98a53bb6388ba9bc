"""The tree from grade to quote, built from frames."""

from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.explain import (
    FLAT_COLUMNS,
    DataPoint,
    EventEffect,
    Explanation,
    Frames,
    IssuerNotFoundError,
    Node,
    cells_below,
    explain,
    flat_rows,
)
from esg_pipeline.reader import PublishedReader

DAY = date(2022, 10, 31)


@pytest.fixture
def frames(small_published_file: Path) -> Frames:
    return PublishedReader(small_published_file).explanation("360DIGITECH", DAY)


@pytest.fixture
def explanation(frames: Frames) -> Explanation:
    return explain(frames)


def cell(explanation: Explanation, data_point_id: str) -> DataPoint:
    return next(point for _, point in cells_below(explanation.pillars) if point.data_point_id == data_point_id)


def outline(node: Node) -> dict[str, object]:
    below = [outline(child) for child in node.children] or [point.data_point_id for point in node.data_points]
    return {node.node_id: below}


def test_the_tree_has_four_levels_in_the_order_of_table_1(explanation: Explanation) -> None:
    assert [outline(pillar) for pillar in explanation.pillars] == [
        {"E": [{"climate_change": [{"ghg_emission": ["ghg_int_emp"]}]}, {"pollution": [{"waste": ["ws_total"]}]}]},
        {"S": [{"labour": [{"staff": ["er_train_cov", "id_women"]}]}]},
    ]


def test_what_is_in_doubt_is_there(explanation: Explanation) -> None:
    assert [(p.grade, p.probability) for p in explanation.probabilities if p.probability] == [
        ("BBB", 0.004),
        ("BB", 0.28595),
        ("B", 0.71),
        ("CCC", 0.00005),
    ]
    assert len(explanation.probabilities) == 9
    assert explanation.grade_probability == 0.71
    assert (explanation.score_low, explanation.score_median, explanation.score_high) == (70.999, 75.25, 78.999)
    assert (explanation.rank_low, explanation.rank, explanation.rank_high, explanation.peers) == (2, 3, 5, 8)
    assert (explanation.narrowing_data_point_id, explanation.narrowing_name) == ("ws_total", "Waste")
    assert explanation.width_if_disclosed == 6.529


def test_who_is_not_rated_has_no_probabilities_and_no_ends(small_published_file: Path) -> None:
    bank = explain(PublishedReader(small_published_file).explanation("BANKX", DAY))
    assert bank.probabilities == ()
    unknown = ("grade_probability", "score_low", "score_median", "score_high", "rank", "peers", "width_if_disclosed")
    assert [getattr(bank, name) for name in unknown] == [None] * 7


def test_what_is_not_this_year_s_own_value_has_ends(explanation: Explanation) -> None:
    cells = {point.data_point_id: (point.score_low, point.score_high) for _, point in cells_below(explanation.pillars)}
    assert cells == {
        "ghg_int_emp": (None, None),
        "ws_total": (40.0, 80.0),
        "er_train_cov": (None, None),
        "id_women": (45.0, 85.0),
    }


def test_every_level_says_what_its_weight_rests_on(explanation: Explanation) -> None:
    node = explanation.pillars[0]
    shares = (node.reported_share, node.carried_share, node.imputed_share, node.not_applicable_share)
    assert shares == (0.5, 0.12, 0.38, 0.0)
    assert explanation.not_applicable_share == 0.0


def test_contributions_add_up_at_every_level(explanation: Explanation) -> None:
    def check(node: Node) -> None:
        assert node.contribution == pytest.approx(node.weight * node.score, abs=1e-9)
        for child in node.children:
            check(child)

    for pillar in explanation.pillars:
        check(pillar)
    assert explanation.contribution_sum == pytest.approx(explanation.score, abs=1e-9)
    assert explanation.adds_up


def test_a_sum_that_is_off_is_seen(frames: Frames) -> None:
    more = frames.data_points.with_columns(pl.col("contribution") + 1e-6)
    assert not explain(replace(frames, data_points=more)).adds_up


def test_a_derived_value_shows_its_inputs_with_their_quotes(explanation: Explanation) -> None:
    point = cell(explanation, "ghg_int_emp")
    assert point.is_derived
    assert point.value_method == "ratio"
    assert [(i.input_data_point_id, i.line, i.input_value) for i in point.inputs] == [
        ("ghg_s12", 820, 1296.4),
        ("lr_total", 784, 2129.0),
    ]


def test_a_structured_value_is_not_derived(explanation: Explanation) -> None:
    point = cell(explanation, "er_train_cov")
    assert not point.is_derived
    assert [(i.line, i.citation) for i in point.inputs] == [(None, "Annual report 2021, p. 7")]


def test_an_imputed_cell_keeps_method_and_donors_and_has_no_evidence(explanation: Explanation) -> None:
    point = cell(explanation, "id_women")
    assert (point.origin, point.method, point.donors, point.value) == ("imputed", "median_industry", 12, None)
    assert (point.state, point.fiscal_year, point.inputs) == ("not_disclosed", None, ())


def test_what_is_said_to_back_an_imputed_cell_is_not_shown_as_evidence(frames: Frames) -> None:
    claimed = frames.inputs.with_columns(data_point_id=pl.lit("id_women"))
    assert cell(explain(replace(frames, inputs=claimed)), "id_women").inputs == ()


def test_a_carried_cell_keeps_its_year(explanation: Explanation) -> None:
    point = cell(explanation, "ws_total")
    assert (point.origin, point.fiscal_year) == ("carried", 2019)


def test_what_is_not_applicable_is_listed_apart(explanation: Explanation) -> None:
    assert [(item.data_point_id, item.state) for item in explanation.not_counted] == [
        ("ws_packaging", "not_applicable")
    ]


def test_a_cap_and_the_events_are_there(small_published_file: Path) -> None:
    capped = explain(PublishedReader(small_published_file).explanation("CAPPED", DAY))
    assert [(line.rule_id, line.cap_grade, line.evidence_id) for line in capped.red_lines] == [("RL1", "C", "EV-1")]
    assert [(e.events, e.points) for e in cell(capped, "gov_fines").events] == [(2, 18.5)]


def test_each_event_is_listed_with_what_is_left_of_its_points(small_published_file: Path) -> None:
    capped = explain(PublishedReader(small_published_file).explanation("CAPPED", DAY))
    [effect] = cell(capped, "gov_fines").events
    assert [(e.event_id, e.severity, e.faded_points) for e in effect.listed] == [
        ("EV-1", "moderate", 14.5),
        ("EV-2", "minor", 4.0),
    ]
    assert sum(e.faded_points for e in effect.listed) == effect.points
    assert [(e.citation, e.source) for e in effect.listed] == [
        (None, "sample/events/fines.csv"),
        ("Gazette 7", "sample/events/fines.csv"),
    ]
    assert not cell(capped, "gov_fines").is_derived


def test_a_red_line_tells_what_crossed_it(small_published_file: Path) -> None:
    [line] = explain(PublishedReader(small_published_file).explanation("CAPPED", DAY)).red_lines
    assert (line.evidence_severity, line.evidence_description) == ("moderate", "Coupon\x1b[31m not paid")
    assert (line.evidence_citation, line.evidence_source) == (None, "sample/events/fines.csv")


def test_nodes_of_the_same_name_on_two_levels_do_not_mix(frames: Frames) -> None:
    same = frames.nodes.with_columns(pl.col("node_id", "parent_id").replace({"waste": "pollution"}))
    cells = frames.data_points.with_columns(pl.col("key_issue_id").replace({"waste": "pollution"}))
    assert explain(replace(frames, nodes=same, data_points=cells)).adds_up


def test_an_issuer_without_a_rating_is_not_explained(frames: Frames) -> None:
    with pytest.raises(IssuerNotFoundError, match="nothing is published"):
        explain(replace(frames, issuer=frames.issuer.clear()))


def test_flat_rows_have_one_line_per_observation(explanation: Explanation) -> None:
    rows = flat_rows(explanation)
    assert [(row["data_point_id"], row["input_number"]) for row in rows] == [
        ("ghg_int_emp", 1),
        ("ghg_int_emp", 2),
        ("ws_total", 1),
        ("er_train_cov", 1),
        ("id_women", None),
    ]
    assert all(tuple(row) == FLAT_COLUMNS for row in rows)
    assert rows[0]["key_issue_name"] == "Ghg Emission"


def test_flat_rows_have_one_line_per_event(small_published_file: Path) -> None:
    rows = flat_rows(explain(PublishedReader(small_published_file).explanation("CAPPED", DAY)))
    columns = ("data_point_id", "event_id", "faded_points", "citation", "observation_id", "contribution")
    assert [tuple(row[name] for name in columns) for row in rows] == [
        ("gov_fines", "EV-1", 14.5, None, None, 80.0),
        ("gov_fines", "EV-2", 4.0, "Gazette 7", None, 80.0),
    ]
    assert all(tuple(row) == FLAT_COLUMNS for row in rows)


def test_the_keys_that_machines_rely_on_stay(explanation: Explanation) -> None:
    record = asdict(explanation)
    assert {"probabilities", "score_low", "score_high", "rank_low", "narrowing_data_point_id"} <= set(record)
    assert {"issuer_id", "grade", "score", "coverage", "methodology_hash", "contribution_sum"} <= set(record)
    assert [*record][-5:] == ["contribution_sum", "pillars", "red_lines", "not_counted", "decisions"]
    event = {"events", "points", "last_event_date", "listed"}
    assert event == set(asdict(EventEffect(events=1, points=1.0, last_event_date=None)))
    assert {"page", "line", "quote"} <= set(asdict(cell(explanation, "ghg_int_emp"))["inputs"][0])
    assert {"level", "node_id", "weight", "contribution", "children", "data_points"} <= set(record["pillars"][0])
