"""The tables of options in docs/methodology/other_indices.md, made from the options themselves. Reads no configuration.

`python -m esg_pipeline.index.document docs/methodology/other_indices.md` writes them anew; a test holds them equal.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from esg_pipeline.index.model import Aggregate, Impute, Indicator, Layout, Normalise, Rounding, Screen, Treat
from esg_pipeline.index.options import options_of

BEGIN, END = "<!-- options: begin -->\n", "<!-- options: end -->\n"
SECTIONS: tuple[tuple[str, str, type[Any]], ...] = (
    ("At the top", "", Layout),
    ("`screen`", "Beside it `nodes: {id: share}` asks for a share of the indicators below one node.", Screen),
    ("`impute`", "At the top for all, in an indicator for that one.", Impute),
    ("`treat`", "At the top for all, in an indicator for that one.", Treat),
    ("`normalise`", "At the top for all indicators, in an indicator for that one, in a node for its score.", Normalise),
    ("`aggregate`", "At the top for all, in `levels: {1: {...}}` for a level, in a node for that one.", Aggregate),
    ("`round`", "Half to even.", Rounding),
    ("Each of `indicators`", "Beside these its own `impute`, `treat` and `normalise`.", Indicator),
)


def tables() -> str:
    """All tables of options as Markdown."""
    return "\n".join(line for section in SECTIONS for line in section_lines(*section))


def section_lines(title: str, words: str, holder: type[Any]) -> Iterator[str]:
    """Heading and table of one section."""
    yield from (f"### {title}", "", *((words, "") if words else ()))
    yield "| option | value | default | used by | meaning |"
    yield "|---|---|---|---|---|"
    for name, each in options_of(holder).items():
        reader, meaning, only = each.metadata["reader"], each.metadata["meaning"], each.metadata["only"]
        used_by = " ".join(f"`{method}`" for method in only) or "all"
        yield f"| `{name}` | {reader.words} | {shown(each.default)} | {used_by} | {meaning} |"
    yield ""


def shown(default: Any) -> str:
    """A default as it would be written."""
    if default is None or default in ("", ()):
        return "none"
    if isinstance(default, tuple):
        words = [plain(each) for each in cast("tuple[Any, ...]", default)]
        return f"`[{', '.join(words)}]`" if len(words) > 1 else f"`{words[0]}`"
    return f"`{plain(default)}`"


def plain(value: Any) -> str:
    """One value."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def rewritten(page: str) -> str:
    """A page with its tables made anew. Raises ValueError when it lacks the marks around them."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page lacks the marks around its tables")
    return f"{before}{BEGIN}\n{tables()}\n{END}{after}"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(rewritten(target.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
