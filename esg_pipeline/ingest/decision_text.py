"""The text of one decision file: a YAML mapping whose values are read by the rule of their key, never constructed.

Which keys a kind of decision needs, and what its files say together, is `committee_files.py`.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

import yaml

from esg_pipeline.ingest.layout import require_safe, source_of
from esg_pipeline.ingest.limits import DEFAULT_LIMITS, FileRefused, Limits, read_bytes
from esg_pipeline.methodology.codes import DecisionKind, Grade, ReasonCode
from esg_pipeline.methodology.model import Problem
from esg_pipeline.people import is_name, tidy
from esg_pipeline.rating_dates import iso_date

MOST_EVIDENCE = 100
DEEPEST = 8
PEOPLE = ("proposer", "approver", "second_approver")
DAYS = ("rating_date", "proposed_date", "decided_date", "expires_date")
# Words as a person writes them; ids and versions may look like numbers, and are kept as they are written.
TEXTS = ("reason", *PEOPLE)
VERBATIM = ("decision_id", "issuer_id", "supersedes", "methodology_version", "methodology_hash")
CODES: Mapping[str, type[StrEnum]] = {
    "kind": DecisionKind,
    "reason_code": ReasonCode,
    **dict.fromkeys(("model_grade", "rule_grade", "decided_grade"), Grade),
}
ATTACHMENT = ("path", "sha256")
KEYS = (*VERBATIM, *TEXTS, *CODES, *DAYS, "evidence", "attachment")
PATTERNS = {
    "decision_id": (re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"), "letters, digits, '.', '_' and '-', at most 64"),
    "methodology_hash": (re.compile(r"[0-9a-f]{64}"), "a SHA-256 in lower case"),
    "sha256": (re.compile(r"[0-9a-f]{64}"), "a SHA-256 in lower case"),
}


@dataclass
class FoundFile:
    """One file while it is read: its keys with their lines, what they say, what is wrong, and which keys are."""

    path: Path
    source: str
    lines: dict[str, int] = field(default_factory=dict[str, int])
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    problems: list[Problem] = field(default_factory=list[Problem])
    unread: set[str] = field(default_factory=set[str])

    def add(self, rule: str, message: str, line: int = 1) -> None:
        """Notes a problem."""
        self.problems.append(Problem(self.source, line, rule, message))


def read_file(root: Path, path: Path, limits: Limits) -> FoundFile:
    """The keys and values of one file; nothing of it is constructed, every value is read by its key's own rule."""
    found = FoundFile(path, source_of(root, path))
    try:
        require_safe(root, path)
        content = read_bytes(path, replace(limits, file_bytes=limits.sidecar_bytes), has_lines=False)
        text = content.decode("utf-8-sig")
    except FileRefused as refused:
        found.add(refused.rule, refused.reason)
    except UnicodeDecodeError as error:
        found.add("bad_encoding", "the file is not UTF-8", error.object[: error.start].count(b"\n") + 1)
    else:
        found.values["source_sha256"] = hashlib.sha256(content).hexdigest()
        take_keys(found, root_node(found, text))
    return found


def root_node(found: FoundFile, text: str) -> yaml.Node | None:
    """The tree of a YAML text; None, and a problem, when it is none, repeats itself by aliases or nests too deep."""
    try:
        refuse_growth(text)
        return yaml.SafeLoader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        found.add("bad_yaml", str(error.problem or error.context), line)
    except (yaml.YAMLError, ValueError) as error:
        found.add("bad_yaml", str(error).replace("\n", " "))
    return None


def refuse_growth(text: str) -> None:
    """Raises YAMLError at the first alias or the first value that is nested deeper than any decision.

    Events come one by one, so that what would take long to build is never looked at as a whole.
    """
    depth = 0
    for event in cast("Iterator[yaml.Event]", yaml.parse(text, Loader=yaml.SafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(
                problem="anchors and aliases are not read: write it out", problem_mark=event.start_mark
            )
        if depth > DEEPEST:
            raise yaml.MarkedYAMLError(
                problem=f"values are nested deeper than {DEEPEST}", problem_mark=event.start_mark
            )


def take_keys(found: FoundFile, node: yaml.Node | None) -> None:
    """Takes each key of the mapping that a decision file is."""
    if node is None and found.problems:
        return
    if not isinstance(node, yaml.MappingNode):
        found.add("bad_yaml", "the file is not a mapping of keys to values")
        return
    for key, value in pairs(found, node, KEYS):
        found.values[key] = value_of(found, key, value)


def pairs(found: FoundFile, node: yaml.MappingNode, known: Collection[str]) -> Iterator[tuple[str, yaml.Node]]:
    """The known keys of a mapping that stand there once."""
    seen: set[str] = set()
    for key, value in node.value:
        name, line = str(key.value) if isinstance(key, yaml.ScalarNode) else "?", key.start_mark.line + 1
        found.lines.setdefault(name, line)
        if name not in known:
            found.add("unknown_key", f"{name!r} is no key of a decision; known are {', '.join(known)}", line)
        elif name in seen:
            found.add("duplicate_key", f"{name} is there twice", line)
            found.unread.add(name)
        else:
            seen.add(name)
            yield name, value


def value_of(found: FoundFile, key: str, node: yaml.Node) -> Any:
    """What a key says, or None: nothing, or a problem."""
    line = node.start_mark.line + 1
    if is_blank(node):
        return None
    try:
        if key == "evidence":
            return "\n".join(evidence(node))
        if key == "attachment":
            return attachment(found, node)
        return scalar(key, node)
    except FileRefused as refused:
        found.add(refused.rule, refused.reason, line)
        found.unread.add(key)
        return None


def is_blank(node: yaml.Node) -> bool:
    """Whether a value is nothing, or a text of spaces."""
    return isinstance(node, yaml.ScalarNode) and (node.tag.endswith(":null") or not node.value.strip())


def scalar(key: str, node: yaml.Node) -> str | date:
    """A single value by its key's rule. Raises FileRefused with rule `wrong_type`, `bad_date`, `unknown_code` ..."""
    if not isinstance(node, yaml.ScalarNode):
        raise FileRefused("wrong_type", f"{key} is a list or a mapping, one value is expected")
    kind, text = node.tag.rpartition(":")[2], plain(key, node.value)
    allowed = {"str", *(("int", "float") if key in VERBATIM else ()), *(("timestamp",) if key in DAYS else ())}
    if kind not in allowed:
        raise FileRefused("wrong_type", f"{key} {text!r} is read as {kind}: write it in quotes if it is text")
    if key in DAYS:
        return day(key, text)
    if key in CODES and text not in (codes := [str(code) for code in CODES[key]]):
        raise FileRefused("unknown_code", f"{key} {text!r} is not one of {', '.join(codes)}")
    return matching(key, tidy(text) if key in PEOPLE else text)


def plain(key: str, text: str) -> str:
    """A text without spaces around it. Raises FileRefused for a control character or for a text without end."""
    if any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t" for character in text):
        raise FileRefused("unreadable_character", f"{key} holds a control character")
    if len(text) > DEFAULT_LIMITS.cell_chars:
        raise FileRefused("too_long", f"{key} is longer than {DEFAULT_LIMITS.cell_chars} characters")
    return text.strip()


def day(key: str, text: str) -> date:
    """A day. Raises FileRefused when it is none."""
    try:
        return iso_date(text)
    except ValueError as error:
        raise FileRefused("bad_date", f"{key}: {error}") from error


def matching(key: str, text: str) -> str:
    """A text of the form that its key has. Raises FileRefused when it is of another."""
    pattern, words = PATTERNS.get(key, (None, ""))
    if pattern and not pattern.fullmatch(text):
        raise FileRefused("wrong_form", f"{key} {text!r} is not of the form: {words}")
    if not tidy(text):
        raise FileRefused("wrong_form", f"{key} holds nothing that can be seen")
    if key in PEOPLE and not is_name(text):
        words = "a name has letters, and no word of it mixes the letters of two alphabets"
        raise FileRefused("wrong_form", f"{key} {text!a} is no person: {words}")
    return text


def evidence(node: yaml.Node) -> list[str]:
    """The texts of a list, each on one line. Raises FileRefused when it is no list of texts, or an empty one."""
    if not isinstance(node, yaml.SequenceNode):
        raise FileRefused("wrong_type", "evidence is a list of texts, each on a line that begins with '-'")
    if not 1 <= len(node.value) <= MOST_EVIDENCE:
        raise FileRefused("missing_value", f"evidence has 1 to {MOST_EVIDENCE} texts, not {len(node.value)}")
    if any(is_blank(item) for item in node.value):
        raise FileRefused("missing_value", "a line of evidence is blank")
    return [" ".join(str(scalar("evidence", item)).split()) for item in node.value]


def attachment(found: FoundFile, node: yaml.Node) -> dict[str, str]:
    """Path and hash of a report beside the file. Raises FileRefused when it is no such mapping."""
    if not isinstance(node, yaml.MappingNode):
        raise FileRefused("wrong_type", "attachment is a mapping of path and sha256")
    given = {key: str(scalar(key, value)) for key, value in pairs(found, node, ATTACHMENT) if not is_blank(value)}
    missing = [key for key in ATTACHMENT if key not in given]
    if missing:
        raise FileRefused("missing_value", f"the attachment has no {' and no '.join(missing)}")
    return given
