"""What an address asks for, and addresses that ask for something. What does not exist is refused; no server in here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

LONGEST = 200  # characters of an answer that repeats what was asked for


class NoSuchPageError(ValueError):
    """What was asked for in the address does not exist."""


@dataclass(frozen=True)
class Query:
    """What stands behind the question mark of an address, in its order."""

    pairs: Sequence[tuple[str, str]] = ()

    def first(self, name: str) -> str:
        """The first answer of that name, without spaces at its ends; empty when there is none."""
        return next(iter(self.every(name)), "")

    def every(self, name: str) -> list[str]:
        """All answers of that name that say something."""
        return [value.strip() for key, value in self.pairs if key == name and value.strip()]

    def one_of(self, name: str, known: Mapping[str, object] | Sequence[str]) -> str | None:
        """An answer out of those there are, None when nothing was asked. Raises NoSuchPageError for another one."""
        asked = self.first(name)
        if asked and asked not in known:
            raise NoSuchPageError(f"there is no {name.replace('_', ' ')} {asked[:LONGEST]}")
        return asked or None

    def day(self, dates: Sequence[date]) -> date:
        """The rating date asked for, the newest by default. Raises NoSuchPageError when it is not published."""
        asked = self.first("date")
        if not dates:
            raise NoSuchPageError("no rating is published yet: run `esg run`")
        if asked and asked not in map(str, dates):
            raise NoSuchPageError(f"{asked[:LONGEST]} is not published; there are: {', '.join(map(str, dates))}")
        return date.fromisoformat(asked) if asked else dates[-1]

    def page(self) -> int:
        """The number of a page, 1 by default. Raises NoSuchPageError for what is no number of a page."""
        asked = self.first("page") or "1"
        if not (asked.isascii() and asked.isdigit() and 0 < int(asked[:9]) < 10**6):
            raise NoSuchPageError(f"there is no page {asked[:LONGEST]}")
        return int(asked)


def address(path: str, /, **query: object) -> str:
    """A link inside the explorer; a list repeats its name, empty values are left out.

    Whatever comes from data stands behind the question mark: in a path, two dots would lead elsewhere.
    """
    asked = {key: value for key, value in query.items() if value not in (None, "", [], ())}
    return f"{path}?{urlencode(asked, doseq=True)}" if asked else path
