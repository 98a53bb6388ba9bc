"""Reads a methodology folder into a `Methodology`, or raises one error with every problem. The rules are `check.py`.

UTF-8 with or without a byte order mark and any line ending are read alike and give the same hash.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

import polars as pl
import yaml

from esg_pipeline.methodology.check import check_tables
from esg_pipeline.methodology.columns import CellError, Column, optional
from esg_pipeline.methodology.file_text import normalised, read_lines, read_text
from esg_pipeline.methodology.files import SPECS, Spec
from esg_pipeline.methodology.model import Cell, Methodology, MethodologyError, Parameters, Problem, Row, Table

DEFAULT_FOLDER = Path(__file__).parent / "v1_0"
VERSION_FILE = "version.yaml"
LARGEST_WHOLE = 10**15  # a longer one is no setting, and may be too long to be shown


def load_methodology(folder: Path | None = None) -> Methodology:
    """Load one version of the method from a folder (default: V1.0 beside this module) and check it as a whole.

    Raises MethodologyError with every problem of every file; nothing is returned half-checked.
    """
    source = folder or DEFAULT_FOLDER
    if not source.is_dir():
        reason = "is a file, not the folder of a version" if source.exists() else "is not there"
        raise MethodologyError([Problem(str(source), 1, "missing_folder", f"the folder {reason}")])
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


def file_names() -> list[str]:
    """Names of the files that a version consists of, sorted."""
    return sorted([VERSION_FILE, *(f"{name}.csv" for name in SPECS)])


def folder_hash(folder: Path) -> str:
    """Return the sha256 over the name and content of every file that is read, whatever its line endings and BOM."""
    digest = hashlib.sha256()
    for name in file_names():
        content = normalised((folder / name).read_bytes())
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def read_table(folder: Path, name: str, spec: Spec, problems: list[Problem]) -> Table:
    """Return the typed rows of a file; what could not be read is added to `problems`."""
    path = folder / f"{name}.csv"
    text = read_text(path, problems)
    if text is None:
        return Table(path.name, is_intact=False)
    torn: list[Problem] = []
    lines = read_lines(path.name, text, [column.name for column in spec.columns], torn)
    problems += torn
    if not lines:
        return Table(path.name, is_intact=False)
    header = [cell.strip() for cell in lines[0][1]]
    wrong = list(header_problems(path.name, header, spec))
    problems += wrong
    if wrong:
        return Table(path.name, is_intact=False)
    known = {column.name: column for column in spec.columns}
    columns = [known.get(title) or optional(title) for title in header]
    rows = [read_row(path.name, line, cells, columns, problems) for line, cells in lines[1:]]
    if not rows and not torn:
        problems.append(Problem(path.name, 1, "no_rows", "the file has a header and no rows"))
    # Rows behind a tear, or all of them, are unknown: other tables cannot be held against this one.
    return Table(path.name, tuple(rows), is_intact=bool(rows) and not torn, columns=tuple(header))


def header_problems(file: str, header: list[str], spec: Spec) -> Iterator[Problem]:
    """Yield the columns that are missing, unknown or there twice."""
    required = [column.name for column in spec.columns]
    missing = [title for title in required if title not in header]
    for title in missing:
        near = get_close_matches(title, header, n=1)
        hint = f"; there is {near[0]!r}" if near and near[0] not in required else ""
        yield Problem(file, 1, "missing_column", f"column {title!r} is missing{hint}")
    for title in dict.fromkeys(header):
        if title not in required and not (spec.is_open and title):
            yield Problem(file, 1, "unknown_column", f"column {title!r} is not known")
        if header.count(title) > 1:
            yield Problem(file, 1, "duplicate_column", f"column {title!r} is there twice")


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
    try:
        loader = yaml.SafeLoader(text)
        return Table(path.name, tuple(settings(loader, loader.get_single_node(), "")))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.append(Problem(path.name, line, "bad_yaml", str(error.problem or error.context)))
    except (yaml.YAMLError, ValueError) as error:
        problems.append(Problem(path.name, 1, "bad_yaml", str(error).replace("\n", " ")))
    except RecursionError:
        problems.append(Problem(path.name, 1, "bad_yaml", "the settings are nested without end"))
    return Table(path.name, is_intact=False)


def settings(loader: yaml.SafeLoader, node: yaml.Node | None, prefix: str) -> Iterator[Row]:
    """Yield each setting of a mapping and of the mappings right below it, with its line."""
    if not isinstance(node, yaml.MappingNode):
        raise yaml.YAMLError("the file is not a mapping of keys to values")
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise yaml.MarkedYAMLError(problem="a key is not a word", problem_mark=key.start_mark)
        name = f"{prefix}{key.value}"
        if isinstance(value, yaml.MappingNode) and not prefix:
            yield from settings(loader, value, f"{name}.")
        else:
            yield Row(key.start_mark.line + 1, {"key": name, "value": scalar(loader, value)})


def scalar(loader: yaml.SafeLoader, node: yaml.Node) -> Cell:
    """Return a single value; None for a list and for a date that is none."""
    if not isinstance(node, yaml.ScalarNode):
        return None
    try:
        value = cast("Cell", loader.construct_object(node))
        return float("inf") if isinstance(value, int) and abs(value) > LARGEST_WHOLE else value
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError):  # a tag that its text does not keep
        return None
