"""How the optional model is reached and bounded, from the environment. Nothing is contacted here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from esg_pipeline.paths import warehouse_dir

SWITCH = "ESG_LLM_URL"
_PREFIX = "ESG_LLM_"
_KNOWN = ("URL", "MODEL", "KEY", "TIMEOUT", "SECONDS", "MAX_NUMBERS", "MAX_TOKENS", "CACHE", "OFFLINE")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PLAIN = re.compile(r"[\x21-\x7e]+")
_MODEL = re.compile(r"[\x20-\x7e]{1,200}")
_FLAGS = {"": False, "0": False, "false": False, "no": False, "1": True, "true": True, "yes": True}


class LlmSettingsError(ValueError):
    """A setting of the model breaks a rule; the message names the variable, never the key."""


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """Where the model is and what it may cost. Times in seconds: `timeout` of one request, `max_seconds` of a document.

    `is_offline`: only cached answers are used, nothing is contacted.
    """

    url: str
    model: str
    cache: Path
    key: str = field(default="", repr=False)
    timeout: float = 60.0
    max_seconds: float = 300.0
    max_numbers: int = 200
    max_tokens: int = 4_000
    max_answer_bytes: int = 1_000_000
    max_retries: int = 2
    is_offline: bool = False


def llm_settings_from(environ: Mapping[str, str]) -> LlmSettings | None:
    """Settings of the ESG_LLM_ variables, None without ESG_LLM_URL. Raises LlmSettingsError.

    The cache is `llm_cache` in the warehouse's folder unless ESG_LLM_CACHE names another.
    """
    url = environ.get(SWITCH, "").strip()
    if not url:
        return None
    _check_names(environ)
    key = environ.get("ESG_LLM_KEY", "").strip()
    _check_url(url, has_key=bool(key))
    if key and not _PLAIN.fullmatch(key):
        raise LlmSettingsError("ESG_LLM_KEY holds a blank or a character that is not ASCII")
    model = environ.get("ESG_LLM_MODEL", "").strip()
    if not _MODEL.fullmatch(model):
        raise LlmSettingsError("ESG_LLM_MODEL must name the model, in at most 200 ASCII characters")
    return LlmSettings(
        url=url,
        model=model,
        cache=Path(environ.get("ESG_LLM_CACHE", "").strip() or warehouse_dir() / "llm_cache"),
        key=key,
        timeout=_positive(environ, "TIMEOUT", 60.0),
        max_seconds=_positive(environ, "SECONDS", 300.0),
        max_numbers=int(_positive(environ, "MAX_NUMBERS", 200, is_whole=True)),
        max_tokens=int(_positive(environ, "MAX_TOKENS", 4_000, is_whole=True)),
        is_offline=_flag(environ, "OFFLINE"),
    )


def _check_names(environ: Mapping[str, str]) -> None:
    for name in sorted(environ):
        if name.startswith(_PREFIX) and name.removeprefix(_PREFIX) not in _KNOWN:
            raise LlmSettingsError(f"{name} is no setting; known are {', '.join(_PREFIX + k for k in _KNOWN)}")


def _check_url(url: str, *, has_key: bool) -> None:
    parts = _split(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or not _PLAIN.fullmatch(url):
        raise LlmSettingsError(f"{SWITCH} must be an http or https address")
    if parts.username is not None or parts.fragment:
        raise LlmSettingsError(f"{SWITCH} must hold neither a user nor a fragment; a key belongs into ESG_LLM_KEY")
    if has_key and parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise LlmSettingsError(f"{SWITCH} must be https: a key is not sent in the clear to another machine")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # a port that is none is only found when it is asked for
    except ValueError:
        raise LlmSettingsError(f"{SWITCH} must be an http or https address") from None
    return parts


def _positive(environ: Mapping[str, str], name: str, default: float, *, is_whole: bool = False) -> float:
    raw = environ.get(_PREFIX + name, "").strip()
    try:
        value = (int(raw) if is_whole else float(raw)) if raw else default
    except ValueError:
        value = 0
    if not 0 < value <= 1_000_000:
        raise LlmSettingsError(f"{_PREFIX}{name} is {raw!r}, it must be a positive {'whole ' * is_whole}number")
    return value


def _flag(environ: Mapping[str, str], name: str) -> bool:
    raw = environ.get(_PREFIX + name, "").strip().lower()
    if raw not in _FLAGS:
        raise LlmSettingsError(f"{_PREFIX}{name} is {raw!r}, it must be 1 or 0")
    return _FLAGS[raw]
