"""Digits that are no figures, with the reason, and figures that stay figures."""

import pytest

from esg_pipeline.disclosure.number_names import named_digits
from esg_pipeline.disclosure.running_text import fold


@pytest.mark.parametrize(
    ("text", "named", "reason"),
    [
        ("as of December 31, 2021, the", "December 31, 2021", "date"),
        ("自2021年7月起", "2021年7月", "date"),
        ("In 2022 we", "2022", "year"),
        ("二零二一年度", "二零二一年度", "year"),
        ("during 2019-2021", "2019-2021", "years from to"),
        ("certified to ISO 14001:2015.", "ISO 14001:2015", "law or standard"),
        ("GB 18918-2002", "GB 18918-2002", "law or standard"),
        ("under Article 45 of", "Article 45", "law or standard"),
        ("第四十五条", "第四十五条", "law or standard"),
        ("Scope 1, 2 and 3 emissions", "Scope 1, 2 and 3", "law or standard"),
        ("the G20 and", "G20", "name"),
        ("获评中国500强", "中国500强", "name"),
        ("a score of 4.7 out of 5", "4.7 out of 5", "a score"),
        ("of 30%-40% in", "30%-40%", "a range"),
        ("Tel: +852 2345 6789", "Tel: +852 2345 6789", "phone number"),
        ("below age 30 is", "below age 30", "an age"),
        ("staff by age, with 15% above 50", "above 50", "an age"),
        ("between 30% and 40% of", "30% and 40%", "a range"),
    ],
)
def test_named_digits(text: str, named: str, reason: str) -> None:
    found = named_digits(fold(text))
    assert [(text[n.start : n.end], n.reason) for n in found] == [(named, reason)]


@pytest.mark.parametrize(
    "text", ["a rate of 98.5%", "2,129 employees", "as 98.5% of", "with 460 staff", "共2,021人", "35% and 30% of"]
)
def test_figures_are_not_named(text: str) -> None:
    assert named_digits(fold(text)) == ()


def test_every_year_of_a_list_is_one() -> None:
    for text in ("in 2020, 2021 and 2022 it", "于2020、2021及2022年度"):
        assert [n.is_time for n in named_digits(text)] == [True] * 3


@pytest.mark.parametrize("text", ["1" * 4_000, "1," * 2_000, "a1" * 2_000, "2021-" * 800, "第" * 4_000, "( 1" * 1_300])
def test_hostile_text_is_bounded(text: str) -> None:
    named_digits(text)
