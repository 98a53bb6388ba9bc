"""HTML put together so that nothing can be forgotten: text is escaped unless an element made it. No data is read."""

from html import escape
from urllib.parse import quote, urlencode

from esg_pipeline.display import clean

VOID = frozenset({"input", "meta", "br"})
STYLE = """
:root{color-scheme:light}body{font:16px/1.45 system-ui,sans-serif;color:#1b1f24;margin:0 auto;max-width:70rem;
padding:0 1rem 3rem}
a{color:#0b57a4}header{padding:.8rem 0;border-bottom:1px solid #d0d7de}h1{font-size:1.4rem;overflow-wrap:anywhere}
form{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end;margin:1rem 0}label{display:grid;font-size:.85rem;gap:.2rem}
input,select,button{font:inherit;padding:.4rem .6rem;min-height:2.6rem;max-width:100%;box-sizing:border-box}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .5rem;border-bottom:1px solid #e5e9ee;
overflow-wrap:anywhere}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.g{font-weight:600;white-space:nowrap}
.sim{font-size:.75rem;background:#6b3fa0;color:#fff;padding:.1rem .35rem;border-radius:.2rem}
details{margin:.2rem 0 .2rem .8rem}summary{cursor:pointer;padding:.35rem 0;overflow-wrap:anywhere}
blockquote{margin:.3rem 0;padding:.3rem .7rem;border-left:3px solid #0b57a4;white-space:pre-wrap;overflow-wrap:anywhere}
.note{background:#fff8e1;border:1px solid #e6cf80;padding:.7rem 1rem}.soft{color:#57606a;font-size:.9rem}
@media(max-width:600px){.wide{display:none}}
"""


class Html(str):
    """Markup that an element made and that needs no escaping."""

    __slots__ = ()


def text(value: object) -> Html:
    """A value as text of a page: escaped, without characters that hide or steer; a space at an end stays."""
    if isinstance(value, Html):
        return value
    said, whole = clean(value), str(value)
    if not said:
        return Html(" " if whole.isspace() else "")
    before, after = (" " if end.isspace() else "" for end in (whole[0], whole[-1]))
    return Html(f"{before}{escape(said)}{after}")


def element(name: str, /, *children: object, **attributes: object) -> Html:
    """An element; a trailing underscore of an attribute's name is left out, None leaves the attribute out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(clean(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(text(child) for child in children)
    return Html(f"<{name}{said}>" if name in VOID else f"<{name}{said}>{inside}</{name}>")


def joined(parts: "list[Html]") -> Html:
    """Elements one after another."""
    return Html("".join(parts))


def address(*path: str, **query: object) -> str:
    """A link inside the explorer, with every part quoted; empty values are left out."""
    place = "/" + "/".join(quote(part, safe="") for part in path)
    asked = urlencode({key: str(value) for key, value in query.items() if value not in (None, "")})
    return f"{place}?{asked}" if asked else place


def page(title: str, *content: object) -> str:
    """A whole page; it asks nobody for anything, and no script is needed."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width,initial-scale=1"),
        element("title", title, " - ESG explorer"),
        element("style", Html(STYLE)),
    )
    top = element("header", element("a", "All issuers", href="/"))
    body = element("body", top, element("main", element("h1", title), *content))
    return "<!doctype html>" + element("html", head, body, lang="en")
