"""Inverse trigonometric functions with the very bits of Java's StrictMath, that is of Sun's fdlibm 5.3.

The reason for not using `math` is told in `fdlibm`, which hands these functions on.
"""

from __future__ import annotations

import math
import struct
from math import nan, sqrt

PI = math.pi
_PIO4 = 7.85398163397448278999e-01
_SMALL = 2.0**-27
_WORDS = struct.Struct("<II")
_FLOAT = struct.Struct("<d")


def truncated(x: float) -> float:
    """The float with the low 32 bits of its fraction cleared."""
    high = _WORDS.unpack(_FLOAT.pack(x))[1]
    value: float = _FLOAT.unpack(_WORDS.pack(0, high))[0]
    return value


def from_high(high: int) -> float:
    """The float whose high word is `high` and whose low word is 0."""
    value: float = _FLOAT.unpack(_WORDS.pack(0, high))[0]
    return value


_ATAN_HIGH = (
    4.63647609000806093515e-01,
    7.85398163397448278999e-01,
    9.82793723247329054082e-01,
    1.57079632679489655800e00,
)
_ATAN_LOW = (
    2.26987774529616870924e-17,
    3.06161699786838301793e-17,
    1.39033110312309984516e-17,
    6.12323399573676603587e-17,
)
_A = (
    3.33333333333329318027e-01,
    -1.99999999998764832476e-01,
    1.42857142725034663711e-01,
    -1.11111104054623557880e-01,
    9.09088713343650656196e-02,
    -7.69187620504482999495e-02,
    6.66107313738753120669e-02,
    -5.83357013379057348645e-02,
    4.97687799461593236017e-02,
    -3.65315727442169155270e-02,
    1.62858201153657823623e-02,
)
_PIO2_LOW = 6.12323399573676603587e-17
_PI_LOW = 1.2246467991473531772e-16
_P = (
    1.66666666666666657415e-01,
    -3.25565818622400915405e-01,
    2.01212532134862925881e-01,
    -4.00555345006794114027e-02,
    7.91534994289814532176e-04,
    3.47933107596021167570e-05,
)
_Q = (
    -2.40339491173441421878e00,
    2.02094576023350569471e00,
    -6.88283971605453293030e-01,
    7.70381505559019352791e-02,
)
_ATAN_HUGE = 2.0**66
_ATAN_SMALL = 2.0**-29
_ASIN_LARGE = from_high(0x3FEF3333)


def atan(x: float) -> float:
    """Arc tangent in radians."""
    size = abs(x)
    if size >= _ATAN_HUGE:
        value = _ATAN_HIGH[3] + _ATAN_LOW[3]
        return value if x > 0 else -value
    if size < 0.4375:
        if size < _ATAN_SMALL:
            return x
        part, t = -1, x
    elif size < 0.6875:
        part, t = 0, (2.0 * size - 1.0) / (2.0 + size)
    elif size < 1.1875:
        part, t = 1, (size - 1.0) / (size + 1.0)
    elif size < 2.4375:
        part, t = 2, (size - 1.5) / (1.0 + 1.5 * size)
    else:
        part, t = 3, -1.0 / size
    z = t * t
    w = z * z
    s1 = z * (_A[0] + w * (_A[2] + w * (_A[4] + w * (_A[6] + w * (_A[8] + w * _A[10])))))
    s2 = w * (_A[1] + w * (_A[3] + w * (_A[5] + w * (_A[7] + w * _A[9]))))
    if part < 0:
        return t - t * (s1 + s2)
    value = _ATAN_HIGH[part] - ((t * (s1 + s2) - _ATAN_LOW[part]) - t)
    return value if x > 0 else -value


def atan2(y: float, x: float) -> float:
    """Angle of the point (x, y) in radians, for finite x and y."""
    if x == 1.0:
        return atan(y)
    if y == 0 or x == 0:
        return math.atan2(y, x)
    apart = (math.frexp(y)[1] - math.frexp(x)[1]) if y and x else 0
    if apart > 60:
        z = PI / 2 + 0.5 * _PI_LOW
    elif x < 0 and apart < -60:
        z = 0.0
    else:
        z = atan(abs(y / x))
    if x > 0:
        return z if y > 0 else -z
    z -= _PI_LOW
    return PI - z if y > 0 else z - PI


def _asin_ratio(t: float) -> float:
    p = t * (_P[0] + t * (_P[1] + t * (_P[2] + t * (_P[3] + t * (_P[4] + t * _P[5])))))
    q = 1.0 + t * (_Q[0] + t * (_Q[1] + t * (_Q[2] + t * _Q[3])))
    return p / q


def asin(x: float) -> float:
    """Arc sine in radians; NaN beyond 1."""
    size = abs(x)
    if size >= 1:
        return x * (PI / 2) + x * _PIO2_LOW if size == 1 else nan
    if size < 0.5:
        return x if size < _SMALL else x + x * _asin_ratio(x * x)
    t = (1.0 - size) * 0.5
    ratio = _asin_ratio(t)
    s = sqrt(t)
    if size >= _ASIN_LARGE:
        value = PI / 2 - (2.0 * (s + s * ratio) - _PIO2_LOW)
    else:
        w = truncated(s)
        c = (t - w * w) / (s + w)
        p = 2.0 * s * ratio - (_PIO2_LOW - 2.0 * c)
        value = _PIO4 - (p - (_PIO4 - 2.0 * w))
    return value if x > 0 else -value


def acos(x: float) -> float:
    """Arc cosine in radians; NaN beyond 1."""
    size = abs(x)
    if size >= 1:
        return nan if size > 1 else (0.0 if x > 0 else PI + 2.0 * _PIO2_LOW)
    if size < 0.5:
        if size <= 2.0**-57:
            return PI / 2 + _PIO2_LOW
        return PI / 2 - (x - (_PIO2_LOW - x * _asin_ratio(x * x)))
    if x < 0:
        z = (1.0 + x) * 0.5
        s = sqrt(z)
        return PI - 2.0 * (s + (_asin_ratio(z) * s - _PIO2_LOW))
    z = (1.0 - x) * 0.5
    s = sqrt(z)
    df = truncated(s)
    c = (z - df * df) / (s + df)
    return 2.0 * (df + (_asin_ratio(z) * s + c))
