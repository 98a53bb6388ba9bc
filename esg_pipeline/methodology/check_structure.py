"""The rules of the frame: Table 1, Table 2 filled in, Table 3, tags, and that each relevant key issue can be scored."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise, product

from esg_pipeline.methodology.check_data_points import is_scored
from esg_pipeline.methodology.codes import Classification, Grade, Influence, Pillar
from esg_pipeline.methodology.model import Problem, Table
from esg_pipeline.universe import NO_BOND_RULE, RULES
from esg_pipeline.weight import data_point_applies

SECTOR_TAGS = frozenset(
    [
        *("industrial", "financial", "services", "consumer", "technology", "real_estate", "lgfv"),
        *(
            "nonfinancial",
            "extractive",
            "construction",
            "transport",
            "agriculture",
            "food",
            "pharma",
            "platform",
            "bank",
        ),
    ]
)
ISSUER_TAGS = SECTOR_TAGS | {"listed", "green_issuer"}
PILLARS, THEMES, KEY_ISSUES = 3, 16, 38
PLACES = 9


def check_structure(key_issues: Table) -> Iterator[Problem]:
    """Yield deviations from the counts of Table 1, and themes that stand in two pillars or under two names."""
    counts = (("pillar_id", PILLARS), ("theme_id", THEMES), ("key_issue_id", KEY_ISSUES))
    for column, expected in counts:
        found = len(key_issues.values(column))
        if found != expected:
            message = f"{found} different values of {column} where Table 1 has {expected}"
            yield Problem(key_issues.file, 1, "structure", message)
    for child, parents in (("pillar_id", ("pillar_name",)), ("theme_id", ("theme_name", "pillar_id"))):
        first: dict[str, tuple[str, ...]] = {}
        for row in key_issues.rows:
            parent = tuple(map(row.text, parents))
            if first.setdefault(row.text(child), parent) != parent:
                message = f"{child} {row.text(child)!r} belongs to {parent} here and to {first[row.text(child)]} above"
                yield Problem(key_issues.file, row.line, "structure", message)


def check_grades(grades: Table) -> Iterator[Problem]:
    """Yield bounds that do not fall from grade to grade, and a scale that leaves a score without a grade."""
    for better, worse in pairwise(grades.rows):
        above, below = better.number("lower_bound"), worse.number("lower_bound")
        if above is not None and below is not None and below >= above:
            message = f"{worse.text('grade')} starts at {below:g}, not below {better.text('grade')} at {above:g}"
            yield Problem(grades.file, worse.line, "grade_bounds", message)
    for place, (row, grade) in enumerate(zip(grades.rows, Grade, strict=False), start=1):
        if row.number("notch") not in {None, place}:
            yield Problem(grades.file, row.line, "grade_bounds", f"notch is not {place}, the place in the scale")
        if len(grades.rows) == PLACES and row.text("grade") not in {"", grade}:
            message = f"{row.text('grade')} stands where {grade.value} does in Table 3"
            yield Problem(grades.file, row.line, "grade_order", message)
        if (row.number("lower_bound") or 0.0) > 100:
            yield Problem(grades.file, row.line, "out_of_range", "lower_bound is above 100: nobody reaches it")
    if len(grades.rows) != PLACES:
        yield Problem(grades.file, 1, "grade_bounds", f"{len(grades.rows)} grades where Table 3 has {PLACES}")
    elif grades.rows[-1].number("lower_bound") not in {None, 0.0}:
        yield Problem(grades.file, grades.rows[-1].line, "grade_bounds", "the last grade does not start at 0")


def check_tags(table: Table, column: str, known: frozenset[str]) -> Iterator[Problem]:
    """Yield tags that are not known."""
    for row in table.rows:
        for tag in row.text(column).split("|"):
            if tag not in known:
                yield Problem(table.file, row.line, "unknown_code", f"{column} {tag!r} is not a known tag")


def check_materiality(materiality: Table, industries: Table, key_issues: Table) -> Iterator[Problem]:
    """Yield cells of Table 2 that are missing or contradict themselves, and industries without any weight."""
    there = {(row.text("industry_code"), row.text("key_issue_id")) for row in materiality.rows}
    wanted = product(sorted(industries.values("industry_code")), sorted(key_issues.values("key_issue_id")))
    for industry, key_issue in wanted:
        if (industry, key_issue) not in there:
            message = f"no row for industry {industry!r} and key issue {key_issue!r}"
            yield Problem(materiality.file, 1, "missing_cell", message)
    for row in materiality.rows:
        influence, time = row.text("influence"), row.text("impact_time")
        if influence and (influence == Influence.NONE) == bool(time):
            message = f"influence {influence!r} with impact_time {time!r}"
            yield Problem(materiality.file, row.line, "influence_and_time", message)
    weighted = {row.text("industry_code") for row in materiality.rows if row.text("influence") != Influence.NONE}
    for row in industries.rows:
        if row.text("industry_code") not in weighted:
            message = f"industry {row.text('industry_code')!r} has no key issue with a weight"
            yield Problem(industries.file, row.line, "no_weight", message)


def check_pillar_limits(limits: Table) -> Iterator[Problem]:
    """Yield limits of pillar shares that no weights can keep, and coverages that are no shares."""
    for pillar in Pillar:
        if pillar not in limits.values("pillar_id"):
            yield Problem(limits.file, 1, "missing_cell", f"no row for pillar {pillar.value!r}")
    sums = {"floor": 0.0, "cap": 0.0}
    for row in limits.rows:
        floor, cap = row.number("floor"), row.number("cap")
        sums["floor"] += floor or 0.0
        sums["cap"] += cap or 0.0
        for column in ("floor", "cap", "minimum_coverage"):
            share = row.number(column)
            if share is not None and not 0 <= share <= 1:
                yield Problem(limits.file, row.line, "out_of_range", f"{column} {share:g} is not between 0 and 1")
        if floor is not None and cap is not None and floor > cap:
            yield Problem(limits.file, row.line, "pillar_limits", f"floor {floor:g} is above cap {cap:g}")
    if sums["floor"] > 1 + 1e-9:
        yield Problem(limits.file, 1, "pillar_limits", f"the floors sum to {sums['floor']:g}, more than the whole")
    if sums["cap"] < 1 - 1e-9:
        yield Problem(limits.file, 1, "pillar_limits", f"the caps sum to {sums['cap']:g}, less than the whole")


def check_industry_codes(industry_codes: Table, industries: Table) -> Iterator[Problem]:
    """Yield plain words for an industry that are the method's own code of another one."""
    own = industries.values("industry_code")
    for row in industry_codes.rows:
        code = row.text("code").casefold()
        if row.text("classification") == Classification.COMMON and code in own - {row.text("industry_code")}:
            message = f"{row.text('code')!r} is the code of another industry in {industries.file}"
            yield Problem(industry_codes.file, row.line, "duplicate_id", message)


def check_coverage(materiality: Table, industries: Table, data_points: Table) -> Iterator[Problem]:
    """Yield relevant key issues that an industry cannot be scored on: a tag of the issuer alone is not enough."""
    tags = {row.text("industry_code"): row.text("sector_tags").split("|") for row in industries.rows}
    offered: dict[str, list[str]] = defaultdict(list)
    for row in data_points.rows:
        if is_scored(row) and row.number("weight") != 0:
            offered[row.text("key_issue_id")].append(row.text("applies_to"))
    for row in materiality.rows:
        industry, key_issue = row.text("industry_code"), row.text("key_issue_id")
        if row.text("influence") in {"", Influence.NONE} or industry not in tags:
            continue
        if not any(data_point_applies(applies_to, tags[industry]) for applies_to in offered[key_issue]):
            message = f"no data point of {key_issue!r} with a weight applies to industry {industry!r}"
            yield Problem(materiality.file, row.line, "no_data_point", message)


def check_universe_rules(rules: Table) -> Iterator[Problem]:
    """Yield rules of the universe without a row: whom they decide on would be neither in scope nor out of it."""
    for rule in sorted({*RULES, NO_BOND_RULE} - rules.values("rule_id")):
        yield Problem(rules.file, 1, "missing_cell", f"no row for rule {rule!r}")


def check_industry_tags(industries: Table) -> Iterator[Problem]:
    """Yield unknown sector tags."""
    return check_tags(industries, "sector_tags", SECTOR_TAGS)


def check_applies_to(data_points: Table) -> Iterator[Problem]:
    """Yield unknown tags of data points; `all` stands alone."""
    return check_tags(
        Table(data_points.file, tuple(row for row in data_points.rows if row.text("applies_to") != "all")),
        "applies_to",
        frozenset(ISSUER_TAGS),
    )
