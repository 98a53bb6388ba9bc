"""What an index says about itself, and that its options hold together."""

from collections.abc import Callable
from typing import Any

import pytest

from esg_pipeline.index.document import SECTIONS
from esg_pipeline.index.model import Index
from esg_pipeline.index.options import options_of


def test_an_index_knows_its_total_and_its_levels(index_of: Callable[[], Index]) -> None:
    index = index_of()
    assert (index.root, index.top_down, index.level) == ("Total", ["Total", "Green"], {"Green": 1, "Total": 2})
    assert index.indicators_under("Total") == ["parks", "noise", "schools"]
    assert index.indicators_under("Green") == ["parks", "noise"]
    assert index.nodes["Total"].children == ("Green", "schools")


@pytest.mark.parametrize("holder", [holder for _, _, holder in SECTIONS], ids=lambda holder: holder.__name__)
def test_what_an_option_is_for_is_a_method_that_exists(holder: type[Any]) -> None:
    known = options_of(holder)
    chooser = known.get("method") or known.get("mean")
    for name, each in known.items():
        for method in each.metadata["only"]:
            assert chooser, name
            assert f"`{method}`" in chooser.metadata["reader"].words, name
