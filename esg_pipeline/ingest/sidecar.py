"""What is known about a document beside its bytes: the sidecar file, its fields and the rules they keep."""

import json
import re
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, cast

from esg_pipeline.ingest.limits import FileRefused

SUFFIX = ".meta.json"
LANGUAGES = ("en", "zh", "mixed")
FIRST_FISCAL_YEAR = 1990
_REQUIRED = ("issuer_id", "fiscal_year", "published_date")
_TEXTS = ("issuer_id", "language", "title", "citation", "original_name")
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f\ufffd\ud800-\udfff]")


@dataclass(frozen=True)
class DocumentMeta:
    """The fields of a sidecar. `language` null means that it is read off the text."""

    issuer_id: str
    fiscal_year: int
    published_date: date
    is_date_assumed: bool = False
    language: str | None = None
    title: str | None = None
    citation: str | None = None
    original_name: str | None = None


FIELDS = tuple(field.name for field in fields(DocumentMeta))


def read_sidecar(content: bytes, today: date) -> DocumentMeta:
    """The checked fields of a sidecar.

    Raises FileRefused with rule `bad_sidecar`, `unknown_key`, `missing_value` or one of `check_meta`.
    """
    try:
        found: object = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FileRefused("bad_sidecar", f"the sidecar is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise FileRefused("bad_sidecar", "the sidecar is not a JSON object")
    return check_meta(_meta(cast(dict[str, Any], found)), today)


def _meta(found: dict[str, Any]) -> DocumentMeta:
    unknown = sorted(found.keys() - set(FIELDS))
    if unknown:
        raise FileRefused(
            "unknown_key", f"the sidecar has unknown keys: {', '.join(unknown)}; known are {', '.join(FIELDS)}"
        )
    missing = [name for name in _REQUIRED if found.get(name) in (None, "")]
    if missing:
        raise FileRefused("missing_value", f"the sidecar has no {', '.join(missing)}")
    given: dict[str, Any] = {name: value for name, value in found.items() if value is not None}
    given["published_date"] = _day(given["published_date"])
    return DocumentMeta(**given)


def _day(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise FileRefused("bad_date", f"published_date {value!r} is not a date like 2022-05-31") from error


def check_meta(meta: DocumentMeta, today: date) -> DocumentMeta:
    """The same fields, if they keep the rules.

    Raises FileRefused with rule `bad_sidecar`, `missing_value`, `unreadable_character`, `unknown_code`, `unsafe_name`,
    `out_of_range`, `future_publication` or `published_before_period`.
    """
    _check_types(meta)
    _check_texts(meta)
    _check_time(meta, today)
    return meta


def _check_types(meta: DocumentMeta) -> None:
    values = asdict(meta)
    wrong = [name for name in _TEXTS if not isinstance(values[name], str | None)]
    wrong += [] if type(meta.fiscal_year) is int else ["fiscal_year"]
    wrong += [] if type(meta.is_date_assumed) is bool else ["is_date_assumed"]
    if wrong:
        raise FileRefused("bad_sidecar", "; ".join(f"{name} {values[name]!r} is of the wrong type" for name in wrong))


def _check_texts(meta: DocumentMeta) -> None:
    for name, value in asdict(meta).items():
        if isinstance(value, str) and _UNREADABLE.search(value):
            raise FileRefused("unreadable_character", f"{name} {value!r} holds a control or damaged character")
    if not meta.issuer_id.strip():
        raise FileRefused("missing_value", "issuer_id is empty")
    if meta.language not in (None, *LANGUAGES):
        raise FileRefused("unknown_code", f"language {meta.language!r} is not one of {', '.join(LANGUAGES)}")
    if meta.original_name is not None and re.search(r"[/\\]|^\.\.?$", meta.original_name):
        raise FileRefused(
            "unsafe_name", f"original_name {meta.original_name!r} is a path; only a file name may stand there"
        )


def _check_time(meta: DocumentMeta, today: date) -> None:
    if not FIRST_FISCAL_YEAR <= meta.fiscal_year <= today.year:
        bounds = f"{FIRST_FISCAL_YEAR} and {today.year}"
        raise FileRefused("out_of_range", f"fiscal_year {meta.fiscal_year} does not lie between {bounds}")
    if meta.published_date > today:
        raise FileRefused("future_publication", f"published_date {meta.published_date} lies after today, {today}")
    if meta.published_date.year < meta.fiscal_year:
        early = f"published_date {meta.published_date} lies before fiscal year {meta.fiscal_year} has begun"
        raise FileRefused("published_before_period", early)


def sidecar_bytes(meta: DocumentMeta) -> bytes:
    """The sidecar of a document, for people and programs to read."""
    content = asdict(meta) | {"published_date": meta.published_date.isoformat()}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
