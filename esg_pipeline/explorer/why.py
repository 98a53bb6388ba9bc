"""The page of a change: what moved an issuer's rating between two dates, by cause, as `esg why` tells it."""

from dataclasses import dataclass
from datetime import date

from rich.text import Text
from rich.tree import Tree

from esg_pipeline.explorer.addresses import NoSuchPageError, Query, address
from esg_pipeline.explorer.render import rendered
from esg_pipeline.reader import PublishedReader
from esg_pipeline.why_reader import NothingBeforeError, explained_change, two_dates
from esg_pipeline.why_view import change_tree, footer, header


@dataclass(frozen=True)
class Branch:
    """A line of a tree with the lines below it."""

    said: str
    below: tuple["Branch", ...]


def why_page(reader: PublishedReader, query: Query) -> str:
    """The page for an address. Raises NoSuchPageError when the issuer has no rating on one of the dates."""
    dates, issuer_id = reader.rating_dates(), query.first("issuer")
    before = query.one_of("before", [str(day) for day in dates])
    try:
        start = date.fromisoformat(before) if before else None
        first, last = two_dates(reader, issuer_id, start, query.day(dates))
        found = explained_change(reader, issuer_id, first, last)
    except NothingBeforeError as error:
        raise NoSuchPageError(str(error)) from error
    return rendered(
        "why",
        title=f"Why the rating of {found.issuer_name} moved",
        here="",
        day=last,
        found=found,
        sides=[
            (side, address("/issuer", issuer=issuer_id, date=side.rating_date)) for side in (found.before, found.after)
        ],
        lines=[line.plain for line in header(found, everything=True)[2 + found.is_simulated :]],
        change=branch(change_tree(found, everything=True)),
        sum=footer(found).plain,
    )


def branch(tree: Tree) -> Branch:
    """A tree for a terminal as plain text, with its lines in the same order."""
    said = tree.label.plain if isinstance(tree.label, Text) else str(tree.label)
    return Branch(said, tuple(branch(child) for child in tree.children))
