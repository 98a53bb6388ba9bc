"""The tree of nodes and indicators: one parent each, no cycle, one total. Weights and means are not looked at."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

Children = Mapping[str, Sequence[str]]
Fault = tuple[str, str, str]


def faults(children: Children, indicators: Collection[str]) -> Iterator[Fault]:
    """(node or indicator, rule, message) of everything that keeps the nodes from being one tree over the indicators."""
    for both in sorted(set(children) & set(indicators)):
        yield both, "duplicate_id", f"{both!r} is a node and an indicator"
    parents = Counter(child for listed in children.values() for child in listed)
    for child, count in parents.items():
        if count > 1:
            named = ", ".join(node for node, listed in children.items() if child in listed)
            yield child, "two_parents", f"{child!r} has more than one parent: {named}"
    for node, listed in children.items():
        for child in listed:
            if child not in children and child not in indicators:
                yield node, "unknown_indicator", f"child {child!r} is neither a node nor an indicator"
    for indicator in indicators:
        if indicator not in parents:
            yield indicator, "unused_indicator", f"indicator {indicator!r} belongs to no node"
    yield from faults_of_form(children, [node for node in children if node not in parents])


def faults_of_form(children: Children, roots: Sequence[str]) -> Iterator[Fault]:
    """Cycles, and more than one total."""
    reached: set[str] = set()
    open_nodes = list(roots)
    while open_nodes:
        node = open_nodes.pop()
        if node not in reached:
            reached.add(node)
            open_nodes.extend(child for child in children[node] if child in children)
    for node in children:
        if node not in reached:
            yield node, "cycle", f"{node!r} lies in or below a cycle"
    for node in roots[1:]:
        yield node, "several_totals", f"{node!r} has no parent, and neither has {roots[0]!r}: one total is wanted"


def levels(children: Children) -> dict[str, int]:
    """Level of each node of a tree without faults, children first: 1 when it has only indicators, else one above."""
    found: dict[str, int] = {}
    parents = {child: node for node, listed in children.items() for child in listed}
    root = next(node for node in children if node not in parents)
    path = [root]
    while path:
        waiting = [child for child in children[path[-1]] if child in children and child not in found]
        if waiting:
            path.append(waiting[0])
            continue
        node = path.pop()
        found[node] = 1 + max((found[child] for child in children[node] if child in children), default=0)
    return found
