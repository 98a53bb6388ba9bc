"""Fills the explorer's templates: every text is escaped and without characters that hide or steer. Reads no data."""

from functools import cache
from pathlib import Path
from typing import cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from esg_pipeline.display import clean, percent, quantity, truncated
from esg_pipeline.explorer.addresses import address
from esg_pipeline.scorecard.summary import GRADE_CLASSES
from esg_pipeline.why_view import signed

FOLDER = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """Templates of this package; a name that does not exist is an error."""
    found = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = Markup((FOLDER / "explorer.css").read_text(encoding="utf-8"))  # noqa: S704  # a file of our own
    # Jinja types what it puts there itself, not what may be put there.
    cast("dict[str, object]", found.globals).update(address=address, style=style, grade_classes=GRADE_CLASSES)
    found.filters |= {
        "truncated": truncated,
        "percent": percent,
        "quantity": quantity,
        "spaced": spaced,
        "signed": signed,
    }
    return found


def shown(value: object) -> object:
    """What a template prints: markup as it is, nothing for None, all else as clean text that is escaped next."""
    if isinstance(value, Markup):
        return value
    return "" if value is None else clean(value)


def spaced(text: str) -> Markup:
    """A line of a document with its spaces, which show where its columns stand; escaped."""
    return escape("".join(" " if one.isspace() else clean(one) for one in text.expandtabs(4)))


def rendered(template: str, **values: object) -> str:
    """A page as text; `values` are the names that the template uses."""
    return environment().get_template(f"{template}.html.jinja").render(values)
