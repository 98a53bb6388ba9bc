"""The data dictionary for a browser, with the entity diagram: `python -m data_contracts.dictionary_page FILE.html`.

One file that loads nothing from elsewhere and needs no script.
"""

import re
import sys
from html import escape
from itertools import groupby
from pathlib import Path

from data_contracts.catalogue import STORED_QUERIES, TABLES
from data_contracts.diagram import diagram
from data_contracts.dictionary import cells, remarks
from data_contracts.table import Table

STYLE = """
:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem;padding:1rem}
h2{margin-top:2.5rem;border-bottom:1px solid #8885}h3{margin:1.8rem 0 .3rem;font-family:ui-monospace,monospace}
nav ul{columns:16rem;padding-left:1.2rem;font-family:ui-monospace,monospace;font-size:13px}
.w{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:13px}
th,td{border:1px solid #8885;padding:.25rem .5rem;text-align:left;vertical-align:top}
td:first-child,td:nth-child(2),td:last-child,code{font-family:ui-monospace,monospace}figure{margin:1rem 0}
svg{width:100%;height:auto}@media print{nav{display:none}}
"""
HEADS = ("column", "type", "meaning", "rules", "example")
GROUPS = {
    "raw": "As delivered",
    "reference": "The method",
    "core": "Typed, mapped, as known",
    "score": "Scores",
    "rating": "Ratings",
    "mart": "For analysts",
    "quality": "How it was built",
}


def page() -> str:
    """The whole page."""
    groups = [(GROUPS[layer], list(tables)) for layer, tables in groupby(in_order(), key=lambda table: table.layer)]
    groups.append(("Views and macros", list(STORED_QUERIES.values())))
    contents = "".join(f"<h3>{name}</h3><ul>{''.join(map(link, tables))}</ul>" for name, tables in groups)
    sections = "".join(f"<h2>{name}</h2>{''.join(map(section, tables))}" for name, tables in groups)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Data dictionary</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{STYLE}</style></head><body>'
        "<h1>Data dictionary</h1><p>Every table, view and macro, from the contracts. Scores run from 0 to 100, weights "
        f"and shares from 0 to 1.</p><figure>{diagram()}</figure><nav>{contents}</nav><main>{sections}</main>"
        "</body></html>\n"
    )


def in_order() -> list[Table]:
    """The tables, those of a layer together."""
    return sorted(TABLES.values(), key=lambda table: list(GROUPS).index(table.layer))


def link(table: Table) -> str:
    """A line of the contents."""
    return f'<li><a href="#{table.name}">{table.name}</a></li>'


def section(table: Table) -> str:
    """One table: what it holds, its grain, its columns."""
    head = "".join(f'<th scope="col">{name}</th>' for name in HEADS)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells(column))}</tr>" for column in table.columns
    )
    return (
        f'<section><h3 id="{table.name}">{table.name}</h3><p>{in_words(remarks(table))}</p>'
        f'<div class="w"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></section>'
    )


def in_words(text: str) -> str:
    """Text of a contract, its `names` as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def main(arguments: list[str]) -> None:
    """Writes the page to the file named first."""
    file = Path(arguments[0])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
