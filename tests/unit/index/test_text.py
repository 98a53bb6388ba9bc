"""YAML as plain texts: nothing is made of a word, nothing is built, every value has its line."""

import pytest

from esg_pipeline.index.problems import IndexRefused
from esg_pipeline.index.text import Item, read_yaml


def test_values_stay_as_written_and_know_their_line() -> None:
    root = read_yaml("a: no\nb:\n  NO: 1e3\n  c: [007, ~, '']\n", "x.yaml")
    assert root.mapping["a"] == Item(1, "no")
    assert root.mapping["b"].mapping["NO"] == Item(3, "1e3")
    assert root.mapping["b"].mapping["c"].value == [Item(4, "007"), Item(4, None), Item(4, "")]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\na: 2", 2, "key 'a' is there twice"),
        ("a: &x 1\nb: *x", 2, "aliases are not read"),
        ("a: !!python/object/apply:os.system ['true']", 1, "tags are not read"),
        ("a: 1\nb: [", 2, "expected"),
        ("- a", 1, "not a mapping"),
        ("", 1, "not a mapping"),
        ("? [a]\n: 1", 1, "a key is not a text"),
        ("a: 1\n---\nb: 2", 2, "another document"),
        ("a: " + "[" * 30 + "]" * 30, 1, "nested too deep"),
        ("a: " + "[" * 5000 + "]" * 5000, 1, "nested too deep"),
        ("a: \x01", 1, "special characters"),
    ],
)
def test_what_is_not_plain_is_refused_by_line(text: str, line: int, words: str) -> None:
    with pytest.raises(IndexRefused, match=words) as refused:
        read_yaml(text, "x.yaml")
    assert [(each.file, each.rule, each.line) for each in refused.value.problems] == [("x.yaml", "bad_yaml", line)]
