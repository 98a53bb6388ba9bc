"""Words of the method: data points by id and by framework code, units."""

from typing import Any

import pytest

from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.ingest.vocabulary import unit_judge, vocabulary_of


def test_words_of_data_points(method: Any) -> None:
    words = {row["word"]: row for row in vocabulary_of(method).data_points.iter_rows(named=True)}
    assert words["waste"]["data_point_id"] == "waste"
    assert words["gri 405-1"]["data_point_id"] == "women"
    assert words["hkex-27 a1.3"]["data_point_id"] is None
    assert words["hkex-27 a1.3"]["meanings"] == "waste, waste_water"
    assert len(words) == method.data_points.height + 4


def test_an_id_means_itself_even_where_a_code_reads_the_same(method: Any) -> None:
    points = method.data_points.with_columns(framework_code=method.data_points["data_point_id"].reverse())
    changed = type(method)(**(vars(method) | {"data_points": points}))
    words = vocabulary_of(changed).data_points
    assert words["word"].to_list() == words["data_point_id"].to_list()


def test_codes(method: Any) -> None:
    words = vocabulary_of(method)
    assert words.industries == ["steel", "banking"]
    assert words.event_types == ["penalty"]
    assert words.severities == ["minor", "severe"]
    assert words.security_types == ["corporate_bond", "lgfv_bond"]


def test_words_of_industries(method: Any) -> None:
    rows = vocabulary_of(method).industry_words.iter_rows()
    words = {(classification, word): (industry, meanings) for classification, word, industry, meanings in rows}
    assert words["", "steel"] == ("steel", "steel")
    assert words["", "bank"] == ("banking", "banking")
    assert words["csrc", "bank"] == ("steel", "steel")
    assert words["", "45"] == (None, "banking, steel")
    assert ("sw2021", "bank") not in words


@pytest.mark.parametrize(
    ("unit", "canonical", "expected"),
    [("吨", "t", True), ("kg", "t", True), ("m3", "t", False), ("t", "m3", True), ("furlong", "t", None)],
)
def test_units(method: Any, unit: str, canonical: str, expected: bool | None) -> None:
    assert unit_judge(UnitTable.from_frame(method.units))(unit, canonical) is expected
    assert vocabulary_of(method).unit_fits(unit, canonical) is expected


def test_units_may_be_judged_elsewhere(method: Any) -> None:
    assert vocabulary_of(method, lambda unit, canonical: unit == canonical).unit_fits("kg", "t") is False
