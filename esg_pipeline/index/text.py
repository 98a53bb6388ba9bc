"""A YAML text as plain texts, lists and mappings, each with its line. Their meaning is `options.py`, `config.py`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import yaml

from esg_pipeline.index.problems import IndexRefused
from esg_pipeline.methodology.model import Problem

NOTHING = frozenset({"", "~", "null"})
MAX_DEPTH = 20


@dataclass(frozen=True)
class Item:
    """A text, None, a list or a mapping of the file and the line it begins on. Nothing is made of `no` or `1e3`."""

    line: int
    value: "str | list[Item] | dict[str, Item] | None"

    @property
    def mapping(self) -> "dict[str, Item]":
        """The entries, none when it is no mapping."""
        return self.value if isinstance(self.value, dict) else {}


def read_yaml(text: str, file: str) -> Item:
    """The mapping that a YAML text holds. Raises IndexRefused with rule `bad_yaml`.

    Tags and aliases are refused: a configuration is plain data.
    """
    try:
        for event in cast("Iterator[yaml.Event]", yaml.parse(text, Loader=yaml.BaseLoader)):
            refuse_what_is_not_plain(event)
        root = cast("yaml.Node | None", yaml.compose(text, Loader=yaml.BaseLoader))
        whole = item(root) if root else Item(1, None)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise IndexRefused([Problem(file, line, "bad_yaml", str(error.problem))]) from error
    except yaml.YAMLError as error:
        raise IndexRefused([Problem(file, 1, "bad_yaml", str(error).partition("\n")[0])]) from error
    except RecursionError as error:
        raise IndexRefused([Problem(file, 1, "bad_yaml", "the file is nested too deep")]) from error
    if not isinstance(root, yaml.MappingNode):
        raise IndexRefused([Problem(file, 1, "bad_yaml", "the file is not a mapping of keys to values")])
    return whole


def refuse_what_is_not_plain(event: yaml.Event) -> None:
    """Raise for an alias, which can grow without end, and for a tag, which asks for something to be built."""
    if isinstance(event, yaml.AliasEvent):
        raise yaml.MarkedYAMLError(problem="aliases are not read", problem_mark=event.start_mark)
    if isinstance(event, yaml.NodeEvent) and getattr(event, "tag", None) is not None:
        raise yaml.MarkedYAMLError(problem="tags are not read", problem_mark=event.start_mark)


def item(node: yaml.Node, depth: int = 0) -> Item:
    """A node and all below it."""
    line = node.start_mark.line + 1
    if depth > MAX_DEPTH:
        raise yaml.MarkedYAMLError(problem="nested too deep", problem_mark=node.start_mark)
    if isinstance(node, yaml.MappingNode):
        return Item(line, dict(entries(node, depth)))
    if isinstance(node, yaml.SequenceNode):
        return Item(line, [item(child, depth + 1) for child in node.value])
    is_plain = getattr(node, "style", None) is None
    return Item(line, None if is_plain and node.value in NOTHING else str(node.value))


def entries(node: yaml.MappingNode, depth: int) -> Iterator[tuple[str, Item]]:
    """Keys and values, each value with the line of its key. Raises for a key that is there twice or is no text."""
    seen: set[str] = set()
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or not key.value:
            raise yaml.MarkedYAMLError(problem="a key is not a text", problem_mark=key.start_mark)
        if key.value in seen:
            raise yaml.MarkedYAMLError(problem=f"key {key.value!r} is there twice", problem_mark=key.start_mark)
        seen.add(key.value)
        yield key.value, Item(key.start_mark.line + 1, item(value, depth + 1).value)
