"""docs/operations.md names what there is: every check, rule, job, schedule, sensor and setting, and nothing else."""

import re
from pathlib import Path

import dagster as dg
import pytest

from assets.definitions import build_definitions
from esg_pipeline.sql_models import checks, description_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "operations.md"
TEXT = PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def location() -> dg.RepositoryDefinition:
    return build_definitions().get_repository_def()


def rows_of(heading: str) -> list[list[str]]:
    """The cells of the tables of a section, without their heads."""
    section = TEXT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return [row for row in cells if row[0].startswith("`")]


def test_every_check_is_in_the_table_with_its_table_and_whether_it_blocks(location: dg.RepositoryDefinition) -> None:
    graph = location.asset_graph
    specs = [graph.get_check_spec(key) for key in graph.asset_check_keys]
    there = {
        (
            spec.name,
            "every table" if spec.name == "contract" else where(spec.asset_key),
            "yes" if spec.blocking else "no",
        )
        for spec in specs
    }
    told = {(name.strip("`"), on.strip("`"), blocks) for name, on, blocks, _ in four_cells("Checks")}
    assert told == there


def four_cells(heading: str) -> list[list[str]]:
    return [row for row in rows_of(heading) if len(row) == 4]


def where(key: dg.AssetKey) -> str:
    """The table, or the key of what is no table."""
    is_table = key.path[0] not in ("published", "quality")
    return ".".join(key.path) if is_table else key.to_user_string()


def test_every_rule_of_the_published_file_is_there_in_its_own_words() -> None:
    told = {row[0].strip("`"): row[1] for row in rows_of("Checks") if len(row) == 2}
    assert told == {name: description_of(query) for name, query in checks().items()}


def test_every_job_schedule_and_sensor_is_there(location: dg.RepositoryDefinition) -> None:
    rows = rows_of("What runs when")
    told = {row[0].strip("`") for row in rows}
    jobs = {job.name for job in location.get_all_jobs() if not job.name.startswith("__")}
    ticking = {one.name for one in (*location.schedule_defs, *location.sensor_defs)}
    assert told == jobs | ticking
    on = {one.name for one in location.sensor_defs if one.default_status == dg.DefaultSensorStatus.RUNNING}
    assert {row[0].strip("`") for row in rows if row[2] == "on"} == on


def test_every_setting_that_is_named_is_one_that_the_code_reads() -> None:
    code = "".join(
        file.read_text(encoding="utf-8") for top in ("esg_pipeline", "assets") for file in (ROOT / top).rglob("*.py")
    )
    named = set(re.findall(r"\bESG_[A-Z_]*[A-Z]\b", TEXT)) - {"ESG_LIMIT"}
    assert {"ESG_ALERT_WEBHOOK", "ESG_OPENLINEAGE_FILE", "ESG_LOG_FORMAT"} <= named
    assert {name for name in named if name not in code} == set()


def test_every_link_and_picture_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", TEXT)
    assert sum(link.endswith(".png") for link in links) == 5
    assert [link for link in links if not (PAGE.parent / link).exists()] == []
