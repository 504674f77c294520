"""NetLogo's arithmetic and mathematics on floats, with its limits and error texts.

The binary operators here serve operands of unknown type: they check both, so that generated code may call
them blindly. Functions of one module each need no world.
"""

from __future__ import annotations

import math
from math import fmod
from typing import Any

from netlogo.errors import LogoError
from netlogo.runtime.maths import fdlibm
from netlogo.runtime.maths.numbers import checked, message_text, to_int, whole
from netlogo.runtime.values import dump, no_agents, type_name, wrong_type

DIVISION_BY_ZERO = "Division by zero."


def _number(value: Any) -> float:
    if value.__class__ is not float:
        raise wrong_type("a number", value)
    return value


def add(a: Any, b: Any) -> float:
    """a + b"""
    return checked(_number(a) + _number(b))


def sub(a: Any, b: Any) -> float:
    """a - b"""
    return checked(_number(a) - _number(b))


def mul(a: Any, b: Any) -> float:
    """a * b"""
    return checked(_number(a) * _number(b))


def div(a: Any, b: Any) -> float:
    """a / b"""
    if _number(a) == a and _number(b) == 0:
        raise LogoError(DIVISION_BY_ZERO)
    return checked(a / _number(b))


def neg(a: Any) -> float:
    """-a"""
    return -_number(a)


def pow_(a: Any, b: Any) -> float:
    """a ^ b"""
    return checked(fdlibm.power(_number(a), _number(b)))


def mod(a: Any, b: Any) -> float:
    """a mod b: the sign is that of b."""
    if _number(a) == a and _number(b) == 0:
        raise LogoError(DIVISION_BY_ZERO)
    return checked(_number(a) - math.floor(a / b) * b)


def remainder(a: float, b: float) -> float:
    """The rest of a / b: the sign is that of a."""
    if b == 0:
        raise LogoError(DIVISION_BY_ZERO)
    return checked(fmod(a, b))


def abs_(a: float) -> float:
    """The size of a number."""
    return -a if a < 0 else a


def int_(a: float) -> float:
    """The number without its fraction."""
    return float(whole(a))


def floor(a: float) -> float:
    """The next integer below."""
    return float(math.floor(a)) if abs(a) < 1e17 else a


def ceiling(a: float) -> float:
    """The next integer above."""
    return checked(float(math.ceil(a)) if abs(a) < 1e17 else a)


_LONGEST = 2.0**63


def approximate(value: float, places: int) -> float:
    """`value` rounded half up to a number of decimals, negative ones counting tens."""
    if places >= 17:
        return value
    multiplier = fdlibm.power(10.0, float(places))
    scaled = value * multiplier + 0.5
    result = (
        (float(math.floor(scaled)) if abs(scaled) < 1e17 else scaled) / multiplier if multiplier else math.nan
    )
    if places > 0:
        return result
    if result != result:
        return 0.0  # from here on as Java rounds to a long integer
    if abs(result) >= 4503599627370496.0:
        return max(-_LONGEST, min(result, _LONGEST))
    return float(math.floor(result + 0.5))


def round_(a: float) -> float:
    """The nearest integer, halves upwards."""
    return checked(approximate(a, 0))


def precision(a: float, places: float) -> float:
    """`a` rounded to a number of decimals."""
    return checked(approximate(a, to_int(places)))


def sqrt(a: float) -> float:
    """Square root."""
    if a < 0:
        raise LogoError(f"The square root of {message_text(a)} is an imaginary number.")
    return math.sqrt(a)


def exp(a: float) -> float:
    """e to the power a."""
    return checked(fdlibm.exp(a))


def ln(a: float) -> float:
    """Natural logarithm."""
    if a <= 0:
        raise LogoError(f"Can't take logarithm of {message_text(a)}.")
    return checked(fdlibm.log(a))


def log(a: float, base: float) -> float:
    """Logarithm to a base."""
    if a <= 0:
        raise LogoError(f"Can't take logarithm of {message_text(a)}.")
    if base <= 0:
        raise LogoError(f"{message_text(base)} isn't a valid base for a logarithm.")
    denominator = fdlibm.log(base)
    if denominator == 0:
        numerator = fdlibm.log(a)
        return checked(math.copysign(math.inf, numerator) if numerator else math.nan)
    return checked(fdlibm.log(a) / denominator)


def sin(degrees: float) -> float:
    """Sine of an angle in degrees."""
    return fdlibm.sin(fdlibm.to_radians(degrees))


def cos(degrees: float) -> float:
    """Cosine of an angle in degrees."""
    return fdlibm.cos(fdlibm.to_radians(degrees))


def tan(degrees: float) -> float:
    """Tangent of an angle in degrees."""
    rest = abs(fmod(degrees, 180.0))
    if rest == 90:
        checked(math.inf)
    return 0.0 if rest == 0 else fdlibm.tan(fdlibm.to_radians(degrees))


def asin(a: float) -> float:
    """Arc sine in degrees."""
    return checked(fdlibm.to_degrees(fdlibm.asin(a)))


def acos(a: float) -> float:
    """Arc cosine in degrees."""
    return checked(fdlibm.to_degrees(fdlibm.acos(a)))


def atan(x: float, y: float) -> float:
    """Heading in [0, 360) of the vector (x, y)."""
    if x == 0:
        if y == 0:
            raise LogoError("atan is undefined when both inputs are zero.")
        return 0.0 if y > 0 else 180.0
    if y == 0:
        return 90.0 if x > 0 else 270.0
    return fmod(fdlibm.to_degrees(fdlibm.atan2(x, y)) + 360.0, 360.0)


# --- lists of numbers -------------------------------------------------------------------------------------


def _numbers(values: list[Any]) -> list[float]:
    no_agents(values)
    return [value for value in values if value.__class__ is float]


def _total(numbers: list[float]) -> float:
    total = 0.0
    for number in numbers:
        total += number
    return total


def sum_(values: list[Any]) -> float:
    """Sum of the numbers in a list, from left to right."""
    no_agents(values)
    total = 0.0
    for value in values:
        if value.__class__ is float:
            total += value
    return checked(total)


def sum_near(values: list[Any]) -> float:
    """Sum of a variable of patches around, which must all be numbers."""
    total = 0.0
    for value in values:
        if value.__class__ is not float:
            what = f"{dump(value)} is a {type_name(value)}"
            raise LogoError(f"Can't find the sum of a list that contains non-numbers {what}.")
        total += value
    return checked(total)


def max_(values: list[Any]) -> float:
    """Largest number in a list."""
    numbers = _numbers(values)
    if not numbers:
        raise LogoError(f"Can't find the maximum of a list with no numbers: {dump(values)}")
    return max(numbers)


def min_(values: list[Any]) -> float:
    """Smallest number in a list."""
    numbers = _numbers(values)
    if not numbers:
        raise LogoError(f"Can't find the minimum of a list with no numbers: {dump(values)}")
    return min(numbers)


def mean(values: list[Any]) -> float:
    """Mean of the numbers in a list."""
    numbers = _numbers(values)
    if not numbers:
        raise LogoError(f"Can't find the mean of a list with no numbers: {dump(values)}.")
    return checked(_total(numbers) / len(numbers))


def median(values: list[Any]) -> float:
    """Median of the numbers in a list."""
    numbers = sorted(_numbers(values))
    if not numbers:
        raise LogoError(f"Can't find the median of a list with no numbers: {dump(values)}.")
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return checked(numbers[middle - 1] / 2 + numbers[middle] / 2)


def _squares(numbers: list[float]) -> float:
    average = _total(numbers) / len(numbers)
    total = 0.0
    for number in numbers:
        apart = number - average
        total += apart * apart
    return total


def variance(values: list[Any]) -> float:
    """Sample variance of the numbers in a list."""
    numbers = _numbers(values)
    if len(numbers) < 2:
        raise LogoError(f"Can't find the variance of a list without at least two numbers: {dump(values)}.")
    return checked(_squares(numbers) / (len(numbers) - 1))


def standard_deviation(values: list[Any]) -> float:
    """Sample standard deviation of the numbers in a list."""
    numbers = _numbers(values)
    if len(numbers) < 2:
        raise LogoError(
            f"Can't find the standard deviation of a list without at least two numbers: {dump(values)}"
        )
    return checked(math.sqrt(_squares(numbers) / (len(numbers) - 1)))


def xor(a: bool, b: bool) -> bool:
    """Whether just one of the two is true."""
    return a is not b


def not_(a: bool) -> bool:
    """The opposite."""
    return not a
