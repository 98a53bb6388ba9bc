"""Scorecards of the issuers that a run asks for, as files beside the published file; none unless asked for."""

from datetime import date

import dagster as dg
from pydantic import Field

from assets.partitions import RATING_DATES
from assets.published import KEY as PUBLISHED
from assets.resources import FolderResource
from assets.retries import retried
from esg_pipeline.reader import PublishedReader
from esg_pipeline.scorecard.files import write_scorecards

KEY = dg.AssetKey(["published", "scorecards"])


class ScorecardsConfig(dg.Config):
    """Whose scorecards to make, in which formats (html, pdf) and languages (en, zh)."""

    issuers: list[str] = Field(default=[])
    formats: list[str] = Field(default=["html"])
    languages: list[str] = Field(default=["en"])


@dg.asset(
    key=KEY,
    deps=[PUBLISHED],
    group_name="published",
    kinds={"python"},
    partitions_def=RATING_DATES,
    backfill_policy=dg.BackfillPolicy.single_run(),
    description="A page or PDF per issuer asked for, in scorecards/<rating date>/; read from published.duckdb.",
)
def scorecards(
    context: dg.AssetExecutionContext, config: ScorecardsConfig, folder: FolderResource
) -> dg.MaterializeResult:
    """Writes the cards of each rating date; who is not rated on one has none on it."""
    reader, target = PublishedReader(folder.published_file), folder.directory / "scorecards"
    dates = [date.fromisoformat(key) for key in context.partition_keys]
    with retried(context):
        done = write_scorecards(reader, config.issuers, dates, target, config.formats, config.languages)
    return dg.MaterializeResult(
        metadata={"path": dg.MetadataValue.path(target), "files": len(done.files), "not_rated": list(done.not_rated)}
    )


ASSETS = (scorecards,)
