"""Asks the model: cached answers first, then the server with bounded retries. What an answer says is `answer`."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from esg_pipeline.disclosure.llm.cache import AnswerCache, CorruptAnswer, cache_key
from esg_pipeline.disclosure.llm.settings import LlmSettings
from esg_pipeline.disclosure.llm.transport import LlmError, post_json

_LONGEST_WAIT = 20.0
_MAX_CONTENT = 200_000

Post = Callable[[LlmSettings, dict[str, Any], float], bytes]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: a fixed text for the system, the data, and the version of the two."""

    version: str
    system: str
    user: str

    @property
    def text(self) -> str:
        """Everything that an answer depends on, besides the model."""
        return json.dumps([self.system, self.user], ensure_ascii=True)


@dataclass(frozen=True, slots=True)
class Reply:
    """The model's words, and what went wrong on the way without stopping it."""

    content: str
    is_cached: bool = False
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class LlmClient:
    """Asks for one document. After a failure of the server nothing more is sent, cached answers are still used."""

    settings: LlmSettings
    post: Post = post_json
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _failure: str = ""
    _end: float = field(init=False)

    def __post_init__(self) -> None:
        self._end = self.clock() + self.settings.max_seconds

    def ask(self, request: Request) -> Reply:
        """The answer to a request. Raises LlmError when there is neither a cached one nor a server that gives one."""
        cached, notes = self._cached(self._key(request))
        if cached is not None:
            return Reply(cached, is_cached=True)
        why = notes[0] if notes else ""
        if self.settings.is_offline:
            raise LlmError(f"{why or 'there is no cached answer'}, and the model is not asked offline")
        if self._failure:
            raise LlmError(self._failure)
        try:
            return Reply(self._asked(request), notes=(f"{why}: asked again",) if why else ())
        except LlmError as error:
            self._failure = str(error)
            raise

    def keep(self, request: Request, reply: Reply) -> tuple[str, ...]:
        """Cache an answer that could be read; a note when that fails."""
        if reply.is_cached:
            return ()
        try:
            self._cache.put(self._key(request), reply.content)
        except OSError as error:
            return (f"an answer of the model could not be cached ({type(error).__name__})",)
        return ()

    @property
    def _cache(self) -> AnswerCache:
        return AnswerCache(self.settings.cache)

    def _key(self, request: Request) -> str:
        # Another limit gives another answer, cut or whole.
        return cache_key(self.settings.model, f"{request.version}/{self.settings.max_tokens}", request.text)

    def _cached(self, key: str) -> tuple[str | None, tuple[str, ...]]:
        try:
            return self._cache.get(key), ()
        except CorruptAnswer as error:
            return None, (str(error),)

    def _asked(self, request: Request) -> str:
        body = {
            "model": self.settings.model,
            "temperature": 0,
            "max_tokens": self.settings.max_tokens,
            "messages": [{"role": "system", "content": request.system}, {"role": "user", "content": request.user}],
        }
        for attempt in range(self.settings.max_retries + 1):
            try:
                return content_of(self.post(self.settings, body, self._time_left()))
            except LlmError as error:
                if error.wait is None or attempt == self.settings.max_retries:
                    raise
                self.sleep(min(max(error.wait, 2.0**attempt), _LONGEST_WAIT))
        raise AssertionError  # the last attempt returns or raises

    def _time_left(self) -> float:
        left = self._end - self.clock()
        if left <= 0:
            raise LlmError(f"asking the model took more than {self.settings.max_seconds:g} seconds")
        return min(left, self.settings.timeout)


def content_of(raw: bytes) -> str:
    """The model's words in an answer of the server. Raises LlmError when it is not one of this protocol."""
    try:
        found: Any = json.loads(raw)
        content: Any = found["choices"][0]["message"]["content"]
    except (ValueError, RecursionError, KeyError, IndexError, TypeError):
        raise LlmError("the model's server gave an answer of another form") from None
    if not isinstance(content, str) or len(content) > _MAX_CONTENT:
        raise LlmError("the model's server gave an answer of another form")
    return content
