"""What the published file says beside a shadow run: whether the two agree."""

import polars as pl

from esg_pipeline.impact.compare import Impact, differences
from esg_pipeline.impact.inputs import Source

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
