"""Sidecars of documents: what they may say, and what refuses them."""

import json
from dataclasses import replace
from datetime import date

import pytest

from esg_pipeline.ingest.limits import FileRefused
from esg_pipeline.ingest.sidecar import DocumentMeta, check_meta, read_sidecar, sidecar_bytes

TODAY = date(2023, 6, 30)
META = DocumentMeta(
    "A", 2021, date(2022, 4, 30), is_date_assumed=True, language="zh", title="报告", original_name="r.pdf"
)


def test_what_is_written_is_read_back() -> None:
    assert read_sidecar(sidecar_bytes(META), TODAY) == META
    assert "报告" in sidecar_bytes(META).decode()


def test_only_three_fields_are_needed() -> None:
    content = b'\xef\xbb\xbf{"issuer_id": "A", "fiscal_year": 2021, "published_date": "2022-04-30", "title": null}'
    assert read_sidecar(content, TODAY) == DocumentMeta("A", 2021, date(2022, 4, 30))


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"{", "bad_sidecar"),
        (b"\xff\xfe", "bad_sidecar"),
        (b"[" * 100_000, "bad_sidecar"),
        (b"[]", "bad_sidecar"),
        (b"{}", "missing_value"),
    ],
)
def test_what_is_no_sidecar(content: bytes, rule: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read_sidecar(content, TODAY)
    assert caught.value.rule == rule


@pytest.mark.parametrize(
    ("field", "value", "rule", "words"),
    [
        ("issuer_id", "", "missing_value", "no issuer_id"),
        ("issuer_id", " ", "missing_value", "issuer_id is empty"),
        ("issuer_id", 7, "bad_sidecar", "issuer_id 7 is of the wrong type"),
        ("issuer_id", "A\x1b", "unreadable_character", "issuer_id"),
        ("title", "\ud800", "unreadable_character", "title"),
        ("fiscal_year", "2021", "bad_sidecar", "fiscal_year '2021'"),
        ("fiscal_year", True, "bad_sidecar", "fiscal_year True"),
        ("fiscal_year", 20210, "out_of_range", "fiscal_year 20210 does not lie between 1990 and 2023"),
        ("fiscal_year", 1989, "out_of_range", "1989"),
        ("published_date", "30 April", "bad_date", "'30 April'"),
        ("published_date", "2023-07-01", "future_publication", "after today, 2023-06-30"),
        ("published_date", "2020-12-31", "published_before_period", "before fiscal year 2021 has begun"),
        ("is_date_assumed", "no", "bad_sidecar", "is_date_assumed 'no'"),
        ("language", "fr", "unknown_code", "language 'fr' is not one of en, zh, mixed"),
        ("original_name", "../../etc/passwd", "unsafe_name", "is a path"),
        ("original_name", "..", "unsafe_name", "is a path"),
        ("original_name", "C:\\r.pdf", "unsafe_name", "is a path"),
        ("publisher", "HKEX", "unknown_key", "unknown keys: publisher; known are issuer_id"),
    ],
)
def test_rules(field: str, value: object, rule: str, words: str) -> None:
    content = json.loads(sidecar_bytes(META)) | {field: value}
    with pytest.raises(FileRefused) as caught:
        read_sidecar(json.dumps(content).encode(), TODAY)
    assert caught.value.rule == rule
    assert words in caught.value.reason


def test_a_report_may_come_out_within_its_own_year() -> None:
    meta = replace(META, published_date=date(2021, 1, 1))
    assert check_meta(meta, TODAY) is meta
