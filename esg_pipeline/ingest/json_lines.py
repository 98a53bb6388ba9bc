"""JSON Lines to records: one object per line, numbers kept as they were written. Types and meaning come later."""

import json
from collections.abc import Iterable
from typing import TypeAlias

import polars as pl

from esg_pipeline.ingest.records import BROKEN_SCHEMA, ROW, Records, header_names

_Row: TypeAlias = dict[str, str | None]


def read_json_lines(text: str) -> Records:
    """Records of a JSON Lines text; a line that is no flat object is set apart with rule `bad_json`.

    Raises FileRefused with rule `duplicate_column` when names differ only in case or blanks.
    """
    rows: list[tuple[int, _Row]] = []
    broken: list[tuple[int, str, str, str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            rows.append((number, _row(line)))
        except (ValueError, RecursionError) as error:
            broken.append((number, "bad_json", f"the line is not a flat JSON object: {error}", json.dumps(line)))
    return Records(_frame(rows), pl.DataFrame(broken, schema=BROKEN_SCHEMA, orient="row"))


def _row(line: str) -> _Row:
    # Numbers stay text, so that what is kept as delivered is what was delivered.
    content = json.loads(line, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_object)
    if not isinstance(content, _Object):
        raise ValueError("not an object")  # noqa: TRY004 - the caller treats all bad lines alike
    if "\\u" in line:
        # Half a character can be escaped but not be stored: encoding it raises a ValueError.
        json.dumps(content, ensure_ascii=False).encode()
    return dict(content)


class _Object(dict[str, str | None]):
    """A JSON object whose values are text or null."""


def _object(pairs: list[tuple[str, object]]) -> _Object:
    found = _Object((name, _cell(name, value)) for name, value in pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _cell(name: str, value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    raise ValueError(f"{name!r} holds a list or an object")


def _frame(rows: list[tuple[int, _Row]]) -> pl.DataFrame:
    raw_names = list(_first_seen(row for _, row in rows))
    columns = [
        pl.Series(name, [row.get(raw_name) for _, row in rows], dtype=pl.String)
        for name, raw_name in zip(header_names(raw_names), raw_names, strict=True)
    ]
    return pl.DataFrame([pl.Series(ROW, [number for number, _ in rows], dtype=pl.Int64), *columns])


def _first_seen(rows: Iterable[_Row]) -> dict[str, None]:
    names: dict[str, None] = {}
    for row in rows:
        if row.keys() - names.keys():
            names |= dict.fromkeys(row)
    return names
