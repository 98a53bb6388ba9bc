"""Which members of a breakdown make a whole: age bands that follow on each other, regions that lie in others."""

import re
from collections.abc import Collection, Iterator
from itertools import islice, pairwise, product

_BAND = re.compile(r"(under|over)_(\d{1,3})|(\d{1,3})_to_(\d{1,3})")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WHOLES: dict[str, tuple[frozenset[str], ...]] = {
    "gender": (frozenset({"female", "male"}),),
    "employment": (frozenset({"full_time", "part_time"}),),
    "level": (frozenset({"senior", "intermediate", "general"}),),
    "region": (
        _set("china outside_china"),
        _set("china overseas"),
        _set("mainland_china outside_china"),
        _set("within_province outside_province"),
        _set("mainland_china overseas hong_kong_macau_taiwan"),
        _set("mainland_china overseas hong_kong"),
    ),
}
# Other kinds of members than these are common: their total may rightly be more than they add to.
_OPEN = frozenset({"employment", "level"})
_IN_CHINA = _set(
    "eastern_china south_china central_china north_china northwest southwest northeast eastern central western"
    " beijing shanghai tianjin chongqing guangdong jiangsu zhejiang shandong sichuan hubei hunan henan hebei anhui"
    " fujian jiangxi liaoning shenzhen guangzhou within_province outside_province"
)
_NEAR_CHINA = _set("hong_kong macau taiwan hong_kong_macau_taiwan")
_ABROAD = _set(
    "asia europe americas africa north_america asia_pacific singapore japan united_states united_kingdom australia"
    " vietnam thailand malaysia indonesia india south_korea germany"
)
_IN_ASIA = _set("singapore japan vietnam thailand malaysia indonesia india south_korea")
_INSIDE: dict[str, frozenset[str]] = {
    "china": _IN_CHINA | _NEAR_CHINA | {"mainland_china"},
    "mainland_china": _IN_CHINA,
    "outside_china": _ABROAD | _NEAR_CHINA | {"overseas"},
    "overseas": _ABROAD | _NEAR_CHINA,
    "asia": _IN_ASIA | _IN_CHINA | _NEAR_CHINA | {"china", "mainland_china"},
    "asia_pacific": _IN_ASIA | _IN_CHINA | _NEAR_CHINA | {"china", "mainland_china", "australia", "asia"},
    "americas": frozenset({"north_america", "united_states"}),
    "north_america": frozenset({"united_states"}),
    "europe": frozenset({"germany", "united_kingdom"}),
    "guangdong": frozenset({"shenzhen", "guangzhou"}),
    "south_china": frozenset({"guangdong", "shenzhen", "guangzhou", "fujian"}),
    "eastern_china": _set("shanghai jiangsu zhejiang shandong anhui fujian jiangxi"),
    "north_china": _set("beijing tianjin hebei"),
    "central_china": _set("hubei hunan henan"),
    "hong_kong_macau_taiwan": _set("hong_kong macau taiwan"),
}
_MOST_READINGS = 64


def is_complete(key: str, members: Collection[str]) -> bool:
    """Whether nobody can stand outside these members."""
    return key not in _OPEN and covers(key, members)


def covers(key: str, members: Collection[str]) -> bool:
    """Whether these members are commonly given as the whole."""
    if key == "age":
        return _is_chain(members)
    return any(whole <= set(members) for whole in _WHOLES.get(key, ()))


def readings(key: str, members: Collection[str]) -> Iterator[frozenset[str]]:
    """The ways to add members up without counting one twice: a region or the places in it; none for unclear bands."""
    if key == "age" and not _is_chain(members):
        return
    everything = frozenset(members)
    nested = [m for m in sorted(everything) if _INSIDE.get(m, frozenset()) & everything] if key == "region" else []
    choices = ((frozenset[str](), frozenset({m}), _INSIDE[m]) for m in nested)
    for dropped in islice(product(*choices), _MOST_READINGS):
        left = everything.difference(*dropped)
        if left:
            yield left


def _is_chain(members: Collection[str]) -> bool:
    """Whether age bands cover all ages once: under 30, 30 to 50, over 50; neighbours may share or skip the border."""
    bands = sorted(_band(member) for member in members)
    if len(bands) < 2 or bands[0][0] != 0 or bands[-1][1] < 999:
        return False
    return all(0 <= after[0] - before[1] <= 1 for before, after in pairwise(bands))


def _band(member: str) -> tuple[int, int]:
    found = _BAND.fullmatch(member)
    if not found:
        return (-1, -1)
    if found[1]:
        return (0, int(found[2])) if found[1] == "under" else (int(found[2]), 999)
    return (int(found[3]), int(found[4]))
