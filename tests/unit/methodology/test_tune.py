"""Tuning: the better ladder wins by enough and not by chance, nothing flips, and only what changes is written."""

import math
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.imputation import IMPUTATION_ERROR
from esg_pipeline.methodology.check_imputation import MEDIANS
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import DEFAULT_FOLDER, load_methodology
from esg_pipeline.methodology.tune import Choice, TuneRule, better_ladders, tune

SHIPPED = load_methodology()
DAY, EARLIER = date(2022, 10, 31), date(2022, 4, 30)
RULE = TuneRule()
POINT, OTHER = "ghg_int_rev", "wa_int_rev"
Row = dict[str, object]
LEADING = ("regression", *MEDIANS)


def error(method: str, gain: float, chance: float = 0.1, cells: int = 100, median: float = 10.0, **more: object) -> Row:
    """A row of `score.imputation_error`: a method that errs `gain` points less than the median ladder."""
    row: Row = {
        "rating_date": DAY, "is_simulated": False, "data_point_id": POINT, "method": method, "n_masked": cells,
        "mae": median - gain, "bias": 0.0, "interval_coverage": 0.9, "n_common": cells, "mae_of_median": median,
        "improvement": gain / median if median else None, "mae_gain": gain, "mae_gain_error": chance,
    }  # fmt: skip
    return row | more


def table(*rows: Row) -> pl.DataFrame:
    """The rows as they are published; they keep the contract."""
    frame = pl.DataFrame(rows, infer_schema_length=None) if rows else IMPUTATION_ERROR.empty()
    published = IMPUTATION_ERROR.conform(frame)
    assert IMPUTATION_ERROR.violations(published) == []
    return published


def with_ladders(**ladders: str) -> Methodology:
    """V1.0 with other ladders for some data points."""
    chosen = pl.col("data_point_id").replace(ladders)
    is_changed = pl.col("data_point_id").is_in(list(ladders))
    frame = SHIPPED.imputation.with_columns(ladder_id=pl.when(is_changed).then(chosen).otherwise("ladder_id"))
    return replace(SHIPPED, imputation=frame)


def moves(method: Methodology, *rows: Row, rule: TuneRule = RULE) -> list[tuple[str, str, str]]:
    found = better_ladders(method, table(*rows), rule)
    return [(one.data_point_id, one.ladder_before, one.ladder_after) for one in found]


def test_the_method_that_errs_least_wins() -> None:
    rows = [error("regression", 1.0), error("median_industry", 2.0), error("median_class", 1.5)]
    assert moves(SHIPPED, *rows) == [(POINT, "standard", "industry")]
    (found,) = better_ladders(SHIPPED, table(*rows), RULE)
    assert found == Choice(POINT, "standard", "industry", 100, 10.0, 8.0, 2.0, 0.1)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (error("regression", 1.0, cells=29), RULE),
        (error("regression", 0.49), RULE),
        (error("regression", 1.0, chance=0.5), RULE),
        (error("regression", 1.0), TuneRule(margin=0.11)),
        (error("regression", 1.0), TuneRule(min_hidden=101)),
        (error("regression", -1.0), TuneRule(margin=0.0)),
        (error("regression", 0.0, chance=0.0), TuneRule(margin=0.0)),
        (error("regression", 0.0, chance=0.0, median=0.0), TuneRule(margin=0.0)),
        (error("regression", -1.0, chance=0.0, median=0.0), TuneRule(margin=0.0)),
        (error("regression", 1.0, mae_gain_error=None), RULE),
        (error("regression", 1.0, n_common=0, mae_of_median=None, mae_gain=None, mae_gain_error=None), RULE),
        (error("prior", 5.0), RULE),
        (error("carry_forward", 5.0), RULE),
        (error("regression", 5.0, data_point_id="gone"), RULE),
    ],
)
def test_few_cells_a_small_gain_and_a_gain_by_chance_change_nothing(row: Row, rule: TuneRule) -> None:
    assert moves(SHIPPED, row, rule=rule) == []


def test_the_borders_are_part_of_the_rule() -> None:
    assert moves(SHIPPED, error("regression", 0.5, cells=30)) == [(POINT, "standard", "regression")]
    assert moves(SHIPPED, error("regression", 1.0, chance=0.5)) == []
    assert moves(SHIPPED, error("regression", 1.0, chance=0.499)) == [(POINT, "standard", "regression")]


def test_the_median_ladder_comes_back_when_the_challenger_turns_out_worse() -> None:
    method = with_ladders(**{POINT: "regression", OTHER: "class"})
    worse = error("regression", -1.0)
    assert moves(method, worse) == [(POINT, "regression", "standard")]
    (found,) = better_ladders(method, table(worse), RULE)
    assert (found.mae_before, found.mae_after, found.gain) == (11.0, 10.0, 1.0)
    assert moves(method, error("median_universe", 3.0, data_point_id=OTHER)) == []  # nothing is known of its own


def test_two_nearly_equal_methods_never_take_turns() -> None:
    first = [error("regression", 2.0), error("median_industry", 2.2)]
    swapped = [error("regression", 2.2), error("median_industry", 2.0)]
    for rows, winner in ((first, "industry"), (swapped, "regression")):
        assert moves(SHIPPED, *rows) == [(POINT, "standard", winner)]
        settled = with_ladders(**{POINT: winner})
        assert moves(settled, *first) == moves(settled, *swapped) == []


def test_a_ladder_with_a_zero_is_never_touched_and_never_taken() -> None:
    assert moves(with_ladders(**{POINT: "zero"}), error("regression", 5.0)) == []
    led = pl.DataFrame({"ladder_id": ["nought", "nought"], "step_number": [1, 2], "method": ["zero", "regression"]})
    own = pl.DataFrame(
        {"ladder_id": ["bare", "bare"], "step_number": [1, 2], "method": ["carry_forward", "regression"]}
    )
    method = replace(SHIPPED, ladders=pl.concat([led, own, SHIPPED.ladders.filter(ladder_id="standard")]))
    assert moves(method, error("regression", 5.0)) == []  # ladders that differ in other steps are not compared


def test_dates_are_weighed_by_cells_and_do_not_make_chance_smaller() -> None:
    rows = [
        error("regression", 1.2, chance=0.45, cells=150),
        error("regression", 0.8, chance=0.65, cells=50, rating_date=EARLIER),
    ]
    assert moves(SHIPPED, *rows) == [(POINT, "standard", "regression")]
    (found,) = better_ladders(SHIPPED, table(*rows), RULE)
    assert (found.cells, found.gain, found.gain_error) == (200, pytest.approx(1.1), pytest.approx(0.5))
    wider = [row | {"mae_gain_error": 0.56} for row in rows]
    assert moves(SHIPPED, *wider) == []  # though each date alone has more cells than it takes


NUMBERS = st.floats(-8, 8).map(lambda value: round(value, 2))
ROWS = st.lists(
    st.tuples(st.sampled_from([*LEADING, "prior"]), NUMBERS, st.floats(0, 3), st.integers(1, 200), st.floats(0, 20)),
    max_size=6,
    unique_by=lambda row: row[0],
)


@given(rows=ROWS, start=st.sampled_from(sorted(set(SHIPPED.ladders["ladder_id"]))), margin=st.floats(0, 0.5))
def test_a_second_tune_on_the_same_errors_changes_nothing(
    rows: list[tuple[str, float, float, int, float]], start: str, margin: float
) -> None:
    errors = [error(m, min(g, median), chance, n, median) for m, g, chance, n, median in rows]
    rule = TuneRule(margin)
    for _, before, after in moves(with_ladders(**{POINT: start}), *errors, rule=rule):
        assert before == start != after
        assert moves(with_ladders(**{POINT: after}), *errors, rule=rule) == []


@given(rows=ROWS, seed=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rows: list[tuple[str, float, float, int, float]], seed: object) -> None:
    errors = [error(m, min(g, median), chance, n, median) for m, g, chance, n, median in rows]
    mixed = list(errors)
    seed.shuffle(mixed)  # pyright: ignore[reportAttributeAccessIssue] -- hypothesis' random
    assert moves(SHIPPED, *errors) == moves(SHIPPED, *mixed)


def test_the_version_says_what_was_measured_and_keeps_everything_else(folder: Path) -> None:
    before = load_methodology(folder)
    rows = [error("regression", 2.0, chance=0.3), error("median_class", 3.0, data_point_id=OTHER, rating_date=EARLIER)]
    after, found = tune(folder, table(*rows), RULE)
    assert [(one.data_point_id, one.ladder_after) for one in found] == [(POINT, "regression"), (OTHER, "class")]
    assert after.hash == load_methodology(folder).hash != before.hash
    row = after.imputation.row(by_predicate=pl.col("data_point_id") == POINT, named=True)
    assert (row["ladder_id"], row["basis"]) == ("regression", "measured")
    assert row["citation"] == (
        "Self-audit of the real universe on 2022-04-30, 2022-10-31: 100 hidden cells, mean absolute error 10.00 -> 8.00"
        " points against ladder standard, gain 2.00 with standard error 0.30"
    )
    changed = pl.col("data_point_id").is_in([POINT, OTHER])
    assert after.imputation.filter(~changed).equals(before.imputation.filter(~changed))
    assert after.imputation["data_point_id"].equals(before.imputation["data_point_id"])
    others = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "imputation.csv"}
    assert others == {path.name: path.read_bytes() for path in DEFAULT_FOLDER.iterdir() if path.name in others}


def test_tuning_again_or_for_nothing_or_dry_writes_no_byte(folder: Path) -> None:
    rows = table(error("regression", 2.0))
    before = (folder / "imputation.csv").read_bytes()
    assert len(tune(folder, rows, RULE, dry_run=True)[1]) == 1
    assert tune(folder, table(error("regression", 0.1)), RULE)[1] == []
    assert (folder / "imputation.csv").read_bytes() == before
    tune(folder, rows, RULE)
    once = (folder / "imputation.csv").read_bytes()
    assert once != before
    assert tune(folder, rows, RULE)[1] == []
    assert (folder / "imputation.csv").read_bytes() == once


def test_the_shipped_version_is_only_looked_at() -> None:
    rows = table(error("regression", 2.0))
    assert len(tune(DEFAULT_FOLDER, rows, RULE, dry_run=True)[1]) == 1
    with pytest.raises(ValueError, match="copy the folder"):
        tune(DEFAULT_FOLDER, rows, RULE)
    assert load_methodology().hash == SHIPPED.hash


def test_errors_of_two_worlds_or_of_none_are_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="mixed"):
        tune(folder, table(error("regression", 2.0), error("regression", 2.0, is_simulated=True)), RULE)
    with pytest.raises(ValueError, match="no errors of filling"):
        tune(folder, table(), RULE)


def test_a_ladder_without_statistics_is_led_by_the_prior() -> None:
    bare = pl.DataFrame(
        {"ladder_id": ["bare"] * 2, "step_number": [1, 2], "method": ["carry_forward", "interpolation"]}
    )
    method = replace(with_ladders(**{POINT: "bare"}), ladders=pl.concat([SHIPPED.ladders, bare]))
    assert moves(method, error("prior", -4.0), error("regression", 0.2)) == [(POINT, "bare", "regression")]
    assert moves(method, error("prior", 4.0)) == []
    assert math.isclose(better_ladders(method, table(error("prior", -4.0)), RULE)[0].gain, 4.0)
