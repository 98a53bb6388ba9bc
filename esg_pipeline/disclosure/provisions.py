"""Provisions of reporting frameworks: their codes in a text, and the words and the kind of proof each asks for, as data
(patterns/provisions.csv). Where an index stands is `content_index`; whether a report keeps its word is `index_status`.
"""

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from esg_pipeline.disclosure.notice_text import WIDTHS, han_number

FILE = Path(__file__).parent / "patterns" / "provisions.csv"
GENERAL = "General disclosure"
_COLUMNS = ["framework", "code", "needs", "zero_counts", "words"]
_STEM = 5

_LEAD = (
    r"^[\s|*#•·–-]{0,6}(?:KPIs?|Key performance indicators?|关键绩效指标|關鍵績效指標|指标|指標"
    r"|Disclosures?|披露项?|披露項)?[\s:：.]{0,3}"
)
_HKEX = re.compile(_LEAD + r"(?:HKEX\s)?(?P<aspect>[AB]\s?[1-8])\s?[.．]\s?(?P<place>[1-9]\d?)(?![.\d])", re.IGNORECASE)
_GENERAL = re.compile(
    r"(?:(?P<before>[AB]\s?[1-8])\s?[:：.\s(-]{0,3})?(?:General\s+disclosures?|一般披露|一般性披露"
    r"|\bGD\b)(?:\s?[(:：-]?\s?(?P<behind>[AB]\s?[1-8])\b)?",
    re.IGNORECASE,
)
_ASPECT = re.compile(
    r"^(?:Aspect|层面|層面|范疇|範疇|Subject\sArea|主要范畴)?\s?(?P<aspect>[AB]\s?[1-8])(?![.\d])(?:\s?[:：.、]|\s|$)",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(
    r"^(?:HKEX\s)?(?:Part\sD\W{0,3})?(?:D\s?[-.]?\s?|(?:Para(?:graph)?s?\.?|第)\s?)(?P<number>1[9]"
    r"|[234]\d)\s?(?P<letter>\([a-z]\))?",
    re.IGNORECASE,
)
_MANDATORY = re.compile(
    r"^(?:Mandatory\sDisclosure\sRequirements?\W{0,4})?(?:(?P<p13>Governance\sStructure|管治架构"
    r"|管治架構)|(?P<p14>Reporting\sPrinciples?|汇报原则|匯報原則)|(?P<p15>Reporting\sBoundar(?:y"
    r"|ies)|汇报范围|匯報範圍))",
    re.IGNORECASE,
)
_GRI = re.compile(
    _LEAD + r"(?:GRI(?:\sStandards?)?\s?)?(?P<standard>[1-3]|10[1-3]|20[1-7]|30[1-8]|40[1-9]"
    r"|41\d)\s?[-–‑]\s?(?P<place>[1-9]\d?)(?![\d.,%/-])",
    re.IGNORECASE,
)
_TCFD = re.compile(
    r"^(?:TCFD\W{0,3})?(?P<pillar>Governance|Strategy|Risk\sManagement|Metrics\s(?:and|&)\sTargets"
    r"|治理|管治|战略|戰略|策略|风险管理|風險管理|指标[与和及]目标"
    r"|指標[與和及]目標)\s?[-–:：.]?\s?\(?(?P<letter>[abc])[).）]",
    re.IGNORECASE,
)
_PILLARS = (
    ("Governance", "gov|治理|管治"),
    ("Strategy", "strat|战略|戰略|策略"),
    ("Risk Management", "risk|风险|風險"),
    ("Metrics and Targets", "metr|指"),
)
_CASS = re.compile(r"^(?P<code>[PGESVA]\s?\d{1,2}(?:\.\d{1,2}){1,3})(?![\d.])")
_ARTICLE = re.compile(
    r"^第(?P<first>[一二三四五六七八九十百\d]{1,5})条(?:\s?[至、,和-]\s?第?(?P<last>[一二三四五六七八九十百\d]{1,5})条)?"
)
_IFRS = re.compile(
    r"^(?:IFRS\s)?(?P<code>S[12]\s?[-.]?\s?(?:para(?:graph)?\s?)?\d{1,2}(?:\([a-z]\)){0,2})", re.IGNORECASE
)
_SASB = re.compile(r"^(?P<code>[A-Z]{2}-[A-Z]{2}-(?:\d{3}[a-z]\.\d{1,2}|000\.[A-Z]))")
_SDG = re.compile(
    r"^(?:SDGs?|UN\sSDG|Goal|目标|目標)\s?(?P<goal>1[0-7]|[1-9])(?P<part>\.[\da-z]{1,2})?(?!\d)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Provision:
    """A provision as an index names it: `code` for people (`A1 General disclosure`), `key` as in frameworks.csv."""

    framework: str
    code: str
    key: str
    aspect: str = ""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a provision asks for: a figure or a text, whether `none` counts as one, and the words of its topic."""

    needs_figure: bool
    zero_counts: bool
    words: re.Pattern[str]


class ProvisionFileError(ValueError):
    """provisions.csv is not as it should be; the message names file, line and rule."""


@cache
def load_demands(path: Path = FILE) -> Mapping[str, Demand]:
    """Demands by key. Raises ProvisionFileError."""
    demands: dict[str, Demand] = {}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if reader.fieldnames != _COLUMNS:
            raise ProvisionFileError(f"{path.name}:1: the columns must be {', '.join(_COLUMNS)}")
        for row in reader:
            demands[key_of(row["framework"], row["code"])] = _demand(row, f"{path.name}:{reader.line_num}")
    return demands


def _demand(row: Mapping[str, str], place: str) -> Demand:
    if row["needs"] not in {"figure", "text"} or row["zero_counts"] not in {"true", "false"}:
        raise ProvisionFileError(f"{place}: needs is figure or text, zero_counts is true or false")
    try:
        return Demand(row["needs"] == "figure", row["zero_counts"] == "true", re.compile(row["words"], re.IGNORECASE))
    except re.error as error:
        raise ProvisionFileError(f"{place}: {error}") from error


def key_of(framework: str, code: str) -> str:
    """The code as frameworks.csv writes it."""
    if framework == "HKEX-27":
        return f"HKEX-27 {code}"
    return f"HKEX-C2-{code}" if framework == "HKEX-C2" else code


def demand_of(provision: Provision, description: str, demands: Mapping[str, Demand]) -> Demand:
    """The demand of a provision; for one that the file does not know, the long words of its description."""
    known = demands.get(provision.key)
    if known:
        return known
    words = list(dict.fromkeys(re.findall(r"[a-z]{6,}", description.lower())))[:6]
    chinese = list(dict.fromkeys(re.findall(r"[\u4e00-\u9fff]{2,6}", description)))[:4]
    parts = [re.escape(word[:-1] if len(word) > _STEM + 1 else word) for word in words] + [
        re.escape(word) for word in chinese
    ]
    return Demand(needs_figure=False, zero_counts=True, words=re.compile("|".join(parts) or r"(?!)", re.IGNORECASE))


def codes_by_data_point(data_points: pl.DataFrame) -> dict[str, frozenset[str]]:
    """Framework codes of each data point, from columns data_point_id and framework_code (parted by semicolons)."""
    rows = data_points.select("data_point_id", "framework_code").iter_rows()
    return {str(key): frozenset(c.strip() for c in str(codes or "").split(";") if c.strip()) for key, codes in rows}


def find_provision(cell: str, hint: str, aspect: str) -> Provision | None:
    """The provision that a cell begins with. `hint` is the framework of the index, `aspect` that of the rows above."""
    text = " ".join(cell.translate(WIDTHS).split())
    if not text or len(text) > 400:
        return None
    for reader in _readers(hint):
        found = reader(text, aspect)
        if found:
            return found
    return None


def _readers(hint: str) -> Sequence[Callable[[str, str], Provision | None]]:
    order = {"GRI": (_gri,), "CASS": (_cass,), "SSE-14": (_article,), "TCFD": (_tcfd,), "SDG": (_sdg,)}
    common = (_hkex, _gri_named, _general, _tcfd, _sasb, _ifrs)
    first = order.get(hint, ())
    if hint == "GRI":
        return (_gri, _tcfd, _sasb)
    last = (_climate_paragraph, _mandatory) if hint.startswith("HKEX") else ()
    return (*first, *common, *last)


def _hkex(text: str, _aspect: str) -> Provision | None:
    found = _HKEX.match(text)
    if not found:
        return None
    own = found["aspect"].replace(" ", "").upper()
    return Provision("HKEX-27", f"{own}.{found['place']}", f"HKEX-27 {own}.{found['place']}", own)


def _general(text: str, aspect: str) -> Provision | None:
    found = _GENERAL.search(text[:80])
    if not found or found.start() > 24 or re.match(r"\W{0,4}GRI", text):
        return None
    return general_of((found["before"] or found["behind"] or aspect).replace(" ", "").upper())


def general_of(aspect: str) -> Provision:
    """The general disclosure of an aspect."""
    return Provision("HKEX-27", f"{aspect} {GENERAL}", f"HKEX-27 {aspect} GD", aspect)


def find_aspect(cell: str) -> str | None:
    """The aspect that a heading row names: `Aspect A1:`."""
    found = _ASPECT.match(" ".join(cell.translate(WIDTHS).split()))
    return found["aspect"].replace(" ", "").upper() if found else None


def _gri(text: str, _aspect: str) -> Provision | None:
    found = _GRI.match(text)
    if not found:
        return None
    code = f"GRI {found['standard']}-{found['place']}"
    return Provision("GRI", code, code, found["standard"])


def _gri_named(text: str, _aspect: str) -> Provision | None:
    return _gri(text, _aspect) if re.match(r"\W{0,4}GRI", text) else None


def _tcfd(text: str, _aspect: str) -> Provision | None:
    found = _TCFD.match(text)
    if not found:
        return None
    pillar = next(name for name, words in _PILLARS if re.match(words, found["pillar"], re.IGNORECASE))
    code = f"TCFD {pillar} {found['letter'].lower()}"
    return Provision("TCFD", code, code, pillar)


def _cass(text: str, _aspect: str) -> Provision | None:
    found = _CASS.match(text)
    code = found["code"].replace(" ", "") if found else ""
    return Provision("CASS-ESG", code, f"CASS-ESG {code}", code.split(".")[0]) if found else None


def _article(text: str, _aspect: str) -> Provision | None:
    found = _ARTICLE.match(text)
    if not found:
        return None
    numbers = [_plain(found[name]) for name in ("first", "last") if found[name]]
    code = "art." + "-".join(numbers)
    return Provision("SSE-14", code, f"SSE-14 {code}", "")


def _plain(number: str) -> str:
    return number if number.isascii() else str(han_number(number) or number)


def _ifrs(text: str, _aspect: str) -> Provision | None:
    found = _IFRS.match(text)
    code = " ".join(re.sub(r"(?i)para(?:graph)?|[-.]", " ", found["code"]).split()).upper() if found else ""
    code = re.sub(r"\(([A-Z])\)", lambda m: m.group().lower(), re.sub(r"^(S[12])\s?", r"\1 ", code))
    return Provision("IFRS " + code[:2], f"IFRS {code}", f"IFRS {code}", "") if found else None


def _sasb(text: str, _aspect: str) -> Provision | None:
    found = _SASB.match(text)
    return Provision("SASB", found["code"], f"SASB {found['code']}", "") if found else None


def _sdg(text: str, _aspect: str) -> Provision | None:
    found = _SDG.match(text)
    code = f"SDG {found['goal']}{found['part'] or ''}" if found else ""
    return Provision("SDG", code, code, "") if found else None


def _climate_paragraph(text: str, _aspect: str) -> Provision | None:
    found = _PARAGRAPH.match(text)
    code = f"D{found['number']}{(found['letter'] or '').lower()}" if found else ""
    return Provision("HKEX-C2", code, f"HKEX-C2-{code}", "D") if found else None


def _mandatory(text: str, _aspect: str) -> Provision | None:
    found = _MANDATORY.match(text)
    number = next((name[1:] for name in ("p13", "p14", "p15") if found and found[name]), "")
    return Provision("HKEX-27", f"para {number}", f"HKEX-27 para {number}", "") if number else None


def next_of(provision: Provision, demands: Mapping[str, Demand]) -> Provision | None:
    """The provision behind one of the HKEX guide, where there is one: B8.1 -> B8.2."""
    found = re.fullmatch(r"([AB]\d)(?:\.(\d+)| General disclosure)", provision.code)
    if not found:
        return None
    code = f"{found.group(1)}.{int(found.group(2) or 0) + 1}"
    return Provision("HKEX-27", code, f"HKEX-27 {code}", found.group(1)) if f"HKEX-27 {code}" in demands else None
