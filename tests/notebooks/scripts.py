"""Runs a notebook as a script, in this process."""

import sys
from collections.abc import Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
NAMES = sorted(file.stem for file in NOTEBOOKS.glob("*.py"))


def ran(monkeypatch: pytest.MonkeyPatch, name: str, *words: str) -> Mapping[str, Any]:
    """Runs a notebook as `python notebooks/NAME.py WORDS` does, and gives what it defines."""
    spec = spec_from_file_location(name, NOTEBOOKS / f"{name}.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    monkeypatch.setattr(sys, "argv", [f"{name}.py", *words])
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    return module.app.run()[1]
