"""What becomes of a claim."""

import polars as pl
import pytest

from esg_pipeline.disclosure.blocks import read_blocks
from esg_pipeline.disclosure.codes import IndexStatus as Status
from esg_pipeline.disclosure.document_text import read_document
from esg_pipeline.disclosure.index_rows import ClaimRow
from esg_pipeline.disclosure.index_sections import Place
from esg_pipeline.disclosure.index_status import Content, fold, judge, read_content
from esg_pipeline.disclosure.provisions import Provision, load_demands
from esg_pipeline.disclosure.sentences import read_sentences

DEMANDS = load_demands()
EVERYWHERE = Place(((1, 99),), ("Section",))


def content_of(text: str, facts: list[tuple[str, str, float | None, int]] | None = None) -> Content:
    document = read_document(text.encode(), "txt")
    blocks = read_blocks(document)
    schema = {"data_point_id": pl.String, "state": pl.String, "value": pl.Float64, "line": pl.Int32}
    frame = pl.DataFrame(facts or [], schema=schema, orient="row")
    is_policy = pl.col("data_point_id") == "as_policy"
    frame = frame.with_columns(unit=pl.when(is_policy).then(pl.lit("yes/no")).otherwise(pl.lit("t")))
    codes = {"ws_haz": frozenset({"HKEX-27 A1.3"}), "as_policy": frozenset({"HKEX-27 B6.2"})}
    return read_content(document, blocks, read_sentences(document, blocks), frame, codes, [])


def verdict(
    code: str, content: Content, claimed: str = "Section", place: Place = EVERYWHERE
) -> tuple[Status, int | None]:
    key = code if code.startswith("GRI") else f"HKEX-27 {code}"
    row = ClaimRow(Provision("x", code, key), "", claimed, 7, None, 0, 1, 7)
    found = judge(row, DEMANDS[key], place, content)
    assert found.reason
    return found.status, found.evidence_line


@pytest.mark.parametrize(
    ("code", "text", "status"),
    [
        ("B2.1", "There were 2 work-related fatalities in the last three years.", Status.SUBSTANTIATED),
        ("B2.1", "No work-related fatalities occurred in the past three years.", Status.SUBSTANTIATED),
        ("B2.1", "Every year we check the health of all of our 460 employees.", Status.NOT_SUBSTANTIATED),
        ("B2.1", "过去三年，本集团未发生因工死亡事故。", Status.SUBSTANTIATED),
        ("B6.2", "Through complaint analysis, led the departments to optimize 99 items.", Status.NOT_SUBSTANTIATED),
        ("B6.2", "年内共收到客户投诉12宗，均已妥善处理。", Status.SUBSTANTIATED),
        ("A1.1", "We do not involve the discharge of waste gas and air pollutants.", Status.EXPLAINED),
        ("A1.1", "In 2021 we cared about air emissions in every part of the business.", Status.NOT_SUBSTANTIATED),
        ("A2.4", "The company met no problem in sourcing water and aims to use less.", Status.SUBSTANTIATED),
        ("B4.2", "如发现误用童工，公司将立即终止劳动关系并展开调查。", Status.SUBSTANTIATED),
        ("B4.2", "本公司禁止聘用童工及强制劳工，并严格遵守法律。", Status.NOT_SUBSTANTIATED),
        ("GRI 205-3", "There were no confirmed incidents of corruption in the year.", Status.SUBSTANTIATED),
    ],
)
def test_sentences(code: str, text: str, status: Status) -> None:
    assert verdict(code, content_of(text))[0] is status


def test_a_yes_is_no_number() -> None:
    assert verdict("B6.2", content_of("x", [("as_policy", "reported", 1.0, 3)])) == (Status.NOT_SUBSTANTIATED, None)


def test_a_fact_counts_and_one_that_does_not_apply_explains() -> None:
    assert verdict("A1.3", content_of("x", [("ws_haz", "reported", 0.12, 3)])) == (Status.SUBSTANTIATED, 3)
    assert verdict("A1.3", content_of("x", [("ws_haz", "not_applicable", None, 4)])) == (Status.EXPLAINED, 4)
    assert verdict("A1.3", content_of("x", [("ws_haz", "not_disclosed", None, 4)])) == (Status.NOT_SUBSTANTIATED, None)


def test_a_table_row_with_a_figure_counts() -> None:
    assert verdict("A1.3", content_of("Hazardous waste\tt\t3.2\n")) == (Status.SUBSTANTIATED, 1)
    assert verdict("A1.3", content_of("Hazardous waste\tt\t—\n"))[0] is Status.NOT_SUBSTANTIATED
    assert verdict("A1.3", content_of("Non-hazardous waste\tt\t3.2\n"))[0] is Status.NOT_SUBSTANTIATED
    assert verdict("A1.3", content_of("Hazardous waste\tt\tnot applicable\n"))[0] is Status.EXPLAINED


def test_found_elsewhere() -> None:
    content = content_of("We train every supplier on the environment and on social risks.")
    there = Place(((50, 60),), ("Other",))
    assert verdict("B5.3", content, place=there) == (Status.ELSEWHERE, 1)
    assert verdict("B5.3", content, place=Place(())) == (Status.ELSEWHERE, 1)


@pytest.mark.parametrize(
    ("claimed", "status"),
    [
        ("", Status.NOT_CLAIMED),
        ("—", Status.NOT_CLAIMED),
        ("未披露; —", Status.NOT_CLAIMED),
        ("Not applicable: we sell no goods", Status.EXPLAINED),
        ("不適用", Status.EXPLAINED),
        ("Omitted because the data are confidential", Status.EXPLAINED),
    ],
)
def test_what_the_index_itself_says(claimed: str, status: Status) -> None:
    assert verdict("A2.5", content_of("x"), claimed)[0] is status


def test_an_index_that_answers_in_the_cell() -> None:
    claimed = "There were no confirmed incidents of corruption during the year."
    assert verdict("GRI 205-3", content_of("x"), claimed, Place(())) == (Status.SUBSTANTIATED, 7)


def test_folding() -> None:
    assert fold("ＡＢ 溫室氣體") == "ab 温室气体"
