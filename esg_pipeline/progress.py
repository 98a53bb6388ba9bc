"""Shows on stderr how far long work has come: a bar on a terminal, one line per step elsewhere."""

from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from esg_pipeline.display import clean, console
from esg_pipeline.runner import Progress


@contextmanager
def step_progress() -> Generator[Progress]:
    """A callable that takes step, done and total (0 when unknown) and shows them until the block ends."""
    stderr = console(stderr=True)
    if not stderr.is_terminal:
        yield lines(stderr)
        return
    text = TextColumn("{task.description}", markup=False)
    with Bar(text, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=stderr, transient=True) as bar:
        yield moving(bar)


def moving(bar: Bar) -> Progress:
    """Moves a bar."""
    task = bar.add_task("starting", total=None)

    def show(step: str, done: int, total: int) -> None:
        bar.update(task, description=clean(step), completed=done, total=total or None)

    return show


def lines(stderr: Console) -> Progress:
    """Writes one line when something new is to be said."""
    said = ""

    def show(step: str, done: int, total: int) -> None:
        nonlocal said
        line = f"[{done}/{total}] {clean(step)}" if total else clean(step)
        if line != said:
            stderr.print(line)
            said = line

    return show
