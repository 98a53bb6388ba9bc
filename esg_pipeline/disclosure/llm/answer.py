"""The model's words to proposals, strictly: what is not of the asked form is left out. Nothing is believed here."""

import json
import re
from dataclasses import dataclass
from typing import Any, cast

_FENCE = re.compile(r"```(?:json)?[ \t]*\n(.{0,200000}?)\n?```", re.DOTALL)
_MAX_TEXT = 1_000
_MAX_FACTS = 500


class NoAnswer(ValueError):  # noqa: N818 - says what it is
    """The model's words are not the asked JSON; the message says how."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the model says of one number; `value` as it wrote it."""

    number_index: int
    data_point_id: str
    dimension: str
    period: int | None
    quote: str
    value: str
    unit: str


def proposals_in(content: str) -> tuple[Proposal, ...]:
    """The proposals of an answer in their order; entries of another form are left out. Raises NoAnswer."""
    found = _json(content)
    entries: Any = cast("dict[str, Any]", found).get("facts") if isinstance(found, dict) else found
    if not isinstance(entries, list):
        raise NoAnswer("the model's answer is not the list that was asked for")
    listed = cast("list[Any]", entries)
    if len(listed) > _MAX_FACTS:
        raise NoAnswer(f"the model's answer has more than {_MAX_FACTS} facts")
    return tuple(p for p in map(_proposal, listed) if p is not None)


def _json(content: str) -> Any:
    fence = _FENCE.fullmatch(content.strip())
    try:
        # Numbers stay text: they are read like those of the document, and none can be too large to hold.
        return json.loads(fence[1] if fence else content, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise NoAnswer("the model's answer is not JSON") from None


def _proposal(entry: Any) -> Proposal | None:
    if not isinstance(entry, dict):
        return None
    fields = cast("dict[str, Any]", entry)
    texts = [_text(fields.get(name)) for name in ("data_point_id", "dimension", "quote", "value", "unit")]
    index, period = _whole(fields.get("number_index")), _whole(fields.get("period"))
    if index is None or None in texts or (period is None and fields.get("period") not in (None, "")):
        return None
    data_point_id, dimension, quote, value, unit = (str(text) for text in texts)
    return Proposal(index, data_point_id, dimension, period, quote, value, unit)


def _text(value: Any) -> str | None:
    """A text of bearable length; nothing is as good as an empty one."""
    text = "" if value is None else value
    return text if isinstance(text, str) and len(text) <= _MAX_TEXT else None


def _whole(value: Any) -> int | None:
    """Numbers come as text, whether the model wrote `3` or `"3"`."""
    is_short = isinstance(value, str) and len(value) <= 6
    return int(value) if is_short and value.isascii() and value.isdigit() else None
