"""The text of a decision file: what is read as what, what is refused and on which line; nothing is ever constructed."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.provisional import urls

from esg_pipeline.ingest.decision_text import KEYS, FoundFile, read_file
from esg_pipeline.ingest.limits import DEFAULT_LIMITS
from tests.unit.committee_world import FILE, write_text


def read(folder: Path, text: str | bytes) -> FoundFile:
    return read_file(folder, write_text(folder, "d.yaml", text), DEFAULT_LIMITS)


def problems(folder: Path, text: str | bytes) -> list[tuple[str, int]]:
    return [(problem.rule, problem.line) for problem in read(folder, text).problems]


def test_a_file_is_read_key_by_key(tmp_path: Path) -> None:
    found = read(tmp_path, yaml.safe_dump(FILE))
    assert found.problems == []
    expected = {**FILE, "evidence": "Court ruling of 2022-09-14"}
    assert {key: found.values[key] for key in expected} == expected
    assert (found.source, len(found.values["source_sha256"])) == ("committee/d.yaml", 64)


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("issuer_id: 000001", "issuer_id", "000001"),
        ("issuer_id: 600519", "issuer_id", "600519"),
        ("methodology_version: 1.0", "methodology_version", "1.0"),
        ("decision_id: 2022-11", "decision_id", "2022-11"),
        ('rating_date: "2022-10-31"', "rating_date", date(2022, 10, 31)),
        ("reason: >-\n  two\n  lines", "reason", "two lines"),
        ("proposer: '  王  伟 '", "proposer", "王 伟"),
        ("approver:", "approver", None),
        ("approver: ~", "approver", None),
        ("approver: '  '", "approver", None),
        ("evidence: [a, ' b  c ']", "evidence", "a\nb c"),
        ("\ufeffreason: x", "reason", "x"),
        ("reason: x\r\nkind: hold\r\n", "kind", "hold"),
    ],
)
def test_values_are_kept_as_they_are_written(tmp_path: Path, line: str, key: str, value: Any) -> None:
    found = read(tmp_path, line)
    assert (found.problems, found.values[key]) == ([], value)


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("kind: hold\nfoo: 1", "unknown_key", 2),
        ("kind: hold\nKind: hold", "unknown_key", 2),
        ("kind: hold\n? [a]\n: 1", "unknown_key", 2),
        ("kind: hold\n\nkind: hold", "duplicate_key", 3),
        ("kind: keep", "unknown_code", 1),
        ("model_grade: b", "unknown_code", 1),
        ("reason_code: mood", "unknown_code", 1),
        ("reason: 5", "wrong_type", 1),
        ("reason: yes", "wrong_type", 1),
        ("reason: [a]", "wrong_type", 1),
        ("approver: {a: b}", "wrong_type", 1),
        ("issuer_id: true", "wrong_type", 1),
        ("evidence: a text", "wrong_type", 1),
        ("evidence: [[a]]", "wrong_type", 1),
        ("evidence: [5]", "wrong_type", 1),
        ("evidence: []", "missing_value", 1),
        ("evidence: [a, ' ']", "missing_value", 1),
        (f"evidence: [{', '.join('abc' for _ in range(101))}]", "missing_value", 1),
        ("rating_date: 2022-13-01", "bad_date", 1),
        ("rating_date: 31 October 2022", "bad_date", 1),
        ("rating_date: 2022-10-31 08:00:00", "bad_date", 1),
        ("rating_date: 20221031", "wrong_type", 1),
        ("decision_id: ../d", "wrong_form", 1),
        ("methodology_hash: abc", "wrong_form", 1),
        ("attachment: a.json", "wrong_type", 1),
        ("attachment: {path: a.json}", "missing_value", 1),
        ("attachment: {path: a.json, sha256: x}", "wrong_form", 1),
        (f"attachment: {{path: a, sha256: {'ab' * 32}, mode: c}}", "unknown_key", 1),
        ('reason: "a\\x1b[31mb"', "unreadable_character", 1),
        ('proposer: "\\u200b"', "wrong_form", 1),
        ('reason: "\\u200b"', "wrong_form", 1),
        ('evidence: [a, "\\u3164"]', "wrong_form", 1),
        ('approver: "-"', "wrong_form", 1),
        ('approver: "\\u3164"', "wrong_form", 1),
        ('approver: "A. W\\u0430ng"', "wrong_form", 1),
        (f"reason: {'x' * 5000}", "too_long", 1),
        ("reason: !!python/object/apply:os.system [true]", "wrong_type", 1),
        ("reason: !!binary aGk=", "wrong_type", 1),
        ("reason: &a x", "bad_yaml", 1),
        ("kind: hold\nreason: *a", "bad_yaml", 2),
        ("reason: [a", "bad_yaml", 1),
        ("kind: hold\n---\nkind: hold", "bad_yaml", 2),
        ("- a", "bad_yaml", 1),
        ("just words", "bad_yaml", 1),
        ("# nothing\n", "bad_yaml", 1),
        ("reason: a\x00b", "bad_yaml", 1),
        (b"reason: caf\xe9", "bad_encoding", 1),
        (b"kind: hold\nreason: \xff", "bad_encoding", 2),
        ("reason: x".encode("utf-16"), "bad_encoding", 1),
        (b"", "empty_file", 1),
        (b"x" * 70_000, "file_too_large", 1),
        ("reason: " + "[" * 60_000, "bad_yaml", 1),
        ("reason: " + "[" * 30_000 + "]" * 30_000, "bad_yaml", 1),
        ("reason: " + "{a: " * 15_000, "bad_yaml", 1),
        ("reason:\n" + "- " * 30_000, "bad_yaml", 2),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(tmp_path: Path, text: str | bytes, rule: str, line: int) -> None:
    assert (rule, line) in problems(tmp_path, text)


def test_a_bomb_of_aliases_is_refused_before_it_grows(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))]
    assert problems(tmp_path, "\n".join(lines)) == [("bad_yaml", 1)]


def test_a_link_out_of_the_store_and_what_is_no_file_are_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("kind: hold")
    store = tmp_path / "store"
    (store / "committee" / "folder.yaml").mkdir(parents=True)
    (store / "committee" / "link.yaml").symlink_to(outside)
    (store / "committee" / "circle.yaml").symlink_to("circle.yaml")
    names = ("link.yaml", "folder.yaml", "circle.yaml")
    found = [read_file(store, store / "committee" / name, DEFAULT_LIMITS) for name in names]
    rules = [problem.rule for one in found for problem in one.problems]
    assert rules == ["outside_store", "unreadable_file", "outside_store"]
    assert all(one.values == {} for one in found)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
@settings(max_examples=100)
def test_any_bytes_give_problems_or_values_and_never_an_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    found = read(tmp_path_factory.mktemp("any"), content)
    assert found.problems or set(found.values) <= {*KEYS, "source_sha256"}


@given(st.dictionaries(st.sampled_from(KEYS), st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), urls())))
@settings(max_examples=60)
def test_values_of_any_type_give_problems_or_values(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, Any]
) -> None:
    found = read(tmp_path_factory.mktemp("any"), yaml.safe_dump(values))
    assert all(problem.line >= 1 for problem in found.problems)
    assert set(found.unread) <= set(values)
