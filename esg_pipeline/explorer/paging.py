"""One page of a long list: which rows it asks for, which it shows, and where the others are."""

from collections.abc import Callable
from dataclasses import dataclass

ROWS = 50


@dataclass(frozen=True)
class Pages:
    """A page of a list of `found` rows; `at` gives the address of another page."""

    number: int
    found: int
    at: Callable[[int], str]

    @property
    def first(self) -> int:
        """The number of its first row."""
        return (self.number - 1) * ROWS + 1

    @property
    def last(self) -> int:
        """The number of its last row."""
        return min(self.number * ROWS, self.found)

    @property
    def back(self) -> str | None:
        """The address of the page before, if there is one."""
        return self.at(self.number - 1) if self.number > 1 else None

    @property
    def next(self) -> str | None:
        """The address of the page after, if there is one."""
        return self.at(self.number + 1) if self.last < self.found else None


def window(number: int) -> dict[str, int]:
    """The parameters by which a query gives one page."""
    return {"rows": ROWS, "skipped": (number - 1) * ROWS}
