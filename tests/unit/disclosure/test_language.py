"""Languages of whole texts."""

from pathlib import Path

import pytest

from esg_pipeline.disclosure.language import Language, chinese_share, detect, is_mostly_chinese, is_mostly_english

GERMAN = (
    "Die Gesellschaft berichtet über die Emissionen des Jahres und die Maßnahmen, mit denen sie den Verbrauch von "
    "Wasser und Energie in den nächsten Jahren senken wird. Der Vorstand ist für die Umsetzung verantwortlich."
)
FRENCH = (
    "La société publie les émissions de gaz à effet de serre pour l'année et les mesures qui sont prises dans les "
    "usines afin de réduire la consommation d'eau et d'énergie. Le conseil est responsable du suivi avec elle."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Scope 1 emissions rose to 12.5 t.", Language.EN),
        ("The bank (工行) reported its emissions, its water use and its waste for the year.", Language.EN),
        ("范围一温室气体排放量为12.5吨 CO2e。", Language.ZH_HANS),
        ("範圍一溫室氣體排放量為12.5噸，僱員總數為三千人。", Language.ZH_HANT),
        ("能源消耗", Language.ZH_HANS),
        ("温室气体排放量 Greenhouse gas emissions", Language.MIXED),
        (GERMAN, Language.UNKNOWN),
        (FRENCH, Language.UNKNOWN),
        ("Выбросы парниковых газов выросли", Language.UNKNOWN),
        ("温室効果ガスの排出量は前年から減りました", Language.UNKNOWN),
        ("온실가스 배출량", Language.UNKNOWN),
        ("12.5 %", Language.UNKNOWN),
        ("", Language.UNKNOWN),
    ],
)
def test_detect(text: str, language: Language) -> None:
    assert detect(text) is language


def test_shares() -> None:
    assert chinese_share("") == 0
    assert chinese_share("环境 ab") == 0.5
    assert not is_mostly_chinese(0.5)
    assert is_mostly_chinese(0.51)
    assert is_mostly_english(0.04)
    assert not is_mostly_english(0.05)


def test_long_texts_are_read_at_three_places() -> None:
    assert detect("The emissions of the year fell. " * 40_000) is Language.EN
    assert detect("环境" * 300_000 + "a" * 10) is Language.ZH_HANS


def test_the_reference_reports(shared_dir: Path) -> None:
    names = sorted((shared_dir / "reports").glob("*.txt"))
    found = {name.name: detect(name.read_text(encoding="utf-8")) for name in names}
    assert set(found.values()) <= {Language.EN, Language.MIXED, Language.ZH_HANS, Language.ZH_HANT}
    assert found["addiko_bank_sr2023_p54.txt"] is Language.EN
