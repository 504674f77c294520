"""The drawing: what pens, stamps, pictures and extensions leave between the patches and the agents.

A mark is kept as it was made, in coordinates of the world, so that a viewer draws it as sharp as its screen.
`bitmap` paints all marks at the model's patch size, as NetLogo keeps them; the oldest marks live on in it
alone, so that a pen that never stops does not fill the memory. Nothing here draws random numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from PIL import Image

    from netlogo.runtime.space.canvas import Canvas, Shapes
    from netlogo.runtime.world import World

Mark: TypeAlias = tuple[Any, ...]
"""A kind and its details, ready for JSON; colours are 0xAARRGGBB, `erase` takes away what is under the mark.

- `("line", x0, y0, x1, y1, color, pixels, erase)`: beyond an edge that wraps it comes in at the other side.
- `("shape", name, x, y, heading, size, color, erase)`: a turtle's shape.
- `("path", [x, y, x, y ...], color, pixels, filled, erase)`: lines through points, or a filled polygon.
- `("disc", x, y, radius, color, pixels, filled, erase)`: a circle.
- `("picture", left, top, width, height, PNG as a data URL)`: its edges in the world.
"""
MOST = 20_000
"""Marks that are kept beside the bitmap."""


class Drawing:
    """The drawing of one world.

    Extensions draw with `line`, `path`, `disc` and `picture`; all take coordinates of the world, colours as
    0xAARRGGBB (`netlogo.runtime.primitives.color.argb_of` makes them of NetLogo's) and line widths in pixels.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.shapes: Callable[[], Shapes] = dict
        """The model's turtle shapes by name."""
        self.epoch = 0
        """Grows with every clearing."""
        self._marks: list[Mark] = []
        self._first = 0
        """How many marks the bitmap alone still has."""
        self._canvas: Canvas | None = None
        self._painted = 0

    @property
    def blank(self) -> bool:
        """Whether nothing was drawn since the last clearing."""
        return not self.count

    @property
    def count(self) -> int:
        """Marks since the last clearing."""
        return self._first + len(self._marks)

    def clear(self) -> None:
        """Take everything away."""
        if self.count:
            self.epoch += 1
        self._marks = []
        self._first = self._painted = 0
        self._canvas = None

    # -- what is drawn

    def line(
        self, x0: float, y0: float, x1: float, y1: float, color: int, pixels: float = 1.0, erase: bool = False
    ) -> None:
        """Draw a straight line; beyond the edge of a wrapping world it goes on at the other side."""
        if x0 != x1 or y0 != y1:
            self._add(("line", x0, y0, x1, y1, color, pixels, erase))

    def shape(
        self, name: str, x: float, y: float, heading: float, size: float, color: int, erase: bool = False
    ) -> None:
        """Draw one of the model's turtle shapes; `size` is in patches, the heading in whole degrees."""
        self._add(("shape", name, x, y, float(int(heading)), size, color, erase))

    def path(
        self,
        points: Sequence[float],
        color: int,
        pixels: float = 1.0,
        filled: bool = False,
        erase: bool = False,
    ) -> None:
        """Draw lines through points, or fill the polygon of them.

        Args:
            points: x and y of one point after the other.
            filled: whether the inside is filled; the outline is then not drawn.
        """
        if len(points) >= 4:
            self._add(("path", list(points), color, pixels, filled, erase))

    def disc(
        self, x: float, y: float, radius: float, color: int, pixels: float = 1.0, filled: bool = True
    ) -> None:
        """Draw a circle, `radius` in patches."""
        self._add(("disc", x, y, radius, color, pixels, filled, False))

    def picture(self, image: Image.Image, left: float, top: float, width: float, height: float) -> None:
        """Lay a picture over the drawing, its transparency kept.

        Args:
            left, top: the world's coordinates of its upper left corner (a patch reaches 0.5 to each side).
            width, height: in patches.
        """
        from netlogo.runtime.space.canvas import data_url

        self._add(("picture", left, top, width, height, data_url(image)))

    def lay(self, url: str) -> None:
        """Lay a picture of the whole world, a data URL, over the drawing."""
        self._add(("picture", *self._whole(), url))

    def _whole(self) -> tuple[float, float, float, float]:
        """The upper left corner of the world, its width and its height."""
        shape = self._world.topology
        return shape.min_x - 0.5, shape.max_y + 0.5, float(shape.width), float(shape.height)

    def _add(self, mark: Mark) -> None:
        self._marks.append(mark)
        if len(self._marks) > 2 * MOST:
            self._paint()
            del self._marks[:MOST]
            self._first += MOST

    # -- what is looked at

    def since(self, epoch: int, count: int) -> tuple[bool, list[Mark]]:
        """The marks that a viewer lacks who had `count` of that epoch, and whether to begin with an empty
        drawing: after a clearing, and where a picture stands for marks that are not kept any more.
        """
        fresh = epoch != self.epoch or not count
        if fresh:
            count = 0
        if count >= self._first:
            return fresh, self._marks[count - self._first :]
        return True, [("picture", *self._whole(), self.as_text())]

    def as_text(self) -> str:
        """The bitmap as a PNG in a data URL."""
        from netlogo.runtime.space.canvas import data_url

        return data_url(self.bitmap())

    def bitmap(self) -> Image.Image:
        """The drawing in RGBA, patch size times patches wide and high; transparent where nothing is."""
        self._paint()
        assert self._canvas is not None
        return self._canvas.picture()

    # -- what is kept

    def state(self) -> tuple[int, list[Mark], bytes]:
        """What `set_state` takes: the marks that are kept, and the canvas where it alone has older ones."""
        if not self._first:
            return 0, self._marks, b""
        self._paint()
        assert self._canvas is not None
        return self._first, self._marks, self._canvas.dots()

    def set_state(self, first: int, marks: list[Any], dots: bytes) -> None:
        """Take up what `state` gave, so that later pictures are the same to the last dot."""
        from netlogo.runtime.space.canvas import Canvas

        self.clear()
        self._first, self._marks = first, [tuple(mark) for mark in marks]
        if first:
            world = self._world
            self._canvas = Canvas(world.topology, world.patch_size, self.shapes())
            self._canvas.set_dots(dots)
            self._painted = self.count

    def _paint(self) -> None:
        """Bring the canvas up to date."""
        from netlogo.runtime.space.canvas import Canvas

        world = self._world
        canvas = self._canvas
        if canvas is None or not canvas.fits(world.topology, world.patch_size):
            fresh = Canvas(world.topology, world.patch_size, self.shapes())
            if canvas is not None and self._first:
                fresh.lay(canvas.picture())  # what it shows is all that is left of the oldest marks
                self._painted = max(self._painted, self._first)
            else:
                self._painted = 0
            self._canvas = canvas = fresh
        for mark in self._marks[self._painted - self._first :]:
            canvas.paint(mark)
        self._painted = self.count
