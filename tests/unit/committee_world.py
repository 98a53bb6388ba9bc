"""A decision that keeps every rule, the ratings that it is about, and ways to change one thing of either."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from esg_pipeline.committee import Committee, apply
from esg_pipeline.decision import Decision
from esg_pipeline.ingest.committee_files import decision_frame

APRIL, DAY, NEXT, LAST = date(2022, 4, 30), date(2022, 10, 31), date(2023, 4, 30), date(2023, 10, 31)
TODAY = date(2024, 1, 15)
HASH = "ab" * 32
FILE: dict[str, Any] = {
    "decision_id": "D-1",
    "kind": "override",
    "issuer_id": "A",
    "rating_date": DAY,
    "model_grade": "B",
    "rule_grade": "B",
    "decided_grade": "CCC",
    "reason_code": "event_not_captured",
    "reason": "The court's ruling is in no register.",
    "evidence": ["Court ruling of 2022-09-14"],
    "proposer": "A. Wang",
    "proposed_date": date(2022, 11, 3),
    "approver": "B. Li",
    "decided_date": date(2022, 11, 4),
    "expires_date": date(2023, 10, 31),
}
ADOPTION: dict[str, Any] = {
    **{key: FILE[key] for key in ("reason", "evidence", "proposer", "proposed_date", "approver", "decided_date")},
    "decision_id": "M-1",
    "kind": "adoption",
    "rating_date": DAY,
    "reason_code": "methodology_review",
    "methodology_version": "1.1",
    "methodology_hash": HASH,
}
SIMULATED = {"A": False, "B": False, "S": True}
READ: dict[str, Any] = {
    **dict.fromkeys(Decision.__dataclass_fields__),
    **FILE,
    "evidence": "Court ruling of 2022-09-14",
    "is_draft": False,
    "is_simulated": False,
    "source": "committee/d1.yaml",
    "source_sha256": "cd" * 32,
}
DECISION = Decision(**READ)
ADOPTED = replace(
    DECISION,
    decision_id="M-1",
    kind="adoption",
    **dict.fromkeys(("issuer_id", "model_grade", "rule_grade", "decided_grade", "expires_date", "is_simulated")),
    methodology_version="1.1",
    methodology_hash=HASH,
    source="committee/m1.yaml",
)


def row(issuer: str = "A", grade: str = "B", day: date = DAY, **changed: Any) -> dict[str, Any]:
    """One issuer as `grade.rate` makes it."""
    same = {"score": 72.5, "model_grade": grade, "rule_grade": grade, "grade": grade, "methodology_hash": HASH}
    none = dict.fromkeys(("cap_grade", "not_rated_reason", "decision_id"))
    return {"issuer_id": issuer, "rating_date": day, **same, **none, "is_simulated": SIMULATED[issuer], **changed}


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    """Rows of issuers as a frame with the columns' types."""
    types = dict.fromkeys(row(), pl.String) | {
        "rating_date": pl.Date,
        "score": pl.Float64,
        "is_simulated": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=types)


def after(
    *decisions: Decision,
    rated: pl.DataFrame | None = None,
    previous: pl.DataFrame | None = None,
    day: date = DAY,
    known_at: date | None = None,
) -> Committee:
    """What decisions do to issuers A (B) and B (BBB) on a date."""
    now = frame(row(day=day), row("B", "BBB", day=day)) if rated is None else rated
    return apply(now, decision_frame(decisions, SIMULATED), frame() if previous is None else previous, day, known_at)


def statuses(outcome: Committee) -> dict[str, str]:
    """Decision id -> what became of it."""
    return dict(outcome.decisions.select("decision_id", "status").iter_rows())


def rules(outcome: Committee) -> list[str]:
    """The rules that are broken."""
    return [problem.rule for problem in outcome.problems]


def grades(outcome: Committee) -> dict[str, str]:
    """Issuer -> the grade that stands."""
    return dict(outcome.ratings.select("issuer_id", "grade").iter_rows())


def write(folder: Path, name: str = "d1.yaml", /, **changed: Any) -> Path:
    """The decision's file, changed; a value of ... leaves the key out."""
    values = {**(ADOPTION if changed.get("kind") == "adoption" else FILE), **changed}
    return write_text(folder, name, yaml.safe_dump({k: v for k, v in values.items() if v is not ...}, sort_keys=False))


def write_text(folder: Path, name: str, text: str | bytes) -> Path:
    """A file of the committee's folder."""
    path = folder / "committee" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
