"""A proposal counts only when the document bears out each part of it."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.blocks import read_blocks
from esg_pipeline.disclosure.confidence import Signals, confidence
from esg_pipeline.disclosure.document_text import read_document
from esg_pipeline.disclosure.found import Found, Qualifier
from esg_pipeline.disclosure.llm.answer import Proposal
from esg_pipeline.disclosure.llm.candidates import Candidate
from esg_pipeline.disclosure.llm.prompt import Asked
from esg_pipeline.disclosure.llm.unmapped import unmapped_of
from esg_pipeline.disclosure.llm.verify import MAX_SCORE, METHOD, Refused, verified
from esg_pipeline.disclosure.mapper import Rules
from esg_pipeline.disclosure.sentences import read_sentences
from esg_pipeline.methodology.codes import State
from esg_pipeline.methodology.read import load_methodology
from tests.unit.disclosure.llm.stub_server import SENTENCE, row

LOOMS = "Water drawn for the looms\tm3\t12,400\t13,100"
OFFERED = ("wa_total", "ws_haz", "lr_total", "em_volunteer_hours", "en_elec", "op_revenue", "er_women", "ghg_s1")


class Check:
    """Verifies a proposal about one number of a text; `row` and `said` change what the reader and the model say."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    def __call__(
        self, text: str, raw: str, of: dict[str, Any] | None = None, year: int | None = 2022, **said: Any
    ) -> Found:
        document = read_document(text.encode(), "txt")
        sentences = read_sentences(document, read_blocks(document))
        (number,) = unmapped_of(document, [row(document, raw, "") | (of or {})], sentences)
        offered = tuple(Candidate(d, d, self.rules.data_points[d]) for d in OFFERED)
        whole: dict[str, Any] = {
            "data_point_id": "wa_total",
            "dimension": "",
            "period": None,
            "quote": document.text[slice(*number.context)],
        }
        fields: dict[str, Any] = whole | {"value": raw, "unit": number.raw_unit} | said
        found = verified(document, Asked(number, offered), Proposal(0, **fields), self.rules, year)
        assert raw in document.text[slice(*found.span)]
        assert found.value_span == number.span
        return found


@pytest.fixture(scope="module")
def check(shipped_rules: Rules) -> Check:
    return Check(shipped_rules)


CUBIC = {"raw_unit": "m3"}
LOOSE = {"place": "sentence", "reason": SENTENCE, "period": None}


def test_a_right_proposal_is_a_fact_of_the_document(check: Check) -> None:
    found = check(LOOMS, "12,400", CUBIC, quote="Water drawn for the looms\tm3\t12,400")
    assert (found.data_point_id, found.dimension, found.period) == ("wa_total", "", 2022)
    assert (found.value, found.unit, found.raw_value, found.raw_unit) == (Fraction(12_400), "m3", "12,400", "m3")
    assert (found.state, found.method, found.qualifier) == (State.REPORTED, METHOD, Qualifier.EXACT)
    assert found.span == (0, LOOMS.index("\t13,100"))
    assert not found.is_period_assumed


def test_such_a_fact_never_counts_without_a_person() -> None:
    border = load_methodology().parameters.accept_confidence
    check_border = load_methodology().parameters.sample_check_confidence
    best = confidence(METHOD, Signals(score=MAX_SCORE))
    assert best < check_border < border


def test_the_unit_is_converted_by_us(check: Check) -> None:
    found = check("Hazardous residues\tkg\t3,250", "3,250", {"raw_unit": "kg"}, data_point_id="ws_haz")
    assert (found.value, found.unit) == (Fraction(13, 4), "t")


@pytest.mark.parametrize("value", ["12400", "12,400.0", "12 400"])
def test_the_value_may_be_written_in_another_way(check: Check, value: str) -> None:
    assert check(LOOMS, "12,400", CUBIC, value=value).value == 12_400


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"data_point_id": "wa_recycled"}, "not offered"),
        ({"data_point_id": "no_such"}, "not offered"),
        ({"quote": "Water drawn for the mills\tm3\t12,400"}, "does not stand there"),
        ({"quote": "Water drawn for the looms m3 12,400"}, "does not stand there"),
        ({"quote": ""}, "does not stand there"),
        ({"quote": " "}, "does not stand there"),
        ({"quote": "Water drawn for the looms"}, "does not hold the number"),
        ({"quote": "13,100"}, "does not hold the number"),
        ({"quote": "12,400\t13,100"}, "nothing but the number"),
        ({"value": "0"}, "not the number printed"),
        ({"value": "13,100"}, "not the number printed"),
        ({"value": "12.4"}, "not the number printed"),
        ({"value": "-12,400"}, "not the number printed"),
        ({"value": "about twelve thousand"}, "not the number printed"),
        ({"value": ""}, "not the number printed"),
        ({"unit": "kWh"}, "not that of the number"),
        ({"unit": ""}, "not that of the number"),
        ({"unit": "thousand m3"}, "not that of the number"),
        ({"data_point_id": "ws_haz"}, "does not fit"),
        ({"period": 2021}, "not that of the number"),
        ({"dimension": "gender=female"}, "not broken down"),
        ({"dimension": "nonsense"}, "not broken down"),
    ],
)
def test_what_the_document_does_not_bear_out_is_refused(check: Check, said: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        check(LOOMS, "12,400", CUBIC, **said)


def test_the_quote_lies_in_the_row_of_the_number_and_nowhere_else(check: Check) -> None:
    text = f"Water drawn for the mill\tm3\t900\n{LOOMS}"
    with pytest.raises(Refused, match="does not stand there"):
        check(text, "12,400", CUBIC, quote="Water drawn for the mill\tm3\t900")


def test_of_two_equal_quotes_the_one_around_the_number_is_meant(check: Check) -> None:
    text = "In the north we used 500 m3 of water, in the south we used 500 m3 of water."
    found = check(text, "500", LOOSE | CUBIC | {"char_start": 59, "char_end": 62}, quote="used 500 m3 of water")
    assert found.span == (54, 74)


@pytest.mark.parametrize(
    ("text", "raw", "why"),
    [
        ("Water\tm3\t1.234,5", "1.234,5", "cannot be read"),
        ("Water\tm3\tn/a", "n/a", "cannot be read"),
        ("Water\tm3\t912,400", "12,400", "longer one"),
    ],
)
def test_a_number_that_is_not_certain_is_refused(check: Check, text: str, raw: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        check(text, raw, CUBIC)


@pytest.mark.parametrize(
    ("text", "raw", "unit"),
    [
        ("Power for looms\tkWh\t800", "800", "kWh"),
        ("Power for looms, 800 (kWh)", "800", "kWh"),
        ("织机用电\t千瓦时\t800", "800", "千瓦时"),
        ("Power for looms 800 kWh", "800", "kWh"),
    ],
)
def test_a_unit_that_the_quote_prints_is_enough(check: Check, text: str, raw: str, unit: str) -> None:
    found = check(text, raw, data_point_id="en_elec", unit=unit)
    assert (found.value, found.raw_unit) == (Fraction(4, 5), unit)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Power for looms\tMWh\t800", "kWh"),
        ("Power for looms\tthousand kWh\t800", "kWh"),
        ("Power for looms\tkWh in thousand\t800", "kWh"),
        ("Power for looms\tkWh/t\t800", "kWh"),
        ("Power for looms\t'000 kWh\t800", "kWh"),
        ("织机用电\t万千瓦时\t800", "千瓦时"),
        ("织机用电\t千瓦时\t800", "瓦时"),
        ("Power for 800 looms and 30 kWh", "kWh"),
        ("Power for looms\t800", "kWh"),
        ("Power for looms\t800", ""),
    ],
)
def test_a_unit_that_is_part_of_another_or_of_another_number_is_not(check: Check, text: str, unit: str) -> None:
    with pytest.raises(Refused, match="not printed"):
        check(text, "800", data_point_id="en_elec", unit=unit)


@pytest.mark.parametrize("unit", ["", "persons", "人"])
def test_heads_need_no_printed_unit(check: Check, unit: str) -> None:
    assert check("People at the looms\t41", "41", data_point_id="lr_total", unit=unit).value == 41


@pytest.mark.parametrize(("unit", "raw"), [("kg", "41"), ("quux", "41"), ("", "41.5")])
def test_heads_are_whole_and_no_other_thing(check: Check, unit: str, raw: str) -> None:
    with pytest.raises(Refused, match=r"not printed|unknown|whole number"):
        check(f"People at the looms\t{raw}", raw, data_point_id="lr_total", unit=unit)


@pytest.mark.parametrize(
    ("text", "data_point_id", "value"),
    [
        ("Water for the looms\ttonnes\t800", "wa_total", 800),
        ("织机用水\ttonnes\t800", "wa_total", 800),
        ("Carbon set free by the looms\ttonnes\t800", "ghg_s1", 800),
        ("织机范围一排放\ttonnes\t800", "ghg_s1", 800),
        ("Paper for the looms\ttonnes\t800", "wa_total", None),
        ("Paper for the looms\ttonnes\t800", "ghg_s1", None),
    ],
)
def test_a_weight_is_one_of_water_or_carbon_only_where_words_say_so(
    check: Check, text: str, data_point_id: str, value: int | None
) -> None:
    if value is not None:
        assert check(text, "800", {"raw_unit": "tonnes"}, data_point_id=data_point_id).value == value
        return
    with pytest.raises(Refused, match="no word says"):
        check(text, "800", {"raw_unit": "tonnes"}, data_point_id=data_point_id)


def test_a_quote_of_a_whole_table_says_nothing_of_one_number(check: Check) -> None:
    years = "\t".join(str(12_000 + n) for n in range(10))
    assert check(f"Water\tm3\t{years}", "12005", CUBIC).value == 12_005
    many = "\t".join(f"Water {n}\t{300 + n}" for n in range(10))
    with pytest.raises(Refused, match="too many"):
        check(f"{many}\tWater\t12,400", "12,400", CUBIC)


def test_yuan_in_traditional_characters_may_be_dollars(check: Check) -> None:
    of = {"raw_unit": "亿元"}
    assert check("织机收入\t亿元\t12", "12", of, data_point_id="op_revenue").value == 1_200
    with pytest.raises(Refused, match="currency"):
        check("織機收入\t亿元\t12", "12", of, data_point_id="op_revenue")
    assert check("織機收入\t人民幣亿元\t12", "12", of, data_point_id="op_revenue").value == 1_200


# --- part and year ----------------------------------------------------------------------------------------------


def test_a_part_must_be_printed_and_comes_in_one_spelling(check: Check) -> None:
    of = {"label_path": "People at the looms > Female > Aged under 30", "raw_unit": "persons"}
    found = check("Female\t41", "41", of, data_point_id="lr_total", dimension=" gender=female; age=under_30")
    assert found.dimension == "age=under_30;gender=female"


@pytest.mark.parametrize(
    ("path", "dimension", "why"),
    [
        ("People > Male", "gender=female", "not printed"),
        ("People > Male", "", "names a part"),
        ("People > Male", "gender=male;gender=male2", "not broken down"),
        ("People", "gender=", "not printed"),
        ("People", "colour=red", "not broken down"),
    ],
)
def test_a_part_that_is_not_that_of_the_label_is_refused(check: Check, path: str, dimension: str, why: str) -> None:
    of = {"label_path": path, "raw_unit": "persons"}
    with pytest.raises(Refused, match=why):
        check("At the looms\t41", "41", of, data_point_id="lr_total", dimension=dimension)


def test_the_part_of_a_sentence_is_that_of_its_clause(check: Check) -> None:
    text = "Of all employees, 41 persons were female employees, 9 left."
    of = LOOSE | {"raw_unit": "persons"}
    assert check(text, "41", of, data_point_id="lr_total", dimension="gender=female").dimension == "gender=female"
    with pytest.raises(Refused, match="names a part"):
        check(text, "41", of, data_point_id="lr_total")


def test_what_is_the_data_points_own_matter_is_no_part(check: Check) -> None:
    of = {"label_path": "Looms > Female employees", "raw_unit": "%"}
    assert check("Female employees\t%\t41", "41", of, data_point_id="er_women").dimension == ""
    with pytest.raises(Refused, match="names a part"):
        check("Male employees\t%\t59", "59", of | {"label_path": "Looms > Male employees"}, data_point_id="er_women")


VOLUNTEERS = "In 2021 our people gave 5,120 hours of voluntary service."


@pytest.mark.parametrize(
    ("said", "year", "period", "is_assumed"),
    [(2021, 2022, 2021, False), (2022, 2022, 2022, True), (None, 2022, 2022, True), (2021, None, 2021, False)],
)
def test_the_year_is_printed_or_that_of_the_document(
    check: Check, said: int | None, year: int | None, period: int, *, is_assumed: bool
) -> None:
    of = LOOSE | {"raw_unit": "hours"}
    found = check(VOLUNTEERS, "5,120", of, year, data_point_id="em_volunteer_hours", period=said)
    assert (found.period, found.is_period_assumed) == (period, is_assumed)


@pytest.mark.parametrize(("said", "year", "why"), [(2019, 2022, "not printed"), (None, None, "which year")])
def test_another_year_is_refused(check: Check, said: int | None, year: int | None, why: str) -> None:
    of = LOOSE | {"raw_unit": "hours"}
    with pytest.raises(Refused, match=why):
        check(VOLUNTEERS, "5,120", of, year, data_point_id="em_volunteer_hours", period=said)


def test_a_chinese_year_is_read(check: Check) -> None:
    of = LOOSE | {"raw_unit": "小时"}
    said: dict[str, Any] = {"data_point_id": "em_volunteer_hours", "period": 2021}
    assert check("二零二一年，志愿服务时长为5,120小时。", "5,120", of, **said).period == 2021


# --- matter -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["Targets > Water", "Water > Change", "减排目标 > 用水", "Water > Baseline", "Contractors > Water", "Water > 同比"],
)
def test_under_the_heading_of_another_matter_nothing_counts(check: Check, path: str) -> None:
    with pytest.raises(Refused, match="target, a change or somebody else"):
        check(LOOMS, "12,400", CUBIC | {"label_path": path})


@pytest.mark.parametrize(
    "text",
    [
        "We aim to use no more than 500 m3 of water by 2030.",
        "Our target is 500 m3 of water.",
        "Water use fell by 500 m3.",
        "The industry average is 500 m3 of water.",
        "Our plant in the north used 500 m3 of water.",
        "Since 2015 we have saved 500 m3 of water in total.",
        "Each shop uses 300 to 500 m3 of water.",
        "用水量同比减少500立方米。",
        "力争用水量不超过500立方米。",
    ],
)
def test_a_sentence_about_something_else_is_refused(check: Check, text: str) -> None:
    unit = "立方米" if "立方米" in text else "m3"
    with pytest.raises(Refused):
        check(text, "500", LOOSE | {"raw_unit": unit})


def test_how_exactly_a_figure_is_said_is_kept(check: Check) -> None:
    found = check("The looms used nearly 500 m3 of water.", "500", LOOSE | CUBIC)
    assert found.qualifier is Qualifier.ABOUT


PIECES = st.sampled_from(
    [
        *(
            "12,400",
            "0",
            "-3",
            "m3",
            "t",
            "kWh",
            "Female",
            "target",
            "目标",
            "2021",
            "\t",
            " ",
            "Water",
            "耗水",
            "1.2",
            "%",
            "/",
        )
    ]
)


@given(
    st.lists(PIECES, min_size=1, max_size=12), st.lists(PIECES, max_size=3), PIECES, PIECES, st.sampled_from(OFFERED)
)
def test_whatever_the_model_says_a_fact_is_printed(
    shipped_rules: Rules, words: list[str], quote: list[str], value: str, unit: str, data_point_id: str
) -> None:
    text = "".join([*words, " 12,400 ", *quote])
    try:
        found = Check(shipped_rules)(
            text, "12,400", quote="12,400 " + "".join(quote), value=value, unit=unit, data_point_id=data_point_id
        )
    except Refused:
        return
    unit_of_value = shipped_rules.units.parse(found.raw_unit)
    assert "12,400 " + "".join(quote) == text[slice(*found.span)]
    assert unit_of_value is None or found.raw_unit in text
    assert found.score == MAX_SCORE
