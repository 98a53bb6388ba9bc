"""The roles of dates."""

from datetime import date

import pytest

from esg_pipeline.disclosure.notice_dates import dates_of


@pytest.mark.parametrize(
    ("text", "event", "decision", "published"),
    [
        ("2023年10月13日,汨河分局现场检查,发现", date(2023, 10, 13), None, None),
        ("在2020年12月29日被甲市生态环境局处罚", None, date(2020, 12, 29), None),
        ("2020年12月23日及25日被发现未建沉淀池", date(2020, 12, 23), None, None),
        ("2023年4月12日,子公司因超标被处以罚款", None, date(2023, 4, 12), None),
        ("发布日期:2024-01-02 处罚日期:2023-12-30", None, date(2023, 12, 30), date(2024, 1, 2)),
        ("于2024年4月2日送达告知书", None, None, None),
        ("应于2023年11月6日兑付本息,未能兑付", date(2023, 11, 6), None, None),
        ("announced on 8 July 2022 that it fined X", None, date(2022, 7, 8), None),
        ("An inspection on 3 May 2022 found leaks", date(2022, 5, 3), None, None),
    ],
)
def test_the_role_of_a_date(text: str, event: date | None, decision: date | None, published: date | None) -> None:
    dates = dates_of(text, is_letter=False)
    found = [d.day if d else None for d in (dates.event, dates.decision, dates.published)]
    assert found == [event, decision, published]


def test_the_last_line_of_a_letter_is_its_date() -> None:
    text = "当事人" + "因超标排放" * 20 + "。\n甲市生态环境局\n2024年4月26日"
    dates = dates_of(text, is_letter=True)
    assert dates.decision
    assert dates.decision.day == date(2024, 4, 26)
