"""What gaps would have been filled with under the benchmarks of the other date: what anchors move in a filling."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from esg_pipeline.methodology.model import Methodology
from esg_pipeline.scoring import prepare, refilled

CORE = ("core.rating_universe", "core.known_value", "core.interpolated_value")


@dataclass(frozen=True)
class Dated:
    """A rating date with its version and the tables of `CORE` on it."""

    rating_date: date
    version: Methodology
    tables: Mapping[str, pl.DataFrame]


def refilled_cells(earlier: Dated, later: Dated) -> pl.DataFrame | None:
    """issuer_id, data_point_id, previous_refilled, refilled: scores of each date by the anchors of the other one.

    All else is as it was on that date. None where one version lacks anchors for what the other one scores.
    """
    try:
        sides = [filled_by(earlier, later, "previous_refilled"), filled_by(later, earlier, "refilled")]
    except KeyError:
        return None
    return sides[0].join(sides[1], on=["issuer_id", "data_point_id"], validate="1:1")


def filled_by(side: Dated, other: Dated, name: str) -> pl.DataFrame:
    """The scores of one date by the anchors that are in force on the other. Raises KeyError where there are none."""
    universe, known, interpolated = (side.tables[table] for table in CORE)
    ready = prepare(universe, known, interpolated, side.version, side.rating_date)
    scores = refilled(ready, replace(side.version, anchors=other.version.anchors), other.rating_date).scores
    row, column = np.nonzero(ready.panel.wanted)
    return pl.DataFrame(
        {
            "issuer_id": ready.panel.issuers["issuer_id"].gather(row),
            "data_point_id": ready.panel.data_points["data_point_id"].gather(column),
            name: scores[row, column],
        }
    )
