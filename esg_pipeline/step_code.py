"""The hash of the library's code that a function rests on: its module and every module that this one imports.

Files of words and numbers that lie beside a module count as code; the versions of the method have a hash of their own.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from esg_pipeline import paths

LIBRARY = "esg_pipeline"
IMPORT = re.compile(
    rf"^[ \t]*(?:from|import)[ \t]+({LIBRARY}(?:\.\w+)*)(?:[ \t]+import[ \t]+(\([^)]*\)|[^\n#]*))?", re.MULTILINE
)
WORD = re.compile(r"\w+")
DATA = (".csv", ".yaml", ".json")


def library_hash(modules: Iterable[str]) -> str:
    """SHA-256 over the source of these modules and of everything of the library behind them.

    Raises FileNotFoundError for a module that the library does not hold.
    """
    total = hashlib.sha256()
    for name in modules_behind(modules):
        total.update(f"{name} {module_hash(name)}\n".encode())
    return total.hexdigest()


def modules_behind(modules: Iterable[str]) -> list[str]:
    """These modules and all that they import from the library, directly or not, sorted."""
    waiting, found = sorted(set(modules)), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += imported_by(name)
    return sorted(found)


@cache
def imported_by(name: str) -> tuple[str, ...]:
    """The modules of the library that a module imports anywhere in its text."""
    text = file_of(name).read_text(encoding="utf-8")
    found = {module for match in IMPORT.finditer(text) for module in modules_named(match[1], match[2] or "")}
    return tuple(sorted(found - {name}))


def modules_named(origin: str, names: str) -> Iterator[str]:
    """`from a import b` names the module a, and a.b where that is a module too."""
    if is_module(origin):
        yield origin
    yield from (module for word in WORD.findall(names) if is_module(module := f"{origin}.{word}"))


@cache
def module_hash(name: str) -> str:
    """SHA-256 of a module's source and of the files of words and numbers beside it."""
    total = hashlib.sha256()
    file = file_of(name)
    for part in (file, *data_beside(file.parent)):
        total.update(f"{part.name} {hashlib.sha256(part.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


@cache
def data_beside(folder: Path) -> tuple[Path, ...]:
    """Files of data in a package's folder and in its folders that are no packages, but for versions of the method."""
    if folder in (paths.PACKAGE, paths.PACKAGE / "methodology"):
        return ()
    below = [child for child in sorted(folder.iterdir()) if child.is_dir() and not (child / "__init__.py").exists()]
    inside = [file for child in below for file in sorted(child.rglob("*")) if file.suffix in DATA]
    return (*(file for file in sorted(folder.iterdir()) if file.suffix in DATA), *inside)


@cache
def is_module(name: str) -> bool:
    """Whether the library holds a module or a package of that name."""
    try:
        return file_of(name).is_file()
    except FileNotFoundError:
        return False


@cache
def file_of(name: str) -> Path:
    """The source of a module of the library. Raises FileNotFoundError when there is none."""
    first, *rest = name.split(".")
    path = paths.PACKAGE.joinpath(*rest)
    for file in (path / "__init__.py", path.with_suffix(".py")):
        if first == LIBRARY and file.is_file():
            return file
    raise FileNotFoundError(f"{name} is no module of {LIBRARY}")
