"""How well documents are read: facts, values, units, lines; with fewer labels, without meanings; and how fast.

    python benchmarks/extraction/run.py [--write]

Reads ../shared and the documents written for this benchmark. `--write` puts the tables into
docs/methodology/extraction_quality.md.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from calibrate import TABLE, interval, reliability
from corpus import HALVES, all_cases, shared_folder
from marks import Case
from reading import (
    Read,
    full_reader,
    heard_aliases,
    methodology,
    read_and_judge,
    without_aliases,
    without_meanings,
)
from scoring import Judged, Tally
from seed_goals import count_goals
from speed import measure_speed

from esg_pipeline.disclosure.confidence import load_calibration

PAGE = Path(__file__).resolve().parents[2] / "docs" / "methodology" / "extraction_quality.md"
PLACE = re.compile(r"(<!-- measured: (\w+) -->\n).*?(<!-- /measured -->)", re.DOTALL)
COLUMNS = (
    ("asked", "d"),
    ("facts", "d"),
    ("false", "d"),
    ("precision", ".3f"),
    ("recall", ".3f"),
    ("f1", ".3f"),
    ("value", ".3f"),
    ("unit", ".3f"),
    ("evidence", ".3f"),
    ("accepted", ".3f"),
    ("accepted_precision", ".3f"),
)
NAMES = {
    "gold": "real, figures",
    "seed": "real, whole report",
    "development": "written, development",
    "test": "written, test",
}
Lines = list[str]


def accuracy(reads: Sequence[Read]) -> Lines:
    """Every document, then the sets, then all."""
    lines = _head(("documents", *(name.replace("_", " ") for name, _ in COLUMNS)))
    lines += [_row(read.case.name, read.tally) for read in reads]
    lines += [_row(f"**{NAMES[half]}**", pooled(r for r in reads if r.case.half == half)) for half in HALVES]
    return [*lines, _row("**all**", pooled(reads))]


def pooled(reads: Iterable[Read]) -> Tally:
    """The facts and answers of several documents together."""
    tally = Tally()
    for read in reads:
        tally.add(read.tally)
    return tally


def by_method(reads: Sequence[Read]) -> Lines:
    """Facts by the way they were found, over the documents that answer for all of their facts."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for read in reads:
        for fact in read.tally.facts:
            groups[fact.method].append(fact)
    lines = _head(("method", "facts", "right", "share", "95 % interval"))
    for method, facts in sorted(groups.items()):
        right = sum(fact.is_right for fact in facts)
        low, high = interval(right, len(facts))
        lines.append(f"| {method} | {len(facts)} | {right} | {right / len(facts):.3f} | {low:.3f} to {high:.3f} |")
    return lines


def variants(cases: Sequence[Case], reads: Sequence[Read]) -> Lines:
    """The same documents as shipped, without the model of meanings, and without the labels that only they hold."""
    bare = without_meanings(full_reader())
    plain = [read_and_judge(case, bare) for case in cases]
    fewer = leave_one_out(cases)
    lines = _head(("documents", "reader", "precision", "recall", "f1"))
    for half in (*HALVES, ""):
        for name, group in (("as shipped", reads), ("no meanings", plain), ("labels left out", fewer)):
            row = pooled(r for r in group if half in (r.case.half, "")).row()
            shares = " | ".join(f"{row[key]:.3f}" for key in ("precision", "recall", "f1"))
            lines.append(f"| {NAMES.get(half, 'all')} | {name} | {shares} |")
    return lines


def leave_one_out(cases: Sequence[Case]) -> list[Read]:
    """Each document read without the aliases whose concepts are a label of its issuer's documents and of no other's."""
    heard: dict[str, set[frozenset[str]]] = defaultdict(set)
    for case in cases:
        heard[case.issuer or case.name] |= heard_aliases(case)
    reads: list[Read] = []
    for case in cases:
        own = case.issuer or case.name
        others = set[frozenset[str]]().union(*(found for issuer, found in heard.items() if issuer != own))
        reads.append(read_and_judge(case, without_aliases(full_reader(), heard[own] - others)))
    return reads


def goals(reads: Sequence[Read]) -> Lines:
    """What was found in the report that was read line by line."""
    (seed,) = [read for read in reads if read.case.half == "seed"]
    counts = count_goals(seed.extraction, methodology().data_points)
    return [*_head(("what", "met", "of")), *(f"| {name} | {met} | {of} |" for name, met, of in counts)]


def speeds(_: Sequence[Read]) -> Lines:
    """Pages a second, and how many times as long as plain reading of the same pages."""
    lines = _head(("document", "pages", "pages a second", "times plain reading"))
    return lines + [
        f"| {speed.name} | {speed.pages} | {speed.pages_per_second:.0f} | {speed.ratio:.1f} |"
        for speed in measure_speed(shared_folder())
    ]


def confidence_of_test(_: Sequence[Read]) -> Lines:
    """The reliability table of the shipped probabilities on the test half."""
    cases = [case for case in all_cases(shared_folder()) if case.half == "test"]
    facts = [f for case in cases for f in read_and_judge(case, full_reader(), with_weakness=True).tally.facts]
    return reliability(facts, load_calibration(TABLE))


def false_facts(reads: Sequence[Read]) -> Lines:
    """What was said and is not so."""
    said = [f"- {f.case} line {f.line}: {f.said} ({f.method})" for r in reads for f in r.tally.facts if not f.is_right]
    return said or ["none"]


def _head(names: Sequence[str]) -> Lines:
    return [f"| {' | '.join(names)} |", f"|{'|'.join('---' if not i else '---:' for i in range(len(names)))}|"]


def _row(name: str, tally: Tally) -> str:
    row = tally.row()
    return f"| {name} | {' | '.join('' if row[key] != row[key] else format(row[key], form) for key, form in COLUMNS)} |"


def main() -> int:
    cases = all_cases(shared_folder())
    reads = [read_and_judge(case, full_reader()) for case in cases]
    parts: dict[str, Callable[[Sequence[Read]], Lines]] = {
        "accuracy": accuracy,
        "methods": by_method,
        "variants": lambda found: variants(cases, found),
        "goals": goals,
        "reliability": confidence_of_test,
        "speed": speeds,
    }
    tables: dict[str, Lines] = {}
    for name, part in parts.items():
        tables[name] = part(reads)
        print(f"\n## {name}\n\n" + "\n".join(tables[name]), flush=True)
    told = [read for read in reads if read.case.half != "test"]
    print("\n## false facts, without the test half\n\n" + "\n".join(false_facts(told)))
    print("\n## missed, without the test half\n\n" + "\n".join(f"- {name}" for name in pooled(told).missed))
    if "--write" in sys.argv[1:]:
        write_page(tables)
    tally = pooled(reads).row()
    print(f"\nF1 {tally['f1']:.3f}, precision where accepted {tally['accepted_precision']:.3f}")
    return 0


def write_page(tables: dict[str, Lines]) -> None:
    """Put each table into its place on the page."""
    text = PAGE.read_text(encoding="utf-8")
    filled = PLACE.sub(lambda m: m[1] + "\n" + "\n".join(tables.get(m[2], ["not measured"])) + "\n\n" + m[3], text)
    PAGE.write_text(filled, encoding="utf-8")
    print(f"\nwritten: {PAGE}")


if __name__ == "__main__":
    sys.exit(main())
