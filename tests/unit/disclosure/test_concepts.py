"""Labels in any order and language to the same concepts; unknown words stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.concepts import breakdowns, concepts, members, subject


@pytest.mark.parametrize(
    "labels",
    [
        (
            "Scope 1 and 2",
            "Total GHG emissions (Scope 1 & Scope 2)",
            "範圍一及範圍二溫室氣體排放總量",
            "温室气体总量（范围1+2）",
            "Scope I and II",
        ),
        ("Scope 1, 2 and 3", "Total GHG emissions (Scopes 1, 2, 3)", "Scope 1-3 emissions", "范围一、二及三"),
        ("Water consumption", "Total consumption of water", "总用水量", "總用水量"),
        ("Hazardous waste", "危险废物", "有害廢棄物"),
        ("Employee turnover rate", "員工流失率", "员工流失率", "Percentage of staff turnover"),
        ("Water consumption per employee", "人均用水量", "每名僱員用水量"),
        ("Under 30", "Below age 30", "<30", "30岁以下", "30歲以下"),
        ("30-50", "Aged 30 to 50", "Between 30 and 50", "30至50岁"),
    ],
)
def test_one_meaning_one_set(labels: tuple[str, ...]) -> None:
    assert len({concepts(label) for label in labels}) == 1
    assert concepts(labels[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hazardous waste", "Non-hazardous waste"),
        ("Scope 1", "Scope 1 and 2"),
        ("Scope 3", "Business travel (Scope 3)"),
        ("Scope 1", "Direct emissions (Scope 1) - Corporate fleet"),
        ("Indirect emissions (Scope 2)", "Indirect emissions (Scope 2 – location-based)"),
        ("Water consumption", "Water consumption per employee"),
        ("Number of employees", "Number of new employees"),
        ("Water consumption", "Paper consumption"),
        ("Particulate matter", "PM2.5"),
    ],
)
def test_other_meanings_differ(one: str, other: str) -> None:
    assert concepts(one) != concepts(other)


def test_members_and_headings_are_told_from_the_subject() -> None:
    found = concepts("Number of female employees by age group")
    assert (members(found), breakdowns(found), subject(found)) == ({"gender": "female"}, ["age"], {"employee"})
    assert members(concepts("Female and male")) == {"gender": ""}


@given(st.text(max_size=400))
def test_no_label_breaks_it(label: str) -> None:
    assert all(concepts(label))
