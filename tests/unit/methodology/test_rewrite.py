"""A file of a version is replaced whole or not at all."""

from pathlib import Path

import pytest

from esg_pipeline.methodology.model import MethodologyError
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.methodology.rewrite import put_file


def test_a_text_that_keeps_the_rules_takes_the_place_of_the_file(folder: Path) -> None:
    text = (folder / "uncertainty.csv").read_text(encoding="utf-8").replace("influence,true,0.1", "influence,true,0.2")
    names = sorted(path.name for path in folder.iterdir())
    version = put_file(folder, "uncertainty.csv", text)
    assert version.uncertainty.filter(choice_id="influence")["spread"].to_list() == [0.2]
    assert version.hash == load_methodology(folder).hash
    assert sorted(path.name for path in folder.iterdir()) == names


def test_a_text_that_breaks_a_rule_leaves_every_byte(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(MethodologyError, match="missing_column"):
        put_file(folder, "uncertainty.csv", "choice_id,is_on\ninfluence,true\n")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
