"""The record of a rating in words, as Markdown. Every text from outside is escaped; nothing is computed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from esg_pipeline.display import NOTHING, clean, percent, quantity, shortened, truncated

SPECIAL = re.compile(r"([\\`*_\[\]#|<>~])")
QUOTE = 300
Row = Mapping[str, Any]


def record_text(record: Mapping[str, Any]) -> str:
    """The record as Markdown, a section per kind of thing, always in the same order."""
    sections = (
        *head(record["rating"]),
        *decided(record["decisions"], record["reviews"]),
        *method(record["rating"], record["parameters"]),
        *history(record["versions"]),
        *papers(record["papers"]),
        *figures(record["data_points"], record["observations"]),
        *signals(record["events"], record["red_lines"], record["findings"]),
        *gaps(record["not_recorded"]),
    )
    return "\n".join(sections) + "\n"


def safe(value: object) -> str:
    """Text that Markdown shows as it is."""
    return NOTHING if value is None else SPECIAL.sub(r"\\\1", clean(value))


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], empty: str) -> list[str]:
    """A table, or a sentence where there is nothing to show."""
    if not rows:
        return [empty, ""]
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    return [*lines, *(f"| {' | '.join(map(safe, row))} |" for row in rows), ""]


def head(rating: Row) -> Iterator[str]:
    """Whose rating, the grades one after the other, and how much of it is evidence."""
    yield f"# Rating record: {safe(rating['issuer_name'])}, {rating['rating_date']}"
    yield ""
    if rating["is_simulated"]:
        yield "**Simulated issuer: its figures are made up.**"
        yield ""
    facts = (
        ("Issuer", f"{clean(rating['issuer_id'])}, {clean(rating['industry_name'])}, {clean(rating['issuer_class'])}"),
        ("Published grade", rating["grade"]),
        ("Grade by rule", rating["rule_grade"]),
        ("Grade of the model", rating["model_grade"]),
        ("Score", truncated(rating["score"])),
        ("Red line that lowered the grade", rating["cap_rule_id"]),
        ("Decision in force", rating["decision_id"]),
        ("Why not rated", rating["not_rated_reason"]),
        ("Probability of the grade", percent(rating["grade_probability"])),
        ("Coverage", percent(rating["coverage"])),
        ("Share of weight that is imputed", percent(rating["imputed_share"])),
    )
    yield from table(("what", "value"), facts, "")


def decided(decisions: Sequence[Row], reviews: Sequence[Row]) -> Iterator[str]:
    """Who proposed, who approved, when and why; and who reviewed facts."""
    yield "## Who decided"
    yield ""
    if not decisions:
        yield "No committee decision bears on this rating: its grade follows from the method alone."
        yield ""
    for one in decisions:
        yield f"### {safe(one['decision_id'])}: {safe(one['kind'])}, {safe(one['status'])}"
        yield ""
        proof = "; ".join(f"{item['kind']} {item['text']}" + found(item) for item in one["evidence"])
        facts = (
            ("Grade", f"{one['rule_grade'] or NOTHING} by rule, {one['decided_grade'] or NOTHING} decided"),
            ("Why it is not in force", one["detail"]),
            ("Reason", f"{one['reason_code']}: {one['reason']}"),
            ("Proposed", f"{one['proposer']}, {one['proposed_date'] or NOTHING}"),
            ("Approved", f"{one['approver'] or NOTHING}, {one['decided_date'] or NOTHING}"),
            ("Second approver", one["second_approver"]),
            ("Expires", one["expires_date"]),
            ("Adopted method", one["methodology_hash"]),
            ("Evidence", proof),
            ("File", f"{one['source']}, SHA-256 {one['source_sha256'] or NOTHING}"),
        )
        yield from table(("what", "value"), facts, "")
    rows = [(r["decided_at"], r["decided_by"], r["data_point_id"], r["decision"], r["comment"]) for r in reviews]
    yield from table(
        ("when", "who", "data point", "decision", "comment"), rows, "Nobody reviewed a fact of its papers."
    )


def found(item: Row) -> str:
    """Whether a document named as evidence is in the file."""
    return " (not in the published file)" if item["kind"] == "document" and not item["is_found"] else ""


def method(rating: Row, parameters: Mapping[str, float]) -> Iterator[str]:
    """The version that rated, and its parameters."""
    yield "## Method"
    yield ""
    yield f"Version {safe(rating['methodology_version'])}, SHA-256 `{rating['methodology_hash']}`."
    yield ""
    rows = [(name, quantity(value)) for name, value in sorted(parameters.items())]
    yield from table(("parameter", "value"), rows, "Its parameters are not in the published file, a later method is.")


def history(versions: Sequence[Row]) -> Iterator[str]:
    """The versions of this rating."""
    yield "## Versions of this rating"
    yield ""
    rows = [(v["version"], v["recorded_date"], v["grade"], v["cause"], v["detail"]) for v in versions]
    yield from table(("version", "recorded", "grade", "cause", "detail"), rows, "No history of versions is published.")


def papers(documents: Sequence[Row]) -> Iterator[str]:
    """The papers that were known, with their hashes and the lines that values stand on."""
    yield "## Papers"
    yield ""
    columns = ("title", "fiscal year", "published", "lines used", "file", "SHA-256")
    rows = [
        (
            d["title"],
            d["fiscal_year"],
            f"{d['published_date']}{' (assumed)' if d['is_date_assumed'] else ''}",
            ", ".join(map(str, d["lines_used"])) or NOTHING,
            d["source_path"],
            d["document_id"],
        )
        for d in documents
    ]
    yield from table(columns, rows, "No paper about the issuer was known on the rating date.")


def figures(points: Sequence[Row], observations: Sequence[Row]) -> Iterator[str]:
    """Every data point with its share of the score, then the observations that values rest on."""
    yield "## Data points"
    yield ""
    rows = [
        (
            *(p["data_point_id"], p["origin"], p["method"], quantity(p["value"], p["unit"]), truncated(p["score"])),
            *(percent(p["weight"], 2), truncated(p["contribution"], 3)),
        )
        for p in points
    ]
    columns = ("data point", "origin", "method", "value", "score", "weight", "points")
    yield from table(columns, rows, "No data point was scored.")
    yield "## Observations used"
    yield ""
    found_at = [
        (
            *(o["data_point_id"], quantity(o["input_value"], o["input_unit"]), o["published_date"]),
            *(o["source"], o["line"], shortened(o["quote"], QUOTE) if o["quote"] else o["citation"]),
            o["observation_id"],
        )
        for o in observations
    ]
    columns = ("data point", "value", "published", "file", "line", "quote or citation", "observation")
    yield from table(columns, found_at, "No value rests on an observation.")


def signals(events: Sequence[Row], red_lines: Sequence[Row], findings: Sequence[Row]) -> Iterator[str]:
    """Events that count, red lines that bind, checks that failed."""
    yield "## Events"
    yield ""
    rows = [
        (e["event_id"], e["event_date"], e["event_type"], e["severity"], quantity(e["faded_points"]), e["description"])
        for e in events
    ]
    yield from table(("event", "date", "type", "severity", "points left", "what"), rows, "No event counts.")
    yield "## Red lines"
    yield ""
    rows = [(r["rule_id"], r["cap_grade"], r["since_date"], r["evidence_id"], r["source"]) for r in red_lines]
    yield from table(("rule", "cap", "since", "evidence", "source"), rows, "No red line binds.")
    yield "## Findings of the consistency checks"
    yield ""
    rows = [(f["rule_id"], f["severity"], f["data_point_id"], f["period"], f["message"]) for f in findings]
    yield from table(("rule", "severity", "data point", "year", "what"), rows, "No check failed.")


def gaps(not_recorded: Sequence[str]) -> Iterator[str]:
    """What the regulation asks for and this record cannot say."""
    yield "## Not in this record"
    yield ""
    yield "Annex II, point 1 of Regulation (EU) 2024/3005 asks for more than this pipeline knows; keep it elsewhere:"
    yield ""
    yield from (f"- {safe(what)}" for what in not_recorded)
