"""Rates a large universe for one date by the library and by its peers, and prints how many times as long each takes.

    python benchmarks/score_universe.py [--issuers 10000] [--rounds 5]

Every peer gets the same tables and must give the same scores. Ratios are of medians, taken in one run on one machine.
"""

import argparse
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

import numpy as np
import plain_numpy
import polars as pl
from workload import RATING_DATE, Workload, make_workload

from esg_pipeline.aggregate import hierarchy_of, total_scores
from esg_pipeline.grade import model_grade
from esg_pipeline.scoring import filled_of, prepare, score_data_points
from esg_pipeline.weight import key_issue_weights

COINR = Path(__file__).with_name("coinr.R")
Result = tuple[np.ndarray, np.ndarray, np.ndarray]


def library(work: Workload) -> Result:
    """Issuer ids, total scores and grades by the steps of the library, from long tables on."""
    method = work.methodology
    weights = key_issue_weights(method)
    ready = prepare(work.universe, work.known, work.interpolated, method, RATING_DATE)
    panel = ready.panel
    total = total_scores(
        filled_of(ready).scores, panel.wanted, hierarchy_of(panel.data_points, panel.industries, weights)
    )
    frame = pl.DataFrame({"score": total}).with_columns(grade=model_grade(pl.col("score"), method.grades))
    return panel.issuers["issuer_id"].to_numpy(), total, frame["grade"].to_numpy()


def library_to_tables(work: Workload) -> pl.DataFrame:
    """What the pipeline does: from long tables to the long table of scores that it stores."""
    return score_data_points(work.universe, work.known, work.interpolated, work.methodology, RATING_DATE)


def timed(run: Callable[[], object], rounds: int) -> float:
    """Median seconds of some rounds, after one that does not count."""
    run()
    seconds: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return median(seconds)


def check_same(ours: Result, theirs: Result) -> None:
    """Peers that give other scores are no peers. Raises ValueError."""
    same = ours[0].tolist() == theirs[0].tolist() and ours[2].tolist() == theirs[2].tolist()
    if not same or np.abs(ours[1] - theirs[1]).max() > 1e-9:
        raise ValueError("the peers do not give the same scores and grades")


def coinr_seconds(work: Workload, script: Path, *arguments: str) -> float | None:
    """Seconds that a script of COINr takes for the same universe; None where R or COINr is not installed."""
    rscript = shutil.which("Rscript")
    if (
        rscript is None
        or subprocess.run([rscript, "-e", "library(COINr)"], capture_output=True, check=False).returncode
    ):
        return None
    with tempfile.TemporaryDirectory() as folder:
        write_for_coinr(work, Path(folder))
        command = [rscript, str(script), folder, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout.strip().splitlines()[-1])


def write_for_coinr(work: Workload, folder: Path) -> None:
    """The universe as COINr reads it: data.csv issuer x data point, meta.csv a row per data point."""
    panel = prepare(work.universe, work.known, work.interpolated, work.methodology, RATING_DATE).panel
    wide = pl.DataFrame(panel.newest.values, schema=panel.data_point_ids).fill_nan(None)
    wide.insert_column(0, panel.issuers["issuer_id"].alias("uCode"))
    wide.insert_column(1, panel.issuers["industry_code"].alias("Group"))
    wide.write_csv(folder / "data.csv")
    tree = work.methodology.key_issues.select("key_issue_id", "theme_id", "pillar_id")
    signs = pl.col("direction").is_in(["lower_better", "true_worse"])
    meta = panel.data_points.join(tree, on="key_issue_id").with_columns(sign=pl.when(signs).then(-1).otherwise(1))
    meta.select("data_point_id", "weight", "sign", "key_issue_id", "theme_id", "pillar_id").write_csv(
        folder / "meta.csv"
    )


def report(seconds: Mapping[str, float | None]) -> str:
    """One line per peer: how many times as long as the library."""
    base = seconds["library"] or 1.0
    lines = [
        f"{name:<34} {'not installed' if value is None else f'{value / base:8.2f} x'}"
        for name, value in seconds.items()
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--issuers", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    work = make_workload(options.issuers)
    check_same(library(work), plain_numpy.rate(work))
    points = work.methodology.scored_data_points.height
    print(f"{options.issuers} issuers x {points} data points, one rating date; time as a multiple of the library's")
    print(
        report(
            {
                "library": timed(lambda: library(work), options.rounds),
                "library, with its tables": timed(lambda: library_to_tables(work), options.rounds),
                "plain numpy": timed(lambda: plain_numpy.rate(work), options.rounds),
                "COINr (R)": coinr_seconds(work, COINR),
            }
        )
    )


if __name__ == "__main__":
    main()
