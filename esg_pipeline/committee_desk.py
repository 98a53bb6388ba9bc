"""The committee's files held against what is published: what each decision does on a date, and which rules are broken.

Reading files is `ingest/committee_files.py`, the rules are `committee.py`; nothing is written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from esg_pipeline.committee import Committee, apply
from esg_pipeline.decision import Decision
from esg_pipeline.grade import lowest_caps
from esg_pipeline.ingest.committee_files import Filed, decision_frame, inspect_decisions
from esg_pipeline.methodology.model import Problem
from esg_pipeline.warehouse import Warehouse

SHA256 = re.compile(r"[0-9a-f]{64}")
RATINGS, HITS, UNIVERSE, DOCUMENTS = "rating.rating", "rating.red_line_hit", "core.rating_universe", "raw.document"


@dataclass(frozen=True)
class Desk:
    """The files of a store beside the published file; the next run rates by the method of that hash."""

    store: Path
    published: Path
    today: date
    methodology_hash: str

    @cached_property
    def filed(self) -> Filed:
        """Every decision file, with its problems."""
        return inspect_decisions(self.store, self.today)

    @cached_property
    def ratings(self) -> pl.DataFrame:
        """`rating.rating` as published; nothing where nothing is."""
        if not self.published.exists():
            return pl.DataFrame(schema={"issuer_id": pl.String, "rating_date": pl.Date})
        return Warehouse(self.published).read(RATINGS)

    @cached_property
    def dates(self) -> list[date]:
        """The published rating dates, oldest first."""
        return self.ratings["rating_date"].unique().sort().to_list()

    def decisions(self) -> pl.DataFrame:
        """The files that can be read, as `raw.committee_decision`; the registry is that of the published file."""
        if not self.published.exists():
            return decision_frame(self.filed.decisions, {})
        known = Warehouse(self.published).read(UNIVERSE).select("issuer_id", "is_simulated").unique()
        return decision_frame(self.filed.decisions, dict(known.iter_rows()))

    def by_rule(self, day: date) -> pl.DataFrame:
        """The published ratings of one date as they were before the committee, with the lowest cap of each issuer."""
        caps = lowest_caps(Warehouse(self.published).read(HITS, day)).select("issuer_id", "cap_grade")
        rated = self.ratings.filter(rating_date=day).join(caps, on="issuer_id", how="left", validate="1:1")
        # Only the next run can be asked to rate by the adopted method; what was rated before stays as it is.
        method = pl.lit(self.methodology_hash if day == self.dates[-1] else None, pl.String)
        return rated.with_columns(grade="rule_grade", methodology_hash=method)

    def judged(self, day: date, extra: Decision | None = None) -> Committee:
        """What the files do on a published rating date; `extra` is looked at as if it were one of them."""
        decisions = self.decisions()
        if extra:
            known = dict(self.ratings.select("issuer_id", "is_simulated").iter_rows())
            decisions = pl.concat([decisions, decision_frame([extra], known)])
        return apply(self.by_rule(day), decisions, self.ratings, day)

    def problems(self) -> list[Problem]:
        """Every problem of every file, drafts too: by itself, beside the others, and against the published grades."""
        found = [*self.filed.problems, *self.filed.draft_problems]
        starts = [one.rating_date for one in self.filed.decisions if not one.is_draft]
        for day in self.dates if starts else []:
            if day >= min(starts):
                found += [replace(one, message=f"{day}: {one.message}") for one in self.judged(day).problems]
        return sorted(set(found))

    def notes(self) -> Iterator[str]:
        """What no rule forbids, but somebody should know: drafts, dates not rated yet, papers that are gone."""
        documents = self.document_ids()
        for one in self.filed.decisions:
            if one.is_draft:
                yield f"{one.source}: {one.decision_id} is a draft and has no effect"
            if one.rating_date not in self.dates:
                yield f"{one.source}: {one.rating_date} is not published, its grades were not looked at"
            for text in one.evidence.splitlines():
                if SHA256.fullmatch(text) and text not in documents:
                    yield f"{one.source}: no document of the store has the SHA-256 {text}"

    def document_ids(self) -> set[str]:
        """The documents that the last run read."""
        return set(Warehouse(self.published).read(DOCUMENTS)["document_id"]) if self.published.exists() else set()
