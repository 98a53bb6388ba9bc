"""How an asset is made of a contract and a function of the library: deps, contract check, metadata, writing."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import dagster as dg
import polars as pl

from assets.freshness import freshness_of
from assets.lineage import lineage_events
from assets.metadata import column_schema, lineage_of, result_metadata
from assets.partitions import RATING_DATES
from assets.resources import MethodResource, StoreResource, WarehouseResource
from assets.retries import retried
from assets.staleness import code_of, new_builds, step_code
from data_contracts.catalogue import contract
from data_contracts.reference import METHODOLOGY
from data_contracts.table import Table, Violation
from esg_pipeline.builds import Step, digest
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.sql_models import load_model
from esg_pipeline.warehouse import PARTITION_COLUMN, Warehouse

POOL = "duckdb_write"
CONTRACT_CHECK = "contract"
EXAMPLES = 10  # findings that a check spells out


@dataclass(frozen=True)
class Inputs:
    """What a table is made from: the store, the method, and the tables made before it.

    `made` is what the same step has made for the rating dates before, which is not written yet.
    """

    warehouse: Warehouse
    store: StoreResource
    method: MethodResource
    rating_date: date | None
    made: "Sequence[tuple[date, Frames]]" = ()

    @property
    def day(self) -> date:
        """The rating date at hand. Raises ValueError for a table that is not written per rating date."""
        if self.rating_date is None:
            raise ValueError("this table is not written per rating date")
        return self.rating_date

    @property
    def methodology(self) -> Methodology:
        """The version of the method, as `one_method` gives it."""
        return one_method(self.warehouse, self.method)

    def table(self, name: str) -> pl.DataFrame:
        """A table that the asset declared; of a partitioned one, the rating date at hand."""
        return self.warehouse.read(name, self.rating_date if contract(name).partitioned else None)

    def before(self, name: str) -> pl.DataFrame:
        """The step's own table on the rating dates before: as made in this run, else as written; empty when none is."""
        days = [day for day, _ in self.made]
        written = self.warehouse.read(name) if name in self.warehouse.tables() else contract(name).empty()
        earlier = written.filter((pl.col(PARTITION_COLUMN) < self.day) & ~pl.col(PARTITION_COLUMN).is_in(days))
        return pl.concat([earlier, *(frames[name] for _, frames in self.made)], how="diagonal_relaxed")


Frames = Mapping[str, pl.DataFrame]
Make = Callable[[Inputs], Frames]
Results = Iterator[dg.AssetCheckResult | dg.MaterializeResult]


@dataclass(frozen=True)
class Check:
    """A check of one table beside its contract, for each rating date before anything is written.

    `find` returns what is wrong, in words; a blocking one then stops the run, another one warns. `reads` names the
    tables that it needs beside the asset's own.
    """

    name: str
    description: str
    find: Callable[[Inputs, Frames], Sequence[str]]
    reads: tuple[str, ...] = ()
    is_blocking: bool = True


def one_method(warehouse: Warehouse, method: MethodResource) -> Methodology:
    """The version of the method. Raises Failure when the tables of `reference` hold another one: two would be mixed."""
    version = method.methodology
    in_force = warehouse.read(METHODOLOGY.name) if METHODOLOGY.name in warehouse.tables() else METHODOLOGY.empty()
    others = [found for found in in_force["methodology_hash"] if found != version.hash]
    if others:
        raise dg.Failure(
            f"{method.directory} holds the method {version.hash}, the tables of reference hold {', '.join(others)}: "
            "the job refresh takes an edited method over; to go on with the other one, put its files back",
            allow_retries=False,
        )
    return version


def table_assets(
    name: str,
    tables: Sequence[Table],
    reads: Sequence[str],
    make: Make,
    kind: str,
    checks: Sequence[Check] = (),
    code: str = "",
) -> dg.AssetsDefinition:
    """One step that makes one or more tables, written together in one transaction after their contracts held.

    `checks` are further checks of the first table; `code` is the hash of what makes the tables, by default of `make`.
    """
    partitioned = tables[0].partitioned
    steps = steps_of(tables, reads, code or code_of(make))

    @dg.multi_asset(
        name=name,
        specs=[asset_spec(table, reads, kind, steps[table.name].code) for table in tables],
        check_specs=[
            *(contract_check_spec(table) for table in tables),
            *(check_spec(tables[0], check) for check in checks),
        ],
        partitions_def=RATING_DATES if partitioned else None,
        backfill_policy=dg.BackfillPolicy.single_run() if partitioned else None,
        pool=POOL,
    )
    def step(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource, store: StoreResource, method: MethodResource
    ) -> Results:
        with retried(context), lineage_events(context, name, list(steps), reads) as rows:
            dates = rating_dates(context) if partitioned else None
            inputs = [Inputs(warehouse.warehouse, store, method, day) for day in dates or [None]]
            made, seconds = timed(make, inputs)
            frames = {table.name: table.conform(pl.concat([part[table.name] for part in made])) for table in tables}
            yield from contract_checks(tables, frames)
            yield from further_checks(tables[0], checks, list(zip(inputs, made, strict=True)))
            beside = partial(new_builds, steps, frames, dates, method.methodology.hash)
            warehouse.warehouse.replace(frames, dates, beside)
            rows.update({table: frame.height for table, frame in frames.items()})
            add_partition_figures(context, tables, frames, dict(zip(dates or [], seconds, strict=False)))
            yield from (materialised(table, frames[table.name], seconds[0]) for table in tables)

    return step


def sql_asset(table: Table, checks: Sequence[Check] = ()) -> dg.AssetsDefinition:
    """The asset of a SQL model; what it reads is parsed from the query."""
    model = load_model(table.name)

    def select(inputs: Inputs) -> Frames:
        return {table.name: inputs.warehouse.select(model.query, model.parameters(inputs.rating_date))}

    return table_assets(
        table.name.replace(".", "__"), [table], model.sources, select, "sql", checks, digest(model.query)
    )


def contract_check_spec(table: Table) -> dg.AssetCheckSpec:
    """The blocking check that holds a table against its contract."""
    return dg.AssetCheckSpec(CONTRACT_CHECK, asset=dg.AssetKey(table.path), blocking=True)


def check_spec(table: Table, check: Check) -> dg.AssetCheckSpec:
    """The specification of a further check."""
    return dg.AssetCheckSpec(
        check.name,
        asset=dg.AssetKey(table.path),
        description=check.description,
        additional_deps=[dg.AssetKey(name.split(".")) for name in check.reads],
        blocking=check.is_blocking,
    )


def steps_of(tables: Sequence[Table], reads: Sequence[str], code: str) -> dict[str, Step]:
    """Table -> how it is made, for tables that are made together."""
    return {
        table.name: Step(step_code(table, reads, code), tuple(sorted(reads)), table.partitioned) for table in tables
    }


def timed(make: Make, inputs: Sequence[Inputs]) -> tuple[list[Frames], list[float]]:
    """What each rating date gave, and the seconds that it took."""
    made: list[Frames] = []
    days = [given.rating_date for given in inputs if given.rating_date]
    seconds: list[float] = []
    with inputs[0].warehouse.reading():
        for given in inputs:
            begun = time.perf_counter()
            made.append(make(replace(given, made=list(zip(days, made, strict=False)))))
            seconds.append(time.perf_counter() - begun)
    return made, seconds


def asset_spec(table: Table, reads: Sequence[str], kind: str, code: str) -> dg.AssetSpec:
    """Key, dependencies, description, column schema, freshness and hash of the code of a table's asset."""
    return dg.AssetSpec(
        key=dg.AssetKey(table.path),
        deps=[dg.AssetKey(name.split(".")) for name in reads],
        group_name=table.layer,
        description=table.description,
        kinds={"duckdb", kind},
        code_version=code,
        freshness_policy=freshness_of(table.layer),
        metadata={"dagster/column_schema": column_schema(table), "dagster/table_name": table.name},
    )


def rating_dates(context: dg.AssetExecutionContext) -> list[date]:
    """The rating dates of this run, oldest first."""
    return sorted(date.fromisoformat(key) for key in context.partition_keys)


def contract_checks(tables: Sequence[Table], frames: Frames) -> Iterator[dg.AssetCheckResult]:
    """One check result per table; raises Failure when any contract is broken, before anything is written."""
    broken: list[str] = []
    for table in tables:
        violations = table.violations(frames[table.name])
        broken += [f"{table.name}: {describe(violation)}" for violation in violations]
        yield dg.AssetCheckResult(
            asset_key=dg.AssetKey(table.path),
            check_name=CONTRACT_CHECK,
            passed=not violations,
            metadata={"violations": [describe(violation) for violation in violations]},
        )
    if broken:
        raise dg.Failure("nothing was written, the contract is broken: " + "; ".join(broken), allow_retries=False)


def further_checks(table: Table, checks: Sequence[Check], made: Sequence[tuple[Inputs, Frames]]) -> Results:
    """One result per check over all rating dates; raises Failure when a blocking one found something."""
    for check in checks:
        found = [text for inputs, frames in made for text in check.find(inputs, frames)]
        yield dg.AssetCheckResult(
            asset_key=dg.AssetKey(table.path),
            check_name=check.name,
            passed=not found,
            severity=dg.AssetCheckSeverity.ERROR if check.is_blocking else dg.AssetCheckSeverity.WARN,
            description="; ".join(found[:EXAMPLES]) or None,
            metadata={"found": len(found), "examples": found[:EXAMPLES]},
        )
        if found and check.is_blocking:
            raise dg.Failure(f"nothing was written, {table.name}: " + "; ".join(found[:EXAMPLES]), allow_retries=False)


def describe(violation: Violation) -> str:
    """One broken rule in words."""
    return f"{violation.column} {violation.rule}: {violation.rows} rows, for example {violation.example}"


def materialised(table: Table, frame: pl.DataFrame, seconds: float) -> dg.MaterializeResult:
    """The result with column lineage, and the figures that the UI plots for a table that is written as a whole."""
    figures = {} if table.partitioned else result_metadata(table, frame, seconds)
    return dg.MaterializeResult(asset_key=dg.AssetKey(table.path), metadata={**figures, **lineage_of(table)})


def add_partition_figures(
    context: dg.AssetExecutionContext, tables: Sequence[Table], frames: Frames, seconds: Mapping[date, float]
) -> None:
    """The figures of each rating date on its own: a run over a range must not show the range's sum for one date."""
    for table in tables:
        for day, taken in seconds.items():
            figures = result_metadata(table, frames[table.name].filter(pl.col(PARTITION_COLUMN) == day), taken)
            context.add_asset_metadata(figures, asset_key=table.path, partition_key=day.isoformat())
