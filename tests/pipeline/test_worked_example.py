"""The worked example on the method's pages: its tables are those of the sample's rating, cut off, never rounded up."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from esg_pipeline.display import percent, truncated
from esg_pipeline.methodology.pages import markdown
from esg_pipeline.warehouse import Warehouse
from tests.pipeline.conftest import OCTOBER, Run

PAGES = Path(__file__).resolve().parents[2] / "docs" / "methodology"
ISSUER = "360DIGITECH"
BLOCK = re.compile(r"<!-- example: (\w+) -->\n\n?(.*?)\n?<!-- end -->", re.DOTALL)


def mine(published: Warehouse, table: str) -> pl.DataFrame:
    return published.read(table, OCTOBER).filter(issuer_id=ISSUER)


def universe(published: Warehouse) -> str:
    rows = mine(published, "core.rating_universe").select("rule_id", "issuer_class", "industry_code", "tags").rows()
    return markdown(("rule", "class", "industry", "tags"), [(*row[:3], row[3].replace("|", ", ")) for row in rows])


def observe(published: Warehouse) -> str:
    rows = heaviest(published, "data_point_name", "value", "unit", "value_method", "fiscal_year", "citation")
    return markdown(
        ("data point", "value", "how", "fiscal year", "source"),
        [(name, f"{value:.6g} {unit}", how, year, source) for name, value, unit, how, year, source in rows],
    )


def heaviest(published: Warehouse, *columns: str) -> list[tuple[Any, ...]]:
    """Rows of the evidence on what was reported, heaviest first."""
    found = mine(published, "mart.evidence").filter(origin="reported", input_number=1)
    ordered = found.sort("weight_in_total", "data_point_id", descending=[True, False])
    return ordered.head(5).select(columns).rows()


def derive(published: Warehouse) -> str:
    """What was worked out from several figures, with all of them."""
    rows = mine(published, "mart.evidence").filter(pl.col("value_method").is_in(["weighted_mean", "difference"]))
    stated = published.read("core.observation").select("observation_id", "dimension", stated="value")
    named = rows.join(stated, on="observation_id").sort("data_point_id", "input_number")
    groups = named.group_by("data_point_id", "value_method", "value", "unit", maintain_order=True)
    return markdown(
        ("data point", "how", "from", "result"),
        [
            (
                name,
                how,
                "; ".join(f"{d}: {x:g}" for d, x in rows.select("dimension", "stated").rows()),
                f"{value:.4g} {unit}",
            )
            for (name, how, value, unit), rows in groups
        ],
    )


def standardise(published: Warehouse) -> str:
    [cell] = mine(published, "score.data_point_score").filter(data_point_id="ghg_int_emp").to_dicts()
    [rated] = mine(published, "core.rating_universe").to_dicts()
    curve = published.read("reference.value_function").filter(
        data_point_id="ghg_int_emp", industry_code=rated["industry_code"]
    )
    anchors = curve.sort("x").select("x", "score", "basis").rows()
    place = sum(x <= cell["value"] for x, _, _ in anchors)
    (x0, s0, _), (x1, s1, _) = anchors[place - 1 : place + 1]
    table = markdown(("tCO2e per employee", "score", "basis"), [(f"{x:g}", f"{s:g}", b) for x, s, b in anchors])
    share = f"({cell['value']:g} - {x0:g}) / ({x1:g} - {x0:g})"
    return (
        f"GHG per employee in the industry `{rated['industry_code']}`:\n\n{table}\n\n"
        f"360 DigiTech reports {cell['value']:g} t. "
        f"{s0:g} + ({s1:g} - {s0:g}) x {share} = **{truncated(cell['score'])}**."
    )


def impute(published: Warehouse) -> str:
    cells = mine(published, "score.data_point_score").group_by("method").agg(count=pl.len()).sort("method").rows()
    return markdown(("how", "data points"), cells)


def weight(published: Warehouse) -> str:
    [rated] = mine(published, "core.rating_universe").to_dicts()
    rows = published.read("reference.key_issue_weight").filter(industry_code=rated["industry_code"])
    top = rows.sort("weight", "key_issue_id", descending=[True, False]).head(5)
    return markdown(
        ("key issue", "influence", "time", "weight", "why"),
        [
            (issue, level, time, f"{100 * share:.2f} %", why)
            for issue, level, time, share, why in top.select(
                "key_issue_id", "influence", "impact_time", "weight", "reason"
            ).iter_rows()
        ],
    )


def aggregate(published: Warehouse) -> str:
    pillars = mine(published, "score.pillar_score").sort("pillar_id").select("pillar_id", "score", "weight").rows()
    [total] = mine(published, "score.esg_score")["score"].to_list()
    rows = [(name, truncated(s), f"{100 * w:.2f} %", f"{s * w:.2f}") for name, s, w in pillars]
    return markdown(("pillar", "score", "weight", "points"), [*rows, ("total", truncated(total), "100.00 %", "")])


def grade(published: Warehouse) -> str:
    columns = ("score", "model_grade", "cap_rule_id", "coverage", "grade")
    [(score, model, cap, coverage, final)] = mine(published, "rating.rating").select(columns).rows()
    cells = (truncated(score), model, cap or "none", percent(coverage), final)
    return markdown(("score", "grade by the score", "red line", "coverage", "grade"), [cells])


def explain(published: Warehouse) -> str:
    rows = mine(published, "rating.contribution").sort("contribution", "data_point_id", descending=[True, False])
    top = rows.head(5).select("data_point_id", "score", "weight_in_total", "contribution").iter_rows()
    return markdown(
        ("data point", "score", "weight in the total", "points in the total"),
        [(name, truncated(score), f"{100 * share:.2f} %", f"{points:.3f}") for name, score, share, points in top],
    )


EXAMPLES: dict[str, Callable[[Warehouse], str]] = {
    f.__name__: f for f in (universe, observe, derive, standardise, impute, weight, aggregate, grade, explain)
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_on_a_page_is_the_samples_rating(sample_run: Run, name: str) -> None:
    page = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    shown = dict(BLOCK.findall(page))
    assert shown[name].strip() == EXAMPLES[name](sample_run.published).strip()


def test_every_example_on_a_page_is_tested() -> None:
    shown = {name for path in PAGES.glob("*.md") for name, _ in BLOCK.findall(path.read_text(encoding="utf-8"))}
    assert shown == set(EXAMPLES)
