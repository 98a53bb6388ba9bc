"""What changed between two versions of the method, in words, and whether a score can move. Who moves is `impact`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any

import polars as pl

from esg_pipeline.methodology.files import SPECS
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.tables import anchor_table, derivation_table
from esg_pipeline.standardise import EVERY_INDUSTRY
from esg_pipeline.weight import key_issue_weights

Cells = dict[str, Any]
Key = tuple[str, ...]
VERSION_FILE = "version.yaml"
HEAD = ("version", "title", "effective_date")
FOLLOWS = "weights that follow"
SHOWN_CELLS = 9  # as many as say of a new data point what it weighs

# Table -> what one row is called, and the columns that name it.
ROWS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "key_issues": ("key issue", ("key_issue_id",)),
    "grades": ("grade", ("grade",)),
    "industries": ("industry", ("industry_code",)),
    "materiality": ("", ("industry_code", "key_issue_id")),
    "data_points": ("data point", ("data_point_id",)),
    "anchors": ("", ("data_point_id", "industry_code", "valid_from")),
    "percentile_scale": ("percentile", ("percentile",)),
    "pillar_limits": ("limits of pillar", ("pillar_id",)),
    "ladders": ("ladder", ("ladder_id", "step_number")),
    "imputation": ("filling of", ("data_point_id",)),
    "uncertainty": ("doubt", ("choice_id",)),
    "frameworks": ("framework code", ("code",)),
    "industry_codes": ("industry code", ("classification", "code")),
    "event_types": ("event type", ("event_type",)),
    "event_severities": ("severity", ("severity",)),
    "red_lines": ("red line", ("rule_id",)),
    "derivations": (
        "derivation of",
        ("data_point_id", "kind", "numerator", "numerator_dimension", "denominator", "denominator_dimension"),
    ),
    "security_types": ("security type", ("security_type",)),
    "universe_rules": ("universe rule", ("rule_id",)),
    "units": ("unit", ("unit",)),
    "labels": ("label", ("data_point_id", "dimension", "language", "label")),
}
# Columns that people read and nothing computes with. Framework codes and labels are not among them: they read input.
TEXTS: Mapping[str, frozenset[str]] = {
    "key_issues": frozenset({"pillar_name", "theme_name", "key_issue_name", "sort_order"}),
    "industries": frozenset({"name", "name_zh", "sw2021_code"}),
    "materiality": frozenset({"reason"}),
    "data_points": frozenset({"name", "name_zh", "source"}),
    "anchors": frozenset({"basis", "citation"}),
    "percentile_scale": frozenset({"score"}),
    "imputation": frozenset({"basis", "citation"}),
    "uncertainty": frozenset({"reason"}),
    "frameworks": frozenset({"framework", "name", "is_kpi"}),
    "industry_codes": frozenset({"name"}),
    "event_types": frozenset({"description"}),
    "red_lines": frozenset({"source"}),
    "security_types": frozenset({"name", "name_zh"}),
    "universe_rules": frozenset({"description"}),
}
# Tables of which no row can move a score: the scale is used when anchors are frozen, the codes when they are listed,
# doubts move the probabilities of grades and not the grades.
SILENT = frozenset({"percentile_scale", "frameworks", "uncertainty"})
SILENT_PARAMETERS = frozenset({"draws", "audit_share"})
SHARES_OF_PILLARS = frozenset({"floor", "cap"})


@dataclass(frozen=True)
class Change:
    """One difference: the file, what it is about, how it reads, and whether it can move a score or a grade."""

    file: str
    key: str
    words: str
    can_move: bool


def changes(before: Methodology, after: Methodology) -> list[Change]:
    """Every difference by file and key, those of the parameters first. Empty when the versions say the same."""
    found = [*parameter_changes(before, after)]
    for name in SPECS:
        special = SPECIAL.get(name)
        found += special(before, after) if special else row_changes(name, before, after)
    return [*found, *following_weights(before, after)]


def parameter_changes(before: Methodology, after: Methodology) -> Iterator[Change]:
    """Parameters, and the words at the head of `version.yaml`."""
    old, new = asdict(before.parameters), asdict(after.parameters)
    for name in old:
        if old[name] != new[name]:
            words = f"{name.replace('_', ' ')} {told(old[name])} -> {told(new[name])}"
            yield Change(VERSION_FILE, name, words, can_move=name not in SILENT_PARAMETERS)
    for name in HEAD:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield Change(VERSION_FILE, name, f"{name.replace('_', ' ')} {told(was)} -> {told(now)}", can_move=False)


def row_changes(name: str, before: Methodology, after: Methodology) -> Iterator[Change]:
    """New, lost and changed rows of one file; what moves a score and what is only read stand apart."""
    noun, _ = ROWS[name]
    old, new = keyed(name, before), keyed(name, after)
    is_silent, texts = name in SILENT, silent_columns(name, before, after)
    for key in sorted(old.keys() | new.keys()):
        title = f"{noun} {named(key)}"
        if key not in old:
            yield Change(f"{name}.csv", named(key), f"{title} is new{described(name, new[key])}", not is_silent)
        elif key not in new:
            yield Change(f"{name}.csv", named(key), f"{title} is gone", not is_silent)
        else:
            for is_text in (False, True):
                words = cell_changes(old[key], new[key], texts, is_text=is_text)
                if words:
                    yield Change(f"{name}.csv", named(key), f"{title}: {words}", not (is_silent or is_text))


def silent_columns(name: str, *versions: Methodology) -> frozenset[str]:
    """Columns of a file that move no score: texts, and the shares of pillars where no version has them switched on."""
    if name == "pillar_limits" and not any(version.parameters.pillar_limits for version in versions):
        return SHARES_OF_PILLARS
    return TEXTS.get(name, frozenset())


def table_of(name: str, methodology: Methodology) -> pl.DataFrame:
    """The rows of a file; derivations with the order in which they are tried, which decides between them."""
    return derivation_table(methodology) if name == "derivations" else getattr(methodology, name)


def keyed(name: str, methodology: Methodology) -> dict[Key, Cells]:
    """Key -> cells of each row; a key that stands there again is numbered."""
    columns = ROWS[name][1]
    rows: dict[Key, Cells] = {}
    for row in table_of(name, methodology).iter_rows(named=True):
        key = tuple(told(row[column]) for column in columns)
        numbered = (key if not number else (*key, str(number + 1)) for number in count())
        rows[next(one for one in numbered if one not in rows)] = row
    return rows


def cell_changes(old: Cells, new: Cells, texts: frozenset[str], *, is_text: bool) -> str:
    """`column old -> new` of the columns that differ: those among `texts`, which are only read, or the others."""
    columns = [column for column in {**old, **new} if (column in texts) == is_text]
    differing = [column for column in columns if old.get(column) != new.get(column)]
    return ", ".join(f"{plain(column)} {told(old.get(column))} -> {told(new.get(column))}" for column in differing)


def described(name: str, row: Cells) -> str:
    """What a new row says, without its key and without texts."""
    left_out = {*ROWS[name][1], *TEXTS.get(name, ()), "step"}
    said = [f"{plain(column)} {told(row[column])}" for column in row if column not in left_out and row[column]]
    return f": {', '.join(said[:SHOWN_CELLS])}" if said else ""


def plain(column: str) -> str:
    """A column's name as words: `cap_grade` caps, ids lose their ending."""
    return "caps" if column == "cap_grade" else column.removesuffix("_id").replace("_", " ")


def told(value: object) -> str:
    """A cell as people write it; nothing is `none`."""
    match value:
        case None:
            return "none"
        case bool():
            return "on" if value else "off"
        case float():
            return f"{value:.10g}"
        case _:
            return str(value)


def named(key: Key) -> str:
    """The key of a row as words."""
    return " ".join(part for part in key if part and part != "none")


def materiality_changes(before: Methodology, after: Methodology) -> Iterator[Change]:
    """Cells of industry and key issue, each with the weight that results."""
    old, new, texts = keyed("materiality", before), keyed("materiality", after), TEXTS["materiality"]
    weights = weight_cells(before), weight_cells(after)
    titles = issue_names(before) | issue_names(after)
    for key in sorted(old.keys() | new.keys()):
        industry, issue = key
        title = f"{titles[issue]} in {industry}"
        change = shift(weights[0].get(key), weights[1].get(key))
        if key not in old or key not in new:
            words = f"{title} is {'new' if key in new else 'gone'}, {change}"
            yield Change("materiality.csv", named(key), words, can_move=True)
            continue
        moved = cell_changes(old[key], new[key], texts, is_text=False)
        if moved:
            yield Change("materiality.csv", named(key), f"{title}: {moved}, {change}", can_move=True)
        reason = cell_changes(old[key], new[key], texts, is_text=True)
        if reason:
            yield Change("materiality.csv", named(key), f"{title}: {reason}", can_move=False)


def weight_cells(methodology: Methodology) -> dict[Key, float]:
    """(industry, key issue) -> weight in the total."""
    rows = key_issue_weights(methodology).select("industry_code", "key_issue_id", "weight").iter_rows()
    return {(industry, issue): weight for industry, issue, weight in rows}


def issue_names(methodology: Methodology) -> dict[str, str]:
    """Key issue -> its name."""
    return dict(methodology.key_issues.select("key_issue_id", "key_issue_name").iter_rows())


def shift(old: float | None, new: float | None) -> str:
    """`weight 6.1 % -> 5.0 %`, with as many decimals as it takes to see the change."""
    if old is None or new is None:
        return f"weight {share(new if old is None else old, 1)}"
    places = next((n for n in (1, 2, 3) if share(old, n) != share(new, n)), None)
    if places is None:
        return f"weight stays {share(new, 1)}"
    return f"weight {share(old, places)} -> {share(new, places)}"


def share(weight: float | None, places: int) -> str:
    """A weight in per cent."""
    return "none" if weight is None else f"{100 * weight:.{places}f} %"


def following_weights(before: Methodology, after: Methodology) -> Iterator[Change]:
    """One line per industry whose key issues weigh otherwise though no line under `materiality.csv` speaks of them."""
    cells = {change.key for change in materiality_changes(before, after) if change.can_move}
    old, new = weight_cells(before), weight_cells(after)
    has_cells = {key[0] for key in old.keys() | new.keys() if named(key) in cells}
    titles = issue_names(after)
    moved: dict[str, list[Key]] = {}
    for key in sorted(old.keys() & new.keys()):
        if named(key) not in cells and abs(old[key] - new[key]) > 1e-12:
            moved.setdefault(key[0], []).append(key)
    for industry, keys in moved.items():
        most = max(keys, key=lambda key: abs(old[key] - new[key]))
        others = "other key issues" if industry in has_cells else "key issues"
        words = f"{len(keys)} {others} in {industry}, most of all {titles[most[1]]}: "
        yield Change(FOLLOWS, industry, words + shift(old[most], new[most]), can_move=True)


Anchors = list[Cells]


def anchor_sets(methodology: Methodology) -> dict[Key, Anchors]:
    """(data point, industry or `*`, first day) -> its anchors, x rising."""
    sets: dict[Key, Anchors] = {}
    for row in anchor_table(methodology).sort("data_point_id", "industry_code", "valid_from_date", "x").to_dicts():
        key = (row["data_point_id"], row["industry_code"], row["valid_from_date"].isoformat())
        sets.setdefault(key, []).append(row)
    return sets


def anchor_changes(before: Methodology, after: Methodology) -> Iterator[Change]:
    """Value functions: sets that came or went, anchors that moved, and what they are said to rest on."""
    old, new = anchor_sets(before), anchor_sets(after)
    by_pair = {key[:2]: {k[2] for k in old.keys() | new.keys() if k[:2] == key[:2]} for key in old.keys() ^ new.keys()}
    for key in sorted(old.keys() | new.keys()):
        where = for_whom(key, show_day=len(by_pair.get(key[:2], ())) > 1)
        for words, can_move in set_changes(where, old.get(key, []), new.get(key, [])):
            yield Change("anchors.csv", named(key), words, can_move)


def for_whom(key: Key, *, show_day: bool) -> str:
    """`ghg_int_rev for steel from 2024-01-01`, as far as there is something to tell apart."""
    industry = "" if key[1] == EVERY_INDUSTRY else f" for {key[1]}"
    return f"{key[0]}{industry}" + (f" from {key[2]}" if show_day else "")


def set_changes(where: str, old: Anchors, new: Anchors) -> Iterator[tuple[str, bool]]:
    """(words, can move) of one set; `old` or `new` is empty when the set came or went."""
    if not old or not new:
        word = f"is new: {curve(new)}" if new else "is gone"
        yield f"value function of {where} {word}", True
        return
    if len(old) != len(new):
        yield f"value function of {where}: {curve(old)} -> {curve(new)}", True
    else:
        for was, now in zip(old, new, strict=True):
            words = anchor_words(was, now)
            if words:
                yield f"anchor of {where}: {words}", True
    if old[0]["unit"] != new[0]["unit"]:
        yield f"value function of {where}: unit {old[0]['unit']} -> {new[0]['unit']}", True
    for column in ("basis", "citation"):
        was, now = ("; ".join(dict.fromkeys(row[column] for row in rows)) for rows in (old, new))
        if was != now:
            yield f"{column} of {where}: {was} -> {now}", False


def curve(anchors: Sequence[Cells]) -> str:
    """`0 scores 100, 10 scores 80`."""
    return ", ".join(f"{told(row['x'])} scores {told(row['score'])}" for row in anchors)


def anchor_words(was: Cells, now: Cells) -> str:
    """How one anchor moved; blank when it did not."""
    x, score = (told(was["x"]), told(now["x"])), (told(was["score"]), told(now["score"]))
    if x[0] == x[1]:
        return f"{x[0]} scores {score[0]} -> {score[1]}" if score[0] != score[1] else ""
    if score[0] == score[1]:
        return f"{x[0]} -> {x[1]} scores {score[1]}"
    return f"{x[0]} scores {score[0]} -> {x[1]} scores {score[1]}"


def ladder_changes(before: Methodology, after: Methodology) -> Iterator[Change]:
    """Ladders as a whole; one that no data point has, before or after, moves nothing."""
    old, new = before.ladder_methods, after.ladder_methods
    used = {*before.imputation["ladder_id"], *after.imputation["ladder_id"]}
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) == new.get(name):
            continue
        if name in old and name in new:
            words = f"ladder {name}: {', '.join(old[name])} -> {', '.join(new[name])}"
        else:
            words = f"ladder {name} is new: {', '.join(new[name])}" if name in new else f"ladder {name} is gone"
        yield Change("ladders.csv", name, words, can_move=name in used)


Special = Callable[[Methodology, Methodology], Iterator[Change]]
SPECIAL: Mapping[str, Special] = {
    "materiality": materiality_changes,
    "anchors": anchor_changes,
    "ladders": ladder_changes,
}
