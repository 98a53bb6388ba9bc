"""Chooses the ladder of each data point by the errors measured on hidden cells, and writes the choice into a version.

Measuring is `audit.py`. Nothing here runs by itself: a rating never changes the method.
"""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from esg_pipeline.methodology.check_imputation import MEDIANS
from esg_pipeline.methodology.codes import FillingStep, ImputationBasis
from esg_pipeline.methodology.file_text import read_lines
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import DEFAULT_FOLDER, load_methodology
from esg_pipeline.methodology.rewrite import put_file

FILE = "imputation.csv"
PRIOR = "prior"
STATISTICAL = (FillingStep.REGRESSION.value, *MEDIANS)
STANDARD_ERRORS = 2.0


@dataclass(frozen=True)
class TuneRule:
    """When a challenger takes the place of the ladder in force, so that chance does not make the method flip."""

    margin: float = 0.05
    min_hidden: int = 30


@dataclass(frozen=True)
class Measured:
    """A method beside the median ladder on the `cells` that both can fill, in points.

    `mae_of_median` and `mae`: mean absolute errors there; `gain`: their paired difference; `error`: its standard error.
    """

    cells: float
    mae_of_median: float
    gain: float
    error: float

    @property
    def mae(self) -> float:
        """Mean absolute error of the method."""
        return self.mae_of_median - self.gain

    @property
    def ratio(self) -> float:
        """Error of the method as a share of that of the median ladder; 1 where neither errs."""
        if self.mae_of_median > 0:
            return self.mae / self.mae_of_median
        return math.inf if self.mae > 0 else 1.0


# The median ladder beside itself: it errs as much as itself, wherever it is measured.
MEDIAN_LADDER = Measured(math.inf, 1.0, 0.0, 0.0)


@dataclass(frozen=True)
class Choice:
    """A data point that another ladder fills better: both ladders, what was measured, the gain in points."""

    data_point_id: str
    ladder_before: str
    ladder_after: str
    cells: int
    mae_before: float
    mae_after: float
    gain: float
    gain_error: float


def better_ladders(methodology: Methodology, errors: pl.DataFrame, rule: TuneRule) -> list[Choice]:
    """Data points for which another ladder is measurably better, in the order of the file.

    `errors`: rows of `score.imputation_error` of one world, real or simulated, on one or several rating dates.
    """
    ladders, measured = methodology.ladder_methods, measurements(errors)
    found: list[Choice] = []
    for name, incumbent in methodology.imputation.select("data_point_id", "ladder_id").iter_rows():
        best = best_ladder(incumbent, ladders, measured.get(name, {}), rule)
        if best != incumbent:
            found.append(choice(name, (incumbent, best), ladders, measured[name]))
    return found


def measurements(errors: pl.DataFrame) -> dict[str, dict[str, Measured]]:
    """Data point -> method -> what was measured, rating dates taken together.

    Dates share issuers, so their errors are not independent: standard errors are averaged, not divided by their number.
    """
    columns = ("n_common", "mae_of_median", "mae_gain", "mae_gain_error")
    usable = errors.filter(pl.all_horizontal(pl.col(columns).is_finite()), pl.col("n_common") > 0)
    cells = pl.col("n_common")
    pooled = (
        usable.sort("data_point_id", "method", "rating_date")
        .group_by("data_point_id", "method", maintain_order=True)
        .agg(cells.sum(), *((pl.col(name) * cells).sum() / cells.sum() for name in columns[1:]))
    )
    found: dict[str, dict[str, Measured]] = {}
    for name, method, *numbers in pooled.iter_rows():
        found.setdefault(name, {})[method] = Measured(*numbers)
    return found


def best_ladder(
    incumbent: str, ladders: Mapping[str, Sequence[str]], measured: Mapping[str, Measured], rule: TuneRule
) -> str:
    """The ladder that errs least among those that beat the incumbent, or the incumbent.

    `beats` is transitive: nobody beats the ladder that is found, so finding it again from there changes nothing.
    """
    holder = measured_ladder(ladders[incumbent], measured)
    rivals = {
        name: measured_ladder(steps, measured)
        for name, steps in ladders.items()
        if is_comparable(steps, ladders[incumbent])
    }
    better = [(rival.ratio, name) for name, rival in rivals.items() if rival and beats(rival, holder, rule)]
    return min(better, key=lambda pair: pair[0])[1] if better else incumbent


def is_comparable(challenger: Sequence[str], incumbent: Sequence[str]) -> bool:
    """Whether two ladders differ in nothing but their statistical steps, and neither has a zero by rule."""
    own = [[step for step in ladder if step not in STATISTICAL] for ladder in (challenger, incumbent)]
    return own[0] == own[1] and FillingStep.ZERO not in own[0]


def measured_ladder(steps: Sequence[str], measured: Mapping[str, Measured]) -> Measured | None:
    """What was measured of the method that leads a ladder's statistical steps; None when nothing was."""
    statistical = [step for step in steps if step in STATISTICAL]
    if statistical == MEDIANS:
        return MEDIAN_LADDER
    return measured.get(statistical[0] if statistical else PRIOR)


def beats(challenger: Measured, holder: Measured | None, rule: TuneRule) -> bool:
    """Whether enough cells were hidden, the error is lower by the margin, and the gain is no chance."""
    if holder is None or min(challenger.cells, holder.cells) < rule.min_hidden:
        return False
    is_lower = challenger.ratio < holder.ratio and challenger.ratio <= holder.ratio * (1 - rule.margin)
    chance = STANDARD_ERRORS * math.hypot(challenger.error, holder.error)
    return is_lower and challenger.gain - holder.gain > chance


def choice(
    name: str, pair: tuple[str, str], ladders: Mapping[str, Sequence[str]], measured: Mapping[str, Measured]
) -> Choice:
    """What speaks for the second ladder of the pair. Beside the median ladder both errors are on the same cells."""
    before, after = (measured_ladder(ladders[one], measured) or MEDIAN_LADDER for one in pair)
    return Choice(
        name,
        *pair,
        cells=int(min(before.cells, after.cells)),
        mae_before=after.mae_of_median if before is MEDIAN_LADDER else before.mae,
        mae_after=before.mae_of_median if after is MEDIAN_LADDER else after.mae,
        gain=after.gain - before.gain,
        gain_error=math.hypot(before.error, after.error),
    )


def tune(
    folder: Path, errors: pl.DataFrame, rule: TuneRule, *, dry_run: bool = False
) -> tuple[Methodology, list[Choice]]:
    """Write the better ladders into the version in `folder`, or only find them; return the version and what changed.

    `errors` as for `better_ladders`. Raises MethodologyError, and ValueError for the shipped version, for no errors at
    all, and for real ones mixed with simulated ones. Where nothing is better, no byte is written.
    """
    if not dry_run and folder.resolve() == DEFAULT_FOLDER.resolve():
        raise ValueError("this is the version that the program ships with: copy the folder and tune the copy")
    universe = universe_words(errors)
    version = load_methodology(folder)
    found = better_ladders(version, errors, rule)
    if found and not dry_run:
        version = put_file(folder, FILE, with_choices((folder / FILE).read_text("utf-8-sig"), found, universe))
    return version, found


def universe_words(errors: pl.DataFrame) -> str:
    """`real universe on 2022-04-30, 2022-10-31`. Raises ValueError when there is none, or two."""
    worlds = errors["is_simulated"].unique().to_list()
    if len(worlds) != 1:
        raise ValueError("real and simulated errors are mixed" if worlds else "no errors of filling were measured")
    dates = ", ".join(map(str, errors["rating_date"].unique().sort()))
    return f"{'simulated' if worlds[0] else 'real'} universe on {dates}"


def with_choices(text: str, choices: Sequence[Choice], universe: str) -> str:
    """The file with other ladders where one is better, and what was measured as their citation."""
    header, *rows = [[cell.strip() for cell in cells] for _, cells in read_lines(FILE, text, [], [])]
    chosen = {one.data_point_id: one for one in choices}
    written = [header]
    for row in (dict(zip(header, cells, strict=True)) for cells in rows):
        one = chosen.get(row["data_point_id"])
        if one:
            basis = ImputationBasis.MEASURED.value
            row |= {"ladder_id": one.ladder_after, "basis": basis, "citation": citation(one, universe)}
        written.append([row[column] for column in header])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(written)
    return out.getvalue()


def citation(one: Choice, universe: str) -> str:
    """What was measured, as the citation of the ladder."""
    return (
        f"Self-audit of the {universe}: {one.cells} hidden cells, mean absolute error {one.mae_before:.2f} ->"
        f" {one.mae_after:.2f} points against ladder {one.ladder_before}, gain {one.gain:.2f} with standard error"
        f" {one.gain_error:.2f}"
    )
