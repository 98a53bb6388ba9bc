"""Who is rated: each rule by its smallest case, then the order in which the rules are asked."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from esg_pipeline.universe import rating_universe

DAY = date(2022, 10, 31)
INDUSTRIES = pl.DataFrame(
    {"industry_code": ["steel", "banking", "lgfv"], "sector_tags": ["industrial", "services|financial", "lgfv"]}
)
RATES = ["treasury", "local_government", "central_bank_bill", "policy_bank"]
SECURITY_TYPES = pl.DataFrame(
    {"security_type": [*RATES, "corporate_bond", "lgfv_bond"], "is_rates": [True] * 4 + [False] * 2}
)
ISSUER_SCHEMA = {"issuer_id": pl.String, "is_listed": pl.Boolean}
BOND_SCHEMA = {
    "bond_id": pl.String,
    "issuer_id": pl.String,
    "security_type": pl.String,
    "offering": pl.String,
    "is_lgfv": pl.Boolean,
    "is_green": pl.Boolean,
    "issue_date": pl.Date,
    "maturity_date": pl.Date,
}
MEMBERSHIP_SCHEMA = {
    "issuer_id": pl.String,
    "industry_code": pl.String,
    "valid_from_date": pl.Date,
    "valid_to_date": pl.Date,
}
STEEL = {"issuer_id": "A", "industry_code": "steel", "valid_from_date": date(2018, 1, 1), "valid_to_date": None}


def bond(**changes: Any) -> dict[str, Any]:
    plain = {
        "bond_id": "B1",
        "issuer_id": "A",
        "security_type": "corporate_bond",
        "offering": "public",
        "is_lgfv": False,
        "is_green": False,
        "issue_date": date(2020, 1, 1),
        "maturity_date": date(2025, 1, 1),
    }
    return {**plain, **changes}


RULES = pl.DataFrame({"rule_id": [f"U{n}" for n in range(1, 7)], "in_scope": [True, True, False, False, False, False]})


def universe(
    bonds: list[dict[str, Any]],
    memberships: list[dict[str, Any]] | None = None,
    day: date = DAY,
    is_listed: bool = False,
    security_types: pl.DataFrame = SECURITY_TYPES,
    known_at: date | None = None,
) -> pl.DataFrame:
    return rating_universe(
        pl.DataFrame([{"issuer_id": "A", "is_listed": is_listed}], schema=ISSUER_SCHEMA),
        pl.DataFrame(bonds, schema=BOND_SCHEMA),
        pl.DataFrame([STEEL] if memberships is None else memberships, schema=MEMBERSHIP_SCHEMA),
        INDUSTRIES,
        security_types,
        RULES,
        day,
        known_at,
    )


def decision(*bonds: dict[str, Any], **changes: Any) -> tuple[bool, str]:
    row = universe(list(bonds), **changes).row(0, named=True)
    return row["in_scope"], row["rule_id"]


PRIVATE = {"offering": "private"}
LGFV = {"security_type": "lgfv_bond", "is_lgfv": True}


def test_u1_a_private_lgfv_bond_lets_its_issuer_in() -> None:
    assert decision(bond(**LGFV, **PRIVATE)) == (True, "U1")


def test_u2_a_public_bond_lets_its_issuer_in() -> None:
    assert decision(bond()) == (True, "U2")


@pytest.mark.parametrize("kind", RATES)
def test_u3_a_rates_bond_of_each_kind_does_not(kind: str) -> None:
    assert decision(bond(security_type=kind)) == (False, "U3")


@pytest.mark.parametrize("kind", RATES)
def test_u3_a_rates_bond_stays_one_whatever_its_flags_say(kind: str) -> None:
    assert decision(bond(security_type=kind, is_lgfv=True, is_green=True)) == (False, "U3")


def test_u4_without_any_bond() -> None:
    assert decision() == (False, "U4")
    assert decision(bond(issuer_id="SOMEBODY_ELSE")) == (False, "U4")


def test_u5_private_bonds_alone() -> None:
    assert decision(bond(**PRIVATE)) == (False, "U5")


def test_u6_without_an_industry() -> None:
    assert decision(bond(), memberships=[]) == (False, "U6")
    assert decision(bond(**LGFV), memberships=[]) == (False, "U6")


def test_without_an_industry_only_credit_bonds_are_u6() -> None:
    assert decision(bond(security_type="treasury"), memberships=[]) == (False, "U3")
    assert decision(memberships=[]) == (False, "U4")


def test_one_credit_bond_beside_rates_bonds_is_enough() -> None:
    assert decision(bond(security_type="treasury"), bond(bond_id="B2")) == (True, "U2")
    assert decision(bond(security_type="treasury"), bond(bond_id="B2", **PRIVATE)) == (False, "U5")


def test_lgfv_goes_before_public_and_public_before_private() -> None:
    assert decision(bond(), bond(bond_id="B2", **LGFV)) == (True, "U1")
    assert decision(bond(**PRIVATE), bond(bond_id="B2")) == (True, "U2")


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        (date(2019, 12, 31), "U4"),
        (date(2020, 1, 1), "U2"),
        (date(2024, 12, 31), "U2"),
        (date(2025, 1, 1), "U4"),
        (date(2026, 1, 1), "U4"),
    ],
)
def test_a_bond_counts_from_its_issue_to_the_day_before_it_matures(day: date, rule: str) -> None:
    assert decision(bond(), day=day)[1] == rule


def test_a_matured_public_bond_does_not_help_a_private_one() -> None:
    matured = bond(bond_id="B2", maturity_date=date(2022, 10, 31))
    assert decision(bond(**PRIVATE), matured) == (False, "U5")


def test_an_unknown_security_type_lets_nobody_in() -> None:
    assert decision(bond(security_type="lottery_ticket"))[0] is False


def member(code: str, start: date, end: date | None) -> dict[str, Any]:
    return {"issuer_id": "A", "industry_code": code, "valid_from_date": start, "valid_to_date": end}


@pytest.mark.parametrize(
    ("memberships", "expected"),
    [
        ([member("steel", date(2018, 1, 1), DAY)], "steel"),
        ([member("steel", date(2018, 1, 1), date(2022, 10, 30))], None),
        ([member("steel", DAY, None)], "steel"),
        ([member("steel", date(2022, 11, 1), None)], None),
        ([member("banking", date(2020, 1, 1), None), member("steel", date(2018, 1, 1), None)], "banking"),
        ([member("steel", date(2018, 1, 1), None), member("banking", date(2020, 1, 1), date(2021, 1, 1))], "steel"),
        ([member("banking", date(2018, 1, 1), None), member("steel", date(2018, 1, 1), None)], "steel"),
    ],
)
def test_the_industry_of_the_day_is_the_latest_that_holds(
    memberships: list[dict[str, Any]], expected: str | None
) -> None:
    for ordered in (memberships, memberships[::-1]):
        table = universe([bond()], memberships=ordered)
        assert table["industry_code"].to_list() == [expected]
        assert table["rule_id"].to_list() == ["U2" if expected else "U6"]


def test_class_and_tags_follow_bonds_industry_and_listing() -> None:
    bank = [member("banking", date(2018, 1, 1), None)]
    cases = [
        (universe([bond()]), "corporate", "industrial"),
        (universe([bond(is_green=True)], is_listed=True), "corporate", "green_issuer|industrial|listed"),
        (universe([bond()], memberships=bank), "financial", "financial|services"),
        (universe([bond(**LGFV)], memberships=bank), "lgfv", "financial|lgfv|services"),
        (universe([bond(**LGFV)], memberships=[member("lgfv", date(2018, 1, 1), None)]), "lgfv", "lgfv"),
        (universe([]), "corporate", "industrial"),
    ]
    for table, issuer_class, tags in cases:
        assert table.select("issuer_class", "tags").row(0) == (issuer_class, tags)


def test_a_green_treasury_does_not_make_a_green_issuer() -> None:
    table = universe([bond(), bond(bond_id="B2", security_type="treasury", is_green=True)])
    assert table["tags"].to_list() == ["industrial"]


def test_every_issuer_has_one_row_whatever_it_issued() -> None:
    issuers = pl.DataFrame({"issuer_id": ["A", "B", "C"], "is_listed": [True, False, False]})
    bonds = pl.DataFrame([bond(bond_id=f"B{n}", issuer_id="AB"[n % 2]) for n in range(6)], schema=BOND_SCHEMA)
    memberships = pl.DataFrame([STEEL], schema=MEMBERSHIP_SCHEMA)
    table = rating_universe(issuers, bonds, memberships, INDUSTRIES, SECURITY_TYPES, RULES, DAY)
    assert dict(table.select("issuer_id", "rule_id").rows()) == {"A": "U2", "B": "U6", "C": "U4"}
    assert table["rating_date"].to_list() == [DAY] * 3


def test_an_empty_registry_is_an_empty_universe() -> None:
    empty = pl.DataFrame(schema=ISSUER_SCHEMA)
    bonds, memberships = pl.DataFrame(schema=BOND_SCHEMA), pl.DataFrame(schema=MEMBERSHIP_SCHEMA)
    table = rating_universe(empty, bonds, memberships, INDUSTRIES, SECURITY_TYPES, RULES, DAY)
    assert table.height == 0
    assert {"in_scope", "rule_id", "issuer_class", "tags", "industry_code"} <= set(table.columns)


def test_whether_a_rule_lets_an_issuer_in_is_data() -> None:
    issuers = pl.DataFrame([{"issuer_id": "A", "is_listed": False}], schema=ISSUER_SCHEMA)
    bonds, memberships = pl.DataFrame([bond()], schema=BOND_SCHEMA), pl.DataFrame([STEEL], schema=MEMBERSHIP_SCHEMA)
    closed = RULES.with_columns(in_scope=pl.lit(value=False))
    table = rating_universe(issuers, bonds, memberships, INDUSTRIES, SECURITY_TYPES, closed, DAY)
    assert table.select("rule_id", "in_scope").rows() == [("U2", False)]


# With the knowledge of another day


LATER = date(2022, 9, 1)


def test_a_bond_issued_after_the_day_of_knowledge_is_not_known() -> None:
    new = bond(issue_date=LATER)
    assert decision(new) == (True, "U2")
    assert decision(new, known_at=LATER) == (True, "U2")
    assert decision(new, known_at=date(2022, 8, 31)) == (False, "U4")
    assert decision(bond(issue_date=date(2022, 11, 1)), known_at=date(2023, 1, 1)) == (False, "U4")


def test_a_bond_that_matures_before_the_rating_date_is_gone_whatever_was_known() -> None:
    assert decision(bond(maturity_date=LATER), known_at=date(2022, 1, 1)) == (False, "U4")


def test_the_industry_is_the_one_of_the_last_known_day() -> None:
    moved = [{**STEEL, "valid_to_date": LATER}, {**STEEL, "industry_code": "banking", "valid_from_date": LATER}]
    for known_at, industry in ((None, "banking"), (date(2022, 8, 1), "steel"), (date(2023, 1, 1), "banking")):
        assert universe([bond()], moved, known_at=known_at)["industry_code"].to_list() == [industry]
