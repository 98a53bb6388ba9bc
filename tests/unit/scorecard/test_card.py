"""A whole card of every issuer of the small file, in both languages."""

from collections.abc import Callable

import pytest

from esg_pipeline.scorecard.card import PARTS, scorecard
from esg_pipeline.scorecard.source import Source
from esg_pipeline.scorecard.words import LANGUAGES

ISSUERS = ("360DIGITECH", "BANKX", "CAPPED", "SIM-0001")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("issuer", ISSUERS)
def test_a_card_has_every_part_and_tables_that_are_rectangles(
    source_of: Callable[[str], Source], issuer: str, language: str
) -> None:
    card = scorecard(source_of(issuer), language)
    assert len({section.identity for section in card.sections}) == len(PARTS)
    for section in card.sections:
        assert section.notes or section.tables or section.figures
        for table in section.tables:
            assert {len(row.cells) for row in table.rows} == {len(table.heads)}


def test_the_foot_of_every_sheet_names_method_and_simulation(source_of: Callable[[str], Source]) -> None:
    assert scorecard(source_of("SIM-0001"), "en").footer.startswith("SIMULATED")
    real = source_of("360DIGITECH")
    footer = scorecard(real, "en").footer
    assert not footer.startswith("SIMULATED")
    assert real.explanation.methodology_hash[:12] in footer
