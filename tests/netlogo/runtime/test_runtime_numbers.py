"""Numbers as NetLogo writes and checks them; the expected texts are Java 17's."""

from __future__ import annotations

import math

import pytest

from netlogo.errors import LogoError
from netlogo.runtime.maths import fdlibm
from netlogo.runtime.maths.mathematics import (
    approximate,
    atan,
    div,
    log,
    mod,
    pow_,
    precision,
    remainder,
    round_,
    sqrt,
    tan,
)
from netlogo.runtime.maths.numbers import checked, message_text, number_text, to_int, whole


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (3.0, "3"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (1e7, "10000000"),
        (12345678.5, "1.23456785E7"),
        (0.001, "0.001"),
        (0.0001, "1.0E-4"),
        (9007199254740992.0, "9007199254740992"),
        (9007199254740994.0, "9.007199254740994E15"),
        (1.0 / 3.0, "0.3333333333333333"),
        (2e23, "1.9999999999999998E23"),
        (1.44814286793124256e17, "1.44814286793124256E17"),  # Java gives one digit too many here
        (5e-324, "4.9E-324"),
    ],
)
def test_number_text(number: float, text: str) -> None:
    assert number_text(number) == text


@pytest.mark.parametrize(
    ("number", "text"), [(-1.0, "-1"), (1234567.891234, "1,234,567.891"), (0.0005, "0.001"), (2.5, "2.5")]
)
def test_numbers_inside_messages(number: float, text: str) -> None:
    assert message_text(number) == text


@pytest.mark.parametrize(
    ("value", "message"),
    [(math.inf, "a number too large for NetLogo"), (-math.inf, "too large"), (math.nan, "a non-number")],
)
def test_checked_refuses_what_is_no_number(value: float, message: str) -> None:
    with pytest.raises(LogoError, match=message):
        checked(value)


def test_whole_refuses_beyond_2_to_53() -> None:
    with pytest.raises(LogoError, match=r"1\.0E16 is too large to be represented exactly as an integer"):
        whole(1e16)


def test_to_int_stops_at_the_ends_of_java() -> None:
    assert (to_int(-2.9), to_int(1e10), to_int(-1e10)) == (-2, 2147483647, -2147483648)


@pytest.mark.parametrize(
    ("a", "b", "rest", "modulus"), [(5.0, 3.0, 2, 2), (-5.0, 3.0, -2, 1), (5.0, -3.0, 2, -1)]
)
def test_remainder_has_the_sign_of_a_and_mod_that_of_b(
    a: float, b: float, rest: float, modulus: float
) -> None:
    assert (remainder(a, b), mod(a, b)) == (rest, modulus)


@pytest.mark.parametrize(("value", "rounded"), [(2.5, 3), (-2.5, -2), (0.49999999999999994, 1), (-0.5, 0)])
def test_round_goes_half_up(value: float, rounded: float) -> None:
    assert round_(value) == rounded  # NetLogo adds 0.5 and takes the floor, so 0.4999... becomes 1


def test_precision_with_decimals_and_tens() -> None:
    assert (precision(1.23456, 3.0), precision(1234.0, -2.0), approximate(1.5, 17)) == (1.235, 1200, 1.5)


def test_division_by_zero_and_imaginary_root() -> None:
    with pytest.raises(LogoError, match=r"^Division by zero\.$"):
        div(1.0, 0.0)
    with pytest.raises(LogoError, match=r"^The square root of -1 is an imaginary number\.$"):
        sqrt(-1.0)
    with pytest.raises(LogoError, match=r"^0 isn't a valid base for a logarithm\.$"):
        log(1.0, 0.0)


def test_power_of_a_negative_number_to_a_fraction_is_refused() -> None:
    with pytest.raises(LogoError, match="a non-number"):
        pow_(-8.0, 0.5)


def test_tangent_at_90_degrees_is_refused() -> None:
    assert tan(180.0) == 0
    with pytest.raises(LogoError, match="too large"):
        tan(-90.0)


def test_atan_is_a_heading() -> None:
    assert [atan(1.0, 0.0), atan(0.0, -1.0), atan(-1.0, 1.0)] == [90, 180, 315]


@pytest.mark.parametrize("x", [0.1, 0.7, 1.5, 3.0, 6.2, 100.0, 1e6, 1e18])
def test_functions_are_within_one_unit_of_the_platforms(x: float) -> None:
    pairs = [
        (fdlibm.sin(x), math.sin(x)),
        (fdlibm.cos(x), math.cos(x)),
        (fdlibm.tan(x), math.tan(x)),
        (fdlibm.atan(x), math.atan(x)),
        (fdlibm.log(x), math.log(x)),
        (fdlibm.exp(min(x, 700.0)), math.exp(min(x, 700.0))),
        (fdlibm.power(x, 1.7), x**1.7),
        (fdlibm.asin(1 / (1 + x)), math.asin(1 / (1 + x))),
        (fdlibm.acos(1 / (1 + x)), math.acos(1 / (1 + x))),
    ]
    for ours, platform in pairs:
        assert abs(ours - platform) <= 2 * math.ulp(platform)


def test_sine_where_java_and_c_differ() -> None:
    assert fdlibm.sin_cos(fdlibm.to_radians(50.0)) == (
        fdlibm.sin(0.8726646259971648),
        fdlibm.cos(0.8726646259971648),
    )
