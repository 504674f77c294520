"""How numbers are checked and written: NetLogo's limits, and the decimal text that Java makes of a double.

NetLogo 6.4 runs on Java 17, whose `Double.toString` is not always the shortest text that reads back outside
[0.001, 10,000,000); the digits here are Java's.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Decimal
from math import inf

from netlogo.errors import LogoError

MAX_INTEGER = 9007199254740992.0
"""Largest integer up to which every integer is a double, 2 to the power 53."""
INFINITESIMAL = 3.2e-15
"""Below this NetLogo takes a sine, a cosine or a step for 0."""

_POWER5_BITS = [(5**n).bit_length() if n else 0 for n in range(27)]
_DEFAULT_BITS = 53


def checked(value: float) -> float:
    """The result of a computation, if NetLogo can hold it.

    Raises:
        LogoError: the number is infinite or not a number.
    """
    if value - value == 0.0:
        return value
    if value != value:
        raise LogoError("math operation produced a non-number")
    raise LogoError("math operation produced a number too large for NetLogo")


def whole(value: float) -> int:
    """A number without its fraction, as NetLogo's own integer conversions do it.

    Raises:
        LogoError: the number is beyond 2**53.
    """
    if value > MAX_INTEGER or value < -MAX_INTEGER:
        raise LogoError(f"{java_text(value)} is too large to be represented exactly as an integer in NetLogo")
    return int(value)


def to_int(value: float) -> int:
    """A number cut to Java's 32-bit `int`; beyond its range the nearest end."""
    if -2147483649.0 < value < 2147483648.0:
        return int(value)
    if value != value:
        return 0
    return 2147483647 if value > 0 else -2147483648


def number_text(value: float) -> str:
    """A number as NetLogo prints it: integers up to 2**53 without a point, others as Java writes a double."""
    if -MAX_INTEGER <= value <= MAX_INTEGER and value == (n := int(value)):
        return str(n)
    return java_text(value)


def message_text(value: float) -> str:
    """A number inside an error message: grouped by thousands, at most three decimals (Java's
    MessageFormat).
    """
    if abs(value) == inf:
        return "-∞" if value < 0 else "∞"
    if abs(value) >= 1e17:  # beyond the digits that a double has, Java writes zeros
        return f"{Decimal(repr(value)):,f}"
    text = f"{Decimal(value).quantize(Decimal('0.001'), rounding=ROUND_HALF_EVEN):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def java_text(value: float) -> str:
    """A double as Java's `Double.toString` writes it, e.g. `1.0`, `1.0E7`, `-2.5E-4`."""
    if value != value:
        return "NaN"
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    size = abs(value)
    if size == 0:
        return sign + "0.0"
    if size == inf:
        return sign + "Infinity"
    if 1e-3 <= size < 1e7:
        return sign + repr(size)
    digits, point = _java_digits(size)
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{point - 1}"


def _round_up(digits: list[int]) -> int:
    """Add one in the last place; the number of places by which the point moves."""
    for i in range(len(digits) - 1, -1, -1):
        if digits[i] < 9:
            digits[i] += 1
            return 0
        digits[i] = 0
    digits[0] = 1
    return 1


def _long_digits(value: int, insignificant: int) -> tuple[str, int]:
    """Digits of a large integer whose last ones carry no information."""
    shift = 0
    if insignificant:
        unit = 10**insignificant
        value, rest = divmod(value, unit)
        shift = insignificant
        if rest >= unit >> 1:
            value += 1
    text = str(value)
    return text.rstrip("0") or "0", len(text) + shift


def _java_digits(size: float) -> tuple[str, int]:
    """Digits and place of the point (0.digits * 10**point) as Java 17 makes them of a positive double."""
    fraction, exponent = math.frexp(size)
    bits = int(fraction * (1 << 53))
    exponent -= 1
    significant = _DEFAULT_BITS
    if exponent < -1022:
        significant = 53 - (-1022 - exponent)
    trailing = (bits & -bits).bit_length() - 1
    fraction_bits = 53 - trailing
    tiny = max(0, fraction_bits - exponent - 1)
    if tiny == 0 and -21 <= exponent <= 62 and fraction_bits < 64:
        insignificant = 0
        if exponent > significant:
            power = exponent - significant - 1
            insignificant = int(power * math.log10(2)) if power > 1 else 0
        value = bits << (exponent - 52) if exponent >= 52 else bits >> (52 - exponent)
        return _long_digits(value, insignificant)
    return _generate(bits >> trailing, bits, fraction_bits, exponent, tiny, significant)


def _generate(
    core: int, bits: int, fraction_bits: int, exponent: int, tiny: int, significant: int
) -> tuple[str, int]:
    """Digit by digit, until what is left is below half a unit in the last place of the double."""
    mantissa = bits / (1 << 52)
    estimate = (mantissa - 1.5) * 0.289529654 + 0.176091259 + exponent * 0.301029995663981
    place = math.floor(estimate)
    b5, s5 = max(0, -place), max(0, place)
    b2, s2 = b5 + tiny + exponent, s5 + tiny
    m2 = b2 - significant
    b2 -= fraction_bits - 1
    common = min(b2, s2)
    b2, s2, m2 = b2 - common, s2 - common, m2 - common
    if fraction_bits == 1:
        m2 -= 1
    if m2 < 0:
        b2, s2, m2 = b2 - m2, s2 - m2, 0
    five_bits = _POWER5_BITS[b5] if b5 < 27 else b5 * 3
    tens_bits = s2 + 1 + (_POWER5_BITS[s5 + 1] if s5 + 1 < 27 else (s5 + 1) * 3)
    small = fraction_bits + b2 + five_bits < 64 and tens_bits < 64
    b = core * 5**b5 << b2
    s = 5**s5 << s2
    m = 5**b5 << m2
    tens = s * 10
    q, b = divmod(b, s)
    b, m = b * 10, m * 10
    low = b < m
    high = b + m > tens if small else b + m >= tens
    digits = []
    if q == 0 and not high:
        place -= 1
    else:
        digits.append(q)
    if place < -3 or place >= 8:
        low = high = False
    while not low and not high:
        q, b = divmod(b, s)
        b, m = b * 10, m * 10
        if small and m >= 1 << 63:
            low = high = True
        else:
            low = b < m
            high = b + m > tens if small else b + m >= tens
        digits.append(q)
    point = place + 1
    if high and (not low or 2 * b > tens or (2 * b == tens and digits[-1] & 1)):
        point += _round_up(digits)
    text = "".join(map(str, digits)).rstrip("0")
    return text or "0", point
