"""The jobs: which assets are made together, and what for. When they run is in `schedules` and `sensors`."""

import dagster as dg

from assets import documents, raw
from assets import scorecards as cards
from assets.resources import asking_for_sensitivity
from data_contracts.sensitivity import SENSITIVITY
from esg_pipeline.runner import SENSITIVITY_SAMPLES

PUBLISHED = dg.AssetKey(["published", "warehouse_file"])
EXPECTED = dg.AssetKey(["quality", "issuer_rating_expectations"])
# A rerate reads of the store what people have decided, and none of these.
FEEDS = [dg.AssetKey(table.path) for table in raw.FEEDS]
EVERYTHING = dg.AssetSelection.all() - dg.AssetSelection.assets(documents.KEY, cards.KEY)

refresh = dg.define_asset_job(
    "refresh",
    selection=EVERYTHING,
    description="Everything for one rating date, or for a range of them in one run.",
)

rerate = dg.define_asset_job(
    "rerate",
    selection=EVERYTHING - dg.AssetSelection.assets(*FEEDS) - dg.AssetSelection.groups("reference"),
    description="Rates again by what people have decided since; feeds, documents and the method stay as last read.",
)

publish = dg.define_asset_job(
    "publish",
    selection=dg.AssetSelection.assets(PUBLISHED, EXPECTED),
    description="Builds published.duckdb anew from the tables there are; nothing is rated.",
)

# On rating dates that were refreshed before; a later refresh takes the rows away again, for its scores may be others.
sensitivity = dg.define_asset_job(
    "sensitivity",
    selection=dg.AssetSelection.assets(SENSITIVITY.path, PUBLISHED),
    config=asking_for_sensitivity(SENSITIVITY_SAMPLES),
    description="Which choice of the method moves grades most, for rating dates that are refreshed already.",
)

read_document = dg.define_asset_job(
    "read_document",
    selection=dg.AssetSelection.assets(documents.KEY),
    description="Reads one document, so that the next refresh need not.",
)

# Of the issuers that its configuration names; nothing is rated and no table is written.
scorecards = dg.define_asset_job(
    "scorecards",
    selection=dg.AssetSelection.assets(cards.KEY),
    description="Scorecards of the issuers that are named, for rating dates that are published.",
)

JOBS = (refresh, rerate, publish, sensitivity, read_document, scorecards)
