"""Logarithm, exponential and power with the very bits of Java's StrictMath, that is of Sun's fdlibm 5.3.

The reason for not using `math` is told in `fdlibm`, which hands these functions on.
"""

from __future__ import annotations

import math
import struct
from math import inf, nan

_WORDS = struct.Struct("<II")
_FLOAT = struct.Struct("<d")


def _split(x: float) -> tuple[int, int]:
    """The high and the low 32-bit word of a float, unsigned."""
    low, high = _WORDS.unpack(_FLOAT.pack(x))
    return high, low


def _join(high: int, low: int) -> float:
    value: float = _FLOAT.unpack(_WORDS.pack(low, high & 0xFFFFFFFF))[0]
    return value


def _truncated(x: float) -> float:
    return _join(_split(x)[0], 0)


# --- logarithm and exponential ----------------------------------------------------------------------------

_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_L1, _L2, _L3, _L4 = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
)
_L5, _L6, _L7 = 1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01
_E1, _E2, _E3 = 1.66666666666666019037e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05
_E4, _E5 = -1.65339022054652515390e-06, 4.13813679705723846039e-08
_INV_LN2 = 1.44269504088896338700e00
_EXP_MAX = 7.09782712893383973096e02
_EXP_MIN = -7.45133219101941108420e02
_HALF_LN2 = _join(0x3FD62E43, 0)
_THREE_HALVES_LN2 = _join(0x3FF0A2B2, 0)


def log(x: float) -> float:
    """Natural logarithm; -infinity at 0, NaN below."""
    if x <= 0 or x != x:
        return -inf if x == 0 else nan
    if x == inf:
        return inf
    k = 0
    if x < 2.2250738585072014e-308:
        k = -54
        x *= 18014398509481984.0
    high, low = _split(x)
    k += (high >> 20) - 1023
    high &= 0x000FFFFF
    i = (high + 0x95F64) & 0x100000
    x = _join(high | (i ^ 0x3FF00000), low)
    k += i >> 20
    f = x - 1.0
    if (0x000FFFFF & (2 + high)) < 3:
        if f == 0:
            return k * _LN2_HIGH + k * _LN2_LOW if k else 0.0
        r = f * f * (0.5 - 0.33333333333333333 * f)
        return f - r if k == 0 else k * _LN2_HIGH - ((r - k * _LN2_LOW) - f)
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    r = z * (_L1 + w * (_L3 + w * (_L5 + w * _L7))) + w * (_L2 + w * (_L4 + w * _L6))
    if ((high - 0x6147A) | (0x6B851 - high)) > 0:
        half = 0.5 * f * f
        if k == 0:
            return f - (half - s * (half + r))
        return k * _LN2_HIGH - ((half - (s * (half + r) + k * _LN2_LOW)) - f)
    if k == 0:
        return f - s * (f - r)
    return k * _LN2_HIGH - ((s * (f - r) - k * _LN2_LOW) - f)


def exp(x: float) -> float:
    """e to the power x; infinity above 709.78, 0 below -745.13."""
    if x != x:
        return nan
    if x > _EXP_MAX:
        return inf
    if x < _EXP_MIN:
        return 0.0
    size = abs(x)
    k = 0
    high = low = 0.0
    if size >= _HALF_LN2:
        if size < _THREE_HALVES_LN2:
            k = 1 if x > 0 else -1
            high, low = (x - _LN2_HIGH, _LN2_LOW) if x > 0 else (x + _LN2_HIGH, -_LN2_LOW)
        else:
            k = int(_INV_LN2 * x + (0.5 if x > 0 else -0.5))
            high = x - k * _LN2_HIGH
            low = k * _LN2_LOW
        x = high - low
    elif size < 2.0**-28:
        return 1.0 + x
    t = x * x
    c = x - t * (_E1 + t * (_E2 + t * (_E3 + t * (_E4 + t * _E5))))
    if k == 0:
        return 1.0 - ((x * c) / (c - 2.0) - x)
    y = 1.0 - ((low - (x * c) / (2.0 - c)) - high)
    return math.ldexp(y, k)


# --- power ------------------------------------------------------------------------------------------------

_BP = (1.0, 1.5)
_DP_HIGH = (0.0, 5.84962487220764160156e-01)
_DP_LOW = (0.0, 1.35003920212974897128e-08)
_LOG = (
    5.99999999999994648725e-01,
    4.28571428578550184252e-01,
    3.33333329818377432918e-01,
    2.72728123808534006489e-01,
    2.30660745775561754067e-01,
    2.06975017800338417784e-01,
)
_LG2, _LG2_HIGH, _LG2_LOW = (
    6.93147180559945286227e-01,
    6.93147182464599609375e-01,
    -1.90465429995776804525e-09,
)
_OVERFLOW = 8.0085662595372944372e-0017
_CP, _CP_HIGH, _CP_LOW = 9.61796693925975554329e-01, 9.61796700954437255859e-01, -7.02846165095275826516e-09
_IVLN2, _IVLN2_HIGH, _IVLN2_LOW = (
    1.44269504088896338700e00,
    1.44269502162933349609e00,
    1.92596299112661746887e-08,
)


def _special(x: float, y: float) -> float | None:
    """The cases of x ** y which need no computing, None for the others."""
    if y == 0:
        return 1.0
    if x != x or y != y:
        return nan
    if abs(y) == inf:
        if abs(x) == 1:
            return nan
        return inf if (abs(x) > 1) == (y > 0) else 0.0
    if y == 1:
        return x
    if y == 2:
        return x * x
    if y == -1:
        return 1.0 / x if x else math.copysign(inf, x)
    if y == 0.5 and x >= 0:
        return math.sqrt(x)
    if x == 0 or abs(x) in (inf, 1.0):
        odd = y == math.floor(y) and y % 2 == 1
        if x < 0 and y != math.floor(y) and x == -1:
            return nan
        value = 1.0 if abs(x) == 1 else inf if (x != 0) == (y > 0) else 0.0
        return -value if odd and math.copysign(1.0, x) < 0 else value
    return None


def _log2_huge(size: float) -> tuple[float, float]:
    """log2 of a number near 1 in two parts, for exponents beyond 2**31."""
    t = size - 1.0
    w = (t * t) * (0.5 - t * (0.3333333333333333333333 - t * 0.25))
    u = _IVLN2_HIGH * t
    v = t * _IVLN2_LOW - w * _IVLN2
    t1 = _truncated(u + v)
    return t1, v - (t1 - u)


def _log2(size: float) -> tuple[float, float]:
    """log2 of a positive number in two parts, the first with 21 bits of fraction."""
    n = 0
    high, low = _split(size)
    if high < 0x00100000:
        size *= 9007199254740992.0
        n -= 53
        high, low = _split(size)
    n += (high >> 20) - 0x3FF
    j = high & 0x000FFFFF
    high = j | 0x3FF00000
    if j <= 0x3988E:
        k = 0
    elif j < 0xBB67A:
        k = 1
    else:
        k = 0
        n += 1
        high -= 0x00100000
    ax = _join(high, low)
    u = ax - _BP[k]
    v = 1.0 / (ax + _BP[k])
    ss = u * v
    s_h = _truncated(ss)
    t_h = _join(((high >> 1) | 0x20000000) + 0x00080000 + (k << 18), 0)
    t_l = ax - (t_h - _BP[k])
    s_l = v * ((u - s_h * t_h) - s_h * t_l)
    s2 = ss * ss
    r = s2 * s2 * (_LOG[0] + s2 * (_LOG[1] + s2 * (_LOG[2] + s2 * (_LOG[3] + s2 * (_LOG[4] + s2 * _LOG[5])))))
    r += s_l * (s_h + ss)
    s2 = s_h * s_h
    t_h = _truncated(3.0 + s2 + r)
    t_l = r - ((t_h - 3.0) - s2)
    u = s_h * t_h
    v = s_l * t_h + t_l * ss
    p_h = _truncated(u + v)
    p_l = v - (p_h - u)
    z_h = _CP_HIGH * p_h
    z_l = _CP_LOW * p_h + p_l * _CP + _DP_LOW[k]
    t = float(n)
    t1 = _truncated(((z_h + z_l) + _DP_HIGH[k]) + t)
    return t1, z_l - (((t1 - t) - _DP_HIGH[k]) - z_h)


def _exp2(p_h: float, p_l: float) -> float:
    """2 to the power p_h + p_l."""
    z = p_l + p_h
    if z >= 1024 and (z > 1024 or p_l + _OVERFLOW > z - p_h):
        return inf
    if z <= -1075 and (z < -1075 or p_l <= z - p_h):
        return 0.0
    n = 0
    if abs(z) > 0.5:
        n = math.floor(abs(z) + 0.5) if z > 0 else -math.floor(abs(z) + 0.5)
        p_h -= n
    t = _truncated(p_l + p_h)
    u = t * _LG2_HIGH
    v = (p_l - (t - p_h)) * _LG2 + t * _LG2_LOW
    z = u + v
    w = v - (z - u)
    t = z * z
    t1 = z - t * (_E1 + t * (_E2 + t * (_E3 + t * (_E4 + t * _E5))))
    r = (z * t1) / (t1 - 2.0) - (w + z * w)
    return math.ldexp(1.0 - (r - z), n)


def power(x: float, y: float) -> float:
    """x to the power y as Java's `StrictMath.pow`: NaN for a negative x with a y that is no integer."""
    known = _special(x, y)
    if known is not None:
        return known
    sign = 1.0
    if x < 0:
        if y != math.floor(y):
            return nan
        if y % 2 == 1:
            sign = -1.0
    size = abs(x)
    if abs(y) > 2147483648.0 * (1 + 2.0**-20):
        high = _split(size)[0]
        if high < 0x3FEFFFFF:
            return sign * (inf if y < 0 else 0.0)
        if high > 0x3FF00000:
            return sign * (inf if y > 0 else 0.0)
        t1, t2 = _log2_huge(size)
    else:
        t1, t2 = _log2(size)
    y1 = _truncated(y)
    p_l = (y - y1) * t1 + y * t2
    return sign * _exp2(y1 * t1, p_l)
