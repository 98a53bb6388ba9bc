"""Cases as rows, and which of them count as events of the issuer that filed the document."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from esg_pipeline.disclosure.document_text import read_document
from esg_pipeline.disclosure.event_table import counted, event_frame
from esg_pipeline.disclosure.notices import read_notice

NOTICE = (
    "某市环罚决字〔2021〕7号 行政处罚决定书 示例钢铁有限公司: 2021年3月2日,我局执法人员检查,"
    "发现你公司超标排放水污染物。"
    "违反了《中华人民共和国水污染防治法》第十条。依据《中华人民共和国水污染防治法》第八十三条,处罚款三十一万元。"
)
TYPES = ["environmental_penalty"]


def events(text: str = NOTICE) -> pl.DataFrame:
    document = read_document(text.encode(), "txt")
    return event_frame("d", read_notice(document.text), document)


def judged(frame: pl.DataFrame, **paper: Any) -> dict[str, Any]:
    known = {"document_id": "d", "issuer_id": "A", "name": "Example Steel", "name_zh": "示例钢铁股份有限公司"}
    papers = pl.DataFrame(
        [{**known, "published_date": date(2021, 6, 1), **paper}],
        schema_overrides={"name_zh": pl.String, "published_date": pl.Date},
    )
    return counted(frame, papers, paper.get("types", TYPES)).row(0, named=True)


def test_a_notice_is_one_row_with_its_proof() -> None:
    frame = events()
    [row] = frame.to_dicts()
    assert (row["doc_no"], row["fine_cny"], row["medium"]) == ("某市环罚决字〔2021〕7号", 310_000.0, "water")
    assert row["quote"] == NOTICE[row["char_start"] : row["char_end"]]
    assert (row["line"], row["fine_low_cny"], row["amount_cny"]) == (1, None, None)


def test_what_was_measured_keeps_its_unit_and_what_was_taken_its_amount() -> None:
    measured = "发现你公司排放的废水中化学需氧量浓度为140mg/L,超过100mg/L限值。"
    [row] = events(
        NOTICE.replace("三十一万元", "三十一万元,没收违法所得2万元").replace("超标排放水污染物。", measured)
    ).to_dicts()
    assert (row["measured_value"], row["limit_value"], row["measure_unit"]) == (140.0, 100.0, "mg/L")
    assert (row["exceedance"], row["fine_cny"], row["confiscated_cny"]) == (pytest.approx(0.4), 310_000.0, 20_000.0)


def test_text_without_a_case_gives_no_row() -> None:
    assert events("The Group was not fined in 2021.").is_empty()


def test_an_own_case_of_a_known_kind_counts() -> None:
    row = judged(events())
    assert (row["is_counted"], row["reason"], row["issuer_id"]) == (True, None, "A")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"issuer": "另一家有限公司"}, "it names 另一家有限公司, not the issuer of the document"),
        ({"issuer": None}, "it names nobody, not the issuer of the document"),
        ({"event_type": "merger"}, "the kind of event is not clear"),
        ({"severity": None}, "the severity is not clear"),
        ({"event_date": None, "decision_date": None}, "the day is not stated"),
        ({"event_date": date(2022, 1, 1)}, "the day lies behind the publication"),
    ],
)
def test_what_is_not_clear_does_not_count(change: dict[str, Any], reason: str) -> None:
    frame = events().with_columns(
        pl.lit(value, dtype=events().schema[name]).alias(name) for name, value in change.items()
    )
    row = judged(frame)
    assert (row["is_counted"], row["reason"]) == (False, reason)


@pytest.mark.parametrize("name_zh", ["示例钢铁有限公司", "示例钢铁股份有限公司", "示例钢铁集团有限公司"])
def test_the_legal_form_does_not_tell_issuers_apart(name_zh: str) -> None:
    assert judged(events(), name_zh=name_zh)["is_counted"]


def test_a_parent_that_the_notice_names_is_meant_too() -> None:
    frame = events().with_columns(issuer=pl.lit("子公司甲"), parent=pl.lit("示例钢铁"))
    assert judged(frame)["is_counted"]


def test_what_the_report_says_of_itself_counts() -> None:
    frame = events().with_columns(issuer=pl.lit(None, dtype=pl.String), is_reporter=pl.lit(value=True))
    assert judged(frame)["is_counted"]


def test_ids_are_the_same_in_every_run() -> None:
    assert events()["event_id"].to_list() == events()["event_id"].to_list()
