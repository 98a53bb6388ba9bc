"""HTML made flat enough to parse in linear time: deep tags, comments and endless attributes go, its text stays."""

import re
from dataclasses import dataclass, field

_MAX_DEPTH = 250
_MAX_ATTRIBUTES = 2_000
_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9:-]{0,40}")
# Elements that have no end or that the next of their kind ends: they do not nest.
_FLAT_NAMES = (
    "area base br col embed hr img input link meta param source track wbr p li dt dd td th tr thead tbody tfoot "
    "option optgroup colgroup html body head"
)
_FLAT = frozenset(_FLAT_NAMES.split())
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "noscript", "iframe"})


@dataclass(slots=True)
class _Open:
    """The elements that are open: how many in all, and of each name."""

    depth: int = 0
    counts: dict[str, int] = field(default_factory=dict[str, int])


def flattened(html: str) -> str:
    """The same document without comments, scripts and styles, and without the tags that nest too deep."""
    out: list[str] = []
    open_tags = _Open()
    position = 0
    while True:
        start = html.find("<", position)
        if start < 0:
            out.append(html[position:])
            return "".join(out)
        out.append(html[position:start])
        position = _tag(html, start, open_tags, out)


def _tag(html: str, start: int, open_tags: _Open, out: list[str]) -> int:
    """Copies one tag or leaves it out; the position behind it."""
    if html.startswith("<!--", start):
        end = html.find("-->", start + 4)
        return len(html) if end < 0 else end + 3
    found = _NAME.match(html, start + 1)
    end = _end_of_tag(html, start)
    if found is None:
        is_declaration = html[start + 1 : start + 2] in ("!", "?")
        out.append("" if is_declaration else "&lt;")
        return end if is_declaration else start + 1
    name = found.group().lower()
    if name in _RAW and name not in ("textarea", "noscript"):
        return _behind_raw(html, name, end)
    if _is_kept(name, html[start:end], open_tags):
        tag = html[start:end]
        out.append(tag if len(tag) <= _MAX_ATTRIBUTES else f"<{found.group()}>")
    return end


def _is_kept(name: str, tag: str, open_tags: _Open) -> bool:
    plain = name.removeprefix("/")
    if plain in _FLAT:
        return True
    if name.startswith("/"):
        count = open_tags.counts.get(plain, 0)
        if count:
            open_tags.counts[plain] = count - 1
            open_tags.depth -= 1
        return count > 0
    if tag.endswith("/>"):
        return True
    if open_tags.depth >= _MAX_DEPTH:
        return False
    open_tags.counts[plain] = open_tags.counts.get(plain, 0) + 1
    open_tags.depth += 1
    return True


def _end_of_tag(html: str, start: int) -> int:
    """The position behind a tag's `>`, which may stand inside of quotes; a quote that never closes quotes nothing."""
    position = start + 1
    while True:
        end = html.find(">", position)
        if end < 0:
            return len(html)
        body = html[start:end] if end - start < _MAX_ATTRIBUTES else ""
        if body.count('"') % 2 == 0 and body.count("'") % 2 == 0:
            return end + 1
        position = end + 1


def _behind_raw(html: str, name: str, position: int) -> int:
    """Position behind the end of an element whose content is no markup; the document's end when it never ends."""
    end = re.compile(f"</{name}", re.IGNORECASE).search(html, position)
    return len(html) if end is None else _end_of_tag(html, end.start())
