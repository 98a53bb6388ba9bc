"""The house rules that no linter knows, held over all three packages and those of form over the notebooks too.

What the code does is tested elsewhere.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("esg_pipeline", "data_contracts", "assets")
# Examples for questions of one's own: they hold SQL, as no package may, and keep the rules of form.
NOTEBOOKS = "notebooks"
MAX_FUNCTION_LINES = 50
MAX_FILE_LINES = 400

ORCHESTRATION = re.compile(r"^(dagster\w*|great_expectations)(\.|$)")
DUCKDB_HOMES = ("esg_pipeline/warehouse.py", "esg_pipeline/sql_models.py")
SQL_HOMES = (*DUCKDB_HOMES, "esg_pipeline/copies.py")
SQL_TEXT = re.compile(
    r"^(\s|\(|--[^\n]*\n)*"
    r"(select\s.*\sfrom\s|with\s+\w+\s+as\s*\(|from\s+\S+\s+(select|limit|where)\s|insert\s+into\s|delete\s+from\s|merge\s+into\s"
    r"|update\s+\S+\s+set\s|(create|drop|alter)\s+(or\s+replace\s+)?(temp\w*\s+)?(table|view|schema|macro)\s"
    r"|copy\s+\S+\s+to\s|attach\s+')",
    re.IGNORECASE | re.DOTALL,
)

SQL_THAT_READS = re.compile(r"^(\s|\(|--[^\n]*\n)*(select|with|from)\s", re.IGNORECASE)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(root: Path, *more: str) -> Iterator[tuple[str, ast.Module, str]]:
    """Every Python file of the three packages and of `more`: its path from the root, its tree and its text."""
    for package in (*PACKAGES, *more):
        for path in sorted((root / package).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            yield path.relative_to(root).as_posix(), ast.parse(text), text


def imported(tree: ast.Module) -> Iterator[str]:
    """Every module that is imported anywhere in the file, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    """Lines from the name to the last statement; the docstring is free."""
    docstring = function.body[0] if ast.get_docstring(function) is not None else None
    free = docstring.end_lineno - docstring.lineno + 1 if docstring and docstring.end_lineno else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - free


def docstrings(tree: ast.Module) -> set[ast.expr]:
    """The nodes that are docstrings, so that prose is not taken for a query."""
    holders = (node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | Function))
    return {h.body[0].value for h in holders if h.body and isinstance(h.body[0], ast.Expr) and ast.get_docstring(h)}


def text_of(node: ast.AST) -> str | None:
    """The text of a literal, of an f-string (a hole reads as `x`) and of literals joined by +."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(text_of(value) or "x" for value in values)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            left_text, right_text = text_of(left), text_of(right)
            return None if left_text is None and right_text is None else (left_text or "x") + (right_text or "x")
        case _:
            return None


def texts(node: ast.AST, prose: set[ast.expr]) -> Iterator[tuple[int, str]]:
    """Line and text of every literal below a node, each one whole and once, without the docstrings."""
    for child in ast.iter_child_nodes(node):
        text = text_of(child)
        if text is None:
            yield from texts(child, prose)
        elif isinstance(child, ast.expr) and child not in prose:
            yield child.lineno, text


def without_module_docstring(root: Path) -> list[str]:
    return [path for path, tree, _ in modules(root, NOTEBOOKS) if not ast.get_docstring(tree)]


def long_module_docstrings(root: Path) -> list[str]:
    found = ((path, (ast.get_docstring(tree) or "").splitlines()) for path, tree, _ in modules(root, NOTEBOOKS))
    return [f"{path}: {len(lines)} lines" for path, lines in found if len(lines) > 4]


def long_functions(root: Path) -> list[str]:
    found = ((path, function) for path, tree, _ in modules(root, NOTEBOOKS) for function in functions(tree))
    return [f"{path}:{f.lineno} {f.name}: {length(f)} lines" for path, f in found if length(f) > MAX_FUNCTION_LINES]


def long_files(root: Path) -> list[str]:
    counted = ((path, len(text.splitlines())) for path, _, text in modules(root, NOTEBOOKS))
    return [f"{path}: {count} lines" for path, count in counted if count > MAX_FILE_LINES]


def orchestration_outside_assets(root: Path) -> list[str]:
    outside = ((path, tree) for path, tree, _ in modules(root, NOTEBOOKS) if not path.startswith("assets/"))
    return [f"{path}: {name}" for path, tree in outside for name in imported(tree) if ORCHESTRATION.match(name)]


def duckdb_elsewhere(root: Path) -> list[str]:
    places = ((p, tree) for p, tree, _ in modules(root) if p not in DUCKDB_HOMES and not p.startswith("assets/"))
    return [path for path, tree in places for name in imported(tree) if name.split(".")[0] == "duckdb"]


def arrows_that_point_up(root: Path) -> list[str]:
    """Imports from a lower package of a higher one: `assets` > `data_contracts` > `esg_pipeline`."""
    forbidden = {"esg_pipeline": {"data_contracts", "assets"}, "data_contracts": {"assets"}, "assets": set[str]()}
    return [
        f"{path}: {name}"
        for path, tree, _ in modules(root)
        for name in imported(tree)
        if name.split(".")[0] in forbidden[path.split("/")[0]]
    ]


def folders_without_init(root: Path) -> list[str]:
    """Folders of code that are no packages: import-linter would not look into them."""
    folders = {Path(path).parent for path, _, _ in modules(root)}
    return [f"{folder / '__init__.py'}" for folder in sorted(folders) if not (root / folder / "__init__.py").exists()]


def sql_in_python(root: Path) -> list[str]:
    places = ((path, tree) for path, tree, _ in modules(root) if path not in SQL_HOMES)
    literals = ((path, line, text) for path, tree in places for line, text in texts(tree, docstrings(tree)))
    return [f"{path}:{line}" for path, line, text in literals if SQL_TEXT.match(text)]


def sql_of_notebooks_that_writes(root: Path) -> list[str]:
    """What a notebook asks of the published file may only read."""
    places = ((path, tree) for path, tree, _ in modules(root, NOTEBOOKS) if path.startswith(f"{NOTEBOOKS}/"))
    literals = ((path, line, text) for path, tree in places for line, text in texts(tree, docstrings(tree)))
    return [
        f"{path}:{line}" for path, line, text in literals if SQL_TEXT.match(text) and not SQL_THAT_READS.match(text)
    ]


def orphaned_tests(root: Path) -> list[str]:
    """Files under tests/unit that mirror nothing: a/test_b.py belongs to esg_pipeline/a/b.py or esg_pipeline/a/b/.

    Where the tests of a module would fill too long a file, a/test_b_aspect.py belongs to a/b too.
    """
    unit = root / "tests" / "unit"
    found = (path.relative_to(unit) for path in sorted(unit.rglob("test_*.py")) if path.name != "test_house.py")
    return [str(test) for test in found if not any(is_module(root, test.parent / name) for name in names_of(test))]


def names_of(test: Path) -> list[str]:
    """What a file of tests may belong to: b_aspect, b."""
    words = test.stem.split("_")[1:]
    return ["_".join(words[:count]) for count in range(len(words), 0, -1)]


def is_module(root: Path, name: Path) -> bool:
    """Whether the library has a module or a package of that name."""
    module = root / "esg_pipeline" / name
    return module.is_dir() or module.with_suffix(".py").exists()


def modules_without_test(root: Path) -> list[str]:
    """Modules of the library that hold a function but have no file of tests of their own."""
    library = ((Path(p), tree) for p, tree, _ in modules(root) if p.startswith("esg_pipeline/"))
    with_code = (path for path, tree in library if path.name != "__init__.py" and any(functions(tree)))
    return [str(p) for p in with_code if not mirror_of(root, p).exists()]


def mirror_of(root: Path, module: Path) -> Path:
    return root / "tests" / "unit" / Path(*module.parts[1:-1]) / f"test_{module.name}"


Rule = Callable[[Path], list[str]]
RULES: list[Rule] = [
    without_module_docstring,
    long_module_docstrings,
    long_functions,
    long_files,
    orchestration_outside_assets,
    duckdb_elsewhere,
    arrows_that_point_up,
    folders_without_init,
    sql_in_python,
    sql_of_notebooks_that_writes,
    orphaned_tests,
    modules_without_test,
]

FINE = '"""What belongs here."""\n'
LONG_FUNCTION = FINE + "def f():\n" + "    x = 1\n" * 50
PLANTED: list[tuple[Rule, str, str]] = [
    (without_module_docstring, "esg_pipeline/a.py", "X = 1\n"),
    (without_module_docstring, "assets/__init__.py", ""),
    (long_module_docstrings, "assets/a.py", '"""1\n2\n3\n4\n5"""\n'),
    (long_functions, "data_contracts/a.py", LONG_FUNCTION),
    (long_files, "assets/a.py", FINE + "X = 1\n" * 400),
    (orchestration_outside_assets, "esg_pipeline/a.py", FINE + "import dagster as dg\n"),
    (orchestration_outside_assets, "esg_pipeline/a.py", FINE + "from dagster_duckdb import DuckDBResource\n"),
    (orchestration_outside_assets, "data_contracts/a.py", FINE + "def f():\n    import great_expectations.core\n"),
    (duckdb_elsewhere, "esg_pipeline/a.py", FINE + "from duckdb import connect\n"),
    (duckdb_elsewhere, "data_contracts/warehouse.py", FINE + "import duckdb\n"),
    (arrows_that_point_up, "esg_pipeline/a.py", FINE + "from data_contracts.score import KEY_ISSUE_SCORE\n"),
    (arrows_that_point_up, "data_contracts/a.py", FINE + "import assets\n"),
    (folders_without_init, "esg_pipeline/x/y.py", FINE),
    (sql_in_python, "esg_pipeline/a.py", FINE + 'X = "select a from b"\n'),
    (sql_in_python, "assets/a.py", FINE + 'def f(t):\n    return f"SELECT *\\n  FROM {t} where 1"\n'),
    (sql_in_python, "assets/a.py", FINE + 'X = "-- why\\n" + "delete from " + "b where c"\n'),
    (sql_in_python, "data_contracts/a.py", FINE + 'X = """\nwith a as (select 1) from a"""\n'),
    (sql_in_python, "assets/a.py", FINE + "X = 'create or replace table a as b'\n"),
    (sql_of_notebooks_that_writes, "notebooks/a.py", FINE + 'con.execute("create or replace table a as from b")\n'),
    (sql_of_notebooks_that_writes, "notebooks/a.py", FINE + 'X = """\n-- why\ndelete from mart.a"""\n'),
    (long_functions, "notebooks/a.py", LONG_FUNCTION),
    (orphaned_tests, "tests/unit/ingest/test_gone.py", FINE),
    (modules_without_test, "esg_pipeline/ingest/read.py", FINE + "def f(): ...\n"),
]

ALLOWED: list[tuple[str, str]] = [
    ("esg_pipeline/warehouse.py", FINE + 'import duckdb\nX = "select a from b"\n'),
    ("assets/raw.py", FINE + "import dagster\nimport duckdb\nimport esg_pipeline\nimport data_contracts\n"),
    ("assets/prose.py", '"""Select from what is there."""\nX = "Select the issuer"\nY = "from 2020 to 2022"\n'),
    ("notebooks/ask.py", FINE + 'import duckdb\nX = "select a from b"\nY = "with a as (select 1) from a"\n'),
    ("esg_pipeline/codes.py", FINE + "class A:\n    X = 1\n"),
    ("esg_pipeline/just.py", FINE + "def f():\n" + "    x = 1\n" * 49),
    ("data_contracts/just.py", FINE + "X = 1\n" * 399),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_code_keeps_the_rule(rule: Rule) -> None:
    assert rule(ROOT) == []


def test_the_rules_look_at_real_code() -> None:
    assert len(list(modules(ROOT))) >= 2


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED)
def test_a_planted_violation_is_found(tmp_path: Path, rule: Rule, path: str, text: str) -> None:
    plant(tmp_path, path, text)
    expected = Path(path).with_name("__init__.py") if rule is folders_without_init else Path(path)
    assert [Path(found.split(":")[0]).name for found in rule(tmp_path)] == [expected.name]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_what_is_allowed_is_left_alone(tmp_path: Path, rule: Rule) -> None:
    for path, text in ALLOWED:
        plant(tmp_path, path, text)
    for package in PACKAGES:
        plant(tmp_path, f"{package}/__init__.py", FINE)
    for name in ("just", "warehouse"):
        plant(tmp_path, f"tests/unit/test_{name}.py", FINE)
    assert rule(tmp_path) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_has_a_planted_violation(rule: Rule) -> None:
    assert rule in {planted for planted, _, _ in PLANTED}


def plant(root: Path, path: str, text: str) -> None:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
