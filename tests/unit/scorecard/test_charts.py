"""The charts: well-formed, escaped, within their frame, in words for who cannot see them."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest

from esg_pipeline.methodology.codes import Grade
from esg_pipeline.scorecard import charts
from esg_pipeline.scorecard.charts import Beside

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '"><script>alert(1)</script>&'
DAYS = (date(2021, 10, 31), date(2022, 4, 30))
SHARES = (0.2, None, 0.7, 0.1)


def drawings() -> dict[str, str]:
    return {
        "probability": charts.probability_chart([("AAA", 0.0, "0 %"), ("C", 1.0, HOSTILE)], "C", HOSTILE),
        "profile": charts.profile_chart([Beside(HOSTILE, 0.0, 0.0, 50.0, 100.0), Beside("x", 100.0)], HOSTILE),
        "history": charts.history_chart([(DAYS[0], 70.0, HOSTILE), (DAYS[1], 75.0, "BB")], [("BB", 75.0)], HOSTILE),
        "shares": charts.share_chart([(HOSTILE, SHARES)], ("a", "b", "c", HOSTILE), HOSTILE),
    }


@pytest.mark.parametrize("name", sorted(drawings()))
def test_a_chart_is_one_picture_with_its_text(name: str) -> None:
    tree = ET.fromstring(drawings()[name])  # noqa: S314 - made here
    assert (tree.get("role"), tree.get("aria-label")) == ("img", HOSTILE)
    assert not tree.findall(f".//{SVG}script")
    width, height = (float(edge) for edge in str(tree.get("viewBox")).split()[2:])
    for shape in tree.iter(f"{SVG}rect"):
        x, y, w, h = (float(str(shape.get(key))) for key in ("x", "y", "width", "height"))
        assert x >= -0.1
        assert y >= -0.1
        assert x + w <= width + 0.1
        assert y + h <= height + 0.1


def test_a_decoration_is_hidden_from_screen_readers() -> None:
    drawn = charts.score_bar(64.0, 60.0)
    assert 'aria-hidden="true"' in drawn
    assert "role=" not in drawn


def test_the_published_grade_is_the_dark_bar() -> None:
    drawn = charts.probability_chart([("B", 0.7, "70 %"), ("CCC", 0.3, "30 %")], "CCC", "")
    assert drawn.count(charts.fill_of("CCC")) == 2
    assert charts.fill_of("B") not in drawn


def test_without_peers_there_is_a_dot_and_no_band() -> None:
    assert charts.BAND not in charts.profile_chart([Beside("x", 50.0)], "")
    assert charts.BAND in charts.profile_chart([Beside("x", 50.0, 40.0, 45.0, 60.0)], "")


def test_text_that_is_too_wide_is_cut_and_chinese_is_twice_as_wide() -> None:
    assert charts.fitting("abc", 100) == "abc"
    assert charts.fitting("a" * 90, 100).endswith("...")
    assert len(charts.fitting("测" * 90, 100)) < len(charts.fitting("a" * 90, 100))


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("grade", list(Grade))
def test_white_on_the_colour_of_a_grade_can_be_read(grade: Grade) -> None:
    assert 1.05 / (luminance(charts.fill_of(grade)) + 0.05) >= 4.5


def test_soft_text_can_be_read_on_every_ground() -> None:
    for ground in ("#ffffff", charts.TRACK, "#eef1f4", "#f3f5f7"):
        assert (luminance(ground) + 0.05) / (luminance(charts.FAINT) + 0.05) >= 4.5
