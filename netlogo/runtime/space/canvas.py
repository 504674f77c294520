"""Painting marks of a drawing, and agents, on a picture of the world with Pillow.

Lines and figures are smooth as in NetLogo: the canvas has several dots for every pixel, which are averaged
when the picture is asked for.
"""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from netlogo.runtime.space.drawing import Mark
    from netlogo.runtime.space.topology import Topology

SIDE = 300
"""Shapes are figures on a square of so many units."""
FINEST = 3
"""Dots along a pixel."""
MOST_DOTS = 12_000_000
DEFAULT = (150.0, 5.0, 40.0, 250.0, 150.0, 205.0, 260.0, 250.0)
"""The arrow head that stands for a shape that nobody knows."""
Point: TypeAlias = tuple[float, float]


class FigureLike(Protocol):
    """A part of a shape, as `netlogo.modelfile.shapes` reads it."""

    @property
    def kind(self) -> str: ...
    @property
    def points(self) -> tuple[float, ...]: ...
    @property
    def rgb(self) -> int: ...
    @property
    def filled(self) -> bool: ...
    @property
    def recolored(self) -> bool: ...


class ShapeLike(Protocol):
    """A turtle's shape."""

    @property
    def rotates(self) -> bool: ...
    @property
    def figures(self) -> Sequence[FigureLike]: ...


Shapes: TypeAlias = Mapping[str, ShapeLike]


class Canvas:
    """A transparent picture of the world."""

    def __init__(self, topology: Topology, patch_size: float, shapes: Shapes) -> None:
        self._size = (topology.width, topology.height)
        self._wraps = (topology.wrap_x, topology.wrap_y)
        self._corner = (topology.min_x - 0.5, topology.max_y + 0.5)
        self._patch_size = patch_size
        self._shapes = shapes
        self.pixels = (max(1, round(patch_size * self._size[0])), max(1, round(patch_size * self._size[1])))
        self._dots = max(1, min(FINEST, math.isqrt(MOST_DOTS // (self.pixels[0] * self.pixels[1]) or 1)))
        self._image = Image.new("RGBA", (self.pixels[0] * self._dots, self.pixels[1] * self._dots))
        self._pen = ImageDraw.Draw(self._image)
        self._scale = (self._image.width / self._size[0], self._image.height / self._size[1])

    def fits(self, topology: Topology, patch_size: float) -> bool:
        """Whether it is of this world at this patch size."""
        return self._size == (topology.width, topology.height) and self._patch_size == patch_size

    def picture(self) -> Image.Image:
        """What was painted, one dot a pixel."""
        return self._image.copy() if self._dots == 1 else self._image.reduce(self._dots)

    def lay(self, image: Image.Image) -> None:
        """Lay a picture of the whole world over what is there."""
        self._image.alpha_composite(image.convert("RGBA").resize(self._image.size, Image.Resampling.NEAREST))

    def dots(self) -> bytes:
        """What was painted, every dot of it, as a PNG."""
        return png(self._image)

    def set_dots(self, data: bytes) -> None:
        """Take up what `dots` gave for a canvas of the same size."""
        with Image.open(io.BytesIO(data)) as image:
            self._image.paste(image)

    def paint(self, mark: Mark) -> None:
        """Paint a mark of a drawing."""
        kind, *details = mark
        acts: dict[str, Callable[..., None]] = {
            "line": self.line,
            "shape": self.shape,
            "path": self._path,
            "disc": self._disc,
            "picture": self._picture,
        }
        acts[kind](*details)

    def line(
        self, x0: float, y0: float, x1: float, y1: float, color: int, pixels: float, erase: bool = False
    ) -> None:
        """Paint a line with round ends, `pixels` wide and one at least."""
        width = max(1.0, pixels) * self._dots
        for dx, dy in self._copies((x0, x1), (y0, y1), 0.0):
            ends = [self._dot(x0 + dx, y0 + dy), self._dot(x1 + dx, y1 + dy)]
            self._stroke(ends, color, width, erase, round_ends=True)

    def shape(
        self, name: str, x: float, y: float, heading: float, size: float, color: int, erase: bool = False
    ) -> None:
        """Paint a turtle's shape at a place."""
        shape = self._shapes.get(name) or self._shapes.get("default")
        turn = math.radians(heading) if shape is None or shape.rotates else 0.0
        for dx, dy in self._copies((x, x), (y, y), size / 2):
            place = _Placed(self._dot(x + dx, y + dy), self._scale[0] * size / SIDE, turn)
            if shape is None:
                self._fill(place.corners(DEFAULT), color, erase)
            else:
                for figure in shape.figures:
                    own = color if figure.recolored else color & 0xFF000000 | figure.rgb
                    self._figure(figure, place, own, erase)

    def _figure(self, figure: FigureLike, place: _Placed, color: int, erase: bool) -> None:
        points = figure.points
        if figure.kind == "circle":
            radius = points[2] / 2 * place.scale
            center = place.corners((points[0] + points[2] / 2, points[1] + points[2] / 2))[0]
            self._round(center, radius, color, float(self._dots), figure.filled, erase)
            return
        if figure.kind == "rectangle":
            left, top, right, bottom = points
            points = (left, top, right, top, right, bottom, left, bottom)
        corners = place.corners(points)
        if figure.filled:
            self._fill(corners, color, erase)
        else:
            closed = corners if figure.kind == "line" else [*corners, corners[0]]
            self._stroke(closed, color, float(self._dots), erase)

    def _path(self, points: list[float], color: int, pixels: float, filled: bool, erase: bool) -> None:
        dots = [self._dot(x, y) for x, y in zip(points[::2], points[1::2], strict=True)]
        if filled:
            self._fill(dots, color, erase)
        else:
            self._stroke(dots, color, max(1.0, pixels) * self._dots, erase)

    def _disc(
        self, x: float, y: float, radius: float, color: int, pixels: float, filled: bool, erase: bool
    ) -> None:
        width = max(1.0, pixels) * self._dots
        self._round(self._dot(x, y), radius * self._scale[0], color, width, filled, erase)

    def _picture(self, left: float, top: float, width: float, height: float, url: str) -> None:
        image = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGBA")
        x, y = ((left - self._corner[0]) * self._scale[0], (self._corner[1] - top) * self._scale[1])
        size = (max(1, round(width * self._scale[0])), max(1, round(height * self._scale[1])))
        scaled = image.resize(size, Image.Resampling.NEAREST)
        # Pillow lays pictures inside the other alone: what reaches beyond its left and upper edge is cut.
        at = (round(x), round(y))
        cut = (max(0, -at[0]), max(0, -at[1]), size[0], size[1])
        if cut[0] < cut[2] and cut[1] < cut[3]:
            self._image.alpha_composite(scaled.crop(cut), (max(0, at[0]), max(0, at[1])))

    # -- dots

    def _dot(self, x: float, y: float) -> Point:
        """Where a place of the world is on the canvas."""
        return (x - self._corner[0]) * self._scale[0] - 0.5, (self._corner[1] - y) * self._scale[1] - 0.5

    def _copies(self, xs: Point, ys: Point, reach: float) -> list[Point]:
        """Shifts by which a figure has to be painted so that it comes in again where it leaves the world."""
        across = self._shifts(
            min(xs) - reach, max(xs) + reach, self._corner[0], self._size[0], self._wraps[0]
        )
        bottom = self._corner[1] - self._size[1]
        up = self._shifts(min(ys) - reach, max(ys) + reach, bottom, self._size[1], self._wraps[1])
        return [(dx, dy) for dx in across for dy in up]

    @staticmethod
    def _shifts(low: float, high: float, edge: float, length: int, wraps: bool) -> list[float]:
        if not wraps:
            return [0.0]
        tiles = range(math.floor((low - edge) / length), math.floor((high - edge) / length) + 1)
        return [-float(tile * length) for tile in tiles]

    def _fill(self, dots: list[Point], color: int, erase: bool) -> None:
        if len(dots) >= 3:
            self._with(dots, 1.0, color, erase, lambda pen, at, paint: pen.polygon(at(dots), fill=paint))

    def _stroke(
        self, dots: list[Point], color: int, width: float, erase: bool, round_ends: bool = False
    ) -> None:
        half = width / 2

        def act(pen: Any, at: Callable[[list[Point]], list[Point]], paint: tuple[int, ...]) -> None:
            placed = at(dots)
            if half < 1:
                pen.line(placed, fill=paint)
                return
            for one, two in pairwise(placed):
                pen.polygon(_strip(one, two, half), fill=paint)
            for x, y in placed if round_ends else placed[1:-1]:
                pen.ellipse((x - half, y - half, x + half, y + half), fill=paint)

        self._with(dots, width, color, erase, act)

    def _round(
        self, center: Point, radius: float, color: int, width: float, filled: bool, erase: bool
    ) -> None:
        def act(pen: Any, at: Callable[[list[Point]], list[Point]], paint: tuple[int, ...]) -> None:
            ((x, y),) = at([center])
            box = (x - radius, y - radius, x + radius, y + radius)
            if filled:
                pen.ellipse(box, fill=paint)
            else:
                pen.ellipse(box, outline=paint, width=max(1, round(width)))

        self._with([center], radius + width, color, erase, act)

    def _with(
        self,
        dots: list[Point],
        margin: float,
        color: int,
        erase: bool,
        act: Callable[[Any, Callable[[list[Point]], list[Point]], tuple[int, ...]], None],
    ) -> None:
        """Paint on the canvas itself what covers it or erases, beside it what shines through."""
        alpha = color >> 24 & 255
        paint = (color >> 16 & 255, color >> 8 & 255, color & 255, alpha)
        if erase or alpha == 255:
            act(self._pen, lambda points: points, (0, 0, 0, 0) if erase else paint)
            return
        left, top = (max(0, math.floor(min(one[axis] for one in dots) - margin)) for axis in (0, 1))
        right, bottom = (math.ceil(max(one[axis] for one in dots) + margin) + 1 for axis in (0, 1))
        size = (min(right, self._image.width) - left, min(bottom, self._image.height) - top)
        if min(size) <= 0:
            return
        beside = Image.new("RGBA", size)
        act(ImageDraw.Draw(beside), lambda points: [(x - left, y - top) for x, y in points], paint)
        self._image.alpha_composite(beside, (left, top))


def _strip(one: Point, two: Point, half: float) -> list[Point]:
    """The corners of a line that is wide."""
    dx, dy = two[0] - one[0], two[1] - one[1]
    length = math.hypot(dx, dy) or 1.0
    x, y = -dy / length * half, dx / length * half
    return [
        (one[0] + x, one[1] + y),
        (two[0] + x, two[1] + y),
        (two[0] - x, two[1] - y),
        (one[0] - x, one[1] - y),
    ]


class _Placed:
    """The square of a shape at its place on the canvas."""

    def __init__(self, center: Point, scale: float, turn: float) -> None:
        self._center = center
        self.scale = scale
        self._sine, self._cosine = math.sin(turn) * scale, math.cos(turn) * scale

    def corners(self, points: Sequence[float]) -> list[Point]:
        """Where the points x, y, x, y ... of a figure are."""
        found = []
        for x, y in zip(points[::2], points[1::2], strict=True):
            across, down = x - SIDE / 2, y - SIDE / 2
            found.append(
                (
                    self._center[0] + across * self._cosine - down * self._sine,
                    self._center[1] + across * self._sine + down * self._cosine,
                )
            )
        return found


def data_url(image: Image.Image) -> str:
    """A picture as text that a browser shows."""
    return "data:image/png;base64," + base64.b64encode(png(image)).decode()


def png(image: Image.Image) -> bytes:
    """A picture as the bytes of a PNG file."""
    written = io.BytesIO()
    image.convert("RGBA").save(written, format="PNG", compress_level=1)
    return written.getvalue()
