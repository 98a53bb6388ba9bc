"""Prints a scorecard as one HTML file: no script, nothing loaded from elsewhere. What it says is made in card.py."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from esg_pipeline.scorecard.model import Card

FOLDER = Path(__file__).parent


@cache
def environment() -> Environment:
    """Templates of this folder; every text is escaped, a name that does not exist is an error."""
    return Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)


def page(card: Card) -> bytes:
    """The page as UTF-8; the same card gives the same bytes."""
    style = Markup((FOLDER / "page.css").read_text(encoding="utf-8"))  # noqa: S704  # a file of our own
    text = environment().get_template("page.html.jinja").render(card=card, style=style)
    # Half a surrogate pair cannot be written as UTF-8; nothing else is lost.
    return f"{text}\n".encode("utf-8", errors="replace")
