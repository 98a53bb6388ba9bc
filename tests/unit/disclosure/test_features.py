"""Features that differ keep two labels apart however alike their words are."""

import pytest

from esg_pipeline.disclosure.features import differing, features, names_a_part, unknown_words


@pytest.mark.parametrize(
    ("one", "other", "family"),
    [
        ("Hazardous waste", "Non-hazardous waste", "hazard"),
        ("有害廢棄物", "無害廢棄物", "hazard"),
        ("Scope 1 emissions", "Scope 1 and 2 emissions", "scope"),
        ("范围一", "范围三", "scope"),
        ("Water consumption", "Water consumption per employee", "denominator"),
        ("Energy intensity", "Energy consumption", "denominator"),
        ("Female employees", "Male employees", "member"),
        ("Direct energy", "Indirect energy", "directness"),
        ("Renewable electricity", "Purchased electricity", "subject"),
        ("Work injuries", "Work fatalities", "subject"),
        ("Water recycled", "Water consumed", "subject"),
        ("Complaints received", "Complaints resolved", "subject"),
        ("Donations", "Revenue", "subject"),
        ("Board members", "Employees", "subject"),
        ("Energy consumption target", "Energy consumption", "matter"),
        ("Water saved", "Water used", "matter"),
        ("Kitchen waste", "Waste", "part"),
        ("厨余废弃物", "废弃物", "part"),
        ("研发投入资本化的金额", "研发投入金额", "booking"),
        ("New employees", "Employees", "group"),
        ("Contractor fatalities", "Fatalities", "group"),
        ("Suppliers audited", "Suppliers", "act"),
        ("Monthly turnover rate", "Turnover rate", "time"),
        ("Unresolved complaints", "Complaints", "negation"),
        ("Boiler 2 electricity", "Boiler 3 electricity", "number"),
        ("Employee training", "Employee training rate", "share"),
    ],
)
def test_a_difference_is_seen_both_ways(one: str, other: str, family: str) -> None:
    assert family in {feature.partition("=")[0] for feature in features(one) ^ features(other)}
    assert differing(one, other) == differing(other, one) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Total water consumption", "用水總量"),
        ("Hazardous waste generated", "有害廢棄物產生量"),
        ("Number of suppliers", "供应商数目"),
        ("NOx", "Emissions of nitrogen oxides"),
        ("Food wastes", "Food waste"),
    ],
)
def test_other_words_for_the_same_thing_have_the_same_features(one: str, other: str) -> None:
    assert differing(one, other) == ""


def test_unknown_words_and_the_parts_they_name() -> None:
    assert unknown_words("Water consumption of the kiln") == {"kiln"}
    assert names_a_part("Water consumption of the kiln")
    assert not names_a_part("Aggregated kiln water")
    assert unknown_words("Total water consumption") == frozenset()


def test_a_check_by_others_is_not_the_issuer_s_own() -> None:
    assert features("Product test pass rate") != features("Product sampling pass rate")
