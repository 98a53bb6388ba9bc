"""Rows find their place by their sums: only exact sums count."""

from dataclasses import replace
from fractions import Fraction

import pytest

from esg_pipeline.disclosure.numbers import ParsedValue
from esg_pipeline.disclosure.observations import RawObservation
from esg_pipeline.disclosure.totals import placed
from esg_pipeline.methodology.codes import State

Row = tuple[str, int, str]


def raws(*rows: Row, heading: str = "Energy", period: int = 2022) -> list[RawObservation]:
    """Observations from (label, number, figure above), one line each."""
    return [
        RawObservation(
            table=1,
            line=line,
            page=None,
            label=label,
            value=ParsedValue(State.REPORTED, Fraction(number)),
            raw_value=str(number),
            span=(line + period * 100, line + period * 100 + 1),
            row_span=(line, line + 1),
            headings=(heading,),
            indicator=above,
            period=period,
        )
        for line, (label, number, above) in enumerate(rows)
    ]


PARTS: tuple[Row, ...] = (("Electricity", 60, ""), ("Diesel", 40, "Electricity"))


def above_last(rows: list[RawObservation]) -> str:
    return placed(rows)[-1].indicator


@pytest.mark.parametrize(("total", "above"), [(100, ""), (60, "Electricity"), (90, "Electricity"), (0, "Electricity")])
def test_a_total_leaves_the_figure_above_only_if_it_is_a_sum(total: int, above: str) -> None:
    assert above_last(raws(*PARTS, ("Total", total, "Electricity"))) == above


def test_what_a_part_is_made_of_is_not_added_again() -> None:
    rows = raws(*PARTS, ("of which renewable", 10, "Electricity"), ("Total", 100, "Electricity"))
    assert above_last(rows) == ""


def test_a_sum_must_hold_in_every_year_of_the_row() -> None:
    one = raws(*PARTS, ("Total", 100, "Electricity"))
    other = raws(*PARTS, ("Total", 77, "Electricity"), period=2021)
    assert [r.indicator for r in placed([*one, *other]) if r.label == "Total"] == ["Electricity", "Electricity"]


@pytest.mark.parametrize("label", ["Total water", "Other", "Subtotal of fuels", "Female"])
def test_only_a_bare_total_is_one(label: str) -> None:
    assert above_last(raws(*PARTS, (label, 100, "Electricity"))) == "Electricity"


def test_rows_below_another_heading_are_no_parts() -> None:
    others = raws(*PARTS, heading="Water")
    assert above_last([*others, *raws(("Total", 100, "Electricity"))]) == "Electricity"


def test_groups_that_add_up_to_the_headcount_are_the_staff() -> None:
    young, old = "Employees aged under 30", "Employees aged 30 or above"
    whole: Row = ("Total employees", 100, "")
    rows = raws(
        whole, ("Disabled employees", 5, ""), (young, 30, "Disabled employees"), (old, 70, "Disabled employees")
    )
    assert [r.indicator for r in placed(rows)[2:]] == ["", ""]
    rows = raws(whole, ("Disabled employees", 5, ""), (young, 2, "Disabled employees"), (old, 3, "Disabled employees"))
    assert [r.indicator for r in placed(rows)[2:]] == ["Disabled employees"] * 2


def test_a_total_of_groups_is_that_of_the_heading_and_not_of_the_figure_above() -> None:
    hires: Row = ("New hires", 100, "")
    groups: tuple[Row, ...] = (("Male", 60, "New hires"), ("Female", 40, "New hires"), ("Total", 100, "New hires"))
    assert above_last(raws(hires, *groups, heading="Workforce")) == "New hires"
    rows = raws(("Hong Kong", 60, ""), ("Europe", 40, ""), ("Total", 100, ""), heading="Suppliers by region")
    assert placed([replace(row, breakdown=("region",)) for row in rows])[-1].breakdown == ()
    rows = raws(("Hong Kong", 60, ""), ("Europe", 40, ""), ("Total", 90, ""), heading="Suppliers by region")
    assert placed([replace(row, breakdown=("region",)) for row in rows])[-1].breakdown == ("region",)


def test_order_and_number_stay() -> None:
    rows = raws(*PARTS, ("Total", 100, "Electricity"))
    assert [r.span for r in placed(rows)] == [r.span for r in rows]
    assert placed([]) == []


SCOPES: tuple[Row, ...] = (("Scope 1 – fuels", 60, ""), ("Scope 2: electricity and steam", 40, "Scope 1 – fuels"))


@pytest.mark.parametrize(("total", "labels"), [(100, ["Scope 1", "Scope 2"]), (90, [row[0] for row in SCOPES])])
def test_a_described_scope_is_the_whole_of_it_only_where_the_total_says_so(total: int, labels: list[str]) -> None:
    assert [raw.label for raw in placed(raws(*SCOPES, ("Total", total, "")))][:2] == labels


def test_two_rows_of_one_scope_are_its_parts() -> None:
    rows = raws(SCOPES[0], ("Scope 1 – refrigerants", 5, ""), SCOPES[1], ("Total", 105, ""))
    assert [raw.label for raw in placed(rows)][1] == "Scope 1 – refrigerants"


def test_a_total_of_scopes_is_named_by_them() -> None:
    rows = raws(*SCOPES, ("Total", 100, SCOPES[1][0]))
    assert placed(rows)[-1].label == "Scope 1 and 2"


def test_a_method_stays_in_the_name_of_its_scope() -> None:
    rows = raws(SCOPES[0], ("Scope 2 (market-based)", 40, ""), ("Total", 100, "Scope 2 (market-based)"))
    assert placed(rows)[1].label == "Scope 2 (market-based)"
