"""How the status looks: a line per rating date, the whole tables counted, what is stale at the end."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

from esg_pipeline.builds import WHOLE
from esg_pipeline.status import DateStatus, Status
from esg_pipeline.status_view import shown

DAY = date(2022, 10, 31)


def printed(state: str, reason: str, tables: list[tuple[str, str, str, str]]) -> str:
    day = DateStatus(DAY, 12, 3, "V1.0", "ab" * 32, state, sum(t[2] == "stale" for t in tables), reason)
    names = ("table_name", "partition_key", "state", "reason")
    frame = pl.DataFrame(tables, schema=dict.fromkeys(names, pl.String()), orient="row")
    out = Console(width=140, record=True, file=open("/dev/null", "w", encoding="utf-8"))  # noqa: SIM115, PTH123
    for part in shown(
        Status(Path("published.duckdb"), datetime(2022, 11, 1, 6, 5, tzinfo=UTC), "cd" * 32, [day], frame)
    ):
        out.print(part)
    out.file.close()
    return out.export_text()


def test_a_current_file_says_when_it_was_published_and_by_which_method() -> None:
    text = printed("current", "", [("raw.event", WHOLE, "current", "")])
    assert "published.duckdb, published 2022-11-01 06:05 UTC" in text
    assert "Method in force: cdcdcdcdcdcd" in text
    assert "2022-10-31" in text
    assert "V1.0 abababababab" in text
    assert "Whole tables: 1 current" in text
    assert "esg run" not in text


def test_what_is_stale_is_named_with_what_to_do() -> None:
    why = "its code has changed"
    text = printed("stale", f"rating.rating: {why}", [("rating.rating", str(DAY), "stale", why)])
    assert "rating date 2022-10-31: 1 stale (rating.rating: its code has changed)" in text
    assert "esg run with the rating dates named" in text
    assert "Whole tables: none recorded" in text


@pytest.mark.parametrize(
    ("state", "words"), [("other_method", "rated by another method"), ("not_recorded", "not recorded")]
)
def test_every_state_has_words(state: str, words: str) -> None:
    assert words in printed(state, "x", [])
