"""Dagster's webserver and daemon as processes of their own, on folders of a test, for tests of the real thing."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError

CHECKOUT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
WORKSPACE = ("-w", str(CHECKOUT / "workspace.yaml"))


@dataclass(frozen=True)
class Services:
    """The services at work: their settings, the address of the user interface, the file of their words."""

    settings: dict[str, str]
    address: str
    log: Path

    def ask(self, query: str, **variables: object) -> dict[str, Any]:
        """What GraphQL answers, asked as the user interface asks."""
        request = urllib.request.Request(  # noqa: S310  # our own server
            f"{self.address}/graphql",
            json.dumps({"query": query, "variables": variables}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
            said = json.load(answer)
        assert "errors" not in said, said["errors"]
        return said["data"]


def settings_of(folder: Path) -> dict[str, str]:
    """The environment of a pipeline that lives in one folder: `home`, `data` and `warehouse`."""
    return {
        **os.environ,
        "DAGSTER_HOME": str(folder / "home"),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "ESG_DATA_DIR": str(folder / "data"),
        "ESG_WAREHOUSE_DIR": str(folder / "warehouse"),
        "OPENBLAS_NUM_THREADS": "1",
    }


def furnish(folder: Path) -> dict[str, str]:
    """Puts the sample and the project's dagster.yaml into a folder and gives its settings."""
    shutil.copytree(CHECKOUT / "data" / "sample", folder / "data" / "sample")
    (folder / "home").mkdir()
    shutil.copy(CHECKOUT / "dagster_home" / "dagster.yaml", folder / "home")
    return settings_of(folder)


@contextmanager
def serving(settings: dict[str, str], log: Path) -> Generator[Services]:
    """The webserver and the daemon at work for the block."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with log.open("wb") as words:
        services = [
            subprocess.Popen(command, cwd=CHECKOUT, env=settings, stdout=words, stderr=words, start_new_session=True)
            for command in (
                [BIN / "dagster-webserver", *WORKSPACE, "-h", "127.0.0.1", "-p", str(port)],
                [BIN / "dagster-daemon", "run", *WORKSPACE],
            )
        ]
        try:
            wait_for(address)
            yield Services(settings, address, log)
        finally:
            for service in services:
                service.terminate()
            for service in services:
                stop(service)


def stop(service: subprocess.Popen[bytes]) -> None:
    """Waits until a service has ended; one that takes too long is ended with all that it has started."""
    try:
        service.wait(timeout=120)
    except subprocess.TimeoutExpired:
        os.killpg(service.pid, signal.SIGKILL)
        service.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_for(address: str) -> None:
    """Returns when the server answers. Raises TimeoutError when it does not for three minutes."""
    for _ in range(180):
        try:
            with urllib.request.urlopen(f"{address}/server_info", timeout=5):  # noqa: S310  # our own server
                return
        except (URLError, OSError):
            time.sleep(1)
    raise TimeoutError(f"{address} does not answer")
