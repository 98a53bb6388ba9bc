"""Writes computed anchors into a version's `anchors.csv`, whole or not at all. Computing them is `percentiles.py`."""

import csv
import io
from pathlib import Path

import polars as pl

from esg_pipeline.methodology.file_text import read_lines
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.methodology.rewrite import put_file

FILE = "anchors.csv"


def freeze_anchors(folder: Path, anchors: pl.DataFrame) -> Methodology:
    """Put sets of anchors in the place of those with the same data point and first day; return the new version.

    A set that holds from another day stays, so earlier ratings stay as they are. Raises MethodologyError, and leaves
    the folder as it was, when the version breaks a rule or would then break one.
    """
    load_methodology(folder)
    text = with_anchors((folder / FILE).read_text(encoding="utf-8-sig"), anchors)
    return put_file(folder, FILE, text)


def with_anchors(text: str, anchors: pl.DataFrame) -> str:
    """The file with the replaced rows left out and the new ones behind those of their data point, or at the end."""
    header, *rows = [[cell.strip() for cell in cells] for _, cells in read_lines(FILE, text, [], [])]
    name, start = header.index("data_point_id"), header.index("valid_from")
    fresh = [[cell_text(row[column]) for column in header] for row in anchors.iter_rows(named=True)]
    replaced = {(row[name], row[start]) for row in fresh}
    kept = [row for row in rows if (row[name], row[start]) not in replaced]
    order = {row[name]: place for place, row in reversed(list(enumerate(rows)))}
    merged = sorted([*kept, *fresh], key=lambda row: order.get(row[name], len(rows)))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *merged])
    return out.getvalue()


def cell_text(value: object) -> str:
    """A cell as the files of the method write it."""
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
