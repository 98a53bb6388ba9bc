"""The two errors of an index: what cannot be used, and a step that has no meaning for a figure. No rule is here."""

from collections.abc import Iterable

from esg_pipeline.methodology.model import Problem


class IndexRefused(ValueError):  # noqa: N818 - named by what happened
    """A configuration or data that cannot be used; `problems` holds everything that is wrong, by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class StepError(ValueError):
    """A step that cannot be taken with these figures; who takes it adds which indicator or node it is."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule
