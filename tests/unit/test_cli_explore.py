from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from esg_pipeline import cli_explore
from esg_pipeline.cli import esg
from esg_pipeline.explorer import app


def test_it_serves_the_published_file(warehouse_of_the_command: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[Any] = []
    monkeypatch.setattr(app, "serve", lambda reader, address: served.append((reader.file, address)))
    result = CliRunner().invoke(esg, ["explore", "--port", "8801"])
    assert result.exit_code == 0
    assert "http://127.0.0.1:8801" in result.output
    assert served == [(warehouse_of_the_command, "http://127.0.0.1:8801")]


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_explore, "NEEDED", ("no_such_web_server",))
    result = CliRunner().invoke(esg, ["explore"])
    assert result.exit_code == 1
    assert "esg-pipeline[apps]" in result.output
