"""The tables of the pages in `docs/methodology`, made from a version's data. The words around them are written by hand.

A page marks the place with `<!-- table: name -->` and `<!-- end -->`; `python -m esg_pipeline.methodology.pages FOLDER`
fills every page of a folder anew, and with `--check` only says which ones are out of date.
"""

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from esg_pipeline.methodology import filling_pages, reading_pages
from esg_pipeline.methodology.codes import Basis, ImpactTime, Influence, Pillar
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.weight import cell_weight, key_issue_weights

BLOCK = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def fill_page(text: str, methodology: Methodology) -> str:
    """The page with every marked table made anew. Raises KeyError for a table that nobody makes."""
    return BLOCK.sub(lambda found: f"{found[1]}\n{TABLES[found[2]](methodology)}\n\n{found[3]}", text)


def markdown(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; bars inside cells are escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def percent(share: float) -> str:
    """A share as a percentage with one decimal."""
    return f"{100 * share:.1f} %"


def counts(methodology: Methodology) -> str:
    """How much of everything there is."""
    scored = methodology.scored_data_points
    rows = [
        ("pillars", methodology.key_issues["pillar_id"].n_unique()),
        ("themes", methodology.key_issues["theme_id"].n_unique()),
        ("key issues", methodology.key_issues.height),
        ("data points that are scored", scored.height),
        ("data points that only give context", methodology.data_points.height - scored.height),
        ("industries, with LGFV as one of them", methodology.industries.height),
        ("cells of industry and key issue that weigh nothing", methodology.materiality.filter(influence="none").height),
        ("red lines", methodology.red_lines.height),
    ]
    return markdown(("what", "how many"), rows)


def security_types(methodology: Methodology) -> str:
    """Which securities are rates bonds."""
    rows = methodology.security_types.select("security_type", "name", "name_zh", "is_rates").iter_rows()
    return markdown(
        ("type", "name", "Chinese", "counts"), [(*r[:3], "no, rates bond" if r[3] else "yes") for r in rows]
    )


def universe_rules(methodology: Methodology) -> str:
    """The rules that decide who is rated."""
    rows = methodology.universe_rules.select("rule_id", "in_scope", "description").iter_rows()
    return markdown(("rule", "rated", "when"), [(rule, "yes" if rated else "no", text) for rule, rated, text in rows])


def derivations(methodology: Methodology) -> str:
    """Data points that follow from others."""
    rows = methodology.derivations.iter_rows(named=True)
    return markdown(
        ("data point", "how", "from", "and", "times"),
        [
            (
                row["data_point_id"],
                row["kind"],
                operand(row, "numerator"),
                operand(row, "denominator"),
                f"{row['scale']:g}",
            )
            for row in rows
        ],
    )


def operand(row: Mapping[str, object], side: str) -> str:
    """A data point of a formula and its breakdown."""
    dimension = row[f"{side}_dimension"]
    return f"{row[side]} ({dimension})" if dimension else str(row[side])


def data_points(methodology: Methodology) -> str:
    """Scored data points of each key issue, by kind."""
    kinds = methodology.scored_data_points.group_by("key_issue_id", "kind").len()
    number = {(issue, kind): count for issue, kind, count in kinds.iter_rows()}
    names = ("quantitative", "boolean", "ordinal", "event")
    rows: list[Sequence[object]] = []
    for pillar, theme, issue, name in methodology.key_issues.select(
        "pillar_id", "theme_name", "key_issue_id", "key_issue_name"
    ).iter_rows():
        found = [number.get((issue, kind), 0) for kind in names]
        rows.append((pillar, theme, name, *found, sum(found)))
    return markdown(("pillar", "theme", "key issue", *names, "all"), rows)


def bases(methodology: Methodology) -> str:
    """What the value functions rest on: data points by the weakest basis of their anchors."""
    order = [str(basis) for basis in Basis]
    weakest = weakest_basis(methodology)
    rows = [(basis, sum(found == basis for found in weakest.values())) for basis in order]
    return markdown(("weakest basis of the data point", "data points"), rows)


def guesses(methodology: Methodology) -> str:
    """The data points with an anchor that rests on a guess, by key issue."""
    guessed = {name for name, basis in weakest_basis(methodology).items() if basis == Basis.GUESS}
    points = methodology.scored_data_points.filter(pl.col("data_point_id").is_in(list(guessed)))
    lines = points.group_by("key_issue_id", maintain_order=True).agg("data_point_id").iter_rows()
    return markdown(("key issue", "data points that rest on a guess"), [(i, ", ".join(n)) for i, n in lines])


def weakest_basis(methodology: Methodology) -> dict[str, str]:
    """Data point -> the weakest basis that one of its anchors has."""
    order = [str(basis) for basis in Basis]
    found: dict[str, str] = {}
    for name, basis in methodology.anchors.select("data_point_id", "basis").iter_rows():
        found[name] = max(found.get(name, order[0]), basis, key=order.index)
    return found


def severities(methodology: Methodology) -> str:
    """Points that an event counts by its severity."""
    return markdown(("severity", "points"), methodology.event_severities.iter_rows())


def percentile_scale(methodology: Methodology) -> str:
    """Scores at the percentiles of a reference universe."""
    return markdown(
        ("percentile", "score"), [(f"{p:g}", f"{s:g}") for p, s in methodology.percentile_scale.iter_rows()]
    )


def statistical(methodology: Methodology) -> str:
    """The data points whose anchors rest on a statistic, and on which."""
    found = methodology.anchors.filter(basis=Basis.STATISTICAL.value).sort("data_point_id", "industry_code", "citation")
    first = found.unique("data_point_id", keep="first", maintain_order=True)
    return markdown(("data point", "rests on"), first.select("data_point_id", "citation").iter_rows())


def table_2(methodology: Methodology) -> str:
    """Relative weight of each cell of Table 2."""
    levels = [level for level in Influence if level is not Influence.NONE]
    rows = [
        (level, *(f"{cell_weight(level, time, methodology.parameters):.3f}" for time in ImpactTime)) for level in levels
    ]
    return markdown(("influence", *ImpactTime), [*rows, ("none", "0", "0", "0")])


def pillar_shares(methodology: Methodology) -> str:
    """Weight of each pillar in each industry, and how many key issues weigh nothing there."""
    pillars = methodology.key_issues.select("key_issue_id", "pillar_id")
    weights = key_issue_weights(methodology).join(pillars, on="key_issue_id", validate="m:1")
    rows: list[Sequence[object]] = []
    for code, name in methodology.industries.select("industry_code", "name").iter_rows():
        mine = weights.filter(industry_code=code)
        shares = [percent(float(mine.filter(pillar_id=pillar.value)["weight"].sum())) for pillar in Pillar]
        heaviest = mine.sort("weight", "key_issue_id", descending=[True, False])["key_issue_id"][:3].to_list()
        rows.append((name, *shares, mine.filter(weight=0.0).height, ", ".join(heaviest)))
    return markdown(("industry", *Pillar, "key issues without weight", "heaviest"), rows)


def pillar_limits(methodology: Methodology) -> str:
    """Floors and caps of the pillars, for whoever switches them on."""
    rows = methodology.pillar_limits.select("pillar_id", "floor", "cap").iter_rows()
    return markdown(("pillar", "floor", "cap"), [(name, percent(low), percent(high)) for name, low, high in rows])


def grade_scale(methodology: Methodology) -> str:
    """Table 3."""
    rows = methodology.grades.select("grade", "lower_bound").iter_rows()
    return markdown(("grade", "from"), [(grade, f"{bound:g}") for grade, bound in rows])


def red_lines(methodology: Methodology) -> str:
    """The red lines."""
    columns = ("rule_id", "trigger", "threshold", "cap_grade", "duration_months", "source")
    return markdown(
        ("rule", "trigger", "from", "cap", "months", "source"), methodology.red_lines.select(columns).iter_rows()
    )


def parameters(methodology: Methodology) -> str:
    """The parameters of `version.yaml`."""
    chosen = methodology.parameters
    return markdown(("parameter", "value"), [(name, getattr(chosen, name)) for name in chosen.__dataclass_fields__])


def ladders(methodology: Methodology) -> str:
    """The ladders and how many data points have each."""
    return markdown(("ladder", "steps", "data points"), filling_pages.ladders(methodology))


def ladder_bases(methodology: Methodology) -> str:
    """What the choice of ladders rests on."""
    return markdown(("basis", "rests on", "data points"), filling_pages.bases(methodology))


def minimum_coverages(methodology: Methodology) -> str:
    """What must be known for a grade, per pillar and in total."""
    return markdown(("of", "least share of weight that is known"), filling_pages.coverages(methodology))


def doubts(methodology: Methodology) -> str:
    """What the draws vary."""
    return markdown(("doubt", "drawn", "how far", "why"), filling_pages.doubts(methodology))


def document_limits(methodology: Methodology) -> str:  # noqa: ARG001 - the same in every version
    """What a document may weigh."""
    return markdown(("limit", "default"), reading_pages.limits())


def confidence_bands(methodology: Methodology) -> str:
    """What becomes of a fact."""
    return markdown(("confidence", "what becomes of the fact"), reading_pages.bands(methodology))


def forensic_rules(methodology: Methodology) -> str:  # noqa: ARG001 - the same in every version
    """The rules that doubt."""
    return markdown(("rules", "what they compare"), reading_pages.forensic_rules())


TABLES: Mapping[str, Callable[[Methodology], str]] = {
    table.__name__: table
    for table in (
        counts,
        security_types,
        universe_rules,
        derivations,
        data_points,
        bases,
        guesses,
        severities,
        percentile_scale,
        statistical,
        table_2,
        pillar_shares,
        pillar_limits,
        grade_scale,
        red_lines,
        parameters,
        ladders,
        ladder_bases,
        minimum_coverages,
        doubts,
        document_limits,
        confidence_bands,
        forensic_rules,
    )
}


def outdated(folder: Path, methodology: Methodology) -> dict[Path, str]:
    """Page -> what it should say, for every page of a folder that says something else."""
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}
    filled = {path: fill_page(text, methodology) for path, text in pages.items()}
    return {path: text for path, text in filled.items() if text != pages[path]}


def main(arguments: Sequence[str]) -> int:
    """Fill the pages of a folder; with `--check`, name those that are out of date and return 1."""
    [folder] = [Path(word) for word in arguments if word != "--check"]
    late = outdated(folder, load_methodology())
    for path, text in late.items():
        if "--check" in arguments:
            sys.stderr.write(f"{path} is out of date: run make docs\n")
        else:
            path.write_text(text, encoding="utf-8")
    return int(bool(late) and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
