"""Rows of a small published file that keep the contracts, for the tests of everything that reads it."""

from datetime import date, datetime
from typing import Any

import polars as pl

from data_contracts.catalogue import contract
from data_contracts.dictionary import dictionary_rows

DAY = date(2022, 10, 31)
EARLIER = date(2022, 4, 30)
EARLIER_EVENT = date(2020, 5, 4)
HOSTILE = "<b>[red]=cmd|x"
QUOTE = "Emissions \x1b[31m[bold]1,296.4\u202e t"
HEAD = {"issuer_id": "360DIGITECH", "is_simulated": False, "rating_date": DAY}

# issuer, name, industry, grade, model grade, score, not rated because, capped by, simulated
ISSUERS = [
    ("360DIGITECH", "360 DigiTech, Inc.", "non_bank_financials", "B", "B", 74.999, None, None, False),
    ("BANKX", "测试银行股份有限公司", "banking", "NR", "CCC", 66.0, "coverage 0.1 is below 0.15", None, False),
    ("CAPPED", "=HYPERLINK(1)", "non_bank_financials", "C", "BBB", 80.0, None, "RL1", False),
    ("SIM-0001", HOSTILE, "non_bank_financials", "AA", "AA", 94.9999, None, None, True),
]
# data point, key issue, theme, pillar, name, unit, weight, score, origin, method, donors, value
CELLS = [
    ("ghg_int_emp", "ghg_emission", "climate_change", "E", "GHG per employee", "tCO2e/employee", 0.3, 80.0, "reported"),
    ("ws_total", "waste", "pollution", "E", "Waste", "t", 0.3, 70.0, "carried"),
    ("er_train_cov", "staff", "labour", "S", "Staff trained", "%", 0.25, 74.996, "reported"),
    ("id_women", "staff", "labour", "S", "Women on the board", "%", 0.15, 75.0, "imputed"),
]
LADDER = (("AAA", 95), ("AA", 90), ("A", 85), ("BBB", 80), ("BB", 75), ("B", 70), ("CCC", 65), ("CC", 60), ("C", 0))
# level, node, weight, score: sums of the cells above
NODES = [
    ("pillar", "E", 0.6, 75.0),
    ("pillar", "S", 0.4, 74.9975),
    ("theme", "climate_change", 0.3, 80.0),
    ("theme", "pollution", 0.3, 70.0),
    ("theme", "labour", 0.4, 74.9975),
    ("key_issue", "ghg_emission", 0.3, 80.0),
    ("key_issue", "waste", 0.3, 70.0),
    ("key_issue", "staff", 0.4, 74.9975),
]
NO_EVIDENCE = dict.fromkeys(
    [
        *("value_method", "fiscal_year", "observation_id", "input_data_point_id", "input_dimension", "input_value"),
        *("input_unit", "published_date", "fact_id", "document_id", "source", "citation", "page", "line"),
        *("char_start", "char_end", "quote", "value", "event_id"),
    ]
)
STRUCTURED = dict.fromkeys(["fact_id", "document_id", "page", "line", "char_start", "char_end", "quote"])
# What crossed the red line of CAPPED, and an older event beside it; latest first.
EVENTS = [
    {"event_id": "EV-1", "event_type": "bond_default", "description": "Coupon\x1b[31m not paid", "citation": None},
    {"event_id": "EV-2", "severity": "minor", "event_date": EARLIER_EVENT, "citation": "Gazette 7", "amount_cny": None},
]

# Facts that wait: id, issuer, data point, confidence, status, reason, and what else differs from the example.
WAITING = [
    ("3fa1c09b", "360DIGITECH", "en_total", 0.6251, "review", "confidence 0.63 is below 0.75"),
    ("3fa1c0ff", "360DIGITECH", "er_train_cov", 0.8, "sample_check", "confidence 0.8 is below 0.9"),
    ("77ab01cd", "360DIGITECH", "es_policy", 0.95, "held", "a finding holds it back"),
    ("a1b2c3d4", "BANKX", "gb_star", 0.5, "review", "confidence 0.5 is below 0.75"),
    ("beef0001", "360DIGITECH", "ws_total", 0.7, "corrected", "confidence 0.7 is below 0.75"),
]
MORE_OF_FACTS = {
    "3fa1c09b": {"value": 1830.0, "unit": "MWh", "raw_value": "1,830", "raw_unit": "MWh", "quote": QUOTE},
    "3fa1c0ff": {"value": 97.5, "unit": "%", "raw_value": "97.5", "raw_unit": "%", "quote": "员工培训覆盖率\t97.5%"},
    "77ab01cd": {"value": 1.0, "unit": "yes/no", "raw_value": None, "raw_unit": None, "page": None},
    "a1b2c3d4": {"value": 2.0, "unit": "level", "raw_value": None, "raw_unit": None, "quote": HOSTILE},
    "beef0001": {"value": 120.0, "unit": "t", "corrected_value": 12.0, "qualifier": "about"},
}
DECIDED = {"decision": "correct", "decided_by": "A. Reader", "comment": "=2+3, a slip of the printer"}
SLIP = "51" * 16
VALUE_DECIDED = {"document_id": None, "char_start": None, "char_end": None, "period": 2020, "decided_by": "B"}
VALUES_DECIDED = {
    "d1" * 16: {"decision": "accept", "value": None},
    "d2" * 16: {"decision": "correct", "value": 2500.0},
    "d3" * 16: {"decision": "reject", "value": None},
}
DECIDED_AT = datetime(2022, 6, 1, 8, 30)  # noqa: DTZ001 - the column is UTC


def table(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows of a table: the contract's example, changed where a row says so."""
    promised = contract(name)
    example = {column.name: column.example for column in promised.columns}
    unknown = {key for row in rows for key in row} - set(example)
    assert not unknown, f"{name} has no {unknown}"
    schema = {column.name: column.dtype for column in promised.columns}
    return promised.conform(pl.DataFrame([{**example, **row} for row in rows], schema=schema))


def issuer_rows() -> list[dict[str, Any]]:
    """`mart.issuer_rating`: everybody on the later date, one of them on the earlier one too."""
    names = ("issuer_id", "issuer_name", "industry_code", "grade", "model_grade", "score", "not_rated_reason")
    keys = (*names, "cap_rule_id", "is_simulated")
    later = [{**dict(zip(keys, row, strict=True)), "rating_date": DAY} for row in ISSUERS]
    later = [{**row, **doubt(row), "rule_grade": row["grade"]} for row in later]
    return [*later, {**later[0], "rating_date": EARLIER, "score": 71.0, "action": "new", "previous_grade": None}]


def doubt(row: dict[str, Any]) -> dict[str, Any]:
    """How sure a rating is, as `mart.issuer_rating` has it: four points either way, nothing where there is no grade."""
    names = ("grade_probability", "score_low", "score_high", "rank", "rank_low", "rank_high", "peers")
    if row["grade"] == "NR":
        return dict.fromkeys(names)
    return dict(zip(names, (0.71, row["score"] - 4, min(row["score"] + 4, 100.0), 3, 2, 5, 8), strict=True))


def interval_rows() -> list[dict[str, Any]]:
    """`rating.score_interval`: of 360DIGITECH with the data point that would tell most, of CAPPED without one."""
    rows = [row for row in issuer_rows() if row["rating_date"] == DAY and row["grade"] != "NR"]
    none = {"narrowing_data_point_id": None, "width_if_disclosed": None}
    telling = {"narrowing_data_point_id": "ws_total", "width_if_disclosed": 6.529, "score_median": 75.25}
    return [{**row, **(telling if row["issuer_id"] == "360DIGITECH" else none)} for row in rows]


def probability_rows() -> list[dict[str, Any]]:
    """`rating.grade_probability`: nine grades of 360DIGITECH, of which BBB is all but impossible; one of CAPPED."""
    shares = {"BBB": 0.004, "BB": 0.28595, "B": 0.71, "CCC": 0.00005}
    mine = [{**HEAD, "grade": grade, "probability": shares.get(grade, 0.0)} for grade, _ in LADDER]
    return [*mine, *({**row, "issuer_id": "CAPPED", "probability": float(row["grade"] == "C")} for row in mine)]


def cell_rows() -> list[dict[str, Any]]:
    """The scored cells of 360DIGITECH, with every column that any table has of them."""
    rows = []
    for data_point, key_issue, theme, pillar, name, unit, weight, score, origin in CELLS:
        imputed = origin == "imputed"
        sums = {"weight_in_total": weight, "score": score, "contribution": weight * score}
        place = {"data_point_id": data_point, "key_issue_id": key_issue, "theme_id": theme, "pillar_id": pillar}
        filled = {"method": "median_industry", "donors": 12, "value": None, "observation_id": None}
        ends = {"score_low": score - 30, "score_high": score + 10}
        unsure = ends if origin != "reported" else dict.fromkeys(ends)
        rows.append(
            {
                **HEAD,
                **place,
                **sums,
                "name": name,
                "unit": unit,
                "origin": origin,
                **(filled if imputed else {}),
                **unsure,
            }
        )
    return rows


def only(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows cut down to the columns that a table has."""
    columns = {column.name for column in contract(name).columns}
    return table(name, [{key: value for key, value in row.items() if key in columns} for row in rows])


def evidence_rows() -> list[dict[str, Any]]:
    """A value derived from two quotes, one carried, one structured, one imputed."""
    cells = {row["data_point_id"]: {**row, "data_point_name": row["name"]} for row in cell_rows()}
    derived = {**cells["ghg_int_emp"], "value_method": "ratio", "source": "documents/abc_report.txt", "page": None}
    staff = {"input_data_point_id": "lr_total", "input_value": 2129.0, "input_unit": "persons", "quote": "Total\t2,129"}
    table_row = {**STRUCTURED, "source": "sample/reported/facts.csv", "citation": "Annual report 2021, p. 7"}
    return [
        {**derived, "quote": QUOTE, "line": 820},
        {**derived, **staff, "input_number": 2, "line": 784, "observation_id": "0b" * 16},
        {**cells["ws_total"], **table_row, "fiscal_year": 2019, "input_data_point_id": "ws_total"},
        {**cells["er_train_cov"], **table_row, "input_data_point_id": "er_train_cov", "value": 97.5},
        {**cells["id_women"], **NO_EVIDENCE},
    ]


def known_rows() -> list[dict[str, Any]]:
    """What was known of 360DIGITECH: the scored cells, and a value that is not applicable."""
    of = {"observation_id": None, "value": None, "fiscal_year": None, "published_date": None}
    missing = {**HEAD, **of, "data_point_id": "id_women", "state": "not_disclosed", "method": "none"}
    return [
        {**HEAD, "data_point_id": "ghg_int_emp", "method": "ratio"},
        {**HEAD, "data_point_id": "ws_total", "fiscal_year": 2019, "age_years": 2, "method": "reported"},
        {**HEAD, "data_point_id": "er_train_cov", "method": "reported"},
        missing,
        {**missing, "data_point_id": "ws_packaging", "state": "not_applicable"},
    ]


def node_rows(level: str) -> list[dict[str, Any]]:
    return [
        {**HEAD, f"{level}_id": node, "weight": weight, "score": score}
        for of, node, weight, score in NODES
        if of == level
    ]


def reference_tables() -> dict[str, pl.DataFrame]:
    names = {"E": "Environment", "S": "Social"}
    issues = {row["key_issue_id"]: row for row in cell_rows()}
    points = [
        {
            "data_point_id": row["data_point_id"],
            "key_issue_id": row["key_issue_id"],
            "name": row["name"],
            "unit": row["unit"],
        }
        for row in cell_rows()
    ]
    return {
        "reference.grade_scale": table(
            "reference.grade_scale",
            [{"grade": g, "lower_bound": float(b), "notch": n} for n, (g, b) in enumerate(LADDER, 1)],
        ),
        "reference.industry": table(
            "reference.industry", [{}, {"industry_code": "banking", "name": "Banking", "name_zh": "银行"}]
        ),
        "reference.industry_code": table(
            "reference.industry_code",
            [
                {"classification": "common", "code": "insurance"},
                {"classification": "sw2021", "code": "480000", "industry_code": "banking"},
                {"classification": "csrc", "code": "J66", "industry_code": "banking"},
            ],
        ),
        "reference.key_issue": table(
            "reference.key_issue",
            [
                {
                    **{key: row[key] for key in ("pillar_id", "theme_id", "key_issue_id")},
                    "pillar_name": names[row["pillar_id"]],
                    "theme_name": row["theme_id"].replace("_", " ").title(),
                    "key_issue_name": key_issue.replace("_", " ").title(),
                    "sort_order": number,
                }
                for number, (key_issue, row) in enumerate(issues.items(), 1)
            ],
        ),
        "reference.data_point": table(
            "reference.data_point",
            [
                *points,
                {"data_point_id": "ws_packaging", "name": "Packaging"},
                {"data_point_id": "gov_fines", "name": "Fines"},
                {"data_point_id": "en_total", "name": "Energy", "unit": "MWh"},
                {"data_point_id": "es_policy", "name": "Safety policy", "unit": "yes/no", "kind": "boolean"},
                {"data_point_id": "gb_star", "name": "Green building", "unit": "level", "kind": "ordinal"},
            ],
        ),
        "reference.red_line": table("reference.red_line", [{}]),
        "reference.methodology": table("reference.methodology", [{}]),
        "reference.parameter": table("reference.parameter", [{}, {"name": "min_donors", "value": 5.0}]),
        "reference.universe_rule": table(
            "reference.universe_rule", [{}, {"rule_id": "U1", "in_scope": False, "description": "Only rates bonds"}]
        ),
    }


def capped_tables() -> dict[str, pl.DataFrame]:
    """CAPPED: one cell, its events, the red line that one of them crossed."""
    who = {"issuer_id": "CAPPED", "rating_date": DAY, "is_simulated": False}
    told = {"issuer_id": "CAPPED", "source": "sample/events/fines.csv"}
    return {
        "core.event": table("core.event", [{**told, **event, "line": None} for event in EVENTS]),
        "core.observation": table("core.observation", [{}]),
        "core.event_effect": table("core.event_effect", [{**who, "data_point_id": "gov_fines", "events": 2}]),
        "rating.red_line_hit": table("rating.red_line_hit", [{**who, "rule_id": "RL1", "evidence_id": "EV-1"}]),
    }


def capped_cell() -> dict[str, Any]:
    who = {"issuer_id": "CAPPED", "rating_date": DAY, "is_simulated": False, "data_point_id": "gov_fines"}
    return {**who, "weight_in_total": 1.0, "score": 80.0, "contribution": 80.0, "value": 18.5, "observation_id": None}


def capped_evidence() -> list[dict[str, Any]]:
    """The value of CAPPED's cell: points of two events."""
    of_input = {"input_data_point_id": "gov_fines", "input_unit": "points", "value_method": "event_register"}
    of = {**NO_EVIDENCE, **capped_cell(), **of_input, "published_date": DAY, "source": "sample/events/fines.csv"}
    return [
        {**of, "event_id": "EV-1", "input_value": 14.5, "citation": "Coupon not paid"},
        {**of, "event_id": "EV-2", "input_value": 4.0, "input_number": 2, "citation": "Gazette 7"},
    ]


def long_id(start: str) -> str:
    """An id of a review item from its first characters."""
    return start.ljust(32, "0")


def slip_tables() -> dict[str, pl.DataFrame]:
    """A delivered value and a fact that are held, one that was drawn in, one of an older date, and decided values."""
    point = {"issuer_id": "BANKX", "data_point_id": "en_total", "dimension": "", "unit": "MWh"}
    value = {"value": 2_500_000.0, "raw_value": "2,500,000", "raw_unit": "MWh", "citation": HOSTILE}
    fact = {"observation_id": "f0" * 16, "fact_id": "f0" * 16, "value": 1830.0, "raw_value": "1,830", "citation": None}
    seen = [{**point, **value, "observation_id": SLIP, "fact_id": None}, {**point, **fact, "issuer_id": "360DIGITECH"}]
    seen += [{**seen[0], "observation_id": name, "fiscal_year": 2020} for name in VALUES_DECIDED]
    held = {"rating_date": DAY, "factor": 1000.0, "reason": "1,000 times the other years", "dimension": ""}
    slips = [
        {**held, **{key: row[key] for key in ("issuer_id", "data_point_id", "observation_id", "value")}} for row in seen
    ]
    drawn = {**slips[0], "treatment": "winsorised", "factor": None, "treated_value": 5.0}
    told = {**VALUE_DECIDED, "data_point_id": "en_total", "dimension": "", "decided_at": DECIDED_AT}
    decided = [{**told, "observation_id": name, **said} for name, said in VALUES_DECIDED.items()]
    lost = {**told, "observation_id": "ee" * 16}
    return {
        "core.observation": table("core.observation", seen),
        "core.outlier": table("core.outlier", [*slips[:2], drawn, {**slips[2], "rating_date": EARLIER}]),
        "raw.review_decision": table(
            "raw.review_decision", [{**row, "row_number": place} for place, row in enumerate([*decided, lost], 1)]
        ),
    }


def review_tables() -> dict[str, pl.DataFrame]:
    """Facts that wait, one that was corrected, and a decision about a fact that is no longer there."""
    facts, items = [], []
    for place, (start, issuer, point, confidence, status, reason) in enumerate(WAITING):
        same = {"fact_id": f"f{place}" * 16, "data_point_id": point, "dimension": ""}
        span = {"char_start": 100 * place, "char_end": 100 * place + 9}
        facts.append({**same, **span, "confidence": confidence, "status": status, **MORE_OF_FACTS[start]})
        decided = {**DECIDED, "decided_value": 12.0, "decided_at": DECIDED_AT} if status == "corrected" else {}
        items.append({**same, "review_id": long_id(start), "issuer_id": issuer, "reason": reason, **decided})
    told = {**DECIDED, "value": 12.0, "decided_at": DECIDED_AT, "source": "review/decisions.csv"}
    corrected = {key: facts[-1][key] for key in ("data_point_id", "dimension", "char_start", "char_end")}
    vanished = {**corrected, "char_start": 7, "decision": "reject", "value": None, "row_number": 2}
    return {
        "core.outlier": contract("core.outlier").empty(),
        "raw.document": table("raw.document", [{}]),
        "raw.review_decision": table("raw.review_decision", [{**told, **corrected}, {**told, **vanished}]),
        "core.extracted_fact": table("core.extracted_fact", facts),
        "core.review_item": table("core.review_item", items),
    }


def decision_rows() -> list[dict[str, Any]]:
    """`raw.committee_decision`: one about SIM-0001 that is over, and a draft about CAPPED."""
    over = {"decision_id": "D-7", "issuer_id": "SIM-0001", "expires_date": EARLIER, "is_simulated": True}
    draft = dict.fromkeys(("approver", "second_approver", "decided_date")) | {"decision_id": "D-8", "is_draft": True}
    return [over, {**draft, "issuer_id": "CAPPED", "reason": HOSTILE}]


def decided_rows() -> list[dict[str, Any]]:
    """`rating.committee_decision` on the later date."""
    nothing = {"rating_date": DAY, "decided_grade": None, "notches": None}
    said = ({"status": "expired", "detail": "it expired on 2022-04-30"}, {"status": "draft", "detail": "nobody did"})
    columns = {column.name for column in contract("rating.committee_decision").columns}
    return [
        {**{key: value for key, value in row.items() if key in columns}, **nothing, **more}
        for row, more in zip(decision_rows(), said, strict=True)
    ]


def published_tables() -> dict[str, pl.DataFrame]:
    """Every table that the command reads."""
    out = {"issuer_id": "RATES", "rule_id": "U1", "in_scope": False, "rating_date": DAY}
    considered = [{key: row[key] for key in ("issuer_id", "rating_date", "is_simulated")} for row in issuer_rows()]
    capped = [{key: capped_cell()[key] for key in ("issuer_id", "rating_date")} | {"weight": 1.0, "score": 80.0}]
    levels = {
        f"score.{level}_score": table(
            f"score.{level}_score", node_rows(level) + [c | {f"{level}_id": node} for c in capped]
        )
        for level, node in (("pillar", "E"), ("theme", "climate_change"), ("key_issue", "ghg_emission"))
    }
    return {
        **reference_tables(),
        **levels,
        **capped_tables(),
        **review_tables(),
        "raw.rejected_row": table("raw.rejected_row", [{}]),
        "raw.committee_decision": table("raw.committee_decision", decision_rows()),
        "rating.committee_decision": table("rating.committee_decision", decided_rows()),
        "core.finding": table("core.finding", [{"issuer_id": "360DIGITECH"}]),
        "core.rating_universe": table("core.rating_universe", [*considered, out]),
        "core.known_value": table("core.known_value", known_rows()),
        "score.data_point_score": only("score.data_point_score", [*cell_rows(), capped_cell()]),
        "rating.contribution": only("rating.contribution", [*cell_rows(), capped_cell()]),
        "rating.rating": only("rating.rating", issuer_rows()),
        "rating.score_interval": only("rating.score_interval", interval_rows()),
        "rating.grade_probability": table("rating.grade_probability", probability_rows()),
        "mart.data_dictionary": dictionary_rows(),
        "mart.issuer_rating": only("mart.issuer_rating", issuer_rows()),
        "mart.evidence": only("mart.evidence", [*evidence_rows(), *capped_evidence()]),
    }
