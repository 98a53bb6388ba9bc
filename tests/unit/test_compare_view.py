"""How two issuers are shown: widths, hostile names, equal scores, what is left out of the list."""

from typing import Any

from rich.console import Console

from esg_pipeline.compare import ComparedNode, Comparison
from esg_pipeline.compare_view import SHOWN, show_comparison, side, signed, verdict

HOSTILE = "<b>[red]\x1b[31m" + "very long name " * 20


def rating(issuer: str, score: float, **changed: Any) -> dict[str, Any]:
    values = {"issuer_name": HOSTILE, "grade": "B", "industry_name": "Steel", "rank": 1, "peers": 2, "coverage": 0.5}
    doubt = {"score_low": score - 1, "score_high": score + 1, "is_simulated": True, "not_rated_reason": None}
    return {"issuer_id": issuer, "score": score, **values, **doubt, **changed}


def comparison(issues: int = 12, **changed: Any) -> Comparison:
    nodes = [ComparedNode("pillar", "E", "Environment", 70.0, None, 1.0, None, 0.5, None, 3.0)]
    nodes += [
        ComparedNode("key_issue", f"k{n}", HOSTILE, 70.0, 60.0, 0.1, 0.1, 0.5, 0.5, n / 10) for n in range(issues)
    ]
    return Comparison(rating("A", 70.0), rating("B", 67.0, **changed), 3.0, nodes)


def shown(of: Comparison, width: int = 80, *, everything: bool = False) -> str:
    out = Console(width=width, color_system=None, markup=False, emoji=False, highlight=False)
    with out.capture() as captured:
        show_comparison(out, of, everything=everything)
    return captured.get()


def test_long_and_hostile_names_break_nothing() -> None:
    for width in (60, 80, 120):
        text = shown(comparison(), width)
        assert max(map(len, text.splitlines())) <= width
        assert "\x1b" not in text


def test_what_is_not_listed_is_summed() -> None:
    text = shown(comparison())
    assert f"{12 - SHOWN} more key issues add +0.100; --all lists them" in text
    assert "more key issues" not in shown(comparison(), everything=True)
    assert "more key issues" not in shown(comparison(issues=SHOWN))


def test_no_grade_is_said_with_its_reason() -> None:
    text = shown(comparison(grade="NR", rank=None, not_rated_reason="coverage 0.1; coverage of E 0"))
    assert "B has no grade: coverage 0.1 (1 more)" in text


def test_words_and_signs() -> None:
    one, other = rating("A", 1.0), rating("B", 2.5)
    assert verdict(Comparison(one, other, -1.5, [])) == "B is 1.50 points ahead of A"
    assert verdict(Comparison(one, one, 0.0, [])) == "Their scores are equal"
    assert (signed(-0.0019), signed(2.0)) == ("-0.001", "+2.000")
    assert side(None, None) == "not relevant"
    assert side(74.999, 0.12345) == "74.99 x 12.34 %"
