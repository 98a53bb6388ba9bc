import socket
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from esg_pipeline.cli import esg
from esg_pipeline.cli_explore import next_port
from esg_pipeline.explorer import app
from tests.services import free_port


def test_it_serves_the_published_file(warehouse_of_the_command: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[Any] = []
    monkeypatch.setattr(app, "serve", lambda reader, at: served.append((reader.file, at.getsockname())))
    port = free_port()
    result = CliRunner().invoke(esg, ["explore", "--port", str(port)])
    assert result.exit_code == 0, result.output
    assert f"http://127.0.0.1:{port}" in result.output
    assert served == [(warehouse_of_the_command, ("127.0.0.1", port))]


def test_a_port_that_is_held_is_said_with_another_to_try(warehouse_of_the_command: Path) -> None:
    assert warehouse_of_the_command.exists()
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        result = CliRunner().invoke(esg, ["explore", "--port", str(port)])
    assert result.exit_code == 1
    assert f"port {port}" in result.output
    assert f"--port {next_port(port)}" in result.output


def test_another_port_is_a_port() -> None:
    assert (next_port(8765), next_port(65535)) == (8766, 65534)


def test_without_a_published_file_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path))
    monkeypatch.setattr(app, "serve", lambda *_: None)
    assert "esg run" in CliRunner().invoke(esg, ["explore", "--port", str(free_port())]).output
