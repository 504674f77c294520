"""The `palette` extension: colours by gradients, schemes, and their parts.

Gradients have 256 steps between two colours, as Java paints them; schemes are Cynthia Brewer's, from the
package `palettable`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Any, ClassVar

from netlogo.errors import LogoError
from netlogo.extensions.base import Extension, a_list, a_number, a_string, a_whole_number, failure
from netlogo.runtime.primitives.color import extract_hsb, hsb, rgb_of
from netlogo.runtime.space.places import modulate, valid_rgb

_STEPS = 256
_PARTS = {"hue": 0, "saturation": 1, "brightness": 2}
_TOPS = (360.0, 100.0, 100.0)
_CHANNELS = {"r": 0, "g": 1, "b": 2}
_TYPES = {"Sequential": "Sequential", "Divergent": "Diverging", "Qualitative": "Qualitative"}
_NO_PACKAGE = "colour schemes need palettable: pip install 'crims-bridge[palette]'"
_NO_TYPE = "Scheme Type must be Sequential, Divergent, or Qualitative"


class PaletteExtension(Extension):
    """Primitives of `palette`."""

    name = "palette"
    signatures: ClassVar[str] = """
scale-gradient : list number number number -> list
scale-gradient-hsb : list number number number -> list
scale-scheme : string string number number number number -> list
scheme-colors : string string number -> list
scheme-dialog : command
alpha-of : number|list -> number
alpha : -> number ; -TPL
set-alpha : number ; -TPL
with-alpha : number|list ~ number -> list
transparency-of : number|list -> number
transparency : -> number ; -TPL
set-transparency : number ; -TPL
with-transparency : number|list ~ number -> list
hue : -> number ; -TPL
saturation : -> number ; -TPL
brightness : -> number ; -TPL
set-hue : number ; -TPL
set-saturation : number ; -TPL
set-brightness : number ; -TPL
hue-of : number|list -> number
saturation-of : number|list -> number
brightness-of : number|list -> number
with-hue : number|list ~ number -> list
with-saturation : number|list ~ number -> list
with-brightness : number|list ~ number -> list
r : -> number ; -TPL
g : -> number ; -TPL
b : -> number ; -TPL
set-r : number ; -TPL
set-g : number ; -TPL
set-b : number ; -TPL
r-of : number|list -> number
g-of : number|list -> number
b-of : number|list -> number
with-r : number|list ~ number -> list
with-g : number|list ~ number -> list
with-b : number|list ~ number -> list
"""

    def function(self, primitive: str) -> Callable[..., Any]:
        verb, _, part = primitive.partition("-")
        if verb in ("set", "with") and part in (*_PARTS, *_CHANNELS):
            return _setter(part) if verb == "set" else _changer(part)
        word = primitive.removesuffix("-of")
        if word in (*_PARTS, *_CHANNELS):
            of = word != primitive
            return (
                (lambda color: _part(_checked(color), word)) if of else (lambda me: _part(_color(me), word))
            )
        return super().function(primitive)

    # --- gradients and schemes ------------------------------------------------------------------------------

    def scale_gradient(self, colors: Any, value: Any, first: Any, last: Any) -> list[Any]:
        """The colour of a value on a gradient through colours, between two values."""
        points = tuple(_gradient_color(one) for one in a_list(colors))
        index = _index(len(points), a_number(value), a_number(first), a_number(last))
        return [float(part) for part in _gradient(points)[index]]

    def scale_gradient_hsb(self, colors: Any, value: Any, first: Any, last: Any) -> list[Any]:
        """The same through hues, saturations and brightnesses."""
        points = tuple(_hsb_point(one) for one in a_list(colors))
        index = _index(len(points), a_number(value), a_number(first), a_number(last))
        return list(_gradient_hsb(points)[index])

    def scale_scheme(self, kind: Any, scheme: Any, size: Any, value: Any, first: Any, last: Any) -> list[Any]:
        """The colour of a value in a scheme of so many colours, between two values."""
        colors: list[list[Any]] = _scheme(a_string(kind), a_string(scheme), a_whole_number(size))
        low, high, number = a_number(first), a_number(last), a_number(value)
        forward = high >= low
        if (forward and number <= low) or (not forward and number > low):
            return colors[0]
        if (not forward and number < high) or (forward and number > high):
            return colors[-1]
        share = (number - low if high > low else low - number) / (abs(high - low) / len(colors))
        return colors[min(math.floor(share), len(colors) - 1)]

    def scheme_colors(self, kind: Any, scheme: Any, size: Any) -> list[Any]:
        """All colours of a scheme."""
        return _scheme(a_string(kind), a_string(scheme), a_whole_number(size))

    def scheme_dialog(self, then: Any) -> None:
        """Let the user choose a scheme: there is no window for that."""

    # --- opacity --------------------------------------------------------------------------------------------

    def alpha_of(self, color: Any) -> float:
        """A colour's opacity, 0 to 255."""
        return _opacity(_checked(color))

    def alpha(self, me: Any) -> float:
        """The opacity of the agent's colour, 0 to 255."""
        return _opacity(_color(me))

    def set_alpha(self, me: Any, alpha: Any) -> None:
        """Change it."""
        if me.kind == "patch":
            raise failure("Alpha for 2D patches cannot be changed.")
        _recolor(me, [*_color(me)[:3], _within(alpha, 255.0, "Alpha")])

    def with_alpha(self, color: Any, alpha: Any) -> list[Any]:
        """A colour with another opacity."""
        return _with_opacity(_checked(color)[:3], _within(alpha, 255.0, "Alpha"))

    def transparency_of(self, color: Any) -> float:
        """A colour's transparency in percent."""
        return (1 - _opacity(_checked(color)) / 255) * 100

    def transparency(self, me: Any) -> float:
        """The transparency of the agent's colour in percent."""
        return (1 - _opacity(_color(me)) / 255) * 100

    def set_transparency(self, me: Any, share: Any) -> None:
        """Change it."""
        wanted = _within(share, 100.0, "Transparency")
        if me.kind == "patch":
            raise failure("Transparency for 2D patches cannot be changed.")
        _recolor(me, [*_color(me)[:3], 255 * (1 - wanted / 100)])

    def with_transparency(self, color: Any, share: Any) -> list[Any]:
        """A colour with another transparency."""
        return _with_opacity(_checked(color)[:3], 255 * (1 - _within(share, 100.0, "Transparency") / 100))


# --- colours ----------------------------------------------------------------------------------------------


def _rgb(number: float) -> list[Any]:
    value = rgb_of(modulate(number))
    return [float(value >> 16), float(value >> 8 & 255), float(value & 255)]


def _checked(color: Any) -> list[Any]:
    if color.__class__ is float:
        return _rgb(color)
    try:
        found: list[Any] = valid_rgb(color)
    except LogoError as error:
        raise failure("Color must have a valid RGB List.") from error
    return found


def _color(agent: Any) -> list[Any]:
    color = agent.pcolor if agent.kind == "patch" else agent.color
    return color if color.__class__ is list else _rgb(color)


def _recolor(agent: Any, color: list[Any]) -> None:
    (agent.set_pcolor if agent.kind == "patch" else agent.set_color)(color)


def _opacity(color: list[Any]) -> float:
    return float(color[3]) if len(color) > 3 else 255.0


def _with_opacity(color: list[Any], opacity: float) -> list[Any]:
    return [*color] if opacity == 255.0 else [*color, opacity]


def _within(value: Any, top: float, word: str) -> float:
    if not 0 <= a_number(value) <= top:
        raise failure(f"{word} must be in the range from 0 to {top:.0f}.")
    return float(value)


def _part(color: list[Any], word: str) -> float:
    if word in _CHANNELS:
        return float(color[_CHANNELS[word]])
    return extract_hsb(color[:3])[_PARTS[word]]


def _setter(word: str) -> Callable[..., Any]:
    """A command that changes one part of an agent's colour."""
    name, top = ("Value", 255.0) if word in _CHANNELS else (word.capitalize(), _TOPS[_PARTS[word]])

    def put(me: Any, value: Any) -> None:
        _within(value, top, name)
        _recolor(me, _changed(_color(me), word, value))

    return put


def _changer(word: str) -> Callable[..., Any]:
    """A reporter of a colour with one part changed."""

    def changed(color: Any, value: Any) -> list[Any]:
        old = _checked(color)
        if word in _CHANNELS:
            _within(value, 255.0, "Value")
        return _changed(old, word, a_number(value))

    return changed


def _changed(color: list[Any], word: str, value: float) -> list[Any]:
    if word in _CHANNELS:
        return [value if i == _CHANNELS[word] else part for i, part in enumerate(color)]
    parts = extract_hsb(color[:3])
    parts[_PARTS[word]] = value % 360.0 if word == "hue" else min(100.0, max(value, 0.0))
    return _with_opacity(hsb(*parts), _opacity(color))


# --- gradients --------------------------------------------------------------------------------------------


def _index(points: int, value: float, first: float, last: float) -> int:
    """The step of a value on a gradient through points."""
    if first > last:
        share = 1.0 if value < last else 0.0 if value > first else (first - value) / (first - last)
    elif value > last:
        share = 1.0
    else:
        share = (value - first) / (last - first) if value > first else 0.0
    top = _STEPS - 1 if points < 3 else _STEPS - 1 + _STEPS * (points - 2)
    return math.floor(share * top + 0.5)


def _gradient_color(one: Any) -> tuple[int, int, int]:
    parts = _rgb(one) if one.__class__ is float else a_list(one)[:3]
    if len(parts) != 3 or (one.__class__ is list and len(one) > 4):
        raise failure(
            "An rgb list must contain 3 numbers 0-255one of your rgb lists contains"
            f" {len(a_list(one))}numbers"
        )
    whole = [int(a_number(part)) for part in parts]
    if not all(0 <= part <= 255 for part in whole):
        raise failure("RGB values must be 0-255")
    return whole[0], whole[1], whole[2]


@lru_cache(maxsize=64)
def _gradient(points: tuple[tuple[int, int, int], ...]) -> list[tuple[int, ...]]:
    if len(points) < 2:
        raise failure("expected a list of at least two colors")
    return [
        tuple(int(a + (b - a) * step / _STEPS) for a, b in zip(one, two, strict=True))
        for one, two in pairwise(points)
        for step in range(_STEPS)
    ]


def _hsb_point(one: Any) -> tuple[float, float, float]:
    if one.__class__ is float:
        raise failure("Detected double as input, must input HSB lists for scale-gradient-hsb")
    if len(a_list(one)) != 3:
        raise failure("HSB must have three elements")
    for part, top, word in zip(one, _TOPS, ("Hue", "Saturation", "Brightness"), strict=True):
        if not 0 <= a_number(part) <= top:
            raise failure(f"{word} must be in the range from 0 to {top:.0f}")
    return one[0], one[1], one[2]


@lru_cache(maxsize=64)
def _gradient_hsb(points: tuple[tuple[float, float, float], ...]) -> list[tuple[float, ...]]:
    if len(points) < 2:
        raise failure("expected a list of at least two colors")
    steps: list[tuple[float, ...]] = []
    for one, two in pairwise(points):
        rise = [(_way_round(one[0], two[0])) / (_STEPS - 1)]
        rise += [(two[i] - one[i]) / (_STEPS - 1) for i in (1, 2)]
        now = list(one)
        for step in range(_STEPS):
            if step:
                now = [part + more for part, more in zip(now, rise, strict=True)]
                now = [now[0] % 360.0, *(min(100.0, max(0.0, part)) for part in now[1:])]
            steps.append(tuple(hsb(*now)))
    return steps


def _way_round(one: float, two: float) -> float:
    """From one hue to another, the shorter way."""
    if two > one:
        return two - (one + 360.0) if one + 360 - two < two - one else two - one
    return two + 360.0 - one if two + 360.0 - one < one - two else two - one


def _scheme(kind: str, scheme: str, size: int) -> list[Any]:
    try:
        from palettable.colorbrewer import COLOR_MAPS
    except ImportError as error:
        raise failure(_NO_PACKAGE) from error

    if kind not in _TYPES:
        raise failure(_NO_TYPE)
    if size < 3:
        raise failure(f"The minimum size of a color classes is 3 but your thrid argument is {size}")
    sizes = COLOR_MAPS[_TYPES[kind]].get(scheme)
    if sizes is None:
        raise failure(_NO_TYPE)
    found = sizes.get(str(size))
    if found is None:
        raise failure(f"{scheme} has a maximum of {len(sizes)} colors, but you have requested {size}")
    return [[float(part) for part in color] for color in found["Colors"]]


EXTENSION = PaletteExtension
