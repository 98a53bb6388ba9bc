"""Languages by the share of Chinese characters."""

import pytest

from esg_pipeline.ingest.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Scope 1 emissions rose to 12.5 t.", "en"),
        ("The bank (工行) reported its emissions, its water use and its waste for the year.", "en"),
        ("范围一温室气体排放量为12.5吨 CO2e。", "zh"),
        ("温室气体排放量 Greenhouse gas emissions", "mixed"),
        ("12.5 %", "en"),
        ("", "en"),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert language_of(text) == language
