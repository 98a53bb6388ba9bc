"""Figures of running text: value, unit, qualifier, and the mask that patterns see."""

import pytest

from esg_pipeline.disclosure.found import Qualifier
from esg_pipeline.disclosure.number_text import REST, Figure, Shape, mask, ranges, read_figures
from esg_pipeline.disclosure.running_text import fold


def only(text: str) -> Figure:
    figures, _ = read_figures(fold(text))
    assert len(figures) == 1
    return figures[0]


@pytest.mark.parametrize(
    ("text", "value", "shape", "unit"),
    [
        ("donated 21 million RMB to", 21_000_000, Shape.MONEY, "CNY"),
        ("RMB5,000 was", 5_000, Shape.MONEY, "CNY"),
        ("HK$1.2 million", 1_200_000, Shape.MONEY, "HKD"),
        ("捐贈人民幣3.5百萬元", 3_500_000, Shape.MONEY, "CNY"),
        ("投入1亿2000万元", 120_000_000, Shape.MONEY, "CNY"),
        ("was 98.5 per cent.", 98.5, Shape.SHARE, "%"),
        ("百分之三十的", 30, Shape.SHARE, "%"),
        ("15.6 hours per employee", 15.6, Shape.MEASURE, "hours per employee"),
        ("40小时/人", 40, Shape.MEASURE, "小时/人"),
        ("nine (9) directors", 9, Shape.PLAIN, ""),
        ("二十一名董事", 21, Shape.PLAIN, ""),
        ("1.4万名员工", 14_000, Shape.PLAIN, ""),
        ("近百家供应商", 100, Shape.PLAIN, ""),
        ("召开会议一次。", 1, Shape.PLAIN, ""),
        ("用电6,420千瓦时", 6_420, Shape.MEASURE, "千瓦时"),
        ("met six times in 2022", 6, Shape.PLAIN, ""),
        ("rose by 5 percentage points", 5, Shape.OTHER, ""),
        ("30 tonnes per day", 30, Shape.OTHER, ""),
    ],
)
def test_value_and_unit(text: str, value: float, shape: Shape, unit: str) -> None:
    figure = only(text)
    assert float(figure.value) == value
    assert (figure.shape, figure.unit) == (shape, unit)


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("nearly 195 suppliers", Qualifier.ABOUT),
        ("近百家供应商", Qualifier.ABOUT),
        ("上千名志愿者", Qualifier.AT_LEAST),
        ("more than 100 banks", Qualifier.AT_LEAST),
        ("100,000+ users", Qualifier.AT_LEAST),
        ("less than 30%", Qualifier.AT_MOST),
        ("约1,500名", Qualifier.ABOUT),
        ("100余家", Qualifier.AT_LEAST),
        ("不超过5%", Qualifier.AT_MOST),
        ("in all 195 suppliers", Qualifier.EXACT),
    ],
)
def test_qualifier(text: str, qualifier: Qualifier) -> None:
    assert only(text).qualifier is qualifier


@pytest.mark.parametrize("text", ["千人计划", "一次通过", "第三名", "zero tolerance", "前五名客户"])
def test_words_that_are_no_numbers(text: str) -> None:
    assert read_figures(fold(text))[0] == ()


def test_mask_keeps_offsets_and_hides_figures_and_times() -> None:
    text = "in 2022, nearly 195 suppliers"
    masked = mask(text, *read_figures(text))
    assert len(masked) == len(text)
    assert masked[text.index("2022")] == Shape.TIME.value
    start = text.index("nearly")
    assert masked[start : start + 10] == Shape.PLAIN.value + REST * 9


def test_ranges_names_both_ends() -> None:
    text = "of 3% to 4% of"
    figures, _ = read_figures(text)
    assert list(ranges(figures, text)) in ([], [0, 1])
    text = "损耗为3%至4%"
    assert list(ranges(read_figures(text)[0], text)) == [0, 1]


@pytest.mark.parametrize(
    "text", ["9" * 4_000, "1,234" * 800, "rmb" * 1_300, "一二三" * 1_300, "over " * 800, "per 1 " * 600]
)
def test_hostile_text_is_bounded(text: str) -> None:
    read_figures(text)
