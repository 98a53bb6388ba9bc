"""Rules of the registry and of events: references between rows, codes of the method, dates in order, duplicates.

Each function takes typed rows of one feed and returns the rows that keep the rules, and the rejected ones.
"""

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

import polars as pl

from esg_pipeline.ingest.feeds import BONDS, EVENTS, ISSUERS, MEMBERSHIPS, Feed
from esg_pipeline.ingest.rules import Rule, apply_rules, says, split_duplicates
from esg_pipeline.ingest.vocabulary import Vocabulary, folded_code

# An industry that the registry states without a date is taken to have held ever since values can be about.
FIRST_DAY = date(1990, 1, 1)
LGFV_BOND = "lgfv_bond"
Checked: TypeAlias = tuple[pl.DataFrame, pl.DataFrame]
"""Rows that keep the rules, and rejected rows."""


def check_issuers(rows: pl.DataFrame, words: Vocabulary) -> Checked:
    """Issuers with known industries, one row each."""
    rules = [*_industry_rules(words), _not_negative("size_assets_cny_million")]
    return _once(ISSUERS, _with_industry(rows, words), rules, ["issuer_id"])


def check_bonds(rows: pl.DataFrame, words: Vocabulary, issuers: Sequence[str]) -> Checked:
    """Bonds of registered issuers, one row each. Without a word about it, only an LGFV bond is one of an LGFV."""
    rules = [
        known_issuer(issuers),
        _known("unknown_security_type", "security_type", words.security_types),
        _in_order("maturity_before_issue", "issue_date", "maturity_date"),
    ]
    is_lgfv = pl.col("is_lgfv").fill_null(pl.col("security_type") == LGFV_BOND)
    # A bond that is issued later must not drive out one of the same id that was outstanding before.
    return _once(BONDS, rows.with_columns(is_lgfv).sort("issue_date", maintain_order=True), rules, ["bond_id"])


def check_memberships(rows: pl.DataFrame, words: Vocabulary, issuers: Sequence[str]) -> Checked:
    """Memberships of registered issuers in known industries, one per issuer and first day."""
    rules = [
        known_issuer(issuers),
        *_industry_rules(words),
        _in_order("ends_before_start", "valid_from_date", "valid_to_date"),
    ]
    return _once(MEMBERSHIPS, _with_industry(rows, words), rules, ["issuer_id", "valid_from_date"])


def undated_memberships(issuers: pl.DataFrame, memberships: pl.DataFrame) -> pl.DataFrame:
    """Memberships that the issuer's own row states without a date: since ever, until the first dated one begins."""
    first_dated = memberships.group_by("issuer_id").agg(begin=pl.col("valid_from_date").min())
    stated = issuers.filter(pl.col("industry_code").is_not_null()).join(
        first_dated, on="issuer_id", how="left", validate="1:1", maintain_order="left"
    )
    dated = stated.with_columns(valid_from_date=pl.lit(FIRST_DAY), valid_to_date=pl.col("begin").dt.offset_by("-1d"))
    return dated.filter(pl.col("begin").is_null() | (pl.col("begin") > FIRST_DAY)).drop("begin")


def check_events(rows: pl.DataFrame, words: Vocabulary, issuers: Sequence[str], today: date) -> Checked:
    """Events of registered issuers that are known by `today`, one row each: of several, the one published first."""
    rules = [
        known_issuer(issuers),
        _known("unknown_event_type", "event_type", words.event_types),
        _known("unknown_code", "severity", words.severities),
        not_in_future(today),
        _in_order("published_before_event", "event_date", "published_date"),
        _not_negative("amount_cny"),
    ]
    return _once(EVENTS, rows.sort("published_date", maintain_order=True), rules, ["event_id"])


def known_issuer(issuers: Sequence[str]) -> Rule:
    """Refuses rows of an issuer that the registry does not hold."""
    unknown = ~pl.col("issuer_id").is_in(list(issuers))
    return Rule("unknown_issuer", unknown, says("issuer '{}' is not in the registry", "issuer_id"))


def not_in_future(today: date) -> Rule:
    """Refuses rows that would be published after `today`."""
    reason = says(f"published_date {{}} lies after today, {today}", "published_date")
    return Rule("future_publication", pl.col("published_date") > today, reason)


def _known(slug: str, column: str, codes: Sequence[str]) -> Rule:
    unknown = pl.col(column).is_not_null() & ~pl.col(column).is_in(list(codes))
    return Rule(slug, unknown, says(f"{column} '{{}}' is none of the method: {', '.join(codes)}", column))


def _with_industry(rows: pl.DataFrame, words: Vocabulary) -> pl.DataFrame:
    """Rows with the method's own `industry_code`, null where none or several fit, and the delivered `source_code`."""
    delivered = rows.rename({"industry_code": "source_code"}).with_columns(
        classification_or_none=pl.col("classification").fill_null(""), word=folded_code("source_code")
    )
    return delivered.join(
        words.industry_words,
        left_on=["classification_or_none", "word"],
        right_on=["classification", "word"],
        how="left",
        validate="m:1",
        maintain_order="left",
    ).drop("classification_or_none", "word")


def _industry_rules(words: Vocabulary) -> list[Rule]:
    is_given, meanings = pl.col("source_code").is_not_null(), pl.col("meanings")
    none_of = pl.when(pl.col("classification").is_null()).then(
        says(f"industry_code '{{}}' is none of the method: {', '.join(words.industries)}", "source_code")
    )
    several = says("industry_code '{}' may be {}: state its classification", "source_code", "meanings")
    return [
        Rule(
            "unknown_industry",
            is_given & meanings.is_null(),
            none_of.otherwise(says("industry_code '{}' is no code of {}", "source_code", "classification")),
        ),
        Rule("ambiguous_industry", is_given & meanings.is_not_null() & pl.col("industry_code").is_null(), several),
    ]


def _in_order(slug: str, first: str, second: str) -> Rule:
    return Rule(slug, pl.col(second) < pl.col(first), says(f"{second} {{}} lies before {first} {{}}", second, first))


def _not_negative(column: str) -> Rule:
    return Rule("negative_value", pl.col(column) < 0, says(f"{column} {{}} is below zero", column))


def _once(feed: Feed, rows: pl.DataFrame, rules: Sequence[Rule], key: Sequence[str]) -> Checked:
    kept, broken = apply_rules(rows, rules)
    first, later = split_duplicates(kept, key, [field.target for field in feed.fields])
    return first, pl.concat([broken, later])
