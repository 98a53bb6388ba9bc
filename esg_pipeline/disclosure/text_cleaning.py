"""Characters that no reader sees or that stand for others, put right before a text becomes immutable. No layout."""

import re
import unicodedata

# Controls but tab, line ends and form feed; soft hyphens, zero-width and direction marks; noncharacters, surrogates.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_LINE_BREAKS = re.compile(r"[\x0b\x85\u2028\u2029]")
# Ligatures, and the radicals that PDF files often hold in the place of Chinese characters.
_COMPOSED = re.compile(r"[\ufb00-\ufb06\u2f00-\u2fd5\u2e80-\u2eff\u01c4-\u01cc]")
_RADICALS = dict(
    zip(
        "⺠⻓⻔⻛⻢⻅⻋⻜⻰⻘⻄⻆⻩⻬⻥⻦⻚⻉⻝⻨⻣⻤⻁⻑⻒⻙⻡⻨⻳⺟",
        "民长门风马见车飞龙青西角黄齐鱼鸟页贝食麦骨鬼虎長镸韦饣麦龟母",
        strict=True,
    )
)


def clean(text: str) -> str:
    """The text without invisible characters, its ligatures and radicals written as the characters they stand for."""
    text = _LINE_BREAKS.sub("\n", text)
    text = _INVISIBLE.sub("", text)
    return _COMPOSED.sub(_composed, text)


def _composed(found: re.Match[str]) -> str:
    return _RADICALS.get(found.group()) or unicodedata.normalize("NFKC", found.group())


def is_garbage(text: str) -> bool:
    """Whether a text layer is noise: unmapped glyphs, private characters or controls in place of letters."""
    seen = [c for c in text if not c.isspace()]
    bad = sum(unicodedata.category(c) in ("Co", "Cn", "Cc", "Cs") or c == "\ufffd" for c in seen)
    return bad > 0.3 * len(seen) if seen else False
