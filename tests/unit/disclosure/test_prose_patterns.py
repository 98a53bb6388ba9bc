"""Every shipped pattern against its own examples, all patterns against each other's, and clear errors in the files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from esg_pipeline.disclosure.blocks import read_blocks
from esg_pipeline.disclosure.document_text import read_document
from esg_pipeline.disclosure.extract import rules_of
from esg_pipeline.disclosure.found import Found
from esg_pipeline.disclosure.mapper import Rules
from esg_pipeline.disclosure.prose import read_prose
from esg_pipeline.disclosure.prose_patterns import Example, Pattern, PatternFileError, expand, load_patterns
from esg_pipeline.disclosure.sentences import read_sentences
from esg_pipeline.methodology.codes import State
from esg_pipeline.methodology.read import load_methodology

PATTERNS = load_patterns()
POSITIVE = [pytest.param(p, e, id=f"{p.id}-{n}") for p in PATTERNS for n, e in enumerate(p.positive)]
NEGATIVE = [pytest.param(p, t, id=f"{p.id}-{n}") for p in PATTERNS for n, t in enumerate(p.negative)]
MACROS = "en: {IS: ' (?:was|is)'}\nzh: {IS: '为'}\n"
ENTRY = "- {id: a, data_point_id: lr_total, language: en, match: 'staff{IS} {V:N}'"


@pytest.fixture(scope="module")
def rules() -> Rules:
    return rules_of(load_methodology())


def facts(text: str, rules: Rules, year: int | None, patterns: tuple[Pattern, ...]) -> tuple[Found, ...]:
    document = read_document(text.encode(), "txt")
    return read_prose(document, read_sentences(document, read_blocks(document)), rules, year or 2022, patterns).facts


def fits(fact: Found, example: Example) -> bool:
    """Whether a fact is the one that the example tells of."""
    is_value = fact.state is State.NOT_APPLICABLE
    if example.value:
        is_value = fact.value is not None and abs(float(fact.value) - float(example.value)) < 1e-6
    return (
        is_value
        and fact.qualifier == example.qualifier
        and example.period in (None, fact.period)
        and example.dimension in (None, fact.dimension)
        and (not example.unit or fact.raw_unit == example.unit)
    )


def test_every_data_point_is_a_measured_one_of_the_version_or_an_event_that_is_denied(rules: Rules) -> None:
    unknown = [p for p in PATTERNS if p.data_point_id not in rules.data_points]
    assert [p.id for p in unknown if p.data_point_id not in rules.events or p.state != "zero"] == []


def test_every_dimension_is_a_breakdown_of_the_version(rules: Rules) -> None:
    groups = {p: {g for form, _ in p.forms for g in form.groupindex if "__" in g} for p in PATTERNS}
    named = {p: {g.split("__")[0] for g in found} for p, found in groups.items()}
    fixed = {p: {part.split("=")[0] for part in p.dimension.split(";") if part} for p in PATTERNS}
    allowed = rules.labels.breakdowns
    assert [p.id for p in PATTERNS if not (named[p] | fixed[p]) <= allowed.get(p.data_point_id, frozenset())] == []


@pytest.mark.parametrize(("pattern", "example"), POSITIVE)
def test_positive_example(pattern: Pattern, example: Example, rules: Rules) -> None:
    alone = facts(example.text, rules, example.period, (pattern,))
    assert any(fits(fact, example) for fact in alone)


@pytest.mark.parametrize(("pattern", "example"), POSITIVE)
def test_no_other_pattern_contradicts(pattern: Pattern, example: Example, rules: Rules) -> None:
    together = facts(example.text, rules, example.period, PATTERNS)
    assert any(fits(f, example) and f.data_point_id == pattern.data_point_id for f in together)
    keys = [(f.data_point_id, f.dimension, f.period) for f in together]
    assert len(keys) == len(set(keys))
    said = [f.value_span for f in together if f.method == "prose"]
    assert len(said) == len(set(said))


@pytest.mark.parametrize(("pattern", "text"), NEGATIVE)
def test_negative_example(pattern: Pattern, text: str, rules: Rules) -> None:
    assert facts(text, rules, 2022, (pattern,)) == ()


def test_every_pattern_has_examples() -> None:
    assert [p.id for p in PATTERNS if not p.positive or not p.negative] == []


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[str, str], Path]:
    def write(entries: str, macros: str = MACROS) -> Path:
        (tmp_path / "_macros.yaml").write_text(macros, encoding="utf-8")
        (tmp_path / "x.yaml").write_text(entries, encoding="utf-8")
        return tmp_path

    return write


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (ENTRY + ", color: red}", "pattern 'a': unknown key 'color'"),
        (ENTRY + ", strength: 2}", "pattern 'a': strength"),
        (ENTRY + ", is_stock: 1}", "pattern 'a': is_stock is true or false"),
        (ENTRY + ", state: maybe}", "pattern 'a': state"),
        (ENTRY + ", positive: [{value: 3}]}", "pattern 'a': a positive example"),
        (ENTRY + "}\n" + ENTRY + "}", "the id is used twice"),
        ("- {id: a, language: en, match: x}", "data_point_id is required"),
        ("- {id: a, data_point_id: x, language: fr, match: '{V:N}'}", "language"),
        ("- {id: a, data_point_id: x, language: en, match: '{NOPE}'}", "NOPE"),
        ("- {id: a, data_point_id: x, language: en, match: '({V:N}'}", "pattern 'a'"),
        ("- {id: a, data_point_id: x, language: en, match: 'staff'}", "has no group 'value'"),
        ("a: b", "a list of patterns"),
        ("- b", "entry 1"),
        ("- {", "x.yaml"),
    ],
)
def test_a_bad_file_is_named(entries: str, message: str, folder: Callable[[str, str], Path]) -> None:
    with pytest.raises(PatternFileError, match=r"x\.yaml") as error:
        load_patterns(folder(entries, MACROS))
    assert message in str(error.value)


def test_macros_of_both_languages_are_required(folder: Callable[[str, str], Path]) -> None:
    with pytest.raises(PatternFileError, match=r"_macros\.yaml"):
        load_patterns(folder(ENTRY + "}", "en: {}"))


def test_expand_refuses_endless_macros() -> None:
    with pytest.raises(ValueError, match="too deep"):
        expand("{A}", {"A": "x{A}"})
