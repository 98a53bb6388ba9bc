"""How runs are logged: coloured lines for people, JSON lines for programs. What is logged is not decided here."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import dagster as dg

FORMAT = "ESG_LOG_FORMAT"
LOGGERS = {"console": dg.colored_console_logger, "json": dg.json_console_logger}
QUIET = {"console": {"config": {"log_level": "CRITICAL"}}}
AS_JSON = {"json": {"config": {"log_level": "INFO"}}}
DAGSTER_META = "dagster_meta"  # where Dagster keeps run, step and event of a record


def run_loggers(environment: Mapping[str, str]) -> dict[str, Any]:
    """The run configuration of `esg run`: silent beside its own report, or JSON lines on stderr by ESG_LOG_FORMAT=json.

    Raises ValueError for another format.
    """
    chosen = environment.get(FORMAT, "")
    if chosen not in ("", "json"):
        raise ValueError(f"{FORMAT} can be json or unset, not {chosen!r}")
    return {"loggers": AS_JSON if chosen else QUIET}


class JsonLines(logging.Formatter):
    """One JSON object per line: time, level, logger, message; run, job, step and kind of event where there are some."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        meta: Mapping[str, Any] = getattr(record, DAGSTER_META, None) or {}
        event = meta.get("dagster_event")
        line = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": meta.get("orig_message") or record.getMessage(),
            "run_id": meta.get("run_id"),
            "job": meta.get("job_name"),
            "step": meta.get("step_key"),
            "event": getattr(event, "event_type_value", None),
            "error": self.formatException(record.exc_info) if record.exc_info else None,
        }
        return json.dumps({name: value for name, value in line.items() if value is not None}, ensure_ascii=False)
