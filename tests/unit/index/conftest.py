"""A small index of two branches that the tests of this folder build on, and how they read one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from esg_pipeline.index.build import Built, build
from esg_pipeline.index.config import read_index
from esg_pipeline.index.data import read_panel
from esg_pipeline.index.model import Index

# A town has green and social indicators; `noise` is bad.
CONFIG = """
unit: town
year: year
indicators:
  parks: {denominate: people}
  noise: {direction: -1}
  schools:
nodes:
  Total: {children: {Green: 3, schools: 1}}
  Green: {children: [parks, noise]}
"""
DATA = """town,year,region,people,parks,noise,schools
A,2020,n,10,10,50,0
B,2020,n,10,20,60,5
C,2020,s,10,30,70,10
"""


@pytest.fixture
def index_of(tmp_path: Path) -> Callable[[str], Index]:
    """Reads a configuration given as text."""

    def read(text: str = CONFIG) -> Index:
        path = tmp_path / "index.yaml"
        path.write_text(text, encoding="utf-8")
        return read_index(path)

    return read


@pytest.fixture
def built_of(tmp_path: Path, index_of: Callable[[str], Index]) -> Callable[..., Built]:
    """Builds an index from a configuration and a table, both given as text."""

    def make(config: str = CONFIG, data: str = DATA) -> Built:
        path = tmp_path / "data.csv"
        path.write_text(data, encoding="utf-8")
        index = index_of(config)
        return build(index, read_panel(index, path), path.name)

    return make
