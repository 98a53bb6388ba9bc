"""One bounded POST of JSON to a model's server: no redirects, no proxies, TLS verified. Retries are in `client`."""

import http
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from esg_pipeline.disclosure.llm.settings import LlmSettings

_CHUNK = 65_536
_TRY_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504})


class LlmError(Exception):
    """The model gave no usable answer; the message says why and never holds the key or what the server wrote.

    `wait`: seconds after which the server wants to be asked again, None when asking again is of no use.
    """

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(slots=True)
class _Expiry:
    """Whether the time was over before the answer was, and the socket to cut then."""

    is_over: bool = False
    sock: socket.socket | None = None


def post_json(settings: LlmSettings, body: dict[str, Any], timeout: float) -> bytes:
    """The bytes of the answer to POST {url}/chat/completions, within `timeout` seconds. Raises LlmError."""
    parts = urlsplit(settings.url)
    path = parts.path.rstrip("/") + "/chat/completions" + (f"?{parts.query}" if parts.query else "")
    expiry = _Expiry()
    try:
        with _connection(parts.scheme, str(parts.hostname), parts.port, timeout, expiry) as connection:
            connection.request("POST", path, json.dumps(body).encode(), _headers(settings.key))
            with connection.getresponse() as response:
                found = _read(response, settings.max_answer_bytes)
            if expiry.is_over:  # the cut looks like the end of an answer that tells no length
                raise TimeoutError
            return found
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise LlmError(_told(error, timeout, expiry)) from None


def _headers(key: str) -> dict[str, str]:
    """A packed answer is not asked for, so that none can swell."""
    fixed = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity"}
    return fixed | ({"Authorization": f"Bearer {key}"} if key else {})


@contextmanager
def _connection(
    scheme: str, host: str, port: int | None, timeout: float, expiry: _Expiry
) -> Generator[http.client.HTTPConnection]:
    """A connection that is cut when the time is over: a server that sends a byte now and then holds nobody up."""
    if scheme == "https":
        connection = http.client.HTTPSConnection(host, port, timeout=timeout, context=ssl.create_default_context())
    else:
        connection = http.client.HTTPConnection(host, port, timeout=timeout)
    timer = threading.Timer(timeout, _cut, (expiry,))
    timer.daemon = True
    timer.start()
    try:
        connection.connect()
        expiry.sock = connection.sock  # the connection may forget it while its answer is still being read
        if expiry.is_over:  # there was no socket to cut yet
            raise TimeoutError
        yield connection
    finally:
        timer.cancel()
        connection.close()


def _cut(expiry: _Expiry) -> None:
    expiry.is_over = True
    if expiry.sock is not None:
        try:
            # The plain method, since that of an encrypted socket takes its state away under the reader.
            socket.socket.shutdown(expiry.sock, socket.SHUT_RDWR)
        except OSError:
            return  # closed already


def _read(response: http.client.HTTPResponse, limit: int) -> bytes:
    if response.status != http.HTTPStatus.OK:
        raise LlmError(_status(response.status), _wait(response))
    if response.getheader("Content-Encoding", "identity").lower() != "identity":
        raise LlmError("the model's server packed its answer, which was not asked for")
    found = bytearray()
    while chunk := response.read(min(_CHUNK, limit + 1 - len(found))):
        found += chunk
        if len(found) > limit:
            raise LlmError(f"the model's answer has more than {limit} bytes")
    if response.length:
        raise http.client.IncompleteRead(b"")
    return bytes(found)


def _status(status: int) -> str:
    if 300 <= status < 400:
        return f"the model's server answered with status {status}: redirects are not followed"
    return f"the model's server answered with status {status}"


def _wait(response: http.client.HTTPResponse) -> float | None:
    if response.status not in _TRY_AGAIN:
        return None
    after = (response.getheader("Retry-After") or "").strip()
    return float(after) if after.isascii() and after.isdigit() and len(after) < 6 else 0.0


def _told(error: Exception, timeout: float, expiry: _Expiry) -> str:
    """The kind of error only: its text may repeat an address or a header."""
    if expiry.is_over or isinstance(error, TimeoutError):
        return f"the model's server did not answer within {timeout:g} seconds"
    if isinstance(error, ConnectionRefusedError):
        return "the model's server refused the connection"
    if isinstance(error, http.client.IncompleteRead):
        return "the model's server broke off its answer"
    if isinstance(error, ssl.SSLError):
        return f"the model's server has no TLS that can be trusted ({type(error).__name__})"
    return f"the model's server cannot be asked ({type(error).__name__})"
