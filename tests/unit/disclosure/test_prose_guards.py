"""What speaks against a figure: each guard with a sentence that it refuses and one that it lets pass."""

import re
from dataclasses import replace

import pytest

from esg_pipeline.disclosure.number_text import mask, read_figures
from esg_pipeline.disclosure.prose_guards import refusal
from esg_pipeline.disclosure.prose_patterns import Pattern
from esg_pipeline.disclosure.running_text import fold


def reason(text: str, **flags: bool) -> str:
    folded = fold(text)
    figures, names = read_figures(folded)
    masked = mask(folded, figures, names)
    start = re.search(r"rate|率|spending", folded)
    assert start is not None
    pattern = replace(Pattern("p", "f", "x", "en", ()), **flags)
    return refusal(pattern, folded, masked, (start.start(), figures[-1].end), figures[-1].start)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The rate was 98%.", ""),
        ("We aim for a rate of 98%.", "target"),
        ("The rate should reach 98%.", "target"),
        ("力争合格率达到98%。", "target"),
        ("请将合格率设为98%。", "target"),
        ("对承包方的要求是：合格率不低于98%。", "target"),
        ("行业龙头的合格率为98%。", "somebody else"),
        ("The industry average rate was 98%.", "somebody else"),
        ("行业平均满意率为98%。", "somebody else"),
        ("The rate of the two sites was 90% and 98% respectively.", "several figures"),
        ("The rate increased by 98%.", "a change"),
        ("The rate increased to 98%.", ""),
        ("合格率提升98%。", "a change"),
        ("合格率提升至98%。", ""),
        ("The rate of our subsidiary was 98%.", "a part of the issuer"),
        ("The rate at our plants was 98%.", ""),
        ("子公司青岭电子员工320人，合格率为98%。", "a part of the issuer"),
        ("Our subsidiary in Foshan has 310 staff, and a rate of 98%.", "a part of the issuer"),
        ("The rate of the Group and its subsidiaries was 98%.", ""),
        ("上半年合格率为98%。", "a part of the year"),
        ("The spending since 2015 was 98%.", "several years"),
        ("Our spending did not reach the rate of 98%.", "not reached"),
    ],
)
def test_refusal(text: str, expected: str) -> None:
    found = reason(text)
    assert expected in found
    assert bool(found) == bool(expected)


def test_flags_lift_a_guard() -> None:
    assert reason("We aim for a rate of 98%.", is_target=True) == ""
    assert reason("The rate increased by 98%.", is_change=True) == ""
    assert reason("The rate of our subsidiary was 98%.", is_part=True) == ""
    assert reason("The spending since 2015 was 98%.", is_stock=True) == ""
