"""The rows of a content index: provision, description and claimed place, from tables and from running lines.

Codes are read in `provisions`; whether the report keeps its word is judged in `index_status`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from esg_pipeline.disclosure.cells import Cell, is_rule, split_cells
from esg_pipeline.disclosure.document_text import DocumentText, Line
from esg_pipeline.disclosure.numbers import parse_value
from esg_pipeline.disclosure.provisions import (
    Demand,
    Provision,
    find_aspect,
    find_provision,
    general_of,
    load_demands,
    next_of,
)

_TITLE = re.compile(
    r"content index|(?:gri|tcfd|hkex|esg|sasb|cass|sdgs?|guide|disclosure|reporting"
    r"|standards?)[^.]{0,40}(?:index|reference table|comparison table|checklist)"
    r"|index of[^.]{0,40}(?:esg|gri|guide|standard)"
    r"|(?:内容|內容|指标|指標|指引|报告|報告|标准|標準|披露|准则)[^。]{0,12}(?:索引|对照表|對照表"
    r"|对标)|索引(?:表)?$|对照表$|對照表$",
    re.IGNORECASE,
)
_HINTS = (
    ("CASS", r"cass|社科院|中国企业社会责任报告|CASS-ESG"),
    ("SSE-14", r"自律监管指引|可持续发展报告[^。]{0,10}指引|sse|szse|上交所|深交所"),
    ("TCFD", r"tcfd|气候相关财务|氣候相關財務"),
    ("SDG", r"\bsdgs?\b|可持续发展目标|可持續發展目標|sustainable development goals"),
    ("GRI", r"\bgri\b|全球报告倡议|全球報告倡議"),
    ("HKEX-C2", r"appendix c2|附录\s?c2|附錄\s?c2|part d|d部分"),
    (
        "HKEX-27",
        (
            r"hkex|appendix 27|appendix twenty|esg (?:reporting )?guide|联交所|聯交所|附录二十七"
            r"|附錄二十七|环境、社会及管治报告指引|環境、社會及管治報告指引|aspect|层面|層面"
        ),
    ),
)
_ROLES = (
    ("code", r"条款|條款"),
    ("note", r"remark|note|omission|explan|reason|备注|備註|说明|說明|省略|从略|從略|解释|解釋"),
    ("page", r"^pages?\b|page (?:no|number)|页码|頁碼|頁次|页次"),
    (
        "place",
        (
            r"location|section|chapter|where|reference|response|cross|location of|位置|章节|章節|对应|對應"
            r"|回应|回應|所在|披露情况|披露情況|页|頁"
        ),
    ),
    (
        "code",
        (
            r"aspect|kpi|indicator|standard|code|no\.|subject|disclosure number|指标|指標|层面|層面|编号"
            r"|編號|议题|議題|条款|披露项目?$|標準|标准|序号"
        ),
    ),
    ("text", r"descri|content|requirement|title|disclosure|summary|内容|內容|描述|要求|披露|名称|名稱"),
)
_PAGES = r"(?:P{1,2}\.?|pages?|第)?\s?\d{1,3}(?:\s?[-–—~至]\s?\d{1,3})?\s?(?:页|頁)?"
_TAIL = re.compile(
    rf"(?:^|\s|(?<=[。.)）]))(?P<pages>(?:{_PAGES})(?:\s?[,，、;；/&]\s?{_PAGES}){{0,12}})\s*$", re.IGNORECASE
)
_NOT_APPLICABLE_TAIL = re.compile(r"\s(?P<place>N/?A\.?|Not applicable|不适用|不適用)[^\n]{0,120}$", re.IGNORECASE)
_CONTINUES = re.compile(r"^(?:[a-z]|\([b-z]\)|\([ivx]{1,4}\)|[,;、，；及和与])")
_MAX_GAP = 25
_MAX_APPENDED = 12
_MAX_ROWS = 3_000
_FEWEST = 4
_MAX_LINE = 1_500


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A row of an index: what is claimed where, and `start:end` in the text from its code to its last cell."""

    provision: Provision
    description: str
    place: str
    line: int
    page: int | None
    start: int
    end: int
    last_line: int


@dataclass
class _Region:
    """The state while lines are read: the roles of columns, the aspect, and the row that is still open."""

    hint: str
    is_titled: bool
    roles: list[str]
    aspect: str = ""
    is_aspect_known: bool = False
    prefix: str = ""
    is_half: bool = False
    gap: int = 0
    appended: int = 0
    was_blank: bool = False


def read_claims(document: DocumentText) -> tuple[ClaimRow, ...]:
    """Every row of every content index of a document, in order; the same provision may stand in several indices."""
    rows: list[ClaimRow] = []
    for region in _regions(document):
        rows += _settled(region)
        if len(rows) > _MAX_ROWS:
            break
    return tuple(rows[:_MAX_ROWS])


def _regions(document: DocumentText) -> Iterator[list[ClaimRow]]:
    reader = _Reader(load_demands())
    for line in document.lines:
        yield from reader.feed(line)
    yield from reader.close()


class _Reader:
    """Reads line by line; a region ends where no provision has come for a while."""

    def __init__(self, demands: Mapping[str, Demand]) -> None:
        self.demands = demands
        self.state: _Region | None = None
        self.rows: list[ClaimRow] = []

    def feed(self, line: Line) -> Iterator[list[ClaimRow]]:
        """Take a line; yield the rows of a region that ends here."""
        text = line.text.strip()
        if not text or is_rule(line):
            if self.state and not text:
                self.state.was_blank = True
            return
        cells = _cells(line)
        title = _TITLE.search(text) if len(text) <= 100 and len(cells) < 2 else None
        roles = _roles([c.text for c in cells])
        if title or (roles and self.state is None):
            if title and self.rows:
                yield from self.close()
            self._open(text, is_titled=bool(title), roles=roles)
            return
        if self.state is None:
            self._try_untitled(cells, line)
            return
        if roles:
            self.state.roles, self.state.was_blank = roles, False
            return
        before = len(self.rows)
        self._row(cells, line) if len(cells) >= 2 else self._running(text, line)
        self.state.gap = 0 if len(self.rows) > before else self.state.gap + 1
        self.state.was_blank = False
        if self.state.gap > _MAX_GAP:
            yield from self.close()

    def close(self) -> Iterator[list[ClaimRow]]:
        """End the region; an index without title needs a few rows to be believed."""
        if self.state and self.rows and (self.state.is_titled or len(self.rows) >= _FEWEST):
            yield self.rows
        self.state, self.rows = None, []

    def _open(self, text: str, *, is_titled: bool, roles: list[str]) -> None:
        old = self.state
        hint = _hint(text) or (old.hint if old else "")
        self.state = _Region(hint, is_titled or bool(old and old.is_titled), roles or (old.roles if old else []))

    def _try_untitled(self, cells: list[Cell], line: Line) -> None:
        """A table row that names a provision of the HKEX guide or GRI and claims a place opens a region of its own."""
        if len(cells) < 3 or _is_of_figures(cells):
            return
        found = find_provision(cells[0].text, "", "")
        if found and found.framework in {"HKEX-27", "GRI"} and cells[-1].text:
            self._open("", is_titled=False, roles=[])
            self._row(cells, line)

    def _row(self, cells: list[Cell], line: Line) -> None:
        state = self.state
        if state is None or _is_of_figures(cells):
            return
        aspect = find_aspect(cells[0].text)
        if aspect:
            state.aspect, state.is_aspect_known = aspect, True
        for place, cell in enumerate(cells[:3]):
            found = find_provision(cell.text, state.hint, state.aspect)
            if found:
                self._begin(found, cells, place, line)
                return
        if re.fullmatch(r"general|一般", cells[0].text, re.IGNORECASE):
            self._begin(general_of(state.aspect), cells, 0, line)
            state.is_half = True
        elif not aspect:
            self._uncoded(cells, line)

    def _begin(self, found: Provision, cells: list[Cell], place: int, line: Line) -> None:
        state = self.state
        if state is None:
            return
        description, claimed = _parts(cells, place, state.roles)
        first, last = cells[place], [c for c in cells if c.text][-1]
        description = " ".join(f"{state.prefix} {description}".split())
        if found.aspect:
            state.aspect = found.aspect
        state.prefix, state.is_half, state.appended = "", False, 0
        start = min(first.start, last.start)
        self.rows.append(ClaimRow(found, description, claimed, line.number, line.page, start, last.end, line.number))

    def _uncoded(self, cells: list[Cell], line: Line) -> None:
        """A row without a code: the rest of the row above, words for the row below, or a row whose code was lost."""
        state = self.state
        if state is None:
            return
        description, claimed = _parts(cells, 0, state.roles)
        if state.is_half and re.fullmatch(r"disclosures?|披露", cells[0].text, re.IGNORECASE):
            state.is_half = False
            self._extend(description, claimed, cells, line)
        elif cells[0].text:
            state.prefix = ""
        elif description.endswith((":", "：")) and not claimed:
            state.prefix = description
        elif self.rows and (not claimed or not description or _CONTINUES.match(description)):
            is_title = (
                len(description) <= 60
                and not _CONTINUES.match(description)
                and not re.search(r"[.;。；]$", description)
            )
            if not (is_title and not claimed) and not state.was_blank:
                self._extend(description, claimed, cells, line)
        elif self.rows and not state.was_blank:
            follower = next_of(self.rows[-1].provision, self.demands)
            if follower and follower.code not in {row.provision.code for row in self.rows}:
                self._begin(follower, cells, 0, line)

    def _extend(self, description: str, claimed: str, cells: list[Cell], line: Line) -> None:
        state, row = self.state, self.rows[-1]
        if state is None or state.appended >= _MAX_APPENDED:
            return
        state.appended += 1
        filled = [c for c in cells if c.text]
        self.rows[-1] = replace(
            row,
            description=f"{row.description} {description}".strip(),
            place=f"{row.place} {claimed}".strip(),
            end=filled[-1].end,
            last_line=line.number,
        )

    def _running(self, text: str, line: Line) -> None:
        """An index whose columns were lost: a code, then words, then pages or a place at the end of the row."""
        state = self.state
        if state is None:
            return
        start, end = line.stripped_span()
        aspect = find_aspect(text)
        found = find_provision(text, state.hint, aspect or state.aspect)
        if aspect and not found:
            state.aspect = aspect
        elif found and len(text) <= _MAX_LINE:
            state.appended = 0
            state.aspect = found.aspect or state.aspect
            description, claimed = _split_tail(_clean(text))
            self.rows.append(ClaimRow(found, description, claimed, line.number, line.page, start, end, line.number))
        elif (
            self.rows
            and not state.was_blank
            and state.appended < _MAX_APPENDED
            and line.number - self.rows[-1].last_line == 1
        ):
            row = self.rows[-1]
            if row.place and not _CONTINUES.match(text):
                return
            state.appended += 1
            description, claimed = _split_tail(" ".join(f"{row.description} {row.place} {text}".split()))
            self.rows[-1] = replace(row, description=description, place=claimed, end=end, last_line=line.number)


def _cells(line: Line) -> list[Cell]:
    cells = split_cells(line)
    if len(cells) >= 2:
        return cells
    parts = list(re.finditer(r"\S(?:\S| (?! )){0,2000}", line.text))
    found = [
        Cell(m.group().strip(), line.start + m.start(), line.start + m.start() + len(m.group().strip())) for m in parts
    ]
    return found if len(found) >= 2 else []


def _hint(text: str) -> str:
    return next((hint for hint, words in _HINTS if re.search(words, text, re.IGNORECASE)), "")


def _roles(texts: list[str]) -> list[str]:
    """The role of each column when the cells are those of an index's header: a code or text column and a place."""
    if len(texts) < 2 or any(len(text) > 60 for text in texts) or any(re.search(r"\d{4}", text) for text in texts):
        return []
    roles = [
        next((role for role, words in _ROLES if re.search(words, text.strip(), re.IGNORECASE)), "") for text in texts
    ]
    has_place = any(role in {"place", "page"} for role in roles)
    return (
        roles
        if has_place and any(role in {"code", "text"} for role in roles) and not any(_has_code(t) for t in texts)
        else []
    )


def _has_code(text: str) -> bool:
    return bool(re.match(r"[AB]\d\.\d|(?:GRI )?\d{1,3}-\d", text))


def _is_of_figures(cells: Sequence[Cell]) -> bool:
    """A row of a performance table has figures in several cells, or one that no page number looks like."""
    values = [c.text for c in cells[1:] if c.text and parse_value(c.text) is not None and re.search(r"\d", c.text)]
    return len(values) >= 2 or any(re.search(r"\d,\d{3}|\d\.\d|%", value) for value in values)


def _parts(cells: Sequence[Cell], place: int, roles: Sequence[str]) -> tuple[str, str]:
    """Description and claimed place of a row, by the roles of a header of the same width, else by position."""
    texts = [cell.text for cell in cells]
    if len(roles) == len(texts) and any(roles):
        claimed = [t for t, role in zip(texts, roles, strict=True) if role in {"place", "page", "note"} and t]
        words = [
            (n, t) for n, (t, role) in enumerate(zip(texts, roles, strict=True)) if role in {"text", "code", ""} and t
        ]
        behind = _clean(" ".join(t for n, t in words if n >= place))
        return behind if len(words) < 2 or not _ARTICLES.fullmatch(behind) else words[0][1], "; ".join(claimed)
    behind = list(texts[place + 1 :])
    if len(behind) == 1:
        return _clean(texts[place]), behind[0]
    return _clean(" ".join(t for t in (texts[place], *behind[:-1]) if t)), behind[-1] if behind else ""


_ARTICLES = re.compile(r"[第条條至、,，和\-\s一二三四五六七八九十百\d]*")
_CODE_WORDS = re.compile(
    r"^(?:(?:KPI|关键绩效指标|關鍵績效指標|指标|指標)?\s?[AB]\s?\d\.\d{1,2}"
    r"|(?:(?:Aspect\s)?[AB]\d\W{0,3})?General disclosure|一般披露|General(?=\s)"
    r"|[PGESVA]\d{1,2}(?:\.\d{1,2}){1,3}|SDG\s?\d{1,2}(?:\.\w{1,2})?|(?:Paragraph\s"
    r"|D)\d{2}(?:\([a-z]\))?|disclosure(?=\s\()|(?:GRI\s?|Disclosure\s)?\d{1,3}-\d{1,2})[\s.:：]*",
    re.IGNORECASE,
)


def _clean(text: str) -> str:
    return _CODE_WORDS.sub("", " ".join(text.split())).strip()


def _split_tail(text: str) -> tuple[str, str]:
    """Words and the place at their end: pages, `not applicable`; without one the place is not known."""
    absent = _NOT_APPLICABLE_TAIL.search(text)
    if absent:
        return text[: absent.start()].strip(), text[absent.start("place") :].strip()
    tail = _TAIL.search(text)
    return (text[: tail.start("pages")].strip(), tail["pages"].strip()) if tail else (text, "")


def _settled(rows: list[ClaimRow]) -> list[ClaimRow]:
    """General disclosures get the aspect of the indicators below them where their own heading was lost."""
    settled: list[ClaimRow] = []
    used: set[str] = set()
    for place, row in enumerate(rows):
        if "General disclosure" in row.provision.code:
            below = _aspect_below(rows[place + 1 :])
            own = row.provision.aspect
            aspect = below if below and below not in used and (not own or own in used or below != own) else own
            used.add(aspect)
            if aspect:
                settled.append(replace(row, provision=general_of(aspect)))
        else:
            settled.append(row)
    return settled


def _aspect_below(rows: Sequence[ClaimRow]) -> str:
    if rows and "General disclosure" not in rows[0].provision.code and rows[0].provision.framework == "HKEX-27":
        return rows[0].provision.aspect
    return ""
