"""A tiny warehouse for one SQL model, and a small random universe that runs through all of them in their order."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, partial
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_contracts.catalogue import contract
from esg_pipeline.attribution import attributed
from esg_pipeline.grade import MinimumCoverage, rate
from esg_pipeline.sql_models import checks, load_model, model_names, sources_of
from esg_pipeline.warehouse import connect, fetch, write_table

Row = dict[str, Any]
Rows = Mapping[str, Sequence[Row]]
Frames = Mapping[str, pl.DataFrame]

EARLIER, DAY = date(2022, 4, 30), date(2022, 10, 31)
LADDER = (("AAA", 95), ("AA", 90), ("A", 85), ("BBB", 80), ("BB", 75), ("B", 70), ("CCC", 65), ("CC", 60), ("C", 0))
# The parts of the method that no test of a model wants to change.
FIXED: Rows = {
    "reference.grade_scale": [
        {"grade": grade, "lower_bound": float(bound), "notch": notch} for notch, (grade, bound) in enumerate(LADDER, 1)
    ],
    "reference.event_severity": [
        {"severity": severity, "points": points}
        for severity, points in (("minor", 10.0), ("moderate", 25.0), ("serious", 50.0), ("severe", 100.0))
    ],
    "reference.parameter": [
        {"name": name, "value": value}
        for name, value in (
            ("event_window_years", 3.0),
            ("min_donors", 5.0),
            ("minimum_coverage", 0.15),
            ("maximum_not_applicable", 0.5),
        )
    ],
    "reference.pillar_limit": [{"pillar_id": letter, "minimum_coverage": 0.3} for letter in "ESG"],
    "reference.methodology": [{"methodology_hash": "ab" * 32}],
}


FRAMES: dict[tuple[str, str], pl.DataFrame] = {}


def frame_of(name: str, rows: Sequence[Row]) -> pl.DataFrame:
    """Rows of a table: the contract's example, changed where a row says so. The contract must hold."""
    key = (name, repr(rows))
    if key not in FRAMES:
        FRAMES[key] = new_frame(name, rows)
    return FRAMES[key]


def new_frame(name: str, rows: Sequence[Row]) -> pl.DataFrame:
    promised = contract(name)
    schema = {column.name: column.dtype for column in promised.columns}
    example = {column.name: column.example for column in promised.columns}
    unknown = {key for row in rows for key in row} - set(example)
    assert not unknown, f"{name} has no {unknown}"
    frame = promised.conform(pl.DataFrame([{**example, **row} for row in rows], schema=schema))
    assert promised.violations(frame) == [], name
    return frame


def select(warehouse: Any, query: str, frames: Frames, day: date, known_at: date | None = None) -> pl.DataFrame:
    """The rows of a query after every table that it reads was replaced; those not given are empty."""
    for name in tables_of(query):
        write_table(warehouse, name, frames[name] if name in frames else frame_of(name, FIXED.get(name, [])), None)
    days = {"rating_date": day, "known_at": known_at or day}
    return fetch(warehouse, query, {key: value for key, value in days.items() if f"${key}" in query} or None)


tables_of = cache(sources_of)


def run_model(warehouse: Any, name: str, frames: Frames, day: date = DAY, known_at: date | None = None) -> pl.DataFrame:
    """The table that a model makes, conformed; it must keep its contract."""
    promised = contract(name)
    table = promised.conform(select(warehouse, load_model(name).query, frames, day, known_at))
    assert promised.violations(table) == [], name
    return table


World = Callable[..., pl.DataFrame]


@pytest.fixture(scope="session")
def warehouse() -> Iterator[Any]:
    """One warehouse in memory for all tests: to open one takes longer than to replace the tables of a model."""
    with connect(Path(":memory:")) as connection:
        yield connection


@pytest.fixture(scope="session")
def world(warehouse: Any) -> World:
    """`world(model, {table: rows}, day, known_at)`: the table that the model makes of these rows."""

    def run(name: str, rows: Rows, day: date = DAY, known_at: date | None = None) -> pl.DataFrame:
        frames = {table: frame_of(table, given) for table, given in rows.items()}
        return run_model(warehouse, name, frames, day, known_at)

    return run


@pytest.fixture(scope="session")
def run_on_frames(warehouse: Any) -> World:
    """`run_on_frames(model, frames, day)`: the same on ready frames, in the order of rows that they have."""
    return partial(run_model, warehouse)


@pytest.fixture(scope="session")
def breaches(warehouse: Any) -> World:
    """`breaches(rule, frames)`: the rows that break a rule of `sql/checks`."""

    def run(rule: str, frames: Frames) -> pl.DataFrame:
        return select(warehouse, checks()[rule], frames, DAY)

    return run


@pytest.fixture(scope="session")
def universe(warehouse: Any) -> Callable[[int], dict[str, pl.DataFrame]]:
    """`universe(seed)`: every table of a random universe on two rating dates, all SQL models run in their order."""
    return lambda seed: dict(whole_universe(warehouse, seed))


@cache
def whole_universe(warehouse: Any, seed: int) -> dict[str, pl.DataFrame]:
    frames = {name: frame_of(name, rows) for name, rows in {**FIXED, **inputs(random.Random(seed))}.items()}  # noqa: S311
    for name in in_order():
        frames[name] = MADE[name](frames) if name in MADE else over_dates(warehouse, name, frames)
    return frames


def in_order() -> list[str]:
    """The tables after `score.data_point_score`, each after those that it reads."""
    reads = {name: set(load_model(name).sources) for name in model_names()}
    reads["rating.rating"] = {"score.esg_score", "score.pillar_score", "score.node_share", "rating.red_line_hit"}
    reads["rating.committee_decision"] = {"rating.rating"}
    for name in ("rating.grade_probability", "rating.score_interval", "rating.rating_version"):
        reads[name] = {"rating.rating"}
    reads["rating.change_detail"] = {"rating.contribution"}
    reads["rating.change_attribution"] = {"rating.change_detail", "rating.rating"}
    return [name for name in TopologicalSorter(reads).static_order() if name in reads]


def over_dates(warehouse: Any, name: str, frames: Frames) -> pl.DataFrame:
    """A model on both rating dates, or once when it is not asked for one."""
    days = (EARLIER, DAY) if load_model(name).is_partitioned else (DAY,)
    return contract(name).conform(pl.concat([run_model(warehouse, name, frames, day) for day in days]))


def grades(frames: Frames) -> pl.DataFrame:
    """`rating.rating` as the library makes it."""

    def on(day: date) -> pl.DataFrame:
        names = ("score.esg_score", "score.pillar_score", "score.node_share", "rating.red_line_hit")
        scores, pillars, shares, hits = (frames[name].filter(rating_date=day) for name in names)
        least = MinimumCoverage(0.15, frames["reference.pillar_limit"], 0.5)
        rated = rate(scores, pillars, shares, hits, frames["reference.grade_scale"], least, "1.0", "ab" * 32)
        stamps = {"code_hash": pl.lit("cd" * 32), "inputs_hash": pl.lit("ef" * 32)}
        return decided(rated.sort("issuer_id").with_columns(**stamps))

    promised = contract("rating.rating")
    table = promised.conform(pl.concat([on(EARLIER), on(DAY)]))
    assert promised.violations(table) == []
    return table


def decided(rated: pl.DataFrame) -> pl.DataFrame:
    """The committee takes away the grade of the first who has one, and lowers that of the last to C."""
    issuers = rated.filter(pl.col("rule_grade") != "NR")["issuer_id"].to_list()
    said = {issuers[-1]: "C", issuers[0]: "NR"} if issuers else {}
    is_decided, is_withdrawn = pl.col("issuer_id").is_in([*said]), pl.col("issuer_id").is_in(issuers[:1])
    reason = pl.when(is_withdrawn).then(pl.lit("withdrawn")).otherwise("not_rated_reason")
    return rated.with_columns(
        grade=pl.coalesce(pl.col("issuer_id").replace_strict(said, default=None, return_dtype=pl.String), "grade"),
        decision_id=pl.when(is_decided).then("issuer_id"),
        not_rated_reason=reason,
    )


def decisions(frames: Frames) -> pl.DataFrame:
    """`rating.committee_decision`: those in force, and an expired one on each date."""
    notch = {grade: place for place, (grade, _) in enumerate(LADDER)}
    rows = frames["rating.rating"].filter(pl.col("decision_id").is_not_null())
    in_force = [
        {
            **{name: row[name] for name in ("decision_id", "issuer_id", "rating_date", "rule_grade", "is_simulated")},
            "decided_grade": row["grade"],
            "kind": "withdrawal" if row["grade"] == "NR" else "override",
            "notches": None if row["grade"] == "NR" else notch[row["rule_grade"]] - notch[row["grade"]],
        }
        for row in rows.to_dicts()
    ]
    over = {"decision_id": "over", "status": "expired", "detail": "over", "decided_grade": None, "notches": None}
    return frame_of("rating.committee_decision", [*in_force, *({**over, "rating_date": day} for day in (EARLIER, DAY))])


def probabilities(frames: Frames) -> pl.DataFrame:
    """`rating.grade_probability` of who is rated: three quarters at the grade, the rest below it."""
    rated = frames["rating.rating"].filter(pl.col("grade") != "NR")
    order = [grade for grade, _ in LADDER]
    rows = [
        {**row, "grade": grade, "probability": share}
        for row in rated.select("issuer_id", "rating_date", "is_simulated", "grade").to_dicts()
        for grade, share in shares_around(order, row["grade"])
    ]
    return frame_of("rating.grade_probability", rows)


def shares_around(order: Sequence[str], grade: str) -> list[tuple[str, float]]:
    place = order.index(grade)
    below = min(place + 1, len(order) - 1)
    return [(name, 0.75 * (at == place) + 0.25 * (at == below)) for at, name in enumerate(order)]


def intervals(frames: Frames) -> pl.DataFrame:
    """`rating.score_interval` of who is rated: two points either way."""
    rated = frames["rating.rating"].filter(pl.col("grade") != "NR")
    score = pl.col("score")
    rows = rated.select(
        *("issuer_id", "rating_date", "is_simulated"),
        score_low=(score - 2).clip(0, 100),
        score_median=score,
        score_high=(score + 2).clip(0, 100),
    )
    return frame_of("rating.score_interval", rows.to_dicts())


def changed_cells(frames: Frames) -> pl.DataFrame:
    """`rating.change_detail` of who is rated on both dates: every change of a contribution under one cause."""
    key = ["issuer_id", "data_point_id"]
    sides = [frames["rating.contribution"].filter(rating_date=day) for day in (EARLIER, DAY)]
    before, after = (
        side.join(other.select("issuer_id"), on="issuer_id", how="semi").select(*key, "contribution", "is_simulated")
        for side, other in (sides, sides[::-1])
    )
    points = pl.col("contribution_right").fill_null(0.0) - pl.col("contribution").fill_null(0.0)
    both = before.join(after, on=key, how="full", coalesce=True).with_columns(
        points=points, is_simulated=pl.coalesce("is_simulated", "is_simulated_right")
    )
    rows = both.filter(pl.col("points") != 0).select(*key, "points", "is_simulated").to_dicts()
    return frame_of(
        "rating.change_detail", [{**row, "rating_date": DAY, "previous_rating_date": EARLIER} for row in rows]
    )


def causes(frames: Frames) -> pl.DataFrame:
    """`rating.change_attribution` as the library makes it."""
    first = pl.col("rating_date").shift().over("issuer_id", order_by="rating_date")
    history = frames["rating.rating"].with_columns(previous_rating_date=first)
    promised = contract("rating.change_attribution")
    table = promised.conform(attributed(frames["rating.change_detail"], history))
    assert promised.violations(table) == []
    return table


def versions(frames: Frames) -> pl.DataFrame:
    """`rating.rating_version` of the last rating alone."""
    columns = [column.name for column in contract("rating.rating_version").columns]
    last = frames["rating.rating"].tail(1)
    return frame_of("rating.rating_version", last.select(name for name in last.columns if name in columns).to_dicts())


# What the library makes, not a model.
MADE: Mapping[str, Callable[[Frames], pl.DataFrame]] = {
    "rating.rating": grades,
    "rating.rating_version": versions,
    "rating.committee_decision": decisions,
    "rating.grade_probability": probabilities,
    "rating.score_interval": intervals,
    "rating.change_detail": changed_cells,
    "rating.change_attribution": causes,
}
KEY_ISSUES = [(f"issue_{number}", f"theme_{number // 2}", "ESG"[number // 4]) for number in range(12)]
INDUSTRIES = ("non_bank_financials", "steel")
ISSUERS = [{"issuer_id": f"I{number}", "is_simulated": number % 3 == 2} for number in range(6)]


def inputs(rng: random.Random) -> dict[str, list[Row]]:
    """The tables that no SQL model makes."""
    data_points = [
        {"data_point_id": f"{issue}_{place}", "key_issue_id": issue, "weight": rng.choice([0.3, 1.0, 1.7])}
        for issue, _, _ in KEY_ISSUES
        for place in range(rng.randint(1, 3))
    ]
    members = [{**issuer, "industry_code": INDUSTRIES[place % 2]} for place, issuer in enumerate(ISSUERS)]
    universe = [
        {**member, "rating_date": day, "in_scope": member["issuer_id"] != ("I4" if day == EARLIER else "I5")}
        for member in members
        for day in (EARLIER, DAY)
    ]
    registers = {
        "environmental_penalty": data_points[0]["data_point_id"],
        "bond_default": data_points[-1]["data_point_id"],
    }
    happened = events(rng)
    struck = {
        (event["issuer_id"], day, registers[event["event_type"]])
        for event in happened
        for day in (EARLIER, DAY)
        if event["published_date"] <= day and (day - event["event_date"]).days < 3 * 365.25
    }
    return {
        "raw.issuer": [
            {
                **issuer,
                "name": f"Issuer {issuer['issuer_id']}",
                "event_coverage_start_date": rng.choice([None, date(2018, 1, 1)]),
            }
            for issuer in ISSUERS
        ],
        "raw.bond": bonds(rng),
        "raw.event": happened,
        "raw.document": [
            {"document_id": f"{place:064x}", "issuer_id": f"I{place}", "published_date": EARLIER} for place in range(3)
        ],
        "core.document_event": told(rng),
        "reference.key_issue": key_issues(),
        "reference.key_issue_weight": [row for industry in INDUSTRIES for row in weights(rng, industry)],
        "reference.industry": [{"industry_code": code, "name": code.title()} for code in INDUSTRIES],
        "reference.data_point": data_points,
        "reference.event_type": [{"event_type": kind, "data_point_id": of} for kind, of in registers.items()],
        "reference.red_line": [
            {"rule_id": "RL1", "threshold": "serious", "cap_grade": "C"},
            {"rule_id": "RL2", "trigger": "environmental_penalty", "threshold": "severe", "cap_grade": "CC"},
        ],
        "reference.security_type": [{}, {"security_type": "treasury", "is_rates": True}],
        "core.rating_universe": universe,
        **evidence_of(rng, [row for row in universe if row["in_scope"]], data_points, struck),
    }


def told(rng: random.Random) -> list[Row]:
    """Events that documents tell of, far enough in the past to leave the ratings of the registers alone."""
    return [
        {
            "event_id": f"D{place}",
            "document_id": f"{place % 3:064x}",
            "issuer_id": f"I{place % 3}",
            "event_type": "bond_default",
            "event_date": date(2015, 1, 1) + timedelta(days=rng.randint(0, 3)),
            "is_counted": rng.random() < 0.8,
        }
        for place in range(12)
    ]


def key_issues() -> list[Row]:
    return [
        {"key_issue_id": issue, "theme_id": theme, "pillar_id": pillar, "sort_order": place}
        for place, (issue, theme, pillar) in enumerate(KEY_ISSUES, 1)
    ]


def weights(rng: random.Random, industry: str) -> list[Row]:
    """Weights of an industry's key issues; the first is always relevant, some others are not."""
    raw = [rng.choice([0.0, 1.0, 1.9, 3.0]) if place else 1.0 for place in range(len(KEY_ISSUES))]
    return [
        {"industry_code": industry, "key_issue_id": issue, "weight": weight / sum(raw)}
        for (issue, _, _), weight in zip(KEY_ISSUES, raw, strict=True)
    ]


def bonds(rng: random.Random) -> list[Row]:
    """Bonds of any kind after one of I0, who is always rated."""
    issuers = [issuer["issuer_id"] for issuer in ISSUERS]
    return [
        {"bond_id": "B", "issuer_id": "I0"},
        *(
            {
                "bond_id": f"B{number}",
                "issuer_id": rng.choice(issuers),
                "security_type": rng.choice(["corporate_bond", "treasury"]),
                "offering": rng.choice(["public", "private"]),
                "is_lgfv": rng.random() < 0.3,
            }
            for number in range(8)
        ),
    ]


def events(rng: random.Random) -> list[Row]:
    happened = [DAY - timedelta(days=rng.randint(0, 15) * 100) for _ in range(20)]  # several on one day
    return [
        {
            "event_id": f"EV-{number}",
            "issuer_id": rng.choice(ISSUERS)["issuer_id"],
            "event_type": rng.choice(["environmental_penalty", "bond_default"]),
            "severity": rng.choice(["minor", "moderate", "serious", "severe"]),
            "event_date": day,
            "published_date": day + timedelta(days=rng.randint(0, 60)),
        }
        for number, day in enumerate(happened)
    ]


NOT_APPLICABLE = {"state": "not_applicable", "value": None, "observation_id": "o"}


def evidence_of(
    rng: random.Random, rated: list[Row], data_points: list[Row], struck: set[tuple[Any, ...]]
) -> dict[str, list[Row]]:
    """Scores of the cells that apply, and what the known ones rest on: a table, a quote, two inputs or a register.

    `struck` are the issuer, date and data point of events that still count: only there a register is not at zero.
    """
    tables: dict[str, list[Row]] = {
        name: []
        for name in (
            *("score.data_point_score", "score.silence_gain", "core.known_value", "core.known_value_input"),
            *("core.interpolated_value", "core.interpolated_value_input"),
            *("core.observation", "core.extracted_fact"),
        )
    }
    for issuer in rated:
        for place, data_point in enumerate(data_points):
            key = (issuer["issuer_id"], issuer["rating_date"], data_point["data_point_id"])
            if place == 0 or rng.random() < 0.8:
                add_cell(tables, rng, issuer, data_point["data_point_id"], is_struck=key in struck)
            elif rng.random() < 0.5:
                who = {name: issuer[name] for name in ("issuer_id", "rating_date", "is_simulated")}
                tables["core.known_value"].append(
                    {**who, **NOT_APPLICABLE, "data_point_id": data_point["data_point_id"]}
                )
    return tables


def add_interpolated(tables: dict[str, list[Row]], who: Row) -> None:
    """What follows from a figure between two known years, where the known value is too old."""
    tables["core.known_value"].append({**who, "state": "stale", "fiscal_year": 2017, "observation_id": "old"})
    observation_id = f"{who['issuer_id']}-{who['rating_date']}-{who['data_point_id']}-between"
    tables["core.interpolated_value"].append({**who, "fiscal_year": 2021})
    tables["core.interpolated_value_input"].append({**who, "input_number": 1, "observation_id": observation_id})
    reported = {key: who[key] for key in ("issuer_id", "data_point_id", "is_simulated")}
    tables["core.observation"].append(
        {**reported, "observation_id": observation_id, "fact_id": None, "published_date": EARLIER}
    )


def add_cell(
    tables: dict[str, list[Row]], rng: random.Random, issuer: Row, data_point_id: str, *, is_struck: bool
) -> None:
    who = {key: issuer[key] for key in ("issuer_id", "rating_date", "is_simulated")} | {"data_point_id": data_point_id}
    origin = "reported" if is_struck else rng.choice(["reported", "carried", "imputed"])
    method = {"reported": "value_function", "carried": "carry_forward", "imputed": "median_industry"}[origin]
    donors = 7 if origin == "imputed" else None
    kind = rng.choice(["reported", "ratio", "event_register"]) if origin != "imputed" else None
    kind = "event_register" if is_struck else kind
    value = rng.uniform(1, 2) if is_struck or kind != "event_register" else 0.0
    score = {"score": rng.uniform(45, 100), "origin": origin, "method": method, "donors": donors, "value": value}
    tables["score.data_point_score"].append({**who, **score})
    if kind is None:
        add_interpolated(tables, who)
        return
    if score["score"] < 70:
        tables["score.silence_gain"].append({**who, "score": score["score"], "gain": (70 - score["score"]) / 100})
    ids = [f"{who['issuer_id']}-{who['rating_date']}-{data_point_id}-{n}" for n in range({"ratio": 2}.get(kind, 1))]
    is_register = kind == "event_register"
    known = {"method": kind, "observation_id": None if is_register else ids[0], "value": value}
    tables["core.known_value"].append({**who, **known})
    for number, observation_id in enumerate([] if is_register else ids, 1):
        link = {**who, "input_number": number, "observation_id": observation_id}
        tables["core.known_value_input"].append(link)
        fact_id = observation_id if rng.random() < 0.5 else None
        reported = {key: who[key] for key in ("issuer_id", "data_point_id", "is_simulated")}
        tables["core.observation"].append(
            {**reported, "observation_id": observation_id, "fact_id": fact_id, "published_date": EARLIER}
        )
        if fact_id:
            paper = {"document_id": f"{0:064x}", "is_simulated": who["is_simulated"]}
            tables["core.extracted_fact"].append({"fact_id": fact_id, "data_point_id": data_point_id, **paper})
