"""How the status looks on a terminal: a line per rating date, then what is stale. No judgement in here."""

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from esg_pipeline.builds import BuildState
from esg_pipeline.display import NOTHING, clean, table
from esg_pipeline.status import NOT_RECORDED, DateStatus, Status, whole_tables

WORDS: dict[str, str] = {
    str(BuildState.CURRENT): "current",
    str(BuildState.STALE): "stale",
    str(BuildState.OTHER_METHOD): "rated by another method",
    NOT_RECORDED: "not recorded",
}
STYLES: dict[str, str] = {str(BuildState.CURRENT): "green", str(BuildState.STALE): "yellow"}
NUMBERS = ("Rated", "NR", "Stale tables")
HASH_LENGTH = 12


def shown(status: Status) -> Iterator[Text | Table]:
    """What to print, line by line."""
    yield Text(f"{status.file}, published {status.published_at:%Y-%m-%d %H:%M} UTC")
    yield Text(f"Method in force: {status.methodology_hash[:HASH_LENGTH]}")
    yield dates_table(status.dates)
    counts = whole_tables(status.tables)
    yield Text("Whole tables: " + (", ".join(f"{n} {WORDS[state]}" for state, n in counts.items()) or "none recorded"))
    for line in status.stale:
        yield Text(clean(line), "yellow")
    if status.stale:
        yield Text("A run makes stale tables anew: esg run with the rating dates named.")


def dates_table(dates: list[DateStatus]) -> Table:
    """One line per rating date, oldest first."""
    drawn = table("Rating date", "Method", *NUMBERS, "State", "Why", right=NUMBERS, fixed=("Rating date", "Method"))
    for day in dates:
        drawn.add_row(
            str(day.rating_date),
            f"{clean(day.methodology_version)} {day.methodology_hash[:HASH_LENGTH]}",
            *(str(number) for number in (day.rated, day.not_rated, day.stale_tables)),
            Text(WORDS[day.state], STYLES.get(day.state, "")),
            Text(clean(day.reason) or NOTHING),
        )
    return drawn
