"""Random numbers that depend on what they are for and not on how many were drawn before.

Every number is a function of a key, a 64-bit integer made from the seed and from what the number stands for
(an area, a day, the third crime of it, the delay of its report). So a run cut into other windows, or under
other loading factors, finds the same numbers for the same crimes.

The function is the output step of SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom
number generators", OOPSLA), which is a bijection of 64-bit integers.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
KeyArray = npt.NDArray[np.uint64]

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""SplitMix64's step: 2^64 over the golden ratio, odd."""

_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))
_FACTORS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_UNIT = 2.0**-53


def mixed(numbers: KeyArray) -> KeyArray:
    """SplitMix64's output for each number: all bits of the result depend on all bits of the number."""
    result = numbers ^ (numbers >> _SHIFTS[0])
    result *= _FACTORS[0]
    result ^= result >> _SHIFTS[1]
    result *= _FACTORS[1]
    result ^= result >> _SHIFTS[2]
    return result


@cache
def key_of_name(name: str) -> np.uint64:
    """A fixed 64-bit number of a text."""
    return np.uint64(int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little"))


def key_of_stream(seed: int, name: str) -> KeyArray:
    """The key of a named stream under a seed of up to 64 bits, shape (1,)."""
    return mixed(mixed(np.array([seed], dtype=np.uint64)) ^ key_of_name(name))


def member_keys(keys: KeyArray, names: list[str]) -> KeyArray:
    """The key of each named member under each key, shape (*keys, names)."""
    members = np.array([key_of_name(name) for name in names], dtype=np.uint64)
    return mixed(keys[..., None] ^ members)


def numbered_keys(keys: KeyArray, numbers: IntArray) -> KeyArray:
    """The key of the n-th thing under a key, element by element, n >= 0."""
    return mixed(keys + (numbers + 1).astype(np.uint64) * GOLDEN)


def uniforms(keys: KeyArray, name: str) -> FloatArray:
    """One number in [0, 1) per key, multiples of 2^-53, from the stream of that name."""
    whole = mixed(keys ^ key_of_name(name)) >> np.uint64(11)
    numbers: FloatArray = whole.astype(np.float64)
    numbers *= _UNIT
    return numbers


def exponentials(keys: KeyArray, name: str) -> FloatArray:
    """One exponential number of mean 1 per key."""
    numbers: FloatArray = -np.log1p(-uniforms(keys, name))
    return numbers


def normals(keys: KeyArray, name: str) -> FloatArray:
    """One standard normal number per key (Box and Muller 1958)."""
    angle = 2 * np.pi * uniforms(keys, f"{name}, angle")
    numbers: FloatArray = np.sqrt(2 * exponentials(keys, name)) * np.cos(angle)
    return numbers


def poisson_numbers(uniform: FloatArray, mean: FloatArray) -> IntArray:
    """The Poisson quantile of each uniform number: inversion, exact to the precision of the numbers.

    Args:
        mean: up to about 50, beyond which exp(-mean) would lose the smallest counts; same shape.
    """
    count = np.zeros(len(uniform), dtype=np.int64)
    term = np.exp(-mean)
    left = np.flatnonzero(uniform >= term)
    term, uniform, mean = term[left], uniform[left], mean[left]
    total = term.copy()
    number = 0
    while len(left):
        number += 1
        count[left] = number
        term = term * mean / number
        total += term
        # Rounding may leave the sum of all terms just below the largest uniform number.
        more = (uniform >= total) & ((term > 1e-18) | (number < mean))
        left, term, uniform, mean, total = left[more], term[more], uniform[more], mean[more], total[more]
    return count
