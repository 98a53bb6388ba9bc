"""Prints a scorecard as a tagged PDF on A4, with typst and the fonts that are installed. Words are made elsewhere."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import cast

from esg_pipeline.scorecard.model import Card

TEMPLATE = Path(__file__).with_name("paper.typ")
CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "PingFang SC",
    "Microsoft YaHei",
)
LATIN = ("Noto Sans", "Liberation Sans", "DejaVu Sans", "Arial", "Helvetica")
# The one that typst brings along: an English card can be printed on any machine.
BUILT_IN = "Libertinus Serif"


class PaperError(RuntimeError):
    """A card cannot be printed; the message says what to install."""


def paper(card: Card) -> bytes:
    """The PDF; the same card with the same fonts gives the same bytes. Raises PaperError without typst or font."""
    try:
        import typst  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise PaperError("a PDF needs typst: pip install 'esg-pipeline[report]' (HTML needs nothing)") from error

    fonts = typst.Fonts()
    inputs = {
        "card": json.dumps(asdict(card), ensure_ascii=False),
        "families": json.dumps(families(fonts.families(), card.language), ensure_ascii=False),
    }
    compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts, sys_inputs=inputs)
    return cast("bytes", compiler.compile(format="pdf", timestamp=0))


def families(installed: Sequence[str], language: str) -> list[str]:
    """The fonts to print with, best first. Raises PaperError when the language needs one that is not installed."""
    there_are = set(installed)
    chinese = [name for name in CHINESE if name in there_are]
    latin = [name for name in LATIN if name in there_are]
    if language == "en":
        return [*latin, *chinese, BUILT_IN]
    if not chinese:
        raise PaperError(
            "a PDF in Chinese needs a Chinese font: install fonts-noto-cjk or fonts-wqy-microhei, or use --format html"
        )
    return [*chinese, *latin, BUILT_IN]
