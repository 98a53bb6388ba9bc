"""Chooses known cells to hide for the self-audit, where cells are really missing. Using them is `audit.py`."""

import hashlib
from collections.abc import Sequence

import numpy as np

from esg_pipeline.impute import Flags, Floats, Peers, Whole

LIMIT = 0.5  # at most this share of the known cells of a data point is hidden
LEAST = 1 / 20  # weight of a known cell that is least like the gaps, beside the one that is most
STEADY = 5.0  # known cells of the next wider group that a group of peers counts beside its own


def hidden_cells(known: Flags, missing: Flags, peers: Peers, chance: Floats, share: float) -> Flags:
    """Which known cells the audit hides, issuer x data point.

    About `share` of the known cells of each world, spread over groups of peers and data points as the missing ones are;
    at most half of any data point's. `chance`: as `even_chances`. A world without any gap hides nothing.
    """
    world = peers.groups[-1]
    rate = np.where(known, gaps_per_known(known, missing, peers), 0.0)
    hidden = np.zeros_like(known)
    for number in np.unique(world):
        rows = np.flatnonzero(world == number)
        wanted = propensities(rate[rows], share * np.count_nonzero(known[rows]))
        draw = np.divide(chance[rows], wanted, out=np.ones_like(wanted), where=wanted > 0)
        hidden[rows] = within_limit(known[rows] & (draw < 1), known[rows], draw)
    return hidden


def gaps_per_known(known: Flags, missing: Flags, peers: Peers) -> Floats:
    """Missing cells per known one around each cell: of its narrowest group of peers and data point.

    A group counts as if it knew five cells more with the rate of the next wider group, the widest with that of all data
    points: a rate of few cells is steadied, one of many is its own. (A mean shrunk to that of the larger population.)
    """
    everybody = peers.groups[-1]
    gaps = group_sums(missing, everybody).sum(axis=1, keepdims=True)
    rate = gaps / np.maximum(group_sums(known, everybody).sum(axis=1, keepdims=True), 1.0)
    for group in reversed(peers.groups):
        rate = (group_sums(missing, group) + STEADY * rate) / (group_sums(known, group) + STEADY)
    return np.broadcast_to(rate, known.shape)


def gap_weights(known: Flags, missing: Flags, peers: Peers) -> Floats:
    """How much each known cell counts for the missing ones: as `gaps_per_known`, 1 at the most of its data point.

    None counts less than a twentieth of another of its world and data point.
    """
    rate = np.where(known, gaps_per_known(known, missing, peers), 0.0)
    weights = np.ones(rate.shape)
    for number in np.unique(peers.groups[-1]):
        rows = np.flatnonzero(peers.groups[-1] == number)
        most = rate[rows].max(axis=0, initial=0.0)
        share = np.divide(rate[rows], most, out=np.ones((len(rows), rate.shape[1])), where=most > 0)
        weights[rows] = np.maximum(share, LEAST)
    return weights


def group_sums(flags: Flags, group: Whole) -> Floats:
    """For each cell, how many of its group and column are set."""
    if not len(group):
        return np.zeros(flags.shape)
    numbers, place = np.unique(group, return_inverse=True)
    order = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[order], np.arange(len(numbers)))
    return np.add.reduceat(flags[order].astype(np.float64), starts, axis=0)[place]


def propensities(rate: Floats, count: float) -> Floats:
    """Chances in proportion to the rates, none above the limit, that sum to `count` where the rates allow it."""
    ordered = np.sort(rate[rate > 0])[::-1]
    if not len(ordered):
        return np.zeros_like(rate)
    capped = np.arange(len(ordered))  # so many of the highest rates are held at the limit
    factor = (count - LIMIT * capped) / np.cumsum(ordered[::-1])[::-1]
    fits = np.flatnonzero(factor * ordered <= LIMIT)
    scale = max(factor[fits[0]], 0.0) if len(fits) else LIMIT / ordered[-1]
    return np.minimum(rate * scale, LIMIT)


def within_limit(picked: Flags, known: Flags, draw: Floats) -> Flags:
    """The picked cells without those that a data point has beyond its limit; the lowest draws stay."""
    kept = picked.copy()
    most = np.floor(LIMIT * known.sum(axis=0))
    for column in np.flatnonzero(picked.sum(axis=0) > most):
        rows = np.flatnonzero(picked[:, column])
        kept[rows[np.argsort(draw[rows, column], kind="stable")[int(most[column]) :]], column] = False
    return kept


def even_chances(seed: str, issuer_ids: Sequence[str], data_point_ids: Sequence[str]) -> Floats:
    """A number in 0..1 for each issuer and data point that follows from the seed and the two names alone.

    Uniform over names: SHA-256 of each name, joined and mixed by the finaliser of SplitMix64 (Steele, Lea and Flood
    2014), so that neither the order nor the number of issuers changes anybody's.
    """
    rows, columns = hashed(seed, issuer_ids), hashed(seed, data_point_ids)
    mixed = mix(mix(rows)[:, np.newaxis] ^ columns[np.newaxis, :])
    return (mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53


def hashed(seed: str, names: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """The first 64 bits of the SHA-256 of seed and name."""
    digests = [hashlib.sha256(f"{seed}\x1f{name}".encode()).digest()[:8] for name in names]
    return np.array([int.from_bytes(digest, "big") for digest in digests], dtype=np.uint64)


def mix(bits: np.ndarray[tuple[int, ...], np.dtype[np.uint64]]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint64]]:
    """Every bit of the result depends on every bit that comes in."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))
