"""The ledger of ratings: what was said of each issuer on each date, version by version, chained by hashes.

What became different between two inputs is history_causes.py, where inputs are kept archive.py.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from esg_pipeline.archive import Archive, ArchiveError
from esg_pipeline.code_hash import code_hash
from esg_pipeline.history_causes import Inputs
from esg_pipeline.ledger import (
    FIRST,
    KEY,
    LEDGER,
    RATED,
    STAMPS,
    Row,
    broken_records,
    chained,
    kept_ledger,
    with_current,
)
from esg_pipeline.methodology.codes import VersionCause
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.warehouse import Warehouse

# Scores are rounded to ten digits; what differs less than this says nothing else.
TOLERANCE = 1e-9
EPOCH = "SOURCE_DATE_EPOCH"
ORDER = {cause.value: place for place, cause in enumerate(VersionCause)}
WORDS: Mapping[VersionCause, str] = {
    VersionCause.CHANGED_INPUT: "an input says something else than before",
    VersionCause.REMOVED_INPUT: "an input is no longer there",
    VersionCause.RESTATEMENT: "restated value",
    VersionCause.LATE_DOCUMENT: "late document",
    VersionCause.LATE_VALUE: "late value",
    VersionCause.EVENT: "event that was not known before",
    VersionCause.REGISTRY: "another entry in the registry",
    VersionCause.REVIEW_DECISION: "decision of a reviewer",
}
READ_OTHERWISE = "a document is read otherwise"
SHOWN = 12  # digits of a hash
Said = tuple[VersionCause, str]


@dataclass(frozen=True)
class Recorded:
    """The ledger with the new versions, and in words what changed without a cause: of that nothing is in the ledger."""

    ledger: pl.DataFrame
    problems: Sequence[str]


@dataclass(frozen=True)
class Reasons:
    """What may explain a change of one date's ratings: own changes by issuer, and how many issuers have any."""

    own: Mapping[str, pl.DataFrame]
    issuers: int
    missing: str | None = None


def recording_day(environment: Mapping[str, str]) -> date:
    """Today in UTC, or the day of SOURCE_DATE_EPOCH. Raises ValueError when that is no number of seconds."""
    text = environment.get(EPOCH)
    if not text:
        return datetime.now(tz=UTC).date()
    try:
        return datetime.fromtimestamp(int(text), tz=UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(f"{EPOCH} is {text!r}, it must be a number of seconds since 1970") from error


def stamps(methodology: Methodology, archived: pl.DataFrame) -> Row:
    """What a rating is made by today: STAMPS. `archived`: as `raw.archived_input`."""
    made_by = methodology.version, methodology.hash, code_hash(), archived["inputs_hash"][0]
    return dict(zip(STAMPS, made_by, strict=True))


def stamped(ratings: pl.DataFrame, archived: pl.DataFrame) -> pl.DataFrame:
    """Ratings with the code and the inputs that they were made from. `archived`: as `raw.archived_input`."""
    return ratings.with_columns(code_hash=pl.lit(code_hash()), inputs_hash=pl.lit(archived["inputs_hash"][0]))


def rated_otherwise(ratings: pl.DataFrame) -> list[str]:
    """In words, the rating dates that other methods or code rated than the newest one, and how many ratings."""
    by = ("methodology_version", "methodology_hash", "code_hash")
    counts = ratings.group_by("rating_date", *by).len("ratings").sort("rating_date", *by)
    newest = counts.filter(pl.col("rating_date") == pl.col("rating_date").max())
    other = counts.join(newest, on=by, how="anti", nulls_equal=True)
    return [
        f"{day}: {number} rating{'' if number == 1 else 's'} by method {name} ({short(method)}), code {short(code)}"
        for day, name, method, code, number in other.iter_rows()
    ]


def lost_dates(ratings: pl.DataFrame, ledger: pl.DataFrame) -> list[str]:
    """In words, the rating dates that the ledger says were rated and that hold no rating, and how many it knows."""
    standing = ledger.filter(pl.col("is_current") & pl.col("grade").is_not_null())
    gone = standing.join(ratings.select("rating_date").unique(), on="rating_date", how="anti")
    counts = gone.group_by("rating_date").len("ratings").sort("rating_date")
    return [
        f"{day}: {number} rating{' is' if number == 1 else 's are'} in the ledger alone, rate it again"
        for day, number in counts.iter_rows()
    ]


def continued(
    ratings: pl.DataFrame,
    dates: Iterable[date],
    present: Row,
    today: date,
    work: Warehouse,
    published: Path,
    archive: Archive,
) -> Recorded:
    """`record_versions` on the ledger that is kept; one that was tampered with is not continued.

    Raises HistoryError when the ledger cannot be read.
    """
    ledger, problems = kept_ledger(work, published)
    problems += broken_records(ledger)
    if problems:
        return Recorded(ledger, problems)
    return record_versions(ratings, dates, ledger, Inputs(archive), present, today)


def record_versions(
    ratings: pl.DataFrame, dates: Iterable[date], ledger: pl.DataFrame, inputs: Inputs, present: Row, today: date
) -> Recorded:
    """Adds a version for each rating that is not what its current version says. A rating that did not change gets none.

    `ratings`: `rating.rating` with STAMPS, `dates` those that were rated at all, `ledger` as LEDGER, `present` the
    STAMPS of a date on which nobody is rated. Dates that were not rated are left as they are.
    """
    there = ratings.with_columns(pl.lit(None, dtype=LEDGER[name]).alias(name) for name in missing_in(ratings))
    current = ledger.filter(pl.col("is_current") & pl.col("rating_date").is_in(sorted(set(dates))))
    changed = changed_keys(current, there)
    added: list[Row] = []
    problems: list[str] = []
    for (day,), keys in changed.group_by("rating_date", maintain_order=True):
        stamps = next(there.filter(pl.col("rating_date") == day).select(STAMPS).iter_rows(named=True), present)
        sides = [by_issuer(frame.join(keys, on=KEY, how="semi")) for frame in (current, there)]
        told = versions_of(day, [*keys["issuer_id"]], sides[0], sides[1], stamps, inputs)
        problems += [text for _, text in told if text]
        added += [row for row, text in told if not text]
    return Recorded(with_current(chained(ledger, added, today)), problems)


def missing_in(ratings: pl.DataFrame) -> list[str]:
    """Columns of the ledger that ratings of an earlier version do not have."""
    return [name for name in (*RATED, *STAMPS) if name not in ratings.columns]


def changed_keys(current: pl.DataFrame, ratings: pl.DataFrame) -> pl.DataFrame:
    """Issuer and date of the ratings that differ from their current version, sorted; one of the two may be missing."""
    wanted = [*KEY, *RATED]
    both = current.select(*wanted, is_old=pl.lit(value=True)).join(
        ratings.select(*wanted, is_new=pl.lit(value=True)),
        on=KEY,
        how="full",
        coalesce=True,
        suffix="_new",
        validate="1:1",
    )
    is_there = pl.col("is_new").is_not_null()
    is_same = pl.col("is_old").is_not_null() & pl.all_horizontal(same(name) for name in RATED)
    # Nobody is withdrawn twice.
    is_same = pl.when(is_there).then(is_same).otherwise(pl.col("grade").is_null())
    return both.filter(~is_same).select(KEY).sort("rating_date", "issuer_id")


def same(name: str) -> pl.Expr:
    """Whether a column says the same in both: numbers within the tolerance."""
    one, other = pl.col(name), pl.col(f"{name}_new")
    if LEDGER[name] != pl.Float64():
        return one.eq_missing(other)
    return one.is_null() & other.is_null() | ((one - other).abs() <= TOLERANCE).fill_null(value=False)


def by_issuer(rows: pl.DataFrame) -> dict[str, Row]:
    """Issuer -> its row."""
    return {row["issuer_id"]: row for row in rows.iter_rows(named=True)}


def versions_of(
    day: date, issuers: Sequence[str], old: Mapping[str, Row], new: Mapping[str, Row], stamps: Row, inputs: Inputs
) -> list[tuple[Row, str]]:
    """New versions of one date, or in words that nothing explains one."""
    reasons: dict[tuple[object, object], Reasons] = {}
    told: list[tuple[Row, str]] = []
    for issuer in issuers:
        was, now = old.get(issuer), new.get(issuer) or {**dict.fromkeys(RATED), **stamps}
        if was is None:
            said = [(VersionCause.INITIAL, FIRST)]
        else:
            pair = was["inputs_hash"], now["inputs_hash"]
            reasons[pair] = reasons.get(pair) or reasons_between(*pair, day, inputs)
            said = causes_of(issuer, was, now, reasons[pair])
        told.append((version(issuer, day, was, now, said), "" if said else unexplained(issuer, day, was, now)))
    return told


def version(issuer: str, day: date, was: Row | None, now: Row, said: Sequence[Said]) -> Row:
    """A row of the ledger but for its place in the chain."""
    ordered = sorted(said, key=lambda one: ORDER[one[0].value])
    gone = ["no longer rated"] if was and now["grade"] is None else []
    return {
        "issuer_id": issuer,
        "rating_date": day,
        "version": was["version"] + 1 if was else 1,
        "cause": ordered[0][0].value if ordered else None,
        "detail": "; ".join([*gone, *(text for _, text in ordered)]),
        **{name: now[name] for name in (*RATED, *STAMPS)},
        "is_simulated": now["is_simulated"] if "is_simulated" in now else was and was["is_simulated"],
    }


def reasons_between(before: object, after: object, day: date, inputs: Inputs) -> Reasons:
    """What differs between two inputs as known on a date; `missing` says why that cannot be told."""
    if before is None or after is None:
        return Reasons({}, 0, "it was rated before inputs were archived, what changed in them cannot be told")
    try:
        found = inputs.changes(str(before), str(after), day)
    except ArchiveError as error:
        return Reasons({}, 0, f"what changed in the inputs cannot be told, the archive lacks them: {error}")
    own = {str(issuer): rows for (issuer,), rows in found.group_by("issuer_id", maintain_order=True)}
    return Reasons(own, len(own))


def causes_of(issuer: str, was: Row, now: Row, reasons: Reasons) -> list[Said]:
    """Every cause that explains a change; none where nothing does."""
    own = reasons.own.get(issuer)
    said = [*causes_in(own), *causes_of_rules(was, now)]
    if reasons.missing and was["inputs_hash"] != now["inputs_hash"]:
        said.append((VersionCause.CHANGED_INPUT, reasons.missing))
    if not said and own is not None:
        said = [(VersionCause.CHANGED_INPUT, f"{READ_OTHERWISE}: {listed(own['what'])}")]
    if not said and reasons.issuers:
        others = f"own inputs are the same, those of {reasons.issuers} other issuers are not"
        said = [(VersionCause.PEERS, others)]
    return said


def causes_in(own: pl.DataFrame | None) -> Iterator[Said]:
    """The issuer's own changes, a cause each with an example; what was read otherwise follows from something else."""
    if own is None:
        return
    for (name,), rows in own.filter(~pl.col("is_reading")).group_by("cause", maintain_order=True):
        cause = VersionCause(str(name))
        yield cause, f"{WORDS[cause]}: {listed(rows['what'].unique(maintain_order=True))}"


def causes_of_rules(was: Row, now: Row) -> Iterator[Said]:
    """Committee, method and code."""
    is_by_rule = all(was[name] == now[name] for name in ("rule_grade", "model_grade", "not_rated_reason"))
    if was["decision_id"] != now["decision_id"] or (is_by_rule and now["decision_id"] and was["grade"] != now["grade"]):
        words = f"decision {now['decision_id'] or 'none'}, before {was['decision_id'] or 'none'}"
        yield VersionCause.COMMITTEE, words
    for cause, name, words in (
        (VersionCause.METHODOLOGY, "methodology_hash", "another method"),
        (VersionCause.CODE, "code_hash", "other code"),
    ):
        if was[name] != now[name]:
            yield cause, f"{words}, {short(was[name])} -> {short(now[name])}"


def short(sha256: object) -> str:
    """The first digits of a hash."""
    return str(sha256)[:SHOWN] if sha256 else "unknown"


def listed(what: pl.Series) -> str:
    """The first of some texts, and how many more there are."""
    more = f" and {len(what) - 1} more" if len(what) > 1 else ""
    return f"{what[0]}{more}"


def unexplained(issuer: str, day: date, was: Row | None, now: Row) -> str:
    """A change without a cause, in words."""
    before = f"grade {was['grade']}, score {was['score']}" if was else "no rating"
    return (
        f"{issuer} on {day}: {before} became grade {now['grade']}, score {now['score']}, "
        "though neither inputs known on that date nor method, code or committee have changed"
    )
