"""NetLogo's random numbers: the Mersenne twister with the draws of Java's `Random` interface.

Draw for draw the numbers are those of NetLogo's generator; every draw of a model goes through here. The raw
stream is `Twister`, in C or in Python.
"""

from __future__ import annotations

import time
from array import array

from netlogo.runtime.agents.kernel import Twister
from netlogo.runtime.maths.fdlibm import log, sqrt
from netlogo.runtime.maths.twister import WORDS, signed

_MATRIX_A = 0x9908B0DF


class MersenneTwister(Twister):
    """One stream of random numbers."""

    __slots__ = ("_has_spare", "_spare")

    def __init__(self, seed: int | None = None) -> None:
        super().__init__()
        self.set_seed(time.time_ns() if seed is None else seed)

    def set_seed(self, seed: int) -> None:
        """Start the stream of `seed`; only its low 32 bits count."""
        super().set_seed(seed)
        self._has_spare = False
        self._spare = 0.0

    def next_word(self) -> int:
        """The next raw word as a signed 32-bit int, as Java's `nextInt()`."""
        return signed(self.bits(32))

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

    def clone(self) -> MersenneTwister:
        """A second generator which goes on with the same numbers."""
        twin = MersenneTwister(0)
        twin.set_words(self.words())
        twin._spare, twin._has_spare = self._spare, self._has_spare
        return twin

    def swap(self, other: MersenneTwister) -> None:
        """Exchange the streams of two generators, so that whoever holds this one draws from the other's."""
        self.exchange(other)
        spare = self._spare, self._has_spare
        self._spare, self._has_spare = other._spare, other._has_spare
        other._spare, other._has_spare = spare

    def state(self) -> tuple[bytes, float, bool]:
        """Everything that decides the numbers to come: 624 words and the position, the spare normal."""
        return array("I", self.words()).tobytes(), self._spare, self._has_spare

    def set_state(self, words: bytes, spare: float, has_spare: bool) -> None:
        """Take up what `state` gave."""
        self.set_words(tuple(array("I", words)))
        self._spare, self._has_spare = spare, has_spare

    def save(self) -> str:
        """The state as NetLogo writes it into exported worlds: version, constants, position, spare normal,
        624 words.
        """
        from netlogo.runtime.maths.numbers import java_text

        *words, position = self.words()
        head = f"0 0 {signed(_MATRIX_A)} {position} {java_text(self._spare)} {str(self._has_spare).lower()} "
        return head + " ".join(str(signed(word)) for word in words)

    def load(self, text: str) -> None:
        """Take up a state which `save`, here or in NetLogo, has written.

        Raises:
            ValueError: the text is not such a state.
        """
        fields = text.split()
        if len(fields) != WORDS + 6 or fields[0] != "0" or fields[5] not in ("true", "false"):
            raise ValueError(
                f"expected a saved generator of {WORDS + 6} fields starting with 0, got {text[:40]!r}"
            )
        words = [int(field) & 0xFFFFFFFF for field in fields[6:]]
        self.set_words((*words, int(fields[3])))
        self._spare = float(fields[4])
        self._has_spare = fields[5] == "true"
