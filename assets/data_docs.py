"""Makes the pages of Great Expectations open without a network, in a plain style of our own."""

from collections.abc import Mapping
from html import escape
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

REMOTE = (
    "script[src^='http']",
    "link[href^='http']",
    "img[src^='http']",
    "script:not([src])",  # starts the remote libraries, useless without them
    "#ge-walkthrough-modal, .modal, .ge-walkthrough",
    "footer",
    "input[type='radio'], input[type='radio'] + label",  # filters that only the remote libraries make work
    "a[href*='greatexpectations.io'], a[href*='docs.greatexpectations']",
)
STYLE = """<style>
body { font: 15px/1.5 system-ui, sans-serif; color: #1b1f24; margin: 2rem auto; max-width: 68rem; padding: 0 1rem; }
h1, h2, h3, h4, h5 { line-height: 1.2; } a { color: #0b5cad; }
.navbar, .breadcrumb { display: block; margin-bottom: 1rem; }
ol.breadcrumb { list-style: none; padding: 0; } ol.breadcrumb li { display: inline; margin-right: 1rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; }
th, td { border: 1px solid #d0d7de; padding: .35rem .6rem; text-align: left; vertical-align: top; }
th { background: #f3f5f7; } .badge { border: 1px solid #d0d7de; border-radius: .4rem; padding: 0 .4rem; }
.collapse, .hidden { display: block; } button { display: none; }
</style>"""


def make_self_contained(folder: Path) -> None:
    """Rewrites every page below a folder in place."""
    for page in sorted(folder.rglob("*.html")):
        page.write_text(self_contained(page.read_text(encoding="utf-8")), encoding="utf-8")


def self_contained(html: str) -> str:
    """The page without anything remote, with our style."""
    tree = LexborHTMLParser(html)
    for selector in REMOTE:
        for node in tree.css(selector):
            node.decompose()
    return (tree.html or "").replace("</head>", STYLE + "</head>", 1)


def write_index(folder: Path, title: str, outcome: Mapping[str, tuple[bool, Mapping[str, str]]]) -> None:
    """Puts an index of our own in place of the one that needs the remote libraries to show anything."""
    index = folder / "index.html"
    pages = sorted(page for page in folder.rglob("*.html") if page != index)
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{'passed' if passed else 'FAILED'}</td><td>{escape(figures(detail))}</td></tr>"
        for name, (passed, detail) in outcome.items()
    )
    links = "".join(
        f'<li><a href="{escape(str(page.relative_to(folder)))}">{escape(page.parts[len(folder.parts)])}</a></li>'
        for page in pages
    )
    index.write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>{STYLE}</head>'
        f"<body><h1>Expectations on {escape(title)}</h1><table>"
        f"<tr><th>expectation</th><th>result</th><th>figures</th></tr>{rows}</table>"
        f"<h2>In full</h2><ul>{links}</ul></body></html>",
        encoding="utf-8",
    )


def figures(detail: Mapping[str, str]) -> str:
    """The figures of a result on one line."""
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in detail.items())
