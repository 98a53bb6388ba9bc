"""Great Expectations on the table `mart.issuer_rating`, and its pages. An extra: without it nothing is lost."""

import os
import shutil
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import dagster as dg
import polars as pl

from assets.data_docs import make_self_contained, write_index
from assets.factories import Results
from assets.resources import WarehouseResource
from data_contracts import mart
from esg_pipeline.methodology.codes import Grade

TABLE = mart.ISSUER_RATING
KEY = dg.AssetKey(["quality", "issuer_rating_expectations"])
IS_INSTALLED = find_spec("great_expectations") is not None
# Name of the check -> expectation class and its arguments: what is plausible of the universe as a whole.
EXPECTATIONS: dict[str, tuple[str, dict[str, object]]] = {
    "has_rows": ("ExpectTableRowCountToBeBetween", {"min_value": 1}),
    "one_row_per_issuer_and_date": (
        "ExpectCompoundColumnsToBeUnique",
        {"column_list": ["issuer_id", "rating_date"]},
    ),
    "grades_are_known": ("ExpectColumnValuesToBeInSet", {"column": "grade", "value_set": [str(g) for g in Grade]}),
    "scores_are_scores": ("ExpectColumnValuesToBeBetween", {"column": "score", "min_value": 0, "max_value": 100}),
    "scores_are_spread_plausibly": (
        "ExpectColumnValuesToBeBetween",
        {"column": "score", "min_value": 40, "max_value": 95, "mostly": 0.99},
    ),
    "mean_score_is_plausible": ("ExpectColumnMeanToBeBetween", {"column": "score", "min_value": 55, "max_value": 80}),
    "names_are_there": ("ExpectColumnValuesToNotBeNull", {"column": "issuer_name"}),
}


@dg.asset(
    key=KEY,
    deps=[dg.AssetKey(TABLE.path)],
    group_name="quality",
    kinds={"greatexpectations"},
    check_specs=[dg.AssetCheckSpec(name, asset=KEY) for name in EXPECTATIONS],
    description="Expectations on mart.issuer_rating as a whole, with pages that open without a network.",
)
def issuer_rating_expectations(warehouse: WarehouseResource) -> Results:
    """Validates the table and writes the pages."""
    frame = warehouse.warehouse.read(TABLE.name)
    outcome = validate(frame, warehouse.data_docs_dir)
    yield from (check_result(name, *result) for name, result in outcome.items())
    yield dg.MaterializeResult(
        metadata={
            "pages": dg.MetadataValue.path(warehouse.data_docs_dir / "index.html"),
            "dagster/row_count": frame.height,
        }
    )


def check_result(name: str, passed: bool, figures: dict[str, Any]) -> dg.AssetCheckResult:
    """A warning, not a stop: what is implausible of the whole is for a person to judge."""
    warn = dg.AssetCheckSeverity.WARN
    return dg.AssetCheckResult(asset_key=KEY, check_name=name, passed=passed, metadata=figures, severity=warn)


def validate(frame: pl.DataFrame, pages: Path) -> Mapping[str, tuple[bool, dict[str, Any]]]:
    """Check name -> (passed, detail); the pages are built aside and then take the old ones' place."""
    with TemporaryDirectory() as scratch:
        outcome = run_suite(frame, Path(scratch))
        site = next(Path(scratch).rglob("local_site"))
        make_self_contained(site)
        write_index(site, TABLE.name, outcome)
        shutil.rmtree(pages, ignore_errors=True)
        shutil.copytree(site, pages)
    return outcome


def run_suite(frame: pl.DataFrame, root: Path) -> Mapping[str, tuple[bool, dict[str, Any]]]:
    """Runs the suite in a context below `root`. Imported here because the library takes seconds to load."""
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
    import great_expectations as gx  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415
    from great_expectations.checkpoint.actions import UpdateDataDocsAction, ValidationAction  # noqa: PLC0415

    context = gx.get_context(mode="file", project_root_dir=str(root))
    context.variables.progress_bars = {"globally": False}  # pyright: ignore[reportAttributeAccessIssue]
    asset = context.data_sources.add_pandas("warehouse").add_dataframe_asset(TABLE.name)
    suite = context.suites.add(gx.ExpectationSuite(name=TABLE.name))
    for name, (kind, arguments) in EXPECTATIONS.items():
        suite.add_expectation(getattr(gx.expectations, kind)(**arguments, meta={"check": name}))
    batch = asset.add_batch_definition_whole_dataframe("whole")
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(name="issuer_rating", data=batch, suite=suite)
    )
    actions: list[ValidationAction] = [UpdateDataDocsAction(name="pages")]
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(name="issuer_rating", validation_definitions=[definition], actions=actions)
    )
    run = checkpoint.run(batch_parameters={"dataframe": pd.DataFrame(frame.to_dict(as_series=False))})
    results = [result for validation in run.run_results.values() for result in validation.results]
    configs = [cast("dict[str, Any]", result.to_json_dict()["expectation_config"]) for result in results]
    return {
        config["meta"]["check"]: (bool(result.success), detail(result.result))
        for config, result in zip(configs, results, strict=True)
    }


def detail(result: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of a result that say how it went."""
    wanted = ("observed_value", "element_count", "unexpected_count", "partial_unexpected_list")
    return {name: str(result[name]) for name in wanted if name in result}


ASSETS = (issuer_rating_expectations,) if IS_INSTALLED else ()
