"""Fills the explorer's templates: every text is escaped and without characters that hide or steer. Reads no data."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from esg_pipeline.display import clean, percent, quantity, truncated
from esg_pipeline.explorer.addresses import address

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
    found.globals["address"] = address
    found.globals["style"] = Markup((FOLDER / "explorer.css").read_text(encoding="utf-8"))  # noqa: S704  # our own file
    found.filters |= {"truncated": truncated, "percent": percent, "quantity": quantity}
    return found


def shown(value: object) -> object:
    """What a template prints: markup as it is, nothing for None, all else as clean text that is escaped next."""
    if isinstance(value, Markup):
        return value
    return "" if value is None else clean(value)


def rendered(template: str, **values: object) -> str:
    """A page as text; `values` are the names that the template uses."""
    return environment().get_template(f"{template}.html.jinja").render(values)
