"""Reads a methodology folder into a `Methodology`, or raises one error with every problem. The rules are `check.py`.

UTF-8 with or without a byte order mark and any line ending are read alike and give the same hash.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any, cast

import polars as pl
import yaml

from esg_pipeline.methodology.check import check_tables
from esg_pipeline.methodology.columns import CellError, Column, optional
from esg_pipeline.methodology.files import SPECS, Spec
from esg_pipeline.methodology.model import Cell, Methodology, MethodologyError, Parameters, Problem, Row, Table

DEFAULT_FOLDER = Path(__file__).parent / "v1_0"
VERSION_FILE = "version.yaml"


def load_methodology(folder: Path | None = None) -> Methodology:
    """Load one version of the method from a folder (default: V1.0 beside this module) and check it as a whole.

    Raises MethodologyError with every problem of every file; nothing is returned half-checked.
    """
    source = folder or DEFAULT_FOLDER
    problems: list[Problem] = []
    tables = {name: read_table(source, name, spec, problems) for name, spec in SPECS.items()}
    tables["version"] = read_version(source, problems)
    problems += check_tables(tables)
    if problems:
        raise MethodologyError(problems)
    chosen = {row.text("key"): row.cells["value"] for row in tables["version"].rows}
    return assemble(chosen, {name: frame(tables[name], spec) for name, spec in SPECS.items()}, folder_hash(source))


def assemble(chosen: Mapping[str, Cell], frames: Mapping[str, pl.DataFrame], sha256: str) -> Methodology:
    """Put checked parts together."""
    return Methodology(
        version=str(chosen["version"]),
        title=str(chosen["title"]),
        effective_date=cast("date", chosen["effective_date"]),
        hash=sha256,
        parameters=chosen_parameters(chosen),
        **frames,
    )


def chosen_parameters(chosen: Mapping[str, Cell]) -> Parameters:
    """Return the checked parameters with their types; a decimal number may be written without a point."""
    values: dict[str, Any] = {}
    for field in fields(Parameters):
        value = chosen[f"parameters.{field.name}"]
        values[field.name] = float(cast("float", value)) if field.type is float else value
    return Parameters(**values)


def folder_hash(folder: Path) -> str:
    """Return the sha256 over the name and content of every CSV and YAML file, whatever its line endings and BOM."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.iterdir() if p.suffix in {".csv", ".yaml"} and not p.name.startswith(".")):
        content = normalised(path.read_bytes())
        digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def normalised(content: bytes) -> bytes:
    """Drop a byte order mark and turn every line ending into a line feed."""
    return content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def read_text(path: Path, problems: list[Problem]) -> str | None:
    """Return the text of a file, or None and a problem."""
    try:
        return normalised(path.read_bytes()).decode("utf-8")
    except OSError as error:
        problems.append(Problem(path.name, 1, "missing_file", f"the file cannot be read: {error.strerror}"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problems.append(Problem(path.name, line, "bad_encoding", "the file is not UTF-8"))
    return None


def read_table(folder: Path, name: str, spec: Spec, problems: list[Problem]) -> Table:
    """Return the typed rows of a file; what could not be read is added to `problems`."""
    path = folder / f"{name}.csv"
    text = read_text(path, problems)
    if text is None:
        return Table(path.name, is_intact=False)
    lines = list(numbered_rows(path.name, text, problems))
    header = [cell.strip() for cell in lines[0][1]] if lines else []
    wrong = list(header_problems(path.name, header, spec))
    problems += wrong
    if wrong:
        return Table(path.name, is_intact=False)
    known = {column.name: column for column in spec.columns}
    columns = [known.get(title) or optional(title) for title in header]
    rows = [read_row(path.name, line, cells, columns, problems) for line, cells in lines[1:]]
    return Table(path.name, tuple(rows), columns=tuple(header))


def numbered_rows(file: str, text: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Yield the first line and the cells of each row, blank lines left out."""
    reader = csv.reader(io.StringIO(text), strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(file, start, "malformed_row", f"not readable as CSV: {error}"))


def header_problems(file: str, header: list[str], spec: Spec) -> Iterator[Problem]:
    """Yield the columns that are missing, unknown or there twice."""
    required = [column.name for column in spec.columns]
    for title in required:
        if title not in header:
            yield Problem(file, 1, "missing_column", f"column {title!r} is missing")
    for title in header:
        if title not in required and not spec.is_open:
            yield Problem(file, 1, "unknown_column", f"column {title!r} is not known")
        if header.count(title) > 1:
            yield Problem(file, 1, "unknown_column", f"column {title!r} is there twice")


def read_row(file: str, line: int, cells: list[str], columns: list[Column], problems: list[Problem]) -> Row:
    """Return one row; a row of the wrong width is reported once and kept as far as it can be read."""
    found: list[Problem] = []
    values: dict[str, Cell] = {}
    for column, cell in zip(columns, cells, strict=False):
        try:
            values[column.name] = column.read(cell.strip())
        except CellError as error:
            values[column.name] = None
            found.append(Problem(file, line, error.rule, str(error)))
    if len(cells) != len(columns):
        found = [Problem(file, line, "malformed_row", f"{len(cells)} fields where the header has {len(columns)}")]
    problems += found
    return Row(line, values)


def frame(table: Table, spec: Spec) -> pl.DataFrame:
    """Return checked rows as a frame with the columns in the order of the specification, further ones behind."""
    dtypes = {column.name: column.dtype for column in spec.columns}
    schema = dtypes | {title: pl.String for title in table.columns if title not in dtypes}
    return pl.DataFrame({name: [row.cells[name] for row in table.rows] for name in schema}, schema=schema)


def read_version(folder: Path, problems: list[Problem]) -> Table:
    """Return the settings of `version.yaml` as rows of key and value; keys of `parameters` carry that prefix."""
    path = folder / VERSION_FILE
    text = read_text(path, problems)
    if text is None:
        return Table(path.name, is_intact=False)
    loader = yaml.SafeLoader(text)
    try:
        return Table(path.name, tuple(settings(loader, loader.get_single_node(), "")))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.append(Problem(path.name, line, "bad_yaml", str(error.problem)))
    except (yaml.YAMLError, ValueError) as error:
        problems.append(Problem(path.name, 1, "bad_yaml", str(error)))
    finally:
        loader.dispose()
    return Table(path.name, is_intact=False)


def settings(loader: yaml.SafeLoader, node: yaml.Node | None, prefix: str) -> Iterator[Row]:
    """Yield each scalar of a mapping and of the mappings below it, with its line."""
    if not isinstance(node, yaml.MappingNode):
        raise yaml.YAMLError("the file is not a mapping of keys to values")
    for key, value in node.value:
        name = f"{prefix}{key.value}"
        if isinstance(value, yaml.MappingNode):
            yield from settings(loader, value, f"{name}.")
        else:
            yield Row(key.start_mark.line + 1, {"key": name, "value": scalar(loader, value)})


def scalar(loader: yaml.SafeLoader, node: yaml.Node) -> Cell:
    """Return a single value; None for a list and for a date that is none."""
    if not isinstance(node, yaml.ScalarNode):
        return None
    try:
        return cast("Cell", loader.construct_object(node))
    except ValueError:
        return None
