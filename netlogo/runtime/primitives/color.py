"""NetLogo's colours: numbers from 0 to 140, RGB lists, and the way between them.

A colour number's tens are its hue, the rest its brightness; the table of the fourteen hues' RGB values is
NetLogo's. Single-precision steps are kept where NetLogo has them, since they show in the last digits.
"""

from __future__ import annotations

import math
import struct
from functools import cache
from typing import Any

from netlogo.errors import LogoError
from netlogo.runtime.maths.mathematics import approximate
from netlogo.runtime.space.places import modulate, valid_rgb
from netlogo.runtime.values import wrong_type

_HUES = (
    (140, 140, 140), (215, 48, 39), (241, 105, 19), (156, 109, 70), (237, 237, 47), (87, 176, 58),
    (42, 209, 57), (27, 158, 119), (82, 196, 196), (43, 140, 190), (50, 92, 168), (123, 78, 163),
    (166, 25, 105), (224, 126, 149),
)  # fmt: skip
_BLACK, _WHITE = 0, 0xFFFFFF


def _single(value: float) -> float:
    """The nearest single-precision number."""
    result: float = struct.unpack("<f", struct.pack("<f", value))[0]
    return result


@cache
def rgb_table() -> tuple[int, ...]:
    """RGB values (0xRRGGBB) of the colour numbers 0.0, 0.1 ... 139.9."""
    table = []
    for tenths in range(1400):
        step = (tenths % 100 - 50) / 50.48 + 0.012
        value = 0
        for part in _HUES[tenths // 100]:
            part += int(part * step) if step < 0 else int((255 - part) * step)
            value = value << 8 | part
        table.append(value)
    table[0], table[99] = _BLACK, _WHITE
    return tuple(table)


@cache
def _numbers_by_rgb() -> dict[int, float]:
    return {rgb: tenths / 10.0 for tenths, rgb in enumerate(rgb_table())}


def rgb_of(color: Any) -> int:
    """RGB value (0xRRGGBB) of a colour number in [0, 140) or an RGB list."""
    if color.__class__ is list:
        red, green, blue = (int(part) for part in color[:3])
        return red << 16 | green << 8 | blue
    return rgb_table()[int(color * 10)]


def argb_of(color: Any) -> int:
    """0xAARRGGBB of a colour number or an RGB or RGBA list."""
    opacity = int(color[3]) if color.__class__ is list and len(color) > 3 else 255
    return opacity << 24 | rgb_of(color)


def _apart(one: int, two: int) -> int:
    r1, g1, b1 = one >> 16, one >> 8 & 0xFF, one & 0xFF
    r2, g2, b2 = two >> 16, two >> 8 & 0xFF, two & 0xFF
    mean = r1 + r2 // 2
    red, green, blue = r1 - r2, g1 - g2, b1 - b2
    return (((512 + mean) * red * red) >> 8) + 4 * green * green + (((767 - mean) * blue * blue) >> 8)


def closest_number(rgb: int) -> float:
    """The colour number that comes closest to an RGB value."""
    table = _numbers_by_rgb()
    found = table.get(rgb)
    if found is not None:
        return found
    return table[min(table, key=lambda candidate: _apart(rgb, candidate))]


def central_number(color: float) -> float:
    """The middle of a colour number's hue: 15 for all reds."""
    return (int(modulate(color) / 10) + 0.5) * 10


def _split(rgb: int) -> list[float]:
    return [float(rgb >> 16 & 0xFF), float(rgb >> 8 & 0xFF), float(rgb & 0xFF)]


def _hsb_to_rgb(hue: float, saturation: float, brightness: float) -> int:
    """RGB value of hue, saturation and brightness in [0, 1], in single precision as Java computes it."""
    if saturation == 0:
        grey = int(_single(brightness * 255.0) + 0.5)
        return grey << 16 | grey << 8 | grey
    h = _single(_single(hue - math.floor(hue)) * 6.0)
    f = _single(h - math.floor(h))
    p = _single(brightness * _single(1.0 - saturation))
    q = _single(brightness * _single(1.0 - _single(saturation * f)))
    t = _single(brightness * _single(1.0 - _single(saturation * _single(1.0 - f))))
    parts = (
        (brightness, t, p),
        (q, brightness, p),
        (p, brightness, t),
        (p, q, brightness),
        (t, p, brightness),
    )
    red, green, blue = (*parts, (brightness, p, q))[int(h)]
    value = 0
    for part in (red, green, blue):
        value = value << 8 | int(_single(_single(part * 255.0) + 0.5))
    return value


def _rgb_to_hsb(red: int, green: int, blue: int) -> tuple[float, float, float]:
    top, bottom = max(red, green, blue), min(red, green, blue)
    brightness = _single(top / 255.0)
    if top == bottom:
        return 0.0, 0.0, brightness
    width = float(top - bottom)
    saturation = _single(width / top)
    r, g, b = (_single((top - part) / width) for part in (red, green, blue))
    if red == top:
        hue = _single(b - g)
    elif green == top:
        hue = _single(_single(2.0 + r) - b)
    else:
        hue = _single(_single(4.0 + g) - r)
    hue = _single(hue / 6.0)
    return (_single(hue + 1.0) if hue < 0 else hue), saturation, brightness


def base_colors() -> list[float]:
    """The fourteen hues' colour numbers."""
    return [10.0 * i + 5.0 for i in range(14)]


def wrap_color(color: float) -> float:
    """A number brought into [0, 140)."""
    return modulate(color)


def shade_of_p(one: float, two: float) -> bool:
    """Whether two colour numbers have the same hue."""
    return central_number(one) == central_number(two)


def scale_color(color: float, value: float, low: float, high: float) -> float:
    """A shade of a colour, the lighter the nearer `value` is to `high`; the limits may be reversed."""
    base = central_number(color) - 5.0
    if low > high:
        share = 1.0 if value < high else 0.0 if value > low else (low - value) / (low - high)
    else:
        share = 1.0 if value > high else 0.0 if value <= low else (value - low) / (high - low)
    return base + min(max(share * 10, 0.0), 9.9999)


def rgb(red: float, green: float, blue: float) -> list[float]:
    """An RGB list, its parts brought into 0 .. 255."""
    return [min(255.0, max(0.0, part)) for part in (red, green, blue)]


_TOPS = (360.0, 100.0, 100.0)
_OLD_TOPS = (255.0, 255.0, 255.0)
"""The greatest hue, saturation and brightness now, and before NetLogo 5.2."""


def _rgb_of_hsb(parts: tuple[float, float, float], tops: tuple[float, float, float]) -> int:
    limited = zip(parts, tops, strict=True)
    return _hsb_to_rgb(*(_single(_single(max(0.0, min(top, part))) / top) for part, top in limited))


def hsb(hue: float, saturation: float, brightness: float) -> list[float]:
    """The RGB list of a hue in 0 .. 360 degrees, saturation and brightness in 0 .. 100."""
    return _split(_rgb_of_hsb((hue, saturation, brightness), _TOPS))


def hsb_old(hue: float, saturation: float, brightness: float) -> list[float]:
    """The same of numbers in 0 .. 255, as before NetLogo 5.2."""
    return _split(_rgb_of_hsb((hue, saturation, brightness), _OLD_TOPS))


def approximate_rgb(red: float, green: float, blue: float) -> float:
    """The colour number closest to an RGB colour."""
    value = 0
    for part in (red, green, blue):
        value = value << 8 | math.floor(_single(max(0.0, min(255.0, part))) + 0.5)
    return closest_number(value)


def approximate_hsb(hue: float, saturation: float, brightness: float) -> float:
    """The colour number closest to a hue, saturation and brightness."""
    return closest_number(_rgb_of_hsb((hue, saturation, brightness), _TOPS))


def approximate_hsb_old(hue: float, saturation: float, brightness: float) -> float:
    """The same of numbers in 0 .. 255, as before NetLogo 5.2."""
    return closest_number(_rgb_of_hsb((hue, saturation, brightness), _OLD_TOPS))


def extract_rgb(color: Any) -> list[float]:
    """The RGB list of a colour."""
    if color.__class__ is list:
        try:
            return valid_rgb(color)[:3]
        except LogoError:
            usable = "a valid RGB/A color list with 3 - 4 numbers that have values between 0 and 255"
            raise LogoError(f"Color must be a number or {usable}.") from None
    if color.__class__ is not float:
        raise wrong_type("a number", color)
    return _split(rgb_of(modulate(color)))


def extract_hsb(color: Any) -> list[float]:
    """Hue, saturation and brightness of a colour."""
    if color.__class__ is list:
        if any(part.__class__ is not float for part in color[:3]):
            raise LogoError("EXTRACT-HSB an rgb list must contain only numbers")
        if len(color) < 3:
            raise LogoError(f"EXTRACT-HSB an rgb list must contain three numbers, got {len(color)}")
        red, green, blue = (max(0, min(255, int(part))) for part in color[:3])
    elif color.__class__ is float:
        red, green, blue = (int(part) for part in _split(rgb_of(modulate(color))))
    else:
        raise wrong_type("a number or list", color)
    parts = zip(_rgb_to_hsb(red, green, blue), _TOPS, strict=True)
    return [approximate(_single(part * top), 3) for part, top in parts]


def extract_hsb_old(color: Any) -> list[float]:
    """The same as numbers in 0 .. 255, as before NetLogo 5.2."""
    parts = zip(extract_hsb(color), _TOPS, strict=True)
    return [approximate(_single(_single(part) * _single(255.0 / top)), 3) for part, top in parts]
