"""NetLogo's random numbers: the Mersenne twister with the draws of Java's `Random` interface.

The raw 32-bit words come from `random.Random`, whose core is the same MT19937, so that one word costs one C
call. What leaves are ints and floats, draw for draw those of NetLogo's generator; every draw of a model goes
through here.
"""

from __future__ import annotations

import random as _random
import time
from array import array
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from netlogo.runtime.fdlibm import log, sqrt

_WORDS = 624
_MATRIX_A = 0x9908B0DF
_TWO_53 = 1.0 / (1 << 53)
BULK_FROM = 48
"""Sets smaller than this are shuffled word by word; for larger ones a block of words is drawn at once."""


def _initial_state(seed: int) -> tuple[int, ...]:
    """The 624 words which `seed` (its low 32 bits) makes, and the position after the last (Matsumoto,
    Nishimura 2002).
    """
    word = seed & 0xFFFFFFFF
    words = [word]
    for i in range(1, _WORDS):
        word = (1812433253 * (word ^ (word >> 30)) + i) & 0xFFFFFFFF
        words.append(word)
    return (*words, _WORDS)


def _signed(word: int) -> int:
    return word - (1 << 32) if word & 0x80000000 else word


class MersenneTwister:
    """One stream of random numbers; `bits(k)` gives the top `k` bits of the next word (k <= 32)."""

    __slots__ = ("_core", "_has_spare", "_spare", "bits")

    bits: Callable[[int], int]

    def __init__(self, seed: int | None = None) -> None:
        self._use(_random.Random())
        self._spare = 0.0
        self._has_spare = False
        self.set_seed(time.time_ns() if seed is None else seed)

    def _use(self, core: _random.Random) -> None:
        self._core = core
        self.bits = core.getrandbits

    def set_seed(self, seed: int) -> None:
        """Start the stream of `seed`; only its low 32 bits count."""
        self._core.setstate((3, _initial_state(seed), None))
        self._has_spare = False
        self._spare = 0.0

    def next_word(self) -> int:
        """The next raw word as a signed 32-bit int, as Java's `nextInt()`."""
        return _signed(self.bits(32))

    def next_int(self, n: int) -> int:
        """A uniform int in [0, n), 1 <= n < 2**31."""
        word = self.bits(31)
        if n & (n - 1) == 0:
            return (n * word) >> 31
        value = word % n
        while word - value + n > 0x80000000:
            word = self.bits(31)
            value = word % n
        return value

    def next_long(self, n: int) -> int:
        """A uniform int in [0, n), n < 2**63; takes two words (more with probability n / 2**63)."""
        bits = self.bits
        while True:
            high = bits(32)
            word = (((high << 32) + _signed(bits(32))) & 0xFFFFFFFFFFFFFFFF) >> 1
            value = word % n
            if word - value + n <= 0x8000000000000000:
                return value

    def next_double(self) -> float:
        """A uniform float in [0, 1) with 53 random bits."""
        bits = self.bits
        return ((bits(26) << 27) + bits(27)) * _TWO_53

    def next_gaussian(self) -> float:
        """A standard normal float by the polar method; the second of each pair is kept for the next call."""
        if self._has_spare:
            self._has_spare = False
            return self._spare
        while True:
            x = 2 * self.next_double() - 1
            y = 2 * self.next_double() - 1
            s = x * x + y * y
            if 0 < s < 1:
                break
        scale = sqrt(-2 * log(s) / s)
        self._spare = y * scale
        self._has_spare = True
        return x * scale

    def shuffle_picks(self, n: int) -> list[int]:
        """The places which a shuffle of `n` items picks: for i = 0 .. n - 2 the int i + next_int(n - i)."""
        if n >= BULK_FROM:
            return self._bulk_picks(n)
        bits = self.bits
        picks = []
        for i in range(n - 1):
            left = n - i
            word = bits(31)
            if left & (left - 1) == 0:
                picks.append(i + ((left * word) >> 31))
                continue
            value = word % left
            while word - value + left > 0x80000000:
                word = bits(31)
                value = word % left
            picks.append(i + value)
        return picks

    def _block(self, n: int) -> npt.NDArray[np.int64]:
        """The next `n` words, each without its lowest bit."""
        raw = self.bits(32 * n).to_bytes(4 * n, "little")
        return (np.frombuffer(raw, dtype="<u4") >> 1).astype(np.int64)

    def _bulk_picks(self, n: int) -> list[int]:
        picks: list[int] = (self._settled(self._block(n - 1), n) + np.arange(n - 1)).tolist()
        return picks

    def _settled(self, words: npt.NDArray[np.int64], n: int) -> npt.NDArray[np.int64]:
        """The ints below n, n - 1 ... 2 that the words give; further words are drawn for those refused."""
        left = np.arange(n, 1, -1, dtype=np.int64)
        values = words % left
        while True:
            refused = np.flatnonzero((words - values + left > 0x80000000) & (left & (left - 1) != 0))
            if not len(refused):
                break
            words = np.append(np.delete(words, refused[0]), self.bits(31))
            values = words % left
        for power in 1 << np.arange(1, n.bit_length()):
            if power <= n:
                values[n - power] = (power * words[n - power]) >> 31
        return values

    def skip_shuffle(self, n: int) -> None:
        """Take the words that a shuffle of `n` items takes, where nobody will notice the order."""
        if n < BULK_FROM:
            self.shuffle_picks(n)
            return
        words = self._block(n - 1)
        if words.max() > 0x80000000 - n:
            self._settled(words, n)

    def clone(self) -> MersenneTwister:
        """A second generator which goes on with the same numbers."""
        twin = MersenneTwister.__new__(MersenneTwister)
        core = _random.Random()
        core.setstate(self._core.getstate())
        twin._use(core)
        twin._spare = self._spare
        twin._has_spare = self._has_spare
        return twin

    def swap(self, other: MersenneTwister) -> None:
        """Exchange the streams of two generators, so that whoever holds this one draws from the other's."""
        mine = self._core, self._spare, self._has_spare
        self._use(other._core)
        self._spare, self._has_spare = other._spare, other._has_spare
        other._use(mine[0])
        other._spare, other._has_spare = mine[1:]

    def state(self) -> tuple[bytes, float, bool]:
        """Everything that decides the numbers to come: 624 words and the position, the spare normal."""
        return array("I", self._core.getstate()[1]).tobytes(), self._spare, self._has_spare

    def set_state(self, words: bytes, spare: float, has_spare: bool) -> None:
        """Take up what `state` gave."""
        self._core.setstate((3, tuple(array("I", words)), None))
        self._spare, self._has_spare = spare, has_spare

    def save(self) -> str:
        """The state as NetLogo writes it into exported worlds: version, constants, position, spare normal,
        624 words.
        """
        from netlogo.runtime.numbers import java_text

        *words, position = self._core.getstate()[1]
        head = f"0 0 {_signed(_MATRIX_A)} {position} {java_text(self._spare)} {str(self._has_spare).lower()} "
        return head + " ".join(str(_signed(word)) for word in words)

    def load(self, text: str) -> None:
        """Take up a state which `save`, here or in NetLogo, has written.

        Raises:
            ValueError: the text is not such a state.
        """
        fields = text.split()
        if len(fields) != _WORDS + 6 or fields[0] != "0" or fields[5] not in ("true", "false"):
            raise ValueError(
                f"expected a saved generator of {_WORDS + 6} fields starting with 0, got {text[:40]!r}"
            )
        words = [int(field) & 0xFFFFFFFF for field in fields[6:]]
        self._core.setstate((3, (*words, int(fields[3])), None))
        self._spare = float(fields[4])
        self._has_spare = fields[5] == "true"
