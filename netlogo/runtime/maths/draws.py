"""The primitives that draw random numbers, for one world.

Each takes from the world's generator just what NetLogo takes. The gamma algorithm is Ahrens and Dieter's GD
(1982) and GS (1974), with the constants of the CERN Colt library, which NetLogo uses.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import inf, sqrt
from typing import TYPE_CHECKING

from netlogo.errors import LogoError
from netlogo.runtime.maths.fdlibm import exp, log
from netlogo.runtime.maths.numbers import checked, number_text, whole
from netlogo.runtime.maths.random import MersenneTwister

if TYPE_CHECKING:
    from netlogo.runtime.world import World

_Q = (
    0.0416666664,
    0.0208333723,
    0.0079849875,
    0.0015746717,
    -0.0003349403,
    0.0003340332,
    0.0006053049,
    -0.0004701849,
    0.0001710320,
)
_A = (
    0.333333333,
    -0.249999949,
    0.199999867,
    -0.166677482,
    0.142873973,
    -0.124385581,
    0.110368310,
    -0.112750886,
    0.104089866,
)
_E = (1.0, 0.499999994, 0.166666848, 0.041664508, 0.008345522, 0.001353826, 0.000247453)
_SEED_LIMIT = 2147483648
_ALL_BITS = 0xFFFFFFFFFFFFFFFF


def _series(coefficients: tuple[float, ...], x: float) -> float:
    """c0 x + c1 x**2 + ..., by Horner's rule."""
    total = 0.0
    for coefficient in reversed(coefficients):
        total = (total + coefficient) * x
    return total


def _small_gamma(rng: MersenneTwister, shape: float) -> float:
    """Acceptance and rejection, for a shape below 1."""
    b = 1.0 + 0.36788794412 * shape
    while True:
        p = b * rng.next_double()
        if p <= 1.0:
            value = exp(log(p) / shape)
            if log(rng.next_double()) <= -value:
                return value
        else:
            value = -log((b - p) / shape)
            if log(rng.next_double()) <= (shape - 1.0) * log(value):
                return value


def _hat(shape: float, ss: float, s: float) -> tuple[float, float, float]:
    if shape > 13.022:
        return 1.77, 0.75, 0.1515 / s
    if shape > 3.686:
        return 1.654 + 0.0076 * ss, 1.68 / s + 0.275, 0.062 / s + 0.024
    return 0.463 + s - 0.178 * ss, 1.235, 0.195 / s - 0.079 + 0.016 * s


def _quotient(t: float, s: float, ss: float, q0: float) -> float:
    v = t / (s + s)
    if abs(v) > 0.25:
        return q0 - s * t + 0.25 * t * t + (ss + ss) * log(1.0 + v)
    return q0 + 0.5 * t * t * _series(_A, v)


def standard_gamma(rng: MersenneTwister, shape: float) -> float:
    """A gamma variate of scale 1."""
    if shape < 1.0:
        return _small_gamma(rng, shape)
    ss = shape - 0.5
    s = sqrt(ss)
    while True:
        v1 = 2.0 * rng.next_double() - 1.0
        v2 = 2.0 * rng.next_double() - 1.0
        v12 = v1 * v1 + v2 * v2
        if v12 <= 1.0:
            break
    t = v1 * sqrt(-2.0 * log(v12) / v12)
    x = s + 0.5 * t
    if t >= 0.0:
        return x * x
    u = rng.next_double()
    if (5.656854249 - 12.0 * s) * u <= t * t * t:
        return x * x
    q0 = _series(_Q, 1.0 / shape)
    if x > 0.0 and log(1.0 - u) <= _quotient(t, s, ss, q0):
        return x * x
    return _double_exponential(rng, shape, ss, s, q0)


def _double_exponential(rng: MersenneTwister, shape: float, ss: float, s: float, q0: float) -> float:
    b, si, c = _hat(shape, ss, s)
    while True:
        while True:
            e = -log(rng.next_double())
            u = rng.next_double()
            u = u + u - 1.0
            sign = 1.0 if u > 0 else -1.0
            t = b + e * si * sign
            if t > -0.71874483771719:
                break
        q = _quotient(t, s, ss, q0)
        if q <= 0.0:
            continue
        w = exp(q) - 1.0 if q > 0.5 else _series(_E, q)
        if c * u * sign <= w * exp(e - 0.5 * t * t):
            x = s + 0.5 * t
            return x * x


class RandomPrimitives:
    """The drawing primitives of one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._rng = world.rng
        self._main: MersenneTwister | None = None
        self._last_seed = 0.0

    def random(self, limit: float) -> float:
        """A whole number from 0 to `limit`, without `limit`; negative for a negative one."""
        n = int(limit) if 0.0 < limit < 9007199254740992.0 else whole(limit)
        if n == limit and n > 0:
            bits = self._rng.bits
            high, low = bits(32), bits(32)
            word = (((high << 32) + (low if low < 0x80000000 else low - 0x100000000)) & _ALL_BITS) >> 1
            value = word % n
            return float(value if word - value + n <= 0x8000000000000000 else self._rng.next_long(n))
        if n != limit:
            n += 1 if limit >= 0 else -1
        if n > 0:
            return float(self._rng.next_long(n))
        return -float(self._rng.next_long(-n)) if n < 0 else 0.0

    def random_float(self, limit: float) -> float:
        """A number from 0 to `limit`, without `limit`."""
        bits = self._rng.bits
        value = limit * (((bits(26) << 27) + bits(27)) * 1.1102230246251565e-16)
        return value if value - value == 0.0 else checked(value)

    def random_normal(self, mean: float, deviation: float) -> float:
        """A normal variate."""
        if deviation < 0:
            raise LogoError("random-normal's second input can't be negative.")
        return checked(mean + deviation * self._rng.next_gaussian())

    def random_exponential(self, mean: float) -> float:
        """An exponential variate."""
        return checked(-mean * log(self._rng.next_double()))

    def random_gamma(self, alpha: float, rate: float) -> float:
        """A gamma variate of shape `alpha` and mean alpha / rate."""
        if alpha <= 0 or rate <= 0:
            raise LogoError("Both inputs to RANDOM-GAMMA must be positive.")
        return checked(standard_gamma(self._rng, alpha) / rate)

    def random_poisson(self, mean: float) -> float:
        """A Poisson variate, by adding exponential ones."""
        rng = self._rng
        count = 0
        total = -log(1 - rng.next_double())
        while total <= mean:
            count += 1
            total -= log(1 - rng.next_double())
        return float(count)

    def random_pxcor(self) -> float:
        """The x coordinate of a random patch."""
        topology = self._world.topology
        return float(topology.min_x + self._rng.next_int(topology.width))

    def random_pycor(self) -> float:
        """The y coordinate of a random patch."""
        topology = self._world.topology
        return float(topology.min_y + self._rng.next_int(topology.height))

    def random_xcor(self) -> float:
        """The x coordinate of a random point."""
        topology = self._world.topology
        return topology.left + self._rng.next_double() * (topology.right - topology.left)

    def random_ycor(self) -> float:
        """The y coordinate of a random point."""
        topology = self._world.topology
        return topology.bottom + self._rng.next_double() * (topology.top - topology.bottom)

    def random_seed(self, seed: float) -> None:
        """Start the generator anew; outside local randomness the plots' generator as well."""
        if abs(seed) == inf or not -_SEED_LIMIT <= int(seed) < _SEED_LIMIT:
            limits = "the allowable range for random seeds (-2147483648 to 2147483647)"
            raise LogoError(f"{number_text(seed)} is not in {limits}")
        self._rng.set_seed(int(seed))
        if self._main is None:
            self._world.plot_rng.set_seed(int(seed))

    def new_seed(self) -> float:
        """A seed from the clock, never the same twice running."""
        while True:
            seed = float(MersenneTwister().next_word())
            if seed != self._last_seed:
                self._last_seed = seed
                return seed

    def random_state(self) -> str:
        """The state of the main generator as text."""
        return (self._main or self._rng).save()

    @contextmanager
    def with_local_randomness(self) -> Iterator[None]:
        """Draw from a copy of the main generator; afterwards the numbers go on as if nothing had been
        drawn.
        """
        outermost = self._main is None
        kept = (self._main or self._rng).clone()
        self._rng.swap(kept)
        if outermost:
            self._main = kept
        try:
            yield
        finally:
            self._rng.swap(kept)
            if outermost:
                self._main = None
