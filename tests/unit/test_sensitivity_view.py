"""The tables of a sensitivity analysis: who, how much, the strongest choice first, shares cut and never rounded up."""

from datetime import date
from io import StringIO

import polars as pl
from rich.console import Console

from esg_pipeline.methodology.codes import ChoiceGroup, SensitivityOutput
from esg_pipeline.sensitivity_view import WORDS, shown


def rows(*, is_simulated: bool = False, issuers: int = 3) -> list[dict[str, object]]:
    """Shares that differ for each choice and output."""
    bounds = {"first_order_low": 0.0, "first_order_high": 0.5, "total_order_low": 0.1, "total_order_high": 0.999}
    return [
        {
            "rating_date": date(2022, 10, 31),
            "is_simulated": is_simulated,
            "choice": choice.value,
            "output": output.value,
            "first_order": 0.01 * place,
            "total_order": 0.1 * place + 0.0999,
            **bounds,
            "output_sd": 2.399 if output is SensitivityOutput.SCORE else 0.799,
            "issuers": issuers,
            "samples": 256,
        }
        for place, choice in enumerate(ChoiceGroup)
        for output in SensitivityOutput
    ]


def printed(found: list[dict[str, object]]) -> list[str]:
    stream = StringIO()
    console = Console(file=stream, width=160)
    for part in shown(pl.DataFrame(found)):
        console.print(part)
    return stream.getvalue().splitlines()


def test_every_choice_has_a_row_and_the_strongest_stands_first() -> None:
    lines = printed(rows())
    first_words = [line for line in lines if any(line.startswith(words) for words in WORDS.values())]
    assert [line.split("  ")[0] for line in first_words] == list(reversed(WORDS.values()))
    assert first_words[0].split("  ")[-1].strip() == "49 % (10 % to 99 %)"


def test_the_headline_says_who_and_how_much() -> None:
    assert printed(rows())[0].startswith("3 real issuers; ")
    assert printed(rows(issuers=1))[0].startswith("1 real issuer; ")
    assert "2.39 points of score or 0.79 notches" in printed(rows())[0]


def test_worlds_have_tables_of_their_own_real_ones_first() -> None:
    lines = printed([*rows(is_simulated=True, issuers=500), *rows()])
    assert [line.split(";")[0] for line in lines if ";" in line] == ["3 real issuers", "500 simulated issuers"]
