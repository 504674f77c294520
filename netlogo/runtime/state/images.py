"""Pictures: patch colours from an image file, and the view as one.

There is no drawing layer: `import-drawing` looks whether the file is a picture and draws nothing, and
`export-view` writes the colours of the patches, without turtles and links.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from netlogo.errors import LogoError
from netlogo.runtime.primitives.color import closest_number, rgb_of
from netlogo.runtime.primitives.file_primitives import readable, resolved, unreadable, writable
from netlogo.runtime.state.file_access import whole_file

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from netlogo.runtime.world import World

Pixels: TypeAlias = "npt.NDArray[np.float64]"


class ImagePrimitives:
    """What a model does with image files."""

    def __init__(self, world: World) -> None:
        self._world = world

    def import_pcolors(self, name: str) -> None:
        """Colour the patches like a picture, fitted into the world, in NetLogo's nearest colours."""
        self._import(name, "import-pcolors", as_numbers=True)

    def import_pcolors_rgb(self, name: str) -> None:
        """The same in exact colours, as lists of red, green and blue."""
        self._import(name, "import-pcolors-rgb", as_numbers=False)

    def import_drawing(self, name: str) -> None:
        """Check that the file is a picture; nothing is drawn."""
        path = readable(self._world, name)
        _pixels(path, "import-drawing", "Unsupported image format")

    def export_view(self, name: str) -> None:
        """Write a PNG picture of the patches."""
        import numpy as np
        from PIL import Image

        world = self._world
        topology = world.topology
        colours = np.array([rgb_of(patch.pcolor) for patch in world.patches.items], dtype=np.uint32)
        grid = colours.reshape(topology.height, topology.width)
        channels = np.stack([(grid >> shift) & 255 for shift in (16, 8, 0)], axis=-1).astype(np.uint8)
        size = max(1, round(world.patch_size))
        path = writable(world, name)
        try:
            with whole_file(path) as part:
                Image.fromarray(channels.repeat(size, 0).repeat(size, 1)).save(part, format="PNG")
        except OSError as error:
            raise unreadable("export-view", resolved(world, name), error) from error

    def export_interface(self, name: str) -> NoReturn:
        """There is no window that could be written."""
        raise LogoError("export-interface can only be used in the GUI")

    def _import(self, name: str, primitive: str, as_numbers: bool) -> None:
        world = self._world
        topology = world.topology
        path = readable(world, name)
        unsupported = "The following file is not in a supported image format"
        pixels = _scaled(_pixels(path, primitive, unsupported), topology.width, topology.height)
        height, width = pixels.shape[:2]
        left = topology.min_x + max(0, topology.width - width) // 2
        top = topology.max_y - max(0, topology.height - height) // 2
        known: dict[int, float] = {}
        for j, row in enumerate(pixels[: topology.height].tolist()):
            for i, (red, green, blue, alpha) in enumerate(row[: topology.width]):
                if not alpha:
                    continue
                patch = topology.patch_inside(left + i, top - j)
                code = int(red) << 16 | int(green) << 8 | int(blue)
                colour: Any = [red, green, blue]
                if as_numbers:
                    colour = known.get(code)
                    if colour is None:
                        colour = known[code] = closest_number(code)
                patch.set_pcolor(colour)


def _pixels(path: Path, primitive: str, unsupported: str) -> Pixels:
    """Red, green, blue and alpha of each pixel, rows from the top, 0 to 255."""
    import numpy as np
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            return np.array(image.convert("RGBA"), dtype=np.float64)
    except UnidentifiedImageError as error:
        raise LogoError(f"{primitive}: {unsupported}: {path}") from error
    except OSError as error:
        raise unreadable(primitive, path, error) from error


def _scaled(pixels: Pixels, width: int, height: int) -> Pixels:
    """The picture made as large as fits, within 1 of 255 as Java makes it: weighted means between
    its pixels, colours apart from alpha.
    """
    import numpy as np

    rows, columns = pixels.shape[:2]
    scale = float(np.float32(min(np.float32(width / columns), np.float32(height / rows))))
    if scale == 1.0:
        return pixels
    y, y_share = _places(rows, scale)
    x, x_share = _places(columns, scale)
    y_next, x_next = np.minimum(y + 1, rows - 1), np.minimum(x + 1, columns - 1)
    above = pixels[y][:, x] * (1 - x_share) + pixels[y][:, x_next] * x_share
    below = pixels[y_next][:, x] * (1 - x_share) + pixels[y_next][:, x_next] * x_share
    mixed = above * (1 - y_share[:, None]) + below * y_share[:, None]
    nearest: Pixels = np.floor(mixed + 0.5)
    return nearest


def _places(size: int, scale: float) -> tuple[npt.NDArray[np.int64], Pixels]:
    """For each new pixel the old one at or before its middle, and the share of the following one."""
    import numpy as np

    middle = (np.arange(max(1, math.ceil(size * scale - 1e-4))) + 0.5) / scale - 0.5
    middle = np.clip(middle, 0, size - 1)
    first = np.floor(middle).astype(np.int64)
    return first, (middle - first)[:, None]
