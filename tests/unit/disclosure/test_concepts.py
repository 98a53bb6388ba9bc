"""Labels in any order and language to the same concepts; unknown words stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.concepts import breakdowns, concepts, members, subject, together


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
        ("Scope 1", "Scope-1 emissions", "Scope one", "范畴一", "範圍１排放量"),
        ("Hazardous waste", "Waste generated - hazardous", "產生的有害廢棄物總重量"),
        ("NOx", "Oxides of nitrogen", "Emissions of nitrogen oxides (NOx)", "氮 氧 化 物"),
        ("Average training hours per male employee", "Average training hours per employee (male)"),
        ("Number of employees", "Employees as at 31 December", "截至12月31日的員工總數"),
        ("Per RMB million revenue: water", "Water per million revenue", "每百萬元營業收入耗水"),
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
        ("Water consumption", "Wastewater discharge"),
        ("Total assets", "Current assets"),
        ("Donations", "Donations received"),
        ("Female employees", "Female"),
        ("Work injuries", "Lost days due to work injuries"),
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


def test_two_labels_together_are_one() -> None:
    assert together(concepts("Waste"), concepts("Hazardous")) == concepts("Hazardous waste")
    assert together(concepts("GHG emissions"), concepts("Scope 2")) == concepts("Scope 2")


@pytest.mark.parametrize(
    ("label", "member"),
    [
        (">50", "@age=over_50"),
        ("> 50 years old", "@age=over_50"),
        ("≥50", "@age=over_50"),
        ("Aged 50+", "@age=over_50"),
        ("<30", "@age=under_30"),
        ("30（含）-50岁（含）", "@age=30_to_50"),
        ("HK", "@region=hong_kong"),
        ("按年齡組別劃分", "@@age"),
        ("By age group 按年齡組別", "@@age"),
        ("職級構成", "@@level"),
    ],
)
def test_members_and_headings_in_short_forms(label: str, member: str) -> None:
    assert concepts(label) == {member}


@pytest.mark.parametrize(
    "note", ["(Note 1)", "(see Notes 1 and 3)", "(附註 1)", "（附註1及2）", "（註一）", "(footnote 2)"]
)
def test_references_to_notes_say_nothing(note: str) -> None:
    assert concepts(f"Electricity {note}") == concepts("Electricity")


def test_a_bullet_is_no_sign_of_an_age() -> None:
    assert concepts("> Electricity") == concepts("Electricity")
