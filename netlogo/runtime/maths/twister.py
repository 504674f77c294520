"""The raw words of the Mersenne twister and the uniform draws that NetLogo makes of them.

The 32-bit words come from `random.Random`, whose core is the same MT19937, so that one word costs one C call.
The kernel has the same class in C; `netlogo.runtime.agents.kernel` says which one is used.
"""

from __future__ import annotations

import random as _random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

WORDS = 624
BULK_FROM = 48
"""Sets smaller than this are shuffled word by word; for larger ones a block of words is drawn at once."""
_TWO_53 = 1.0 / (1 << 53)


def _initial_state(seed: int) -> tuple[int, ...]:
    """The 624 words which `seed` (its low 32 bits) makes, and the position after the last (Matsumoto,
    Nishimura 2002).
    """
    word = seed & 0xFFFFFFFF
    words = [word]
    for i in range(1, WORDS):
        word = (1812433253 * (word ^ (word >> 30)) + i) & 0xFFFFFFFF
        words.append(word)
    return (*words, WORDS)


def signed(word: int) -> int:
    """A word as Java's 32-bit int."""
    return word - (1 << 32) if word & 0x80000000 else word


class Twister:
    """One stream of random words; `bits(k)` gives the top `k` bits of the next word (1 <= k <= 32)."""

    __slots__ = ("_core", "bits")

    def __init__(self) -> None:
        self._use(_random.Random())

    def _use(self, core: _random.Random) -> None:
        self._core = core
        self.bits = core.getrandbits

    def set_seed(self, seed: int) -> None:
        """Start the stream of `seed`; only its low 32 bits count."""
        self._core.setstate((3, _initial_state(seed), None))

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
            word = (((high << 32) + signed(bits(32))) & 0xFFFFFFFFFFFFFFFF) >> 1
            value = word % n
            if word - value + n <= 0x8000000000000000:
                return value

    def next_double(self) -> float:
        """A uniform float in [0, 1) with 53 random bits."""
        bits = self.bits
        return ((bits(26) << 27) + bits(27)) * _TWO_53

    def words(self) -> tuple[int, ...]:
        """The state: 624 words and the position of the next one."""
        words: tuple[int, ...] = self._core.getstate()[1]
        return words

    def set_words(self, words: tuple[int, ...]) -> None:
        """Go on from what `words` gave."""
        self._core.setstate((3, words, None))

    def exchange(self, other: Twister) -> None:
        """Exchange the streams of two generators."""
        mine = self._core
        self._use(other._core)
        other._use(mine)

    # --- shuffles -----------------------------------------------------------------------------------------

    def shuffle_picks(self, n: int) -> list[int]:
        """The places which a shuffle of `n` items picks: for i = 0 .. n - 2 the int i + next_int(n - i)."""
        if n >= BULK_FROM:
            import numpy as np

            picks: list[int] = (self._settled(self._block(n - 1), n) + np.arange(n - 1)).tolist()
            return picks
        return [i + self.next_int(n - i) for i in range(n - 1)]

    def skip_shuffle(self, n: int) -> None:
        """Take the words that a shuffle of `n` items takes, where nobody will notice the order."""
        if n < BULK_FROM:
            self.shuffle_picks(n)
            return
        words = self._block(n - 1)
        if words.max() > 0x80000000 - n:
            self._settled(words, n)

    def _block(self, n: int) -> npt.NDArray[np.int64]:
        """The next `n` words, each without its lowest bit."""
        import numpy as np

        raw = self.bits(32 * n).to_bytes(4 * n, "little")
        return (np.frombuffer(raw, dtype="<u4") >> 1).astype(np.int64)

    def _settled(self, words: npt.NDArray[np.int64], n: int) -> npt.NDArray[np.int64]:
        """The ints below n, n - 1 ... 2 that the words give; further words are drawn for those refused."""
        import numpy as np

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
