"""What the published file says beside a shadow run: whether they agree, and the universe that percentiles rest on."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from esg_pipeline.impact.compare import Impact, differences
from esg_pipeline.impact.inputs import Source
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.percentiles import Reference
from esg_pipeline.warehouse import Warehouse

SHORT = 12  # digits of a hash that people compare


def notes(found: Impact, source: Source, published: pl.DataFrame) -> list[str]:
    """What a reader of an impact must know: A is not what was published, the store was read again.

    `published`: issuer_id, score, methodology_hash of the rating date.
    """
    said: list[str] = []
    hashes = published["methodology_hash"].unique().sort().to_list()
    apart = differences({issuer: sides[0] for issuer, sides in found.sides.items()}, published)
    if apart:
        named = f"A ({found.before.hash[:SHORT]})"
        by = ", ".join(one[:SHORT] for one in hashes)
        why = "another version" if hashes != [found.before.hash] else "this version on other data: run `esg run` again"
        said.append(
            f"{named} scores {len(apart)} of {len(found.sides)} issuers otherwise than published by {by}, {why}; "
            f"for example {apart[0]}"
        )
    if source.was_read_again:
        differing = "data points, units, labels, codes or event types differ from those of the last run"
        said.append(f"{differing}, so {source.store} was read again")
    return said


def reference_universe(
    file: Path, rating_date: date, methodology: Methodology, data_point_ids: Sequence[str], *, is_simulated: bool
) -> Reference:
    """The published universe of a rating date as percentiles need it.

    Raises ValueError when a value was published in another unit than this version has: the anchors would be wrong.
    """
    published = Warehouse(file)
    known = published.read("core.known_value", rating_date).filter(pl.col("data_point_id").is_in(data_point_ids))
    units = methodology.data_points.select("data_point_id", own="unit")
    other = known.join(units, on="data_point_id", validate="m:1").filter(pl.col("unit") != pl.col("own"))
    for name, unit, own in other.select("data_point_id", "unit", "own").iter_rows():
        raise ValueError(f"{name!r} was published in {unit!r}, the version has {own!r}: rate by the version first")
    return Reference(known, published.read("core.rating_universe", rating_date), rating_date, is_simulated)
