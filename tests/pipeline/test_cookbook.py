"""Each question of the cookbook, asked of the sample's published file, has the answer that the page prints."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
import sqlfluff

from esg_pipeline.display import clean, truncated
from esg_pipeline.warehouse import ask
from tests.pipeline.conftest import ROOT, Run

PLACES = 3
PAGE = (ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8")
RECIPE = re.compile(
    r"^### (?P<number>\d+)\. (?P<question>[^\n]+)\n\n```sql\n(?P<sql>.+?)\n```\n\n"
    r"(?P<reading>[^|]+)\n\n(?P<answer>(?:\|[^\n]+\n)+)",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Recipe:
    """One question of the page, its SQL, how to read the answer, and the answer's lines."""

    number: int
    question: str
    sql: str
    reading: str
    answer: list[str]


RECIPES = [
    Recipe(int(found["number"]), found["question"], found["sql"], found["reading"], found["answer"].splitlines())
    for found in RECIPE.finditer(PAGE)
]


def cell(value: Any) -> str:
    """A value as the page prints it: numbers cut, never rounded, and no character that Markdown takes for a border."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        cut = truncated(value, PLACES).rstrip("0").rstrip(".")
        return "0" if cut == "-0" else cut
    return clean(str(value)).replace("|", r"\|")


def printed(rows: list[dict[str, Any]], columns: list[str]) -> list[str]:
    """An answer as the lines of a Markdown table."""
    lines = [columns, ["---"] * len(columns), *([cell(row[name]) for name in columns] for row in rows)]
    return [f"| {' | '.join(line)} |" for line in lines]


def test_twenty_questions_are_read_off_the_page() -> None:
    assert [recipe.number for recipe in RECIPES] == list(range(1, 21))
    assert PAGE.count("```sql") == len(RECIPES)
    assert all(recipe.question.endswith("?") for recipe in RECIPES)
    assert len({recipe.question for recipe in RECIPES}) == len(RECIPES)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: str(recipe.number))
def test_the_printed_answer_is_what_the_file_says(sample_run: Run, recipe: Recipe) -> None:
    answer = ask(sample_run.published.path, recipe.sql)
    assert answer.height > 0
    assert printed(answer.to_dicts(), answer.columns) == recipe.answer


@pytest.mark.slow
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: str(recipe.number))
def test_the_sql_is_in_the_projects_form(recipe: Recipe) -> None:
    assert sqlfluff.lint(f"{recipe.sql}\n", config_path=str(ROOT / ".sqlfluff")) == []


def test_numbers_are_cut_and_borders_are_escaped() -> None:
    assert [cell(value) for value in (69.9999, -0.0004, 18420.0, None, True, "a | b")] == [
        "69.999",
        "0",
        "18420",
        "-",
        "true",
        r"a \| b",
    ]
