"""Random numbers that depend on nothing but a seed and a name.

Every number is a hash of (seed of the subject, name of the draw, counter), so a project's rows stay the same however
many other projects are made, in whatever order or batch. Whole numbers only: the same on every machine.
"""

import hashlib

import numpy as np
import numpy.typing as npt

Seeds = npt.NDArray[np.uint64]
Whole = npt.NDArray[np.int64]

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)


def seeds_of(seed: int, name: str, numbers: npt.ArrayLike) -> Seeds:
    """One seed for each number, of the whole run's seed."""
    start = np.full(np.shape(numbers), seed % 2**64, dtype=np.uint64)
    return children(mixed(start), name, numbers)


def children(seeds: Seeds, name: str, numbers: npt.ArrayLike = 0) -> Seeds:
    """The seed of each subject's child: a project's year, a line's voucher."""
    counter = np.asarray(numbers, dtype=np.int64).astype(np.uint64)
    with np.errstate(over="ignore"):
        return mixed((seeds ^ constant(name)) + counter * GOLDEN)


def below(seeds: Seeds, name: str, limit: npt.ArrayLike, numbers: npt.ArrayLike = 0) -> Whole:
    """A whole number from 0 to limit - 1 for each seed; limit below 2**31."""
    high_half = children(seeds, name, numbers) >> np.uint64(32)
    return ((high_half * np.asarray(limit, dtype=np.int64).astype(np.uint64)) >> np.uint64(32)).astype(np.int64)


def chance(seeds: Seeds, name: str, per_mille: npt.ArrayLike, numbers: npt.ArrayLike = 0) -> npt.NDArray[np.bool_]:
    """True for about so many of a thousand seeds."""
    return below(seeds, name, 1000, numbers) < np.asarray(per_mille)


def picked(seeds: Seeds, name: str, weights: npt.ArrayLike, numbers: npt.ArrayLike = 0) -> Whole:
    """The place of one entry of a list of weights, heavier ones more often."""
    bounds = np.cumsum(np.asarray(weights, dtype=np.int64))
    return np.searchsorted(bounds, below(seeds, name, int(bounds[-1]), numbers), side="right").astype(np.int64)


def mixed(values: Seeds) -> Seeds:
    """The finishing step of SplitMix64: every input bit moves every output bit."""
    with np.errstate(over="ignore"):
        values = (values ^ (values >> np.uint64(30))) * FIRST
        values = (values ^ (values >> np.uint64(27))) * SECOND
    return values ^ (values >> np.uint64(31))


def constant(name: str) -> np.uint64:
    """A fixed number for a name."""
    return np.uint64(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big"))
