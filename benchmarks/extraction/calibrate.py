"""Fits the table of confidence to judged facts and shows how well it then predicts documents that it has not seen.

    python benchmarks/extraction/calibrate.py [--write]

Fitted to the real documents and the development half; the reliability table is of the test half. `--write` keeps the
table in esg_pipeline/disclosure/calibration.csv.
"""

import math
import sys
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from corpus import all_cases, shared_folder
from reading import full_reader, read_and_judge
from scoring import Judged, share

from esg_pipeline.disclosure import confidence
from esg_pipeline.disclosure.confidence import Calibration, Outcome, fit, load_calibration, save_calibration

TABLE = Path(confidence.__file__).with_name("calibration.csv")
BORDERS = (0.0, 0.75, 0.80, 0.85, 0.90, 0.95, 1.01)
Z = 1.959964  # both tails of a 95 % interval


def judged_facts(halves: Iterable[str]) -> list[Judged]:
    """Every fact that counts, with its doubts."""
    cases = [case for case in all_cases(shared_folder()) if case.half in set(halves)]
    return [fact for case in cases for fact in read_and_judge(case, full_reader(), with_weakness=True).tally.facts]


def outcomes_of(facts: Iterable[Judged]) -> list[Outcome]:
    """The judged facts as the fit takes them."""
    return [Outcome(fact.method, fact.weakness, fact.is_right) for fact in facts]


def interval(right: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not n:
        return (0.0, 1.0)
    p, z2 = right / n, Z * Z
    centre, half = p + z2 / (2 * n), Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return (centre - half) / (1 + z2 / n), (centre + half) / (1 + z2 / n)


def reliability(facts: Sequence[Judged], table: Calibration) -> list[str]:
    """Lines of a table: bucket of confidence, facts, predicted and observed share, interval."""
    pairs = [(table.probability(fact.method, fact.weakness), fact.is_right) for fact in facts]
    lines = ["| confidence | facts | predicted | observed | 95 % interval |", "|---|---:|---:|---:|---|"]
    for low, high in pairwise(BORDERS):
        inside = [(p, right) for p, right in pairs if low <= p < high]
        if inside:
            n, right = len(inside), sum(right for _, right in inside)
            lower, upper = interval(right, n)
            predicted = sum(p for p, _ in inside) / n
            upto = "1.00" if high > 1 else f"{high:.2f}"
            name = f"{low:.2f} to {upto}"
            lines.append(f"| {name} | {n} | {predicted:.3f} | {right / n:.3f} | {lower:.3f} to {upper:.3f} |")
    brier = share(sum((p - right) ** 2 for p, right in pairs), len(pairs))
    lines.append(f"\n{len(pairs)} facts, mean squared error (Brier) {brier:.4f}.")
    return lines


def main() -> int:
    base = load_calibration(TABLE)
    seen = judged_facts(("gold", "seed", "development"))
    table = fit(outcomes_of(seen), base)
    print(f"fitted to {len(seen)} facts, {sum(fact.is_right for fact in seen)} right\n")
    print("\n".join(reliability(judged_facts(("test",)), table)))
    if "--write" in sys.argv[1:]:
        save_calibration(table, TABLE)
        print(f"\nwritten: {TABLE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
