"""In which language a text is written, as far as the store tells languages apart: English, Chinese or both."""

from esg_pipeline.disclosure.language import chinese_share, is_mostly_chinese, is_mostly_english


def language_of(text: str) -> str:
    """`en`, `zh` or `mixed`, by the share of Chinese among all letters; `en` for a text without letters."""
    share = chinese_share(text)
    if is_mostly_english(share):
        return "en"
    return "zh" if is_mostly_chinese(share) else "mixed"
