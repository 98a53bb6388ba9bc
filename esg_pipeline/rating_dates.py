"""The half-yearly calendar of rating dates, and how a person writes dates: one, several, a range."""

import re
from datetime import MAXYEAR, MINYEAR, date

HALF_YEAR_ENDS = ((4, 30), (10, 31))
# Before these years there is nothing to rate by, after them nobody can know.
FIRST_YEAR, LAST_YEAR = 1990, 2100
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def is_rating_date(day: date) -> bool:
    """Whether issuers are rated as of this day: 30 April and 31 October."""
    return (day.month, day.day) in HALF_YEAR_ENDS


def nearest(day: date) -> list[date]:
    """The last rating date before a day and the first after it (one of them at the ends of the calendar)."""
    years = range(max(MINYEAR, day.year - 1), min(MAXYEAR, day.year + 1) + 1)
    around = [date(year, month, last) for year in years for month, last in HALF_YEAR_ENDS]
    return [*[d for d in around if d < day][-1:], *[d for d in around if d > day][:1]]


def between(first: date, last: date) -> list[date]:
    """Every rating date from `first` to `last`, both included, oldest first."""
    years = range(first.year, last.year + 1)
    days = [date(year, month, end) for year in years for month, end in HALF_YEAR_ENDS]
    return [day for day in days if first <= day <= last]


def iso_date(text: str) -> date:
    """A date written as YYYY-MM-DD. Raises ValueError that says what is wrong."""
    if not ISO_DATE.fullmatch(text):
        raise ValueError(f"{text!r} is not a date: write it as YYYY-MM-DD, such as 2022-10-31")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is not a day of the calendar: {error}") from error


def rating_date(text: str) -> date:
    """A rating date written as YYYY-MM-DD. Raises ValueError that names the nearest ones when it is none."""
    day = iso_date(text)
    if not is_rating_date(day):
        near = " and ".join(d.isoformat() for d in nearest(day))
        raise ValueError(f"{text} is not a rating date: these are 30 April and 31 October, the nearest are {near}")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{text} is too far away: rating dates lie between {FIRST_YEAR} and {LAST_YEAR}")
    return day


def rating_dates(text: str) -> list[date]:
    """Rating dates written as one date, a list `A,B,C` or a range `A..B`. Raises ValueError as `rating_date` does."""
    return sorted({day for part in text.split(",") for day in one_or_range(part.strip())})


def one_or_range(text: str) -> list[date]:
    """The rating dates of one part of a list. Raises ValueError for a range that runs backwards."""
    first, dots, last = text.partition("..")
    start = rating_date(first.strip())
    end = rating_date(last.strip()) if dots else start
    if end < start:
        raise ValueError(f"the range {text} runs backwards: write {last}..{first}")
    return between(start, end)
