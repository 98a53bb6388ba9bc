"""What changed, in words: every cell that differs is named, and nothing that can move a score passes for a text."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from esg_pipeline.methodology.diff import ROWS, Change, changes
from esg_pipeline.methodology.files import SPECS
from esg_pipeline.methodology.read import DEFAULT_FOLDER, folder_hash, load_methodology

Cells = dict[str, str]
Rows = Callable[..., list[Cells]]
Spoil = Callable[[str, Cells, Cells], int]
Swap = Callable[[str, str, str], int]


def differences(folder: Path) -> list[Change]:
    return changes(load_methodology(), load_methodology(folder))


def words(folder: Path) -> list[str]:
    return [change.words for change in differences(folder)]


def test_nothing_changed_says_nothing(folder: Path) -> None:
    assert differences(folder) == []


def test_every_file_has_its_words() -> None:
    assert set(ROWS) == set(SPECS)


def test_a_parameter_and_the_weights_that_follow(folder: Path, swap: Swap) -> None:
    swap("version.yaml", "corner_ratio: 3", "corner_ratio: 4")
    first, *rest = differences(folder)
    assert first == Change("version.yaml", "corner_ratio", "corner ratio 3 -> 4", can_move=True)
    assert {change.file for change in rest} == {"weights that follow"}
    assert not any("other key issues" in change.words for change in rest)
    assert [change.key for change in rest] == sorted(load_methodology().industries["industry_code"])


def test_a_cell_of_materiality_shows_its_weight(folder: Path, rows: Rows, spoil: Spoil) -> None:
    cell = rows("materiality.csv", influence="high")[0]
    spoil("materiality.csv", {k: cell[k] for k in ("industry_code", "key_issue_id")}, {"influence": "middle"})
    name = rows("key_issues.csv", key_issue_id=cell["key_issue_id"])[0]["key_issue_name"]
    first, follows = differences(folder)
    assert first.words.startswith(f"{name} in {cell['industry_code']}: influence high -> middle, weight ")
    before, after = (float(part.strip(" %")) for part in first.words.rpartition("weight ")[2].split("->"))
    assert before > after
    assert follows.words.startswith("3")
    assert f"other key issues in {cell['industry_code']}" in follows.words


def test_an_anchor_that_moved(folder: Path, curve: Callable[..., list[Cells]], spoil: Spoil) -> None:
    anchors = curve(kind="quantitative", direction="lower_better")
    moved, x = anchors[1], (float(anchors[0]["x"]) + float(anchors[1]["x"])) / 2
    where = {key: moved[key] for key in ("data_point_id", "industry_code", "valid_from", "x")}
    spoil("anchors.csv", where, {"x": f"{x:.10g}"})
    (found,) = differences(folder)
    assert found.words == (
        f"anchor of {moved['data_point_id']}: {float(moved['x']):.10g} -> {x:.10g} scores {float(moved['score']):.10g}"
    )
    assert found.can_move


def test_a_later_set_of_anchors_tells_its_day(
    folder: Path, curve: Callable[..., list[Cells]], add: Callable[..., int]
) -> None:
    anchors = curve(kind="quantitative", direction="lower_better")
    for row in anchors:
        add("anchors.csv", **{k: v for k, v in row.items() if k != "line"} | {"valid_from": "2024-01-01"})
    (found,) = words(folder)
    assert found.startswith(f"value function of {anchors[0]['data_point_id']} from 2024-01-01 is new: ")


def test_a_red_line_a_unit_and_a_label(folder: Path, spoil: Spoil, add: Callable[..., int], rows: Rows) -> None:
    line = next(row for row in rows("red_lines.csv") if row["cap_grade"] == "C")
    spoil("red_lines.csv", {"rule_id": line["rule_id"]}, {"cap_grade": "CC"})
    point = rows("data_points.csv")[0]["data_point_id"]
    spare = {name: "" for name in rows("labels.csv")[0] if name != "line"}
    label = {"data_point_id": point, "language": "en", "label": "Quite unheard of", "kind": "alias"}
    add("labels.csv", **spare | label)
    caps, added = differences(folder)
    assert caps.words == f"red line {line['rule_id']}: caps C -> CC"
    assert added.words == f"label {point} en Quite unheard of is new: kind alias"
    assert added.can_move  # reports are read by it


@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("data_points.csv", "name_zh"),
        ("anchors.csv", "citation"),
        ("materiality.csv", "reason"),
        ("red_lines.csv", "source"),
        ("event_types.csv", "description"),
        ("frameworks.csv", "name"),
        ("imputation.csv", "citation"),
        ("uncertainty.csv", "reason"),
    ],
)
def test_texts_move_no_score(folder: Path, spoil: Spoil, file: str, column: str) -> None:
    spoil(file, {}, {column: "quite another text"})
    (found,) = differences(folder)
    assert found.file == file
    assert "quite another text" in found.words
    assert not found.can_move


def test_a_ladder_that_nobody_has_moves_nothing(folder: Path, add: Callable[..., int], spoil: Spoil) -> None:
    add("ladders.csv", ladder_id="own", step_number="1", method="median_class")
    (found,) = differences(folder)
    assert (found.words, found.can_move) == ("ladder own is new: median_class", False)
    spoil("imputation.csv", {"data_point_id": "ghg_int_rev"}, {"ladder_id": "own"})
    assert [(change.words, change.can_move) for change in differences(folder)] == [
        ("ladder own is new: median_class", True),
        ("filling of ghg_int_rev: ladder standard -> own", True),
    ]


def test_a_step_of_a_ladder_that_changed_shows_the_whole_ladder(folder: Path, spoil: Spoil) -> None:
    spoil("ladders.csv", {"ladder_id": "class", "method": "median_class"}, {"method": "regression"})
    (found,) = differences(folder)
    steps = "carry_forward, interpolation, {}, median_universe"
    assert found.words == f"ladder class: {steps.format('median_class')} -> {steps.format('regression')}"
    assert not found.can_move


def test_doubts_and_measuring_move_no_score(folder: Path, spoil: Spoil, swap: Swap) -> None:
    spoil("uncertainty.csv", {"choice_id": "influence"}, {"spread": "0.2"})
    swap("version.yaml", "draws: 1000", "draws: 2000")
    swap("version.yaml", "audit_share: 0.1", "audit_share: 0.2")
    assert sorted((change.words, change.can_move) for change in differences(folder)) == [
        ("audit share 0.1 -> 0.2", False),
        ("doubt influence: spread 0.1 -> 0.2", False),
        ("draws 1000 -> 2000", False),
    ]


def test_the_coverage_of_a_pillar_counts_always_and_its_limits_when_they_are_on(
    folder: Path, spoil: Spoil, swap: Swap
) -> None:
    spoil("pillar_limits.csv", {"pillar_id": "E"}, {"minimum_coverage": "0.05", "cap": "0.55"})
    assert [(change.words, change.can_move) for change in differences(folder)] == [
        ("limits of pillar E: minimum coverage 0.02 -> 0.05", True),
        ("limits of pillar E: cap 0.5 -> 0.55", False),
    ]
    swap("version.yaml", "pillar_limits: false", "pillar_limits: true")
    found = next(change for change in differences(folder) if change.file == "pillar_limits.csv")
    assert found == Change(
        "pillar_limits.csv", "E", "limits of pillar E: cap 0.5 -> 0.55, minimum coverage 0.02 -> 0.05", can_move=True
    )


def test_a_data_point_that_is_new_or_gone_takes_its_rows_along(
    folder: Path, rows: Rows, write: Callable[..., None]
) -> None:
    named = {name for file in ("event_types.csv", "red_lines.csv") for row in rows(file) for name in row.values()}
    named |= {row[side] for row in rows("derivations.csv") for side in ("data_point_id", "numerator", "denominator")}
    used = {one for row in rows("labels.csv") if "|" in row["data_point_id"] for one in row["data_point_id"].split("|")}
    lost = next(
        row["data_point_id"]
        for row in rows("data_points.csv")
        if row["applies_to"] == "all" and row["kind"] == "boolean" and row["data_point_id"] not in named | used
    )
    for file in ("data_points.csv", "anchors.csv", "labels.csv", "imputation.csv"):
        write(file, [row for row in rows(file) if row["data_point_id"] != lost])
    assert f"data point {lost} is gone" in words(folder)
    back = [change.words for change in changes(load_methodology(folder), load_methodology())]
    (new,) = [one for one in back if one.startswith(f"data point {lost} is new: key issue ")]
    assert ", weight " in new
    assert ", carry years " in new
    assert any(one.startswith(f"value function of {lost} is new: ") for one in back)


def cells_of(file: str) -> list[str]:
    header = (DEFAULT_FOLDER / file).read_text(encoding="utf-8").splitlines()[0]
    return next(csv.reader(io.StringIO(header)))


@pytest.mark.parametrize(("file", "column"), [(f"{name}.csv", c) for name in SPECS for c in cells_of(f"{name}.csv")])
def test_the_hash_covers_every_column_of_every_file(folder: Path, spoil: Spoil, file: str, column: str) -> None:
    spoil(file, {}, {column: "another cell"})
    assert folder_hash(folder) != folder_hash(DEFAULT_FOLDER)


def test_the_hash_covers_every_byte_of_a_file_and_no_other_file(folder: Path) -> None:
    known = folder_hash(folder)
    (folder / "notes.txt").write_text("not read")
    (folder / "anchors.csv.bak").write_text("not read")
    assert folder_hash(folder) == known == load_methodology().hash
    for file in ("version.yaml", "grades.csv", "event_severities.csv"):
        content = (folder / file).read_bytes()
        for place in range(0, len(content), max(1, len(content) // 40)):
            flipped = bytes([content[place] ^ 1])
            (folder / file).write_bytes(content[:place] + flipped + content[place + 1 :])
            assert folder_hash(folder) != known, (file, place)
        (folder / file).write_bytes(content)
    assert folder_hash(folder) == known
