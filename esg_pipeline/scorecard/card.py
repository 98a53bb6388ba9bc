"""Puts a scorecard together: the first screen, then the parts in the order in which a reader wants them."""

from esg_pipeline.display import clean, shortened
from esg_pipeline.scorecard import proof, sections
from esg_pipeline.scorecard.model import Card
from esg_pipeline.scorecard.source import Source
from esg_pipeline.scorecard.summary import NAME, head
from esg_pipeline.scorecard.words import Words

PARTS = (
    sections.profile,
    sections.key_issues,
    sections.contributions,
    sections.history,
    sections.coverage,
    proof.findings,
    proof.evidence,
    proof.committee,
    proof.audit,
)


def scorecard(of: Source, language: str) -> Card:
    """The card of one issuer and rating date in a language of `words.LANGUAGES`."""
    words = Words(language, of.names)
    e = of.explanation
    name = shortened(e.issuer_name, NAME)
    made_by = {"version": clean(e.methodology_version), "hash": clean(e.methodology_hash)[: proof.HASH]}
    footer = words("footer", name=shortened(e.issuer_name, 40), date=e.rating_date, **made_by)
    if e.is_simulated:
        footer = f"{words('simulated')} · {footer}"
    return Card(
        language="en" if language == "en" else "zh-Hans",
        title=f"{name} · {words('kicker')} {e.rating_date}",
        skip=words("skip"),
        contents=words("contents"),
        head=head(of, words),
        sections=tuple(part(of, words) for part in PARTS),
        footer=footer,
        sheet=words("sheet", page="{page}", pages="{pages}"),
    )
