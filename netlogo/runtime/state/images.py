"""Pictures: patch colours or the drawing from an image file, and the view as one."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from netlogo.errors import LogoError
from netlogo.runtime.primitives.color import closest_number
from netlogo.runtime.primitives.file_primitives import readable, resolved, unreadable, writable
from netlogo.runtime.state.deep_pictures import deep_samples, shown, signed, unsigned
from netlogo.runtime.state.file_access import read_bytes, whole_file

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from netlogo.runtime.world import World

Numbers: TypeAlias = "npt.NDArray[np.float64]"
Pixels: TypeAlias = "npt.NDArray[np.float64]"
Steps: TypeAlias = "npt.NDArray[np.int64]"
_ONE = 65536.0


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
        """Lay a picture over the drawing, as large as fits and in the middle."""
        import numpy as np
        from PIL import Image

        world = self._world
        path = readable(world, name)
        read, mode = _pixels(path, "import-drawing", "Unsupported image format")
        shape, size = world.topology, world.patch_size
        width, height = max(1, round(shape.width * size)), max(1, round(shape.height * size))
        pixels = _scaled(read, width, height)
        if mode in ("RGB", "L"):
            pixels[..., 3] = 255.0
        image = Image.fromarray(pixels.clip(0, 255).astype(np.uint8), "RGBA")
        left, top = (width - image.width) // 2, (height - image.height) // 2
        across, up = shape.width / width, shape.height / height
        world.drawing.picture(
            image,
            shape.left + left * across,
            shape.top - top * up,
            image.width * across,
            image.height * up,
        )

    def export_view(self, name: str) -> None:
        """Write a PNG picture of the patches, the drawing, links and turtles."""
        from netlogo.runtime.state.view_picture import view_picture

        world = self._world
        path = writable(world, name)
        try:
            with whole_file(path) as part:
                view_picture(world).save(part, format="PNG")
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
        pixels = _fitted(path, primitive, unsupported, (topology.width, topology.height))
        color_patches(world, pixels, as_numbers=as_numbers)


def color_patches(world: World, pixels: Pixels, *, as_numbers: bool) -> None:
    """Colour the patches in the middle of the world like pixels, but for transparent ones."""
    topology = world.topology
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


def _fitted(path: Path, primitive: str, unsupported: str, size: tuple[int, int]) -> Pixels:
    """The colours of a picture that is scaled to fit into a world of that width and height."""
    deep = _deep(path, primitive)
    if deep is None:
        return fitted(*_pixels(path, primitive, unsupported), size)
    samples, mode = deep
    if mode == "RGB":
        return _scaled(shown(samples, mode), *size)
    pixels = shown(unsigned(_scaled(signed(samples), *size, bits=15)), mode)
    if mode == "L":
        pixels[..., 3] = 255.0
    return pixels


def fitted(read: Pixels, mode: str, size: tuple[int, int]) -> Pixels:
    """The colours of pixels of 8 bits that are scaled to fit into a width and height."""
    pixels = _scaled(read, *size)
    if mode in ("L", "LA"):
        pixels[..., :3] = _brighter(pixels[..., :3])
    if mode == "L":
        pixels[..., 3] = 255.0  # what the scaled picture does not cover is black, not transparent
    return pixels


def _deep(path: Path, primitive: str) -> tuple[Pixels, str] | None:
    try:
        return deep_samples(path)
    except OSError as error:
        raise unreadable(primitive, path, error) from error


def _pixels(path: Path, primitive: str, unsupported: str) -> tuple[Pixels, str]:
    """Red, green, blue and alpha of each pixel, rows from the top, 0 to 255; its mode."""
    import numpy as np
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(read_bytes(path))) as image:
            return np.array(image.convert("RGBA"), dtype=np.float64), image.mode
    except UnidentifiedImageError as error:
        raise LogoError(f"{primitive}: {unsupported}: {path}") from error
    except Image.DecompressionBombError as error:
        raise LogoError(f"{primitive}: {path}: {error}") from error
    except OSError as error:
        raise unreadable(primitive, path, error) from error


def _scaled(pixels: Pixels, width: int, height: int, bits: int = 16) -> Pixels:
    """The picture made as large as fits into a width and height."""
    import numpy as np

    rows, columns = pixels.shape[:2]
    scale = float(np.float32(min(np.float32(width / columns), np.float32(height / rows))))
    return pixels if scale == 1.0 else scaled_by(pixels, (scale, scale), bits)


def scaled_by(pixels: Pixels, scales: tuple[float, float], bits: int = 16) -> Pixels:
    """The picture made so many times as high and wide, as Java's bilinear `AffineTransformOp` makes it:
    weighted means between the pixels, channel by channel, in steps of 1/65536 (of 2 to the power of -`bits`)
    and, at the picture's edges, in floats.
    """
    import numpy as np

    sides = pixels.shape[:2]
    single = [float(np.float32(scale)) for scale in scales]
    size = [max(1, math.ceil(np.float32(side * scale))) for side, scale in zip(sides, single, strict=True)]
    middles: list[Numbers] = [
        (np.arange(n, dtype=np.float64) + 0.5) * (1.0 / scale) - 0.5
        for n, scale in zip(size, single, strict=True)
    ]
    y = np.floor(middles[0] * _ONE).astype(np.int64)
    x, x_inside = _along_a_row(middles[1], single[1], bits)
    made: Pixels = np.zeros((*size, 4))
    found = [(middle >= 0) & (middle < n - 1) for middle, n in zip(middles, sides, strict=True)]
    covered = [middle + 0.5 < n for middle, n in zip(middles, sides, strict=True)]
    edge = np.trunc(_mixed_in_floats(pixels, y, x))
    made[np.ix_(*covered)] = edge[np.ix_(*covered)]
    made[np.ix_(*found)] = _mixed_in_steps(pixels, y[found[0]] >> (16 - bits), x_inside[found[1]], bits)
    return made


def _along_a_row(middles: Numbers, scale: float, bits: int) -> tuple[Steps, Steps]:
    """The places in a row in steps of 1/65536, added up from the first pixel, and in those of 2 to the power
    of -`bits` from the first inside the picture.
    """
    import numpy as np

    count = np.arange(len(middles))
    step = int(1.0 / scale * _ONE)
    first = int(np.argmax(middles >= 0))
    starts = [math.floor(middles[i] * _ONE) - step * i for i in (0, first)]
    if bits < 16:
        inside = (math.floor(middles[first] * _ONE) >> 1) + (step + 1 >> 1) * (count - first)
    else:
        inside = starts[1] + step * count
    return starts[0] + step * count, inside


def _corners(pixels: Pixels, y: Steps, x: Steps, bits: int = 16) -> list[Pixels]:
    """The four pixels around each place, those at the edge for what lies beyond."""
    import numpy as np

    rows, columns = pixels.shape[:2]
    ys = [np.clip((y >> bits) + i, 0, rows - 1) for i in (0, 1)]
    xs = [np.clip((x >> bits) + i, 0, columns - 1) for i in (0, 1)]
    return [pixels[one][:, other] for one in ys for other in xs]


def _mixed_in_steps(pixels: Pixels, y: Steps, x: Steps, bits: int) -> Steps:
    mask, half = (1 << bits) - 1, 1 << bits - 1
    down, right = (y & mask)[:, None, None], (x & mask)[None, :, None]
    a, b, c, d = (corner.astype(int) for corner in _corners(pixels, y, x, bits))
    left = a + (((c - a) * down + half) >> bits)
    other = b + (((d - b) * down + half) >> bits)
    mixed: Steps = left + (((other - left) * right + half) >> bits)
    return mixed


def _mixed_in_floats(pixels: Pixels, y: Steps, x: Steps) -> Pixels:
    down, right = (y & 0xFFFF)[:, None, None] / _ONE, (x & 0xFFFF)[None, :, None] / _ONE
    a, b, c, d = _corners(pixels, y, x)
    both = down * right
    mixed: Pixels = a * (1 - right - down + both) + b * (right - both) + c * (down - both) + d * both
    return mixed


def _brighter(grey: Pixels) -> Pixels:
    """Shades of grey as Java shows them: it takes them for linear light and gives sRGB."""
    import numpy as np

    light = grey / 255
    encoded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    shown: Pixels = np.floor(encoded * 255 + 0.5)
    return shown
