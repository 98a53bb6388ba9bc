"""The real documents of ../shared and their answers: reference figures read by hand, and the report read line by line.

Metric names of the reference files become data points here. Documents written for this benchmark are read by `marks`.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from marks import Case, Figure, Statement, add_figure

HERE = Path(__file__).parent
SEED = HERE / "answers" / "seed_360digitech_2021.json"
NAMES: dict[str, Any] = json.loads((HERE / "answers" / "reference_names.json").read_text(encoding="utf-8"))
SINGLE = {
    "2023033001192_bochk_2388_2022.txt": ("bochk_2388_2022", 2022),
    "2022053101131_dawnrays_2348_2021.txt": ("dawnrays_2348_2021", 2021),
    "2022051200314_oct_asia_3366_2021.txt": ("oct_asia_3366_2021", 2021),
    "tencent_0700_esg2023_p30_p106.md": ("tencent_0700_2023", 2023),
    "addiko_bank_sr2023_p54.txt": ("addiko_bank_2023", 2023),
    "addiko_bank_sr2023_p54.pdf": ("addiko_bank_2023", 2023),
    "hopfung_2320_ar2020_p35_p38.txt": ("hopfung_2320_2020", 2020),
}
# One issuer's series over six reports: each report answers for the years that it prints, restated or not.
SERIES = "hkex_0388_2013_2022"
SERIES_REPORTS: dict[str, int] = NAMES["series_reports"]


def read_gold(shared: Path) -> list[Case]:
    """The documents with reference figures; of the series only what the reference answers is judged."""
    cases: list[Case] = []
    for name, (stem, year) in SINGLE.items():
        case = _case(shared, name, year, stem)
        for figure in _figures(shared, stem):
            add_figure(case, figure)
        cases.append(case)
    for name, year in SERIES_REPORTS.items():
        case = _case(shared, name, year, SERIES)
        case.is_closed = False
        for figure in _printed(_figures(shared, SERIES), case.content.decode()):
            add_figure(case, figure)
        cases.append(case)
    return cases


def read_seed(shared: Path) -> Case:
    """The whole report that was read line by line."""
    answers = read_seed_answers()
    content = (shared / answers["document"]).read_bytes()
    case = Case("seed_360digitech_2021", "seed", content, ".txt", answers["fiscal_year"])
    for row in answers["figures"]:
        key = (row["data_point_id"], row["dimension"], row["period"])
        add_figure(case, Figure(key, row["value"], tuple(row["lines"]), row.get("required", True)))
    for name in ("required", "arguable"):
        for point, row in answers["statements"][name].items():
            levels = row["value"] if isinstance(row["value"], list) else [row["value"]]
            case.statements[point] = Statement(
                tuple(float(level) for level in levels), tuple(row["lines"]), name == "required"
            )
    return case


def read_seed_answers() -> dict[str, Any]:
    """The answers as they are written down."""
    return json.loads(SEED.read_text(encoding="utf-8"))


def _case(shared: Path, name: str, year: int, issuer: str) -> Case:
    path = shared / "reports" / name
    return Case(
        name, "gold", path.read_bytes(), path.suffix, year, has_statements=False, has_lines=False, issuer=issuer
    )


def _figures(shared: Path, stem: str) -> list[Figure]:
    names = NAMES["metrics"] | NAMES["metrics_of_file"].get(stem, {})
    rows = json.loads((shared / "gold" / f"{stem}.json").read_text(encoding="utf-8"))["gold"]
    found: list[Figure] = []
    for row in rows:
        if row["metric"] in names:
            point, _, dimension = names[row["metric"]].partition(" ")
            value = row["value"] * NAMES["factors"].get(row["unit"], 1.0)
            found.append(Figure((point, dimension, int(row["period"])), value, ()))
    return found


def _printed(figures: Iterable[Figure], text: str) -> Iterator[Figure]:
    """The figures whose year and number both stand in a report; the others it may hold or not."""
    for figure in figures:
        number = f"{figure.value:,.2f}" if figure.key[0] == "ghg_int_emp" else f"{figure.value:,.0f}"
        is_there = str(figure.key[2]) in text and re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)", text)
        yield replace(figure, is_required=bool(is_there))
