"""Where a scorecard lies: its name, its bytes in a format, written as a whole or not at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from esg_pipeline.explain import IssuerNotFoundError
from esg_pipeline.ingest.documents import write_whole
from esg_pipeline.reader import PublishedReader
from esg_pipeline.scorecard.card import scorecard
from esg_pipeline.scorecard.page import page
from esg_pipeline.scorecard.paper import paper
from esg_pipeline.scorecard.source import read_source
from esg_pipeline.scorecard.words import LANGUAGES

FORMATS = {"html": page, "pdf": paper}


def file_name(issuer_id: str, rating_date: date, file_format: str, language: str) -> str:
    """A name for a card on its own; an issuer's id cannot lead it out of its folder."""
    return f"{safe(issuer_id)}_{rating_date}{tail(language)}.{file_format}"


def tail(language: str) -> str:
    """How a name tells of a language; English goes without saying."""
    return "" if language == "en" else f"_{language}"


def safe(issuer_id: str) -> str:
    """An id as a part of a file name."""
    return re.sub(r"[^\w.-]|^\.+", "_", issuer_id)[:100]


def write_scorecard(
    reader: PublishedReader, issuer_id: str, rating_date: date, file: Path, *, file_format: str, language: str
) -> int:
    """Writes a card in one of FORMATS and returns its size in bytes; a file that was there stays if that fails.

    Raises IssuerNotFoundError when nothing is published of the issuer, PaperError when a PDF cannot be made.
    """
    printed = FORMATS[file_format](scorecard(read_source(reader, issuer_id, rating_date), language))
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, printed)
    return len(printed)


@dataclass(frozen=True)
class Written:
    """The files that were written, and `ISSUER DATE` of those who are not rated on a date."""

    files: tuple[Path, ...]
    not_rated: tuple[str, ...]


def write_scorecards(
    reader: PublishedReader,
    issuer_ids: Sequence[str],
    rating_dates: Sequence[date],
    folder: Path,
    formats: Sequence[str],
    languages: Sequence[str],
) -> Written:
    """Cards of several issuers, a folder per rating date. Raises ValueError for a format or language there is not."""
    unknown = sorted({*formats} - {*FORMATS} | {*languages} - {*LANGUAGES})
    if unknown:
        raise ValueError(
            f"no scorecard in {', '.join(unknown)}; formats: {', '.join(FORMATS)}; languages: {', '.join(LANGUAGES)}"
        )
    files, missing = list[Path](), list[str]()
    for day in rating_dates:
        for issuer_id in issuer_ids:
            try:
                source = read_source(reader, issuer_id, day)
            except IssuerNotFoundError:
                missing.append(f"{issuer_id} {day}")
                continue
            for language in languages:
                card = scorecard(source, language)
                for file_format in formats:
                    files.append(folder / str(day) / f"{safe(issuer_id)}{tail(language)}.{file_format}")
                    files[-1].parent.mkdir(parents=True, exist_ok=True)
                    write_whole(files[-1], FORMATS[file_format](card))
    return Written(tuple(files), tuple(missing))
