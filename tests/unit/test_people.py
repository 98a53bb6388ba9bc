"""Who is the same person: names in disguise are one, other names are not, and every name is that of itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.people import is_name, is_same_person, tidy

NAME = "A. Wang"


@pytest.mark.parametrize(
    "other",
    [
        *("a. wang", "A.  WANG", " A. Wang ", "Ａ. Ｗang", "A.\u200b Wang", "A.\u00a0Wang", "A.\tWang"),
        *("A Wang", "A.Wang", "AWang", "A-Wang", "Wang, A.", "WANG A", "Dr. A. Wang", "Mr A. Wang", "A. Wang, CFA"),
        *(
            "A. Wáng",
            "A. Wa\u0301ng",
            "A. Wa\u034fng",
            "A. W\ufe0fang",
            "A. Wang\u3164",
            "A.\u2800 Wang",
            "A. Wang\U000e0101",
        ),
        *("А. Wang", "А. Ԝаng", "A. W\u0430ng", "Α. Wang", "𝐀. 𝖶ang", "A. Wanɡ"),
    ],
)
def test_one_name_in_disguise_is_one_person(other: str) -> None:
    assert is_same_person(NAME, other)
    assert is_same_person(other, NAME)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("王 伟", "王伟"),
        ("王伟", "王伟先生"),
        ("張偉", "张伟"),
        ("Müller", "MU\u0308LLER"),
        ("Straße", "STRASSE"),
        ("Dr.", "dr"),
    ],
)
def test_names_of_other_scripts_are_compared_too(first: str, second: str) -> None:
    assert is_same_person(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("A. Wang", "B. Wang"),
        ("A. Wang", "A. Wan"),
        ("王伟", "王健"),
        ("先生", "女士"),
        ("か", "が"),
        ("Wang A", "Wang B"),
    ],
)
def test_other_names_are_other_people(first: str, second: str) -> None:
    assert not is_same_person(first, second)


@pytest.mark.parametrize("text", ["-", "...", "12", "\u3164", "\u200b", "", "A. Wаng", "Βob Li"])
def test_what_is_no_name(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize("text", ["A. Wang", "王伟", "王 Wang", "Ольга В.", "Γιώργος", "Li Wei 2", "김민수", "O'Neil"])
def test_what_is_a_name(text: str) -> None:
    assert is_name(text)


@given(st.text(), st.text())
def test_whatever_is_done_to_a_name_it_stays_the_same_person(name: str, spaces: str) -> None:
    assert tidy(spaces) == tidy(tidy(spaces))
    assert is_same_person(name, tidy(name))
    assert is_same_person(name, f" {name}\u200b ")
    assert is_same_person(name, spaces) == is_same_person(spaces, name)
