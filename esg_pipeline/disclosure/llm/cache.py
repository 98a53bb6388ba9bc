"""Answers of the model as files, one per request, so that a run can be replayed without it. No key is ever stored."""

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

_FORM = 1


class CorruptAnswer(ValueError):  # noqa: N818 - says what it is
    """A cached file is not what was written; the message says how."""


def cache_key(model: str, prompt_version: str, request: str) -> str:
    """64 hexadecimal digits over what an answer depends on."""
    parts = (model, prompt_version, request)
    return hashlib.sha256("\x00".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class AnswerCache:
    """A folder of answers; `max_bytes` is the size beyond which a file is not read."""

    folder: Path
    max_bytes: int = 8_000_000

    def path(self, key: str) -> Path:
        """Where the answer to a request lies."""
        return self.folder / key[:2] / f"{key}.json"

    def get(self, key: str) -> str | None:
        """The cached answer, None when there is none. Raises CorruptAnswer."""
        path = self.path(key)
        try:
            with path.open("rb") as file:
                raw = file.read(self.max_bytes + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CorruptAnswer(f"the cached answer {path.name} cannot be read ({type(error).__name__})") from error
        return _checked(raw, key, path.name, self.max_bytes)

    def put(self, key: str, answer: str) -> None:
        """Keep an answer; the file appears as a whole or not at all. Raises OSError."""
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        record = {"form": _FORM, "key": key, "sha256": _digest(answer), "answer": answer}
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(record, file, ensure_ascii=True, sort_keys=True)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _checked(raw: bytes, key: str, name: str, limit: int) -> str:
    if len(raw) > limit:
        raise CorruptAnswer(f"the cached answer {name} has more than {limit} bytes")
    try:
        record: Any = json.loads(raw)
    except (ValueError, RecursionError):
        raise CorruptAnswer(f"the cached answer {name} is no JSON") from None
    fields = cast("dict[str, Any]", record) if isinstance(record, dict) else {}
    answer = fields.get("answer")
    if fields.get("form") != _FORM or fields.get("key") != key or not isinstance(answer, str):
        raise CorruptAnswer(f"the cached answer {name} is not the one to this request")
    if fields.get("sha256") != _digest(answer):
        raise CorruptAnswer(f"the cached answer {name} was changed")
    return answer


def _digest(answer: str) -> str:
    return hashlib.sha256(answer.encode("utf-8", "surrogatepass")).hexdigest()
