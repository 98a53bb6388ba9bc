"""Names of columns as headers spell them."""

import pytest

from esg_pipeline.ingest.limits import FileRefused
from esg_pipeline.ingest.records import BROKEN_SCHEMA, header_names, no_broken_rows


def test_names_are_plain() -> None:
    assert header_names([" Issuer_ID ", "value", ""]) == ["issuer_id", "value", "(column 3)"]


@pytest.mark.parametrize("cells", [["a", "b", "A "], ["#row", "a"]])
def test_a_name_stands_once(cells: list[str]) -> None:
    with pytest.raises(FileRefused, match="names a column twice") as caught:
        header_names(cells)
    assert caught.value.rule == "duplicate_column"


def test_columns_without_end() -> None:
    assert len(header_names([str(number) for number in range(1_000)])) == 1_000
    with pytest.raises(FileRefused, match="1001 columns"):
        header_names([str(number) for number in range(1_001)])


def test_no_broken_rows() -> None:
    assert no_broken_rows().schema == BROKEN_SCHEMA
    assert no_broken_rows().is_empty()
