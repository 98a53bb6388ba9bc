"""Alerts: what they say, and that a post goes where the configuration says, nowhere else, and never fails anything."""

import json
import logging
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, cast

import pytest

from esg_pipeline.alerts import ADVICE, UI_URL, WEBHOOK, Alert, FailedStep, send

RUN = "11111111-2222-3333-4444-555555555555"
ALERT = Alert("refresh", RUN, "2022-04-30 to 2022-10-31", [FailedStep("raw_store", "check rejected_share: too much")])


class Hook(ThreadingHTTPServer):
    """A webhook on this machine that keeps what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taker)
        self.taken: list[dict[str, Any]] = []

    def address(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class Taker(BaseHTTPRequestHandler):
    """Takes /hook, fails on /broken, sends elsewhere on /moved and /file."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        hook = cast("Hook", self.server)
        hook.taken.append({"path": self.path, "type": self.headers["Content-Type"], "body": json.loads(body)})
        answers = {"/hook": 204, "/broken": 500, "/moved": 307, "/file": 302}
        self.send_response(answers[self.path])
        if self.path in ("/moved", "/file"):
            self.send_header("Location", hook.address() if self.path == "/moved" else "file:///etc/hostname")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name that the class gives it
        """Silent."""


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    server = Hook()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_post_says_what_failed_why_and_what_next(hook: Hook) -> None:
    assert send(ALERT, {WEBHOOK: hook.address(), UI_URL: "http://ui.example:3000/"})
    [taken] = hook.taken
    assert taken["type"] == "application/json; charset=utf-8"
    assert taken["body"] == {
        "text": "Run of refresh for 2022-04-30 to 2022-10-31 failed\n"
        "raw_store: check rejected_share: too much\n"
        "Next: Look into raw.rejected_row of warehouse.duckdb, correct the feeds, then run the job again.\n"
        f"http://ui.example:3000/runs/{RUN}",
        "job": "refresh",
        "run_id": RUN,
        "rating_dates": "2022-04-30 to 2022-10-31",
        "steps": [{"step": "raw_store", "reason": "check rejected_share: too much"}],
        "next": "Look into raw.rejected_row of warehouse.duckdb, correct the feeds, then run the job again.",
        "url": f"http://ui.example:3000/runs/{RUN}",
    }


def test_nothing_is_sent_unless_it_is_configured(hook: Hook) -> None:
    assert not send(ALERT, {})
    assert not send(ALERT, {WEBHOOK: ""})
    assert hook.taken == []


@pytest.mark.parametrize("path", ["/broken", "/moved", "/file"])
def test_a_refusal_or_a_redirect_is_logged_and_goes_no_further(
    hook: Hook, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    with caplog.at_level(logging.WARNING):
        assert not send(ALERT, {WEBHOOK: hook.address(path)})
    assert [taken["path"] for taken in hook.taken] == [path]
    assert "the alert was not taken by 127.0.0.1" in caplog.text


@pytest.mark.parametrize(
    "address",
    ["file:///etc/hostname", "ftp://127.0.0.1/x", "hook", "http://", "http://[", "data:,x", "http://127.0.0.1:1/x"],
)
def test_an_address_that_cannot_be_posted_to_is_logged(caplog: pytest.LogCaptureFixture, address: str) -> None:
    with caplog.at_level(logging.WARNING):
        assert not send(ALERT, {WEBHOOK: address})
    assert "the alert was not taken" in caplog.text


def test_the_secret_part_of_an_address_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        send(ALERT, {WEBHOOK: "http://127.0.0.1:1/services/SECRET"})
        send(ALERT, {WEBHOOK: "ftp://127.0.0.1/services/SECRET"})
    assert "SECRET" not in caplog.text


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("nothing was written, the contract is broken: score.esg_score", "Correct the rows"),
        ("not published, rules are broken: weights_sum_to_one (3 rows)", "last published file stands"),
        ("python (PID 7) has held warehouse.duckdb for 600 seconds", "holds the work file"),
        ("OSError: [Errno 28] No space left on device", "Make room"),
        ("KeyError: 'x'", "Nothing half-made was written"),
    ],
)
def test_the_advice_fits_the_reason(reason: str, words: str) -> None:
    assert words in Alert("refresh", RUN, "", [FailedStep("a", reason)]).next_step


def test_a_run_without_a_failed_step_is_told_too() -> None:
    text = Alert("publish", RUN, "", []).text({})
    assert text.startswith("Run of publish failed\nthe run ended without a reason\nNext: ")
    assert "http" not in text


def test_there_is_advice_for_every_reason() -> None:
    assert ADVICE[-1][0] == ""
