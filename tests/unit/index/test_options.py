"""How single options are read, and what they refuse."""

from typing import Any

import pytest

from esg_pipeline.index.options import (
    ANCHORS,
    COUNT,
    DIRECTION,
    FLAG,
    GOALPOST,
    NAMES,
    NUMBER,
    PAIR,
    POSITIVE,
    SHARE,
    TEXT,
    OptionError,
    Reader,
    one_of,
    some_of,
)
from esg_pipeline.index.text import Item, read_yaml

WORDS, LIST = one_of("a", "b"), some_of("a", "b")


def item(text: str) -> Item:
    return read_yaml(f"x: {text}", "x.yaml").mapping["x"]


@pytest.mark.parametrize(
    ("reader", "text", "expected"),
    [
        (TEXT, "no", "no"),
        (NUMBER, "1e3", 1000.0),
        (NUMBER, "-0.5", -0.5),
        (POSITIVE, "0.1", 0.1),
        (SHARE, "1", 1.0),
        (COUNT, "3", 3),
        (FLAG, "true", True),
        (FLAG, "false", False),
        (PAIR, "[1, 7]", (1.0, 7.0)),
        (NAMES, "NA", ("NA",)),
        (NAMES, "[NA, '..']", ("NA", "..")),
        (ANCHORS, "[[0, 100], [10, 0]]", ((0.0, 100.0), (10.0, 0.0))),
        (DIRECTION, "-1", -1),
        (DIRECTION, "1.0", 1),
        (WORDS, "b", "b"),
        (LIST, "b", ("b",)),
        (LIST, "[b, a]", ("b", "a")),
        (GOALPOST, "20", 20.0),
        (GOALPOST, "max", "max"),
        (GOALPOST, "p2.5", "p2.5"),
        (GOALPOST, "highest 5", "highest 5"),
    ],
)
def test_a_value_is_read(reader: Reader, text: str, expected: Any) -> None:
    found = reader.read(item(text))
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (TEXT, "[a]"),
        (NUMBER, "many"),
        (NUMBER, "nan"),
        (NUMBER, "inf"),
        (NUMBER, "1_000"),
        (NUMBER, "[1]"),
        (POSITIVE, "0"),
        (SHARE, "1.1"),
        (COUNT, "1.5"),
        (COUNT, "-1"),
        (FLAG, "yes"),
        (PAIR, "[7, 1]"),
        (PAIR, "[1, 1]"),
        (PAIR, "[1]"),
        (PAIR, "1"),
        (NAMES, "{a: 1}"),
        (ANCHORS, "[[0, 1]]"),
        (ANCHORS, "[[1, 1], [0, 2]]"),
        (ANCHORS, "[[0, 1], [1]]"),
        (DIRECTION, "0"),
        (WORDS, "c"),
        (WORDS, "[a]"),
        (LIST, "[a, c]"),
        (LIST, "[]"),
        (GOALPOST, "p101"),
        (GOALPOST, "pole"),
        (GOALPOST, "highest 0"),
        (GOALPOST, "highest"),
        (GOALPOST, "maximum"),
    ],
)
def test_what_an_option_does_not_take_is_an_error(reader: Reader, text: str) -> None:
    with pytest.raises(OptionError):
        reader.read(item(text))
