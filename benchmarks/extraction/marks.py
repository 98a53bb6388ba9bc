"""Documents with their answers written behind each line, as `...text⟦ghg_s1@2022=12; +em_policy; ?ghg_target⟧`.

A figure is `point[dimension]@period=value` (`na`: not applicable), a statement `+point=level` (`2|3` where both can be
defended), a denial `-point`; `?figure` is right but need not be found, `?point` may be taken or left.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

MARK = re.compile(r"⟦([^⟧]*)⟧[ \t]*$")
FIGURE = re.compile(r"\??([a-z]\w*)(?:\[([^\]]*)\])?@(\d{4})=(na|-?[\d.]+)")
STATEMENT = re.compile(r"\+([a-z]\w*)(?:=(\d(?:\|\d)*))?")
TOLERANCE = 1e-9

Key = tuple[str, str, int]


@dataclass(frozen=True)
class Figure:
    """A figure that must be found: canonical value (None: not applicable) and the lines that hold it."""

    key: Key
    value: float | None
    lines: tuple[int, ...]
    is_required: bool = True

    def holds(self, value: float | None) -> bool:
        """Whether a value is this one, within 1e-9 of itself."""
        if value is None or self.value is None:
            return value is None and self.value is None
        return abs(value - self.value) <= TOLERANCE * abs(self.value)


@dataclass(frozen=True)
class Statement:
    """A statement that must be found (or may be): its levels and the lines that support it."""

    levels: tuple[float, ...]
    lines: tuple[int, ...]
    is_required: bool = True


@dataclass
class Case:
    """One document and everything that is right to say of it. Where `is_closed`, whatever else is said is false.

    `issuer` is given where several documents are one issuer's.
    """

    name: str
    half: str
    content: bytes
    suffix: str
    fiscal_year: int
    figures: list[Figure] = field(default_factory=list[Figure])
    statements: dict[str, Statement] = field(default_factory=dict[str, Statement])
    leeway: set[tuple[str, int | None]] = field(default_factory=set[tuple[str, int | None]])
    is_closed: bool = True
    has_statements: bool = True
    has_lines: bool = True
    issuer: str = ""

    def may_say(self, data_point: str, line: int) -> bool:
        """Whether a reader may take this or leave it: neither right nor wrong."""
        anywhere = {point for point, at in self.leeway if at is None or not self.has_lines}
        return data_point in anywhere or (data_point, line) in self.leeway


def read_marked(path: Path, half: str) -> Case:
    """A document of this folder and its answers. Raises ValueError with the line of an answer that cannot be read."""
    lines = path.read_text(encoding="utf-8").split("\n")
    case = Case(path.stem, half, b"", path.suffix, 0, has_lines=path.suffix != ".html")
    case.leeway.add(("sc_esg_report", None))  # a report that lies here has been published, said or not
    plain = [_take(line, number, case) for number, line in enumerate(lines, start=1)]
    case.content = "\n".join(plain).encode()
    return case


def _take(line: str, number: int, case: Case) -> str:
    mark = MARK.search(line)
    if not mark:
        return line
    for answer in filter(None, (part.strip() for part in mark[1].split(";"))):
        if not _put(answer, number, case):
            raise ValueError(f"{case.name} line {number}: {answer!r} is no answer")
    return line[: mark.start()]


def _put(answer: str, number: int, case: Case) -> bool:
    figure, statement = FIGURE.fullmatch(answer), STATEMENT.fullmatch(answer)
    if answer.startswith("year "):
        case.fiscal_year = int(answer[5:])
    elif figure:
        value = None if figure[4] == "na" else float(figure[4])
        add_figure(case, Figure((figure[1], figure[2] or "", int(figure[3])), value, (number,), answer[0] != "?"))
    elif statement:
        before = case.statements.get(statement[1])
        levels = tuple(float(level) for level in (statement[2] or "1").split("|"))
        case.statements[statement[1]] = Statement(levels, (*(before.lines if before else ()), number))
    elif answer[0] == "?":
        case.leeway.add((answer[1:], number))
    elif answer[0] == "-":
        case.statements[answer[1:]] = Statement((0.0,), (number,), is_required=False)
    else:
        return False
    return True


def add_figure(case: Case, figure: Figure) -> None:
    """Add a figure; the same one on another line adds the line."""
    for place, known in enumerate(case.figures):
        if known.key == figure.key and known.holds(figure.value):
            lines = tuple(dict.fromkeys((*known.lines, *figure.lines)))
            case.figures[place] = Figure(known.key, known.value, lines, known.is_required or figure.is_required)
            return
    case.figures.append(figure)
