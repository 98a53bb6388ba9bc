"""The seed of a rating date and the random numbers that follow from it, by purpose. What is drawn is its drawer's."""

import hashlib
from datetime import date

import numpy as np


def seed_of(methodology_hash: str, rating_date: date) -> int:
    """Seed of all draws of a rating date: the first 8 bytes of a SHA-256, less one bit so that it fits a bigint."""
    digest = hashlib.sha256(f"{methodology_hash}{rating_date.isoformat()}".encode()).digest()
    return int.from_bytes(digest[:8]) >> 1


def stream(seed: int, purpose: str) -> np.random.Generator:
    """The random numbers of one purpose, whatever else is drawn."""
    digest = hashlib.sha256(f"{seed}|{purpose}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16])))
