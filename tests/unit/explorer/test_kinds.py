from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.explorer.addresses import NoSuchPageError, Query
from esg_pipeline.explorer.kinds import FEW, simulated_asked
from esg_pipeline.reader import PublishedReader


@pytest.mark.parametrize(
    ("real", "simulated", "expected"), [(FEW, 100, False), (FEW - 1, 100, True), (0, 0, False), (FEW - 1, 0, False)]
)
def test_real_issuers_are_shown_unless_there_are_hardly_any(
    small_published_file: Path, monkeypatch: pytest.MonkeyPatch, real: int, simulated: int, *, expected: bool
) -> None:
    held = pl.DataFrame({"grade": ["A", "NR"], "real_issuers": [real, 99], "simulated_issuers": [simulated, 99]})
    monkeypatch.setattr(PublishedReader, "grade_distribution", lambda *_: held)
    reader = PublishedReader(small_published_file)
    day = reader.rating_dates()[-1]
    assert simulated_asked(reader, Query(), day) is expected
    assert simulated_asked(reader, Query((("kind", "simulated"),)), day) is True
    assert simulated_asked(reader, Query((("kind", "real"),)), day) is False
    with pytest.raises(NoSuchPageError):
        simulated_asked(reader, Query((("kind", "both"),)), day)
