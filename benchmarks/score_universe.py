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

from esg_pipeline.aggregate import Hierarchy, total_scores
from esg_pipeline.grade import model_grade
from esg_pipeline.impute import fill
from esg_pipeline.methodology.tables import anchor_table
from esg_pipeline.panel import Panel, build_panel
from esg_pipeline.scoring import policy, score_data_points
from esg_pipeline.standardise import standardise, value_functions
from esg_pipeline.weight import key_issue_weights

COINR = Path(__file__).with_name("coinr.R")
Result = tuple[np.ndarray, np.ndarray, np.ndarray]


def library(work: Workload) -> Result:
    """Issuer ids, total scores and grades by the steps of the library, from long tables on."""
    method = work.methodology
    weights = key_issue_weights(method)
    panel = build_panel(work.universe, work.known, method.scored_data_points, weights)
    functions = value_functions(anchor_table(method), RATING_DATE)
    scores = standardise(panel.values, panel.data_point_ids, panel.industries, functions)
    filled = fill(scores, panel.age, panel.carry_years[np.newaxis, :], panel.wanted, panel.peers, policy(method))
    total = total_scores(filled.scores, panel.wanted, hierarchy(panel, weights))
    frame = pl.DataFrame({"score": total}).with_columns(grade=model_grade(pl.col("score"), method.grades))
    return panel.issuers["issuer_id"].to_numpy(), total, frame["grade"].to_numpy()


def hierarchy(panel: Panel, weights: pl.DataFrame) -> Hierarchy:
    """The tree of the panel's data points, with the weights of each issuer's industry."""
    issues = weights["key_issue_id"].unique().sort().to_list()
    place = {name: number for number, name in enumerate(issues)}
    table = {
        (code, issue): weight
        for code, issue, weight in weights.select("industry_code", "key_issue_id", "weight").iter_rows()
    }
    by_industry = {code: [table[code, issue] for issue in issues] for code in set(panel.industries)}
    return Hierarchy(
        panel.data_points["weight"].to_numpy(),
        np.array([place[name] for name in panel.data_points["key_issue_id"]], dtype=np.int64),
        np.array([by_industry[code] for code in panel.industries]),
    )


def library_to_tables(work: Workload) -> pl.DataFrame:
    """What the pipeline does: from long tables to the long table of scores that it stores."""
    return score_data_points(work.universe, work.known, work.methodology, RATING_DATE)


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


def coinr_seconds(work: Workload) -> float | None:
    """Seconds that COINr takes for the same universe; None where R or COINr is not installed."""
    rscript = shutil.which("Rscript")
    if (
        rscript is None
        or subprocess.run([rscript, "-e", "library(COINr)"], capture_output=True, check=False).returncode
    ):
        return None
    weights = key_issue_weights(work.methodology)
    panel = build_panel(work.universe, work.known, work.methodology.scored_data_points, weights)
    with tempfile.TemporaryDirectory() as folder:
        wide = pl.DataFrame(panel.values, schema=panel.data_point_ids).fill_nan(None)
        wide.insert_column(0, panel.issuers["issuer_id"].alias("uCode"))
        wide.insert_column(1, panel.issuers["industry_code"].alias("Group"))
        wide.write_csv(Path(folder) / "data.csv")
        tree = work.methodology.key_issues.select("key_issue_id", "theme_id", "pillar_id")
        signs = pl.col("direction").is_in(["lower_better", "true_worse"])
        meta = panel.data_points.join(tree, on="key_issue_id").with_columns(sign=pl.when(signs).then(-1).otherwise(1))
        meta.select("data_point_id", "weight", "sign", "key_issue_id", "theme_id", "pillar_id").write_csv(
            Path(folder) / "meta.csv"
        )
        done = subprocess.run([rscript, str(COINR), folder], capture_output=True, text=True, check=True)
    return float(done.stdout.strip().splitlines()[-1])


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
                "COINr (R)": coinr_seconds(work),
            }
        )
    )


if __name__ == "__main__":
    main()
