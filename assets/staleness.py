"""What Dagster's own status does not tell: which tables are stale by the builds recorded with them. No asset here."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from types import CodeType, FunctionType, ModuleType

import dagster as dg
import polars as pl

from data_contracts.builds import TABLE_BUILD, TABLE_BUILD_INPUT
from data_contracts.catalogue import TABLES
from data_contracts.table import Table
from esg_pipeline.builds import KEY, WHOLE, Builds, BuildState, Step, content_hash, digest, in_words, record, states
from esg_pipeline.step_code import LIBRARY, library_hash
from esg_pipeline.warehouse import KeyedRows, Warehouse

CHECK = "nothing_is_stale"
LAYER = TABLE_BUILD.layer  # the record does not speak of itself
PLAIN = (str, int, float, bool, date)


def code_of(function: Callable[..., object]) -> str:
    """Hash of a step's function, of the functions of this package that it uses, and of the library behind them."""
    waiting, texts, modules = [plain_function(function)], dict[str, str](), set[str]()
    while waiting:
        current = waiting.pop()
        if current.__module__.partition(".")[0] == LIBRARY:
            modules.add(current.__module__)
            continue
        texts[f"{current.__module__}.{current.__qualname__}"] = inspect.getsource(current)
        for name, value in globals_of(current):
            if isinstance(value, ModuleType):
                modules.update([value.__name__] if in_library(value.__name__) else [])
            elif in_library(str(getattr(value, "__module__", ""))):
                modules.add(value.__module__)
            elif isinstance(value, FunctionType) and value.__module__.partition(".")[0] == __name__.partition(".")[0]:
                waiting += [value] if f"{value.__module__}.{value.__qualname__}" not in texts else []
            elif is_plain(value):
                texts[f"{current.__module__}.{name}"] = repr(value)
    return digest(sorted(texts.items()), library_hash(modules))


def plain_function(function: Callable[..., object]) -> FunctionType:
    """The function itself behind a partial application or a decorator."""
    inner = function.func if isinstance(function, partial) else inspect.unwrap(function)
    if not isinstance(inner, FunctionType):
        raise TypeError(f"{function!r} is no function whose code can be read")
    return inner


def globals_of(function: FunctionType) -> Iterator[tuple[str, object]]:
    """Name and value of every global that a function, or a function within it, may use."""
    names = sorted(set(names_in(function.__code__)))
    yield from ((name, function.__globals__[name]) for name in names if name in function.__globals__)


def names_in(code: CodeType) -> Iterator[str]:
    """Names that compiled code looks up."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in(constant)


def in_library(module: str) -> bool:
    """Whether a module is one of the library's."""
    return module.partition(".")[0] == LIBRARY


def is_plain(value: object) -> bool:
    """Whether a constant reads the same in every process."""
    return isinstance(value, PLAIN) or (isinstance(value, tuple) and all(is_plain(part) for part in value))


def step_code(table: Table, reads: Sequence[str], code: str) -> str:
    """Hash of what makes a table: code, what it reads, and the contract that gives its columns and order."""
    columns = [(column.name, column.sql_type) for column in table.columns]
    return digest(table.name, code, sorted(reads), columns, table.key, table.order)


def recorded(warehouse: Warehouse) -> Builds:
    """The builds that a file holds; none in a file that is older than the record."""
    return Builds(*(warehouse.read_or_empty(table.name, table.empty()) for table in (TABLE_BUILD, TABLE_BUILD_INPUT)))


def new_builds(
    steps: Mapping[str, Step],
    frames: Mapping[str, pl.DataFrame],
    dates: Sequence[date] | None,
    methodology_hash: str,
    read: Callable[[str], pl.DataFrame | None],
) -> Mapping[str, KeyedRows]:
    """What to write beside tables that are being written; nothing beside the record itself.

    `read` gives the record so far. Nobody else writes during a run, so it is what the step has read.
    """
    known = read(TABLE_BUILD.name)
    known = TABLE_BUILD.empty() if known is None else known
    keys = [WHOLE] if dates is None else [day.isoformat() for day in dates]
    made = [
        record(step, name, keys, methodology_hash, known, None if step.reads else content_hash(frames[name]))
        for name, step in steps.items()
        if not name.startswith(f"{LAYER}.")
    ]
    if not made:
        return {}
    builds = pl.concat([one.builds for one in made])
    inputs = pl.concat([one.inputs for one in made])
    replaced = builds.select(KEY)
    return {TABLE_BUILD.name: KeyedRows(builds, replaced), TABLE_BUILD_INPUT.name: KeyedRows(inputs, replaced)}


def steps_of(assets: Iterable[object]) -> dict[str, Step]:
    """Table -> step, for every table that these assets make, from their specifications."""
    specs = [spec for asset in assets if isinstance(asset, dg.AssetsDefinition) for spec in asset.specs]
    return {
        name: Step(spec.code_version or "", tuple(sorted(table_name(dep.asset_key) for dep in spec.deps)), is_dated)
        for spec in specs
        if (name := table_name(spec.key)) in TABLES and not name.startswith(f"{LAYER}.")
        for is_dated in [TABLES[name].partitioned]
    }


def table_name(key: dg.AssetKey) -> str:
    """`score.esg_score` of the key score/esg_score."""
    return ".".join(key.path)


@cache
def steps_in_force() -> Mapping[str, Step]:
    """The steps of the whole code location."""
    from assets.definitions import LAYERS  # noqa: PLC0415  # the layers are made of steps that are recorded here

    return steps_of(asset for layer in LAYERS for asset in layer.ASSETS)


def stale_check(key: dg.AssetKey) -> dg.AssetCheckSpec:
    """The specification of the warning on a file that holds stale tables."""
    return dg.AssetCheckSpec(
        CHECK,
        asset=key,
        description="Every table was made by the code of today and from the tables there are; dates that another "
        "method rated as a whole stay as they were published and are only listed.",
    )


def stale_result(key: dg.AssetKey, known: Builds, methodology_hash: str) -> dg.AssetCheckResult:
    """Warns when something is stale, and names the tables and the rating dates."""
    found = states(known, steps_in_force(), methodology_hash)
    lines = in_words(found)
    other = found.filter((pl.col("state") == str(BuildState.OTHER_METHOD)) & (pl.col("partition_key") != WHOLE))
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=CHECK,
        passed=not lines,
        severity=dg.AssetCheckSeverity.WARN,
        description=" | ".join(lines) or None,
        metadata={
            "stale": found.filter(pl.col("state") == str(BuildState.STALE)).height,
            "where": lines,
            "rated_by_another_method": sorted(set(other["partition_key"])),
        },
    )
