"""Names of people: what of a name can be seen, and whether two names are one person's. Who may do what is not here.

Two people whose names read alike must write them so that they can be told apart; else one person could sign twice.
"""

import re
import unicodedata

from esg_pipeline.disclosure.traditional import TRADITIONAL

# Characters without a picture that are no format characters: fillers, variation selectors, the blank braille cell.
BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
ACCENT = re.compile("[\u0300-\u036f]")
# Small letters of other alphabets that look like Latin ones, small or as capitals (TR39 of the Unicode Consortium).
LOOK_ALIKE = str.maketrans(
    "авеёзкмнорстуүхһіјѕԁԛԝαβεζηικμνορτυχɑɡıⲟ",
    "abee3kmhopctyyxhijsdqwabezhikmvoptyxagio",
)
TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "professor", "phd", "cfa"})
HAN_TITLE = re.compile("(?<=[\u3400-\u9fff])(先生|女士|小姐|博士|教授)$")
ALPHABET = re.compile(r"(LATIN|CYRILLIC|GREEK|ARMENIAN|CHEROKEE|COPTIC|LISU)\b")


def tidy(name: str) -> str:
    """A name without spaces around it, doubled spaces, and characters that nobody sees."""
    seen = "".join(c for c in unicodedata.normalize("NFKC", BLANK.sub("", name)) if unicodedata.category(c) != "Cf")
    return re.sub(r"\s+", " ", BLANK.sub("", seen)).strip()


def is_name(text: str) -> bool:
    """Whether a text can be a person's name: it has a letter, and no word of it mixes alphabets that look alike."""
    words = re.findall(r"\w+", tidy(text))
    return any(c.isalpha() for word in words for c in word) and all(len(alphabets(word)) < 2 for word in words)


def alphabets(word: str) -> set[str]:
    """The alphabets of a word, of those whose letters look alike; signs and Chinese characters belong to none."""
    named = (ALPHABET.match(unicodedata.name(character, "")) for character in word if character.isalpha())
    return {found[1] for found in named if found}


def is_same_person(first: str, second: str) -> bool:
    """Whether two names are one but for case, width, accents, signs, spaces, titles, order of words and look-alikes."""
    return not spellings(first).isdisjoint(spellings(second))


def spellings(name: str) -> frozenset[str]:
    """A name as letters without spaces, and as its words by the alphabet."""
    words = words_of(name)
    return frozenset({"".join(words), " ".join(sorted(words))})


def words_of(name: str) -> list[str]:
    """The words of a name in small Latin letters and simplified characters, without titles unless all of it is one."""
    folded = unicodedata.normalize("NFKD", tidy(name).casefold()).casefold()
    bare = unicodedata.normalize("NFKC", ACCENT.sub("", folded)).translate(LOOK_ALIKE).translate(TRADITIONAL)
    words = re.findall(r"\w+", HAN_TITLE.sub("", bare.strip())) or [bare]
    return [word for word in words if word not in TITLES] or words
