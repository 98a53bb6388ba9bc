"""What would be known had an issuer reported other values: they take the way of every delivered value.

So what looks like a slip of units is held, fences are drawn anew, and what follows from a value follows again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.ingest.reported import check_reported
from esg_pipeline.known import KnownValues, expected_year, known_policy, known_values
from esg_pipeline.methodology.codes import Kind, SourceType
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.tables import anchor_table, derivation_table
from esg_pipeline.observe import GRAIN, factor_between, structured_observations
from esg_pipeline.outliers import HELD
from esg_pipeline.panel import applicable
from esg_pipeline.reader import PublishedReader
from esg_pipeline.slips import AMOUNTS, CASES, SIZES
from esg_pipeline.standardise import function_of, value_functions
from esg_pipeline.what_if.scenario import ValueChange, WhatIfError
from esg_pipeline.what_if.world import Hearing, World, values_of

SOURCE = "what-if"
ROLES = ("numerator", "denominator")
# What a score rests on: a cell whose rows agree in these is the same.
KNOWN = (
    *("issuer_id", "data_point_id", "state", "value", "scored_value", "age_years", "earlier_value"),
    *("earlier_age_years", "confidence", "observation_id"),
)
INTERPOLATED = ("issuer_id", "data_point_id", "value", "age_years", "is_trial")


@dataclass(frozen=True)
class Stated:
    """What is known of `data_points` in a world when other values count; `moved` are those where anything differs.

    `reports`: the asked values as observations; `held`: data points of which theirs looks like a slip of units and
    would wait for a person.
    """

    reports: pl.DataFrame
    known: pl.DataFrame
    interpolated: pl.DataFrame
    data_points: frozenset[str]
    moved: frozenset[str]
    held: tuple[str, ...]


def stated(
    world: World, reader: PublishedReader, issuer_id: str, changes: Sequence[ValueChange], methodology: Methodology
) -> Stated:
    """What is known when an issuer has reported values of the newest year that is due, or known of it.

    `methodology`: the version with other anchors, for they say which levels there are. Raises WhatIfError for values
    that a feed could not deliver, and when what is published does not follow from the published observations.
    """
    names = following(derivation_table(world.methodology), [change.subject for change in changes])
    known, interpolated = values_of(reader, world.where, names)
    reports = delivered(world, changes, known.filter(issuer_id=issuer_id), issuer_id)
    require_levels(world, methodology, reports)
    hearing = world.hearings.get(tuple(names)) or hearing_of(world, reader, names)
    if tuple(names) not in world.hearings:
        before = heard(hearing, world, reports.clear())
        if differing(known, before.values, KNOWN) or differing(interpolated, before.interpolated, INTERPOLATED):
            raise WhatIfError("what is known in this file does not follow from its observations by the present code")
        world.keep(hearing)
    after = heard(hearing, world, reports)
    moved = differing(known, after.values, KNOWN) | differing(interpolated, after.interpolated, INTERPOLATED)
    ours = after.outliers.join(reports, on="observation_id", how="semi").filter(treatment=HELD)
    held = tuple(ours["data_point_id"].to_list())
    return Stated(reports, after.values, after.interpolated, frozenset(names), frozenset(moved), held)


def following(derivations: pl.DataFrame, names: Iterable[str]) -> list[str]:
    """Some data points and all that is derived from them, directly or not."""
    found: set[str] = set()
    fresh = set(names)
    while fresh:
        found |= fresh
        is_used = pl.any_horizontal(pl.col(role).is_in(fresh) for role in ROLES)
        fresh = set(derivations.filter(is_used)["data_point_id"]) - found
    return sorted(found)


def behind(derivations: pl.DataFrame, names: Iterable[str]) -> list[str]:
    """Some data points and all that they may be derived from, directly or not."""
    found: set[str] = set()
    fresh = set(names)
    while fresh:
        found |= fresh
        rules = derivations.filter(pl.col("data_point_id").is_in(fresh))
        fresh = {name for role in ROLES for name in rules[role].drop_nulls()} - found
    return sorted(found)


def delivered(world: World, changes: Sequence[ValueChange], known: pl.DataFrame, issuer_id: str) -> pl.DataFrame:
    """The asked values as observations, published on the rating date. `known`: what is known of the issuer.

    Raises WhatIfError for what does not apply to the issuer, and for what the rules of reported values refuse.
    """
    method, day = world.methodology, world.rating_date
    points = method.scored_data_points.filter(pl.col("data_point_id").is_in([one.subject for one in changes]))
    require_applicable(world, points, issuer_id, changes)
    units = dict(points.select("data_point_id", "unit").iter_rows())
    years = dict(known.select("data_point_id", "fiscal_year").iter_rows())
    due = expected_year(day, method.parameters.value_current_months)
    rows = [
        {
            "source": SOURCE,
            "row_number": number,
            "issuer_id": issuer_id,
            "data_point": change.subject,
            **dict.fromkeys(("dimension", "text:dimension"), ""),
            "fiscal_year": max(due, years.get(change.subject) or due),
            "value_text": change.value,
            "unit": units[change.subject],
            "published_date": day,
            "is_date_assumed": False,
            "source_type": SourceType.STRUCTURED.value,
            "citation": SOURCE,
        }
        for number, change in enumerate(changes, 1)
    ]
    kept, refused = check_reported(pl.DataFrame(rows), world.words, [issuer_id], day)
    silent = kept.filter(pl.col("value").is_null())["data_point_id"].to_list()
    if refused.height or silent:
        said = [*refused["reason"], *(f"{name} needs a value, not a word for none" for name in silent)]
        raise WhatIfError("; ".join(said))
    canonical = method.data_points.select("data_point_id", canonical_unit="unit")
    observations = structured_observations(
        kept.join(canonical, on="data_point_id", validate="m:1"), factor_between(UnitTable.from_frame(method.units))
    )
    return observations.with_columns(is_simulated=pl.lit(world.is_simulated))


def require_applicable(world: World, points: pl.DataFrame, issuer_id: str, changes: Sequence[ValueChange]) -> None:
    """Raises WhatIfError for a value of a data point that is not scored or not asked of the issuer."""
    known = points["data_point_id"].to_list()
    asked = dict(zip(known, applicable(world.universe.filter(issuer_id=issuer_id), points)[0], strict=True))
    for change in changes:
        if change.subject not in asked:
            raise WhatIfError(f"there is no scored data point {change.subject}")
        if not asked[change.subject]:
            raise WhatIfError(f"{change.subject} does not apply to {issuer_id}")


def require_levels(world: World, methodology: Methodology, reports: pl.DataFrame) -> None:
    """Raises WhatIfError for a value of an ordinal data point that is none of its levels."""
    ordinal = reports.join(methodology.data_points.filter(kind=Kind.ORDINAL), on="data_point_id", how="semi")
    functions = value_functions(anchor_table(methodology), world.rating_date)
    industries = dict(world.universe.select("issuer_id", "industry_code").iter_rows())
    for issuer, name, value in ordinal.select("issuer_id", "data_point_id", "value").iter_rows():
        levels = function_of(functions, name, industries[issuer]).x.tolist()
        if value not in levels:
            raise WhatIfError(f"{name} has the levels {', '.join(f'{level:g}' for level in levels)}, not {value:g}")


def hearing_of(world: World, reader: PublishedReader, names: list[str]) -> Hearing:
    """What is published of some data points, of those they may be derived from, and of sizes where these are asked."""
    derivations = derivation_table(world.methodology)
    inputs = behind(derivations, names)
    points = world.methodology.data_points.filter(pl.col("data_point_id").is_in(inputs))
    # Whether an amount looks like a slip is asked per unit of the issuer's size.
    sizes = SIZES if points["unit"].is_in([*AMOUNTS, CASES]).any() else ()
    observed = {**world.where, "data_points": sorted({*inputs, *sizes})}
    return Hearing(
        names,
        reader.ask("what_if_observations", observed),
        reader.ask("what_if_effects", {**world.where, "data_points": names}),
        derivations.filter(pl.col("data_point_id").is_in(inputs)),
    )


def heard(hearing: Hearing, world: World, reports: pl.DataFrame) -> KnownValues:
    """What is known when reports take the place of those of the same year, or stand beside them."""
    observations = hearing.observations.join(reports, on=GRAIN, how="anti")
    ours = reports.select(name for name in observations.columns if name in reports.columns)
    found = known_values(
        observations=pl.concat([observations, ours], how="diagonal"),
        event_effects=hearing.event_effects,
        universe=world.universe,
        data_points=world.methodology.data_points,
        derivations=hearing.derivations,
        rating_date=world.rating_date,
        policy=known_policy(world.methodology.parameters),
    )
    return KnownValues(
        *(frame.filter(pl.col("data_point_id").is_in(hearing.names)) for frame in found.tables().values())
    )


def differing(one: pl.DataFrame, other: pl.DataFrame, columns: Sequence[str]) -> set[str]:
    """Data points of which one of two tables has a row that the other has not."""
    sides = [frame.select(columns) for frame in (one, other)]
    lost = sides[0].join(sides[1], on=columns, how="anti", nulls_equal=True)
    new = sides[1].join(sides[0], on=columns, how="anti", nulls_equal=True)
    return {*lost["data_point_id"], *new["data_point_id"]}
