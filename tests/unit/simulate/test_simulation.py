"""The simulated universe as a whole: the same by seed, complete, flagged, with silence that is not at random."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.methodology.codes import Kind
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import DEFAULT_FOLDER
from esg_pipeline.simulate import Knobs, simulate

DATES = (date(2021, 4, 30), date(2021, 10, 31), date(2022, 4, 30))
Universe = Mapping[str, pl.DataFrame]


def figures(universe: Universe, method: Methodology) -> pl.DataFrame:
    """Reported rows with a number, and what the method says of their data point."""
    catalogue = method.data_points.select(data_point="data_point_id", kind="kind", canonical="unit")
    numbers = universe["reported"].with_columns(number=pl.col("value").cast(pl.Float64, strict=False))
    return numbers.join(catalogue, on="data_point", how="left", validate="m:1")


def test_the_same_seed_gives_the_same_frames(method: Methodology, universe: Universe) -> None:
    again = simulate(method, issuers=120, rating_dates=DATES, seed=7)
    assert all(again[name].equals(frame) for name, frame in universe.items())


def test_rating_dates_may_come_in_any_order(method: Methodology, universe: Universe) -> None:
    again = simulate(method, issuers=120, rating_dates=[*reversed(DATES), DATES[0]], seed=7)
    assert all(again[name].equals(frame) for name, frame in universe.items())


@pytest.mark.parametrize("name", ["issuers", "bonds", "reported", "events"])
def test_another_seed_gives_another_universe(method: Methodology, universe: Universe, name: str) -> None:
    other = simulate(method, issuers=120, rating_dates=DATES, seed=8)[name]
    assert not other.drop("citation").equals(universe[name].drop("citation"))


def test_an_issuer_does_not_depend_on_how_many_others_there_are(method: Methodology, universe: Universe) -> None:
    few = simulate(method, issuers=30, rating_dates=DATES, seed=7)
    ids = few["issuers"]["issuer_id"].to_list()
    for name in ("issuers", "bonds", "reported"):
        assert few[name].equals(universe[name].filter(pl.col("issuer_id").is_in(ids)))


def test_there_are_as_many_issuers_as_asked_for(universe: Universe) -> None:
    assert universe["issuers"]["issuer_id"].n_unique() == 120
    assert set(universe["bonds"]["issuer_id"]) == set(universe["issuers"]["issuer_id"])


def test_everything_says_that_it_is_simulated(universe: Universe) -> None:
    assert universe["issuers"]["is_simulated"].all()
    assert universe["issuers"]["name"].str.starts_with("Simulated ").all()
    assert all(
        frame["citation"].str.starts_with("Simulated").all() for frame in universe.values() if "citation" in frame
    )


def test_every_industry_is_there(method: Methodology, universe: Universe) -> None:
    assert set(universe["industry_membership"]["industry_code"]) == set(method.industries["industry_code"])


def test_every_key_is_there_once(universe: Universe) -> None:
    key = ["issuer_id", "data_point", "dimension", "fiscal_year"]
    assert not universe["reported"].select(key).is_duplicated().any()
    assert not universe["events"]["event_id"].is_duplicated().any()
    assert not universe["bonds"]["bond_id"].is_duplicated().any()


def test_every_reported_row_can_be_read(method: Methodology, universe: Universe) -> None:
    rows = figures(universe, method)
    assert rows["kind"].null_count() == 0
    assert set(rows.filter(pl.col("number").is_null())["value"]) <= {"not applicable"}
    table = UnitTable.from_csv(DEFAULT_FOLDER / "units.csv")
    pairs = rows.filter(pl.col("unit") != pl.col("canonical")).select("unit", "canonical").unique()
    assert pairs.height > 3
    assert all(table.convert(Fraction(1), unit, canonical) > 0 for unit, canonical in pairs.iter_rows())


def test_values_keep_within_what_their_unit_allows(method: Methodology, universe: Universe) -> None:
    rows = figures(universe, method).filter(pl.col("number").is_not_null())
    answers = rows.filter(pl.col("kind") == Kind.BOOLEAN)["number"]
    assert set(answers) == {0.0, 1.0}
    lowest = method.anchors.group_by(data_point="data_point_id").agg(low=pl.col("x").min(), high=pl.col("x").max())
    bounded = rows.join(lowest, on="data_point")
    assert bounded.filter((pl.col("low") >= 0) & (pl.col("number") < 0)).is_empty()
    levels = bounded.filter(pl.col("kind") == Kind.ORDINAL)
    assert levels.filter(~pl.col("number").is_between("low", "high") | (pl.col("number") % 1 != 0)).is_empty()
    shares = bounded.filter((pl.col("canonical") == "%") & (pl.col("high") == 100) & (pl.col("low") >= 0))
    assert shares["number"].is_between(0, 100).all()


def test_nothing_is_published_before_its_year_is_over(universe: Universe) -> None:
    rows = universe["reported"]
    assert (rows["published_date"].dt.year() == rows["fiscal_year"] + 1).all()
    assert set(rows["published_date"].dt.month().unique()) == {4, 5, 6, 7, 8}


def test_some_values_are_zero_and_some_do_not_apply(method: Methodology, universe: Universe) -> None:
    rows = figures(universe, method)
    assert rows.filter(number=0.0).height > 10
    assert rows.filter(value="not applicable").height > 10


def test_large_and_listed_issuers_say_more(method: Methodology) -> None:
    made = simulate(method, issuers=300, rating_dates=DATES, seed=3)
    said = made["reported"].filter(source_type="document").group_by("issuer_id").len()
    who = made["issuers"].filter(pl.col("industry_code") != "lgfv").join(said, on="issuer_id")
    by_listing = {bool(flag): group["len"].mean() for (flag,), group in who.group_by("is_listed")}
    assert by_listing[True] > 1.1 * by_listing[False]  # type: ignore[operator]
    rank = who.with_columns(pl.col("size_assets_cny_million").rank().over("industry_code", "is_listed"))
    assert rank.select(pl.corr("size_assets_cny_million", "len", method="spearman")).item() > 0.15


def test_who_discloses_a_figure_mostly_goes_on_doing_so(universe: Universe) -> None:
    cells = universe["reported"].filter(source_type="document").select("issuer_id", "data_point", "fiscal_year")
    last = cells["fiscal_year"].max()
    before, after = (cells.filter(fiscal_year=year).drop("fiscal_year") for year in (last - 1, last))  # type: ignore[operator]
    assert before.join(after, on=["issuer_id", "data_point"]).height > 0.85 * before.height


def test_parts_add_up_to_their_total(universe: Universe) -> None:
    wide = (
        universe["reported"]
        .filter(pl.col("data_point").is_in(["ghg_s1", "ghg_s2", "ghg_s12"]) & (pl.col("unit") == "tCO2e"))
        .with_columns(pl.col("value").cast(pl.Float64))
        .pivot("data_point", index=["issuer_id", "fiscal_year"], values="value")
        .drop_nulls()
    )
    gap = (wide["ghg_s1"] + wide["ghg_s2"] - wide["ghg_s12"]).abs() / wide["ghg_s12"]
    assert wide.height >= 20
    assert (gap < 1e-6).mean() > 0.95  # type: ignore[operator]


def test_slips_and_outliers_can_be_switched_off(method: Methodology) -> None:
    calm = Knobs(outlier_rate=0, unit_slip_rate=0, other_unit_share=0)
    wild = Knobs(outlier_rate=0, unit_slip_rate=0.5, other_unit_share=0)
    quiet, loud = (
        simulate(method, issuers=20, rating_dates=DATES, seed=1, knobs=knobs)["reported"].filter(data_point="ghg_s12")
        for knobs in (calm, wild)
    )
    ratio = loud["value"].cast(pl.Float64) / quiet["value"].cast(pl.Float64)
    assert set(ratio.round(6)) == {1.0, 1000.0}


@pytest.mark.parametrize(("count", "dates", "seed"), [(0, DATES, 1), (-1, DATES, 1), (5, (), 1), (5, DATES, -1)])
def test_impossible_wishes_are_refused(method: Methodology, count: int, dates: tuple[date, ...], seed: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        simulate(method, issuers=count, rating_dates=dates, seed=seed)


def test_one_issuer_and_one_date_are_enough(method: Methodology) -> None:
    made = simulate(method, issuers=1, rating_dates=[date(2020, 4, 30)], seed=0)
    assert made["issuers"].height == 1
    assert set(made["reported"]["fiscal_year"]) == set(range(2015, 2020))
