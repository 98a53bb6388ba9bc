"""How each table was made, as hashes of code, method and inputs, and which tables are stale by them. No storage here.

A build is one table, or one rating date of it. Its hash covers everything before it, as in a Merkle tree.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from graphlib import TopologicalSorter

import polars as pl

WHOLE = "all"  # the partition key of a table that is not written per rating date
KEY: tuple[str, ...] = ("table_name", "partition_key")
BUILD_COLUMNS: tuple[str, ...] = (*KEY, "step_hash", "methodology_hash", "content_hash", "build_hash")
INPUT_COLUMNS: tuple[str, ...] = (*KEY, "input_table", "input_partition", "build_hash")
SCHEMAS = {
    name: pl.Schema(dict.fromkeys(columns, pl.String()))
    for name, columns in (("quality.table_build", BUILD_COLUMNS), ("quality.table_build_input", INPUT_COLUMNS))
}

Node = tuple[str, str]  # table, partition key


class BuildState(StrEnum):
    """What can be said of a build: as the code and the inputs of today make it, not so, or by another method."""

    CURRENT = "current"
    STALE = "stale"
    OTHER_METHOD = "other_method"


@dataclass(frozen=True)
class Step:
    """How a table is made: the hash of its own code, what it reads, whether it is written per rating date."""

    code: str
    reads: tuple[str, ...]
    partitioned: bool


@dataclass(frozen=True)
class Builds:
    """The recorded builds, and the builds that each was made from: columns BUILD_COLUMNS and INPUT_COLUMNS."""

    builds: pl.DataFrame
    inputs: pl.DataFrame

    @classmethod
    def none(cls) -> "Builds":
        """Nothing recorded yet."""
        return cls(*(pl.DataFrame(schema=schema) for schema in SCHEMAS.values()))


def digest(*parts: str | Sequence[str] | Sequence[Sequence[str]] | None) -> str:
    """SHA-256 of some texts, told apart from each other."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def content_hash(frame: pl.DataFrame) -> str:
    """SHA-256 of a frame's cells, in its order of rows and columns; an empty text is not a null."""
    return hashlib.sha256(frame.write_csv(quote_style="non_numeric").encode()).hexdigest()


def record(
    step: Step, name: str, keys: Iterable[str], methodology_hash: str, known: pl.DataFrame, content: str | None = None
) -> Builds:
    """The builds of a table that is being written: one per partition key, each from the builds `known` of its inputs.

    `content` is the hash of what was read from outside, for a table that no other table makes.
    """
    rows: list[dict[str, str | None]] = []
    edges: list[dict[str, str]] = []
    for key in sorted(keys):
        used = inputs_of(step, key, known)
        named = sorted((row["table_name"], row["partition_key"], row["build_hash"]) for row in used)
        build = digest(name, key, step.code, methodology_hash, content, named)
        rows.append(dict(zip(BUILD_COLUMNS, (name, key, step.code, methodology_hash, content, build), strict=True)))
        edges += [dict(zip(INPUT_COLUMNS, (name, key, *edge), strict=True)) for edge in named]
    builds, inputs = SCHEMAS.values()
    return Builds(pl.DataFrame(rows, schema=builds), pl.DataFrame(edges, schema=inputs))


def inputs_of(step: Step, key: str, builds: pl.DataFrame) -> list[dict[str, str]]:
    """The builds that a step reads for one partition: of the same rating date, for a whole table every one there is."""
    read = builds.filter(pl.col("table_name").is_in(list(step.reads)))
    if step.partitioned:
        read = read.filter(pl.col("partition_key").is_in([key, WHOLE]))
    return read.to_dicts()


def states(recorded: Builds, steps: Mapping[str, Step], methodology_hash: str) -> pl.DataFrame:
    """Columns table_name, partition_key, state, reason: one row per recorded build of a table that has a step.

    Stale is what other code makes today, what was made from a build that is no longer there, and what was made from
    something stale. A rating date that was made as a whole by another method is not stale: it stays as published.
    """
    return Judge.of(recorded, steps, methodology_hash).verdicts()


@dataclass(frozen=True)
class Judge:
    """The recorded builds by node, ready to be judged in the order in which they were made."""

    steps: Mapping[str, Step]
    methodology_hash: str
    builds: Mapping[Node, Mapping[str, str]]
    inputs: Mapping[Node, Sequence[tuple[Node, str]]]

    @classmethod
    def of(cls, recorded: Builds, steps: Mapping[str, Step], methodology_hash: str) -> "Judge":
        """Indexes what was recorded."""
        builds = {(row["table_name"], row["partition_key"]): row for row in recorded.builds.to_dicts()}
        inputs: dict[Node, list[tuple[Node, str]]] = {}
        for *node, table, key, build in recorded.inputs.select(INPUT_COLUMNS).sort(INPUT_COLUMNS).iter_rows():
            inputs.setdefault((node[0], node[1]), []).append(((table, key), build))
        return cls(steps, methodology_hash, builds, inputs)

    def verdicts(self) -> pl.DataFrame:
        """Every build of a known table with its state and the reason for it."""
        place = {name: number for number, name in enumerate(made_in_order(self.steps))}
        nodes = sorted((node for node in self.builds if node[0] in place), key=lambda node: (place[node[0]], node[1]))
        stale: set[Node] = set()
        rows: list[tuple[str, str, str, str]] = []
        for node in nodes:
            state, reason = self.verdict(node, stale)
            if state is BuildState.STALE:
                stale.add(node)
            rows.append((*node, str(state), reason))
        schema = pl.Schema(dict.fromkeys((*KEY, "state", "reason"), pl.String()))
        return pl.DataFrame(rows, schema=schema, orient="row").sort(KEY)

    def verdict(self, node: Node, stale: set[Node]) -> tuple[BuildState, str]:
        """One build, when everything before it is judged; a cause of its own is named before one that it follows."""
        build, step = self.builds[node], self.steps[node[0]]
        edges = self.inputs.get(node, [])
        near = [edge for edge in edges if not step.partitioned or edge[0][1] != WHOLE]
        is_whole = not self.mismatch(node, near) and not follows(near, stale)
        if is_whole and build["methodology_hash"] != self.methodology_hash:
            return BuildState.OTHER_METHOD, f"made by the method {build['methodology_hash'][:12]}"
        own = "its code has changed" if build["step_hash"] != step.code else ""
        reason = own or self.mismatch(node, edges) or follows(edges, stale)
        return (BuildState.STALE, reason) if reason else (BuildState.CURRENT, "")

    def mismatch(self, node: Node, edges: Sequence[tuple[Node, str]]) -> str:
        """What does not fit between a build and those it was made from; empty when all does."""
        for source, build in edges:
            if source not in self.builds:
                return f"{named(source)} is gone"
            if self.builds[source]["build_hash"] != build:
                return f"{named(source)} was made anew"
        missing = self.not_in_it(node, {source for source, _ in edges})
        return f"{named(missing[0])} is not in it" if missing else ""

    def not_in_it(self, node: Node, used: set[Node]) -> list[Node]:
        """Builds of what a whole table reads that came after it was made."""
        step = self.steps[node[0]]
        if step.partitioned:
            return []
        return sorted(source for source in self.builds if source[0] in step.reads and source not in used)


def follows(edges: Sequence[tuple[Node, str]], stale: set[Node]) -> str:
    """The first of what a build was made from that is stale; empty when none is."""
    return next((f"made from {named(source)}, which is stale" for source, _ in edges if source in stale), "")


def made_in_order(steps: Mapping[str, Step]) -> list[str]:
    """Tables in an order in which they can be made."""
    graph = {name: sorted(read for read in steps[name].reads if read in steps) for name in sorted(steps)}
    return list(TopologicalSorter(graph).static_order())


def named(node: Node) -> str:
    """A build in words."""
    table, key = node
    return table if key == WHOLE else f"{table} of {key}"


def in_words(found: pl.DataFrame) -> list[str]:
    """What is stale, a line per rating date and one for whole tables: how many tables, and why the first ones are."""
    stale = found.filter(pl.col("state") == str(BuildState.STALE)).sort("partition_key", "table_name")
    lines: list[str] = []
    for (key,), rows in stale.group_by("partition_key", maintain_order=True):
        first = rows.filter(~pl.col("reason").str.starts_with("made from ")).head(3)
        reasons = [f"{table}: {reason}" for table, reason in first.select("table_name", "reason").iter_rows()]
        where = "whole tables" if key == WHOLE else f"rating date {key}"
        lines.append(f"{where}: {rows.height} stale ({'; '.join(reasons) or rows['reason'][0]})")
    return lines
