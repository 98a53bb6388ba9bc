"""Which plain texts a regular expression cannot match without: a sentence that holds none of them is not searched.

Reads the part of the syntax that patterns of this package use; what it does not understand needs nothing.
"""

from dataclasses import dataclass

Needed = frozenset[str]
NOTHING: Needed = frozenset()
_MAX_SET = 40


def needed_literals(pattern: str) -> Needed:
    """Lower-case texts of which every match holds at least one; empty when that cannot be told."""
    try:
        return _Reader(pattern).alternatives()
    except (IndexError, ValueError):
        return NOTHING


@dataclass
class _Reader:
    """One pass over a pattern, left to right."""

    pattern: str
    position: int = 0

    def alternatives(self) -> Needed:
        """Needs of `a|b|c` up to a closing bracket or the end: all branches must need something."""
        branches = [self._branch()]
        while self._peek() == "|":
            self.position += 1
            branches.append(self._branch())
        if any(not branch for branch in branches):
            return NOTHING
        union = frozenset[str]().union(*branches)
        return union if len(union) <= _MAX_SET else NOTHING

    def _peek(self) -> str:
        return self.pattern[self.position : self.position + 1]

    def _branch(self) -> Needed:
        options: list[Needed] = []
        run = ""
        while self._peek() not in ("", "|", ")"):
            literal, needs = self._item()
            least, most = self._repeats()
            if literal and least:
                run += literal.lower()
            if not literal or least != 1 or most != 1:
                options.append(frozenset({run}) if run else NOTHING)
                run = ""
            if needs and least:
                options.append(needs)
        options.append(frozenset({run}) if run else NOTHING)
        return max(options, key=_worth)

    def _item(self) -> tuple[str, Needed]:
        """The next element: a literal character, or the needs of a group."""
        char = self.pattern[self.position]
        self.position += 1
        if char == "\\":
            escaped = self.pattern[self.position]
            self.position += 1
            return ("", NOTHING) if escaped.isalnum() else (escaped, NOTHING)
        if char == "[":
            self._skip_class()
            return "", NOTHING
        if char == "(":
            return "", self._group()
        return ("", NOTHING) if char in ".^$" else (char, NOTHING)

    def _skip_class(self) -> None:
        self.position += 1 if self._peek() == "^" else 0
        self.position += 1  # a bracket that stands first is a member
        while self.pattern[self.position] != "]":
            self.position += 2 if self.pattern[self.position] == "\\" else 1
        self.position += 1

    def _group(self) -> Needed:
        looks = ("?=", "?!", "?<=", "?<!")
        kind = next((k for k in looks if self.pattern.startswith(k, self.position)), "")
        if kind:
            self.position += len(kind)
        elif self.pattern.startswith("?:", self.position):
            self.position += 2
        elif self.pattern.startswith("?P<", self.position):
            self.position = self.pattern.index(">", self.position) + 1
        elif self._peek() == "?":
            raise IndexError("a kind of group that is not read")
        needs = self.alternatives()
        if self.pattern[self.position] != ")":
            raise IndexError("group without an end")
        self.position += 1
        return NOTHING if kind in ("?!", "?<!") else needs

    def _repeats(self) -> tuple[int, int]:
        """How often the element stands: (0, 1) for `?`; a lazy mark behind it changes nothing."""
        char = self._peek()
        if char == "{":
            end = self.pattern.index("}", self.position) if "}" in self.pattern[self.position :] else -1
            if end < 0:
                raise IndexError("repeat without an end")
            least, _, most = self.pattern[self.position + 1 : end].partition(",")
            self.position = end + 1
            self._skip_lazy()
            return int(least or 0), int(most or least or 0) if least or most else 2
        if char and char in "?*+":
            self.position += 1
            self._skip_lazy()
            return (1 if char == "+" else 0), 2
        return 1, 1

    def _skip_lazy(self) -> None:
        if self._peek() in ("?", "+") and self._peek():
            self.position += 1


def _worth(needs: Needed) -> tuple[float, int]:
    """Long texts are rare texts; a Chinese character says as much as three letters."""
    if not needs:
        return (0.0, 0)
    return (min(sum(1 if c.isascii() else 3 for c in text) for text in needs), -len(needs))
