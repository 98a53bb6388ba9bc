"""Cue files: what a broken one says, and every example of every shipped entry."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from esg_pipeline.disclosure.cues import (
    Cue,
    CueBook,
    CueError,
    Pattern,
    blot_points,
    fold,
    load_cue_book,
    read_cue_file,
)
from esg_pipeline.disclosure.similarity import LexicalSimilarity
from esg_pipeline.disclosure.statements import lexical_similarity, read_text
from esg_pipeline.methodology.codes import Kind
from esg_pipeline.methodology.read import load_methodology

ENVIRONMENT = (
    "environment_climate.yaml",
    "environment_nature.yaml",
    "environment_industry.yaml",
    "governance_esg.yaml",
)
GOOD = """
- data_point_id: a
  about: {en: "The company has a plan.", zh: "公司有计划。"}
  cues: {en: ['has a (?:\\w+ )?plan', {re: 'plan', weight: 0.5}], zh: ['有计划']}
  "yes": ["The company has a plan."]
  no: ["The company has no plan."]
"""


@cache
def book() -> CueBook:
    return load_cue_book()


@cache
def similarity() -> LexicalSimilarity:
    return lexical_similarity(book())


def examples() -> Iterator[tuple[Cue, str, int | None]]:
    for entry in book().entries:
        yield from ((entry, text, value) for text, value in entry.yes)
        yield from ((entry, text, 0) for text in entry.no)
        yield from ((entry, text, None) for text in entry.silent)


@pytest.mark.parametrize(
    ("entry", "text", "value"), [pytest.param(*e, id=f"{e[0].data_point_id}-{e[1][:60]}") for e in examples()]
)
def test_an_example_says_what_it_is_an_example_of(entry: Cue, text: str, value: int | None) -> None:
    found = read_text(text, CueBook((entry,)), similarity()).get(entry.data_point_id)
    assert (None if found is None else found.value) == value


def test_every_entry_is_a_yes_no_or_level_of_the_method() -> None:
    kinds = {str(i): str(k) for i, k in load_methodology().data_points.select("data_point_id", "kind").iter_rows()}
    wrong = [
        e.data_point_id
        for e in book().entries
        if kinds.get(e.data_point_id) != (Kind.ORDINAL if e.is_level else Kind.BOOLEAN).value
    ]
    assert wrong == []


def test_every_yes_no_and_level_of_the_environment_has_an_entry() -> None:
    method = load_methodology()
    pillar = {str(k): str(p) for k, p in method.key_issues.select("key_issue_id", "pillar_id").iter_rows()}
    wanted = {
        str(i)
        for i, issue, kind in method.data_points.select("data_point_id", "key_issue_id", "kind").iter_rows()
        if pillar[str(issue)] == "E" and kind in {Kind.BOOLEAN.value, Kind.ORDINAL.value}
    }
    not_said_by_an_issuer = {"ep_undisclosed"}
    assert wanted - {e.data_point_id for e in book().entries} == not_said_by_an_issuer


def test_the_entries_of_the_environment_have_enough_examples() -> None:
    folder = Path(__file__).parents[3] / "esg_pipeline" / "disclosure" / "patterns" / "statements"
    for entry in (e for name in ENVIRONMENT for e in read_cue_file(folder / name)):
        chinese = sum(not text.isascii() for text, _ in entry.yes)
        assert chinese >= 3, entry.data_point_id
        assert len(entry.yes) - chinese >= 3, entry.data_point_id
        assert len(entry.silent) >= 2, entry.data_point_id


def test_every_pattern_compiles_and_matches_no_empty_text() -> None:
    for entry in book().entries:
        groups = [entry.unless, entry.denies, entry.heading, *entry.levels.values()]
        for pattern in (p for group in groups for of_language in group.values() for p in of_language):
            assert not pattern.regex.search(""), f"{pattern.owner}: {pattern.text}"


def test_a_good_file_is_read(tmp_path: Path) -> None:
    (entry,) = read_cue_file(written(tmp_path, GOOD))
    assert [p.weight for p in entry.levels[1]["en"]] == [1.0, 0.5]
    assert (entry.yes, entry.no, entry.silent) == ((("The company has a plan.", 1),), ("The company has no plan.",), ())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a: 1", "list of entries"),
        ("- 1", "mapping with a data_point_id"),
        ("- {about: {}}", "mapping with a data_point_id"),
        ("- [", "not readable"),
        (GOOD.replace("cues:", "cue:"), "unknown key 'cue'"),
        (GOOD.replace("cues:", "unless:"), "either cues or levels"),
        (GOOD + "  levels: []\n", "either cues or levels"),
        (GOOD.replace('zh: "公司有计划。"', ""), "about needs"),
        (GOOD.replace("zh: ['有计划']", "fr: ['plan']"), "patterns stand under"),
        (GOOD.replace("0.5", "0"), "weight above 0"),
        (GOOD.replace("re: 'plan'", "rx: 'plan'"), "a pattern is a text"),
        (GOOD.replace('["The company has no plan."]', "[{a: 1}]"), "an example is a text"),
        (GOOD.replace('["The company has a plan."]', "[{a: 1}]"), "an example of a level"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(CueError, match=message) as error:
        read_cue_file(written(tmp_path, content))
    assert str(error.value).startswith("x.yaml")


def test_a_data_point_stands_in_one_file_only(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    with pytest.raises(CueError, match=r"b.yaml: a is already in a.yaml"):
        load_cue_book(tmp_path)


def test_a_pattern_that_is_none_is_refused_at_first_use() -> None:
    with pytest.raises(CueError, match="owner"):
        _ = Pattern("(", "owner").regex


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (r"\bno cases? of\b", {"negation"}),
        (r"[^未]{0,20}制度", set()),
        (r"(?!not )policy", set()),
        (r"net[- ]zero", set()),
        (r"suppliers? (?:must|shall)", {"others", "plan"}),
        (r"if .{0,20}found", {"condition"}),
    ],
)
def test_what_a_pattern_says_itself(text: str, says: set[str]) -> None:
    assert Pattern(text, "x").says == says


def test_folding_keeps_every_character_in_its_place() -> None:
    text = "本集團已制訂“環境”政策，ＩＳＯ１４００１"
    assert fold(text) == '本集团已制定"环境"政策，ISO14001'
    assert len(fold(text)) == len(text)


def written(folder: Path, content: str) -> Path:
    path = folder / "x.yaml"
    path.write_text(content, encoding="utf-8")
    return path


def test_a_hit_says_only_what_it_holds() -> None:
    pattern = Pattern(r"not tolerat\w* harassment|against harassment|suppliers?", "x", 1.0)
    assert {"negation", "others"} <= pattern.says
    assert not {"negation", "others"} & pattern.says_in("against harassment")
    assert "negation" in pattern.says_in("Not tolerated harassment")


def test_a_cue_of_topics_and_one_with_a_plan_are_known() -> None:
    assert "topics" in Pattern("materiality assessment", "x").says
    assert "will" in Pattern("将气候纳入", "x").says


def test_two_things_may_stand_in_either_order(tmp_path: Path) -> None:
    content = (
        "- data_point_id: ws_handling\n  about: {en: Waste is collected., zh: 废物由公司收集。}\n"
        "  cues: {en: [{both: ['\\bwaste oil\\b', '\\bcollectors?\\b']}]}\n"
    )
    (entry,) = read_cue_file(written(tmp_path, content))
    (pattern,) = entry.levels[1]["en"]
    assert pattern.is_loose
    assert pattern.regex.search("Waste oil goes to a collector.")
    assert pattern.regex.search("A collector takes the waste oil.")
    assert not pattern.regex.search("Waste oil is kept. A collector came.")
    with pytest.raises(CueError, match="both"):
        read_cue_file(written(tmp_path, content.replace(", '\\bcollectors?\\b'", "")))


def test_a_point_inside_a_number_ends_no_sentence() -> None:
    blotted = blot_points("It cost HK$0.9 million. ISO 14064.3 holds.")
    assert blotted == "It cost HK$0·9 million. ISO 14064·3 holds."
    assert Pattern(r"cost [^.]{0,20}million", "x").regex.search(blotted)
    assert Pattern(r"14064\.3", "x").regex.search(blotted)
