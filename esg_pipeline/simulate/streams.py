"""Random numbers: one independent stream per issuer and per name, the same on every platform. No model is in here."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ISSUER_STREAM, NAME_STREAM, EVENT_STREAM, SKILL_STREAM = 1, 2, 3, 4
GOLDEN = 0.6180339887498949  # its multiples spread evenly over 0..1, however many there are
PAIRED = ("quality_z", "pillar_z", "key_issue_z")  # skill that comes in pairs of opposite sign
PROFILE_NORMALS = 6
PROFILE_UNIFORMS = 16


def stream(seed: int, *key: int) -> np.random.Generator:
    """The generator of one part of the universe; it depends on the seed and the key alone."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))


def named_stream(seed: int, name: str) -> np.random.Generator:
    """The generator that belongs to a name, such as a data point's id."""
    return stream(seed, NAME_STREAM, zlib.crc32(name.encode()))


@dataclass(frozen=True)
class Draws:
    """Standard normals (`*_z`) and uniforms (`*_u`) of all issuers. `standing_z` is one number per issuer.

    Shapes: issuer first, then year where things change over time, then pillar, key issue or data point.
    """

    standing_z: Floats
    profile_z: Floats
    profile_u: Floats
    quality_z: Floats
    pillar_z: Floats
    key_issue_z: Floats
    trait_z: Floats
    level_z: Floats
    noise_z: Floats
    habit_z: Floats
    mood_z: Floats
    style_u: Floats
    level_u: Floats
    chance_u: Floats
    slip_u: Floats
    growth_z: Floats


def draw(seed: int, issuers: int, years: int, pillars: int, key_issues: int, data_points: int) -> Draws:
    """Everything random about issuers but their events. An issuer's numbers do not depend on how many others there are.

    Skill is spread evenly (standing) or in pairs of opposite sign (the rest), so that universes of any size and
    seed look alike as a whole although no two issuers do.
    """
    skill = {"quality_z": (years,), "pillar_z": (pillars,), "key_issue_z": (key_issues,)}
    normal = {
        "profile_z": (PROFILE_NORMALS,),
        "trait_z": (data_points,),
        "level_z": (data_points,),
        "noise_z": (years, data_points),
        "habit_z": (data_points,),
        "mood_z": (years, data_points),
        "growth_z": (years,),
    }
    uniform = {
        "profile_u": (PROFILE_UNIFORMS,), "style_u": (data_points,), "level_u": (data_points,),
        "chance_u": (years, data_points), "slip_u": (years, data_points),
    }  # fmt: skip
    arrays = {name: np.empty((issuers, *shape)) for name, shape in (skill | normal | uniform).items()}
    for number in range(issuers):
        generator = stream(seed, ISSUER_STREAM, number)
        for name, shape in normal.items():
            arrays[name][number] = generator.standard_normal(shape)
        for name, shape in uniform.items():
            arrays[name][number] = generator.random(shape)
        pair, sign = stream(seed, SKILL_STREAM, number // 2), 1.0 - 2.0 * (number % 2)
        for name, shape in skill.items():
            arrays[name][number] = sign * pair.standard_normal(shape)
    return Draws(standing_z=even_normals(seed, issuers), **arrays)


def even_normals(seed: int, count: int, *key: int) -> Floats:
    """Standard normals without the clusters of independent draws: a golden-ratio sequence with a random start."""
    start = stream(seed, SKILL_STREAM, *key).random()
    spots = (start + GOLDEN * np.arange(count)) % 1.0
    return np.array([NormalDist().inv_cdf(min(max(float(spot), 1e-9), 1 - 1e-9)) for spot in spots])


def even_within(draws: Draws, seed: int, groups: Sequence[str]) -> Draws:
    """The same draws with skill spread evenly within each group, so that a small group is no better than the others.

    An issuer's numbers depend on the issuers of its group before it, not on those after it.
    """
    members = np.array(groups)
    skill = {name: getattr(draws, name).copy() for name in ("standing_z", *PAIRED)}
    for group in sorted(set(groups)):
        rows = np.flatnonzero(members == group)
        skill["standing_z"][rows] = even_normals(seed, len(rows), zlib.crc32(group.encode()), 0)
        firsts, seconds = rows[0::2], rows[1::2]
        for name in PAIRED:
            skill[name][seconds] = -skill[name][firsts[: len(seconds)]]
    return replace(draws, **skill)
