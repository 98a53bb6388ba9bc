"""Defaults of one issuer, and counts of a market."""

import json
from pathlib import Path

from esg_pipeline.disclosure.notice_debt import debt_of, read_market_defaults

TEXT = "应兑付“20嘉禾01”及“21嘉禾MTN002”本息合计5.32亿元,公司未能按期足额兑付本息。受托管理人为汇丰达证券股份有限公司。"


def test_a_default() -> None:
    debt = debt_of(TEXT)
    assert debt.default
    assert debt.amount
    assert debt.trustee
    assert [b.text for b in debt.bonds] == ["20嘉禾01", "21嘉禾MTN002"]
    assert (debt.amount.amount, debt.trustee.name) == (532_000_000, "汇丰达证券股份有限公司")


def test_a_denied_default_is_none() -> None:
    assert debt_of("公司债券不存在违约情况。").default is None
    assert debt_of("公司未发生违约。").default is None


def test_counts_of_a_market(shared_dir: Path) -> None:
    notices = json.loads((shared_dir / "notices" / "notices.json").read_text(encoding="utf-8"))
    case = next(n for n in notices if n["id"] == "default1")
    found, gold = read_market_defaults(case["text"]), case["gold"]
    assert found
    assert (found.period, found.issuers, found.bonds, found.first_time) == ("2021H1", 31, 87, gold["first_time"])
    assert found.amount_cny == 95_775_000_000
    assert list(found.named) == gold["first_time_others"]


def test_periods_of_counts() -> None:
    for text, period in (("2022年第三季度", "2022Q3"), ("2022年5月", "2022-05"), ("2022年", "2022")):
        found = read_market_defaults(f"{text}共有3家发行人的5支债券发生违约。")
        assert found
        assert found.period == period


def test_one_issuer_is_no_market() -> None:
    assert read_market_defaults(TEXT) is None
