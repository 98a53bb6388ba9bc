"""Which choice moves scores and grades of a universe most: `rating.sensitivity` of one rating date.

How scores are drawn is `draws`, what the choices are is `choices`, how shares of variance are estimated is `sobol`.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial

import numpy as np
import polars as pl

from esg_pipeline.choices import Choices, Shifted, Table2, choose, scenarios_at, table_2
from esg_pipeline.doubts import WORLDS, model_of, names_of, scored_and_shifted
from esg_pipeline.draws import DECIMALS, Model, Rows, evaluate
from esg_pipeline.impute import Floats, Whole
from esg_pipeline.methodology.codes import ChoiceGroup, SensitivityOutput
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.outcomes import grade_places
from esg_pipeline.scoring import Scored
from esg_pipeline.seeds import seed_of, stream
from esg_pipeline.sobol import Indices, View, sobol_indices
from esg_pipeline.uncertainty import SOURCES, best_places, lower_bounds, rated_issuers
from esg_pipeline.warehouse import Warehouse

SHORT = 12  # digits of a hash that people compare
SCHEMA = {
    "rating_date": pl.Date(),
    "is_simulated": pl.Boolean(),
    "choice": pl.String(),
    "output": pl.String(),
    **dict.fromkeys(("first_order", "first_order_low", "first_order_high"), pl.Float64()),
    **dict.fromkeys(("total_order", "total_order_low", "total_order_high", "output_sd"), pl.Float64()),
    "issuers": pl.Int64(),
    "samples": pl.Int64(),
}


def rate_sensitivity(
    tables: Mapping[str, pl.DataFrame], methodology: Methodology, rating_date: date, samples: int
) -> pl.DataFrame:
    """`rating.sensitivity` of one rating date from its tables SOURCES; no row for 0 samples: it was not asked for.

    Raises ValueError for samples that are no power of 2.
    """
    if samples == 0:
        return pl.DataFrame(schema=SCHEMA)
    universe, known, interpolated = (tables[name] for name in SOURCES[:3])
    scored, shifted = scored_and_shifted(universe, known, interpolated, methodology, rating_date)
    ratings, red_line_hits = tables["rating.rating"], tables["rating.red_line_hit"]
    return sensitivity(scored, shifted, methodology, ratings, red_line_hits, rating_date, samples)


def sensitivity(
    scored: Scored,
    shifted: Shifted,
    methodology: Methodology,
    ratings: pl.DataFrame,
    red_line_hits: pl.DataFrame,
    rating_date: date,
    samples: int,
) -> pl.DataFrame:
    """The same from scores that are there already. The draws are those of the probabilities, in other company."""
    rated = rated_issuers(ratings, red_line_hits)
    seed, names = seed_of(methodology.hash, rating_date), names_of(scored, methodology)
    model = model_of(scored, shifted, methodology, rated, seed)
    axes = names.industries, names.key_issues
    chosen = choose(methodology, *axes, names.data_points, methodology.parameters.draws, stream(seed, "choices"))
    totals = partial(totals_at, model, table_2(methodology, *axes), chosen)
    wanted = views(model.world, best_places(rated), methodology.grades)
    rows = rows_of(model, chosen)
    found = sobol_indices(totals, rows, list(wanted.values()), samples, stream(seed, "sensitivity")) if wanted else []
    count = np.bincount(model.world, minlength=len(WORLDS))
    parts = [
        {"is_simulated": WORLDS[world], "output": output.value, "issuers": int(count[world]), **row}
        for (world, output), indices in zip(wanted, found, strict=True)
        for row in index_rows(list(rows), indices)
    ]
    on_every_row = {"rating_date": rating_date, "samples": samples}
    return pl.DataFrame([on_every_row | part for part in parts], schema=SCHEMA)


def rows_of(model: Model, chosen: Choices) -> dict[str, int]:
    """How many rows each choice can take."""
    drawn = len(chosen.corner_ratio)
    return {
        ChoiceGroup.IMPUTATION.value: model.rows,
        ChoiceGroup.EXTRACTION.value: model.rows,
        ChoiceGroup.ANCHORS.value: drawn,
        ChoiceGroup.CORNER_RATIO.value: drawn,
        ChoiceGroup.INFLUENCE.value: drawn,
    }


def totals_at(model: Model, table: Table2, chosen: Choices, rows: Mapping[str, Whole]) -> Floats:
    """Total scores issuer x sample where each choice takes a row of its own."""
    scenarios = scenarios_at(
        table,
        chosen,
        ratio=rows[ChoiceGroup.CORNER_RATIO],
        influence=rows[ChoiceGroup.INFLUENCE],
        anchor=rows[ChoiceGroup.ANCHORS],
    )
    return evaluate(model, scenarios, Rows(rows[ChoiceGroup.IMPUTATION], rows[ChoiceGroup.EXTRACTION]))


def views(world: Whole, cap: Whole, scale: pl.DataFrame) -> dict[tuple[int, SensitivityOutput], View]:
    """(world, output) -> the scores or the grades of the issuers of one world; none for a world without issuers."""
    found: dict[tuple[int, SensitivityOutput], View] = {}
    for number in np.unique(world).tolist():
        mine = np.flatnonzero(world == number)
        found[number, SensitivityOutput.SCORE] = partial(scores_of, mine)
        found[number, SensitivityOutput.NOTCH] = partial(notches_of, mine, cap[mine], lower_bounds(scale))
    return found


def scores_of(issuers: Whole, totals: Floats) -> Floats:
    """The scores of some issuers."""
    return totals[issuers]


def notches_of(issuers: Whole, cap: Whole, bounds: Floats, totals: Floats) -> Floats:
    """Numbers of the grades of some issuers, 0 for AAA, none better than its red lines leave."""
    return grade_places(totals[issuers], bounds, cap).astype(np.float64)


def index_rows(choices: list[str], found: Indices) -> list[dict[str, object]]:
    """One row per choice."""
    columns = {
        "first_order": found.first_order,
        "first_order_low": found.first_low,
        "first_order_high": found.first_high,
        "total_order": found.total_order,
        "total_order_low": found.total_low,
        "total_order_high": found.total_high,
    }
    return [
        {
            "choice": choice,
            "output_sd": round(found.deviation, DECIMALS),
            **{name: round(float(values[place]), DECIMALS) for name, values in columns.items()},
        }
        for place, choice in enumerate(choices)
    ]


def published_sensitivity(
    published: Warehouse, methodology: Methodology, rating_date: date, samples: int
) -> pl.DataFrame:
    """The same from a published file. Raises ValueError when another version of the method made its ratings.

    Raises WarehouseError when the file or one of its tables is missing.
    """
    made_by = published.read("rating.rating", rating_date)["methodology_hash"].unique().to_list()
    if set(made_by) - {methodology.hash}:
        others = ", ".join(sorted(one[:SHORT] for one in made_by))
        raise ValueError(
            f"the ratings of {rating_date} were made by version {others}, at hand is {methodology.hash[:SHORT]}: "
            "name the folder of theirs in ESG_METHODOLOGY_DIR, or run the pipeline again"
        )
    tables = {name: published.read(name, rating_date) for name in SOURCES}
    return rate_sensitivity(tables, methodology, rating_date, samples)
