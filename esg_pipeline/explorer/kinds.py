"""Which issuers a page of figures is about: real or simulated ones, never both. No page is made here."""

from datetime import date

from esg_pipeline.explorer.addresses import Query
from esg_pipeline.methodology.codes import Grade
from esg_pipeline.reader import PublishedReader

KINDS = {"real": "real", "simulated": "simulated"}
FEW = 5  # graded real issuers that a page of figures is worth without being asked for


def simulated_asked(reader: PublishedReader, query: Query, day: date) -> bool:
    """Whether a page is about simulated issuers: as asked, else only where hardly a real one has a grade on the day.

    Raises NoSuchPageError for a kind that there is not.
    """
    asked = query.one_of("kind", KINDS)
    if asked:
        return asked == "simulated"
    graded = [row for row in reader.grade_distribution(day).iter_rows(named=True) if row["grade"] != Grade.NR]
    real, simulated = (sum(row[name] for row in graded) for name in ("real_issuers", "simulated_issuers"))
    return real < FEW and simulated > 0
