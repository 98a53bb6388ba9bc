"""Rules of reported values: which data point is meant, what the text of a value states, whether its unit can be right.

Values stay in the unit they were delivered in; converting them is a matter of the `core` layer.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from esg_pipeline.ingest.cells import FALSE_WORDS, TRUE_WORDS, as_number
from esg_pipeline.ingest.registry import Checked, known_issuer, not_in_future
from esg_pipeline.ingest.rules import Rule, apply_rules, says, split_duplicates
from esg_pipeline.ingest.vocabulary import UnitFits, Vocabulary, folded
from esg_pipeline.methodology.codes import Kind, State

FIRST_FISCAL_YEAR = 1990
NOT_APPLICABLE_WORDS = ("not applicable", "n/a", "na", "n.a.", "不适用", "不適用")
NOT_DISCLOSED_WORDS = ("-", "--", "—", "——", "–", "n/d", "nd", "not disclosed", "未披露", "未披露。")
DIMENSION_PATTERN = r"^(?:[a-z_]+=[a-z0-9_]+(?:;[a-z_]+=[a-z0-9_]+)*)?$"
# A value in one of these is a difference, a rate of change or a quotient of figures that may themselves be below zero.
SIGNED_UNITS = ("%", "pp", "bp", "ratio", "notches", "times")
# In these a bare number can mean one thing only.
UNITS_UNDERSTOOD = ("%", "count", "persons", "ratio", "times", "notches")

# Far beyond any figure of a report; above it a change of unit could leave the range of numbers.
LARGEST_VALUE = 1e30

_KEY = ("issuer_id", "data_point_id", "dimension", "fiscal_year", "published_date", "source_type")


def check_reported(rows: pl.DataFrame, words: Vocabulary, issuers: Sequence[str], today: date) -> Checked:
    """Reported values of registered issuers with data_point_id, value (delivered unit), unit and state.

    One row per issuer, data point, dimension, year, day of publication and type of source; what is restated has
    another day of publication.
    """
    meant = with_meaning(rows, words)
    kept, rejected = apply_rules(
        meant,
        [
            known_issuer(issuers),
            *_data_point_rules(),
            *_time_rules(today),
            Rule("bad_dimension", ~pl.col("dimension").str.contains(DIMENSION_PATTERN), _DIMENSION_REASON),
            Rule("bad_number", pl.col("state").is_null(), says("value '{}' is not a number", "value_text")),
            *_value_rules(),
        ],
    )
    in_unit, wrong_unit = _check_units(kept, words.unit_fits)
    first, later = split_duplicates(in_unit, _KEY, ["value", "unit", "state"])
    return first, pl.concat([rejected, wrong_unit, later])


_DIMENSION_REASON = says("dimension '{}' is not of the form gender=female;level=senior", "text:dimension")


def with_meaning(rows: pl.DataFrame, words: Vocabulary) -> pl.DataFrame:
    """Adds what the word means (data_point_id, meanings, kind, canonical_unit), value and state; sorts dimensions."""
    points = words.method.data_points.select("data_point_id", "kind", canonical_unit="unit")
    return (
        rows.with_columns(_canonical_dimension(rows), word=folded("data_point"))
        .join(words.data_points, on="word", how="left", validate="m:1", maintain_order="left")
        .join(points, on="data_point_id", how="left", validate="m:1", maintain_order="left")
        .with_columns(_value())
        .with_columns(_state())
    )


def _canonical_dimension(rows: pl.DataFrame) -> pl.Expr:
    """`level=senior; Gender=Female` as `gender=female;level=senior`. The few distinct texts are worked on once each."""
    texts = rows.select("dimension").unique()
    parts = pl.col("dimension").str.to_lowercase().str.replace_all(r"\s*([;=])\s*", "${1}").str.split(";").list.sort()
    plain = texts.select(parts.list.join(";"))["dimension"]
    return pl.col("dimension").replace_strict(texts["dimension"], plain, return_dtype=pl.String)


def _value() -> pl.Expr:
    """Numbers as they stand; yes and no as 1 and 0, but only where the data point asks for yes or no."""
    word = pl.col("value_text").str.to_lowercase()
    is_boolean = pl.col("kind") == Kind.BOOLEAN
    return (
        pl.when(is_boolean & word.is_in(TRUE_WORDS))
        .then(1.0)
        .when(is_boolean & word.is_in(FALSE_WORDS))
        .then(0.0)
        .otherwise(as_number(_number_text()))
        .alias("value")
    )


def _number_text() -> pl.Expr:
    """The text of the value; a percent sign may stand behind it where the unit says the same or nothing."""
    text = pl.col("value_text")
    is_percent = (pl.col("unit").fill_null("%") == "%") & (pl.col("canonical_unit") == "%")
    return pl.when(is_percent).then(text.str.replace(r"\s*[%％]$", "")).otherwise(text)


def _state() -> pl.Expr:
    word = pl.col("value_text").str.to_lowercase()
    return (
        pl.when(pl.col("value") == 0)
        .then(pl.lit(State.REPORTED_ZERO.value))
        .when(pl.col("value").is_not_null())
        .then(pl.lit(State.REPORTED.value))
        .when(word.is_in(NOT_APPLICABLE_WORDS))
        .then(pl.lit(State.NOT_APPLICABLE.value))
        .when(word.is_null() | word.is_in(NOT_DISCLOSED_WORDS))
        .then(pl.lit(State.NOT_DISCLOSED.value))
        .alias("state")
    )


def _data_point_rules() -> list[Rule]:
    nobody_knows = says("data point or framework code '{}' is none of the method", "data_point")
    several = says("'{}' stands for several data points: {}; name the one that is meant", "data_point", "meanings")
    counted = says("data point '{}' is counted from events; deliver the events instead", "data_point_id")
    return [
        Rule("unknown_data_point", pl.col("meanings").is_null(), nobody_knows),
        Rule("ambiguous_data_point", pl.col("data_point_id").is_null(), several),
        Rule("event_data_point", pl.col("kind") == Kind.EVENT, counted),
    ]


def _time_rules(today: date) -> list[Rule]:
    year = pl.col("fiscal_year")
    bounds = f"fiscal_year {{}} does not lie between {FIRST_FISCAL_YEAR} and {today.year}"
    early = says("published_date {} lies before fiscal year {} has begun", "published_date", "fiscal_year")
    return [
        Rule("out_of_range", ~year.is_between(FIRST_FISCAL_YEAR, today.year), says(bounds, "fiscal_year")),
        not_in_future(today),
        Rule("published_before_period", pl.col("published_date").dt.year() < year, early),
    ]


def _value_rules() -> list[Rule]:
    is_signed = pl.any_horizontal(pl.col("canonical_unit").str.starts_with(unit) for unit in SIGNED_UNITS)
    wrong_level = (pl.col("kind") == Kind.BOOLEAN) & ~pl.col("value").is_in([0.0, 1.0])
    huge = says(f"value '{{}}' is beyond what any report states, {LARGEST_VALUE:g}", "value_text")
    negative = says("{} cannot be below zero: '{}'", "data_point_id", "value_text")
    return [
        Rule("out_of_range", wrong_level, says("{} is yes or no, not '{}'", "data_point_id", "value_text")),
        Rule("out_of_range", pl.col("value").abs() > LARGEST_VALUE, huge),
        Rule("negative_value", (pl.col("value") < 0) & ~is_signed, negative),
    ]


def _check_units(rows: pl.DataFrame, unit_fits: UnitFits) -> Checked:
    """Units of the rows that hold a value; an empty unit becomes the canonical one where that is understood."""
    has_own_scale = pl.col("kind").is_in([Kind.BOOLEAN.value, Kind.ORDINAL.value])
    is_understood = has_own_scale | pl.col("canonical_unit").is_in(UNITS_UNDERSTOOD)
    filled = rows.with_columns(
        unit=pl.when(pl.col("value").is_not_null() & pl.col("unit").is_null() & is_understood)
        .then("canonical_unit")
        .otherwise("unit")
    )
    verdicts = _judgements(filled, unit_fits)
    judged = filled.join(verdicts, on=verdicts.columns[:2], how="left", validate="m:1", maintain_order="left")
    asks = "unit '{}' does not measure what {} is stated in, {}"
    return apply_rules(
        judged,
        [
            Rule("missing_unit", _HAS_VALUE & pl.col("unit").is_null(), says("{} needs a unit, such as {}", *_POINT)),
            Rule("unknown_unit", _HAS_VALUE & ~pl.col("is_known"), says("unit '{}' is not known", "unit")),
            Rule("unit_mismatch", _HAS_VALUE & ~pl.col("fits"), says(asks, "unit", *_POINT)),
        ],
    )


_HAS_VALUE = pl.col("value").is_not_null()
_POINT = ("data_point_id", "canonical_unit")


def _judgements(rows: pl.DataFrame, unit_fits: UnitFits) -> pl.DataFrame:
    """unit, canonical_unit -> is_known, fits; each pair is judged once."""
    pairs = rows.filter(pl.col("unit").is_not_null()).select("unit", "canonical_unit").unique()
    verdicts = [unit == wanted or unit_fits(unit, wanted) for unit, wanted in pairs.iter_rows()]
    return pairs.with_columns(
        is_known=pl.Series([verdict is not None for verdict in verdicts], dtype=pl.Boolean),
        fits=pl.Series([verdict is not False for verdict in verdicts], dtype=pl.Boolean),
    )
