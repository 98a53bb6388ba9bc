import pytest
from jinja2 import UndefinedError

from esg_pipeline.explorer.render import environment, rendered

SCRIPT = "<script>alert('x')</script>"
SAID = {"here": "", "day": None, "kind": "note"}


def test_text_is_escaped_and_what_hides_or_steers_is_left_out() -> None:
    made = rendered("message", title=SCRIPT, said=f"{SCRIPT}a\u202eb\x00", **SAID)
    assert "<script" not in made
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;ab" in made


def test_nothing_is_printed_for_none() -> None:
    assert environment().from_string("[{{ x }}]").render(x=None) == "[]"


def test_a_name_that_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        rendered("message", title="x")


def test_a_page_asks_nobody_and_needs_no_script() -> None:
    made = rendered("message", title="x", said="y", **SAID)
    assert made.startswith("<!doctype html>")
    assert not any(word in made for word in ("http:", "https:", "url(", "@import", "<script", "onclick"))
