"""The configuration of an index: YAML to a checked `Index`, or one error with every problem. Data is not looked at."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, replace
from pathlib import Path
from typing import Any, TypeVar

from esg_pipeline.index.hierarchy import faults, levels
from esg_pipeline.index.model import (
    GOALPOSTS,
    Aggregate,
    Impute,
    Index,
    Indicator,
    Layout,
    Node,
    Normalise,
    Rounding,
    Screen,
    Treat,
    Weights,
)
from esg_pipeline.index.options import SHARE, OptionError, number_of, options_of
from esg_pipeline.index.problems import IndexRefused
from esg_pipeline.index.text import Item, read_yaml
from esg_pipeline.ingest.decode import decode
from esg_pipeline.ingest.limits import FileRefused, read_bytes
from esg_pipeline.methodology.model import Problem

T = TypeVar("T")
SECTIONS: Mapping[str, type[Any]] = {"impute": Impute, "treat": Treat, "normalise": Normalise}
OUTPUT_COLUMNS = frozenset({"unit", "name", "year", "rank"})
LARGEST_WEIGHT = 1e12  # the sum of larger ones may not be a number
NODE_KEYS = ("children", "weights_by", "name", "normalise")
BLOCKS = ("screen", *SECTIONS, "aggregate", "levels", "round", "indicators", "nodes")
Entries = Mapping[str, Item]
ReadNodes = Mapping[str, tuple[Item, Weights]]


def read_index(path: Path) -> Index:
    """The index that a YAML file describes. Raises IndexRefused with every problem, by line."""
    try:
        text = decode(read_bytes(path))
    except FileRefused as error:
        raise IndexRefused([Problem(path.name, 1, error.rule, error.reason)]) from error
    return Configuration(path.name, read_yaml(text, path.name)).index()


class Configuration:
    """One file being read; every problem is noted and reading goes on."""

    def __init__(self, file: str, root: Item) -> None:
        self.file = file
        self.entries = root.mapping
        self.problems: list[Problem] = []

    def index(self) -> Index:
        """Everything in the file. Raises IndexRefused if anything is wrong with it."""
        layout = self.record(Layout, without(self.entries, BLOCKS), "", extra=BLOCKS)
        if not layout.unit:
            self.note(1, "missing_option", "unit: the column that names the unit must be given")
        if len(set(layout.steps)) < len(layout.steps):
            self.note(self.entries["steps"].line, "bad_value", "steps: a step is there twice")
        self.check_defaults()
        indicators = self.indicators()
        nodes = self.nodes()
        level = self.checked_levels(nodes, indicators)
        screen, rounding = self.screen(nodes), self.record(Rounding, self.block("round"), "round")
        finished = self.finished_nodes(nodes, level)
        if self.problems:
            raise IndexRefused(self.problems)
        return Index(layout, screen, rounding, indicators, {node: finished[node] for node in level}, level)

    def check_defaults(self) -> None:
        """The sections at the top; an option that their method does not use is one for indicators with another."""
        item = self.entries.get("indicators", Item(1, {}))
        own = item.mapping.values()
        for name, kind in SECTIONS.items():
            is_default = any("method" in each.mapping[name].mapping for each in own if name in each.mapping)
            self.record(kind, self.block(name), name, is_default=is_default)
        is_default = bool(self.block("levels")) or any("mean" in each.mapping for each in self.block("nodes").values())
        self.record(Aggregate, self.block("aggregate"), "aggregate", is_default=is_default)

    def note(self, line: int, rule: str, message: str) -> None:
        """Keep a problem."""
        self.problems.append(Problem(self.file, line, rule, message))

    def block(self, key: str) -> Entries:
        """A mapping at the top of the file, empty when it is not there."""
        return self.mapping(self.entries[key], key) if key in self.entries else {}

    def mapping(self, item: Item, where: str) -> Entries:
        """The entries of an item; none, and a problem, when it is something else."""
        if item.value is not None and not isinstance(item.value, dict):
            self.note(item.line, "bad_value", f"{where}: keys and values are wanted here")
        return item.mapping

    def record(
        self,
        kind: type[T],
        given: Entries,
        where: str,
        *,
        inherited: Entries | None = None,
        extra: tuple[str, ...] = (),
        is_default: bool = False,
    ) -> T:
        """A dataclass of options from what is given and, for the rest, inherited (and checked where it stands).

        An inherited option that the method does not know is dropped, a given one is a problem unless it is a default.
        """
        known = options_of(kind)
        for key in sorted(set(given) - set(known)):
            message = f"{dotted(where, key)}: there is no such option{near(key, known, extra)}"
            self.note(given[key].line, "unknown_option", message)
        merged = {**(inherited or {}), **{key: item for key, item in given.items() if key in known}}
        values = {
            key: self.value(known[key], item, dotted(where, key), is_own=key in given)
            for key, item in merged.items()
            if key in known and item.value is not None
        }
        chosen = {key: value for key, value in values.items() if value is not MISSING}
        made = kind(**chosen)
        for key in [key for key in chosen if not applies(known[key], made)]:
            if key in given and not is_default:
                self.note(given[key].line, "unused_option", f"{dotted(where, key)}: the method chosen does not use it")
            del chosen[key]
        return kind(**chosen)

    def value(self, known: Field[Any], item: Item, where: str, *, is_own: bool) -> Any:
        """The value of one option; MISSING, and a problem if it stands here, when it cannot be read."""
        try:
            return known.metadata["reader"].read(item)
        except OptionError as error:
            if is_own:
                self.note(item.line, "bad_value", f"{where}: {error}")
            return MISSING

    def indicators(self) -> dict[str, Indicator]:
        """The block `indicators`: a list of ids, or ids with options."""
        if "indicators" not in self.entries:
            self.note(1, "missing_option", "indicators: there are none")
        item = self.entries.get("indicators", Item(1, {}))
        if isinstance(item.value, list):
            listed = {each.value: Item(each.line, None) for each in item.value if isinstance(each.value, str)}
            if len(listed) < len(item.value):
                self.note(item.line, "duplicate_id", "indicators: every one must be named, and once")
            return {key: self.indicator(key, each) for key, each in listed.items()}
        return {key: self.indicator(key, each) for key, each in self.mapping(item, "indicators").items()}

    def indicator(self, key: str, item: Item) -> Indicator:
        """One indicator; its sections lie over those at the top of the file."""
        where = f"indicators.{key}"
        self.check_id(key, item.line)
        given = self.mapping(item, where)
        plain = self.record(Indicator, without(given, (*SECTIONS,)), where, extra=(*SECTIONS,))
        sections = {name: self.section(name, given.get(name), where, item.line) for name in SECTIONS}
        made = replace(plain, column=plain.column or key, **sections)
        if made.normalise.method == "anchors" and made.direction == -1:
            message = f"{where}: anchors say themselves which way is better; leave direction out"
            self.note(item.line, "bad_value", message)
        return made

    def section(self, name: str, item: Item | None, where: str, line: int) -> Any:
        """The options of one step for one indicator."""
        given: Entries = self.mapping(item, f"{where}.{name}") if item else {}
        made = self.record(SECTIONS[name], given, f"{where}.{name}", inherited=self.block(name))
        for rule, message in wrong_together(made):
            if item is None and name in self.entries:
                self.note(self.entries[name].line, rule, f"{name}: {message}")
            else:
                self.note(item.line if item else line, rule, f"{where}.{name}: {message}")
        return made

    def check_id(self, key: str, line: int) -> None:
        """Ids become columns of the result beside those that are always there."""
        if key.lower() in OUTPUT_COLUMNS or key.endswith("_rank"):
            self.note(line, "reserved_id", f"{key!r} is a column of the result; choose another id")

    def nodes(self) -> dict[str, tuple[Item, Weights]]:
        """The block `nodes`: children and weights; options of the mean are read when levels are known."""
        if not self.block("nodes"):
            self.note(1, "missing_option", "nodes: there are none")
        for key, item in self.block("nodes").items():
            self.check_id(key, item.line)
        return {key: (item, self.weights(item, f"nodes.{key}")) for key, item in self.block("nodes").items()}

    def weights(self, item: Item, where: str) -> Weights:
        """Children of a node with their weights, and the weights of groups."""
        given = self.mapping(item, where)
        children = given.get("children", Item(item.line, None))
        base = self.child_weights(children, f"{where}.children")
        if not base:
            self.note(children.line, "missing_option", f"{where}: a node needs children")
        elif not any(base.values()):
            self.note(children.line, "bad_weight", f"{where}: all weights are 0")
        if "weights_by" not in given:
            return Weights(base)
        by = self.mapping(given["weights_by"], f"{where}.weights_by")
        named = {key: each for key, each in by.items() if key != "column"}
        groups = {key: self.group_weights(base, each, f"{where}.weights_by.{key}") for key, each in named.items()}
        column = by["column"].value if "column" in by else None
        if not isinstance(column, str):
            self.note(given["weights_by"].line, "missing_option", f"{where}.weights_by: column is missing")
            column = None
        return Weights(base, column, groups)

    def child_weights(self, item: Item, where: str) -> dict[str, float]:
        """A list of children of equal weight, or children with weights."""
        if isinstance(item.value, list):
            names = [each.value for each in item.value if isinstance(each.value, str)]
            if len(set(names)) < len(item.value):
                self.note(item.line, "bad_value", f"{where}: every child must be named, and once")
            return dict.fromkeys(names, 1.0)
        return {key: self.weight(each, f"{where}.{key}") for key, each in self.mapping(item, where).items()}

    def group_weights(self, base: Mapping[str, float], item: Item, where: str) -> dict[str, float]:
        """Weights of a group: those of the node, where the group has no other; all 0 when none applies to it."""
        own = self.child_weights(item, where)
        for child in sorted(set(own) - set(base)):
            self.note(item.line, "unknown_indicator", f"{where}: {child!r} is no child of the node")
        return {child: own.get(child, weight) for child, weight in base.items()}

    def weight(self, item: Item, where: str) -> float:
        """One weight, 0 or more; 1 when none is written."""
        try:
            weight = 1.0 if item.value is None else number_of(item)
        except OptionError as error:
            self.note(item.line, "bad_weight", f"{where}: {error}")
            return 1.0
        if weight < 0:
            self.note(item.line, "bad_weight", f"{where}: {weight:g} is negative")
        if weight > LARGEST_WEIGHT:
            self.note(item.line, "bad_weight", f"{where}: {weight:g} is above {LARGEST_WEIGHT:g}")
        return weight

    def checked_levels(self, nodes: ReadNodes, indicators: Mapping[str, Indicator]) -> dict[str, int]:
        """Level of each node; any order when the nodes are no tree, which is then a problem."""
        children = {node: tuple(weights.base) for node, (_, weights) in nodes.items()}
        found = list(faults(children, indicators))
        for name, rule, message in found:
            self.note(self.line_of(name), rule, message)
        return dict.fromkeys(nodes, 1) if found or not nodes else levels(children)

    def line_of(self, name: str) -> int:
        """Where a node or an indicator is described."""
        for block in ("nodes", "indicators"):
            item = self.entries[block].mapping.get(name) if block in self.entries else None
            if item:
                return item.line
        return self.entries["nodes"].line if "nodes" in self.entries else 1

    def finished_nodes(self, nodes: ReadNodes, level: Mapping[str, int]) -> dict[str, Node]:
        """Nodes with the options of their mean: their own, those of their level, those at the top of the file."""
        by_level = self.block("levels")
        for key, item in by_level.items():
            if key not in map(str, level.values()):
                self.note(item.line, "unknown_level", f"levels.{key}: no node is on this level")
            given = self.mapping(item, f"levels.{key}")
            self.record(Aggregate, given, f"levels.{key}", inherited=self.block("aggregate"))
        finished: dict[str, Node] = {}
        for key, (item, weights) in nodes.items():
            own = without(item.mapping, NODE_KEYS)
            of_level = by_level[str(level[key])].mapping if str(level[key]) in by_level else {}
            inherited = {**self.block("aggregate"), **of_level}
            made = self.record(Aggregate, own, f"nodes.{key}", inherited=inherited, extra=NODE_KEYS)
            if made.mean == "power" and not made.exponent:
                self.note(item.line, "missing_option", f"nodes.{key}: the power mean needs an exponent other than 0")
            name = item.mapping.get("name", Item(item.line, key)).value
            scale = (
                self.own_scale(item.mapping["normalise"], f"nodes.{key}.normalise")
                if "normalise" in item.mapping
                else None
            )
            finished[key] = Node(name if isinstance(name, str) else key, weights, made, scale)
        return finished

    def own_scale(self, item: Item, where: str) -> Normalise:
        """How the score of a node is brought to a scale of its own."""
        made = self.record(Normalise, self.mapping(item, where), where)
        for rule, message in wrong_together(made):
            self.note(item.line, rule, f"{where}: {message}")
        return made

    def screen(self, nodes: Mapping[str, object]) -> Screen:
        """The block `screen`; under `nodes` the share of indicators below one node."""
        given = self.block("screen")
        plain = self.record(Screen, without(given, ("nodes",)), "screen", extra=("nodes",))
        under: dict[str, float] = {}
        for key, item in self.mapping(given["nodes"], "screen.nodes").items() if "nodes" in given else ():
            if key not in nodes:
                self.note(item.line, "unknown_indicator", f"screen.nodes: {key!r} is no node")
            try:
                under[key] = float(SHARE.read(item))
            except OptionError as error:
                self.note(item.line, "bad_value", f"screen.nodes.{key}: {error}")
        return Screen(plain.min_share, under)


def without(entries: Entries, keys: tuple[str, ...]) -> Entries:
    """The entries but for some keys."""
    return {key: item for key, item in entries.items() if key not in keys}


def dotted(where: str, key: str) -> str:
    """The path of a key."""
    return f"{where}.{key}" if where else key


def near(key: str, known: Mapping[str, object], extra: tuple[str, ...]) -> str:
    """The option that was perhaps meant."""
    found = difflib.get_close_matches(key, [*known, *extra], n=1)
    return f"; is {found[0]} meant?" if found else ""


def applies(known: Field[Any], made: Any) -> bool:
    """Whether the method chosen knows an option."""
    only: tuple[str, ...] = known.metadata["only"]
    chosen = made.mean if isinstance(made, Aggregate) else getattr(made, "method", ())
    return not only or bool(set(only) & ({chosen} if isinstance(chosen, str) else set(chosen)))


def wrong_together(made: Impute | Treat | Normalise) -> Iterator[tuple[str, str]]:
    """(rule, message) of options that are right each but not together."""
    match made:
        case Impute():
            if made.group is None and any(method.startswith("group_") for method in made.method):
                yield "missing_option", "a group method needs the column `group`"
            if "value" in made.method and made.value is None:
                yield "missing_option", "the method value needs `value`"
        case Treat():
            if made.low_percentile >= made.high_percentile:
                yield "bad_value", "low_percentile must be below high_percentile"
            if made.low is not None and made.high is not None and made.low >= made.high:
                yield "bad_value", "low must be below high"
        case Normalise():
            yield from wrong_goalposts(made)
            if made.method == "anchors" and not made.anchors:
                yield "missing_option", "the method anchors needs `anchors`"


def wrong_goalposts(made: Normalise) -> Iterator[tuple[str, str]]:
    """Goalposts that are missing, equal or the wrong way round. Those named by a statistic are checked on the data."""
    if made.method != GOALPOSTS:
        return
    if made.low is None or made.high is None:
        yield "missing_option", "goalposts need `low` and `high`"
    elif isinstance(made.low, float) and isinstance(made.high, float):
        if made.low == made.high:
            yield "equal_goalposts", f"low and high are both {made.low:g}"
        elif made.low > made.high:
            yield "bad_value", "low must be below high; direction: -1 says that less is better"
        elif made.low + made.offset <= 0 and made.transform in {"log", "log10"}:
            yield "bad_value", f"the {made.transform} of the goalpost {made.low:g} does not exist"
