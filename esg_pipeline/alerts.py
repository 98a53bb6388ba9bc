"""What a person is told when a run failed, and the post of it to a webhook. Where runs come from is not known here."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

WEBHOOK = "ESG_ALERT_WEBHOOK"
UI_URL = "ESG_DAGSTER_URL"
TIMEOUT_SECONDS = 10
SCHEMES = ("http", "https")
# What the reason says -> what to do next; the first that fits. docs/operations.md has the whole of it.
ADVICE = (
    ("the contract is broken", "Correct the rows or the code that makes them, then run the job again."),
    ("rejected_share", "Look into raw.rejected_row of warehouse.duckdb, correct the feeds, then run the job again."),
    ("registry", "Put the registry's files in order, then run the job again."),
    ("decision", "Correct the decision's file (`esg committee check` shows each problem), then run the job again."),
    ("not published", "The rules named are broken; the last published file stands. Correct the cause, then run again."),
    ("history", "Find out who changed what before anything else; nothing was written or published."),
    ("has held", "Another run or program holds the work file: wait for it or end it, then run the job again."),
    ("No space left", "Make room on the disk, then run the job again."),
    (
        "",
        "Nothing half-made was written and the last published file stands. Correct the cause, then run the job again.",
    ),
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FailedStep:
    """A step that failed and why, in words."""

    step: str
    reason: str


@dataclass(frozen=True)
class Alert:
    """A failed run: its job, its rating dates, the steps that failed."""

    job: str
    run_id: str
    rating_dates: str
    steps: Sequence[FailedStep]

    @property
    def next_step(self) -> str:
        """What to do, by the first reason that says something of its own."""
        reasons = " ".join(step.reason for step in self.steps).lower()
        return next(advice for words, advice in ADVICE if words.lower() in reasons)

    def record(self, environment: Mapping[str, str]) -> dict[str, Any]:
        """The alert for a machine; `text` is what chat programs show."""
        return {
            "text": self.text(environment),
            "job": self.job,
            "run_id": self.run_id,
            "rating_dates": self.rating_dates,
            "steps": [{"step": step.step, "reason": step.reason} for step in self.steps],
            "next": self.next_step,
            "url": run_url(self.run_id, environment),
        }

    def text(self, environment: Mapping[str, str]) -> str:
        """The alert for a person."""
        url = run_url(self.run_id, environment)
        dates = f" for {self.rating_dates}" if self.rating_dates else ""
        reasons = [f"{step.step}: {step.reason}" for step in self.steps] or ["the run ended without a reason"]
        lines = [f"Run of {self.job}{dates} failed", *reasons, f"Next: {self.next_step}"]
        return "\n".join([*lines, url] if url else lines)


def run_url(run_id: str, environment: Mapping[str, str]) -> str | None:
    """Address of the run in the user interface, where ESG_DAGSTER_URL says where that is."""
    base = environment.get(UI_URL, "").rstrip("/")
    return f"{base}/runs/{run_id}" if base else None


def send(alert: Alert, environment: Mapping[str, str]) -> bool:
    """Posts the alert where ESG_ALERT_WEBHOOK says; True when it was taken. A post that fails is logged, no more."""
    address = environment.get(WEBHOOK, "")
    if not address:
        return False
    try:
        post(address, json.dumps(alert.record(environment), ensure_ascii=False).encode())
    except (URLError, HTTPException, OSError, ValueError) as error:
        log.warning("the alert was not taken by %s: %s", host_of(address), without(address, str(error)))
        return False
    return True


def post(address: str, body: bytes) -> None:
    """Posts JSON. Raises ValueError for an address that is not http or https, URLError when it is not taken.

    A redirect is an error: an alert goes where the configuration says and nowhere else.
    """
    if urlsplit(address).scheme not in SCHEMES:
        raise ValueError(f"{WEBHOOK} must be an address that starts with http:// or https://")
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "esg-pipeline"}
    opener = OpenerDirector()
    for handler in (ProxyHandler(), HTTPHandler(), HTTPSHandler(), HTTPErrorProcessor(), HTTPDefaultErrorHandler()):
        opener.add_handler(handler)
    request = Request(address, data=body, headers=headers, method="POST")  # noqa: S310  # the scheme is checked above
    with opener.open(request, timeout=TIMEOUT_SECONDS):
        pass


def host_of(address: str) -> str:
    """The host alone: the rest of a webhook's address is often a secret."""
    try:
        return urlsplit(address).hostname or "the webhook"
    except ValueError:
        return "the webhook"


def without(address: str, message: str) -> str:
    """A message without the address in it."""
    return message.replace(address, "...")
