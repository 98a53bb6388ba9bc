"""Draws the grades of a large universe by the library and by its peers, in multiples of one scoring pass.

    python benchmarks/draw_grades.py [--issuers 10000] [--draws 1000] [--rounds 3] [--coinr-issuers 1000]

A scoring pass standardises, fills and adds up the arrays of one rating date. Ratios are of medians, taken in one run on
one machine, of processor seconds with one thread, so a busy machine does not show. Memory is the peak of what numpy
holds above its start. COINr is set against the library at its own size, by the clock.
"""

# Threads of matrix products are chosen when numpy is imported.
import os

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import argparse
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import numpy as np
import plain_draws
import polars as pl
from score_universe import coinr_seconds
from workload import RATING_DATE, Workload, make_workload

from esg_pipeline.aggregate import Hierarchy, hierarchy_of, total_scores
from esg_pipeline.choices import Shifted, scenarios, shifted_panels
from esg_pipeline.doubts import names_of
from esg_pipeline.grade import model_grade
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.scoring import Ready, Scored, fill_panel, filled_of, prepare, score_panel, standard_scores
from esg_pipeline.seeds import seed_of, stream
from esg_pipeline.uncertainty import Uncertainty, lower_bounds, rate_uncertainty, uncertainty
from esg_pipeline.weight import key_issue_weights

COINR = Path(__file__).with_name("coinr_sensitivity.R")
MEGABYTE = 2**20


@dataclass(frozen=True)
class Bench:
    """One universe, ready to be drawn."""

    work: Workload
    methodology: Methodology
    ready: Ready
    scored: Scored
    shifted: Shifted
    hierarchy: Hierarchy
    ratings: pl.DataFrame
    hits: pl.DataFrame


def make_bench(issuers: int, draws: int) -> Bench:
    """The workload with everything up to the draws."""
    work = make_workload(issuers)
    method = replace(work.methodology, parameters=replace(work.methodology.parameters, draws=draws))
    tables = work.universe, work.known, work.interpolated
    ready = prepare(*tables, method, RATING_DATE)
    scored = score_panel(*tables, method, RATING_DATE)
    shifted = shifted_panels(method, lambda moved: fill_panel(*tables, moved, RATING_DATE).scores)
    hierarchy = hierarchy_of(ready.panel.data_points, ready.panel.industries, key_issue_weights(method))
    ratings = ratings_of(scored, total_scores(scored.filled.scores, scored.panel.wanted, hierarchy), method)
    hits = pl.DataFrame(schema={"issuer_id": pl.String, "rule_id": pl.String, "cap_grade": pl.String})
    return Bench(work, method, ready, scored, shifted, hierarchy, ratings, hits)


def ratings_of(scored: Scored, total: np.ndarray, method: Methodology) -> pl.DataFrame:
    """Scores and grades as `rating.rating` has them."""
    frame = scored.panel.issuers.select("issuer_id", "is_simulated").with_columns(score=pl.Series(total))
    return frame.with_columns(grade=model_grade(pl.col("score"), method.grades))


def scoring_pass(bench: Bench) -> np.ndarray:
    """Total scores from arrays of values: standardise, fill, add up."""
    panel, steps = bench.ready.panel, bench.ready.ladders
    known = standard_scores(panel, bench.methodology, steps, RATING_DATE)
    filled = filled_of(replace(bench.ready, known=known))
    return total_scores(filled.scores, panel.wanted, bench.hierarchy)


def draw(bench: Bench) -> Uncertainty:
    """Probabilities and intervals from scores that are there already."""
    return uncertainty(bench.scored, bench.shifted, bench.methodology, bench.ratings, bench.hits, RATING_DATE)


def everything(bench: Bench) -> Uncertainty:
    """The same from long tables: errors measured and anchors moved on the way."""
    tables = bench.work.universe, bench.work.known, bench.work.interpolated
    return rate_uncertainty(*tables, bench.methodology, bench.ratings, bench.hits, RATING_DATE)


def plain(bench: Bench) -> tuple[np.ndarray, np.ndarray]:
    """The peer's probabilities and mean scores."""
    names, draws = names_of(bench.scored, bench.methodology), bench.methodology.parameters.draws
    numbers = stream(seed_of(bench.methodology.hash, RATING_DATE), "choices")
    drawn = scenarios(bench.methodology, names.industries, names.key_issues, names.data_points, draws, numbers)
    place = {code: number for number, code in enumerate(names.industries)}
    industry = np.array([place[code] for code in bench.scored.panel.industries], dtype=np.int64)
    bounds = lower_bounds(bench.methodology.grades)
    return plain_draws.probabilities(
        plain_draws.Task(bench.scored, bench.hierarchy, drawn.weights, industry, bounds), draws
    )


def check_near(ours: Uncertainty, theirs: np.ndarray) -> None:
    """Peers that find other scores are no peers, though they leave out some doubts. Raises ValueError."""
    apart = ours.intervals.sort("issuer_id")["score_median"].to_numpy() - theirs
    if abs(apart.mean()) > 1.0:
        raise ValueError(f"the peers' scores are {apart.mean():.2f} points apart on average")


def timed(run: Callable[[], object], rounds: int, clock: Callable[[], float] = time.process_time) -> float:
    """Median seconds of some rounds."""
    seconds: list[float] = []
    for _ in range(rounds):
        start = clock()
        run()
        seconds.append(clock() - start)
    return median(seconds)


def peak(run: Callable[[], object]) -> float:
    """Most bytes that numpy held at once above what it held before; slower, so it is not timed."""
    tracemalloc.start()
    run()
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return float(found)


def line(name: str, seconds: float, base: float, held: float | None = None) -> str:
    """One peer: multiples of a scoring pass, and memory."""
    memory = "" if held is None else f"{held / MEGABYTE:10.0f} MB"
    return f"{name:<44}{seconds / base:8.1f} x{memory}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--issuers", type=int, default=10_000)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--coinr-issuers", type=int, default=1000)
    options = parser.parse_args()
    bench = make_bench(options.issuers, options.draws)
    check_near(draw(bench), plain(bench)[1])
    base = timed(lambda: scoring_pass(bench), max(options.rounds, 5))
    points = bench.methodology.scored_data_points.height
    print(f"{options.draws} draws of {options.issuers} issuers x {points} data points, in scoring passes of one date")
    print(line("a scoring pass", base, base, peak(lambda: scoring_pass(bench))))
    print(line("library, the draws", timed(lambda: draw(bench), options.rounds), base, peak(lambda: draw(bench))))
    print(line("library, from long tables, errors measured", timed(lambda: everything(bench), 1), base))
    print(line("plain numpy, fewer doubts", timed(lambda: plain(bench), 1), base, peak(lambda: plain(bench))))
    small = make_bench(options.coinr_issuers, options.draws)
    theirs, ours = (
        coinr_seconds(small.work, COINR, str(options.draws)),
        timed(lambda: draw(small), options.rounds, time.perf_counter),
    )
    said = "not installed" if theirs is None else f"{theirs / ours:.0f} x as long as the library"
    print(f"COINr's get_sensitivity, {options.coinr_issuers} issuers: {said}")


if __name__ == "__main__":
    main()
