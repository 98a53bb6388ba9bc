"""The universe page: which issuers are asked for, one page of them, how they look. The server is not known here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from esg_pipeline.display import percent, truncated
from esg_pipeline.explorer.markup import Html, address, element, joined, page
from esg_pipeline.grade import BEST_TO_WORST
from esg_pipeline.reader import PublishedReader

ROWS = 50
GRADES = (*BEST_TO_WORST, "NR")


class NoSuchPageError(ValueError):
    """What was asked for in the address does not exist."""


@dataclass(frozen=True)
class Asked:
    """Filters of the universe page, as they stand in its address."""

    rating_date: date
    search: str = ""
    industry_code: str | None = None
    grade: str | None = None
    number: int = 1

    def at(self, number: int) -> str:
        """The address of another page of the same issuers."""
        return address(date=self.rating_date, q=self.search, industry=self.industry_code, grade=self.grade, page=number)


def asked_for(query: Mapping[str, str], dates: list[date], industries: Mapping[str, str]) -> Asked:
    """The filters of an address. Raises NoSuchPageError for a date, industry, grade or page that does not exist."""
    day, industry, grade = query.get("date") or str(dates[-1]), query.get("industry"), query.get("grade")
    number = query.get("page") or "1"
    if day not in map(str, dates):
        raise NoSuchPageError(f"{day} is not published; there are: {', '.join(map(str, dates))}")
    if industry and industry not in industries:
        raise NoSuchPageError(f"industry {industry} is not known")
    if grade and grade not in GRADES:
        raise NoSuchPageError(f"there is no grade {grade}")
    if not (number.isascii() and number.isdigit() and 0 < int(number) < 10**6):
        raise NoSuchPageError(f"there is no page {number}")
    return Asked(date.fromisoformat(day), query.get("q", "").strip(), industry or None, grade or None, int(number))


def universe_rows(reader: PublishedReader, asked: Asked) -> pl.DataFrame:
    """One page of issuers; `found` says how many there are in all."""
    parameters = {
        "rating_date": asked.rating_date,
        "industry_code": asked.industry_code,
        "grade": asked.grade,
        "search": asked.search,
        "rows": ROWS,
        "skipped": (asked.number - 1) * ROWS,
    }
    return reader.ask("explorer_universe", parameters)


def universe_page(reader: PublishedReader, query: Mapping[str, str]) -> str:
    """The page for an address."""
    dates, industries = reader.rating_dates(), reader.industries()
    if not dates:
        return page("Universe", element("p", "No rating is published yet: run `esg run`.", class_="note"))
    asked = asked_for(query, dates, industries)
    rows = universe_rows(reader, asked)
    return page("Universe", form(asked, dates, industries), table(rows, asked) if rows.height else nothing(asked))


def form(asked: Asked, dates: list[date], industries: Mapping[str, str]) -> Html:
    """Search and filters."""
    days = {str(day): str(day) for day in reversed(dates)}
    grades = {grade: grade for grade in GRADES}
    search = element("input", type="search", name="q", value=asked.search, placeholder="360DIGITECH")
    return element(
        "form",
        element("label", "Name or id", search),
        choice("Rating date", "date", days, str(asked.rating_date)),
        choice("Industry", "industry", {"": "every industry", **industries}, asked.industry_code or ""),
        choice("Grade", "grade", {"": "every grade", **grades}, asked.grade or ""),
        element("button", "Show"),
        method="get",
        action="/",
    )


def choice(label: str, name: str, options: Mapping[str, str], chosen: str) -> Html:
    """A list to choose from."""
    listed = [
        element("option", words, value=value, selected="selected" if value == chosen else None)
        for value, words in options.items()
    ]
    return element("label", label, element("select", *listed, name=name))


def nothing(asked: Asked) -> Html:
    """What is shown when no issuer fits."""
    again = element("a", "show all of this date", href=address(date=asked.rating_date))
    return element("p", "No issuer fits these filters: ", again, ".", class_="note")


def table(rows: pl.DataFrame, asked: Asked) -> Html:
    """Issuers with links to their pages, and where one is among them."""
    heads = [element("th", "Issuer"), element("th", "Grade", class_="g")]
    heads += [element("th", "Score", class_="n"), element("th", "Coverage", class_="n wide")]
    heads += [element("th", "Industry", class_="wide")]
    lines = [line(row, asked.rating_date) for row in rows.iter_rows(named=True)]
    found, first = int(rows["found"][0]), (asked.number - 1) * ROWS + 1
    where = f"{first:,} to {first + rows.height - 1:,} of {found:,} issuers on {asked.rating_date} "
    links = [element("a", "back", href=asked.at(asked.number - 1))] if asked.number > 1 else []
    links += [element("a", "next", href=asked.at(asked.number + 1))] if first + rows.height <= found else []
    drawn = element("table", element("thead", element("tr", *heads)), element("tbody", *lines))
    return joined([drawn, element("p", where, *(part for link in links for part in (" ", link)))])


def line(row: Mapping[str, object], day: date) -> Html:
    """One issuer."""
    score, coverage = row["score"], row["coverage"]
    name = element("a", row["issuer_name"], href=address("issuer", str(row["issuer_id"]), date=day))
    said = [name, " ", element("span", "SIMULATED", class_="sim")] if row["is_simulated"] else [name]
    return element(
        "tr",
        element("td", *said),
        element("td", row["grade"], class_="g"),
        element("td", truncated(score if isinstance(score, float) else None), class_="n"),
        element("td", percent(coverage if isinstance(coverage, float) else None), class_="n wide"),
        element("td", row["industry_name"], class_="wide"),
    )
