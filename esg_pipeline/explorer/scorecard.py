"""The scorecard of an issuer as a page of the explorer; `esg report` writes the same as a file."""

from esg_pipeline.explorer.addresses import Query
from esg_pipeline.explorer.issuer import source_of
from esg_pipeline.reader import PublishedReader
from esg_pipeline.scorecard.card import scorecard
from esg_pipeline.scorecard.page import page
from esg_pipeline.scorecard.words import LANGUAGES


def scorecard_page(reader: PublishedReader, query: Query) -> str:
    """The card for an address. Raises NoSuchPageError when the issuer has no rating on the date, or for a language."""
    language = query.one_of("language", LANGUAGES) or LANGUAGES[0]
    return page(scorecard(source_of(reader, query), language)).decode()
