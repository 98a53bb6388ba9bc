"""Labels that mean two things, in whatever language, case, width, script or order of words; and languages that lack."""

from collections.abc import Callable

import pytest

from esg_pipeline.methodology.check_labels import check_labels, check_languages
from esg_pipeline.methodology.model import Row, Table

Cells = dict[str, str]
Rows = Callable[..., list[Cells]]
Spoil = Callable[[str, Cells, Cells], int]
Add = Callable[..., int]
Refusal = Callable[[], list[tuple[str, int, str]]]
Alias = tuple[str, str, str]


def labels(*aliases: Alias, **cells: str) -> Table:
    """Data point, language, label of each alias."""
    rows = [
        {"data_point_id": point, "language": language, "label": label, "kind": "alias"} | cells
        for point, language, label in aliases
    ]
    return Table("labels.csv", tuple(Row(line, dict(row)) for line, row in enumerate(rows, start=2)))


SAME = [
    ("Waste water discharged", "en", "waste  water DISCHARGED"),
    ("Waste water discharged", "en", "Ｗａｓｔｅ water discharged"),
    ("Hazardous waste produced", "en", "Produced hazardous waste"),
    ("范围一温室气体排放量", "en", "Scope 1 GHG emissions"),
    ("員工總數", "zh-Hans", "员工总数"),
    ("合規培訓場次", "zh-Hans", "合规培训场次"),
    ("无害废弃物", "zh-Hans", "无害 废弃物"),
    ("工伤人数", "zh-Hans", "工\u200b伤人数"),
]


@pytest.mark.parametrize(("label", "language", "other"), SAME)
def test_one_label_for_two_data_points_is_refused(label: str, language: str, other: str) -> None:
    found = list(check_labels(labels(("a", "zh-Hant", label), ("b", language, other))))
    assert [(problem.line, problem.rule) for problem in found] == [(3, "duplicate_label")]
    assert "'a' on line 2" in found[0].message


@pytest.mark.parametrize(("label", "language", "other"), SAME)
def test_a_data_point_may_repeat_its_own_label(label: str, language: str, other: str) -> None:
    assert list(check_labels(labels(("a", "zh-Hant", label), ("a", language, other)))) == []


def test_a_label_with_a_dimension_is_another_one() -> None:
    plain = labels(("a", "en", "Turnover rate")).rows
    with_key = [Row(3, dict(row.cells) | {"data_point_id": "b", "dimension": "gender"}) for row in plain]
    assert list(check_labels(Table("labels.csv", (*plain, *with_key)))) == []


def test_a_label_that_implies_two_units_is_refused() -> None:
    plain = labels(("a", "en", "Turnover rate")).rows
    other = [Row(3, dict(row.cells) | {"implied_unit": "%"}) for row in plain]
    assert [problem.line for problem in check_labels(Table("labels.csv", (*plain, *other)))] == [3]


def test_rules_of_intensities_and_breakdowns_are_no_labels() -> None:
    assert list(check_labels(labels(("a", "", "ghg/employee"), ("b", "", "ghg/employee"), kind="intensity"))) == []


def test_a_label_that_says_nothing_is_refused() -> None:
    assert [problem.rule for problem in check_labels(labels(("a", "en", "†")))] == ["empty_label"]


FORMS = [
    ({"label": ""}, "blank"),
    ({"kind": "synonym"}, "unknown_code"),
    ({"kind": "intensity", "label": "ghg/moon"}, "bad_intensity"),
    ({"kind": "intensity", "label": "ghg"}, "bad_intensity"),
    ({"language": "fr"}, "unknown_code"),
    ({"implied_unit": "furlong"}, "unknown_unit"),
    ({"data_point_id": ""}, "blank"),
]


@pytest.mark.parametrize(("cells", "rule"), FORMS)
def test_a_row_that_the_document_reader_could_not_use_is_refused(
    spoil: Spoil, refusal: Refusal, cells: Cells, rule: str
) -> None:
    line = spoil("labels.csv", {"kind": "alias"}, cells)
    assert ("labels.csv", line, rule) in refusal()


def test_an_intensity_stands_once(rows: Rows, add: Add, refusal: Refusal) -> None:
    there = rows("labels.csv", kind="intensity")[0]
    line = add("labels.csv", **{name: cell for name, cell in there.items() if name != "line"})
    assert refusal() == [("labels.csv", line, "bad_intensity")]


def test_a_spoilt_copy_is_refused(rows: Rows, add: Add, refusal: Refusal) -> None:
    first = rows("labels.csv", kind="alias", language="en", dimension="")[0]
    other = next(p for p in rows("data_points.csv") if p["data_point_id"] not in first["data_point_id"].split("|"))
    cells = {"kind": "alias", "language": "zh-Hans", "label": first["label"].upper()}
    line = add("labels.csv", data_point_id=other["data_point_id"], **cells)
    assert refusal() == [("labels.csv", line, "duplicate_label")]


def test_every_data_point_has_an_alias_in_each_language() -> None:
    points = Table("data_points.csv", tuple(Row(n, {"data_point_id": p}) for n, p in enumerate("abc", start=2)))
    there = labels(*(("a|b", language, "x") for language in ("en", "zh-Hans", "zh-Hant")), ("c", "en", "y"))
    found = list(check_languages(there, points))
    assert [(problem.line, problem.rule) for problem in found] == [(4, "no_alias")]
    assert "zh-Hans, zh-Hant" in found[0].message


def test_a_row_that_is_there_twice_is_refused(rows: Rows, add: Add, refusal: Refusal) -> None:
    twin = {name: cell for name, cell in rows("labels.csv", kind="alias")[0].items() if name != "line"}
    line = add("labels.csv", **twin)
    assert refusal() == [("labels.csv", line, "duplicate_label")]


def test_an_implied_unit_of_something_else_is_refused(spoil: Spoil, refusal: Refusal) -> None:
    line = spoil("labels.csv", {"data_point_id": "ghg_s1", "kind": "alias"}, {"implied_unit": "MWh"})
    assert ("labels.csv", line, "other_unit") in refusal()
