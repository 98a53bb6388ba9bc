"""How the value of one option is read, and the record that holds an option's default, meaning and reader.

Which options there are is `model.py`.
"""

import math
from collections.abc import Callable
from dataclasses import Field, dataclass, field, fields
from itertools import pairwise
from typing import Any

from esg_pipeline.index.text import Item


class OptionError(ValueError):
    """A value that an option does not take; the message says what it takes."""


@dataclass(frozen=True)
class Reader:
    """Turns an item into a value, raising OptionError; `words` say what may be written, for the documentation."""

    words: str
    read: Callable[[Item], Any]


def option(default: Any, reader: Reader, meaning: str, *, only: tuple[str, ...] = ()) -> Any:
    """A dataclass field that is an option; `only`: the methods that know it, blank for all."""
    return field(default=default, metadata={"reader": reader, "meaning": meaning, "only": only})


def options_of(holder: type[Any]) -> dict[str, Field[Any]]:
    """The options of a dataclass by name, in order."""
    return {each.name: each for each in fields(holder) if "reader" in each.metadata}


def text_of(item: Item) -> str:
    """The text as written."""
    if not isinstance(item.value, str):
        raise OptionError("a text is wanted here")
    return item.value


def number_of(item: Item) -> float:
    """A finite number."""
    try:
        value = float(text_of(item).replace("_", "x"))
    except ValueError as error:
        raise OptionError("a number is wanted here") from error
    if not math.isfinite(value):
        raise OptionError("a finite number is wanted here")
    return value


def whole_of(item: Item) -> int:
    """A whole number."""
    value = number_of(item)
    if value != int(value):
        raise OptionError("a whole number is wanted here")
    return int(value)


def flag_of(item: Item) -> bool:
    """True or false."""
    if item.value not in {"true", "false"}:
        raise OptionError("true or false is wanted here")
    return item.value == "true"


def list_of(item: Item) -> list[Item]:
    """The items of a list."""
    if not isinstance(item.value, list):
        raise OptionError("a list is wanted here")
    return item.value


def names_of(item: Item) -> tuple[str, ...]:
    """One text or a list of texts."""
    return (item.value,) if isinstance(item.value, str) else tuple(text_of(each) for each in list_of(item))


def pair_of(item: Item) -> tuple[float, float]:
    """Two numbers, the lower one first."""
    pair = [number_of(each) for each in list_of(item)]
    if len(pair) != 2 or pair[0] >= pair[1]:
        raise OptionError("a list of two numbers, the lower one first, is wanted here")
    return pair[0], pair[1]


def anchors_of(item: Item) -> tuple[tuple[float, float], ...]:
    """Pairs of value and score, values ascending."""
    pairs = [[number_of(cell) for cell in list_of(each)] for each in list_of(item)]
    values = [pair[0] for pair in pairs if len(pair) == 2]
    if len(values) < 2 or len(values) != len(pairs) or any(a >= b for a, b in pairwise(values)):
        raise OptionError("a list of at least two pairs [value, score], values ascending, is wanted here")
    return tuple((pair[0], pair[1]) for pair in pairs)


def within(reader: Callable[[Item], float], low: float, high: float) -> Callable[[Item], float]:
    """A number from `low` to `high`."""

    def read(item: Item) -> float:
        value = reader(item)
        if not low <= value <= high:
            raise OptionError(f"{value:g} is not within {low:g} and {high:g}")
        return value

    return read


def one_of(*words: str) -> Reader:
    """One word out of a closed list."""

    def read(item: Item) -> str:
        if item.value not in words:
            raise OptionError(f"{shown(item)} is not one of {', '.join(words)}")
        return str(item.value)

    return Reader(" ".join(f"`{word}`" for word in words), read)


def some_of(*words: str) -> Reader:
    """One word out of a closed list, or a list of such words."""
    single = one_of(*words)

    def read(item: Item) -> tuple[str, ...]:
        listed = item.value if isinstance(item.value, list) else [item]
        if not listed:
            raise OptionError("the list is empty")
        return tuple(single.read(each) for each in listed)

    return Reader(f"one or a list of {single.words}", read)


def shown(item: Item) -> str:
    """The value for a message, cut short."""
    return repr(item.value)[:60] if isinstance(item.value, str) else "what stands here"


# The words a goalpost may be instead of a number; `pNN` is a percentile, `highest N` and `lowest N` are means.
STATISTICS = ("min", "max", "mean", "median")
Goalpost = float | str


def goalpost_of(item: Item) -> Goalpost:
    """A number, or the name of a statistic of the sample."""
    word = text_of(item)
    if word in STATISTICS:
        return word
    if word.startswith("p"):
        within(number_of, 0, 100)(Item(item.line, word[1:]))
        return word
    kind, _, number = word.partition(" ")
    if kind in {"highest", "lowest"}:
        within(whole_of, 1, 1e6)(Item(item.line, number))
        return word
    return number_of(item)


TEXT = Reader("text", text_of)
NAMES = Reader("text or list of texts", names_of)
NUMBER = Reader("number", number_of)
POSITIVE = Reader("number above 0", within(number_of, 5e-324, 1.8e308))
SHARE = Reader("0 to 1", within(number_of, 0, 1))
PERCENTILE = Reader("0 to 100", within(number_of, 0, 100))
COUNT = Reader("whole number", lambda item: int(within(whole_of, 0, 1e9)(item)))
DECIMALS = Reader("0 to 15", lambda item: int(within(whole_of, 0, 15)(item)))
FLAG = Reader("`true` `false`", flag_of)
PAIR = Reader("[number, number]", pair_of)
ANCHORS = Reader("list of [value, score]", anchors_of)
GOALPOST = Reader("number, `min`, `max`, `mean`, `median`, `pNN`, `highest N`, `lowest N`", goalpost_of)
DIRECTION = Reader("`1` `-1`", lambda item: int(one_of("1", "-1", "1.0", "-1.0").read(item).removesuffix(".0")))
