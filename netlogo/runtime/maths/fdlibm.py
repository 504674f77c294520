"""Elementary functions with the very bits of Java's StrictMath, which NetLogo uses for all its mathematics.

Python's `math` calls the platform's C library, whose last bit differs in a few per cent of the arguments,
enough to make two runs part. StrictMath is defined as Sun's fdlibm 5.3: the method, polynomials and constants
here are fdlibm's. This module has the trigonometric functions, `fdlibm_inverse` their inverses,
`fdlibm_power` the logarithm, exponential and power.
"""

from __future__ import annotations

import math
import struct
from functools import cache
from math import nan, sqrt

from netlogo.runtime.maths.fdlibm_inverse import acos, asin, atan, atan2, from_high, truncated
from netlogo.runtime.maths.fdlibm_power import exp, log, power

__all__ = [
    "PI",
    "acos",
    "asin",
    "atan",
    "atan2",
    "cos",
    "exp",
    "log",
    "power",
    "sin",
    "sin_cos",
    "sqrt",
    "tan",
]
__all__ += ["to_degrees", "to_radians"]

PI = math.pi
_TO_RADIANS = 0.017453292519943295
_TO_DEGREES = 57.29577951308232
_WORDS = struct.Struct("<II")
_FLOAT = struct.Struct("<d")


def to_radians(degrees: float) -> float:
    """Degrees to radians, one multiplication as in Java 9 and later."""
    return degrees * _TO_RADIANS


def to_degrees(radians: float) -> float:
    """Radians to degrees, one multiplication as in Java 9 and later."""
    return radians * _TO_DEGREES


# --- sine, cosine, tangent --------------------------------------------------------------------------------

_INV_PIO2 = 6.36619772367581382433e-01
_PIO2_1 = 1.57079632673412561417e00
_PIO2_1T = 6.07710050650619224932e-11
_PIO2_2 = 6.07710050630396597660e-11
_PIO2_2T = 2.02226624879595063154e-21
_PIO2_3 = 2.02226624871116645580e-21
_PIO2_3T = 8.47842766036889956997e-32
_S1, _S2, _S3 = -1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04
_S4, _S5, _S6 = 2.75573137070700676789e-06, -2.50507602534068634195e-08, 1.58969099521155010221e-10
_C1, _C2, _C3 = 4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05
_C4, _C5, _C6 = -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11
_T = (
    3.33333333333334091986e-01,
    1.33333333333201242699e-01,
    5.39682539762260521377e-02,
    2.18694882948595424599e-02,
    8.86323982359930005737e-03,
    3.59207910759131235356e-03,
    1.45620945432529025516e-03,
    5.88041240820264096874e-04,
    2.46463134818469906812e-04,
    7.81794442939557092300e-05,
    7.14072491382608190305e-05,
    -1.85586374855275456654e-05,
    2.59073051863633712884e-05,
)
_PIO4, _PIO4_LOW = 7.85398163397448278999e-01, 3.06161699786838301793e-17
_PIO4_END = from_high(0x3FE921FC)  # arguments up to about pi/4 need no reduction
_PIO2_CLOSE = from_high(0x3FF921FB), from_high(0x3FF921FC)
_THREE_PIO4 = from_high(0x4002D97C)
_MEDIUM = from_high(0x413921FC)
_COS_PLAIN = from_high(0x3FD33333)
_COS_FIXED = from_high(0x3FE90001)
_TAN_LARGE = from_high(0x3FE59428)
_SMALL = 2.0**-27
_TAN_SMALL = 2.0**-28


def _near_multiple(size: float, n: int) -> bool:
    """Whether the high words of `size` and of n * pi/2 agree, so that the reduction may cancel."""
    return truncated(size) == truncated(n * (PI / 2))


def _reduce(x: float) -> tuple[int, float, float]:
    """x = n * pi/2 + y0 + y1 with |y0| <= pi/4: (n, y0, y1); n counts modulo 4 from 2**19 * pi/2 on."""
    size = abs(x)
    if size >= _MEDIUM:
        return _reduce_huge(x)
    if size < _THREE_PIO4:
        n = 1
        rest = size - _PIO2_1
        tail = _PIO2_1T
        if _PIO2_CLOSE[0] <= size < _PIO2_CLOSE[1]:
            rest -= _PIO2_2
            tail = _PIO2_2T
        y0 = rest - tail
    else:
        n = int(size * _INV_PIO2 + 0.5)
        rest = size - n * _PIO2_1
        tail = n * _PIO2_1T
        y0 = rest - tail
        if n >= 32 or _near_multiple(size, n):
            rest, tail, y0 = _reduce_close(size, n, rest, tail, y0)
    y1 = (rest - y0) - tail
    return (n, y0, y1) if x > 0 else (-n, -y0, -y1)


def _reduce_close(size: float, n: int, rest: float, tail: float, y0: float) -> tuple[float, float, float]:
    """Second and third steps of the reduction, where the first has lost 16 or 49 bits."""
    top = math.frexp(size)[1]
    if top - math.frexp(y0)[1] > 16:
        before, tail = rest, n * _PIO2_2
        rest = before - tail
        tail = n * _PIO2_2T - ((before - rest) - tail)
        y0 = rest - tail
        if top - math.frexp(y0)[1] > 49:
            before, tail = rest, n * _PIO2_3
            rest = before - tail
            tail = n * _PIO2_3T - ((before - rest) - tail)
            y0 = rest - tail
    return rest, tail, y0


@cache
def _half_pi_bits(bits: int) -> int:
    """pi/2 * 2**bits as an integer, by Machin's formula."""
    one = 1 << (bits + 16)

    def arctan_inverse(k: int) -> int:
        total = term = one // k
        divisor = 1
        while term:
            term //= -k * k
            divisor += 2
            total += term // divisor
        return total

    return (8 * arctan_inverse(5) - 2 * arctan_inverse(239)) >> 16


def _reduce_huge(x: float) -> tuple[int, float, float]:
    """The reduction in exact integers, for arguments beyond 2**19 * pi/2."""
    numerator, denominator = abs(x).as_integer_ratio()
    bits = 200 + numerator.bit_length()
    half_pi = _half_pi_bits(bits)
    scaled = (numerator << bits) // denominator
    n = (2 * scaled + half_pi) // (2 * half_pi)
    rest = scaled - n * half_pi
    y0 = rest / (1 << bits)
    top, bottom = y0.as_integer_ratio()
    y1 = (rest * bottom - (top << bits)) / (bottom << bits)
    return (n % 4, y0, y1) if x > 0 else (-(n % 4), -y0, -y1)


def _kernel_sin(x: float, y: float) -> float:
    if -_SMALL < x < _SMALL:
        return x
    z = x * x
    v = z * x
    r = _S2 + z * (_S3 + z * (_S4 + z * (_S5 + z * _S6)))
    return x - ((z * (0.5 * y - v * r) - y) - v * _S1)


def _kernel_cos(x: float, y: float) -> float:
    size = x if x >= 0 else -x
    if size < _SMALL:
        return 1.0
    z = x * x
    r = z * (_C1 + z * (_C2 + z * (_C3 + z * (_C4 + z * (_C5 + z * _C6)))))
    if size < _COS_PLAIN:
        return 1.0 - (0.5 * z - (z * r - x * y))
    if size >= _COS_FIXED:
        quarter = 0.28125
    elif size >= 0.5:
        quarter = int(size * 2097152.0) / 8388608.0
    else:
        quarter = int(size * 4194304.0) / 16777216.0
    return (1.0 - quarter) - ((0.5 * z - quarter) - (z * r - x * y))


def sin(x: float) -> float:
    """Sine of an angle in radians."""
    if -_PIO4_END < x < _PIO4_END:
        if -_SMALL < x < _SMALL:
            return x
        z = x * x
        return x + z * x * (_S1 + z * (_S2 + z * (_S3 + z * (_S4 + z * (_S5 + z * _S6)))))
    if not math.isfinite(x):
        return nan
    n, y0, y1 = _reduce(x)
    value = _kernel_cos(y0, y1) if n & 1 else _kernel_sin(y0, y1)
    return -value if n & 2 else value


def cos(x: float) -> float:
    """Cosine of an angle in radians."""
    if -_PIO4_END < x < _PIO4_END:
        return _kernel_cos(x, 0.0)
    if not math.isfinite(x):
        return nan
    n, y0, y1 = _reduce(x)
    value = _kernel_sin(y0, y1) if n & 1 else _kernel_cos(y0, y1)
    return -value if (n + 1) & 2 else value


def sin_cos(x: float) -> tuple[float, float]:
    """Sine and cosine of an angle in radians, with one reduction."""
    if -_PIO4_END < x < _PIO4_END:
        return sin(x), _kernel_cos(x, 0.0)
    n, y0, y1 = _reduce(x)
    s = _kernel_sin(y0, y1)
    c = _kernel_cos(y0, y1)
    n &= 3
    if n == 0:
        return s, c
    if n == 1:
        return c, -s
    if n == 2:
        return -s, -c
    return -c, s


def _minus_inverse(x: float, r: float, w: float) -> float:
    """-1 / (x + r), where w is x + r rounded, without the rounding error of w."""
    z = truncated(w)
    v = r - (z - x)
    a = -1.0 / w
    t = truncated(a)
    return t + a * ((1.0 + t * z) + t * v)


def _kernel_tan(x: float, y: float, odd: bool) -> float:
    size = abs(x)
    if size < _TAN_SMALL:
        if not odd:
            return x
        return _minus_inverse(x, y, x + y)
    negative = x < 0
    large = size >= _TAN_LARGE
    if large:
        if negative:
            x, y = -x, -y
        x = (_PIO4 - x) + (_PIO4_LOW - y)
        y = 0.0
    z = x * x
    w = z * z
    r = _T[1] + w * (_T[3] + w * (_T[5] + w * (_T[7] + w * (_T[9] + w * _T[11]))))
    v = z * (_T[2] + w * (_T[4] + w * (_T[6] + w * (_T[8] + w * (_T[10] + w * _T[12])))))
    s = z * x
    r = y + z * (s * (r + v) + y)
    r += _T[0] * s
    w = x + r
    if large:
        v = -1.0 if odd else 1.0
        value = v - 2.0 * (x - (w * w / (w + v) - r))
        return -value if negative else value
    return _minus_inverse(x, r, w) if odd else w


def tan(x: float) -> float:
    """Tangent of an angle in radians."""
    if -_PIO4_END < x < _PIO4_END:
        return _kernel_tan(x, 0.0, False)
    if not math.isfinite(x):
        return nan
    n, y0, y1 = _reduce(x)
    return _kernel_tan(y0, y1, bool(n & 1))
