"""Unit strings, English and Chinese, to a dimension and an exact factor, and conversion between units.

The words are data (`units.csv`). What a number means is not known here; a currency is never converted into another.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import polars as pl

_MAX_UNIT_CHARS = 80
_MULTIPLIERS = (
    ("tenthousand", 10**4),
    ("thousandsof", 10**3),
    ("thousands", 10**3),
    ("thousand", 10**3),
    ("'000s", 10**3),
    ("'000", 10**3),
    ("1,000", 10**3),
    ("10,000", 10**4),
    ("10000", 10**4),
    ("1000", 10**3),
    ("10k", 10**4),
    ("hundredmillion", 10**8),
    ("100million", 10**8),
    ("10million", 10**7),
    ("1million", 10**6),
    ("'million", 10**6),
    ("'m", 10**6),
    ("millionsof", 10**6),
    ("millions", 10**6),
    ("million", 10**6),
    ("mn", 10**6),
    ("billion", 10**9),
    ("bn", 10**9),
    ("百万", 10**6),
    ("百萬", 10**6),
    ("千万", 10**7),
    ("千萬", 10**7),
    ("亿", 10**8),
    ("億", 10**8),
    ("万", 10**4),
    ("萬", 10**4),
    ("千", 10**3),
)
_BASIS_WORDS = (
    "oftotaloperatingrevenue",
    "ofoperatingrevenue",
    "operatingrevenue",
    "oftotalrevenue",
    "totalrevenue",
    "inrevenue",
    "ofrevenue",
    "revenues",
    "revenue",
    "ofoperatingincome",
    "operatingincome",
    "的营业收入",
    "營運收入",
    "营运收入",
    "总收入",
    "總收入",
    "总收益",
    "總收益",
    "营业收入",
    "營業收入",
    "营收",
    "營收",
    "收入",
    "收益",
    "ofturnover",
    "inturnover",
    "turnover",
    "ofsalesrevenue",
    "salesrevenue",
    "ofsales",
    "insales",
    "sales",
    "ofincome",
    "income",
    "的营业额",
    "营业额",
    "營業額",
    "销售收入",
    "銷售收入",
)
_OUTPUT_WORDS = ("ofoutputvalue", "outputvalue", "ofoutput", "工业总产值", "产值", "產值")
_APOSTROPHES = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "`": "'", "\u2044": "/", "\u2571": "/", "\u2215": "/", "\u00d7": "x"}
)


class UnitMismatch(ValueError):  # noqa: N818 - says what it is
    """The two units do not measure the same thing."""


class UnitFileError(ValueError):
    """units.csv breaks a rule; the message names the row."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A parsed unit: dimension and factor to its base unit, above and (if any) below the line."""

    dimension: str
    factor: Fraction
    per_dimension: str = ""
    per_factor: Fraction = Fraction(1)


# What may stand for what above the line, at par: a measure of mass is accepted where the data point itself says that
# the mass is CO2e; heads are counted without a unit word in most tables.
_ACCEPTED: frozenset[tuple[str, str]] = frozenset({("mass", "co2e"), ("count", "person")})
# Under these substances one cubic metre is one tonne.
_TONNE_PER_CUBIC_METRE = {"water": Fraction(1)}


class UnitTable:
    """The unit words of one methodology version."""

    def __init__(self, rows: Iterable[tuple[str, str, Fraction, tuple[str, ...]]]) -> None:
        """Rows are (unit, dimension, factor, aliases). Raises UnitFileError when one word has two meanings."""
        self._words: dict[str, tuple[str, Fraction]] = {}
        self._parsed: dict[str, Unit | None] = {}
        for unit, dimension, factor, aliases in rows:
            for word in (unit, *aliases):
                self._add(word, dimension, factor)

    def _add(self, word: str, dimension: str, factor: Fraction) -> None:
        key = _key(word)
        known = self._words.setdefault(key, (dimension, factor))
        if not key or known != (dimension, factor):
            raise UnitFileError(f"unit word {word!r} is empty or has two meanings: {known} and {(dimension, factor)}")

    @classmethod
    def from_frame(cls, frame: pl.DataFrame) -> "UnitTable":
        """From columns unit, dimension, factor (text: integer, decimal or `a/b`), aliases ('|' separated)."""
        rows: list[tuple[str, str, Fraction, tuple[str, ...]]] = []
        for number, row in enumerate(frame.select("unit", "dimension", "factor", "aliases").iter_rows(), start=2):
            unit, dimension, factor, aliases = (str(cell or "").strip() for cell in row)
            try:
                # A loader may already have turned 10/36 into a float: the nearest short fraction is what the file says.
                parsed = Fraction(factor).limit_denominator(10**9) if isinstance(row[2], float) else Fraction(factor)
            except (ValueError, ZeroDivisionError) as error:
                raise UnitFileError(f"row {number}: factor {factor!r} of unit {unit!r} is not a number") from error
            if not unit or not dimension or parsed <= 0:
                raise UnitFileError(f"row {number}: unit, dimension and a positive factor are required")
            rows.append((unit, dimension, parsed, tuple(a.strip() for a in aliases.split("|") if a.strip())))
        return cls(rows)

    @classmethod
    def from_csv(cls, path: Path) -> "UnitTable":
        """From a units.csv file."""
        return cls.from_frame(pl.read_csv(path, infer_schema=False))

    def parse(self, text: str) -> Unit | None:
        """The unit a text names, as a whole; None when it is not certain. `tonnes/employee`, `kWh in '000s`, `万吨`."""
        if len(text) > _MAX_UNIT_CHARS:
            return None
        if text not in self._parsed:
            if len(self._parsed) > 20_000:  # a hostile document must not grow the cache without end
                self._parsed.clear()
            self._parsed[text] = self._read(text)
        return self._parsed[text]

    def _read(self, text: str) -> Unit | None:
        folded = _fold(text)
        return self._in_two_languages(folded) or self._whole(folded) or self._explained(folded)

    def _whole(self, folded: str) -> Unit | None:
        whole = self._simple(_key(folded))
        if whole:
            return Unit(*whole)
        parts = _PER.split(folded)
        if len(parts) == 1:
            parts = _chinese_per(folded)
        if len(parts) == 3 and _key(parts[2]) in _TIMES:
            parts = parts[:2]
        if len(parts) != 2:
            return None
        above = self._simple(_key(parts[0]))
        if above and _key(parts[1]) in _TIMES:
            return Unit(*above)  # a yearly figure is the figure of the year
        below = self._denominator(_key(parts[1]))
        return Unit(*above, *below) if above and below else None

    def _in_two_languages(self, folded: str) -> Unit | None:
        """`tonnes 噸`, `立方米 (cubic metre)`: both languages must name the same unit."""
        found = _LATIN_FIRST.fullmatch(folded) or _CHINESE_FIRST.fullmatch(folded)
        if found is None:
            return None
        first, second = self._whole(found[1].strip(_AROUND)), self._whole(found[2].strip(_AROUND))
        return first if first is not None and first == second else None

    def _explained(self, folded: str) -> Unit | None:
        """`cubic metre (m3)`, `metric tons (t) CO2e`: what stands in the bracket must name the same unit."""
        inner = _EXPLAINED_INSIDE.fullmatch(folded)
        if inner is not None:
            same = {self._whole(inner[1]), self._whole(inner[2])}
            return self._whole(f"{inner[1]} {inner[3]}") if len(same) == 1 and None not in same else None
        found = _EXPLAINED.fullmatch(folded)
        if found is None:
            return None
        first, second = self._whole(found[1]), self._whole(found[2].strip("\"'\u201c\u201d「」『』 "))
        if first is None or second is None:
            return None
        return first if second in (first, self._once(_key(found[1]))) else None

    def _once(self, key: str) -> Unit | None:
        """The unit without the multiple before it: `cubic metres` of `thousand cubic metres`."""
        found = next((w for w, _ in _MULTIPLIERS if key.startswith(w) and self._simple(key.removeprefix(w))), "")
        plain = self._simple(key.removeprefix(found)) if found else None
        return Unit(*plain) if plain else None

    def _simple(self, key: str) -> tuple[str, Fraction] | None:
        if key in self._words:
            return self._words[key]
        if _UNSURE_CURRENCY.fullmatch(key):
            return None
        for word, size in _MULTIPLIERS:
            for rest in (key.removeprefix(word), key.removesuffix("in" + word), key.removesuffix(word)):
                found = self._words.get(rest.removeprefix("of").removesuffix("of")) if rest != key else None
                if found:
                    return found[0], found[1] * size
        return self._money(key)

    def _money(self, key: str) -> tuple[str, Fraction] | None:
        """`rmb亿元`, `港幣千元`, `百萬元人民幣`: a currency beside a multiple, or beside its own unit."""
        for word, dimension in _CURRENCIES.items():
            for rest in (key.removeprefix(word), key.removesuffix(word)):
                found = self._words.get(rest) if rest != key else None
                if found and found[0] == dimension:
                    return found
                size = dict(_MULTIPLIERS).get(rest.removesuffix("元").removesuffix("圓")) if rest != key else None
                if size or (rest != key and rest in ("元", "圓")):
                    return dimension, Fraction(size or 1)
        return None

    def _denominator(self, key: str) -> tuple[str, Fraction] | None:
        key = _EACH.sub("", key)
        found = ("count", Fraction(1)) if key in _PRODUCTS else self._simple(key)
        if found:
            return found
        for words, mark in ((_BASIS_WORDS, ""), (_OUTPUT_WORDS, " of output")):
            for word in words:
                rest = key.removeprefix(word).removesuffix(word)
                inner = self._simple(rest) if rest != key else None
                if inner and inner[0].startswith("currency"):
                    return inner[0] + mark, inner[1]
        return None

    def convert(self, value: Fraction, unit: str, canonical_unit: str, substance: str = "") -> Fraction:
        """Value in the canonical unit, exact. Raises UnitMismatch when the units do not measure the same thing."""
        source, target = self.parse(unit), self.parse(canonical_unit)
        if source is None or target is None:
            raise UnitMismatch(f"unknown unit {unit if source is None else canonical_unit!r}")
        return value * self.ratio(source, target, substance)

    @staticmethod
    def ratio(source: Unit, target: Unit, substance: str = "") -> Fraction:
        """Factor between parsed units; with `substance` `water` a tonne is a cubic metre. Raises UnitMismatch."""
        if source.per_dimension != target.per_dimension:
            raise UnitMismatch(
                f"per {source.per_dimension or 'nothing'} is not per {target.per_dimension or 'nothing'}"
            )
        density = Fraction(1)
        if source.dimension == "mass" and target.dimension == "volume" and substance in _TONNE_PER_CUBIC_METRE:
            density = _TONNE_PER_CUBIC_METRE[substance]
        elif source.dimension != target.dimension and (source.dimension, target.dimension) not in _ACCEPTED:
            raise UnitMismatch(f"{source.dimension} is not {target.dimension}")
        return density * (source.factor / source.per_factor) / (target.factor / target.per_factor)


# Outside the mainland these may be Hong Kong or Taiwan dollars.
_UNSURE_CURRENCY = re.compile(r"[千百萬億]+元")
_CURRENCIES = {
    "rmb¥": "currency_cny",
    "rmb": "currency_cny",
    "cny": "currency_cny",
    "¥": "currency_cny",
    "人民币": "currency_cny",
    "人民幣": "currency_cny",
    "hk$": "currency_hkd",
    "hkd": "currency_hkd",
    "港币": "currency_hkd",
    "港幣": "currency_hkd",
    "港元": "currency_hkd",
    "us$": "currency_usd",
    "usd": "currency_usd",
    "美元": "currency_usd",
    "eur": "currency_eur",
    "€": "currency_eur",
}
_PRODUCTS = frozenset({"product", "products", "产品", "產品", "单位产品", "單位產品"})
_TIMES = frozenset({"year", "annum", "yr", "a", "年"})
_EACH = re.compile(r"^(?:每|each|a)?(?:名|位|个|個|一)?(?=.)")
_PER = re.compile(r"\s*/\s*|\s+per\s+")
_AROUND = " /,;|·、，；()（）[]-\u2013"
_CHINESE = r"\u3400-\u9fff"
_LATIN_FIRST = re.compile(rf"([^{_CHINESE}]{{1,60}}?)([({_CHINESE}].{{0,60}})")
_CHINESE_FIRST = re.compile(rf"([{_CHINESE}][{_CHINESE}/()0-9 ]{{0,40}}?)([ /(a-z0-9'$%#][^{_CHINESE}]{{0,60}})")
_EXPLAINED = re.compile(r"([^()]{1,60}?)\s*\(([^()]{1,40})\)")
_EXPLAINED_INSIDE = re.compile(r"([^()]{1,30}?)\s{0,2}\(([^()]{1,20})\)\s{0,2}([^()\s/][^()]{0,30})")
_SUBSCRIPT_SPACE = re.compile(r"(?<=co)\s+2|(?<=co2)\s+e(?![a-z])|(?<=m)\s+(?=[23]\b)")
_NOISE = re.compile(r"[\s\"\u201c\u201d.\u00b7\-\u2010-\u2015()\[\]{}:\uff1a^*]+")


def _fold(text: str) -> str:
    plain = (
        unicodedata.normalize("NFKC", text)
        .translate(_APOSTROPHES)
        .replace("\\", "")
        .replace("<br>", " ")
        .lower()
        .strip()
    )
    plain = re.sub(r"^(?:(?:单位|單位)\s*:?|units?\s*:)\s*(?=\S)|^(?:in|unit of)\s+", "", plain)
    return _SUBSCRIPT_SPACE.sub(lambda m: m.group().strip(), plain)


def _key(text: str) -> str:
    return _NOISE.sub("", _fold(text))


def comparable(unit: Unit) -> tuple[str, Fraction, str, Fraction]:
    """What two units of one number share: tonnes beside tCO2e say the same, and so does `number` beside `headcount`."""
    dimension = {"co2e": "mass", "person": "count"}.get(unit.dimension, unit.dimension)
    return dimension, unit.factor, unit.per_dimension, unit.per_factor


def _chinese_per(folded: str) -> list[str]:
    """`吨每人`, `千瓦时每平方米` as two parts."""
    above, each, below = folded.partition("每")
    return [above, below] if above and each and below else [folded]
