"""The page of all issuers: which are asked for, one page of them, how many hold each grade. The server is not known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from esg_pipeline.explorer.addresses import Query, address
from esg_pipeline.explorer.paging import Pages, window
from esg_pipeline.explorer.render import rendered
from esg_pipeline.grade import BEST_TO_WORST
from esg_pipeline.methodology.codes import Grade
from esg_pipeline.reader import PublishedReader

GRADES = (*BEST_TO_WORST, Grade.NR.value)
KINDS = {"": "real and simulated", "real": "real", "simulated": "simulated"}
ORDERS = {"": "best grade first", "name": "name", "coverage": "coverage", "probability": "surest grade first"}


@dataclass(frozen=True)
class Asked:
    """Filters of the page, as they stand in its address; None or an empty text asks for all."""

    rating_date: date
    search: str = ""
    industry_code: str | None = None
    grade: str | None = None
    kind: str | None = None
    order: str = ""
    number: int = 1

    def at(self, *, page: int | None = None, grade: str | None = None) -> str:
        """The address of another page of the same issuers, or of those of one grade."""
        return address(
            "/",
            date=self.rating_date,
            q=self.search,
            industry=self.industry_code,
            grade=grade or self.grade,
            kind=self.kind,
            order=self.order,
            page=page,
        )

    def parameters(self) -> dict[str, object]:
        """What `sql/read/explorer_universe.sql` asks for."""
        return {
            "rating_date": self.rating_date,
            "industry_code": self.industry_code,
            "grade": self.grade,
            "is_simulated": None if self.kind is None else self.kind == "simulated",
            "search": self.search,
            "sorted_by": self.order,
            **window(self.number),
        }


def asked_for(query: Query, dates: Sequence[date], industries: Sequence[str]) -> Asked:
    """The filters of an address. Raises NoSuchPageError for a date, industry, grade or page that does not exist."""
    return Asked(
        rating_date=query.day(dates),
        search=query.first("q"),
        industry_code=query.one_of("industry", industries),
        grade=query.one_of("grade", GRADES),
        kind=query.one_of("kind", KINDS),
        order=query.one_of("order", ORDERS) or "",
        number=query.page(),
    )


def universe_page(reader: PublishedReader, query: Query) -> str:
    """The page for an address. Raises NoSuchPageError for what does not exist, also while nothing is published."""
    dates, industries = reader.rating_dates(), reader.industries()
    asked = asked_for(query, dates, list(industries))
    rows = reader.ask("explorer_universe", asked.parameters()).to_dicts()
    return rendered(
        "universe",
        title="Issuers",
        here="/",
        day=asked.rating_date,
        days={str(day): str(day) for day in reversed(dates)},
        asked=asked,
        industries={"": "every industry", **industries},
        grades={"": "every grade", **{grade: grade for grade in GRADES}},
        kinds=KINDS,
        orders=ORDERS,
        distribution=reader.grade_distribution(asked.rating_date).to_dicts(),
        rows=rows,
        pages=Pages(asked.number, rows[0]["found"] if rows else 0, lambda number: asked.at(page=number)),
    )
