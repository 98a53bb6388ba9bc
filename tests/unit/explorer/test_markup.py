from esg_pipeline.explorer.markup import address, element, joined, page, text

SCRIPT = "<script>alert('x')</script>"


def test_text_is_escaped_and_hidden_characters_are_left_out() -> None:
    assert text(SCRIPT) == "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"
    assert text("a\u202eb") == "ab"


def test_a_space_at_an_end_stays() -> None:
    assert (text(" of "), text(" "), text("")) == (" of ", " ", "")


def test_children_and_attributes_are_escaped_and_elements_are_not() -> None:
    inner = element("b", "<i>")
    assert element("a", inner, href='x"y', title=None) == '<a href="x&quot;y"><b>&lt;i&gt;</b></a>'
    assert joined([inner, inner]) == inner + inner


def test_an_address_is_quoted_in_every_part() -> None:
    assert address("issuer", "a/b?c", date="2022-10-31", q="") == "/issuer/a%2Fb%3Fc?date=2022-10-31"
    assert address(q="a&b") == "/?q=a%26b"


def test_a_page_asks_nobody_and_needs_no_script() -> None:
    made = page(SCRIPT)
    assert made.startswith("<!doctype html><html")
    assert "<script" not in made
    assert not any(word in made for word in ("http:", "https:", "url(", "@import"))
