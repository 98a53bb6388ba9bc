"""Puts a new text in the place of one file of a version, whole or not at all. What the text says is its caller's."""

import shutil
import tempfile
from pathlib import Path

from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology


def put_file(folder: Path, file: str, text: str) -> Methodology:
    """Replace a file of the version in `folder` and return the new version.

    Raises MethodologyError, and leaves the folder as it was, when the new version would break a rule.
    """
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(shutil.copytree(folder, Path(scratch) / "version"))
        (copy / file).write_text(text, encoding="utf-8", newline="")
        version = load_methodology(copy)
    aside = folder / f".{file}.new"
    aside.write_text(text, encoding="utf-8", newline="")
    aside.replace(folder / file)
    return version
