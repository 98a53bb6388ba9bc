"""One published rating date as the engine fills it: the panel that a what-if is asked of. Kept while the file stays.

Real and simulated issuers never learn from one another, so each world stands alone. What is asked is scenario.py.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl

from esg_pipeline import paths
from esg_pipeline.archive import Archive, ArchiveError
from esg_pipeline.history import short
from esg_pipeline.impute import Filled
from esg_pipeline.ingest.vocabulary import Vocabulary, vocabulary_of
from esg_pipeline.ladders import NONE, related_columns
from esg_pipeline.methodology.model import Methodology, MethodologyError
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.panel import Aged, Panel, score_table
from esg_pipeline.reader import PublishedReader
from esg_pipeline.scoring import filled_of, prepare
from esg_pipeline.what_if.scenario import WhatIfError

MOST_WORLDS = 2
Key = tuple[object, ...]


@dataclass(frozen=True)
class Hearing:
    """All that what is known of some data points (`names`) follows from."""

    names: list[str]
    observations: pl.DataFrame
    event_effects: pl.DataFrame
    derivations: pl.DataFrame


@dataclass(frozen=True)
class World:
    """The issuers of one world on a rating date, without gaps by the version that rated them.

    `panel`: its issuers, data points and wanted cells, without the values; `filled`: the scores of its cells;
    `hearings`: of the data points asked about last, after they were held against what is published.
    """

    rating_date: date
    is_simulated: bool
    methodology: Methodology
    universe: pl.DataFrame
    panel: Panel
    filled: Filled
    related: Mapping[str, frozenset[str]]
    hearings: dict[tuple[str, ...], Hearing] = field(default_factory=dict[tuple[str, ...], Hearing], repr=False)

    def keep(self, hearing: Hearing) -> None:
        """Keeps one for the next question about the same data points, and no other: it may be large."""
        self.hearings.clear()
        self.hearings[tuple(hearing.names)] = hearing

    @property
    def where(self) -> dict[str, object]:
        """The world as the queries of `sql/read/what_if_*.sql` ask for it."""
        return {"rating_date": self.rating_date, "is_simulated": self.is_simulated}

    @cached_property
    def words(self) -> Vocabulary:
        """The words by which feeds are read."""
        return vocabulary_of(self.methodology)


@dataclass
class Worlds:
    """The worlds that were asked for last; a file that is swapped in, or rated again, makes new ones."""

    kept: dict[Key, World] = field(default_factory=dict[Key, World])
    lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, reader: PublishedReader, rating_date: date, *, is_simulated: bool) -> World:
        """The world of a rating date. Raises WhatIfError when the version that rated it is not at hand."""
        key = (*identity(reader.file), *stamps(reader, rating_date), rating_date, is_simulated)
        with self.lock:
            world = self.kept.pop(key, None) or load(reader, rating_date, is_simulated=is_simulated)
            self.kept[key] = world  # the last one is the one asked for last
            for old in list(self.kept)[:-MOST_WORLDS]:
                del self.kept[old]
        return world


def identity(file: Path) -> Key:
    """Which file it is; one that is renamed into its place is another."""
    status = file.stat()
    return file, status.st_ino, status.st_mtime_ns, status.st_size


def stamps(reader: PublishedReader, rating_date: date) -> list[tuple[object, ...]]:
    """By which methods, inputs and code a date was rated, as the file says that is open now."""
    return reader.ask("what_if_stamps", {"rating_date": rating_date}).rows()


def load(reader: PublishedReader, rating_date: date, *, is_simulated: bool) -> World:
    """Fills the panel of a world anew. Raises WhatIfError when the version that rated it is not at hand."""
    where = {"rating_date": rating_date, "is_simulated": is_simulated}
    methodology = method_of(reader, rating_date)
    universe = reader.ask("what_if_universe", where)
    known, interpolated = values_of(reader, where)
    ready = prepare(universe, known, interpolated, methodology, rating_date)
    related = related_points(ready.panel.data_points, methodology.key_issues)
    return World(
        rating_date, is_simulated, methodology, universe, without_values(ready.panel), filled_of(ready), related
    )


def method_of(reader: PublishedReader, rating_date: date) -> Methodology:
    """The version that rated a date: the one to rate by, or the archived one.

    Raises WhatIfError when it is neither, or when the date was rated by several versions.
    """
    hashes = sorted({str(row[0]) for row in stamps(reader, rating_date)})
    if len(hashes) != 1:
        raise WhatIfError(f"{rating_date} was rated by {len(hashes)} versions of the method; a what-if needs one")
    try:
        chosen = load_methodology(paths.methodology_dir())
        if chosen.hash == hashes[0]:
            return chosen
    except MethodologyError:
        pass  # what one rates by next is broken; what rated may still be in the archive
    try:
        return Archive(paths.archive_dir(reader.file.parent)).methodology(hashes[0])
    except ArchiveError as error:
        version = short(hashes[0])
        raise WhatIfError(
            f"{rating_date} was rated by version {version} of the method, which is neither the one in use nor in the"
            f" archive beside the published file: nothing can be calculated without it ({error})"
        ) from error


def values_of(
    reader: PublishedReader, where: Mapping[str, object], data_points: list[str] | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is known, and what lies between known years, of some data points (None: of all) in a world."""
    asked = {**where, "data_points": data_points}
    return reader.ask("what_if_known", {**asked, "issuer_id": None}), reader.ask("what_if_interpolated", asked)


def without_values(panel: Panel) -> Panel:
    """A panel that holds no values any more; they take most of its room."""
    nothing, none = np.broadcast_to(np.nan, panel.wanted.shape), np.broadcast_to(np.int64(0), panel.wanted.shape)
    aged = Aged(nothing, none)
    return replace(panel, newest=aged, earlier=aged, interpolated=aged, confidence=nothing, tried=nothing)


def related_points(data_points: pl.DataFrame, key_issues: pl.DataFrame) -> dict[str, frozenset[str]]:
    """Data point -> those that a regression of it may use."""
    names = data_points["data_point_id"].to_list()
    columns = related_columns(data_points, key_issues)
    return {
        name: frozenset(names[column] for column in row if column != NONE)
        for name, row in zip(names, columns.tolist(), strict=True)
    }


def cells_of(panel: Panel, filled: Filled, issuer_id: str, known: pl.DataFrame, rating_date: date) -> pl.DataFrame:
    """The scored data points of one issuer as `score.data_point_score`, intervals left out.

    `known`: what is known of the issuer. Raises WhatIfError for an issuer that is not in the panel.
    """
    row = panel.issuers["issuer_id"].index_of(issuer_id)
    if row is None:
        raise WhatIfError(f"{issuer_id} is not rated on {rating_date}")
    one = slice(row, row + 1)
    mine = replace(panel, issuers=panel.issuers[one], wanted=panel.wanted[one])
    scores = Filled(filled.scores[one], filled.method[one], filled.donors[one])
    table = score_table(mine, scores, scores.scores, scores.scores, known)
    return table.drop("score_low", "score_high").with_columns(rating_date=pl.lit(rating_date))
