"""HTML is made flat before it is parsed, without losing its text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.markup_depth import flattened


@pytest.mark.parametrize(
    ("html", "flat"),
    [
        ("<div a='x>y'>1 < 2</div>", "<div a='x>y'>1 &lt; 2</div>"),
        ("a<!-- <b> -->c", "ac"),
        ("a<script>if (a<b) {}</SCRIPT >c", "ac"),
        ("<!DOCTYPE html><p>x", "<p>x"),
        ("</div>x</div>", "x"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a<li>b</ul>"),
        (f"<p title='{'x' * 3_000}'>t", "<p>t"),
        ("open <b", "open <b"),
    ],
)
def test_flattened(html: str, flat: str) -> None:
    assert flattened(html) == flat


def test_depth_is_bounded() -> None:
    flat = flattened("<div>" * 1_000 + "x" + "</div>" * 1_000)
    assert flat.count("<div>") == flat.count("</div>") == 250
    assert "x" in flat


@pytest.mark.parametrize(
    "html",
    [
        "<a '" * 50_000,
        "<!--" * 50_000,
        "<script>" * 50_000,
        "<" * 100_000,
        "<x1></y>" * 50_000,
        "<div title='></div>'>" * 20_000,
    ],
)
def test_hostile_pages_take_no_long_time(html: str) -> None:
    flattened(html)


@given(st.text(alphabet="<>/!-'\"= abpdivtrscript"))
def test_any_text_is_taken(html: str) -> None:
    assert len(flattened(html)) <= 5 * len(html)
