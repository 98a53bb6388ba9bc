"""A small random universe for the SQL models: the tables that no model makes, by a seeded generator."""

import random
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]

EARLIER, DAY = date(2022, 4, 30), date(2022, 10, 31)
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
